//! Figures of the response that stand on memory or assumption, with the values a run
//! uses: reports list them, so that a reader knows what a drill should measure.

use sandtable_kernel::{Dist, Text};

use crate::evacuation::{EXIT_PENALTY_S, LOOK_AGAIN_MIN, PEOPLE_PER_CAR};
use crate::params::ResponseParams;
use crate::roads::REOPEN_M;
use crate::rumours;
use crate::sensing::{CALL_AGAIN, CALLER_ERROR_M};
use crate::teams::figures as teams;
use crate::warning::channels::{BATTERY_SHARE, CHANNELS};

/// A figure that nobody has confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// Stable key, such as `response.stay_share`.
    pub key: String,
    /// What it is, its value and unit.
    pub figure: Text,
    /// On what it stands.
    pub source: &'static str,
}

const ASSUMED: &str = "assumed: planning value of the project, to be replaced by drill data";
const LIFESIM: &str = "LifeSim technical reference, range or default";

/// A figure: key, name in Chinese and English, value with unit.
fn figure(key: &str, names: (&str, &str), value: impl std::fmt::Display, source: &'static str) -> Assumption {
    let figure = Text::new(format!("{}：{value}", names.0), format!("{}: {value}", names.1));
    Assumption { key: format!("response.{key}"), figure, source }
}

fn spread(dist: &Dist, unit: &str) -> String {
    format!("{dist:?} {unit}")
}

/// All of them, with the values of a site.
pub fn list(params: &ResponseParams) -> Vec<Assumption> {
    let p = params;
    let mut all = people(p);
    all.extend(work(p));
    for row in CHANNELS.iter() {
        let name = sandtable_command::words::channels(&[row.channel]);
        let reach = row.figures.reach;
        let (least, most) =
            reach.iter().fold((1.0f64, 0.0f64), |(low, high), share| (low.min(*share), high.max(*share)));
        let value = format!("p {}/min, q {}/min, {least}–{most}", row.figures.p_min, row.figures.q_min);
        all.push(Assumption {
            key: format!("warning.{:?}", row.channel),
            figure: Text::new(
                format!("{}的告知率、传播率与各时段可达率：{value}", name.zh),
                format!("rate, contagion and reach by hour of {}: {value}", name.en),
            ),
            source: row.source,
        });
    }
    all
}

