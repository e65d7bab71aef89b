//! Every tunable of the response in one place, with its meaning and source.
//! "Assumed" means: this project's own planning value, to be replaced by a city's
//! drill data; reports list it with the unconfirmed figures.

use sandtable_kernel::{Dist, SimSpan};

/// Tunables of the response.
#[derive(Clone, Debug, PartialEq)]
pub struct ResponseParams {
    /// Depth at the place from which a packet counts as reached by water, m: there
    /// the FD2320 rating leaves its low band in a town (debris counts above 0.25 m).
    pub wet_m: f64,
    /// Depth around a stalled car up to which people get out and walk on, m (below
    /// the depth at which doors are held shut; assumed).
    pub leave_car_m: f64,
    /// Time until they do, minutes (assumed).
    pub leave_car_min: f64,
    /// Depth above the floor from which people inside call for help, m (assumed).
    pub call_depth_m: f64,
    /// Depth above the floor from which people cannot leave by their own means:
    /// LifeSim's non-evacuation depth, 2 ft (technical reference; range 0–3 ft).
    pub trap_depth_m: f64,
    /// Depth at the place at which people who were not ordered to leave decide to
    /// go while they can, m (assumed).
    pub cue_depth_m: f64,
    /// Share of packets that leave at that cue (assumed).
    pub cue_share: f64,
    /// Highest speed of cars in evacuation traffic comes from the road; speed of
    /// people on foot with children and bags, m/s (Weidmann 1993 free speed 1.34,
    /// reduced for groups; assumed).
    pub walk_speed_m_s: f64,
    /// Width of the way on which walkers hinder one another, m (assumed: a footway and a
    /// strip of the carriageway).
    pub footway_m: f64,
    /// Time to turn the lanes of a road, minutes: two to three hours (TRB 11-4115).
    pub contraflow_setup_min: Dist,
    /// Flow of a lane driven against its direction in units of an ordinary one: 30 % below
    /// (TRB 11-4115); two roads together carry 60 to 70 % more (Polus).
    pub contraflow_lane: f64,
    /// Depth up to which families wade through a street, m: children and frail people
    /// stand in at most 0.5 m of still water (Cox, Shand & Blacka 2010; recalled).
    pub wade_m: f64,
    /// Preparation from first alert to departure: Rayleigh scale in minutes by
    /// day (Tweedie et al. 1986, sigma 30; recalled).
    pub prepare_sigma_min: f64,
    /// Factor on the preparation between 23:00 and 6:00 (assumed).
    pub night_factor: f64,
    /// Share of packets that never leave on a bare warning (LifeSim: 5–20 % stay
    /// even with ample time).
    pub stay_share: f64,
    /// Share of those that still stay after a knock at the door (assumed).
    pub stay_after_knock: f64,
    /// Share of those who stay despite an order or a knock among people whom a rumour has
    /// made doubt (assumed).
    pub stay_in_doubt: f64,
    /// Share that leaves before any order once a warning is out (early leavers:
    /// hurricanes 20–30 %, Baker 1987).
    pub early_leavers: f64,
    /// Households that one team alerts in an hour, door to door (40–80, recalled).
    pub knock_households_h: f64,
    /// How long people without a car wait for a ride they were promised before they walk,
    /// minutes (school buses are mobilised within 90 min of the order, Columbia ETE).
    pub ride_patience_min: f64,
    /// From one stop to the next within a zone, minutes (assumed).
    pub ride_stop_min: f64,
    /// Boarding of one person with what he or she carries, minutes (assumed).
    pub ride_board_min: f64,
    /// From an all-clear until homes have been looked at and people may go, minutes
    /// (assumed).
    pub inspect_min: f64,
    /// Time to get one person out of a flooded house into a boat, minutes (assumed).
    pub load_min_person: f64,
    /// Time to unload a full boat or vehicle, minutes (assumed).
    pub unload_min: f64,
    /// Speed of a laden assault boat on flooded streets, m/s (assumed).
    pub boat_speed_m_s: f64,
    /// Depth from which a boat is used for the last leg, m (assumed 0.4).
    pub boat_depth_m: f64,
    /// Time from being reached by water to the call, minutes.
    pub call_delay_min: Dist,
    /// Chance that a call gets through at all (networks overloaded).
    pub call_success: f64,
    /// False or mistaken calls for help in an hour of heavy rain, city-wide.
    pub false_calls_h: f64,
    /// Rain of an hour from which false calls come in, mm.
    pub false_call_rain_mm: f64,
    /// Filled sandbags laid by one person in an hour (10 people fill 100 bags/h by
    /// hand; recalled).
    pub bags_person_h: f64,
    /// Bags for ten metres of wall one metre high (600–800, recalled).
    pub bags_per_10m_1m: f64,
    /// Time to set up a mobile pump, minutes (assumed).
    pub pump_setup_min: f64,
    /// Time to block a road and post a guard, minutes (assumed).
    pub close_road_min: f64,
    /// Water for a person a day, litres, first three days (Sphere 2018, 2.5–3 for
    /// drinking).
    pub water_l_day: f64,
    /// Food for a person a day, kg (0.6–0.8; planning value).
    pub food_kg_day: f64,
    /// Load of a lorry, kg.
    pub lorry_kg: f64,
    /// Time to load or unload a lorry, minutes (assumed).
    pub lorry_load_min: f64,
    /// Hours of work after which a team's pace falls (12 h, falling to 0.6 at 24 h;
    /// assumed).
    pub fatigue_start_h: f64,
    /// Interval between looks at the true state of roads and shelters by those who
    /// are there.
    pub look_interval: SimSpan,
    /// Interval at which routes are renewed after closures (LifeSim: 5 minutes).
    pub reroute_interval: SimSpan,
    /// Time from a request for mutual aid to its departure, hours (neighbouring
    /// county 1–2 h; assumed).
    pub aid_delay_h: Dist,
}

