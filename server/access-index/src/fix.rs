//! The cheapest things to take away so that somebody violates nothing any more.

use std::collections::{BTreeMap, BTreeSet};

use crate::fix::search::Search;

mod search;

/// How much the search for the cheapest may look at, in items: a few tenths of a second. A
/// search that ends within it has found the cheapest there is. Twelve two-sided conflicts that
/// are entangled with each other, ten items a side, always do, and any number of conflicts
/// that have no item in common.
const LOOKS: u64 = 2_500_000;

/// What to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix<T> {
    /// The items, in ascending order.
    pub remove: Vec<T>,
    /// What they weigh together.
    pub weight: u64,
    /// Whether nothing cheaper exists. When not, it is the best that was found in the time given.
    pub exact: bool,
}

/// The cheapest items to take away so that each conflict ends: at least one of its sides must
/// become empty. Of equally cheap ones, the fewest.
///
/// `conflicts` has for each violated rule of one person what they hold of each side, which may
/// be items, or the single grants through which they are held. A conflict with an empty side is
/// none; one without sides cannot be ended, and is left out.
pub fn smallest_fix<T: Ord + Clone>(conflicts: &[Vec<Vec<T>>], weight: impl Fn(&T) -> u32) -> Fix<T> {
    within(LOOKS, conflicts, weight)
}

fn within<T: Ord + Clone>(looks: u64, conflicts: &[Vec<Vec<T>>], weight: impl Fn(&T) -> u32) -> Fix<T> {
    let mut items: Vec<&T> = conflicts.iter().flatten().flatten().collect();
    items.sort_unstable();
    items.dedup();
    let places = |side: &[T]| {
        let places: BTreeSet<usize> =
            side.iter().filter_map(|item| items.binary_search(&item).ok()).collect();
        places.into_iter().collect()
    };
    let real: Vec<Conflict> = conflicts
        .iter()
        .filter(|sides| !sides.is_empty() && sides.iter().all(|side| !side.is_empty()))
        .map(|sides| sides.iter().map(|side| places(side)).collect())
        .collect();
    let weights: Vec<u32> = items.iter().map(|item| weight(item)).collect();
    let mut looks = looks;
    let mut exact = true;
    let mut remove: Vec<usize> = Vec::new();
    for entangled in apart(items.len(), real) {
        let (cheapest, sure) = Search::new(&entangled, &weights, &mut looks).run();
        remove.extend(cheapest);
        exact &= sure;
    }
    remove.sort_unstable();
    Fix {
        weight: remove.iter().map(|item| u64::from(weights[*item])).sum(),
        remove: remove.into_iter().map(|item| items[item].clone()).collect(),
        exact,
    }
}

/// A conflict: its sides, each the places of items, without doubles.
type Conflict = Vec<Vec<usize>>;

/// Conflicts in groups that have no item in common: what ends one group says nothing of another.
fn apart(items: usize, conflicts: Vec<Conflict>) -> Vec<Vec<Conflict>> {
    fn root(parents: &mut [usize], mut item: usize) -> usize {
        while parents[item] != item {
            parents[item] = parents[parents[item]];
            item = parents[item];
        }
        item
    }
    let mut parents: Vec<usize> = (0..items).collect();
    for conflict in &conflicts {
        let first = root(&mut parents, conflict[0][0]);
        for item in conflict.iter().flatten() {
            let other = root(&mut parents, *item);
            parents[other] = first;
        }
    }
    let mut groups: BTreeMap<usize, Vec<Conflict>> = BTreeMap::new();
    for conflict in conflicts {
        groups.entry(root(&mut parents, conflict[0][0])).or_default().push(conflict);
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ends(conflicts: &[Vec<Vec<u8>>], removed: &[u8]) -> bool {
        conflicts.iter().all(|sides| sides.iter().any(|side| side.iter().all(|item| removed.contains(item))))
    }

    fn conflicts() -> impl Strategy<Value = Vec<Vec<Vec<u8>>>> {
        let side = prop::collection::vec(0_u8..10, 1..4);
        prop::collection::vec(prop::collection::vec(side, 2..4), 0..8)
    }

    proptest! {
        #[test]
        fn nothing_is_cheaper(conflicts in conflicts(), weights in prop::array::uniform10(0_u32..6)) {
            let fix = smallest_fix(&conflicts, |item| weights[usize::from(*item)]);
            let cost = |items: &[u8]| {
                (items.iter().map(|item| u64::from(weights[usize::from(*item)])).sum::<u64>(), items.len())
            };
            let best = (0_u16..1 << 10)
                .map(|set| (0_u8..10).filter(|item| set & 1 << item != 0).collect::<Vec<_>>())
                .filter(|set| ends(&conflicts, set))
                .map(|set| cost(&set))
                .min();
            prop_assert!(fix.exact);
            prop_assert!(ends(&conflicts, &fix.remove));
            prop_assert_eq!(Some(cost(&fix.remove)), best);
            prop_assert_eq!(fix.weight, cost(&fix.remove).0);
        }

        #[test]
        fn without_time_it_still_ends_all(conflicts in conflicts()) {
            let fix = within(0, &conflicts, |_| 1);
            prop_assert!(ends(&conflicts, &fix.remove));
            prop_assert_eq!(fix.exact, conflicts.is_empty());
        }
    }

    #[test]
    fn one_side_of_many_rules() {
        // Paying conflicts with three others: one removal instead of three.
        let conflicts = [2, 3, 4].map(|other| vec![vec![1], vec![other]]).to_vec();
        let fix = smallest_fix(&conflicts, |item| if *item == 1 { 5 } else { 2 });
        assert_eq!(fix, Fix { remove: vec![1], weight: 5, exact: true });
        let fix = smallest_fix(&conflicts, |item| if *item == 1 { 7 } else { 2 });
        assert_eq!(fix, Fix { remove: vec![2, 3, 4], weight: 6, exact: true });
    }

    #[test]
    fn many_entangled_conflicts_end_in_time() {
        // A ring of 400 items, each in conflict with four others.
        let conflicts: Vec<_> = (0..400_u32)
            .flat_map(|item| [1, 7, 31, 113].map(|step| vec![vec![item], vec![(item + step) % 400]]))
            .collect();
        let fix = smallest_fix(&conflicts, |item| item % 5 + 1);
        assert!(!fix.exact);
        assert!(conflicts.iter().all(|sides| sides.iter().any(|side| fix.remove.contains(&side[0]))));
    }
}
