### Texts of the program, English. Every key stands in zh.ftl too (a test compares them).

## Command line: help

cli-about = Sandtable: scenario simulation and drill engine. Compares contingency plans for floods and other disasters by Monte Carlo simulation.
cli-heading-usage = Usage
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-global = Options of all commands

cmd-calc-about = Calculate with one model: no name lists the models, a name alone explains one
cmd-check-about = Check scenarios, plans, case folders and data files: every fault with its place and what to do
cmd-evaluate-about = Compare plans on one scenario over many replicates and write a report
cmd-import-about = Bring data of a place into a case folder, step by step
cmd-list-about = List what is built in: scenarios, plans, metrics, models and published checks
cmd-new-about = Write a scenario or a plan to start from
cmd-run-about = Run one replicate with its event log, warnings, time series and final rasters
cmd-validate-about = Compare the models with published numbers; exit code 4 if one fails

arg-global-lang = Language of all texts: zh or en (default: from SANDTABLE_LANG, LC_ALL, LC_MESSAGES, LANG)
arg-global-color = Colours: auto, always or never; NO_COLOR is heeded
arg-global-quiet = Nothing on standard error but faults
arg-global-json = The result as one JSON document on standard output
arg-global-help = Show this help
arg-global-version = Show the version

arg-calc-model = Model, such as flood.hazard_rating; none lists all
arg-calc-values = Inputs as name=value
arg-check-files = Plan or scenario files, folders of a scenario or of imported data, rasters, GeoJSON, or the name of a built-in scenario
arg-check-scenario = The scenario that plans are made for (default: the one in the plan's folder, else the first built-in one)
arg-evaluate-scenario = A built-in scenario's name, or the path of a scenario file
arg-evaluate-plan = A plan to compare: a name or a path; several times for several plans (default: those that the scenario lists)
arg-evaluate-replicates = Number of replicates of each plan
arg-evaluate-precision = Go on until the confidence interval of a metric is this narrow, such as deaths.total=5%
arg-evaluate-max_n = Most replicates with --precision
arg-evaluate-seed = Seed of all random draws (default: the scenario's)
arg-evaluate-threads = Worker threads (default: one a core); the result is the same for any number
arg-evaluate-grid = Cell size, such as 120m (default: the scenario's)
arg-evaluate-households = Households one by one (single) or in packets
arg-evaluate-out = Folder for the results; made if missing, other files in it stay
arg-evaluate-require = A goal that the best plan has to meet in the mean, several times for several goals, such as "deaths.total<=2" or "evacuation.before_arrival.slopes>=90%"; in the unit that tables show; exit code 4 if it misses one
arg-import-kind = What the file holds: dem, landcover, roads, zones, places, buildings, gauges, inflow, boundaries, or recipe for a list of these
arg-import-file = The file to bring in
arg-import-options = Options as name=value, such as cell_m=20 epsg=32650
arg-import-into = The case folder; made if missing
arg-list-kind = Only these: scenarios, plans, metrics, models or checks
arg-new-kind = scenario (a folder) or plan (a file)
arg-new-name = Name of the new folder or file, without ending
arg-new-force = Replace a plan of that name; a scenario is never replaced
arg-run-scenario = A built-in scenario's name, or the path of a scenario file
arg-run-plan = The plan: a name or a path (default: the first that the scenario lists)
arg-run-replicate = Number of the replicate
arg-run-seed = Seed of all random draws (default: the scenario's)
arg-run-grid = Cell size, such as 120m (default: the scenario's)
arg-run-households = Households one by one (single) or in packets
arg-run-out = Folder for the results; made if missing, other files in it stay
arg-validate-topic = Only checks whose name begins so, such as flood; none runs all
arg-validate-quick = Leave out checks that take longer than 20 s

## Command line: usage errors

usage-error = usage error
usage-invalid-value = '{ $value }' is no value for { $arg }
usage-invalid-value-choices = '{ $value }' is no value for { $arg }; it takes { $choices }
usage-expects-whole = a whole number from { $least } to { $most }
usage-expects-cell = a size of cells in metres above 0, such as 120m
usage-not-utf8 = the words of the command line are not UTF-8; write file names and values in UTF-8
usage-unknown-argument = unknown argument '{ $arg }'
usage-unknown-command = unknown command '{ $command }'
usage-missing = missing: { $args }
usage-missing-command = a command is needed
usage-conflict = { $arg } cannot be used with { $other }
usage-too-many = { $arg } is given more often than once or with too many values
usage-no-value = { $arg } needs a value
usage-suggestion = did you mean '{ $name }'?
usage-see-help = '{ $command } --help' shows what is possible

## Command line: talk

error-label = error
warning-label = warning
remedy-label = remedy
interrupted = interrupted
io-write = { $path } cannot be written: { $why }
io-out = { $path }: no results can be written there: { $why }. Choose another folder with --out, or clear the way; nothing was computed.
io-why-file = a file stands where a folder is wanted
io-why-folder = a folder stands where a file is to be written
io-why-denied = there is no permission to write
io-why-read-only = the file system is read-only
io-why-missing = the folder does not exist and cannot be made
io-why-full = there is no space left, or the file is larger than permitted
io-why-other = the system says `{ $text }`
io-results = the results cannot be written: { $why }
io-stdout = standard output cannot be written: { $why }

## calc

calc-models = Models
calc-name = Model
calc-title = What it calculates
calc-inputs = Inputs
calc-outputs = Outputs
calc-input = Input
calc-output = Output
calc-value = Value
calc-unit = Unit
calc-default = Default
calc-range = Allowed
calc-meaning = Meaning
calc-needed = needed
calc-range-numbers = { $least } to { $most }
calc-range-whole = { $least } to { $most }, whole
calc-validity = Holds for
calc-source = Source
calc-hint = One model: sandtable calc MODEL. Calculate: sandtable calc MODEL name=value …
calc-example = Example
calc-unknown-model = there is no model '{ $name }'
calc-no-pair = '{ $text }' is no name=value
calc-unknown-input = { $model } has no input '{ $name }'; it takes { $known }
calc-missing-input = { $model } needs { $name } ({ $unit })
calc-unreadable = { $name } = '{ $found }': allowed is { $expected }
calc-repeated = { $name } is given { $count } times; give it once
calc-outside-validity = outside the validity of { $model }: { $name } = { $value }; it has to be { $range }

## validate

validate-check = Check
validate-case = Case
validate-quantity = Quantity
validate-expected = Expected
validate-obtained = Obtained
validate-error = Error
validate-tolerance = Tolerance
validate-source = Source
validate-verdict = Verdict
validate-pass = pass
validate-fail = FAIL
validate-outside = outside validity
validate-skipped = skipped ({ $why })
validate-at-most = at most
validate-differs = differs by more than { $bound }
validate-running = checking { $name }
validate-no-topic = no published check begins with '{ $topic }'; there are { $known }
validate-left-out = { $count } slow checks left out by --quick
validate-summary = { $pass } passed, { $fail } failed, { $outside } outside validity, { $skipped } skipped

## list

list-scenarios = Built-in scenarios
list-plans = Built-in plans
list-metrics = Metrics (goals of evaluate --require, decision_metric of scenarios)
list-models = Models (sandtable calc)
list-checks = Published checks (sandtable validate)
list-name = Name
list-title = Title
list-count = Checks
list-its-plans = Plans
list-scope = What it stands for
list-group = Group
list-direction = Better
list-goal = Goal
list-lower = lower
list-higher = higher

## import

import-help-kind = Options of { $kind }
import-help-all = Options (of one kind: sandtable import KIND --help)
import-help-option = { $meaning } [{ $form }; default: { $default }]
import-help-kinds = taken by { $kinds }
import-recipe-options = '{ $text }': a recipe holds its own options

## check

check-ok = { $file }: no fault found
check-what = { $file } ({ $kind })
check-what-named = { $file } ({ $kind } “{ $name }”)
check-kind-scenario = scenario
check-kind-plan = plan
check-kind-case = imported data
check-kind-recipe = list of imports
check-kind-boundaries = boundaries
check-kind-raster = raster
check-kind-features = GeoJSON
check-kind-table = table
check-kind-osm = OpenStreetMap extract
check-without = without { $kind } (not needed): { $why }

## new

new-no-name = '{ $name }' cannot be a name: take letters, digits, - and _, without ending
new-in-the-way = { $path } is there already; --force replaces it
new-folder-in-the-way = { $path } is there already; take another name
new-force-scenario = a scenario is never replaced: --force is for plans; remove the folder yourself, or take another name
new-nothing = there is no built-in plan to start from
new-next = Change it, then: sandtable check { $path }
new-still-missing = Still missing: your data. Bring them in step by step:
new-import-dem = terrain:   sandtable import dem FILE --into { $into }
new-import-roads = roads:     sandtable import roads FILE --into { $into }
new-import-buildings = buildings: sandtable import buildings FILE --into { $into }   (or places with residents)
new-next-scenario = Then put your figures in for those marked ▲, and: sandtable check { $path }

## progress

progress-replicates = replicates
progress-eta = ETA

## Report

report-title = { $scenario }: comparison of contingency plans
report-not-reached = not reached
report-between = { $low } to { $high }
report-unit = ({ $unit })
report-named-unit = { $name } ({ $unit })
report-quoted = “{ $name }”
report-is-reference = (reference)
report-is-decision = decision metric
report-hours = { $hours } h

report-method = What was compared, and how
report-method-text = Each replicate draws one disaster and the chance fates of people, vehicles and equipment, and every plan meets that same disaster (common random numbers). So plans are compared pair by pair: what differs is the plan, not the luck.
report-scenario = Scenario
report-start = Start
report-span = Length
report-replicates = Replicates
count-replicates = { $n ->
    [one] 1 replicate
   *[other] { $n } replicates
}
report-replicates-of = { $used } (of { $asked } asked for)
report-replicates-precision = { $used } (until “{ $metric }” is known to { $error }; at most { $most })
report-reference = Reference plan
report-decision = Decision metric
report-level = Level of intervals
report-grid = Grid and tick
report-grid-tick = { $cell } m, { $tick } s
report-seed = Seed
report-version = Version
report-case-hash = Case hash
report-outcomes-hash = Outcomes hash
report-effort = Effort
report-effort-text = { $wall } s, { $threads ->
    [one] 1 thread
   *[other] { $threads } threads
}, { $hazards ->
    [one] 1 hazard run
   *[other] { $hazards } hazard runs
}
report-made-at = Report made
report-files = Files read and their hashes ({ $count })

report-finding = Which plan, and how sure
report-no-decision = There is no decision metric, so no plan is named.
report-mean-interval = { $mean } ({ $level } % interval { $between })
report-clear = By “{ $metric }”, “{ $plan }” is the best, and clearly so: over { count-replicates } its mean is { $mean }, and its difference to every other plan excludes zero, also when all comparisons are judged together.
report-likely = By “{ $metric }”, “{ $plan }” is probably the best: over { count-replicates } its mean is { $mean }. Each difference to the other plans excludes zero alone, but not all do when judged together ({ $rivals }).
report-likely-few = By “{ $metric }”, “{ $plan }” is probably the best: over { count-replicates } its mean is { $mean }, and its difference to every other plan excludes zero; but with fewer than { $least } pairs of replicates intervals are too rough to call it clear.
report-undecided = By “{ $metric }” the choice is open: “{ $plan }” has the best mean, { $mean }, but { count-replicates } cannot tell it apart from { $rivals }.
report-one-plan = Only one plan was run; there is nothing to compare it with.
report-all-equal = All plans gave the same “{ $metric }” in every replicate; this metric does not separate them.
report-neutral = “{ $metric }” has no better or worse side and cannot choose a plan.
report-no-mean = In some runs “{ $metric }” was not reached by the end, so it has no mean and names no plan; see the medians and the counts of runs not reached in the table.
report-no-best = No plan can be named by “{ $metric }”: it applied to all plans in no replicate.
report-best-in = It alone was best in { $best } of { count-replicates } ({ $share }; { $level } % interval { $low } to { $high }).
report-best-in-tied = It alone was best in { $best } of { count-replicates } ({ $share }; { $level } % interval { $low } to { $high }), and tied for best in { $tied } more.
report-pair-less = “{ $plan }” against “{ $other }”: { $metric } lower by { $amount } on average ({ $level } % interval { $between }).{" "}
report-pair-more = “{ $plan }” against “{ $other }”: { $metric } higher by { $amount } on average ({ $level } % interval { $between }).{" "}
report-pair-less-constant = “{ $plan }” against “{ $other }”: { $metric } lower by { $amount } on average, without an interval: all differences are equal, or replicates too few.
report-pair-more-constant = “{ $plan }” against “{ $other }”: { $metric } higher by { $amount } on average, without an interval: all differences are equal, or replicates too few.
report-pair-equal = “{ $plan }” against “{ $other }”: the same { $metric } in every replicate.
report-pair-sure = Zero is excluded, also when all comparisons are judged together.
report-pair-alone = Zero is excluded by this comparison alone, not when all are judged together.
report-pair-open = The interval holds zero: chance alone may explain it.
report-pairing = {" "}Between the plans the common draws achieved a correlation of { $r }; the variance of the difference is { $ratio } of what independent draws would give.
report-pairing-cell = correlation { $r }, variance { $ratio }
report-costs = What it costs
report-cost-item = { $metric } { $amount }
report-cost = “{ $plan }” against “{ $reference }” (means; only what excludes zero): { $items }.
report-cost-none = “{ $plan }” against “{ $reference }”: no certain difference in cost.
report-cautions = What to keep in mind
report-few = Only { count-replicates }: intervals are rough. At least 30 are advised.
report-interrupted = The study was interrupted; only what is complete for all plans is used: { count-replicates } from the first on.
report-imprecise = These plans did not reach the precision asked for: { $plans }.
report-some-failed = Runs that failed and are left out of pairs: { $count }; if runs fail where things go badly, the statements are too kind.
report-mostly-zero = For “{ $plan }”, { $metric } was zero in { $count } of { $n } replicates: the mean hangs on a few bad ones; see the exceedance curves and the worst cases.
report-some-unreached = For “{ $plan }”, { $metric } was not reached by the end in { $count } of { $n } replicates.
report-left-out = Pairs left out of differences because a value was not reached or did not apply: up to { $count }.
report-one-by-one = The { $level } % intervals of the tables hold one at a time. With many metrics, a few marks of better or worse arise by chance.
report-only-a-model = Intervals tell of the chance within the simulation only, not of errors of models, data or the scenario; the statement holds for this scenario.

report-plans = Plans side by side
report-plans-text = Means of the main metrics with { $level } % intervals; Δ is the paired difference to the reference plan in the same disasters. All metrics stand at the end of the report.
report-metric = Metric
report-plan = Plan
report-median = median
report-spread-median = median { $median };
report-spread = P5–P95: { $p5 } to { $p95 }
report-unreached-in = not reached in { $count } of { $n }
report-inapplicable-in = did not apply in { $count }
report-points = percentage points
report-no-pairs = no pair to compare ({ $count } not reached or not applicable)
report-signs = Signs
report-pairs-left-out = pairs left out: { $count }
report-mark-better = better
report-mark-better-text = zero excluded, in favour of the plan
report-mark-worse = worse
report-mark-worse-text = zero excluded, against the plan
report-mark-open = open
report-mark-open-text = the interval holds zero, or too few replicates
report-mark-differs = differs
report-mark-differs-text = zero excluded, the metric has no better side
report-mark-same = same
report-mark-same-text = equal in every replicate
report-mark-values = “—”: does not apply; “not reached”: had not happened by the end of the run
report-idle = Zero or not applicable in every run of every plan: { $metrics }.
report-goals = How probable goals are met
report-goals-text = Share of replicates that met the goal, with Wilson’s { $level } % interval and counts.
report-goal = Goal
report-best = How often each plan was best by “{ $metric }”
report-best-alone = Alone best
report-best-tied = Tied for best
report-best-share = Share alone best

report-told = Warning: who was told by what, and how fast
report-told-text = Of all people who were alerted, by what they had it first (means over the replicates); below, how long each link took from the news reaching a seat to people leaving (medians over people, means over the replicates). Nobody is alerted by a channel that has no power or no network at the place.
report-told-by = First told by (% of those alerted)
report-told-none = Nobody was alerted in any run.
report-told-link = Link of the chain
report-evacuation = Evacuation completion
report-evacuation-text = Share of the people to be moved who are in safety. Lines are medians, bands run from the 10th to the 90th percentile.
report-bottlenecks = Where queues stood
report-bottlenecks-text = Roads on which evacuation traffic of the typical run lost most time: vehicle-hours beyond those of an empty road, and vehicles that drove on it.
report-bottlenecks-none = No road lost more than a vehicle-hour in the typical run of any plan.
report-bottlenecks-plan = Plan
report-bottlenecks-road = Road
report-bottlenecks-lost = Lost (vehicle·h)
report-bottlenecks-vehicles = Vehicles
report-evacuation-none = There is no curve of evacuation.
report-band-caption = { $curve } (median and P10–P90 of { $n } runs)
report-hours-since = Hours since { $start }
report-hours-axis = Hours since the start
report-exceedance = Exceedance
report-exceedance-text = Share of replicates above the value on the horizontal axis. Further down and left means fewer bad outcomes; a long tail to the right means rare and grave ones.
report-exceedance-none = Outcomes do not differ between replicates; there is no exceedance curve to draw.
report-exceedance-of = Exceedance curve of { $metric }
report-share-above = Share of replicates above
report-tails = Worst cases
report-tails-text = Mean of the worst 5 % of replicates (CVaR95), from 20 replicates on, with an interval from 40 on; below 60 replicates the interval rests on two of them and is wide.
report-tail-too-few = takes { $least } replicates, has { $n }
report-tail-no-interval = an interval takes { $least } replicates, there are { $n }

report-maps = Maps
report-maps-text = All maps have one scale and one key; north is up; depth and arrival are not drawn on permanent water. P50 and P90: the maximum depth that half and nine in ten replicates do not exceed, cell by cell, so no single run looks like it.
report-maps-none = There is no terrain, so there are no maps.
report-maps-no-layer = There is no layer of the hazard.
report-map-of = { $map }: { $plans }
report-depth-p50 = Maximum depth, P50
report-depth-p90 = Maximum depth, P90
report-arrival-p50 = Arrival of water, P50
report-depth-legend = Maximum depth (m)
report-arrival-legend = Arrival (hours since the start)
report-same-hazard = (same hazard)
report-sign-water = permanent water
report-sign-main-road = main roads
report-sign-road = other roads
report-sign-levee = levees
report-sign-border = borders
report-sign-gauge = gauges
report-sign-shelter = shelters
report-sign-hospital = hospitals
report-calls = Calls unserved at the end (typical run, replicate { $replicate })
report-calls-text = Circles grow with the number of people.
report-calls-of = { $plan } (calls: { $calls }; { $persons })
report-typical-failed = The typical run of this plan did not come to its end.

report-stage = Stage at the main gauge
report-stage-text = Lines are medians, bands run from the 10th to the 90th percentile. Plans differ only where they change the water: sandbags, gates, pumps.
report-stage-none = There is no curve of a main gauge.
report-supplies = Shelters and supplies
report-supplies-text = People and stocks in shelters over time. Lines are medians, bands run from the 10th to the 90th percentile.
report-supplies-none = There is no curve of supplies.
report-course = Other curves over time
report-course-text = Casualties, rescues and teams over time. Lines are medians, bands run from the 10th to the 90th percentile.
report-course-none = There are no further curves.
report-flat = Zero throughout and not drawn: { $curves }.
report-resources = Teams and resources
report-resources-text = What every team that turned out did in the typical run (number { $replicate }, the one whose decision metric is nearest to the median), in the order of first turning out. What was not finished is drawn to the end of the run.
report-resources-none = There is no typical run.
report-resources-of = Activities of teams under { $plan }
report-no-activity = No team was sent out.
report-teams = { $count ->
    [one] 1 team
   *[other] { $count } teams
}
report-teams-part = teams { $first } to { $last } of { $count }

report-ledgers = Water and other ledgers
report-ledgers-text = What came in is positive, what went out or stays at the end negative; the sum has to be zero. In brackets the residual as a share of the turnover.
report-ledgers-none = There are no ledgers.
report-ledger = Ledger
report-ledger-of = { $ledger } (typical run, replicate { $replicate })
report-term = Term
report-residual = Residual
report-closing = How ledgers close in all runs
report-closing-text = Runs that close within the tolerance, of all runs; in brackets the largest relative residual.
report-tolerance = Tolerance
report-runs = Warnings and failed runs
report-none-failed = All { $runs } runs came to their end; none failed.
report-failed = Failed runs
report-failed-text = Failed: { $count } of { $runs } runs. They stay in the table of outcomes with their reason and take no part in statistics.
report-more-failed = { $count } more stand in outcomes.csv.
report-replicate = Replicate
report-reason = Reason
report-no-warnings = There are no warnings.
report-warnings = Warnings
report-warnings-text = One example of each kind.
report-warning = Warning
report-warned-runs = Runs
report-warned-times = Times
report-unconfirmed = Unconfirmed figures
report-unconfirmed-text = Figures that this study used and that nobody has confirmed at their source: { $count }.
report-unconfirmed-none = No unconfirmed figure was used.
report-figure = Figure
report-source = Source
report-place = Place
report-metrics = All metrics
report-metrics-text = Mean with { $level } % interval, median, 5th to 95th percentile; Δ is the paired difference to the reference plan; below it the correlation that the common draws achieved between the two plans, and the variance of the difference against independent draws.

report-reading = How to read this report
report-term-replicate = Replicate
report-term-replicate-text = One complete simulation under the same rules with its own chance. More replicates make intervals narrower.
report-term-common = Common random numbers
report-term-common-text = All plans meet the same disasters and the same luck, so a few dozen replicates show small differences.
report-term-interval = { $level } % interval
report-term-interval-text = If the study were repeated, about { $level } % of such intervals would hold the true mean. It is not the range of a single disaster.
report-term-difference = Paired difference Δ
report-term-difference-text = The plan minus the reference plan in the same replicate, averaged over replicates.
report-term-excludes = Zero excluded
report-term-excludes-text = The whole interval lies on one side of zero: chance is an unlikely reason. If it holds zero, the plans are not shown to be equal; they cannot be told apart yet.
report-term-median = Median, P10–P90
report-term-median-text = Half of the replicates do not exceed the median; eight in ten lie between P10 and P90.
report-term-tail = Worst cases (CVaR95)
report-term-tail-text = Mean of the worst 5 % of replicates: rare and grave outcomes.
report-term-exceedance = Exceedance
report-term-exceedance-text = Share of replicates whose outcome is above a value.
report-term-goal = Probability of a goal
report-term-goal-text = Share of replicates that met the goal; Wilson’s interval is sound near 0 % and 100 % too.
report-term-ledger = Ledger
report-term-ledger-text = Water, people and stock neither appear nor vanish; a ledger that does not close shows an error and is listed among the warnings.
report-term-marks = “—” and “not reached”
report-term-marks-text = “—” means that a metric does not apply (nobody to count); “not reached” that something had not happened by the end of the run, so there is no mean, only a median.

unit-persons = persons
unit-person-h = person·h
unit-person-item-h = person·item·h
unit-h = h
unit-d = d
unit-min = min
unit-vehicle-h = vehicle·h
unit-vehicles = vehicles
unit-vehicles-h = vehicles/h
unit-vehicles-km = vehicles/km
unit-calls = calls
unit-items = items
unit-team-h = team·h
unit-teams = teams
unit-cny = CNY
unit-l = L
unit-kg = kg
unit-bags = bags

# evaluate and run
evaluate-head = Means over { count-replicates } of each plan
evaluate-metric = Metric
evaluate-report = Report: { $path }
evaluate-imprecise = Stopped at the { $most } replicates of --max-n without the precision asked for: { $plans }
evaluate-precision = --precision takes METRIC=5%, not { $found }
evaluate-unknown-metric = there is no metric { $found }; sandtable list metrics shows them all
evaluate-require = --require takes METRIC<=X or METRIC>=X, X in the unit shown by sandtable list metrics (% for shares only), not { $found }
evaluate-goal-met = Goal met: { $metric } under “{ $plan }” is { $value }, asked for { $bound }
evaluate-goal-missed = Goal missed: { $metric } under “{ $plan }” is { $value }, asked for { $bound }
evaluate-goal-no-value = Goal missed: { $metric } under “{ $plan }” has no mean, asked for { $bound }
evaluate-goal-no-plan = Goal missed: the study names no plan the best, so none can be held to { $metric } { $bound }

## run

run-failed = replicate { $replicate } failed: { $why }
run-value = Value
