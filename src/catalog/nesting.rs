//! Entitlements that are members of others: what holding one brings, and by which way.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::id::ItemId;

/// An entitlement, and one that it is a member of.
pub type Membership = (ItemId, ItemId);

/// The most that an entitlement may be a member of, over any number of steps: directories carry no more for a person.
pub const MOST_OUTER: usize = 1_000;
/// The most that the entitlements of an application may be members of, taken together.
pub const MOST_TOGETHER: usize = 2_000_000;

/// Why nothing is made of memberships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Entitlements are members of one another in a circle, from one of them back to it.
    Circle(Vec<ItemId>),
    /// An entitlement would be a member of too many.
    TooMany {
        /// Which.
        item: ItemId,
        /// Of how many.
        count: usize,
    },
    /// All of them together would be members of too many.
    TooManyTogether {
        /// The one of those looked at that would be a member of most.
        item: ItemId,
        /// Of how many.
        count: usize,
    },
}

/// What each entitlement is a member of, over any number of steps.
///
/// # Errors
/// One is a member of itself, or there would be too many.
pub fn closure(memberships: &[Membership]) -> Result<Vec<Membership>, Refused> {
    within(memberships, MOST_OUTER, MOST_TOGETHER)
}

/// The same with other bounds. What is beyond them is not worked out.
fn within(memberships: &[Membership], most: usize, together: usize) -> Result<Vec<Membership>, Refused> {
    let mut above: BTreeMap<ItemId, BTreeSet<ItemId>> = BTreeMap::new();
    let mut below: BTreeMap<ItemId, Vec<ItemId>> = BTreeMap::new();
    for (inner, outer) in memberships {
        if above.entry(*inner).or_default().insert(*outer) {
            below.entry(*outer).or_default().push(*inner);
        }
        above.entry(*outer).or_default();
    }
    // From those that are in no other inwards: what is above one is known before it is its turn.
    let mut left: HashMap<ItemId, usize> = above.iter().map(|(item, outer)| (*item, outer.len())).collect();
    let mut ready: VecDeque<ItemId> =
        above.iter().filter(|(_, outer)| outer.is_empty()).map(|(item, _)| *item).collect();
    let mut all: HashMap<ItemId, BTreeSet<ItemId>> = HashMap::new();
    let mut total = 0;
    while let Some(item) = ready.pop_front() {
        let outer = above.get(&item).into_iter().flatten();
        let mut of_item: BTreeSet<ItemId> = outer.clone().copied().collect();
        if of_item.len() <= most {
            of_item.extend(outer.filter_map(|one| all.get(one)).flatten());
        }
        let count = of_item.len();
        if count > most {
            return Err(Refused::TooMany { item, count });
        }
        total += count;
        all.insert(item, of_item);
        if total > together {
            let largest = all.iter().map(|(item, outer)| (outer.len(), *item)).max();
            let (count, item) = largest.unwrap_or((count, item));
            return Err(Refused::TooManyTogether { item, count });
        }
        left.remove(&item);
        for inner in below.get(&item).into_iter().flatten() {
            if let Some(count) = left.get_mut(inner) {
                *count -= 1;
                if *count == 0 {
                    ready.push_back(*inner);
                }
            }
        }
    }
    if let Some(start) = left.keys().min() {
        return Err(circle(&above, &left, *start));
    }
    let mut found: Vec<Membership> = all
        .into_iter()
        .flat_map(|(inner, outer)| outer.into_iter().map(move |outer| (inner, outer)))
        .collect();
    found.sort_unstable();
    Ok(found)
}

/// A way outwards among those that are left comes back to where it was.
fn circle(
    above: &BTreeMap<ItemId, BTreeSet<ItemId>>,
    left: &HashMap<ItemId, usize>,
    start: ItemId,
) -> Refused {
    let mut way = vec![start];
    loop {
        let outer = way.last().and_then(|item| above.get(item)).into_iter().flatten();
        let Some(next) = outer.copied().find(|one| left.contains_key(one)) else {
            return Refused::Circle(way);
        };
        if let Some(first) = way.iter().position(|item| *item == next) {
            way.drain(..first);
            way.push(next);
            return Refused::Circle(way);
        }
        way.push(next);
    }
}

