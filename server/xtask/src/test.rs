//! `cargo xtask test`: everything that must hold, one step after the other, and what each took.

use crate::Outcome;
use crate::command::{cargo, find, run, say};
use crate::postgres::Postgres;
use crate::tools::WASM;
use crate::{end2end, openapi, site, tools};
use std::time::{Duration, Instant};

/// Runs all steps up to the first that fails, then says how long they took.
pub fn test(end_to_end: bool) -> Outcome {
    let mut steps = Steps::default();
    let result = all(&mut steps, end_to_end);
    steps.print();
    result
}

fn all(steps: &mut Steps, end_to_end: bool) -> Outcome {
    steps.run("format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    steps.run("lints", || run(&mut cargo(&["clippy", "--all-targets", "--", "-D", "warnings"])))?;
    steps.run("lints of the browser side", || {
        tools::wasm_target()?;
        run(&mut cargo(&["clippy", "-p", "bailiwick-frontend", "--target", WASM, "--", "-D", "warnings"]))
    })?;
    // Tests and executable together: one set of features, so nothing is compiled twice.
    steps.run("compile", || run(&mut cargo(&["build", "--tests", "--bin", "bailiwick"])))?;
    steps.run("mail server for tests", || tools::npm("server/tests/smtp"))?;
    steps.run("SailPoint's clients for tests", || {
        tools::npm("server/tests/sailpoint")?;
        tools::python("server/tests/sailpoint")
    })?;
    let postgres = steps.run("start PostgreSQL", Postgres::start)?;
    steps.run("tests on both databases", || {
        let nextest = find("cargo-nextest").is_some();
        let words: &[&str] = if nextest { &["nextest", "run"] } else { &["test"] };
        run(cargo(words).env("TEST_POSTGRES_URL", postgres.url("postgres")))
    })?;
    steps.run("API description", openapi::check)?;
    if end_to_end {
        steps.run("site", site::build)?;
        steps.run("size of the WebAssembly", site::check_size)?;
        steps.run("browser, SQLite", || end2end::run_stories(None))?;
        steps.run("browser, PostgreSQL", || end2end::run_stories(Some(&postgres)))?;
    }
    steps.run("stop PostgreSQL", || {
        drop(postgres);
        Ok(())
    })
}

/// The steps so far: name, time, whether it went well.
#[derive(Default)]
struct Steps(Vec<(&'static str, Duration, bool)>);

impl Steps {
    fn run<T>(&mut self, name: &'static str, step: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        say(name);
        let begun = Instant::now();
        let result = step();
        self.0.push((name, begun.elapsed(), result.is_ok()));
        result.map_err(|error| format!("{name}: {error}").into())
    }

    fn print(&self) {
        println!();
        for (name, time, good) in &self.0 {
            println!("  {:<28} {:>7.1} s  {}", name, time.as_secs_f64(), if *good { "ok" } else { "FAILED" });
        }
        let total: Duration = self.0.iter().map(|(_, time, _)| *time).sum();
        println!("  {:<28} {:>7.1} s\n", "together", total.as_secs_f64());
    }
}
