//! The city as one value: everything that a case needs to know of it.

use sandtable_hazards::flood::site::{EdgeSpec, InflowSpec, StageSpec};
use sandtable_kernel::Text;
use sandtable_space::{NodeId, Point, RoadClass};

use super::assign::{self, Home, ZoneArea};
use super::check;
use super::figures::{self, Unconfirmed};
use super::levees::{self, Levee};
use super::lists::{
    Community, Day, Depot, DrainZone, FloodScenario, Gate, Gauge, Hospital, Item, Lifelines, People, Pump,
    RainGauge, Reservoir, Seat, Shelter, Station, Team, Unit, WaterloggingPoint, ZoneEntry,
};
use super::read::{self, CityFault, CityFiles};
use super::roads::{self, Roads};
use super::terrain::{self, Courses, RiverKind, Terrain, TerrainRecipe};

/// A city on a grid of one cell size.
#[derive(Clone, Debug)]
pub struct CityModel {
    /// Recipe of the terrain: rivers, areas, lakes, catchments, classes of cover.
    pub terrain_recipe: TerrainRecipe,
    /// Key of the main river: the first of the recipe.
    pub main_river: String,
    /// Smooth courses of rivers and ridges.
    pub courses: Courses,
    /// Ground, cover and masks.
    pub terrain: Terrain,
    /// The same at the spacing of the recipe's samples, if the grid is coarser: houses
    /// stand on it, on any grid the same.
    pub fine: Option<Terrain>,
    /// Levees and dykes.
    pub levees: Vec<Levee>,
    /// Road graph, bridges, underpasses.
    pub roads: Roads,
    /// Nodes at the edge of the map on through roads: where people leave the city.
    pub exits: Vec<NodeId>,
    /// Names of the administrative levels, the highest first.
    pub levels: Vec<Text>,
    /// Administrative units.
    pub units: Vec<Unit>,
    /// Villages and communities.
    pub communities: Vec<Community>,
    /// Where each community lives, in the same order.
    pub homes: Vec<Home>,
    /// Groups, hours and kinds of settlement.
    pub people: People,
    /// Kinds of days.
    pub days: Vec<Day>,
    /// Evacuation zones.
    pub zones: Vec<ZoneEntry>,
    /// Area, population and shelters of each zone, in the same order.
    pub zone_areas: Vec<ZoneArea>,
    /// Shelters.
    pub shelters: Vec<Shelter>,
    /// Items of depots.
    pub items: Vec<Item>,
    /// Depots.
    pub depots: Vec<Depot>,
    /// Hospitals.
    pub hospitals: Vec<Hospital>,
    /// Power and mobile networks.
    pub lifelines: Lifelines,
    /// Stations and bases.
    pub stations: Vec<Station>,
    /// Teams.
    pub teams: Vec<Team>,
    /// River and tide gauges.
    pub gauges: Vec<Gauge>,
    /// Rain gauges.
    pub rain_gauges: Vec<RainGauge>,
    /// Reservoirs.
    pub reservoirs: Vec<Reservoir>,
    /// Sluices.
    pub gates: Vec<Gate>,
    /// Pumping stations.
    pub pumps: Vec<Pump>,
    /// Storm drains.
    pub drains: Vec<DrainZone>,
    /// The sea.
    pub sea: StageSpec,
    /// Where rivers enter the map.
    pub inflows: Vec<InflowSpec>,
    /// Open stretches of the edge.
    pub edges: Vec<EdgeSpec>,
    /// Known waterlogging points.
    pub waterlogging: Vec<WaterloggingPoint>,
    /// Duty posts.
    pub seats: Vec<Seat>,
    /// The flood scenario.
    pub flood: FloodScenario,
    /// Figures that nobody has confirmed.
    pub unconfirmed: Vec<Unconfirmed>,
    /// Hash of the files.
    pub hash: u64,
}

/// A through road that ends this close to the edge of the map leaves the city, m.
const EXIT_M: f64 = 300.0;

