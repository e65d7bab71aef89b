//! A study made up for looking at reports: a small coast with a river, three plans,
//! outcomes drawn from their own streams. No number of it means anything.

use sandtable_kernel::{Component, SimId, Streams, Text};
use sandtable_results::comparison::StudyManifest;
use sandtable_results::comparison::{FileHash, Stopping, StoppingRule, UnconfirmedFigure};
use sandtable_results::standard::standard;
use sandtable_results::{
    Activity, BaseMap, Bottleneck, Effort, Ledger, LedgerLine, LineKind, MapLine, MapPlace, Outcome,
    PlaceKind, PlanMaps, PlanTitle, RunWarning, Series, StudyBundle, StudyTable, UnservedCall,
};
use sandtable_space::{Frame, Grid, Point};
use sandtable_study::compare::compare;

const PURPOSE: Component = Component(0x6FF0);

/// How the study is made.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// Replicates.
    pub replicates: u64,
    /// Plans, of five at most.
    pub plans: usize,
    /// Runs that fail.
    pub failures: u64,
    /// How much better the early plan is, in deaths; zero leaves the choice open.
    pub gain: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { replicates: 40, plans: 3, failures: 2, gain: 6.0 }
    }
}

/// Keys and names of the plans.
pub const PLANS: [(&str, &str, &str); 5] = [
    ("as-written", "按预案执行", "As written"),
    ("early-evacuation", "提前转移", "Early evacuation"),
    ("no-plan", "无预案", "No plan"),
    ("more-boats", "增加冲锋舟", "More boats"),
    ("pumps-first", "先排后转", "Pumps first"),
];

fn frame() -> Frame {
    Frame { origin: Point(500_000.0, 2_500_000.0), cell_m: 240.0, columns: 166, rows: 125 }
}

/// River as a function of the way east: its middle, m north of the origin.
fn river(x: f64) -> f64 {
    14_000.0 + 4_000.0 * libm::sin(x / 9_000.0) - 0.08 * x
}

fn ground(x: f64, y: f64) -> f64 {
    let plain = 9.0 - x / 5_500.0 + 0.00025 * (y - river(x)).abs();
    let hills = 220.0 * libm::exp(-((x - 7_000.0) * (x - 7_000.0) + (y - 26_000.0) * (y - 26_000.0)) / 3.2e7)
        + 160.0 * libm::exp(-((x - 16_000.0) * (x - 16_000.0) + (y - 27_500.0) * (y - 27_500.0)) / 1.4e7)
        + 120.0 * libm::exp(-((x - 24_000.0) * (x - 24_000.0) + (y - 3_000.0) * (y - 3_000.0)) / 1.1e7);
    let ripples = 1.0 + 0.25 * libm::sin(x / 700.0) * libm::cos(y / 900.0);
    plain + hills * ripples
}

