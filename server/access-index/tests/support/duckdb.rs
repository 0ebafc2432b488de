//! The same violations by SQL on `DuckDB`, through its Python package: `BENCH_PYTHON` says which Python (`python3`).

#![expect(clippy::unwrap_used, reason = "a test may stop")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use bailiwick_access_index::{PersonNumber, RuleSet, Snapshot, Violation};

/// How many violations `DuckDB` finds, and how many rows of them (rule, person, side, item) only one of the two has;
/// why not, where there is none.
pub fn compare(
    snapshot: &Snapshot,
    people: &[PersonNumber],
    rules: &RuleSet,
    found: &[Violation],
) -> Result<(usize, usize), String> {
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import duckdb"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        return Err(format!("`{python}` has no package `duckdb`"));
    }
    let (mut grants, mut about) = ("person,item\n".to_owned(), "rule,person\n".to_owned());
    for person in people {
        for item in snapshot.items_of(*person) {
            writeln!(grants, "{},{}", person.get(), item.get()).unwrap();
        }
    }
    let mut sides = "rule,side,item\n".to_owned();
    for (number, rule) in rules.rules().iter().enumerate() {
        for person in people.iter().filter(|person| rule.people.contains(**person)) {
            writeln!(about, "{number},{}", person.get()).unwrap();
        }
        for (side, items) in rule.sides.iter().enumerate() {
            for item in items {
                writeln!(sides, "{number},{side},{}", item.get()).unwrap();
            }
        }
    }
    let mut ours = "rule,person,side,item\n".to_owned();
    for one in found {
        for (side, items) in one.causes.iter().enumerate() {
            for item in items {
                writeln!(ours, "{},{},{side},{}", one.rule, one.person.get(), item.get()).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("grants", grants), ("rules", sides), ("about", about), ("found", ours)] {
        std::fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/violations.py");
    let output = Command::new(&python).arg(script).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures: Vec<usize> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
    Ok((figures[0], figures[1]))
}
