//! Households into packets: up to 20 households that live together move as one.
//!
//! Places are spread over a community's disc by the sunflower rule (Vogel 1979,
//! Mathematical Biosciences 44: radius ~ sqrt(k), golden angle), which is even and
//! needs no draws; a place in permanent water moves to the community's middle. A packet
//! lives where the middle one of its households does, on the ground there, so that packets
//! of any size sample the same homes, and ever smaller ones come to each household's own.
//! Persons are dealt by the largest-remainder rule along the packets, so totals are
//! kept whatever the packet size. What decides how a household leaves and what the
//! water does to it (a car, a basement) a packet has as a whole or not at all: were it
//! mixed, all would drive where half have cars, and basements would never be in the
//! majority, which no single household shows.

use std::sync::Arc;

use sandtable_kernel::SimId;
use sandtable_response::site::GroupSite;
use sandtable_space::index::PointIndex;
use sandtable_space::{NodeId, Point};

use super::Community;
use super::footing::Footings;

/// Golden angle, radians: π(3 − √5).
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;

/// Dealt from a total along parts so that every running sum is the nearest whole.
struct Dealer {
    per_part: f64,
    so_far: f64,
    given: u64,
}

impl Dealer {
    fn new(per_part: f64) -> Self {
        Self { per_part, so_far: 0.0, given: 0 }
    }

    fn deal(&mut self, parts: f64) -> u64 {
        self.so_far += self.per_part * parts;
        let due = libm::round(self.so_far) as u64;
        let now = due - self.given.min(due);
        self.given = due;
        now
    }
}

/// An attribute that a packet has as a whole: every so many have it. Where the count
/// begins is drawn from the community's identity, so that small communities have their
/// share too, taken together.
struct Whole {
    share: f64,
    so_far: f64,
}

impl Whole {
    fn new(share: f64, who: SimId) -> Self {
        Self { share, so_far: (who.0 >> 11) as f64 / (1u64 << 53) as f64 }
    }

    /// Whether the next packet has it, full or not.
    fn deal(&mut self) -> bool {
        let before = self.so_far.floor();
        self.so_far += self.share;
        self.so_far.floor() > before
    }
}

/// Where a community belongs, as indices of the site's lists, and what reaches it.
pub struct Belongs<'a> {
    /// Zone.
    pub zone: usize,
    /// Village.
    pub village: u32,
    /// Substation that feeds it.
    pub substation: Option<u32>,
    /// Place and reach (m) of every base station.
    pub base_stations: &'a [(Point, f64)],
}

impl Belongs<'_> {
    /// Base stations that reach a spot.
    fn in_reach(&self, at: Point) -> Vec<u32> {
        let near = (0u32..)
            .zip(self.base_stations)
            .filter(|(_, (station, reach_m))| station.distance_m(at) <= *reach_m);
        near.map(|(k, _)| k).collect()
    }
}

/// Packets of one community.
pub fn of_community(
    community: &Community,
    belongs: &Belongs<'_>,
    size: u32,
    nodes: &PointIndex,
    footings: &mut Footings<'_>,
) -> Vec<GroupSite> {
    let size = size.max(1);
    let count = community.households.div_ceil(size);
    let households = f64::from(community.households.max(1));
    let mut persons = Dealer::new(f64::from(community.persons) / households);
    let mut frail = Dealer::new(f64::from(community.persons) * community.frail_share / households);
    let presence = Arc::new(community.presence);
    let parent = SimId::from_key(&community.key);
    // Beyond any packet's number.
    let mut cars = Whole::new(community.car_share, parent.child(u64::MAX));
    let mut cellars = Whole::new(community.basement_share, parent.child(u64::MAX - 1));
    // Neighbours are reached by the same stations: one list serves many packets.
    let mut heard: Arc<[u32]> = Arc::from(Vec::new());
    (0..count)
        .map(|k| {
            let first = k * size;
            let here = size.min(community.households - first);
            // The place of the packet's middle household among all of them, so that
            // packets of another size cover the same ground.
            let rank = f64::from(first) + 0.5 * f64::from(here);
            let radius = community.radius_m * libm::sqrt(rank / households);
            let angle = GOLDEN_ANGLE * rank;
            let spot = (rank / households * community.spots.len() as f64) as usize;
            let around =
                Point(community.at.0 + radius * libm::cos(angle), community.at.1 + radius * libm::sin(angle));
            let at = community.spots.get(spot).copied().unwrap_or(around);
            let at = if footings.habitable(at) { at } else { community.at };
            let (cell, ground) = footings.at(at);
            let n = f64::from(here);
            let living = persons.deal(n);
            let in_reach = belongs.in_reach(at);
            if *heard != *in_reach {
                heard = in_reach.into();
            }
            GroupSite {
                id: parent.child(u64::from(first)),
                zone: belongs.zone,
                village: belongs.village,
                substation: belongs.substation,
                base_stations: heard.clone(),
                category: community.category,
                at,
                node: nodes.nearest_node(at).unwrap_or(NodeId(0)),
                cell,
                ground,
                households: here as u16,
                persons: living as u16,
                frail: frail.deal(n).min(living) as u16,
                cars: if cars.deal() { here as u16 } else { 0 },
                building: community.building,
                upper_storeys: community.upper_storeys,
                basement: cellars.deal(),
                value_cny: community.value_cny * n,
                rain_limit_mm_h: community.rain_limit_mm_h,
                presence: presence.clone(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_packets_have_their_share_and_single_houses_theirs() {
        let count = |share: f64, packets: usize, who: u64| {
            let mut whole = Whole::new(share, SimId(who << 20));
            (0..packets).filter(|_| whole.deal()).count()
        };
        // All or none, however small the community.
        assert_eq!((count(1.0, 1, 77), count(0.0, 1, 77), count(1.0, 40, 5)), (1, 0, 40));
        assert!((count(0.3, 1000, 9) as f64 - 300.0).abs() <= 1.0);
        // Of many communities of one packet a tenth has a basement.
        let some =
            (1..=2000u64).filter(|k| count(0.1, 1, k.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) == 1).count();
        assert!((150..250).contains(&some), "{some}");
    }
}