/// The shortest way from an entitlement to one that it is a member of, with both; none where there is no way.
pub fn way(memberships: &[Membership], from: ItemId, to: ItemId) -> Option<Vec<ItemId>> {
    let mut came: HashMap<ItemId, ItemId> = HashMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(item) = queue.pop_front() {
        if item == to {
            let mut way = vec![to];
            while let Some(before) = way.last().filter(|last| **last != from).and_then(|last| came.get(last))
            {
                way.push(*before);
            }
            way.reverse();
            return Some(way);
        }
        for (_, outer) in memberships.iter().filter(|(inner, _)| *inner == item) {
            if *outer != from && !came.contains_key(outer) {
                came.insert(*outer, item);
                queue.push_back(*outer);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn item(n: u128) -> ItemId {
        ItemId(Uuid::from_u128(n))
    }

    fn pairs(list: &[(u128, u128)]) -> Vec<Membership> {
        list.iter().map(|(inner, outer)| (item(*inner), item(*outer))).collect()
    }

    #[test]
    fn what_is_in_a_member_is_in_what_that_is_in() {
        let found = closure(&pairs(&[(1, 2), (2, 3), (4, 3), (1, 2)])).unwrap();
        assert_eq!(found, pairs(&[(1, 2), (1, 3), (2, 3), (4, 3)]));
        assert_eq!(closure(&[]), Ok(Vec::new()));
    }

    #[test]
    fn a_circle_is_named_from_one_back_to_it() {
        let Err(Refused::Circle(way)) = closure(&pairs(&[(9, 1), (1, 2), (2, 3), (3, 1), (3, 7)])) else {
            panic!("there is a circle")
        };
        assert_eq!(way, [1, 2, 3, 1].map(item));
        assert_eq!(closure(&pairs(&[(5, 5)])), Err(Refused::Circle(vec![item(5), item(5)])));
    }

    #[test]
    fn what_would_be_a_member_of_too_many_is_named_with_how_many() {
        // A chain: each is in all that come after it.
        let chain: Vec<Membership> = (1..=1_001).map(|n| (item(n), item(n + 1))).collect();
        assert_eq!(closure(&chain[1..]).map(|found| found.len()), Ok(1_000 * 1_001 / 2));
        assert_eq!(closure(&chain), Err(Refused::TooMany { item: item(1), count: 1_001 }));
        // A fan, and what is in all of it by one step more.
        let fan: Vec<Membership> = (2..=1_002).map(|n| (item(1), item(n))).collect();
        assert_eq!(closure(&fan), Err(Refused::TooMany { item: item(1), count: 1_001 }));
        let fan = [&pairs(&[(0, 1)])[..], &fan[1..]].concat();
        assert_eq!(closure(&fan), Err(Refused::TooMany { item: item(0), count: 1_001 }));
    }

    #[test]
    fn what_would_be_too_many_together_is_refused_before_it_is_worked_out() {
        let wide: Vec<Membership> =
            (1_000..1_010).map(|n| (item(n), item(1))).chain(pairs(&[(1, 2), (2, 3)])).collect();
        // 2 is in 3, 1 in 2 and 3, and each of the others in these three.
        assert_eq!(within(&wide, 3, 33).map(|found| found.len()), Ok(33));
        let Err(Refused::TooManyTogether { count, .. }) = within(&wide, 3, 20) else {
            panic!("there are too many")
        };
        assert_eq!(count, 3);
    }

    #[test]
    fn the_way_is_the_shortest() {
        let all = pairs(&[(1, 2), (2, 3), (3, 4), (1, 5), (5, 4)]);
        assert_eq!(way(&all, item(1), item(4)), Some([1, 5, 4].map(item).to_vec()));
        assert_eq!(way(&all, item(4), item(1)), None);
    }

    proptest! {
        #[test]
        fn there_is_a_way_to_whatever_is_in_the_closure_and_to_nothing_else(
            list in prop::collection::vec((0_u128..12, 0_u128..12), 0..40)
        ) {
            // Numbers only rise: there is no circle.
            let list: Vec<Membership> =
                list.iter().filter(|(a, b)| a != b).map(|(a, b)| (item(*a.min(b)), item(*a.max(b)))).collect();
            let found = closure(&list).unwrap();
            for a in 0..12 {
                for b in 0..12 {
                    let is_in = found.contains(&(item(a), item(b)));
                    prop_assert_eq!(is_in, a != b && way(&list, item(a), item(b)).is_some());
                }
            }
        }
    }
}