fn base() -> BaseMap {
    let frame = frame();
    let at =
        |column: usize, row: usize| ((column as f64 + 0.5) * frame.cell_m, (row as f64 + 0.5) * frame.cell_m);
    let is_water = |x: f64, y: f64| {
        (y - river(x)).abs() < 350.0 + x / 60.0 || x > 36_500.0 + 800.0 * libm::sin(y / 3_000.0)
    };
    let ground_m = Grid::from_fn(frame, |column, row| {
        let (x, y) = at(column, row);
        ground(x, y) as f32
    });
    let water = Grid::from_fn(frame, |column, row| {
        let (x, y) = at(column, row);
        is_water(x, y)
    });
    let point = |x: f64, y: f64| Point(frame.origin.0 + x, frame.origin.1 + y);
    let along = |shift: f64| {
        (0..70).map(|k| point(500.0 * f64::from(k), river(500.0 * f64::from(k)) + shift)).collect::<Vec<_>>()
    };
    let mut lines = vec![
        MapLine { kind: LineKind::Levee, points: along(1_050.0) },
        MapLine { kind: LineKind::Levee, points: along(-1_050.0) },
        MapLine {
            kind: LineKind::MainRoad,
            points: (0..60)
                .map(|k| point(600.0 * f64::from(k), river(600.0 * f64::from(k)) + 3_200.0))
                .collect(),
        },
        MapLine {
            kind: LineKind::MainRoad,
            points: vec![point(14_000.0, 300.0), point(15_500.0, 12_000.0), point(13_000.0, 29_000.0)],
        },
    ];
    for k in 0..14 {
        let x = 2_000.0 + 2_400.0 * f64::from(k);
        lines.push(MapLine {
            kind: LineKind::Road,
            points: vec![point(x, 1_500.0), point(x + 400.0, 9_000.0), point(x - 500.0, 24_000.0)],
        });
    }
    let place = |kind, x, y, zh: &str, en: &str| MapPlace { kind, at: point(x, y), name: Text::new(zh, en) };
    let mut places = vec![
        place(PlaceKind::Gauge, 18_000.0, river(18_000.0), "云江站", "Yunjiang gauge"),
        place(PlaceKind::Town, 15_500.0, 18_500.0, "云江城区", "Yunjiang centre"),
        place(PlaceKind::Town, 16_300.0, 18_900.0, "老街街道", "Old Street"),
        place(PlaceKind::Town, 5_000.0, 12_000.0, "石门镇", "Shimen"),
        place(PlaceKind::Town, 8_500.0, 23_000.0, "青山镇", "Qingshan"),
        place(PlaceKind::Town, 26_000.0, 7_500.0, "南沙镇", "Nansha"),
        place(PlaceKind::Town, 31_500.0, 15_500.0, "临港镇", "Lingang"),
        place(PlaceKind::Town, 29_000.0, 22_000.0, "东滩镇", "Dongtan"),
        place(PlaceKind::Hospital, 16_000.0, 16_800.0, "市人民医院", "City hospital"),
    ];
    for k in 0..30 {
        let draw = |of| Streams::new(3, k).uniform(SimId(k), 0, PURPOSE, of);
        places.push(place(
            PlaceKind::Shelter,
            2_000.0 + 33_000.0 * draw(0),
            2_000.0 + 26_000.0 * draw(1),
            "安置点",
            "Shelter",
        ));
    }
    BaseMap { ground_m, water: water.cells, lines, places, epsg: None }
}

/// Depth of a flood with this stage above the plain by the river, m.
fn depth(stage: f64, bagged: bool) -> Grid<f32> {
    let frame = frame();
    Grid::from_fn(frame, |column, row| {
        let (x, y) = ((column as f64 + 0.5) * frame.cell_m, (row as f64 + 0.5) * frame.cell_m);
        let away = (y - river(x)).abs();
        let kept = bagged && y > river(x) && (10_000.0..22_000.0).contains(&x);
        let level = 9.0 - x / 5_500.0 + stage - 0.00028 * away;
        let depth = if kept && away > 1_000.0 { 0.0 } else { level - ground(x, y) };
        depth.max(0.0) as f32
    })
}

fn maps(plan: &str, bagged: bool) -> PlanMaps {
    let p50 = depth(1.6, bagged);
    let arrival = Grid {
        frame: p50.frame,
        cells: p50
            .cells
            .iter()
            .enumerate()
            .map(|(cell, depth)| {
                let (column, row) = p50.frame.column_row(cell);
                let x = (column as f64 + 0.5) * p50.frame.cell_m;
                let away = ((row as f64 + 0.5) * p50.frame.cell_m - river(x)).abs();
                if *depth > 0.05 { (4.0 + x / 6_000.0 + away / 900.0) as f32 } else { f32::NAN }
            })
            .collect(),
    };
    PlanMaps { plan: plan.into(), depth_p50_m: p50, depth_p90_m: depth(2.6, bagged), arrival_p50_h: arrival }
}

