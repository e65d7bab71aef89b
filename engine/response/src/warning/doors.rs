//! Knocking at doors: finitely many teams, one door after the other.

/// Households that one team alerts in an hour (40–80; order of size recalled, the
/// value assumed).
pub const HOUSEHOLDS_H: f64 = 60.0;

/// Minutes until the door with this rank (0 is the first) is reached by `teams` teams
/// that share the list, each alerting `households_h` households an hour. None without
/// teams.
pub fn door_min(rank: u32, teams: u32, households_h: f64) -> Option<f64> {
    if teams == 0 || households_h.is_nan() || households_h <= 0.0 {
        return None;
    }
    let round = f64::from(rank / teams) + 1.0;
    Some(round * 60.0 / households_h)
}

/// Minutes until all of so many households have been alerted.
pub fn all_doors_min(households: u32, teams: u32, households_h: f64) -> Option<f64> {
    match households.checked_sub(1) {
        Some(last) => door_min(last, teams, households_h),
        None => Some(0.0),
    }
}

/// Rank at which a household at place `u` (0 to 1) of a list of so many is visited.
pub fn rank(u: f64, households: u32) -> u32 {
    ((u * f64::from(households)) as u32).min(households.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teams_share_the_list() {
        // Confluence 1987: 986 residents (about 380 households) alerted by volunteers
        // in 45 minutes; at 60 an hour this takes nine teams.
        assert!(all_doors_min(380, 9, HOUSEHOLDS_H).unwrap() <= 45.0);
        assert!(all_doors_min(380, 8, HOUSEHOLDS_H).unwrap() > 45.0);
        assert_eq!(door_min(0, 3, 60.0), Some(1.0));
        assert_eq!(door_min(3, 3, 60.0), Some(2.0));
        assert_eq!(door_min(3, 0, 60.0), None);
        assert_eq!(all_doors_min(0, 2, 60.0), Some(0.0));
    }

    #[test]
    fn one_team_fewer_reaches_no_door_earlier() {
        for teams in 1..12 {
            for rank in 0..200 {
                assert!(door_min(rank, teams, 60.0) >= door_min(rank, teams + 1, 60.0));
            }
        }
        assert_eq!(rank(0.999_999, 10), 9);
        assert_eq!(rank(1.0, 10), 9);
    }
}