impl Default for ResponseParams {
    fn default() -> Self {
        Self {
            wet_m: 0.25,
            leave_car_m: 0.5,
            leave_car_min: 8.0,
            call_depth_m: 0.2,
            trap_depth_m: 0.61,
            cue_depth_m: 0.15,
            cue_share: 0.6,
            walk_speed_m_s: 1.0,
            footway_m: 3.0,
            contraflow_setup_min: Dist::Triangular { low: 120.0, mode: 150.0, high: 180.0 },
            contraflow_lane: 0.7,
            wade_m: 0.5,
            prepare_sigma_min: 30.0,
            night_factor: 1.5,
            stay_share: 0.15,
            stay_after_knock: 0.04,
            stay_in_doubt: 0.4,
            early_leavers: 0.1,
            knock_households_h: 60.0,
            ride_patience_min: 90.0,
            ride_stop_min: 1.5,
            ride_board_min: 0.1,
            inspect_min: 60.0,
            load_min_person: 2.0,
            unload_min: 5.0,
            boat_speed_m_s: 2.5,
            boat_depth_m: 0.4,
            call_delay_min: Dist::LogNormal { median: 8.0, sigma: 0.6 },
            call_success: 0.85,
            false_calls_h: 4.0,
            false_call_rain_mm: 15.0,
            bags_person_h: 10.0,
            bags_per_10m_1m: 700.0,
            pump_setup_min: 20.0,
            close_road_min: 10.0,
            water_l_day: 3.0,
            food_kg_day: 0.7,
            lorry_kg: 8_000.0,
            lorry_load_min: 30.0,
            fatigue_start_h: 12.0,
            look_interval: SimSpan::from_mins(5),
            reroute_interval: SimSpan::from_mins(5),
            aid_delay_h: Dist::Triangular { low: 1.0, mode: 1.5, high: 3.0 },
        }
    }
}
