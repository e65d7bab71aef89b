//! On what belief an order was given: the trigger in words, with the values that
//! the seat knew when it ordered.

use sandtable_command::order::{Basis, Target};
use sandtable_command::plan::{Condition, ForecastLimit, GaugeLevel};
use sandtable_command::{Belief, Key, Order, OrderKind, Place, Task};
use sandtable_kernel::{SimSpan, SimTime, Text};
use sandtable_space::Quantity;

use super::orders::Source;
use super::words::{goods, incident, level, name, span, t};

fn quantity(quantity: Quantity) -> Text {
    match quantity {
        Quantity::WaterLevel => t("水位", "level"),
        Quantity::Discharge => t("流量", "discharge"),
        Quantity::RainRate => t("雨强", "rain"),
        Quantity::Rain1h | Quantity::Rain3h | Quantity::Rain6h | Quantity::Rain24h => t("雨量", "rain"),
        Quantity::WindSpeed => t("风速", "wind speed"),
        _ => t("要素值", "value"),
    }
}

impl Source<'_> {
    /// Why the seat gave this order, as far as it knew.
    pub fn because(&self, order: &Order, belief: &Belief) -> Option<Text> {
        match &order.basis {
            Basis::Rule { .. } | Basis::Track(_) => {
                let trigger = self.program.trigger(&order.basis, &order.kind)?;
                self.condition(trigger, belief, order.issued_at)
            }
            Basis::Standing => match &order.kind {
                OrderKind::Dispatch { task: Task::Rescue { target: Target::Incident(number) }, .. } => {
                    let call = belief.incidents().get(*number)?;
                    let (what, people) = (incident(call.kind), call.people);
                    let calls = call.calls.len();
                    let plural = if calls == 1 { "call" } else { "calls" };
                    Some(t(
                        format!("接到{calls}次报警：{}，称有{people}人", what.zh),
                        format!("{calls} {plural} about {}, {people} persons named", what.en),
                    ))
                }
                _ => None,
            },
            Basis::PrePosition => Some(t("预案规定的预置", "pre-positioning of the plan")),
            Basis::Person => Some(t("席位人员决定", "decided by the person at the seat")),
        }
    }

    fn condition(&self, condition: &Condition, belief: &Belief, now: SimTime) -> Option<Text> {
        let n = |key: &Key| name(self.register, key.as_str());
        Some(match condition {
            Condition::Always => t("无条件执行", "unconditional"),
            Condition::Never => return None,
            Condition::GaugeAbove { gauge, level: mark, offset_m } => {
                let mark = self.mark(gauge, *mark, *offset_m);
                let known = self.water_level(gauge, belief, now);
                t(
                    format!("{}{},{}", n(gauge).zh, known.zh, mark.zh),
                    format!("{} {}, {}", n(gauge).en, known.en, mark.en),
                )
            }
            Condition::GaugeTrend { gauge, level: mark, offset_m, within_min, .. } => {
                let mark = self.mark(gauge, *mark, *offset_m);
                let known = self.water_level(gauge, belief, now);
                let within = span(SimSpan::from_mins_f64(*within_min));
                t(
                    format!("{}{}，按涨势{}内将{}", n(gauge).zh, known.zh, within.zh, mark.zh),
                    format!("{} {}, by its trend within {} {}", n(gauge).en, known.en, within.en, mark.en),
                )
            }
            Condition::RainAbove { at, window_h, mm } => {
                let which = match window_h {
                    1 => Quantity::Rain1h,
                    3 => Quantity::Rain3h,
                    6 => Quantity::Rain6h,
                    _ => Quantity::Rain24h,
                };
                let gauges = self.program.rain_gauges(at).iter();
                let most = gauges
                    .filter_map(|gauge| belief.fresh(which, gauge, now))
                    .map(|known| known.value)
                    .max_by(f64::total_cmp);
                let place = n(at);
                let limit = t(format!("标准{mm:.0} mm"), format!("limit {mm:.0} mm"));
                match most {
                    Some(most) => t(
                        format!("{}{window_h}小时雨量报{most:.0} mm（{}）", place.zh, limit.zh),
                        format!(
                            "rain of {window_h} h in {} reported as {most:.0} mm ({})",
                            place.en, limit.en
                        ),
                    ),
                    None => t(
                        format!("{}{window_h}小时雨量曾达{}", place.zh, limit.zh),
                        format!("rain of {window_h} h in {} had reached the {}", place.en, limit.en),
                    ),
                }
            }
            Condition::ForecastAbove { quantity: what, place, within_h, limit } => {
                let (what_name, place_name) = (quantity(*what), n(place));
                let limit = match limit {
                    ForecastLimit::Value(value) => Text::same(format!("{value:.0} {}", what.unit())),
                    ForecastLimit::Gauge { gauge, level } => {
                        let mark = self.mark(gauge, *level, 0.0);
                        t(format!("{}{}", n(gauge).zh, mark.zh), format!("{} {}", n(gauge).en, mark.en))
                    }
                };
                t(
                    format!("预报{}{}{within_h:.0}小时内达到{}", place_name.zh, what_name.zh, limit.zh),
                    format!(
                        "forecast: {} of {} within {within_h:.0} h {}",
                        what_name.en, place_name.en, limit.en
                    ),
                )
            }
            Condition::Reported { what, within_min, at_least, .. } => {
                let (what, within) = (incident(*what), span(SimSpan::from_mins_f64(*within_min)));
                t(
                    format!("{}内收到{at_least}次以上报告：{}", within.zh, what.zh),
                    format!("{at_least} or more reports of {} within {}", what.en, within.en),
                )
            }
            Condition::At { since_start_min } => {
                let since = span(SimSpan::from_mins_f64(*since_start_min));
                t(format!("情景开始后{}", since.zh), format!("{} after the start", since.en))
            }
            Condition::Clock { at, .. } => t(format!("到{at}"), format!("the clock shows {at}")),
            Condition::LevelReached { track, level: to } => {
                let (track, to) = (self.track(track), level(*to));
                t(format!("{}已达{}", track.zh, to.zh), format!("{} stands at {}", track.en, to.en))
            }
            Condition::AfterRule { delay_min, .. } => {
                let after = span(SimSpan::from_mins_f64(*delay_min));
                t(format!("前一项措施决定后{}", after.zh), format!("{} after an earlier measure", after.en))
            }
            Condition::ZoneFlooded { zone, depth_m } => t(
                format!("{}积水达{depth_m:.2} m", n(zone).zh),
                format!("{} under {depth_m:.2} m of water", n(zone).en),
            ),
            Condition::EvacuationOrdered { zone } => {
                t(format!("{}已下达转移令", n(zone).zh), format!("{} has been ordered out", n(zone).en))
            }
            Condition::StockBelow { depot, item, quantity } => {
                let what = goods(self.register, item.as_str(), *quantity);
                t(
                    format!("{}库存低于{}", n(depot).zh, what.zh),
                    format!("stock of {} below {}", n(depot).en, what.en),
                )
            }
            Condition::ShelterFilled { shelter, share } => t(
                format!("{}已用{:.0}%", n(shelter).zh, 100.0 * share),
                format!("{} filled to {:.0} %", n(shelter).en, 100.0 * share),
            ),
            Condition::All(parts) => self.joined(parts, belief, now, ("且", " and "))?,
            Condition::Any(parts) => self.joined(parts, belief, now, ("或", " or "))?,
            Condition::Not(part) => {
                let part = self.condition(part, belief, now)?;
                t(format!("并非：{}", part.zh), format!("not: {}", part.en))
            }
        })
    }

    fn joined(&self, parts: &[Condition], belief: &Belief, now: SimTime, by: (&str, &str)) -> Option<Text> {
        let all: Vec<Text> = parts.iter().filter_map(|part| self.condition(part, belief, now)).collect();
        let zh: Vec<&str> = all.iter().map(|part| part.zh.as_str()).collect();
        let en: Vec<&str> = all.iter().map(|part| part.en.as_str()).collect();
        (!all.is_empty()).then(|| t(zh.join(by.0), en.join(by.1)))
    }

    /// Which mark of a gauge, with its level.
    fn mark(&self, gauge: &Key, mark: GaugeLevel, offset_m: f64) -> Text {
        let (zh, en) = match mark {
            GaugeLevel::Warning => ("警戒水位", "warning level"),
            GaugeLevel::Guarantee => ("保证水位", "guarantee level"),
            GaugeLevel::Crest => ("堤顶", "crest"),
            GaugeLevel::Metres(_) => ("水位", "level"),
        };
        match mark.metres(gauge.as_str(), self.register) {
            Some(metres) if offset_m == 0.0 => {
                t(format!("达到{zh}{metres:.2} m"), format!("at or above the {en} of {metres:.2} m"))
            }
            Some(metres) => {
                let metres = metres + offset_m;
                t(
                    format!("达到{metres:.2} m（{zh}{offset_m:+.2} m）"),
                    format!("at or above {metres:.2} m ({en} {offset_m:+.2} m)"),
                )
            }
            None => t(format!("达到{zh}"), format!("at or above the {en}")),
        }
    }

    fn water_level(&self, gauge: &Key, belief: &Belief, now: SimTime) -> Text {
        match belief.fresh(Quantity::WaterLevel, &Place::Gauge(gauge.clone()), now) {
            Some(known) => {
                t(format!("水位报{:.2} m", known.value), format!("reported at {:.2} m", known.value))
            }
            None => t("水位曾报", "had been reported"),
        }
    }
}
