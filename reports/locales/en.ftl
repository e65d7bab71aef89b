### Texts of the program, English. Every key stands in zh.ftl too (a test compares them).

## Command line: help

cli-about = Sandtable: scenario simulation and drill engine. Compares contingency plans for floods and other disasters by Monte Carlo simulation.
cli-heading-usage = Usage
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-heading-global = Options of all commands

cmd-calc-about = Calculate with one model: no name lists the models, a name alone explains one
cmd-check-about = Check files: every fault with its place and what to do
cmd-evaluate-about = Compare plans on one scenario over many replicates and write a report
cmd-import-about = Bring data of a place into a case folder, step by step
cmd-list-about = List what is built in: models and published checks
cmd-new-about = Write a scenario or plan to start from
cmd-run-about = Run one replicate with its event log, time series and final rasters
cmd-validate-about = Compare the models with published numbers; exit code 4 if one fails

arg-global-lang = Language of all texts: zh or en (default: from SANDTABLE_LANG, LC_ALL, LC_MESSAGES, LANG)
arg-global-color = Colours: auto, always or never; NO_COLOR is heeded
arg-global-quiet = Nothing on standard error but faults
arg-global-json = The result as one JSON document on standard output
arg-global-help = Show this help
arg-global-version = Show the version

arg-calc-model = Model, such as flood.hazard_rating; none lists all
arg-calc-values = Inputs as name=value
arg-check-files = Scenario, plan or study files
arg-evaluate-scenario = A built-in scenario's name, or the path of a scenario file
arg-evaluate-plan = A plan to compare: a name or a path; several times for several plans (default: those that the scenario lists)
arg-evaluate-replicates = Number of replicates of each plan
arg-evaluate-precision = Go on until the confidence interval of a metric is this narrow, such as deaths=5%
arg-evaluate-max_n = Most replicates with --precision
arg-evaluate-seed = Seed of all random draws (default: the scenario's)
arg-evaluate-threads = Worker threads (default: one a core); the result is the same for any number
arg-evaluate-grid = Cell size, such as 120m (default: the scenario's)
arg-evaluate-households = Households one by one (single) or in packets
arg-evaluate-out = Folder for the results; made if missing, other files in it stay
arg-evaluate-require = A goal to be met by the best plan, such as "deaths<=2"; exit code 4 if it is not
arg-import-kind = What the file holds: dem, landcover, roads, zones, places, buildings, gauges, inflow or boundaries
arg-import-file = The file to bring in
arg-import-into = The case folder; made if missing
arg-new-kind = scenario or plan
arg-new-name = Name of the new file, without ending
arg-new-force = Replace a file of that name
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
calc-validity = Holds for
calc-source = Source
calc-hint = One model: sandtable calc MODEL. Calculate: sandtable calc MODEL name=value …
calc-example = Example
calc-unknown-model = there is no model '{ $name }'
calc-no-pair = '{ $text }' is no name=value
calc-unknown-input = { $model } has no input '{ $name }'; it takes { $known }
calc-missing-input = { $model } needs { $name } ({ $unit })
calc-unreadable = { $name } = '{ $found }': allowed is { $expected }
calc-outside-validity = outside the validity of { $model }: { $why }

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
validate-skipped = skipped
validate-relative = { $percent } %
validate-at-most = at most
validate-differs = differs by more than { $bound }
validate-running = checking { $name }
validate-no-topic = no published check begins with '{ $topic }'; there are { $known }
validate-left-out = { $count } slow checks left out by --quick
validate-summary = { $pass } passed, { $fail } failed, { $outside } outside validity, { $skipped } skipped

## list

list-scenarios = Built-in scenarios
list-models = Models (sandtable calc)
list-checks = Published checks (sandtable validate)
list-name = Name
list-title = Title
list-count = Checks

## check

check-ok = { $file }: no fault found
check-faults = { $count } faults in { $files } files

## progress

progress-replicates = replicates
progress-eta = ETA
