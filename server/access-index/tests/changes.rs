//! The index under changes says what the plain reference says.

mod support;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bailiwick_access_index::reference::{self, Held};
use bailiwick_access_index::{
    Cancelled, Change, Differences, Holders, Index, ItemNumber, PersonNumber, RuleSet, ScanOptions, Snapshot,
    check_person, counts, differences, scan,
};
use proptest::prelude::*;
use support::{Dice, id, rules, scanned};

const PEOPLE: usize = 600;
const ITEMS: usize = 12;

fn change() -> impl Strategy<Value = (usize, usize, bool)> {
    // People far apart, so that several blocks are in play.
    (0..PEOPLE, 0..ITEMS, prop::bool::weighted(0.7))
}

fn agree(snapshot: &Snapshot, held: &Held, people: &[PersonNumber], items: &[ItemNumber]) {
    for item in items {
        let expected = reference::holders(held, *item);
        let bitmap = snapshot.holders(*item).map(Holders::to_bitmap).unwrap_or_default();
        assert_eq!(bitmap, expected.iter().map(|person| person.get()).collect());
        assert_eq!(snapshot.holder_count(*item), expected.len() as u64);
    }
    for person in people {
        let expected: Vec<_> = held.get(person).into_iter().flatten().copied().collect();
        assert_eq!(snapshot.items_of(*person), expected);
        assert!(items.iter().all(|item| snapshot.is_held(*person, *item) == expected.contains(item)));
    }
    assert_eq!(snapshot.pairs(), held.values().map(|items| items.len() as u64).sum::<u64>());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn like_the_reference(
        batches in prop::collection::vec(prop::collection::vec(change(), 0..120), 1..8),
        rebuilt in 0_usize..8,
        seed: u64,
    ) {
        let index = Index::default();
        let people = index.people(&(0..PEOPLE).map(id).collect::<Vec<_>>()).unwrap();
        let items = index.items(&(0..ITEMS).map(id).collect::<Vec<_>>()).unwrap();
        let mut held = Held::new();
        let mut states: Vec<(std::sync::Arc<Snapshot>, Held)> = Vec::new();
        for (number, batch) in batches.iter().enumerate() {
            for (person, item, holds) in batch {
                let of_person = held.entry(people[*person]).or_default();
                if *holds { of_person.insert(items[*item]) } else { of_person.remove(&items[*item]) };
            }
            let changes: Vec<_> = batch
                .iter()
                .map(|(person, item, held)| Change { person: id(*person), item: id(*item), held: *held })
                .collect();
            let before = index.snapshot();
            let version = index.apply(&changes).unwrap();
            prop_assert_eq!(index.snapshot().version(), version);
            prop_assert!(version <= before.version() + 1);
            if number == rebuilt {
                let mut builder = index.builder();
                let pairs: Vec<_> = held
                    .iter()
                    .flat_map(|(person, items)| items.iter().map(|item| (id(person.get() as usize), id(item.get() as usize))))
                    .collect();
                builder.add(&pairs).unwrap();
                builder.add(&pairs[..pairs.len() / 2]).unwrap();
                prop_assert!(index.replace(builder) > version);
            }
            states.push((index.snapshot(), held.clone()));
        }
        // Also the early ones: a snapshot stays what it is.
        for (snapshot, held) in &states {
            agree(snapshot, held, &people, &items);
        }

        let mut dice = Dice(seed);
        let rules = RuleSet::new(rules(&index, &mut dice, 20, PEOPLE, ITEMS, 4));
        let (snapshot, held) = &states[states.len() - 1];
        let expected = reference::scan(held, rules.rules());
        prop_assert_eq!(&scanned(snapshot, &rules), &expected);
        let counted = counts(snapshot, &rules, &ScanOptions::default()).unwrap();
        for (rule, count) in counted.iter().enumerate() {
            prop_assert_eq!(*count, expected.iter().filter(|violation| violation.rule == rule).count() as u64);
        }
        for person in people.iter().step_by(17) {
            let one = check_person(snapshot, *person, &[], &[], &rules);
            let theirs: Vec<_> = expected.iter().filter(|violation| violation.person == *person).cloned().collect();
            prop_assert_eq!(one, theirs);

            // With and without: as if they held it.
            let extra = [items[dice.roll(ITEMS)], items[dice.roll(ITEMS)]];
            let without = [items[dice.roll(ITEMS)], items[dice.roll(ITEMS)]];
            let mut would: BTreeSet<_> = held.get(person).cloned().unwrap_or_default();
            would.retain(|item| !without.contains(item));
            would.extend(extra);
            let would = Held::from([(*person, would)]);
            prop_assert_eq!(
                check_person(snapshot, *person, &extra, &without, &rules),
                reference::scan(&would, rules.rules())
            );
        }
    }
}

