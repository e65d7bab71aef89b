//! Networks and trips in the TNTP text form of the Transportation Networks collection
//! (Stabler et al., github.com/bstabler/TransportationNetworks), for the checks only:
//! the readers of users' files are in `scenarios`, which this crate may not know.

use std::fs;
use std::path::Path;

/// A link of a file, in the file's own units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FileLink {
    /// Start and end, counted from 0.
    pub ends: (u32, u32),
    /// Flow at which the curve adds `b` of the free time.
    pub capacity: f64,
    /// Free time.
    pub free: f64,
    /// Share of the free time added at capacity.
    pub b: f64,
    /// Power.
    pub power: f64,
}

/// A network with its trips.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FileNetwork {
    /// Number of nodes.
    pub nodes: u32,
    /// Nodes below this number, counted from 0, start and end trips only.
    pub first_through: u32,
    /// Links.
    pub links: Vec<FileLink>,
    /// Start, end and flow.
    pub trips: Vec<(u32, u32, f64)>,
}

/// More than any network of the collection has; larger counts are refused.
const MOST_NODES: u32 = 1_000_000;

impl FileNetwork {
    /// Reads `NAME_net.tntp` and `NAME_trips.tntp` of a folder.
    pub fn read(folder: &Path, name: &str) -> Result<Self, String> {
        let text = |end: &str| {
            let file = format!("{name}_{end}.tntp");
            fs::read_to_string(folder.join(&file)).map_err(|fault| format!("{file}: {fault}"))
        };
        let mut network = network(&text("net")?).map_err(|why| format!("{name}_net.tntp: {why}"))?;
        network.trips =
            trips(&text("trips")?, network.nodes).map_err(|why| format!("{name}_trips.tntp: {why}"))?;
        Ok(network)
    }
}

/// Lines with content, numbered from 1, that are neither header nor comment.
fn content(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(k, line)| (k + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with(['<', '~']))
}

/// The number behind a key such as `<NUMBER OF NODES>`.
fn header(text: &str, key: &str) -> Result<u32, String> {
    let found = text.lines().find_map(|line| line.trim().strip_prefix(key));
    found.and_then(|rest| rest.trim().parse().ok()).ok_or_else(|| format!("no whole number behind {key}"))
}

/// A node of a file, counted from 0.
fn node(word: &str, nodes: u32) -> Option<u32> {
    word.trim().parse::<u32>().ok().filter(|node| (1..=nodes).contains(node)).map(|node| node - 1)
}

fn network(text: &str) -> Result<FileNetwork, String> {
    let nodes = header(text, "<NUMBER OF NODES>")?;
    if nodes > MOST_NODES {
        return Err(format!("{nodes} nodes; at most {MOST_NODES} are read"));
    }
    let first_through = header(text, "<FIRST THRU NODE>")?.saturating_sub(1);
    let wanted = header(text, "<NUMBER OF LINKS>")?;
    let mut links = Vec::new();
    for (line, words) in content(text) {
        let words: Vec<&str> = words.trim_end_matches(';').split_whitespace().collect();
        let number = |k: usize| words.get(k).and_then(|word| word.parse::<f64>().ok());
        let end = |k: usize| words.get(k).and_then(|word| node(word, nodes));
        let link = (|| {
            Some(FileLink {
                ends: (end(0)?, end(1)?),
                capacity: number(2)?,
                free: number(4)?,
                b: number(5)?,
                power: number(6)?,
            })
        })();
        links.push(link.ok_or_else(|| format!("line {line} is no link of nodes 1 to {nodes}"))?);
    }
    if links.len() as u64 != u64::from(wanted) {
        return Err(format!("{} links, not the {wanted} that the header promises", links.len()));
    }
    Ok(FileNetwork { nodes, first_through, links, trips: Vec::new() })
}

fn trips(text: &str, nodes: u32) -> Result<Vec<(u32, u32, f64)>, String> {
    let mut found = Vec::new();
    let mut from = None;
    for (line, words) in content(text) {
        if let Some(origin) = words.strip_prefix("Origin") {
            from = Some(
                node(origin, nodes).ok_or_else(|| format!("line {line} names no node from 1 to {nodes}"))?,
            );
            continue;
        }
        let from = from.ok_or_else(|| format!("line {line} stands before any origin"))?;
        for pair in words.split(';').filter(|pair| !pair.trim().is_empty()) {
            let read = pair.split_once(':').and_then(|(to, flow)| {
                Some((node(to, nodes)?, flow.trim().parse::<f64>().ok().filter(|flow| *flow >= 0.0)?))
            });
            let (to, flow) = read.ok_or_else(|| format!("line {line}: '{}' is no trip", pair.trim()))?;
            found.push((from, to, flow));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NET: &str = "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 3\n<FIRST THRU NODE> 3\n<NUMBER OF LINKS> 2\n\
                       <END OF METADATA>\n~\tinit\tterm\t;\n\t1\t3\t10\t5\t6\t0.15\t4\t0\t0\t1\t;\n\
                       3 2 20 5 1 0.15 4 0 0 1;\n";

    #[test]
    fn a_network_and_its_trips_are_read() {
        let found = network(NET).unwrap();
        assert_eq!((found.nodes, found.first_through, found.links.len()), (3, 2, 2));
        let link = FileLink { ends: (2, 1), capacity: 20.0, free: 1.0, b: 0.15, power: 4.0 };
        assert_eq!(found.links[1], link);
        let trips = trips("<END OF METADATA>\nOrigin \t1 \n 1 : 0.0; 2 : 6.5;\n 3 : 1;\n", 3).unwrap();
        assert_eq!(trips, [(0, 0, 0.0), (0, 1, 6.5), (0, 2, 1.0)]);
    }

    #[test]
    fn broken_files_are_told_with_their_line() {
        assert!(network(&NET.replace("3 2 20", "4 2 20")).unwrap_err().contains("line 8"));
        assert!(network(&NET.replace("LINKS> 2", "LINKS> 3")).unwrap_err().contains("not the 3"));
        assert!(network(&NET.replace("NODES> 3", "NODES> many")).unwrap_err().contains("<NUMBER OF NODES>"));
        assert!(network(&NET.replace("NODES> 3", "NODES> 4000000000")).unwrap_err().contains("at most"));
        assert!(trips("2 : 1;", 3).unwrap_err().contains("before any origin"));
        assert!(trips("Origin 1\n2 : -1;", 3).unwrap_err().contains("line 2"));
    }
}
