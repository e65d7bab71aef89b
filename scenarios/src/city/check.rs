//! Checks of what the files say: keys, references, numbers, and places once the
//! ground is made. All faults are told, each with its line where the key stands.

use std::collections::{BTreeMap, BTreeSet};

use sandtable_command::key::nearest_name;
use sandtable_space::Point;

use super::read::{CityFault, CityFiles, CityRecipe};
use super::terrain::{LeveeCourse, Terrain};

/// Collects faults.
pub struct Check<'a> {
    files: &'a CityFiles,
    keys: BTreeMap<String, &'static str>,
    faults: Vec<CityFault>,
}

impl<'a> Check<'a> {
    fn new(files: &'a CityFiles) -> Self {
        Self { files, keys: BTreeMap::new(), faults: Vec::new() }
    }

    /// Line on which a key is given, or 0.
    fn line(&self, file: &str, key: &str, last: bool) -> usize {
        let Some(text) = self.files.text(file) else { return 0 };
        let wanted = format!("key: \"{key}\"");
        let found = if last { text.rfind(&wanted) } else { text.find(&wanted) };
        found.map_or(0, |at| text[..at].matches('\n').count() + 1)
    }

    fn key(&mut self, file: &'static str, key: &str) {
        if self.keys.insert(key.to_owned(), file).is_some() {
            let line = self.line(file, key, true);
            self.faults.push(CityFault::Duplicate { file, line, key: key.to_owned() });
        }
    }

    fn known(
        &mut self,
        file: &'static str,
        key: &str,
        expected: &'static str,
        found: &str,
        known: &BTreeSet<&str>,
    ) {
        if !known.contains(found) {
            let suggestion = nearest_name(found, known.iter().copied()).map(str::to_owned);
            let line = self.line(file, key, false);
            let (key, found) = (key.to_owned(), found.to_owned());
            self.faults.push(CityFault::Unknown { file, line, key, expected, found, suggestion });
        }
    }

    fn number(
        &mut self,
        file: &'static str,
        key: &str,
        name: &'static str,
        value: f64,
        ok: bool,
        expected: &'static str,
    ) {
        if !(ok && value.is_finite()) {
            let line = self.line(file, key, false);
            self.faults.push(CityFault::Number { file, line, key: key.to_owned(), name, value, expected });
        }
    }

    fn place(&mut self, file: &'static str, key: &str, at: Point, terrain: &Terrain, dry: bool) {
        let place = match terrain.sea.frame.index_at(at) {
            None => "outside the map",
            Some(_) if !dry => return,
            Some(cell) if terrain.sea.cells[cell] => "in the sea",
            Some(cell) if terrain.river.cells[cell] > 0 => "in a river",
            Some(cell) if terrain.lake.cells[cell] > 0 => "in a lake",
            Some(_) => return,
        };
        let line = self.line(file, key, false);
        self.faults.push(CityFault::Place { file, line, key: key.to_owned(), x: at.0, y: at.1, place });
    }
}

/// Checks keys, references and numbers.
pub fn recipe(files: &CityFiles, city: &CityRecipe) -> Vec<CityFault> {
    let mut check = Check::new(files);
    keys(&mut check, city);
    terrain_numbers(&mut check, city);
    references(&mut check, city);
    numbers(&mut check, city);
    check.faults
}