fn curves(streams: &Streams, plan: usize, severity: f64) -> Vec<Series> {
    let time_h: Vec<f64> = (0..=96).map(|k| 0.25 * f64::from(k)).collect();
    let start = [7.0, 4.0, 10.0, 7.0, 8.0][plan] + streams.uniform(SimId(20), 0, PURPOSE, 0);
    let most = f64::min([0.95, 0.98, 0.62, 0.97, 0.9][plan] - 0.05 * severity, 1.0);
    let series = |key: &str, zh: &str, en: &str, unit: &str, value: &dyn Fn(f64) -> f64| Series {
        key: key.into(),
        title: Text::new(zh, en),
        unit: unit.into(),
        time_h: time_h.clone(),
        values: time_h.iter().map(|&time| value(time)).collect(),
    };
    let done = |time: f64| most / (1.0 + libm::exp(-(time - start - 3.0) * 1.2));
    let late = |time: f64| if time < start { 0.0 } else { 1.0 - libm::exp(-(time - start) / 4.0) };
    vec![
        series("evacuation.completion", "转移完成率", "Evacuation completed", "1", &done),
        series("stage.main", "主测站水位", "Stage at the main gauge", "m", &|time| {
            8.2 + (1.6 + 0.6 * severity) * libm::exp(-(time - 13.0) * (time - 13.0) / 30.0)
        }),
        series("shelter.people", "安置人数", "People in shelters", "persons", &|time| {
            24_000.0 * done(time)
        }),
        series("supplies.water", "安置点饮用水", "Drinking water in shelters", "L", &|time| {
            (60_000.0 * late(time) - 3_000.0 * (time - start).max(0.0)).max(0.0)
        }),
        series("supplies.food", "安置点食品", "Food in shelters", "kg", &|time| 9_000.0 * late(time)),
        series("supplies.unmet", "累计物资缺口", "Unmet need so far", "person·item·h", &|_| 0.0),
        series("teams.busy", "出动队伍", "Teams out", "teams", &|time| (30.0 * late(time)).floor()),
        series("deaths", "累计死亡", "Deaths so far", "persons", &|time| {
            ((4.0 + 8.0 * severity.max(0.0)) / (1.0 + libm::exp(13.0 - time))).floor()
        }),
    ]
}

fn values(streams: &Streams, plan: usize, severity: f64, gain: f64) -> Vec<f64> {
    let registry = standard();
    let noise = |of: u16| streams.at(SimId(30 + plan as u64), 0, PURPOSE, of).normal();
    let worse = [1.0, 0.55, 2.6, 0.9, 1.1][plan];
    let mut row: Vec<f64> = Vec::with_capacity(registry.len());
    for (place, metric) in registry.all().iter().enumerate() {
        let place = place as u16;
        let key = metric.key.as_str();
        let size = libm::exp(0.5 * severity) * (1.0 + 0.08 * noise(place));
        let value = match key {
            "deaths.total" => (9.0 + 6.0 * severity + noise(place) - if plan == 1 { gain } else { 0.0 }
                + if plan == 2 { 14.0 } else { 0.0 })
            .max(0.0)
            .round(),
            "loss.total" => 2.1e9 * size * size * (0.9 + 0.1 * worse),
            "loss.buildings" => 1.4e9 * size * size * (0.9 + 0.1 * worse),
            "exposure.persons" => (6_200.0 * size * worse).round(),
            "flood.peak_stage" => 9.8 + 0.6 * severity,
            "flood.area" => 182.0 * size,
            "flood.population" => (131_000.0 * size).round(),
            "cost.team_hours" => 420.0 * [1.0, 1.3, 0.4, 1.2, 1.0][plan] + 10.0 * noise(place),
            "cost.needless_evacuation" => [30_000.0, 96_000.0, 0.0, 30_000.0, 22_000.0][plan] * size,
            "evacuation.clearance.t100" | "evacuation.clearance.t90" if plan == 2 || severity > 1.4 => {
                f64::INFINITY
            }
            "evacuation.margin.p10" if plan == 2 => f64::NEG_INFINITY,
            "warning.lead.city" | "warning.t50" | "warning.t90" if plan == 2 => f64::NAN,
            _ if key.starts_with("deaths.") || key.starts_with("injuries.medical") => 0.0,
            _ if key.contains("landslide") || key.contains("hospital") => 0.0,
            _ if metric.scale == sandtable_results::Scale::Share => {
                let base = if key.contains("under_1h") || key.contains("false") {
                    0.15 * worse
                } else {
                    1.02 - 0.11 * worse
                };
                (base - 0.03 * severity + 0.02 * noise(place)).clamp(0.0, 1.0)
            }
            _ if metric.unit == "h" => (9.0 / worse + 0.6 * noise(place) - 0.4 * severity).max(-3.0),
            _ => (60.0 * size * worse).round(),
        };
        row.push(value);
    }
    row
}

