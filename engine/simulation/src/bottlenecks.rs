//! Roads on which evacuation traffic lost most time.

use bevy_ecs::prelude::World;
use sandtable_command::register::KindTag;
use sandtable_kernel::Text;
use sandtable_response::RoadKeys;
use sandtable_response::index::Site;
use sandtable_response::sensing::Public;
use sandtable_response::traffic::Traffic;
use sandtable_results::Bottleneck;
use sandtable_space::{LinkId, Point};

/// So many are told.
const MOST: usize = 10;
/// Less than this is no bottleneck, vehicle-hours.
const LEAST_VEH_H: f64 = 1.0;

/// The worst links of a run, the worst first.
pub fn of(world: &World) -> Vec<Bottleneck> {
    let (site, traffic) = (world.resource::<Site>(), world.resource::<Traffic>());
    let links = site.graph.links();
    let mut lost: Vec<(f64, LinkId)> = (0..links.len() as u32)
        .map(|k| (traffic.delay_s(LinkId(k)) / 3600.0, LinkId(k)))
        .filter(|(hours, _)| *hours >= LEAST_VEH_H)
        .collect();
    lost.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    lost.truncate(MOST);
    lost.into_iter()
        .map(|(lost_veh_h, id)| {
            let link = &links[id.0 as usize];
            let place = link.shape.at(0.5 * link.shape.length_m());
            let (road, title) = name(world, id, place);
            Bottleneck { road, title, place, lost_veh_h, vehicles: traffic.entered(id) }
        })
        .collect()
}

/// A road by the name it is registered with, else by its class and the nearest place.
fn name(world: &World, id: LinkId, at: Point) -> (String, Text) {
    let register = &world.resource::<Public>().register;
    let link = world.resource::<Site>().graph.link(id);
    let named = world.resource::<RoadKeys>().0.iter().find_map(|(key, links)| {
        let entry = register.get(key).filter(|_| links.contains(&id))?;
        Some((key.clone(), entry.name.clone()))
    });
    if let Some(named) = named {
        return named;
    }
    let distance =
        |entry: &&sandtable_command::Entry| entry.at.map_or(f64::INFINITY, |place| place.distance_m(at));
    let near = register.of_kind(KindTag::AdminUnit).min_by(|a, b| distance(a).total_cmp(&distance(b)));
    let title = match near {
        Some(unit) => Text::new(format!("{}附近道路", unit.name.zh), format!("road near {}", unit.name.en)),
        None => Text::same(link.key.clone()),
    };
    (link.key.clone(), title)
}
