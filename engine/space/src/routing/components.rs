//! What hangs together in a road graph.

use crate::{Link, LinkId, NodeId, RoadGraph};

const NONE: u32 = u32::MAX;

/// Component of each node when links may be used both ways. Components are
/// numbered from 0 in the order of their lowest node. Links for which `open` is
/// false do not connect.
pub fn weak_components(graph: &RoadGraph, open: impl Fn(LinkId, &Link) -> bool) -> Vec<u32> {
    let mut component = vec![NONE; graph.nodes().len()];
    let mut next = 0;
    let mut stack = Vec::new();
    for start in 0..component.len() {
        if component[start] != NONE {
            continue;
        }
        component[start] = next;
        stack.push(NodeId(start as u32));
        while let Some(node) = stack.pop() {
            for &id in graph.leaving(node).iter().chain(graph.entering(node)) {
                let link = graph.link(id);
                let there = if link.from == node { link.to } else { link.from };
                if component[there.0 as usize] == NONE && open(id, link) {
                    component[there.0 as usize] = next;
                    stack.push(there);
                }
            }
        }
        next += 1;
    }
    component
}

/// Component of each node within which every node reaches every other by the
/// links' own directions (Tarjan 1972, without recursion). Numbered from 0 in the
/// order of their lowest node. Links for which `open` is false do not connect.
pub fn strong_components(graph: &RoadGraph, open: impl Fn(LinkId, &Link) -> bool) -> Vec<u32> {
    let nodes = graph.nodes().len();
    let mut order = vec![NONE; nodes];
    let mut low = vec![NONE; nodes];
    let mut on_stack = vec![false; nodes];
    let mut raw = vec![NONE; nodes];
    let (mut counter, mut found) = (0u32, 0u32);
    let mut stack: Vec<usize> = Vec::new();
    // (node, how many of its links have been looked at)
    let mut work: Vec<(usize, usize)> = Vec::new();
    for start in 0..nodes {
        if order[start] != NONE {
            continue;
        }
        work.push((start, 0));
        while let Some((node, seen)) = work.pop() {
            if order[node] == NONE {
                order[node] = counter;
                low[node] = counter;
                counter += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            let leaving = graph.leaving(NodeId(node as u32));
            let mut deeper = None;
            for (k, &id) in leaving.iter().enumerate().skip(seen) {
                let link = graph.link(id);
                let there = link.to.0 as usize;
                if !open(id, link) {
                    continue;
                }
                if order[there] == NONE {
                    deeper = Some((k, there));
                    break;
                }
                if on_stack[there] {
                    low[node] = low[node].min(order[there]);
                }
            }
            if let Some((k, there)) = deeper {
                work.push((node, k + 1));
                work.push((there, 0));
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    raw[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[node]);
            }
        }
    }
    renumber(&raw, found)
}

/// Numbers components in the order of their lowest node.
fn renumber(raw: &[u32], found: u32) -> Vec<u32> {
    let mut name = vec![NONE; found as usize];
    let mut next = 0;
    raw.iter()
        .map(|&k| {
            let slot = &mut name[k as usize];
            if *slot == NONE {
                *slot = next;
                next += 1;
            }
            *slot
        })
        .collect()
}

/// The component with the most nodes, the lowest number of equals; none if there
/// are no nodes.
pub fn largest_component(component: &[u32]) -> Option<u32> {
    let count = component.iter().max().map_or(0, |&k| k as usize + 1);
    let mut sizes = vec![0usize; count];
    for &k in component {
        sizes[k as usize] += 1;
    }
    let largest = sizes.iter().copied().max()?;
    sizes.iter().position(|&size| size == largest).map(|k| k as u32)
}
