//! The portal's stories in a real browser, by Playwright.

use crate::Outcome;
use crate::command::{program, root, run, target};
use crate::postgres::Postgres;
use crate::tools::{chromium, npm, npm_program};

/// Runs all stories against the debug server: with SQLite twice, scripts off and on;
/// with PostgreSQL once, scripts on.
pub fn run_stories(postgres: Option<&Postgres>) -> Outcome {
    npm("end2end")?;
    let mut playwright = program(npm_program("end2end", "playwright"), &["test"]);
    playwright
        .current_dir(root().join("end2end"))
        .env_remove("BAILIWICK_URL")
        .env_remove("DATABASE_URL")
        .env("BAILIWICK_BIN", target().join("debug/bailiwick"))
        .env("CHROMIUM", chromium()?);
    if let Some(postgres) = postgres {
        postgres.create("end2end")?;
        playwright.env("DATABASE_URL", postgres.url("end2end")).arg("--project=script");
    }
    run(&mut playwright)
}