fn keys(check: &mut Check, city: &CityRecipe) {
    let prefixed = |prefix: &str, key: &str| format!("{prefix}.{key}");
    for river in &city.terrain.rivers {
        check.key("terrain.ron", &prefixed("river", &river.key));
    }
    for area in &city.terrain.areas {
        check.key("terrain.ron", &prefixed("area", &area.key));
    }
    for catchment in &city.terrain.catchments {
        check.key("terrain.ron", &prefixed("catchment", &catchment.key));
    }
    let mut plain = |file: &'static str, list: Vec<&String>| {
        for key in list {
            check.key(file, key);
        }
    };
    plain("terrain.ron", city.terrain.levees.iter().map(|x| &x.key).collect());
    plain("administration.ron", city.administration.units.iter().map(|x| &x.key).collect());
    plain("communities.ron", city.communities.communities.iter().map(|x| &x.key).collect());
    plain("zones.ron", city.zones.zones.iter().map(|x| &x.key).collect());
    plain("shelters.ron", city.shelters.shelters.iter().map(|x| &x.key).collect());
    plain("depots.ron", city.depots.items.iter().map(|x| &x.key).collect());
    plain("depots.ron", city.depots.depots.iter().map(|x| &x.key).collect());
    plain("hospitals.ron", city.hospitals.hospitals.iter().map(|x| &x.key).collect());
    plain("flood.ron", city.flood.rumours.iter().map(|x| &x.key).collect());
    plain("lifelines.ron", city.lifelines.substations.iter().map(|x| &x.key).collect());
    plain("teams.ron", city.teams.stations.iter().map(|x| &x.key).collect());
    plain("teams.ron", city.teams.teams.iter().map(|x| &x.key).collect());
    plain("gauges.ron", city.gauges.gauges.iter().map(|x| &x.spec.key).collect());
    plain("gauges.ron", city.gauges.rain_gauges.iter().map(|x| &x.key).collect());
    plain("water.ron", city.water.reservoirs.iter().map(|x| &x.spec.key).collect());
    plain("water.ron", city.water.gates.iter().map(|x| &x.spec.key).collect());
    plain("water.ron", city.water.pumps.iter().map(|x| &x.spec.key).collect());
    plain("water.ron", city.water.drains.iter().map(|x| &x.spec.key).collect());
    plain("water.ron", city.water.inflows.iter().map(|x| &x.key).collect());
    plain("waterlogging.ron", city.waterlogging.points.iter().map(|x| &x.key).collect());
    plain("seats.ron", city.seats.seats.iter().map(|x| &x.key).collect());
    plain("roads.ron", city.roads.bridges.iter().map(|x| &x.key).collect());
    plain("roads.ron", city.roads.underpasses.iter().map(|x| &x.key).collect());
}

/// What the making of the ground relies on: without it there is nothing to check
/// places against.
fn terrain_numbers(check: &mut Check, city: &CityRecipe) {
    const FILE: &str = "terrain.ron";
    let terrain = &city.terrain;
    let (width, height) = terrain.extent_m;
    for (name, value) in [("extent_m.0", width), ("extent_m.1", height)] {
        let ok = (1_000.0..=200_000.0).contains(&value);
        check.number(FILE, "extent_m", name, value, ok, "1000 to 200000 m");
    }
    let spacing = terrain.sample_m;
    check.number(FILE, "sample_m", "sample_m", spacing, (10.0..=500.0).contains(&spacing), "10 to 500 m");
    let wave = terrain.plain.wave_m;
    check.number(FILE, "plain", "wave_m", wave, wave >= 100.0, "100 m or more");
    let blend = terrain.coast.blend_m;
    check.number(FILE, "coast", "blend_m", blend, blend > 0.0, "more than 0 m");
    let tables = [("plain.profile", &terrain.plain.profile), ("coast.bed", &terrain.coast.bed)];
    for (key, table) in tables {
        let rising = table.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let rows = table.len() as f64;
        check.number(FILE, key, "rows", rows, rising && rows > 0.0, "one row or more, distances rising");
    }
    let corners = terrain.coast.sea.0.len() as f64;
    check.number(FILE, "coast", "sea", corners, corners >= 3.0, "three corners or more");
    for river in &terrain.rivers {
        let count = river.stations.len() as f64;
        check.number(FILE, &river.key, "stations", count, count >= 2.0, "two stations or more");
        check.number(FILE, &river.key, "manning_n", river.manning_n, river.manning_n > 0.0, "more than 0");
        for pair in river.stations.windows(2) {
            let falls = pair[1].bed_m <= pair[0].bed_m;
            check.number(FILE, &river.key, "bed_m", pair[1].bed_m, falls, "a bed no higher than upstream");
        }
        for station in &river.stations {
            check.number(
                FILE,
                &river.key,
                "width_m",
                station.width_m,
                station.width_m > 0.0,
                "more than 0 m",
            );
        }
    }
    for ridge in &terrain.ridges {
        let count = ridge.crest.len() as f64;
        check.number(FILE, &ridge.key, "crest", count, count >= 2.0, "two places or more");
        for row in &ridge.crest {
            check.number(FILE, &ridge.key, "half width", row.2, row.2 > 0.0, "more than 0 m");
        }
    }
    for area in &terrain.areas {
        let corners = area.outline.0.len() as f64;
        check.number(FILE, &area.key, "outline", corners, corners >= 3.0, "three corners or more");
        let block = area.block_m;
        check.number(FILE, &area.key, "block_m", block, (60.0..=5000.0).contains(&block), "60 to 5000 m");
    }
    for hollow in &terrain.hollows {
        let r = hollow.radius_m;
        check.number(FILE, &hollow.key, "radius_m", r, r > 0.0, "more than 0 m");
    }
    if terrain.rivers.len() > 254 || terrain.lakes.len() > 254 || terrain.catchments.len() > 254 {
        check.number(FILE, "rivers", "number", 255.0, false, "at most 254 rivers, lakes and catchments each");
    }
}

