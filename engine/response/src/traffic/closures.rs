//! What changes on the way: links close and slow down, tables are swapped, units
//! are sent elsewhere or taken off the road.

use std::sync::Arc;

use sandtable_kernel::SimId;
use sandtable_space::{LinkId, LinkState};

use super::engine::Traffic;
use super::state::{DRIVEWAY, Due, Micros, NEVER, NONE, Spot};
use super::{NextLinks, Route, TableId, TrafficError, TrafficEventKind};

impl Traffic {
    /// Sets the state of a link for everybody, as [`Traffic::set_link_for`].
    ///
    /// # Errors
    /// If there is no such link.
    pub fn set_link(&mut self, link: LinkId, state: LinkState) -> Result<(), TrafficError> {
        self.set_link_for(link, state, state)
    }

    /// Sets the state of a link for vehicles and for those on foot, from the moment up
    /// to which the traffic has advanced. Units on it that cannot stand the new state
    /// are stranded where they are (told by the next `advance`); the others go on at
    /// the new speed. Those who wait at its entry look for another way.
    ///
    /// # Errors
    /// If there is no such link.
    pub fn set_link_for(
        &mut self,
        link: LinkId,
        state: LinkState,
        foot: LinkState,
    ) -> Result<(), TrafficError> {
        self.set_link_barred(link, state, state, foot)
    }

    /// Sets the state of a link for vehicles that want to enter it apart from that for
    /// those already on it: a barrier lets nobody in and everybody out. Otherwise as
    /// [`Traffic::set_link_for`].
    ///
    /// # Errors
    /// If there is no such link.
    pub fn set_link_barred(
        &mut self,
        link: LinkId,
        state: LinkState,
        through: LinkState,
        foot: LinkState,
    ) -> Result<(), TrafficError> {
        let links = self.state.roads.len();
        let (entry, old, old_foot) = match self.state.roads.get(link.0 as usize) {
            Some(road) => (road.state, road.through, road.foot),
            None => return Err(TrafficError::NoSuchLink { link: link.0, links }),
        };
        if (entry, old, old_foot) == (state, through, foot) {
            return Ok(());
        }
        let on_it: Vec<u32> = self.state.roads[link.0 as usize].queue.iter().copied().collect();
        let beside: Vec<u32> = self
            .state
            .beside
            .range((link.0, SimId(0))..=(link.0, SimId(u64::MAX)))
            .map(|(_, &s)| s)
            .collect();
        let mut behind = 0;
        for (&slot, queued) in
            on_it.iter().map(|slot| (slot, true)).chain(beside.iter().map(|slot| (slot, false)))
        {
            let class = self.state.units[slot as usize].class;
            let (old, now) = if self.net.walks(class) { (old_foot, foot) } else { (old, through) };
            let Some(new) = self.net.travel_us(class, link, now) else {
                self.strand(slot, link);
                continue;
            };
            let before = self.net.travel_us(class, link, old).unwrap_or(new);
            let ready = rescaled(self.state.now, self.state.units[slot as usize].ready, before, new);
            if queued {
                behind = ready.max(behind);
                self.state.units[slot as usize].ready = behind;
            } else if self.state.units[slot as usize].ready != ready {
                self.state.units[slot as usize].ready = ready;
                let id = self.state.units[slot as usize].id;
                self.push(ready, id, Due::Step(slot));
            }
        }
        let road = &mut self.state.roads[link.0 as usize];
        road.state = state;
        road.through = through;
        road.foot = foot;
        road.headway_us =
            self.net.headway_us(link, through).saturating_mul(1000) / i64::from(road.lanes_milli);
        self.plan_head(link);
        self.state.review = true;
        Ok(())
    }

    /// Sets how many lanes a link has in use, in its own: above one with lanes of the
    /// opposite direction (contraflow). Its flow and its room grow with them.
    ///
    /// # Errors
    /// If there is no such link, or the lanes are not 0.1 to 10 times its own.
    pub fn set_lanes(&mut self, link: LinkId, lanes: f64) -> Result<(), TrafficError> {
        let links = self.state.roads.len();
        if !(0.1..=10.0).contains(&lanes) {
            return Err(TrafficError::Parameter { name: "lanes", value: lanes, expected: "0.1 to 10" });
        }
        let road = self
            .state
            .roads
            .get_mut(link.0 as usize)
            .ok_or(TrafficError::NoSuchLink { link: link.0, links })?;
        road.lanes_milli = libm::round(1000.0 * lanes) as u32;
        road.headway_us =
            self.net.headway_us(link, road.through).saturating_mul(1000) / i64::from(road.lanes_milli);
        self.plan_head(link);
        self.state.review = true;
        Ok(())
    }