/// Makes a city from its files at a cell size.
///
/// # Errors
/// Every fault of the files: unreadable ones first, then keys, references and
/// numbers, then places.
pub fn build(files: &CityFiles, cell_m: f64) -> Result<CityModel, Vec<CityFault>> {
    if !(30.0..=250.0).contains(&cell_m) {
        return Err(vec![CityFault::Cell { cell_m }]);
    }
    let city = read::read(files)?;
    let faults = check::recipe(files, &city);
    if !faults.is_empty() {
        return Err(faults);
    }
    let courses = Courses::new(&city.terrain);
    let communities = city.communities.communities.clone();
    let is_village = |community: &Community| {
        city.people.kinds.iter().any(|kind| kind.key == community.kind && kind.floors <= 4)
    };
    let villages: Vec<(Point, f64)> = communities
        .iter()
        .filter(|community| is_village(community))
        .map(|community| (community.at, assign::village_radius_m(community.population)))
        .collect();
    let terrain = terrain::build(&city.terrain, &courses, &villages, cell_m);
    let faults = check::places(files, &city, &terrain);
    if !faults.is_empty() {
        return Err(faults);
    }
    let settlements: Vec<(String, Point, bool)> = communities
        .iter()
        .map(|community| (community.key.clone(), community.at, is_village(community)))
        .collect();
    let roads = roads::build(&city.roads, &city.terrain, &courses, &terrain, &settlements)
        .map_err(|error| vec![CityFault::Roads { what: error.to_string() }])?;
    let fine = (cell_m > city.terrain.sample_m)
        .then(|| terrain::build(&city.terrain, &courses, &villages, city.terrain.sample_m));
    let settled = fine.as_ref().unwrap_or(&terrain);
    let homes = homes(&city, &communities, settled, &roads);
    let zones = city.zones.zones.clone();
    let mut zone_areas = assign::areas(&zones, &communities, &homes, &settled.cover);
    assign::shelters(&zones, &homes, &city.shelters.shelters, &roads.graph, &mut zone_areas);
    let unconfirmed = figures::unconfirmed(&city);
    Ok(CityModel {
        main_river: city
            .terrain
            .rivers
            .iter()
            .find(|river| river.kind == RiverKind::Main)
            .map(|river| river.key.clone())
            .unwrap_or_default(),
        levees: levees::build(&city.terrain, &courses),
        exits: exits(&roads, city.terrain.extent_m),
        terrain_recipe: city.terrain,
        courses,
        terrain,
        fine,
        roads,
        levels: city.administration.levels,
        units: city.administration.units,
        communities,
        homes,
        people: city.people,
        days: city.calendar.days,
        zones,
        zone_areas,
        shelters: city.shelters.shelters,
        items: city.depots.items,
        depots: city.depots.depots,
        hospitals: city.hospitals.hospitals,
        lifelines: city.lifelines,
        stations: city.teams.stations,
        teams: city.teams.teams,
        gauges: city.gauges.gauges,
        rain_gauges: city.gauges.rain_gauges,
        reservoirs: city.water.reservoirs,
        gates: city.water.gates,
        pumps: city.water.pumps,
        drains: city.water.drains,
        sea: city.water.sea,
        inflows: city.water.inflows,
        edges: city.water.edges,
        waterlogging: city.waterlogging.points,
        seats: city.seats.seats,
        flood: city.flood,
        unconfirmed,
        hash: files.hash(),
    })
}

fn homes(city: &read::CityRecipe, communities: &[Community], terrain: &Terrain, roads: &Roads) -> Vec<Home> {
    assign::cells_of(communities, terrain)
        .into_iter()
        .zip(communities)
        .map(|(cells, community)| {
            let kind = city.people.kinds.iter().find(|kind| kind.key == community.kind);
            let listed = city
                .people
                .listed
                .iter()
                .find(|(category, _)| *category == community.category)
                .map_or(0.0, |(_, share)| *share);
            Home {
                // Checked before: every community belongs to one zone.
                zone: city
                    .zones
                    .zones
                    .iter()
                    .position(|zone| zone.communities.contains(&community.key))
                    .unwrap_or(0),
                households: kind.map_or(0, |kind| kind.households(community.population)),
                listed: libm::round(listed * f64::from(community.population)) as u32,
                node: roads.graph.nearest_node(community.at).unwrap_or(NodeId(0)),
                cells,
            }
        })
        .collect()
}

fn exits(roads: &Roads, extent_m: (f64, f64)) -> Vec<NodeId> {
    let graph = &roads.graph;
    (0..graph.nodes().len() as u32)
        .map(NodeId)
        .filter(|&node| {
            let p = graph.node(node);
            let edge = p.0.min(p.1).min(extent_m.0 - p.0).min(extent_m.1 - p.1);
            edge < EXIT_M
                && graph.leaving(node).iter().any(|&link| graph.link(link).class <= RoadClass::Primary)
        })
        .collect()
}

impl CityModel {
    /// The built-in training city at a cell size.
    ///
    /// # Errors
    /// As [`build`]; the built-in files have no fault at the sizes allowed.
    pub fn yunjiang(cell_m: f64) -> Result<Self, Vec<CityFault>> {
        build(&CityFiles::yunjiang(), cell_m)
    }

    /// The terrain that houses stand on: the finer of the two.
    #[must_use]
    pub fn home_terrain(&self) -> &Terrain {
        self.fine.as_ref().unwrap_or(&self.terrain)
    }

    /// Residents of the city.
    #[must_use]
    pub fn population(&self) -> u32 {
        self.communities.iter().map(|community| community.population).sum()
    }

    /// People on the evacuation list of each zone.
    #[must_use]
    pub fn listed_by_zone(&self) -> Vec<u32> {
        let mut listed = vec![0; self.zones.len()];
        for home in &self.homes {
            listed[home.zone] += home.listed;
        }
        listed
    }

    /// Peak flow of the main river for a return period, m³/s: linear in the
    /// logarithm of the years.
    #[must_use]
    pub fn flood_flow_m3_s(&self, years: f64) -> f64 {
        let table: Vec<(f64, f64)> =
            self.flood.frequency.iter().map(|(years, flow)| (libm::log(*years), *flow)).collect();
        super::course::lookup(&table, libm::log(years))
    }
}
