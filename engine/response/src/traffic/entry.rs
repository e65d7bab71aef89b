//! Entry into a link: when there is room, and whose turn it is.

use sandtable_space::LinkId;

use super::TrafficEventKind;
use super::engine::{Choice, Traffic};
use super::state::{DRIVEWAY, Due, MILLI, Micros, NEVER, NONE, Spot, Waiter};

impl Traffic {
    /// The unit in front of a link's driveways or of an entering link.
    fn waiting_unit(&self, link: LinkId, from: u16) -> Option<u32> {
        if from == DRIVEWAY {
            return self.state.roads[link.0 as usize].driveway.front().copied();
        }
        let upstream = self.upstream(link, from)?;
        self.state.roads[upstream.0 as usize].queue.front().copied()
    }

    /// The link at a place among those that enter a link's start.
    pub(super) fn upstream(&self, link: LinkId, from: u16) -> Option<LinkId> {
        let start = self.net.links[link.0 as usize].from;
        self.net.graph.entering(start).get(from as usize).copied()
    }

    fn tag_index(&self, link: LinkId, from: u16) -> usize {
        let first = self.net.links[link.0 as usize].tag_start as usize;
        if from == DRIVEWAY {
            let start = self.net.links[link.0 as usize].from;
            first + self.net.graph.entering(start).len()
        } else {
            first + from as usize
        }
    }

    /// Somebody comes to the entry of a link.
    pub(super) fn join(&mut self, link: LinkId, from: u16) {
        let Some(slot) = self.waiting_unit(link, from) else { return };
        let id = self.state.units[slot as usize].id;
        let finished = self.state.tags[self.tag_index(link, from)];
        let road = &mut self.state.roads[link.0 as usize];
        let tag = road.served_tag.max(finished);
        road.waiters.push(Waiter { tag, id, from });
        self.entries.insert(link.0);
        self.serve(link);
    }

    /// Whose turn it is: the lowest start tag, then the lowest identity.
    fn next_waiter(&self, link: LinkId) -> Option<usize> {
        let waiters = &self.state.roads[link.0 as usize].waiters;
        (0..waiters.len()).min_by_key(|&k| (waiters[k].tag, waiters[k].id))
    }

    /// Lets in whoever is next, if the time has come, and plans the next entry.
    pub(super) fn serve(&mut self, link: LinkId) {
        let Some(k) = self.next_waiter(link) else { return };
        let waiter = self.state.roads[link.0 as usize].waiters[k];
        if self.entry_time(link).is_some_and(|at| at <= self.state.now) {
            self.state.roads[link.0 as usize].waiters.swap_remove(k);
            self.cross(link, waiter);
        }
        self.plan_entry(link);
    }

    /// Plans the event of a link's entry for whoever is next. Without room on its
    /// way there is none: the next departure from the link plans it.
    pub(super) fn plan_entry(&mut self, link: LinkId) {
        let Some(k) = self.next_waiter(link) else {
            self.state.roads[link.0 as usize].entry_due = NEVER;
            return;
        };
        let waiter = self.state.roads[link.0 as usize].waiters[k];
        let due = self.entry_time(link).map_or(NEVER, |at| at.max(self.state.now));
        let road = &mut self.state.roads[link.0 as usize];
        if road.entry_due != due {
            road.entry_due = due;
            if due != NEVER {
                self.push(due, waiter.id, Due::Entry(link.0));
            }
        }
    }