fn references(check: &mut Check, city: &CityRecipe) {
    let rivers: BTreeSet<&str> = city.terrain.rivers.iter().map(|x| x.key.as_str()).collect();
    let levees: BTreeSet<&str> = city.terrain.levees.iter().map(|x| x.key.as_str()).collect();
    let areas: BTreeSet<&str> = city.terrain.areas.iter().map(|x| x.key.as_str()).collect();
    let hollows: BTreeSet<&str> = city.terrain.hollows.iter().map(|x| x.key.as_str()).collect();
    let units: BTreeSet<&str> = city.administration.units.iter().map(|x| x.key.as_str()).collect();
    let communities: BTreeSet<&str> = city.communities.communities.iter().map(|x| x.key.as_str()).collect();
    let kinds: BTreeSet<&str> = city.people.kinds.iter().map(|x| x.key.as_str()).collect();
    let items: BTreeSet<&str> = city.depots.items.iter().map(|x| x.key.as_str()).collect();
    let stations: BTreeSet<&str> = city.teams.stations.iter().map(|x| x.key.as_str()).collect();
    let teams: BTreeSet<&str> = city.teams.teams.iter().map(|x| x.key.as_str()).collect();
    let seats: BTreeSet<&str> = city.seats.seats.iter().map(|x| x.key.as_str()).collect();
    let underpasses: BTreeSet<&str> = city.roads.underpasses.iter().map(|x| x.key.as_str()).collect();
    let days: BTreeSet<&str> = city.calendar.days.iter().map(|x| x.key.as_str()).collect();

    for levee in &city.terrain.levees {
        if let LeveeCourse::Along { river, .. } = &levee.course {
            check.known("terrain.ron", &levee.key, "river", river, &rivers);
        }
        for other in levee.start_meets.iter().chain(&levee.end_meets) {
            check.known("terrain.ron", &levee.key, "levee", other, &levees);
        }
    }
    for catchment in &city.terrain.catchments {
        check.known("terrain.ron", &catchment.key, "river", &catchment.river, &rivers);
    }
    for unit in &city.administration.units {
        if let Some(within) = &unit.within {
            check.known("administration.ron", &unit.key, "unit", within, &units);
        }
    }
    for community in &city.communities.communities {
        check.known("communities.ron", &community.key, "town", &community.town, &units);
        check.known("communities.ron", &community.key, "kind of settlement", &community.kind, &kinds);
    }
    let mut zone_of: BTreeMap<&str, usize> = BTreeMap::new();
    for zone in &city.zones.zones {
        check.known("zones.ron", &zone.key, "district", &zone.district, &units);
        for key in &zone.communities {
            check.known("zones.ron", &zone.key, "community", key, &communities);
            *zone_of.entry(key).or_default() += 1;
        }
    }
    for community in &city.communities.communities {
        let zones = zone_of.get(community.key.as_str()).copied().unwrap_or(0) as f64;
        check.number(
            "communities.ron",
            &community.key,
            "zones",
            zones,
            zones == 1.0,
            "one zone in zones.ron",
        );
    }
    let stock = |check: &mut Check, file, key: &str, rows: &[(String, f64)]| {
        for (item, quantity) in rows {
            check.known(file, key, "item", item, &items);
            check.number(file, key, "stock", *quantity, *quantity >= 0.0, "0 or more");
        }
    };
    for shelter in &city.shelters.shelters {
        check.known("shelters.ron", &shelter.key, "town", &shelter.town, &units);
        stock(check, "shelters.ron", &shelter.key, &shelter.stock);
    }
    let keepers: BTreeSet<&str> = units.union(&communities).copied().collect();
    for depot in &city.depots.depots {
        check.known("depots.ron", &depot.key, "unit", &depot.unit, &keepers);
        stock(check, "depots.ron", &depot.key, &depot.stock);
    }
    for team in &city.teams.teams {
        check.known("teams.ron", &team.key, "station", &team.station, &stations);
        check.known("teams.ron", &team.key, "seat", &team.seat, &seats);
        if let Some(aid) = &team.aid {
            check.known("teams.ron", &team.key, "aid.from", &aid.from, &seats);
        }
    }
    for seat in &city.seats.seats {
        check.known("seats.ron", &seat.key, "unit", &seat.unit, &units);
        if let Some(superior) = &seat.superior {
            check.known("seats.ron", &seat.key, "seat", superior, &seats);
        }
    }
    for drain in &city.water.drains {
        if let Some(area) = &drain.area {
            check.known("water.ron", &drain.spec.key, "area", area, &areas);
        }
    }
    for point in &city.waterlogging.points {
        check.known("waterlogging.ron", &point.key, "town", &point.town, &units);
        if let Some(hollow) = &point.hollow {
            check.known("waterlogging.ron", &point.key, "hollow", hollow, &hollows);
        }
        if let Some(underpass) = &point.underpass {
            check.known("waterlogging.ron", &point.key, "underpass", underpass, &underpasses);
        }
        for step in &point.sheet {
            check.known("waterlogging.ron", &point.key, "team", &step.who, &teams);
            stock(check, "waterlogging.ron", &point.key, &step.with);
        }
    }
    for day in &city.calendar.days {
        for (district, _) in &day.away {
            check.known("calendar.ron", &day.key, "district", district, &units);
        }
    }
    check.known("flood.ron", "day", "kind of day", &city.flood.day, &days);
    for station in &city.lifelines.substations {
        for fed in &station.feeds {
            check.known("lifelines.ron", &station.key, "unit", fed, &units);
        }
    }
    for kind in &city.lifelines.base_stations.on_roofs {
        check.known("lifelines.ron", "base_stations", "kind of settlement", kind, &kinds);
    }
    for area in city.flood.rumours.iter().flat_map(|rumour| &rumour.areas) {
        if !city.zones.zones.iter().any(|zone| zone.key == *area) {
            check.known("flood.ron", "rumours", "unit", area, &units);
        }
    }
}

