//! Orders about roads: closing, opening, turning lanes. Traffic teams carry them out.

use sandtable_command::Key;
use sandtable_command::register::Capability;
use sandtable_command::report::FailReason;
use sandtable_kernel::{SimId, SimSpan, SimTime};
use sandtable_space::{LinkId, Point};

use super::{Hands, draw};
use crate::observations::OrderRef;
use crate::teams::{Mission, assign};

impl Hands<'_, '_> {
    /// Closes or opens a road.
    pub(super) fn road(
        &mut self,
        road: &Key,
        close: bool,
        reference: &OrderRef,
        now: SimTime,
    ) -> Result<(), FailReason> {
        let (links, at) = self.links_of(road)?;
        let mission = if close { Mission::CloseRoad { links, at } } else { Mission::OpenRoad { links, at } };
        self.send_traffic_team(mission, at, reference, now)
    }

    /// Turns the lanes of the direction that leads away from a place. Links without an
    /// opposite have none to turn.
    pub(super) fn contraflow(
        &mut self,
        road: &Key,
        toward: &Key,
        reference: &OrderRef,
        now: SimTime,
    ) -> Result<(), FailReason> {
        let (links, at) = self.links_of(road)?;
        let goal = self.public.register.get(toward.as_str()).and_then(|entry| entry.middle());
        let goal = goal.ok_or(FailReason::NothingThere)?;
        let graph = &self.site.graph;
        let closer = |link: LinkId| {
            let link = graph.link(link);
            graph.node(link.to).distance_m(goal) < graph.node(link.from).distance_m(goal)
        };
        let share = self.site.params.contraflow_lane;
        let (mut gain, mut shut) = (Vec::new(), Vec::new());
        for link in links.into_iter().filter(|&link| closer(link)) {
            let Some(other) = graph.link(link).opposite else { continue };
            let lanes = f64::from(graph.link(other).lanes) / f64::from(graph.link(link).lanes.max(1));
            gain.push((link, (share * lanes).min(9.0)));
            shut.push(other);
        }
        if gain.is_empty() {
            return Err(FailReason::NothingThere);
        }
        let id = SimId::from_key(road.as_str());
        let nth = self.operations.counts.entry(id).or_insert(0);
        *nth += 1;
        let minutes =
            self.site.params.contraflow_setup_min.draw(&mut self.streams.at(id, *nth, draw::LANES, 0));
        let setup = SimSpan::from_mins_f64(minutes.max(0.0));
        self.send_traffic_team(Mission::Contraflow { gain, shut, at, setup }, at, reference, now)
    }

    /// Links of a road, and the middle of the first.
    fn links_of(&self, road: &Key) -> Result<(Vec<LinkId>, Point), FailReason> {
        let links: Vec<LinkId> = self.roads.0.get(road.as_str()).cloned().ok_or(FailReason::NothingThere)?;
        let first = self.site.graph.link(*links.first().ok_or(FailReason::NothingThere)?);
        let at = first.shape.at(0.5 * first.length_m);
        Ok((links, at))
    }

    /// The nearest free traffic team does it.
    fn send_traffic_team(
        &mut self,
        mission: Mission,
        at: Point,
        reference: &OrderRef,
        now: SimTime,
    ) -> Result<(), FailReason> {
        let mut best: Option<(f64, usize)> = None;
        for (k, spec) in self.site.teams.iter().enumerate() {
            let able = spec.capabilities.contains(&Capability::Traffic);
            let free = self.teams.get(self.index.teams[k]).is_ok_and(|team| team.is_free());
            let distance = spec.at.distance_m(at);
            if able && free && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, k));
            }
        }
        let (_, k) = best.ok_or(FailReason::Busy)?;
        let mut team = self.teams.get_mut(self.index.teams[k]).map_err(|_| FailReason::NothingThere)?;
        assign(&mut team, &self.site.teams[k], mission, Some(reference.clone()), now, &self.streams);
        Ok(())
    }
}
