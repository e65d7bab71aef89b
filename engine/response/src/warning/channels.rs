//! The channels of a warning, as data.
//!
//! Rates and reach are **assumed**: the table of rates in Rogers & Sorensen 1988 was
//! not to be had. They are illustrative and to be replaced by drill data. Of what is
//! known, the siren's reach is measured (Nanticoke: heard by 76.5 %), and the order of
//! channels agrees with the events that LifeSim's technical reference lists.

use sandtable_command::order::WarningChannel;
use serde::{Deserialize, Serialize};

use super::{CurveError, Diffusion};

/// What a channel needs to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Needs {
    /// Nothing of the place it warns.
    Nothing,
    /// Base stations.
    BaseStations,
    /// Power at the receiver; a share of them has batteries.
    Power,
}

/// What works in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Supply {
    /// Share of the households with power, 0 to 1.
    pub power: f64,
    /// Share of the households with a base station in reach, 0 to 1.
    pub base_stations: f64,
}

impl Supply {
    /// All works.
    pub const FULL: Self = Self { power: 1.0, base_stations: 1.0 };
}

/// Share of receivers that go on without power: car and battery radios, loudspeakers
/// with their own battery (assumed).
pub(crate) const BATTERY_SHARE: f64 = 0.3;

/// A channel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// Alert rate among those it can reach, 1/min.
    pub p_min: f64,
    /// Contagion that a warning over this channel sets off, 1/min.
    pub q_min: f64,
    /// Share of the households that it can reach, by hour of the day.
    pub reach: [f64; 24],
    /// What it needs.
    pub needs: Needs,
}

impl Channel {
    /// A channel that reaches everybody at all hours.
    ///
    /// # Errors
    /// If a rate is negative or no number.
    pub fn everywhere(p_min: f64, q_min: f64) -> Result<Self, CurveError> {
        let Diffusion { p_min, q_min } = Diffusion::new(p_min, q_min)?;
        Ok(Self { p_min, q_min, reach: [1.0; 24], needs: Needs::Nothing })
    }

    /// Refuses figures that describe no channel.
    ///
    /// # Errors
    /// The first that is out of range.
    pub fn check(&self) -> Result<(), CurveError> {
        Diffusion::new(self.p_min, self.q_min)?;
        match self.reach.iter().find(|share| !(0.0..=1.0).contains(*share)) {
            Some(&value) => Err(CurveError { name: "reach", value, expected: "a share from 0 to 1" }),
            None => Ok(()),
        }
    }

    /// Share of the households that it can reach at an hour of the day.
    pub fn reach_at(&self, hour: f64, supply: Supply) -> f64 {
        let slot = (hour.clamp(0.0, 23.999)) as usize;
        let works = match self.needs {
            Needs::Nothing => 1.0,
            Needs::BaseStations => supply.base_stations.clamp(0.0, 1.0),
            Needs::Power => {
                let power = supply.power.clamp(0.0, 1.0);
                power + (1.0 - power) * BATTERY_SHARE
            }
        };
        self.reach[slot] * works
    }
}

/// Reach by day (6 to 22 h) and by night.
const fn day_night(day: f64, night: f64) -> [f64; 24] {
    let mut reach = [day; 24];
    let mut hour = 0;
    while hour < 24 {
        if hour < 6 || hour >= 22 {
            reach[hour] = night;
        }
        hour += 1;
    }
    reach
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChannelRow {
    /// Which channel.
    pub channel: WarningChannel,
    /// Its figures.
    pub figures: Channel,
    /// How sure the figures are: `assumed` throughout.
    pub status: &'static str,
    /// Where they come from.
    pub source: &'static str,
}

/// All channels but knocking at doors.
pub const CHANNELS: [ChannelRow; 6] = [
    ChannelRow {
        channel: WarningChannel::CellBroadcast,
        figures: Channel {
            p_min: 0.25,
            q_min: 0.05,
            reach: day_night(0.90, 0.75),
            needs: Needs::BaseStations,
        },
        status: "assumed",
        source: "planning value: phones that are on and near",
    },
    ChannelRow {
        channel: WarningChannel::Sms,
        figures: Channel {
            p_min: 0.05,
            q_min: 0.05,
            reach: day_night(0.85, 0.45),
            needs: Needs::BaseStations,
        },
        status: "assumed",
        source: "planning value: sent one by one, and read later",
    },
    ChannelRow {
        channel: WarningChannel::Loudspeaker,
        figures: Channel { p_min: 0.15, q_min: 0.10, reach: day_night(0.75, 0.45), needs: Needs::Power },
        status: "assumed",
        source: "reach as the Nanticoke sirens (76.5 %), 0.6 of it indoors at night",
    },
    ChannelRow {
        channel: WarningChannel::Siren,
        figures: Channel { p_min: 0.15, q_min: 0.10, reach: day_night(0.765, 0.46), needs: Needs::Nothing },
        status: "assumed",
        source: "reach measured at Nanticoke (110 sirens, LifeSim appendix C); rates assumed",
    },
    ChannelRow {
        channel: WarningChannel::Broadcast,
        figures: Channel {
            p_min: 0.03,
            q_min: 0.10,
            reach: [
                0.10, 0.05, 0.03, 0.03, 0.03, 0.05, 0.20, 0.35, 0.35, 0.30, 0.30, 0.35, 0.45, 0.40, 0.35,
                0.35, 0.35, 0.40, 0.55, 0.70, 0.75, 0.70, 0.45, 0.20,
            ],
            needs: Needs::Power,
        },
        status: "assumed",
        source: "planning value: sets that are on by hour",
    },
    ChannelRow {
        channel: WarningChannel::SocialMedia,
        figures: Channel {
            p_min: 0.005,
            q_min: 0.30,
            reach: day_night(0.60, 0.15),
            needs: Needs::BaseStations,
        },
        status: "assumed",
        source: "planning value: little alert, much contagion",
    },
];

/// The figures of a channel; none for knocking at doors.
pub fn figures(channel: WarningChannel) -> Option<&'static Channel> {
    CHANNELS.iter().find(|row| row.channel == channel).map(|row| &row.figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_is_sound_and_none_claims_to_be_published() {
        for row in &CHANNELS {
            row.figures.check().unwrap();
            assert_eq!(row.status, "assumed");
        }
        assert!(figures(WarningChannel::DoorToDoor).is_none());
        assert!(Channel { reach: [1.2; 24], ..CHANNELS[0].figures }.check().is_err());
    }

    #[test]
    fn failures_of_power_and_network_cost_reach() {
        let dark = Supply { power: 0.0, base_stations: 0.25 };
        let reach = |channel, supply| figures(channel).map(|f| f.reach_at(12.0, supply)).unwrap();
        assert!((reach(WarningChannel::CellBroadcast, dark) - 0.25 * 0.9).abs() < 1e-12);
        assert!(reach(WarningChannel::Loudspeaker, dark) < reach(WarningChannel::Loudspeaker, Supply::FULL));
        assert_eq!(reach(WarningChannel::Siren, dark), reach(WarningChannel::Siren, Supply::FULL));
        let night = figures(WarningChannel::CellBroadcast).unwrap().reach_at(23.5, Supply::FULL);
        assert!((night - 0.75).abs() < 1e-12);
    }
}