#[test]
fn built_at_once_like_changed_one_by_one() {
    // More people than one part of a bitmap, some without anything, items with few and many holders.
    let mut dice = Dice(7);
    let pairs: Vec<_> = (0..120_000)
        .map(|_| (id(dice.roll(40_000) + 50_000 * dice.roll(3)), id(dice.roll(4) * dice.roll(60))))
        .collect();
    let (built, changed) = (Index::default(), Index::default());
    let mut builder = built.builder();
    for part in pairs.chunks(10_000) {
        builder.add(part).unwrap();
        let change = |(person, item): &(_, _)| Change { person: *person, item: *item, held: true };
        changed.apply(&part.iter().map(change).collect::<Vec<_>>()).unwrap();
    }
    assert_eq!(builder.len(), pairs.len());
    built.replace(builder);
    let (built, changed) = (built.snapshot(), changed.snapshot());
    assert_eq!(built.pairs(), changed.pairs());
    for number in 0..240 {
        let item = ItemNumber::from_bitmap(number);
        let bitmap = |snapshot: &Snapshot| snapshot.holders(item).map(Holders::to_bitmap).unwrap_or_default();
        assert_eq!(bitmap(&built), bitmap(&changed));
    }
    for number in 0..140_000 {
        let person = PersonNumber::from_bitmap(number);
        assert_eq!(built.items_of(person), changed.items_of(person));
    }
}

#[test]
fn numbers_stay_through_a_rebuild() {
    let index = Index::default();
    let change = |person, item| Change { person: id(person), item: id(item), held: true };
    index.apply(&[change(1, 1), change(2, 2)]).unwrap();
    let before = index.snapshot();
    let mut builder = index.builder();
    builder.add(&[(id(2), id(2)), (id(3), id(3))]).unwrap();
    index.replace(builder);
    let after = index.snapshot();
    assert_eq!(before.person(id(2)), after.person(id(2)));
    assert_eq!(after.items_of(after.person(id(1)).unwrap()), []);
    assert_eq!(before.items_of(before.person(id(1)).unwrap()), [before.item(id(1)).unwrap()]);
    assert_eq!(after.people_set(&[id(3), id(9)]).len(), 1);
    assert_eq!(after.person_ids(after.person(id(3))), [id(3)]);
    assert_eq!(after.item_ids(after.item(id(3))), [id(3)]);
    assert!(after.version() > before.version());

    let found = differences(&before, &after, 2).unwrap();
    let pair = |snapshot: &Snapshot, number| {
        (snapshot.person(id(number)).unwrap(), snapshot.item(id(number)).unwrap())
    };
    let ((one, gone), (three, come)) = (pair(&before, 1), pair(&after, 3));
    assert_eq!(found.first, [(one, gone, false), (three, come, true)]);
    assert_eq!(found.count, 2);
    assert_eq!(differences(&after, &after, 2), Some(Differences::default()));
    assert_eq!(differences(&before, &Index::default().snapshot(), 2), None);
}

#[test]
fn a_scan_tells_how_far_it_is_and_can_be_stopped() {
    let index = Index::default();
    let mut dice = Dice(1);
    let rules = RuleSet::new(rules(&index, &mut dice, 30, 10, 10, 2));
    let (told, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let progress = |progress: bailiwick_access_index::Progress| {
        assert_eq!(progress.of, 30);
        told.fetch_max(progress.done, Ordering::Relaxed);
    };
    let options = ScanOptions { progress: Some(&progress), cancel: Some(&stop), ..ScanOptions::default() };
    let nothing = |(): &mut (), _: bailiwick_access_index::Found<'_>| {};
    assert_eq!(scan(&index.snapshot(), &rules, &options, nothing).map(|parts| parts.len()), Ok(30));
    assert_eq!(told.load(Ordering::Relaxed), 30);
    stop.store(true, Ordering::Relaxed);
    assert_eq!(scan(&index.snapshot(), &rules, &options, nothing), Err(Cancelled));
}

#[test]
fn a_rule_that_asks_for_nothing_is_violated_by_nobody() {
    let index = Index::default();
    index.apply(&[Change { person: id(1), item: id(1), held: true }]).unwrap();
    let snapshot = index.snapshot();
    let item = snapshot.item(id(1)).unwrap();
    let rule = |sides: &[&[ItemNumber]]| bailiwick_access_index::Rule {
        sides: sides.iter().map(|side| side.to_vec()).collect(),
        ..Default::default()
    };
    let rules = RuleSet::new(vec![rule(&[]), rule(&[&[item], &[]]), rule(&[&[item], &[item]])]);
    assert_eq!(counts(&snapshot, &rules, &ScanOptions::default()), Ok(vec![0, 0, 1]));
    assert_eq!(
        check_person(&snapshot, snapshot.person(id(1)).unwrap(), &[], &[], &rules),
        scanned(&snapshot, &rules)
    );
}