fn numbers(check: &mut Check, city: &CityRecipe) {
    let share = |x: f64| (0.0..=1.0).contains(&x);
    for community in &city.communities.communities {
        let people = f64::from(community.population);
        let ok = (1.0..=200_000.0).contains(&people);
        check.number("communities.ron", &community.key, "population", people, ok, "1 to 200000");
    }
    for kind in &city.people.kinds {
        let size = kind.household_size;
        let ok = (1.0..=20.0).contains(&size);
        check.number("people.ron", &kind.key, "household_size", size, ok, "1 to 20 persons");
        let buildings: f64 = kind.buildings.iter().map(|row| row.1).sum();
        let ok = (buildings - 1.0).abs() < 1e-6;
        check.number("people.ron", &kind.key, "buildings", buildings, ok, "shares that add up to 1");
        let rest = kind.share(super::lists::GroupKey::Residents);
        check.number(
            "people.ron",
            &kind.key,
            "shares",
            1.0 - rest,
            share(rest),
            "shares of at most 1 in all",
        );
    }
    for group in &city.people.groups {
        let hours = group.presence.len() as f64;
        check.number("people.ron", &group.name.en, "presence", hours, hours == 24.0, "24 numbers");
        for value in &group.presence {
            let value = f64::from(*value);
            check.number("people.ron", &group.name.en, "presence", value, share(value), "0 to 1");
        }
    }
    for shelter in &city.shelters.shelters {
        let places = f64::from(shelter.capacity);
        check.number("shelters.ron", &shelter.key, "capacity", places, places > 0.0, "one place or more");
    }
    for gauge in &city.gauges.gauges {
        let spec = &gauge.spec;
        let marks = [spec.warning_m, spec.guarantee_m, Some(gauge.crest_m)];
        for pair in marks.windows(2) {
            if let [Some(low), Some(high)] = *pair {
                check.number("gauges.ron", &spec.key, "marks", high, low <= high, "marks in rising order");
            }
        }
        check.number("gauges.ron", &spec.key, "outage", gauge.outage, share(gauge.outage), "0 to 1");
    }
    for hospital in &city.hospitals.hospitals {
        let free = f64::from(hospital.free_beds);
        let ok = hospital.free_beds <= hospital.beds;
        check.number("hospitals.ron", &hospital.key, "free_beds", free, ok, "no more than its beds");
    }
    lifelines(check, city);
    for team in &city.teams.teams {
        let times = team.aid.iter().flat_map(|aid| {
            let times = &aid.times;
            [
                ("approval_h", &times.approval_h),
                ("mobilise_h", &times.mobilise_h),
                ("travel_h", &times.travel_h),
            ]
        });
        for (name, dist) in std::iter::once(("turnout_min", &team.turnout_min)).chain(times) {
            if dist.check().is_err() {
                check.number("teams.ron", &team.key, name, f64::NAN, false, "a valid distribution");
            }
        }
    }
    for pair in city.flood.frequency.windows(2) {
        let ok = pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1;
        check.number("flood.ron", "frequency", "frequency", pair[1].1, ok, "rising years and flows");
    }
}