fn activities(plan: usize) -> Vec<Activity> {
    let kinds = [
        ("travel", "机动", "travelling"),
        ("rescue", "救援", "rescuing"),
        ("sandbag", "堆筑沙袋", "sandbagging"),
        ("deliver", "运送物资", "delivering"),
    ];
    let teams = [9, 12, 5, 16, 40][plan];
    let mut done = Vec::new();
    for team in 0..teams {
        let mut at = 3.0 + 0.4 * f64::from(team);
        for (step, (kind, zh, en)) in kinds.iter().cycle().skip(team as usize % 3).take(5).enumerate() {
            let lasts = 0.4 + 0.5 * ((step + team as usize) % 4) as f64;
            done.push(Activity {
                who: format!("team.{team}"),
                title: Text::new(
                    format!("第{}冲锋舟救援队", team + 1),
                    format!("Boat rescue team {}", team + 1),
                ),
                kind: (*kind).into(),
                text: Text::new(*zh, *en),
                from_h: at,
                to_h: at + lasts,
            });
            at += lasts + 0.2;
        }
    }
    done
}

fn ledgers(severity: f64) -> Vec<Ledger> {
    let line = |key: &str, zh: &str, en: &str, amount: f64| LedgerLine {
        key: key.into(),
        title: Text::new(zh, en),
        amount,
    };
    let (rain, inflow) = (6.4e7 * libm::exp(0.3 * severity), 3.1e8 * libm::exp(0.5 * severity));
    let (soil, sea, drains) = (0.31 * rain, 0.88 * inflow, 4.2e6);
    vec![
        Ledger {
            key: "water".into(),
            title: Text::new("水量", "Water"),
            unit: "m³".into(),
            lines: vec![
                line("rain", "降雨", "rain", rain),
                line("inflow", "上游来水", "inflow", inflow),
                line("infiltration", "下渗", "infiltration", -soil),
                line("sea", "入海", "to the sea", -sea),
                line("drains", "排水管网", "drains", -drains),
                line("stored", "地表滞留", "stored", -(rain + inflow - soil - sea - drains) + 3.0),
            ],
            tolerance: 1e-6,
        },
        Ledger {
            key: "people".into(),
            title: Text::new("人员", "People"),
            unit: "persons".into(),
            lines: vec![
                line("present", "在场人员", "present", 131_204.0),
                line("rest", "其余", "others", -131_204.0),
            ],
            tolerance: 0.0,
        },
        Ledger {
            key: "stock.water".into(),
            title: Text::new("物资：饮用水", "Stock: drinking water"),
            unit: "L".into(),
            lines: vec![
                line("start", "期初", "at the start", 9e4),
                line("held", "期末及已用", "held and used", -9e4),
            ],
            tolerance: 1e-9,
        },
    ]
}

