//! Who reports to whom inside a department.

use super::dice::Dice;

/// A place in a department; the head has place 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The place of the manager; the head's own for the head.
    pub(super) manager: usize,
    /// Steps below the head.
    pub(super) depth: u8,
    /// How many report to it.
    pub(super) reports: usize,
}

/// Spans of control.
pub(super) const FEWEST: usize = 4;
pub(super) const MOST: usize = 12;

/// Places for `size` people, each manager before their reports, everybody who leads
/// leading 4 to 12 (fewer only when the whole department is smaller). The places 1 to
/// `fixed` report to the head and lead nobody.
pub(super) fn plan(size: usize, fixed: usize, dice: &mut Dice) -> Vec<Place> {
    let mut places = Vec::with_capacity(size);
    places.push(Place { manager: 0, depth: 0, reports: 0 });
    let mut manager = 0;
    while places.len() < size {
        if manager == 0 || manager > fixed {
            let least = if manager == 0 { (fixed + 2).clamp(FEWEST, MOST) } else { FEWEST };
            let reports = span(size - places.len(), least, dice);
            let depth = places[manager].depth.saturating_add(1);
            places[manager].reports = reports;
            places.resize(places.len() + reports, Place { manager, depth, reports: 0 });
        }
        manager += 1;
    }
    places
}

/// A span that leaves nobody, or enough for another.
fn span(left: usize, least: usize, dice: &mut Dice) -> usize {
    let wanted = least + dice.below(MOST - least + 1);
    if left <= MOST && left < wanted + FEWEST {
        left
    } else if left < wanted + FEWEST {
        left - FEWEST
    } else {
        wanted
    }
}

/// Shares `people` out: everyone the least they must have, the rest by weight.
pub(super) fn shares(people: usize, parts: &[(usize, usize)]) -> Vec<usize> {
    let least: usize = parts.iter().map(|(least, _)| least).sum();
    let weights: usize = parts.iter().map(|(_, weight)| weight).sum();
    let rest = people.saturating_sub(least);
    let mut given = 0;
    let mut so_far = 0;
    let share = |(least, weight): &(usize, usize)| {
        so_far += weight;
        let until = rest * so_far / weights.max(1);
        let share = least + until - given;
        given = until;
        share
    };
    parts.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::super::dice::Kind;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn everybody_has_a_manager_above_and_leads_a_sensible_number(
            size in 5_usize..3_000, fixed in 0_usize..7, seed in any::<u64>(),
        ) {
            let places = plan(size, fixed, &mut Dice::of(seed, Kind::Person, 0));
            prop_assert_eq!(places.len(), size);
            for (at, place) in places.iter().enumerate().skip(1) {
                prop_assert!(place.manager < at);
                prop_assert_eq!(usize::from(place.depth), usize::from(places[place.manager].depth) + 1);
            }
            let mut counted = vec![0; size];
            places.iter().skip(1).for_each(|place| counted[place.manager] += 1);
            for (at, place) in places.iter().enumerate() {
                let reports = place.reports;
                prop_assert_eq!(reports, counted[at]);
                prop_assert!(reports == 0 || (FEWEST..=MOST).contains(&reports), "{} leads {}", at, reports);
                prop_assert!(reports == 0 || at == 0 || at > fixed);
            }
        }

        #[test]
        fn shares_add_up(people in 100_usize..10_000) {
            let parts = [(12, 14), (5, 3), (5, 20), (5, 1)];
            let shares = shares(people, &parts);
            prop_assert_eq!(shares.iter().sum::<usize>(), people);
            prop_assert!(shares.iter().zip(parts).all(|(share, (least, _))| *share >= least));
        }
    }
}
