//! Scans of many rules over the access of many people, beside the same as SQL on `DuckDB`.
//!
//! `BENCH_PEOPLE` sets how many people (1,000,000), `BENCH_PYTHON` a Python that has the package
//! `duckdb` (`python3`); without one the comparison is left out.

#![expect(clippy::unwrap_used, reason = "a benchmark may stop")]

mod duckdb;
mod support;

use std::time::Instant;

use bailiwick_access_index::{
    Change, Index, RuleSet, ScanOptions, Snapshot, check_person, counts, scan, smallest_fix,
};
use support::{Data, Dice, Took, item_id, memory, person_id, time, times};

fn main() {
    let people: u32 = std::env::var("BENCH_PEOPLE").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000_000);
    let data = Data::new(people);
    println!("{people} people, {} grants of {} items, on {} cores", data.grants.len(), data.items, cores());

    let index = Index::default();
    let before = memory();
    println!("build: {}", time(|| build(&index, &data)));
    let snapshot = index.snapshot();
    println!(
        "memory: {} MB by its own account, the process grew by {} MB",
        snapshot.memory() / 1_000_000,
        memory().saturating_sub(before)
    );
    assert_eq!(snapshot.pairs(), data.grants.len() as u64);

    for (name, popularity) in [("rules over any items", 1.0), ("rules over popular items", 1.5)] {
        let sides = data.sides(popularity);
        let rules = support::rules(&index, &sides);
        let scanned = measure(name, &snapshot, &rules);
        check(&snapshot, &rules, people);
        match duckdb::run(&data.grants, &sides, &found(&snapshot, &rules)) {
            Err(why) => println!("  DuckDB: left out, {why}"),
            Ok(theirs) => {
                println!("  DuckDB: {} violators, {} with causes", theirs.violators, theirs.causes);
                println!(
                    "  ratio with causes: {:.1} by the clock, {:.1} by processor time",
                    theirs.causes.seconds / scanned.seconds,
                    theirs.causes.processor / scanned.processor
                );
                println!("  rows of violations that only one of the two found: {}", theirs.differences);
            }
        }
    }
    apply(&index, people);
    fix();
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, Into::into)
}

/// In batches and no order at all, as a database might tell it.
fn build(index: &Index, data: &Data) {
    let mut builder = index.builder();
    for part in data.grants.chunks(8_192) {
        let pairs: Vec<_> = part.iter().map(|(person, item)| (person_id(*person), item_id(*item))).collect();
        builder.add(&pairs).unwrap();
    }
    index.replace(builder);
}

/// The scan with causes.
fn measure(name: &str, snapshot: &Snapshot, rules: &RuleSet) -> Took {
    let options = ScanOptions::default();
    let count = times(20, || counts(snapshot, rules, &options).unwrap());
    let mut violations = (0_u64, 0_u64);
    let causes = times(20, || {
        let parts = scan(snapshot, rules, &options, |sum: &mut (u64, u64), found| {
            sum.0 += 1;
            sum.1 += found.causes().map(|side| side.len() as u64).sum::<u64>();
        });
        violations = parts.unwrap().into_iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    });
    println!("{name}: {} violations, {} grants that cause them", violations.0, violations.1);
    println!("  scan: {count} counts, {causes} with causes");
    causes
}

fn check(snapshot: &Snapshot, rules: &RuleSet, people: u32) {
    let mut dice = Dice(11);
    let mut micros: Vec<f64> = (0..20_000)
        .map(|_| {
            let person = snapshot.person(person_id(dice.roll(people))).unwrap();
            let extra = snapshot.item(item_id(dice.roll(1_000))).unwrap();
            let begun = Instant::now();
            std::hint::black_box(check_person(snapshot, person, &[extra], &[], rules));
            begun.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    micros.sort_by(f64::total_cmp);
    println!(
        "  one person and one item more: p50 {:.1} µs, p99 {:.1} µs, max {:.1} µs",
        micros[micros.len() / 2],
        micros[micros.len() * 99 / 100],
        micros[micros.len() - 1]
    );
}

/// All that make up violations: rule, person, side, item.
fn found(snapshot: &Snapshot, rules: &RuleSet) -> Vec<[u32; 4]> {
    let parts = scan(snapshot, rules, &ScanOptions::default(), |rows: &mut Vec<[u32; 4]>, found| {
        let rule = u32::try_from(found.rule).unwrap();
        for (side, items) in (0..).zip(found.causes()) {
            rows.extend(items.iter().map(|item| [rule, found.person.get(), side, item.get()]));
        }
    });
    let person = |number: u32| {
        support::number_of(
            snapshot.person_ids([bailiwick_access_index::PersonNumber::from_bitmap(number)])[0],
        )
    };
    let item = |number: u32| {
        support::number_of(snapshot.item_ids([bailiwick_access_index::ItemNumber::from_bitmap(number)])[0])
    };
    parts
        .unwrap()
        .into_iter()
        .flatten()
        .map(|[rule, of_person, side, of_item]| [rule, person(of_person), side, item(of_item)])
        .collect()
}

fn apply(index: &Index, people: u32) {
    let mut dice = Dice(5);
    for size in [1, 1_000, 100_000] {
        let changes: Vec<_> = (0..size)
            .map(|_| Change {
                person: person_id(dice.roll(people)),
                item: item_id(dice.roll(50_000)),
                held: true,
            })
            .collect();
        let begun = Instant::now();
        index.apply(&changes).unwrap();
        println!("{size} changes applied in {:.2} ms", begun.elapsed().as_secs_f64() * 1e3);
    }
}

/// The hardest kind for the smallest fix: too entangled for an exact answer.
fn fix() {
    let conflicts: Vec<_> = (0..400_u32)
        .flat_map(|item| [1, 7, 31, 113].map(|step| vec![vec![item], vec![(item + step) % 400]]))
        .collect();
    let begun = Instant::now();
    let fix = smallest_fix(&conflicts, |item| item % 5 + 1);
    println!(
        "smallest fix of {} entangled conflicts: {:.0} ms, exact: {}",
        conflicts.len(),
        begun.elapsed().as_secs_f64() * 1e3,
        fix.exact
    );
}