fn outcome(recipe: &Recipe, replicate: u64, plan: usize) -> Outcome {
    let streams = Streams::new(11, replicate);
    let severity = streams.at(SimId(1), 0, PURPOSE, 0).normal();
    let key = PLANS[plan].0;
    let metrics = standard().len();
    if plan == 2 && replicate % 17 == 5 && replicate / 17 < recipe.failures {
        return Outcome::failed(key, replicate, metrics, "work limit: 4000000 events <reached>");
    }
    let mut outcome =
        Outcome::complete(key, replicate, values(&streams, plan, severity, recipe.gain), 0xabc0 + replicate);
    outcome.curves = curves(&streams, plan, severity);
    outcome.ledgers = ledgers(severity);
    outcome.activities = activities(plan);
    let origin = frame().origin;
    outcome.unserved_calls = (0..[6, 2, 31, 3, 9][plan])
        .map(|k| {
            let draw = |of| streams.uniform(SimId(100 + k), 0, PURPOSE, of);
            let x = 3_000.0 + 30_000.0 * draw(0);
            let y = river(x) + 2_600.0 * (draw(1) - 0.5) * 2.0;
            UnservedCall {
                place: Point(origin.0 + x, origin.1 + y),
                time_h: 9.0 + 8.0 * draw(2),
                persons: (1.0 + 30.0 * draw(3)).floor(),
            }
        })
        .collect();
    outcome.bottlenecks = (0..[8u32, 3, 0, 1, 2][plan])
        .map(|k| Bottleneck {
            road: format!("road.{k}"),
            title: Text::new(format!("<b>第{k}</b>号路"), format!("<b>Road</b> {k} & co")),
            place: Point(origin.0 + 1_000.0 * f64::from(k), origin.1 + 500.0),
            lost_veh_h: 420.0 / f64::from(k + 1) + 10.0 * severity.abs(),
            vehicles: 1_800 / u64::from(k + 1),
        })
        .collect();
    if severity > 1.0 {
        outcome.warnings.push(RunWarning {
            key: "flood.froude".into(),
            text: Text::new(
                "弗劳德数超出局部惯性格式的适用范围",
                "Froude numbers beyond the validity of the local inertial scheme",
            ),
            count: 3 + replicate,
        });
    }
    outcome
}

/// The whole study.
pub fn bundle(recipe: &Recipe) -> StudyBundle {
    let plans: Vec<PlanTitle> = PLANS[..recipe.plans]
        .iter()
        .map(|(key, zh, en)| PlanTitle { key: (*key).into(), title: Text::new(*zh, *en) })
        .collect();
    let mut table = StudyTable::new(plans.clone(), standard());
    for replicate in 0..recipe.replicates {
        for plan in 0..recipe.plans {
            table.insert(outcome(recipe, replicate, plan)).expect("each run once");
        }
    }
    let mut comparison = compare(&table, "deaths.total", "as-written", 0.95).expect("runs to compare");
    comparison.stopping = Some(Stopping {
        rule: StoppingRule::Fixed { n: recipe.replicates },
        n: recipe.replicates,
        interrupted: false,
    });
    let manifest = StudyManifest {
        version: "0.1.0".into(),
        scenario: "yunjiang-flood".into(),
        title: Text::new("云江市流域性洪水", "Yunjiang river flood"),
        plans: plans.iter().map(|plan| plan.key.clone()).collect(),
        seed: 20_260_701,
        replicates: recipe.replicates,
        cell_m: 120.0,
        tick_s: 60.0,
        span_h: 24.0,
        case_hash: 0x0123_4567_89ab_cdef,
        outcomes_hash: 0xfeed_beef_0bad_cafe,
        files: vec![
            FileHash { path: "yunjiang/city.ron".into(), hash: 0x11 },
            FileHash { path: "yunjiang-flood/scenario.ron".into(), hash: 0x22 },
        ],
        unconfirmed: vec![UnconfirmedFigure {
            place: "impact::people DROWNING_RATE".into(),
            figure: Text::new(
                "危险度 2.5 以上的溺亡率：0.5 %/h",
                "drowning rate above a hazard rating of 2.5: 0.5 %/h",
            ),
            source: "recalled: Defra/EA FD2321 (2006)".into(),
        }],
    };
    let maps = plans.iter().map(|plan| maps(&plan.key, plan.key == "early-evacuation")).collect();
    StudyBundle {
        manifest,
        note: Text::new(
            "云江市是虚构的训练城市，地形和人口均为虚构，不对应任何真实地方。",
            "Yunjiang is a fictional training city: terrain and population are made up and stand for no real place.",
        ),
        start: "2026-07-01 08:00".into(),
        zone: "Asia/Shanghai UTC+08:00".into(),
        table,
        comparison,
        base: base(),
        maps,
        effort: Effort { wall_s: 84.2, threads: 2, hazards: 2 * recipe.replicates },
    }
}
