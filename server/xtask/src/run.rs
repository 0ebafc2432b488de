//! `cargo xtask run`: from the sources to a page in the browser.

use crate::Outcome;
use crate::command::{program, say};
use crate::{build, site};
use std::os::unix::process::CommandExt;

/// Builds what is needed and becomes the server with the demo organisation.
pub fn run(release: bool, args: &[&str]) -> Outcome {
    site::build()?;
    let server = build::server(release)?;
    say("starting; open http://127.0.0.1:8080 (Ctrl-C ends it)");
    // The server takes this process's place, so signals reach it and its exit code is ours.
    Err(program(server, &["serve", "--demo"]).args(args).exec().into())
}
