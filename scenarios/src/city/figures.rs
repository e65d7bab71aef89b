//! Figures that nobody has confirmed: what reports list as assumptions used.

use sandtable_kernel::Text;

use super::read::CityRecipe;

/// A figure, or a file of figures, with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    /// File.
    pub file: &'static str,
    /// The figures meant.
    pub what: Text,
    /// Where they come from.
    pub source: String,
}

/// Everything with `status: "recalled"` in the files of a city.
pub fn unconfirmed(recipe: &CityRecipe) -> Vec<Unconfirmed> {
    let recalled = |status: &Option<String>| status.as_deref() == Some("recalled");
    let mut list = Vec::new();
    let mut push = |file, (zh, en): (&str, &str), source: &str, status: &Option<String>| {
        if recalled(status) {
            list.push(Unconfirmed { file, what: Text::new(zh, en), source: source.to_owned() });
        }
    };
    for class in &recipe.terrain.cover {
        push(
            "terrain.ron",
            (
                &format!("{}的糙率与土壤参数", class.name.zh),
                &format!("roughness and soil of {}", class.name.en),
            ),
            &class.source,
            &class.status,
        );
    }
    push(
        "roads.ron",
        ("各等级道路的车道数与车速", "lanes and speeds of classes"),
        &recipe.roads.source,
        &recipe.roads.status,
    );
    push(
        "people.ron",
        ("家庭、人群与作息", "households, groups and hours"),
        &recipe.people.source,
        &recipe.people.status,
    );
    push(
        "calendar.ron",
        ("日期与人群聚集", "days and crowds"),
        &recipe.calendar.source,
        &recipe.calendar.status,
    );
    push("shelters.ron", ("安置容量", "capacities"), &recipe.shelters.source, &recipe.shelters.status);
    push("depots.ron", ("库存与单位质量", "stock and masses"), &recipe.depots.source, &recipe.depots.status);
    push(
        "lifelines.ron",
        ("变电站与基站的高度、蓄电池时长", "heights of substations and base stations, battery hours"),
        &recipe.lifelines.source,
        &recipe.lifelines.status,
    );
    push(
        "gauges.ron",
        ("特征水位、水位流量关系与误差", "marks, ratings and errors"),
        &recipe.gauges.source,
        &recipe.gauges.status,
    );
    push("water.ron", ("水工程与排水", "works and drains"), &recipe.water.source, &recipe.water.status);
    push(
        "waterlogging.ron",
        ("积水点处置单", "response sheets"),
        &recipe.waterlogging.source,
        &recipe.waterlogging.status,
    );
    for team in &recipe.teams.teams {
        if let Some(aid) = &team.aid {
            push(
                "teams.ron",
                (&format!("{}到达用时", team.name.zh), &format!("hours until {} comes", team.name.en)),
                &aid.source,
                &aid.status,
            );
        }
    }
    push(
        "flood.ron",
        ("流量、天气与谣言", "flows, weather and rumours"),
        &recipe.flood.source,
        &recipe.flood.status,
    );
    list
}
