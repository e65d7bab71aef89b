//! Figures that nobody has confirmed: what reports list as assumptions used.

use super::read::CityRecipe;

/// A figure, or a file of figures, with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconfirmed {
    /// File.
    pub file: &'static str,
    /// The figures meant.
    pub what: String,
    /// Where they come from.
    pub source: String,
}

/// Everything with `status: "recalled"` in the files of a city.
pub fn unconfirmed(recipe: &CityRecipe) -> Vec<Unconfirmed> {
    let recalled = |status: &Option<String>| status.as_deref() == Some("recalled");
    let mut list = Vec::new();
    let mut push = |file, what: &str, source: &str, status: &Option<String>| {
        if recalled(status) {
            list.push(Unconfirmed { file, what: what.to_owned(), source: source.to_owned() });
        }
    };
    for class in &recipe.terrain.cover {
        push(
            "terrain.ron",
            &format!("roughness and soil of {}", class.name.en),
            &class.source,
            &class.status,
        );
    }
    push("roads.ron", "lanes and speeds of classes", &recipe.roads.source, &recipe.roads.status);
    push("people.ron", "households, groups and hours", &recipe.people.source, &recipe.people.status);
    push("calendar.ron", "days and crowds", &recipe.calendar.source, &recipe.calendar.status);
    push("shelters.ron", "capacities", &recipe.shelters.source, &recipe.shelters.status);
    push("depots.ron", "stock and masses", &recipe.depots.source, &recipe.depots.status);
    push("gauges.ron", "marks, ratings and errors", &recipe.gauges.source, &recipe.gauges.status);
    push("water.ron", "works and drains", &recipe.water.source, &recipe.water.status);
    push("waterlogging.ron", "response sheets", &recipe.waterlogging.source, &recipe.waterlogging.status);
    for team in &recipe.teams.teams {
        if let Some(aid) = &team.aid {
            push("teams.ron", &format!("hours until {} comes", team.name.en), &aid.source, &aid.status);
        }
    }
    push("flood.ron", "flows and weather", &recipe.flood.source, &recipe.flood.status);
    list
}