fn people(p: &ResponseParams) -> Vec<Assumption> {
    let tweedie = "Tweedie et al. 1986, Rayleigh with sigma 30 (recalled)";
    vec![
        figure(
            "wet_m",
            ("算作进水的水深", "depth that counts as reached"),
            format!("{} m", p.wet_m),
            "FD2320 rating leaves its low band in a town",
        ),
        figure(
            "leave_car",
            ("弃车水深与用时", "depth and time of leaving a stalled car"),
            format!("{} m, {} min", p.leave_car_m, p.leave_car_min),
            ASSUMED,
        ),
        figure(
            "call_depth_m",
            ("室内呼救水深", "depth above the floor of calls for help"),
            format!("{} m", p.call_depth_m),
            ASSUMED,
        ),
        figure(
            "trap_depth_m",
            ("无法自行离开的水深", "depth above which nobody leaves by own means"),
            format!("{} m", p.trap_depth_m),
            LIFESIM,
        ),
        figure(
            "cue",
            ("见水自行离开的水深与比例", "depth and share of leaving at the sight of water"),
            format!("{} m, {}", p.cue_depth_m, p.cue_share),
            ASSUMED,
        ),
        figure(
            "walk_speed_m_s",
            ("携家步行速度", "walking speed of families"),
            format!("{} m/s", p.walk_speed_m_s),
            "Weidmann 1993 free speed 1.34, reduced for groups (assumed)",
        ),
        figure(
            "footway_m",
            ("人流计算宽度", "width on which walkers hinder one another"),
            format!("{} m", p.footway_m),
            ASSUMED,
        ),
        figure(
            "wade_m",
            ("涉水深度上限", "depth that families wade"),
            format!("{} m", p.wade_m),
            "Cox, Shand & Blacka 2010 (recalled)",
        ),
        figure(
            "prepare",
            ("准备时间尺度与夜间倍数", "scale of preparation and factor at night"),
            format!("{} min, {}", p.prepare_sigma_min, p.night_factor),
            tweedie,
        ),
        figure(
            "stay_share",
            ("接到命令不走的比例", "share that stays despite an order"),
            p.stay_share,
            LIFESIM,
        ),
        figure(
            "stay_after_knock",
            ("上门后仍不走的比例", "share that stays after a knock"),
            p.stay_after_knock,
            ASSUMED,
        ),
        figure(
            "stay_in_doubt",
            ("受谣言影响者不走的比例", "share that stays among people in doubt"),
            p.stay_in_doubt,
            ASSUMED,
        ),
        figure(
            "early_leavers",
            ("仅凭预警提前离开的比例", "share that leaves on a bare warning"),
            p.early_leavers,
            "hurricanes 20–30 % (Baker 1987); lower assumed for floods",
        ),
        figure(
            "call_delay_min",
            ("呼救延迟", "delay of calls for help"),
            spread(&p.call_delay_min, "min"),
            ASSUMED,
        ),
        figure(
            "call_success",
            ("电话打通的概率", "chance that a call gets through"),
            p.call_success,
            ASSUMED,
        ),
        figure(
            "call_again",
            ("再次呼救间隔", "time until people call again"),
            format!("{} min", CALL_AGAIN.as_secs_f64() / 60.0),
            ASSUMED,
        ),
        figure(
            "caller_error_m",
            ("报警位置误差", "error of the place told by callers"),
            format!("{CALLER_ERROR_M} m"),
            ASSUMED,
        ),
        figure(
            "false_calls",
            ("误报：雨量阈值与频率", "false calls: rain of an hour and rate"),
            format!("{} mm, {}/h", p.false_call_rain_mm, p.false_calls_h),
            ASSUMED,
        ),
        figure(
            "rumour_callers",
            ("谣言来电的位置误差与延迟", "error and delay of calls about rumours"),
            format!("{} m, {} min", rumours::CALLER_ERROR_M, rumours::ASK_AFTER_MIN),
            ASSUMED,
        ),
        figure("people_per_car", ("每车人数", "people in a car"), PEOPLE_PER_CAR, ASSUMED),
        figure(
            "look_again_min",
            ("无路可走后再次尝试", "wait of people who found no way"),
            format!("{LOOK_AGAIN_MIN} min"),
            ASSUMED,
        ),
        figure(
            "exit_penalty_s",
            ("离开辖区的额外代价", "cost of leaving the area over a shelter"),
            format!("{EXIT_PENALTY_S} s"),
            ASSUMED,
        ),
        figure(
            "reopen_m",
            ("道路恢复通行的回落深度", "fall of the water before a road is taken again"),
            format!("{REOPEN_M} m"),
            ASSUMED,
        ),
        figure(
            "inspect_min",
            ("解除转移前的检查时间", "inspection before people go home"),
            format!("{} min", p.inspect_min),
            ASSUMED,
        ),
        figure(
            "ride_patience_min",
            ("等候接送的时间", "patience of people promised a ride"),
            format!("{} min", p.ride_patience_min),
            "school buses mobilise within 90 min, Columbia evacuation time estimate; use here assumed",
        ),
        figure(
            "ride_times",
            ("每站与每人上车时间", "time a stop and a person boarding"),
            format!("{} min, {} min", p.ride_stop_min, p.ride_board_min),
            ASSUMED,
        ),
        figure(
            "battery_share",
            ("断电后仍可收听的比例", "receivers that go on without power"),
            BATTERY_SHARE,
            ASSUMED,
        ),
        figure(
            "water_l_day",
            ("每人每日饮水", "water a person a day"),
            format!("{} L", p.water_l_day),
            "Sphere 2018, 2.5–3 L for drinking (recalled)",
        ),
        figure(
            "food_kg_day",
            ("每人每日食品", "food a person a day"),
            format!("{} kg", p.food_kg_day),
            ASSUMED,
        ),
        figure(
            "door_households_h",
            ("每队每小时上门户数", "households a team alerts in an hour"),
            p.knock_households_h,
            "40 to 80 (recalled)",
        ),
    ]
}

