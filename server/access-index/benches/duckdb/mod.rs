//! The same scan as SQL on `DuckDB`, through its Python package.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use crate::support::Took;

/// What it took, each the median of several runs on as many threads.
pub struct Theirs {
    pub violators: Took,
    pub causes: Took,
    /// Rows of violations (rule, person, side, item) that only one side found.
    pub differences: u64,
}

/// Hands the data over as files, and answers why not when there is no `DuckDB`.
pub fn run(grants: &[(u32, u32)], sides: &[[Vec<u32>; 2]], found: &[[u32; 4]]) -> Result<Theirs, String> {
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import duckdb"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        return Err(format!("`{python}` has no package `duckdb`"));
    }
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let write =
        |name: &str, head: &str, rows: &mut dyn FnMut(&mut BufWriter<File>) -> std::io::Result<()>| {
            let mut file = BufWriter::new(File::create(folder.path().join(name))?);
            writeln!(file, "{head}")?;
            rows(&mut file)?;
            file.flush()
        };
    write("grants.csv", "person,item", &mut |file| {
        grants.iter().try_for_each(|(person, item)| writeln!(file, "{person},{item}"))
    })
    .and_then(|()| {
        write("rules.csv", "rule,side,item", &mut |file| {
            for (rule, sides) in sides.iter().enumerate() {
                for (side, items) in sides.iter().enumerate() {
                    items.iter().try_for_each(|item| writeln!(file, "{rule},{side},{item}"))?;
                }
            }
            Ok(())
        })
    })
    .and_then(|()| {
        write("found.csv", "rule,person,side,item", &mut |file| {
            found
                .iter()
                .try_for_each(|[rule, person, side, item]| writeln!(file, "{rule},{person},{side},{item}"))
        })
    })
    .map_err(|error| error.to_string())?;

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/duckdb/scan.py");
    let output =
        Command::new(&python).arg(script).arg(folder.path()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let figures = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let figures = line.map(|line| line.split_whitespace().filter_map(|word| word.parse::<f64>().ok()));
        figures.map(Iterator::collect::<Vec<_>>).ok_or_else(|| format!("no `{name}` in: {text}"))
    };
    let took = |name: &str| match figures(name)?[..] {
        [seconds, processor] => Ok(Took { seconds, processor }),
        _ => Err(format!("no two figures of `{name}` in: {text}")),
    };
    let differences = text.lines().find_map(|line| line.strip_prefix("differences ")?.parse().ok());
    Ok(Theirs {
        violators: took("violators")?,
        causes: took("causes")?,
        differences: differences.ok_or_else(|| format!("no `differences` in: {text}"))?,
    })
}
