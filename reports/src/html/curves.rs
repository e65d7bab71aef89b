//! Curves with bands, and exceedance curves.

use maud::{Markup, PreEscaped, html};
use sandtable_results::comparison::{
    CVAR95_INTERVAL_LEAST, CVAR95_LEAST, CurveBand, ExceedanceCurve, MetricSummary,
};
use sandtable_results::{Metric, Scale};

use super::Page;
use crate::chart::{Axis, Band, Chart, Line};
use crate::error::ReportError;
use crate::shown::Shown;

/// Metrics whose exceedance is drawn beside that of the decision metric.
const EXCEEDANCE: [&str; 4] = ["deaths.total", "injuries.total", "exposure.persons", "loss.total"];
const WIDE: (u32, u32) = (690, 280);
const HALF: (u32, u32) = (338, 215);

impl Page<'_> {
    pub(super) fn evacuation(&self) -> Result<Markup, ReportError> {
        let curve = self.wide("evacuation.completion", "report-evacuation-text", "report-evacuation-none")?;
        Ok(html! { (curve) (self.bottlenecks()) })
    }

    /// Where the typical run of each plan lost most time.
    fn bottlenecks(&self) -> Markup {
        const MOST: usize = 5;
        let plans = &self.bundle.table.plans;
        let typical = plans.iter().filter_map(|plan| Some((plan, self.typical(&plan.key)?)));
        let jammed: Vec<_> = typical.filter(|(_, outcome)| !outcome.bottlenecks.is_empty()).collect();
        let shown = Shown::new(&self.text, "", false, 0, []);
        let number = |value: f64| shown.value(value);
        html! {
            h3 { (self.t("report-bottlenecks")) }
            @if jammed.is_empty() { p .quiet { (self.t("report-bottlenecks-none")) } }
            @else {
                p { (self.t("report-bottlenecks-text")) }
                table .numbers {
                    thead { tr {
                        th { (self.t("report-bottlenecks-plan")) }
                        th { (self.t("report-bottlenecks-road")) }
                        th { (self.t("report-bottlenecks-lost")) }
                        th { (self.t("report-bottlenecks-vehicles")) }
                    } }
                    tbody {
                        @for (plan, outcome) in &jammed {
                            @for (place, road) in outcome.bottlenecks.iter().take(MOST).enumerate() {
                                tr {
                                    td { @if place == 0 { (self.badge(&plan.key)) " " (self.say(&plan.title)) } }
                                    td { (self.say(&road.title)) span .quiet { (format!(" ({:.0}, {:.0})", road.place.0, road.place.1)) } }
                                    td { (number(road.lost_veh_h)) }
                                    td { (number(road.vehicles as f64)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    pub(super) fn stage(&self) -> Result<Markup, ReportError> {
        self.wide("stage.main", "report-stage-text", "report-stage-none")
    }

    /// One curve over the width of the page.
    fn wide(&self, key: &str, text: &str, none: &str) -> Result<Markup, ReportError> {
        Ok(match self.bands(key, WIDE)? {
            Some((caption, chart)) => html! {
                p { (self.t(text)) }
                (self.figure(&caption, &html! { (self.plan_legend()) (chart) }))
            },
            None => self.nothing(none),
        })
    }

    pub(super) fn supplies(&self) -> Result<Markup, ReportError> {
        let part = |key: &str| key.starts_with("supplies.") || key.starts_with("shelter.");
        self.small(part, "report-supplies-text", "report-supplies-none")
    }

    /// All curves that have no part of their own.
    pub(super) fn course(&self) -> Result<Markup, ReportError> {
        let elsewhere = ["evacuation.completion", "stage.main"];
        let part = |key: &str| {
            !elsewhere.contains(&key) && !key.starts_with("supplies.") && !key.starts_with("shelter.")
        };
        self.small(part, "report-course-text", "report-course-none")
    }

    /// Curves two in a row.
    fn small(&self, part: impl Fn(&str) -> bool, text: &str, none: &str) -> Result<Markup, ReportError> {
        let mut keys: Vec<&str> = Vec::new();
        for band in self.bundle.comparison.bands.iter().filter(|band| part(&band.key)) {
            if !keys.contains(&band.key.as_str()) {
                keys.push(&band.key);
            }
        }
        let mut figures = Vec::new();
        let mut flat = Vec::new();
        for key in keys {
            let bands = self.bundle.comparison.bands.iter().filter(|band| band.key == key);
            let still = bands.clone().all(|band| band.p90.iter().chain(&band.p10).all(|value| *value == 0.0));
            match (still, bands.clone().next()) {
                (true, Some(band)) => flat.push(self.say(&band.title).to_owned()),
                _ => figures.extend(self.bands(key, HALF)?.map(|(title, chart)| self.figure(&title, &chart))),
            }
        }
        if figures.is_empty() && flat.is_empty() {
            return Ok(self.nothing(none));
        }
        Ok(html! {
            p { (self.t(text)) }
            @if !figures.is_empty() {
                (self.plan_legend())
                div .pair { @for figure in &figures { (figure) } }
            }
            @if !flat.is_empty() {
                p .quiet { (self.with("report-flat", &[("curves", self.list(flat).into())])) }
            }
        })
    }

    /// Title and chart of a curve with its bands; none if no plan has it.
    fn bands(&self, key: &str, size: (u32, u32)) -> Result<Option<(String, Markup)>, ReportError> {
        let bands: Vec<&CurveBand> = self
            .bundle
            .comparison
            .bands
            .iter()
            .filter(|band| band.key == key && !band.time_h.is_empty())
            .collect();
        let Some(first) = bands.first() else { return Ok(None) };
        let values =
            || bands.iter().flat_map(|band| band.p10.iter().chain(&band.p50).chain(&band.p90)).copied();
        let finite = || values().filter(|value| value.is_finite());
        if finite().next().is_none() {
            return Ok(None);
        }
        let share = first.unit == "1";
        let shown = Shown::new(&self.text, &first.unit, share, 0, values());
        let factor = if share { 1.0 } else { shown.factor() };
        let (least, most) =
            finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        let title = if shown.unit().is_empty() || share {
            String::new()
        } else {
            self.with("report-unit", &[("unit", shown.unit().to_owned().into())])
        };
        let y = if share && least >= 0.0 && most <= 1.0 {
            Axis::share(title)
        } else {
            let from_zero = key != "stage.main";
            Axis::values(title, (least * factor, most * factor), from_zero, |value, decimals| {
                shown.tick(value, decimals)
            })
        };
        let (start, end) = bands
            .iter()
            .flat_map(|band| &band.time_h)
            .filter(|time| time.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), t| (a.min(*t), b.max(*t)));
        let (start, end) = if start <= end { (start, end) } else { (0.0, 1.0) };
        let caption = self.with(
            "report-band-caption",
            &[("curve", self.say(&first.title).to_owned().into()), ("n", self.run_counts(&bands).into())],
        );
        let chart = Chart {
            label: caption.clone(),
            size,
            x: Axis::hours(self.hours_title(size == WIDE), start.min(0.0), end),
            y,
            bands: bands
                .iter()
                .map(|band| Band {
                    look: self.look(&band.plan),
                    points: (0..band.time_h.len())
                        .filter_map(|k| {
                            Some((*band.time_h.get(k)?, band.p10.get(k)? * factor, band.p90.get(k)? * factor))
                        })
                        .collect(),
                })
                .collect(),
            lines: bands
                .iter()
                .map(|band| Line {
                    look: self.look(&band.plan),
                    points: band
                        .time_h
                        .iter()
                        .zip(&band.p50)
                        .map(|(time, value)| (*time, value * factor))
                        .collect(),
                })
                .collect(),
        };
        // What bands are is said once above small charts.
        let shown = if size == WIDE { caption } else { self.say(&first.title).to_owned() };
        Ok(Some((shown, html! { (PreEscaped(chart.svg()?)) })))
    }

    /// Numbers of runs behind bands: one if it is the same for all.
    fn run_counts(&self, bands: &[&CurveBand]) -> String {
        let mut counts: Vec<String> = bands.iter().map(|band| band.n.to_string()).collect();
        counts.dedup();
        counts.join("/")
    }

    /// Title of a time axis.
    pub(super) fn hours_title(&self, long: bool) -> String {
        if long {
            self.with("report-hours-since", &[("start", self.bundle.start.clone().into())])
        } else {
            self.t("report-hours-axis")
        }
    }

    pub(super) fn exceedance(&self) -> Result<Markup, ReportError> {
        let comparison = &self.bundle.comparison;
        let decisive = comparison.decision_metric.as_str();
        let mut keys = vec![decisive];
        keys.extend(EXCEEDANCE.iter().copied().filter(|key| *key != decisive));
        let mut figures = Vec::new();
        let mut drawn: Vec<&Metric> = Vec::new();
        for metric in keys.into_iter().filter_map(|key| self.metric(key)) {
            if figures.len() < 4
                && let Some(chart) = self.exceedance_chart(metric)?
            {
                figures.push(self.figure(self.say(&metric.title), &chart));
                drawn.push(metric);
            }
        }
        if figures.is_empty() {
            return Ok(self.nothing("report-exceedance-none"));
        }
        Ok(html! {
            p { (self.t("report-exceedance-text")) }
            (self.plan_legend())
            div .pair { @for figure in &figures { (figure) } }
            (self.tails(&drawn))
        })
    }

    /// None if the metric never applied or was the same in all runs.
    fn exceedance_chart(&self, metric: &Metric) -> Result<Option<Markup>, ReportError> {
        let curves: Vec<&ExceedanceCurve> = self
            .bundle
            .comparison
            .exceedance
            .iter()
            .filter(|curve| curve.metric == metric.key && curve.n > 0)
            .collect();
        let values =
            || curves.iter().flat_map(|curve| curve.values.iter().copied()).filter(|value| value.is_finite());
        let (least, most) =
            values().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        if !(least < most || curves.iter().any(|curve| curve.values.len() > 1)) {
            return Ok(None);
        }
        let shown = Shown::of(&self.text, metric, values());
        let factor = shown.factor();
        let log = metric.scale == Scale::Log && least > 0.0 && most > 3.0 * least;
        let title = match shown.unit() {
            "" => self.say(&metric.title).to_owned(),
            unit => self.with(
                "report-named-unit",
                &[("name", self.say(&metric.title).to_owned().into()), ("unit", unit.to_owned().into())],
            ),
        };
        let tick = |value: f64, decimals: usize| shown.tick(value, decimals);
        let x = if log {
            Axis::logarithmic(title, (least * factor, most * factor), tick)
        } else {
            Axis::values(title, (least * factor, most * factor), true, tick)
        };
        let place = |value: f64| match (value * factor, log) {
            (scaled, true) => libm::log10(scaled),
            (scaled, false) => scaled,
        };
        let lines = curves
            .iter()
            .map(|curve| Line {
                look: self.look(&curve.plan),
                points: staircase(curve, (x.low, x.high), place),
            })
            .collect();
        let chart = Chart {
            label: self
                .with("report-exceedance-of", &[("metric", self.say(&metric.title).to_owned().into())]),
            size: HALF,
            x: x.clone(),
            y: Axis::share(self.t("report-share-above")),
            bands: Vec::new(),
            lines,
        };
        Ok(Some(html! { (PreEscaped(chart.svg()?)) }))
    }

    /// The mean of the worst twentieth, or how many replicates it takes.
    fn tail(&self, row: &MetricSummary, shown: &Shown<'_>) -> Markup {
        let lacks = |key: &str, least: u64| {
            self.with(key, &[("least", least.to_string().into()), ("n", row.n.to_string().into())])
        };
        html! {
            @match row.cvar95 {
                Some(tail) => {
                    b { (shown.value(tail.value)) }
                    @if let Some(interval) = tail.interval { " " span .ci { (shown.interval(&interval)) } }
                    @else if row.n < CVAR95_INTERVAL_LEAST {
                        div .quiet { (lacks("report-tail-no-interval", CVAR95_INTERVAL_LEAST)) }
                    }
                }
                None => {
                    "—"
                    @if row.n > 0 && row.n < CVAR95_LEAST {
                        div .quiet { (lacks("report-tail-too-few", CVAR95_LEAST)) }
                    }
                }
            }
        }
    }

    /// Mean, mean of the worst twentieth and the worst of the metrics drawn.
    fn tails(&self, metrics: &[&Metric]) -> Markup {
        let plans = &self.bundle.table.plans;
        html! {
            h3 { (self.t("report-tails")) }
            p { (self.t("report-tails-text")) }
            table {
                thead { tr {
                    th { (self.t("report-metric")) }
                    @for plan in plans { th { (self.badge(&plan.key)) " " (self.say(&plan.title)) } }
                } }
                tbody {
                    @for metric in metrics {
                        @let rows: Vec<_> = self.bundle.comparison.summaries.iter().filter(|row| row.metric == metric.key).collect();
                        @let shown = Shown::of(&self.text, metric, rows.iter().flat_map(|row| [row.mean, row.greatest]).flatten().map(|estimate| estimate.value));
                        tr {
                            th scope="row" {
                                (self.say(&metric.title))
                                @if !shown.unit().is_empty() { span .unit { " " (self.with("report-unit", &[("unit", shown.unit().to_owned().into())])) } }
                            }
                            @for plan in plans {
                                td {
                                    @match rows.iter().find(|row| row.plan == plan.key) {
                                        Some(row) => (self.tail(row, &shown)),
                                        None => "—",
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Share of runs above each value as steps between the ends of an axis; values not
/// reached lie beyond its right end.
fn staircase(
    curve: &ExceedanceCurve,
    (low, high): (f64, f64),
    place: impl Fn(f64) -> f64,
) -> Vec<(f64, f64)> {
    let mut above = 1.0;
    let mut points = vec![(low, above)];
    for (&value, &share) in curve.values.iter().zip(&curve.above) {
        if value == f64::INFINITY {
            break;
        }
        if value.is_finite() {
            let at = place(value).clamp(low, high);
            points.push((at, above));
            points.push((at, share));
        } else {
            points = vec![(low, share)];
        }
        above = share;
    }
    points.push((high, above));
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(values: &[f64], above: &[f64]) -> ExceedanceCurve {
        ExceedanceCurve {
            plan: "a".into(),
            metric: "m".into(),
            n: 4,
            values: values.to_vec(),
            above: above.to_vec(),
        }
    }

    #[test]
    fn steps_fall_at_the_values_and_what_was_not_reached_stays_above() {
        let steps = staircase(&curve(&[1.0, 3.0], &[0.5, 0.0]), (0.0, 4.0), |value| value);
        assert_eq!(steps, [(0.0, 1.0), (1.0, 1.0), (1.0, 0.5), (3.0, 0.5), (3.0, 0.0), (4.0, 0.0)]);
        let never = staircase(&curve(&[2.0, f64::INFINITY], &[0.25, 0.0]), (0.0, 4.0), |value| value);
        assert_eq!(never.last(), Some(&(4.0, 0.25)));
        let late = staircase(&curve(&[f64::NEG_INFINITY, 2.0], &[0.75, 0.0]), (0.0, 4.0), |value| value);
        assert_eq!(late[..2], [(0.0, 0.75), (2.0, 0.75)]);
    }
}