    /// When the first car of a unit may enter, as far as is known; none while no
    /// departure that makes room for it has happened.
    ///
    /// Newell: the first car enters when N_in + 1 ≤ N_out(t − L/w) + k_j·L.
    pub(super) fn entry_time(&mut self, link: LinkId) -> Option<Micros> {
        let now = self.state.now;
        let flow = &self.net.links[link.0 as usize];
        let road = &mut self.state.roads[link.0 as usize];
        while let Some(hole) = road.holes.front() {
            let last = hole.first + hole.gap.saturating_mul(i64::from(hole.cars) - 1);
            if last.saturating_add(flow.wave_us) > now {
                break;
            }
            road.taken = road.taken.saturating_sub(hole.cars);
            road.last_hole = last;
            road.holes.pop_front();
        }
        let room = flow.storage_milli * i64::from(road.lanes_milli) / 1000;
        let lacking = i64::from(road.taken + 1) * MILLI - room;
        if lacking <= 0 {
            return Some(road.entry_from);
        }
        let (mut before, mut previous) = (0, road.last_hole);
        for hole in &road.holes {
            let cars = i64::from(hole.cars) * MILLI;
            if before + cars >= lacking {
                // A fraction of a car's room lies between two departures, so that the
                // capacity of short links is not rounded down.
                let into = lacking - before - MILLI;
                let gap = if into >= 0 || previous == NEVER { hole.gap } else { hole.first - previous };
                let at = hole.first + gap.saturating_mul(into) / MILLI + flow.wave_us;
                return Some(at.max(road.entry_from));
            }
            before += cars;
            previous = hole.first + hole.gap.saturating_mul(i64::from(hole.cars) - 1);
        }
        None
    }

    /// A unit goes from where it waits onto a link.
    fn cross(&mut self, link: LinkId, waiter: Waiter) {
        let Some(slot) = self.waiting_unit(link, waiter.from) else { return };
        let load = self.state.units[slot as usize].load;
        let upstream = (waiter.from != DRIVEWAY).then(|| self.upstream(link, waiter.from)).flatten();
        let headway = match upstream {
            Some(upstream) => self.state.roads[upstream.0 as usize].headway_us,
            None => {
                let own = self.state.roads[link.0 as usize].headway_us as f64;
                (own / self.net.params.driveway_weight).clamp(1.0, 1e15) as Micros
            }
        };
        let tag = self.tag_index(link, waiter.from);
        self.state.tags[tag] = waiter.tag + load as u64 * headway as u64;
        self.state.roads[link.0 as usize].served_tag = waiter.tag;
        match upstream {
            Some(upstream) => {
                self.leave(upstream);
                self.enter(slot, link);
                self.after_leaving(upstream);
            }
            None => {
                self.state.roads[link.0 as usize].driveway.pop_front();
                self.enter(slot, link);
                if !self.state.roads[link.0 as usize].driveway.is_empty() {
                    self.join(link, DRIVEWAY);
                }
            }
        }
    }

    /// A unit is put at the end of a link's queue.
    fn enter(&mut self, slot: u32, link: LinkId) {
        let now = self.state.now;
        let unit = &self.state.units[slot as usize];
        let (load, vehicles) = (unit.load, unit.vehicles);
        let road = &mut self.state.roads[link.0 as usize];
        let travel = self.net.travel_us(unit.class, link, road.state).unwrap_or(0);
        let behind = road.queue.back().map_or(0, |&last| self.state.units[last as usize].ready);
        let ready = now.saturating_add(travel).max(behind);
        road.entry_from = now + road.headway_us.saturating_mul(i64::from(load));
        road.taken += load;
        road.cars += load;
        road.entered += u64::from(vehicles);
        road.queue.push_back(slot);
        let first = road.queue.len() == 1;
        self.on_link(slot, link, Spot::Queue(link), ready);
        if first {
            self.plan_head(link);
        }
    }

    /// Keeps an eye on a link whose first unit waits.
    pub(super) fn watch(&mut self, link: LinkId) {
        let after = self.net.params.gridlock_after.0.saturating_mul(1000);
        let road = &mut self.state.roads[link.0 as usize];
        if road.blocked_by == NONE || road.check_due != NEVER {
            return;
        }
        let Some(&slot) = road.queue.front() else { return };
        let due = road.blocked_since.saturating_add(after);
        road.check_due = due;
        let id = self.state.units[slot as usize].id;
        self.push(due, id, Due::Check(link.0));
    }

