//! Roads.

use sandtable_space::routing::{largest_component, strong_components};
use sandtable_space::{NodeId, RoadClass};

use super::CITY;

#[test]
fn roads_connect_every_place() {
    let city = &*CITY;
    let graph = &city.roads.graph;
    let component = strong_components(graph, |_, _| true);
    let main = largest_component(&component).unwrap();
    let outside = component.iter().filter(|&&c| c != main).count();
    assert_eq!(outside, 0, "nodes outside the main part");
    let places = city
        .communities
        .iter()
        .map(|x| (&x.key, x.at))
        .chain(city.shelters.iter().map(|x| (&x.key, x.at)))
        .chain(city.depots.iter().map(|x| (&x.key, x.at)))
        .chain(city.hospitals.iter().map(|x| (&x.key, x.at)))
        .chain(city.stations.iter().map(|x| (&x.key, x.at)));
    let mut furthest = 0.0f64;
    for (key, at) in places {
        let node = graph.nearest_node(at).unwrap();
        let distance = graph.node(node).distance_m(at);
        furthest = furthest.max(distance);
        assert!(distance < 900.0, "{key} is {distance:.0} m from a road");
        assert_eq!(component[node.0 as usize], main, "{key}");
    }
    println!("furthest place from a road {furthest:.0} m");
    assert!(city.exits.len() >= 3);
}

#[test]
fn the_network_has_the_size_and_classes_of_a_city() {
    let graph = &CITY.roads.graph;
    let roads = graph.links().len() / 2;
    let km: f64 = graph.links().iter().map(|link| link.length_m).sum::<f64>() / 2000.0;
    println!("{roads} roads, {} nodes, {km:.0} km", graph.nodes().len());
    // The network is to have about 4,000 links.
    assert!((3500..=4500).contains(&roads));
    for class in [
        RoadClass::Motorway,
        RoadClass::Trunk,
        RoadClass::Primary,
        RoadClass::Secondary,
        RoadClass::Tertiary,
        RoadClass::Local,
    ] {
        assert!(graph.links().iter().any(|link| link.class == class), "{class:?}");
    }
    for (k, link) in graph.links().iter().enumerate() {
        let other = link.opposite.map(|id| graph.link(id)).unwrap();
        assert_eq!((other.from, other.to), (link.to, link.from), "link {k}");
        assert!(graph.node(link.from).distance_m(link.shape.0[0]) < 1e-9);
    }
}

#[test]
fn bridges_cross_the_river_and_underpasses_dip() {
    let city = &*CITY;
    let graph = &city.roads.graph;
    assert_eq!(city.roads.bridges.len(), 7);
    for bridge in &city.roads.bridges {
        assert_eq!(bridge.links.len(), 2, "{}", bridge.key);
        let link = graph.link(bridge.links[0]);
        assert!(link.bridge && link.shape.nearest(bridge.at).0 < 400.0, "{}", bridge.key);
    }
    assert_eq!(city.roads.underpasses.len(), 12);
    for under in &city.roads.underpasses {
        assert_eq!(under.links.len(), 2, "{}", under.key);
        assert!(graph.link(under.links[0]).sag_m == under.sag_m, "{}", under.key);
    }
    // Nothing but bridges lies in the wide rivers.
    for link in graph.links().iter().filter(|link| !link.bridge) {
        let middle = link.shape.at(0.5 * link.length_m);
        let river = city.terrain.river.at(middle).copied().unwrap_or(0);
        assert!(!(1..=3).contains(&river), "{} lies in a river", link.key);
    }
}

#[test]
fn a_closed_river_bridge_does_not_cut_the_city_in_two() {
    // Seven bridges and a ring: closing one leaves every node in reach.
    let graph = &CITY.roads.graph;
    for bridge in CITY.roads.bridges.iter().filter(|b| b.key == "bridge.renmin" || b.key == "bridge.jiefang")
    {
        let component = strong_components(graph, |id, _| !bridge.links.contains(&id));
        let main = largest_component(&component).unwrap();
        let cut = (0..graph.nodes().len() as u32)
            .map(NodeId)
            .filter(|node| component[node.0 as usize] != main)
            .count();
        assert_eq!(cut, 0, "{}", bridge.key);
    }
}
