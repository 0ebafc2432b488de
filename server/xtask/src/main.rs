//! `cargo xtask`: the commands that build, run, test and measure Bailiwick.
//!
//! Rust and Node.js must be there; whatever else a command needs, it installs and says so.

mod bench;
mod build;
mod command;
mod end2end;
mod files;
mod openapi;
mod postgres;
mod probe;
mod run;
mod site;
mod test;
mod tools;

use std::process::ExitCode;

/// What a step gives back: a value, or why there is none, to be shown to the person at the terminal.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
cargo xtask <command>

  run [--release] [-- ARGS]    build everything, then serve the demo organisation (ARGS go to the server)
  build                        build target/release/bailiwick: one executable, nothing beside it
  test [--no-e2e]              format, lints, tests on both databases, the portal in a real browser
  bench [-- ARGS]              sizes, start time, memory, then the benchmarks (ARGS go to them)
  site [--check-size] [--update-size]
                               build only what the browser loads; compare its size with docs/size.json
  openapi                      write docs/openapi.json anew
  help                         this text

What is missing (WebAssembly target, npm packages; for tests Chromium and PostgreSQL) gets installed.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Outcome {
    let (command, rest) = words.split_first().unwrap_or((&"help", &[]));
    let (flags, passed) = match rest.iter().position(|word| *word == "--") {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => (rest, &[][..]),
    };
    let known: &[&str] = match *command {
        "run" => &["--release"],
        "test" => &["--no-e2e"],
        "site" => &["--check-size", "--update-size"],
        _ => &[],
    };
    if let Some(flag) = flags.iter().find(|flag| !known.contains(flag)) {
        return Err(format!("`{command}` does not know `{flag}`; see `cargo xtask help`").into());
    }
    let has = |flag| flags.contains(&flag);
    match *command {
        "run" => run::run(has("--release"), passed),
        "build" => build::release(),
        "test" => test::test(!has("--no-e2e")),
        "bench" => bench::bench(passed),
        "site" => site::command(has("--check-size"), has("--update-size")),
        "openapi" => openapi::write_file(),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("unknown command `{command}`; see `cargo xtask help`").into()),
    }
}
