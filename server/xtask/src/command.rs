//! Running other programs, and where things lie.

use crate::Outcome;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The folder that Cargo builds into.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// One plain line about what happens now.
pub fn say(line: impl std::fmt::Display) {
    println!("xtask: {line}");
}

/// A program to be run in the workspace's folder.
pub fn program(name: impl AsRef<OsStr>, args: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(args).current_dir(root());
    command
}

/// Cargo itself, in the environment of a plain terminal.
///
/// `cargo run` tells its child about the package it runs; passed on, that would rebuild every crate
/// whose build script looks at it.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), args);
    for (name, _) in std::env::vars_os() {
        let told = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
                .iter()
                .any(|p| name.starts_with(p))
        });
        if told {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs to the end; an error names the command that failed.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| format!("`{}`: {error}", line_of(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed: {status}", line_of(command)).into()) }
}

/// Runs to the end and gives back what was printed on standard output.
pub fn output(command: &mut Command) -> Outcome<String> {
    let done = command.output().map_err(|error| format!("`{}`: {error}", line_of(command)))?;
    if done.status.success() {
        return Ok(String::from_utf8(done.stdout)?);
    }
    let complaint = String::from_utf8_lossy(&done.stderr);
    Err(format!("`{}` failed: {}\n{}", line_of(command), done.status, complaint.trim()).into())
}

/// Where a program lies, searched on the path.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn line_of(command: &Command) -> String {
    let name = Path::new(command.get_program());
    std::iter::once(name.file_name().unwrap_or(name.as_os_str()))
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