fn work(p: &ResponseParams) -> Vec<Assumption> {
    vec![
        figure(
            "boarding",
            ("救援登船与下客时间", "time to board a person and to unload"),
            format!("{} min, {} min", p.load_min_person, p.unload_min),
            ASSUMED,
        ),
        figure(
            "boat",
            ("冲锋舟速度与起用水深", "speed of a laden boat, depth from which it is used"),
            format!("{} m/s, {} m", p.boat_speed_m_s, p.boat_depth_m),
            ASSUMED,
        ),
        figure(
            "search",
            ("搜救半径与时间", "radius and time of a search"),
            format!("{} m, {} min", teams::SEARCH_RADIUS_M, teams::SEARCH_MIN),
            ASSUMED,
        ),
        figure(
            "crew_wading",
            ("无舟队伍涉水深度与速度", "water that a crew without boat wades, and how fast"),
            format!("{} m, {} m/s", teams::WADE_M, teams::WADE_SPEED_M_S),
            ASSUMED,
        ),
        figure(
            "next_house_min",
            ("户间转移时间", "from one house to the next by boat"),
            format!("{} min", teams::NEXT_HOUSE_MIN),
            ASSUMED,
        ),
        figure(
            "reach",
            ("作业与救援离路距离", "how far from the road teams work and rescue"),
            format!("{} m, {} m", teams::WORK_REACH_M, teams::RESCUE_REACH_M),
            ASSUMED,
        ),
        figure(
            "bags",
            (
                "每人每小时装垒袋数与每10米每米高用袋",
                "bags a person lays in an hour; for ten metres a metre high",
            ),
            format!("{}, {}", p.bags_person_h, p.bags_per_10m_1m),
            "100 bags/h by ten people, 600–800 bags (recalled)",
        ),
        figure(
            "bag_load",
            ("随车袋数与装袋时间", "bags aboard and time to load"),
            format!("{}, {} min", teams::BAGS_ABOARD, teams::BAG_LOAD_MIN),
            ASSUMED,
        ),
        figure(
            "pump_setup_min",
            ("移动泵架设时间", "time to set up a mobile pump"),
            format!("{} min", p.pump_setup_min),
            ASSUMED,
        ),
        figure(
            "close_road_min",
            ("封路时间", "time to block a road"),
            format!("{} min", p.close_road_min),
            ASSUMED,
        ),
        figure(
            "contraflow",
            ("借道反行布设时间与车道能力", "set-up of contraflow and flow of a turned lane"),
            format!("{}, {}", spread(&p.contraflow_setup_min, "min"), p.contraflow_lane),
            "TRB 11-4115: two to three hours; 30 % below",
        ),
        figure(
            "lorry",
            ("货车载重与装卸时间", "load of a lorry and time to load"),
            format!("{} kg, {} min", p.lorry_kg, p.lorry_load_min),
            ASSUMED,
        ),
        figure("payload_kg", ("队伍车辆载货量", "goods on a team's vehicle"), "60–5000 kg", ASSUMED),
        figure(
            "fatigue_start_h",
            ("疲劳起始工时", "hours of work before the pace falls"),
            format!("{} h", p.fatigue_start_h),
            ASSUMED,
        ),
        figure(
            "aid_delay_h",
            ("增援一般延迟", "general delay of mutual aid"),
            spread(&p.aid_delay_h, "h"),
            ASSUMED,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn figures_are_those_of_the_run_and_told_in_both_languages() {
        let mut params = ResponseParams::default();
        let before = list(&params);
        params.stay_share = 0.37;
        let after = list(&params);
        let changed: Vec<&Assumption> = after.iter().filter(|figure| !before.contains(figure)).collect();
        assert_eq!(changed.len(), 1);
        assert!(changed[0].figure.en.ends_with("0.37") && changed[0].figure.zh.ends_with("0.37"));
        let keys: BTreeSet<&str> = after.iter().map(|figure| figure.key.as_str()).collect();
        assert_eq!(keys.len(), after.len(), "each key once");
        for figure in &after {
            assert!(!figure.source.is_empty() && !figure.figure.zh.is_ascii(), "{figure:?}");
        }
        assert!(keys.contains("warning.CellBroadcast") && keys.contains("response.reopen_m"));
    }
}
