//! What the files of a city list beside its terrain and roads: administration,
//! people, response, water works. Every file of the folder has one type here, with
//! the source of its figures.

pub mod administration;
pub mod lifelines;
pub mod people;
pub mod response;
pub mod water;

pub use administration::{
    Administration, Calendar, Communities, Community, Crowd, Day, Unit, ZoneEntry, Zones,
};
pub use lifelines::{BaseStations, Lifelines};
pub use people::{GroupKey, GroupRow, People, SettlementKind};
pub use response::{
    Depot, DepotLevel, Depots, Hospital, Hospitals, Item, Seat, SeatKind, Seats, SheetStep, Shelter,
    ShelterKind, Shelters, Station, StationKind, Team, Teams, WaterloggingPoint, WaterloggingPoints,
};
pub use water::{
    DrainZone, FloodScenario, Gate, Gauge, GaugeKind, Gauges, Pump, RainGauge, Reservoir, WaterWorks,
};