    /// Breaks a ring of full links by letting one unit squeeze in.
    pub(super) fn check_gridlock(&mut self, link: LinkId) {
        let after = self.net.params.gridlock_after.0.saturating_mul(1000);
        let road = &mut self.state.roads[link.0 as usize];
        if road.blocked_by == NONE {
            return;
        }
        if road.blocked_since.saturating_add(after) <= self.state.now {
            if self.is_in_ring(link) {
                self.squeeze(link);
            } else {
                self.state.roads[link.0 as usize].blocked_since = self.state.now;
            }
        }
        self.watch(link);
    }

    /// Whether the links for which first units wait, one behind the other, come back
    /// to this one without anybody on them who can move.
    fn is_in_ring(&mut self, link: LinkId) -> bool {
        let mut here = link;
        for _ in 0..self.state.roads.len() {
            let road = &self.state.roads[here.0 as usize];
            let next = road.blocked_by;
            if next == NONE || self.entry_time(LinkId(next)).is_some() {
                return false;
            }
            here = LinkId(next);
            if here == link {
                return true;
            }
        }
        false
    }

    fn squeeze(&mut self, link: LinkId) {
        let next = LinkId(self.state.roads[link.0 as usize].blocked_by);
        let from = self.net.links[link.0 as usize].in_place;
        let waiters = &mut self.state.roads[next.0 as usize].waiters;
        let Some(k) = waiters.iter().position(|waiter| waiter.from == from) else { return };
        let waiter = waiters.swap_remove(k);
        if let Some(slot) = self.waiting_unit(next, from) {
            self.state.squeezed += 1;
            self.tell(slot, TrafficEventKind::Squeezed { link });
        }
        self.cross(next, waiter);
        self.plan_entry(next);
    }

    /// Lets everybody who waits look again for a way: links or tables have changed.
    pub(super) fn review(&mut self) {
        let mut moved_heads = Vec::new();
        let mut moved_units = Vec::new();
        self.entries.retain(|&k| !self.state.roads[k as usize].waiters.is_empty());
        for link in self.entries.iter().map(|&k| LinkId(k)).collect::<Vec<_>>() {
            let k = link.0 as usize;
            let waiters = std::mem::take(&mut self.state.roads[k].waiters);
            let (mut stay, mut drivers_stay) = (Vec::with_capacity(waiters.len()), true);
            for waiter in waiters {
                if waiter.from == DRIVEWAY {
                    let queue = &self.state.roads[k].driveway;
                    drivers_stay = queue.iter().all(|&slot| self.choice(slot) == Choice::Enter(link));
                    if drivers_stay {
                        stay.push(waiter);
                    }
                    continue;
                }
                let front = self.waiting_unit(link, waiter.from);
                if front.is_some_and(|slot| self.choice(slot) == Choice::Enter(link)) {
                    stay.push(waiter);
                } else if let Some(upstream) = self.upstream(link, waiter.from) {
                    moved_heads.push(upstream);
                }
            }
            if !drivers_stay {
                moved_units.extend(std::mem::take(&mut self.state.roads[k].driveway));
            }
            self.state.roads[k].waiters = stay;
            self.plan_entry(link);
        }
        for upstream in moved_heads {
            self.state.roads[upstream.0 as usize].blocked_by = NONE;
            self.plan_head(upstream);
        }
        for slot in moved_units {
            self.set_off(slot);
        }
        let parked = self.state.parked.values().copied();
        // What one does changes nobody else's choice.
        for slot in parked.filter(|&slot| self.choice(slot) != Choice::Barred).collect::<Vec<_>>() {
            self.resume(slot);
        }
    }

    /// A unit that had no way sets off again.
    pub(super) fn resume(&mut self, slot: u32) {
        let unit = &self.state.units[slot as usize];
        let (id, node) = (unit.id, unit.node);
        self.state.parked.remove(&id);
        self.tell(slot, TrafficEventKind::Resumed { node });
        self.set_off(slot);
    }
}
