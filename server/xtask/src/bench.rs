//! `cargo xtask bench`: figures, never a verdict.

use crate::command::{cargo, run, say};
use crate::probe::Probe;
use crate::{Outcome, build, site};

/// Sizes, start, memory; then the benchmarks of the crates.
pub fn bench(args: &[&str]) -> Outcome {
    site::build()?;
    let server = build::measured()?;
    let folder = tempfile::tempdir()?;
    for what in ["first start, with migrations", "next start"] {
        let probe = Probe::start(&server, folder.path())?;
        let memory = probe.memory.map_or_else(|| "unknown".into(), |kb| format!("{} MB", kb / 1000));
        say(format!("{what}: {} ms to the first answer, idle memory {memory}", probe.start.as_millis()));
    }
    let mut bench = cargo(&["bench"]);
    bench.args(build::MEASURED);
    if !args.is_empty() {
        bench.arg("--").args(args);
    }
    run(&mut bench)
}
