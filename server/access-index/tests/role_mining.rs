//! The index, the plain reference and `DuckDB` agree on every violation over real assignments.

#[path = "support/duckdb.rs"]
mod duckdb;
mod support;

use std::path::Path;

use bailiwick_access_index::reference::{self, Held};
use bailiwick_access_index::{Index, PersonNumber, RuleSet, Snapshot, check_person};
use support::{Dice, id, rules, scanned};

#[test]
fn every_violation_in_real_assignments() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/role-mining");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("skipped: there are no assignments in {}", folder.display());
        return;
    };
    for file in files {
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        let pairs: Vec<(usize, usize)> = text
            .lines()
            .filter_map(|line| {
                let mut words = line.split_whitespace().map(|word| word.parse().unwrap());
                words.next().zip(words.next())
            })
            .collect();
        let people = 1 + pairs.iter().map(|(person, _)| *person).max().unwrap();
        let items = 1 + pairs.iter().map(|(_, item)| *item).max().unwrap();

        let index = Index::default();
        let mut builder = index.builder();
        builder
            .add(&pairs.iter().map(|(person, item)| (id(*person), id(*item))).collect::<Vec<_>>())
            .unwrap();
        index.replace(builder);

        let mut dice = Dice(people as u64);
        let mut several = rules(&index, &mut dice, 20, people, items, 3);
        several.extend(rules(&index, &mut dice, 30, people, items, 20));
        several.extend(rules(&index, &mut dice, 5, people, items, 200));
        let rules = RuleSet::new(several);
        let snapshot = index.snapshot();
        let numbers = index.people(&(0..people).map(id).collect::<Vec<_>>()).unwrap();
        let expected = reference::scan(&held(&snapshot, &numbers), rules.rules());
        assert_eq!(scanned(&snapshot, &rules), expected);
        for person in numbers.iter().step_by(29) {
            let theirs: Vec<_> = expected.iter().filter(|found| found.person == *person).cloned().collect();
            assert_eq!(check_person(&snapshot, *person, &[], &[], &rules), theirs);
        }
        let name = file.file_name().unwrap().display();
        println!("{name}: {} violations of {} rules", expected.len(), rules.rules().len());
        match duckdb::compare(&snapshot, &numbers, &rules, &expected) {
            Ok(theirs) => {
                assert_eq!(theirs, (expected.len(), 0), "{name}: how many DuckDB finds, and what differs");
            }
            Err(why) => println!("skipped beside DuckDB: {why}"),
        }
    }
}

/// What a snapshot says that everybody holds.
fn held(snapshot: &Snapshot, people: &[PersonNumber]) -> Held {
    let items = |person: &PersonNumber| snapshot.items_of(*person).iter().copied().collect();
    people.iter().map(|person| (*person, items(person))).collect()
}