    /// Puts a new table in place of an old one: all who follow it take the new way
    /// at their next node.
    ///
    /// # Errors
    /// If the table was never added.
    pub fn set_table(&mut self, table: TableId, links: Arc<NextLinks>) -> Result<(), TrafficError> {
        let known = self.state.tables.len();
        match self.state.tables.get_mut(table.0 as usize) {
            Some(slot) => {
                if *slot != links {
                    *slot = links;
                    self.state.review = true;
                }
                Ok(())
            }
            None => Err(TrafficError::NoSuchTable { table: table.0, known }),
        }
    }

    /// Sends a unit elsewhere. A unit on a link goes on to the link's end first; an
    /// explicit route starts there.
    ///
    /// # Errors
    /// If the unit is not under way or stranded, or the route is none.
    pub fn redirect(&mut self, unit: SimId, route: Route) -> Result<(), TrafficError> {
        let slot = self.slot(unit)?;
        let (node, spot) = (self.state.units[slot as usize].node, self.state.units[slot as usize].spot);
        self.check_route(node, &route)?;
        match spot {
            Spot::Stranded(..) => return Err(TrafficError::IsStranded(unit)),
            Spot::ComingIn | Spot::Free => return Err(TrafficError::NotUnderWay(unit)),
            Spot::Scheduled | Spot::Driveway(_) | Spot::Queue(_) | Spot::Beside(_) | Spot::Parked => {}
        }
        self.state.units[slot as usize].route = route;
        self.state.units[slot as usize].step = 0;
        self.state.review = true;
        Ok(())
    }

    /// Takes a unit off the road: rescued, given up, gone on by other means.
    ///
    /// # Errors
    /// If the unit is not under way.
    pub fn withdraw(&mut self, unit: SimId) -> Result<(), TrafficError> {
        let slot = self.slot(unit)?;
        let vehicles = self.state.units[slot as usize].vehicles;
        let spot = self.state.units[slot as usize].spot;
        self.take_off(slot);
        if spot != Spot::Scheduled {
            self.state.withdrawn += u64::from(vehicles);
        }
        self.forget(slot);
        Ok(())
    }

    pub(super) fn slot(&self, unit: SimId) -> Result<u32, TrafficError> {
        self.state.index.get(&unit).copied().ok_or(TrafficError::NotUnderWay(unit))
    }

    /// The link has closed under a unit.
    fn strand(&mut self, slot: u32, link: LinkId) {
        let share = self.share(slot);
        self.take_off(slot);
        self.state.units[slot as usize].spot = Spot::Stranded(link, share);
        self.tell(slot, TrafficEventKind::Stranded { link, share });
    }

    /// Takes a unit out of every queue. The room it took is free at once.
    fn take_off(&mut self, slot: u32) {
        let unit = &self.state.units[slot as usize];
        let (id, load, spot) = (unit.id, unit.load, unit.spot);
        match spot {
            Spot::Queue(link) => {
                let road = &mut self.state.roads[link.0 as usize];
                let first = road.queue.front() == Some(&slot);
                let blocked_by = road.blocked_by;
                road.queue.retain(|&other| other != slot);
                road.cars = road.cars.saturating_sub(load);
                road.taken = road.taken.saturating_sub(load);
                if first {
                    road.head_due = NEVER;
                    road.blocked_by = NONE;
                    if blocked_by != NONE {
                        let from = self.net.links[link.0 as usize].in_place;
                        self.leave_entry(LinkId(blocked_by), from);
                    }
                    self.plan_head(link);
                }
                self.plan_entry(link);
            }
            Spot::Driveway(link) => {
                let road = &mut self.state.roads[link.0 as usize];
                let first = road.driveway.front() == Some(&slot);
                road.driveway.retain(|&other| other != slot);
                if first {
                    let more = !road.driveway.is_empty();
                    self.leave_entry(link, DRIVEWAY);
                    if more {
                        self.join(link, DRIVEWAY);
                    }
                }
            }
            Spot::Beside(link) => self.leave_beside(slot, link),
            Spot::Parked => {
                self.state.parked.remove(&id);
            }
            Spot::Free | Spot::Scheduled | Spot::Stranded(..) | Spot::ComingIn => {}
        }
    }

    /// Somebody no longer waits at the entry of a link.
    fn leave_entry(&mut self, link: LinkId, from: u16) {
        self.state.roads[link.0 as usize].waiters.retain(|waiter| waiter.from != from);
        self.plan_entry(link);
    }
}

/// The rest of a way at another speed.
fn rescaled(now: Micros, ready: Micros, before: Micros, after: Micros) -> Micros {
    let left = ready.saturating_sub(now);
    if left <= 0 || before <= 0 || before == after {
        return ready;
    }
    let share = left as f64 / before as f64;
    now.saturating_add((share * after as f64).clamp(0.0, 1e16) as Micros)
}
