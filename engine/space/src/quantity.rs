//! The list of quantities that fields, reports and beliefs speak of.

use serde::{Deserialize, Serialize};

/// A physical quantity with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quantity {
    /// Water depth above the ground, m.
    WaterDepth,
    /// Water level above the datum, m.
    WaterLevel,
    /// Speed of flowing water, m/s.
    WaterSpeed,
    /// Rate at which the water rises, m/h.
    RiseRate,
    /// First time at which the place was wet, seconds after the start.
    ArrivalTime,
    /// Greatest water depth so far, m.
    MaxDepth,
    /// Hazard rating of FD2320, depth × (speed + 0.5) + debris factor.
    HazardRating,
    /// River discharge, m³/s.
    Discharge,
    /// Rain intensity, mm/h.
    RainRate,
    /// Rain of the last hour, mm.
    Rain1h,
    /// Rain of the last three hours, mm.
    Rain3h,
    /// Rain of the last six hours, mm.
    Rain6h,
    /// Rain of the last twenty-four hours, mm.
    Rain24h,
    /// Mean wind speed of ten minutes at 10 m, m/s.
    WindSpeed,
    /// Direction the wind comes from, degrees clockwise from north.
    WindFrom,
    /// Fireline intensity, kW/m.
    FireIntensity,
    /// Radiant heat, kW/m².
    HeatFlux,
    /// Concentration of the released substance, mg/m³.
    Concentration,
    /// Number of people.
    People,
    /// State of a link: 0 open, 1 slow, 2 closed.
    LinkState,
    /// Crest overtopped or breached: 0 no, 1 yes.
    Overtopping,
    /// Stock of an item, in its unit.
    Stock,
}

impl Quantity {
    /// Unit as printed.
    pub fn unit(self) -> &'static str {
        match self {
            Self::WaterDepth | Self::WaterLevel | Self::MaxDepth => "m",
            Self::WaterSpeed | Self::WindSpeed => "m/s",
            Self::RiseRate => "m/h",
            Self::ArrivalTime => "s",
            Self::Discharge => "m³/s",
            Self::RainRate => "mm/h",
            Self::Rain1h | Self::Rain3h | Self::Rain6h | Self::Rain24h => "mm",
            Self::WindFrom => "°",
            Self::FireIntensity => "kW/m",
            Self::HeatFlux => "kW/m²",
            Self::Concentration => "mg/m³",
            Self::HazardRating | Self::LinkState | Self::Overtopping | Self::People | Self::Stock => "",
        }
    }
}
