//! `cargo xtask build`: the executable that is shipped.

use crate::Outcome;
use crate::command::{cargo, run, say, target};
use crate::site;
use std::path::PathBuf;

/// Builds the site and the server that carries it inside.
pub fn release() -> Outcome {
    site::build()?;
    let server = server(true)?;
    let megabytes = std::fs::metadata(&server)?.len() / 1_000_000;
    say(format!("{} ({megabytes} MB) is all that is needed", server.display()));
    Ok(())
}

/// The benchmarks by name: `--benches` would compile the unit tests of every crate, too.
pub const MEASURED: [&str; 12] = [
    "-p",
    "bailiwick-server",
    "-p",
    "bailiwick-access-index",
    "--bench",
    "catalog",
    "--bench",
    "requests",
    "--bench",
    "workflows",
    "--bench",
    "scan",
];

/// Compiles the release server together with what measures it: one set of features, so nothing is compiled twice.
pub fn measured() -> Outcome<PathBuf> {
    say("compiling the server and the benchmarks");
    run(cargo(&["build", "--release", "--bin", "bailiwick"]).args(MEASURED))?;
    Ok(target().join("release/bailiwick"))
}

/// Compiles the server; gives back the executable.
pub fn server(release: bool) -> Outcome<PathBuf> {
    say("compiling the server");
    let mut build = cargo(&["build", "--bin", "bailiwick"]);
    if release {
        build.arg("--release");
    }
    run(&mut build)?;
    Ok(target().join(if release { "release" } else { "debug" }).join("bailiwick"))
}