fn lifelines(check: &mut Check, city: &CityRecipe) {
    const FILE: &str = "lifelines.ron";
    let lines = &city.lifelines;
    for station in &lines.substations {
        let ok = (0.0..=20.0).contains(&station.floor_m);
        check.number(FILE, &station.key, "floor_m", station.floor_m, ok, "0 to 20 m");
    }
    let rule = &lines.base_stations;
    let ok = (100.0..=35_000.0).contains(&rule.reach_m);
    check.number(FILE, "base_stations", "reach_m", rule.reach_m, ok, "100 to 35000 m");
    for (name, height) in [("cabinet_m", rule.cabinet_m), ("roof_m", rule.roof_m)] {
        let ok = (0.0..=100.0).contains(&height);
        check.number(FILE, "base_stations", name, height, ok, "0 to 100 m");
    }
    let sound = rule.battery_h.check().is_ok();
    if !sound {
        check.number(FILE, "base_stations", "battery_h", f64::NAN, false, "a valid distribution");
    }
}

/// Checks that things stand where they can.
pub fn places(files: &CityFiles, city: &CityRecipe, terrain: &Terrain) -> Vec<CityFault> {
    let mut check = Check::new(files);
    for x in &city.communities.communities {
        check.place("communities.ron", &x.key, x.at, terrain, true);
    }
    for x in &city.shelters.shelters {
        check.place("shelters.ron", &x.key, x.at, terrain, true);
    }
    for x in &city.depots.depots {
        check.place("depots.ron", &x.key, x.at, terrain, true);
    }
    for x in &city.lifelines.substations {
        check.place("lifelines.ron", &x.key, x.at, terrain, true);
    }
    for x in &city.hospitals.hospitals {
        check.place("hospitals.ron", &x.key, x.at, terrain, true);
    }
    for x in &city.teams.stations {
        check.place("teams.ron", &x.key, x.at, terrain, true);
    }
    for x in &city.gauges.gauges {
        check.place("gauges.ron", &x.spec.key, x.spec.point, terrain, false);
    }
    for x in &city.gauges.rain_gauges {
        check.place("gauges.ron", &x.key, x.at, terrain, false);
    }
    check.faults
}
