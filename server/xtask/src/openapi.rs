//! `docs/openapi.json`: the description of the API, printed by the server itself and kept in the repository.

use crate::Outcome;
use crate::command::{cargo, output, program, root, run, say, target};
use crate::files::{read, write};
use std::path::PathBuf;

/// `cargo xtask openapi`.
pub fn write_file() -> Outcome {
    run(&mut cargo(&["build", "--bin", "bailiwick"]))?;
    say("writing docs/openapi.json");
    write(&file(), printed()?.as_bytes())
}

/// Fails when the file is not what the debug server prints.
pub fn check() -> Outcome {
    if read(&file())? == printed()?.as_bytes() {
        return Ok(());
    }
    Err("docs/openapi.json is out of date; run `cargo xtask openapi`".into())
}

fn file() -> PathBuf {
    root().join("docs/openapi.json")
}

fn printed() -> Outcome<String> {
    let text = output(&mut program(target().join("debug/bailiwick"), &["openapi"]))?;
    Ok(text.trim_end().to_owned() + "\n")
}
