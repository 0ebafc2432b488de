//! The command line.

mod audit;
mod demo;
mod evidence;
mod healthcheck;
mod import;
mod init;
mod run;
mod unlink;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Layer;
use crate::workflows::SCRIPT_HOST;

/// Identity governance: who holds which access, why, and for how long.
///
/// People ask for access in a catalog, managers and owners decide, and every step is kept in
/// a trail that can be verified. Everything is in this one program: portal, REST API and, unless
/// another is named, the database.
#[derive(Parser)]
#[command(
    name = "bailiwick",
    version,
    max_term_width = 100,
    after_help = "\
To look around: `bailiwick serve --demo`, then open http://127.0.0.1:8080.\n\
To begin in earnest: `bailiwick init`, then `bailiwick serve`.\n\
Every setting is a flag, an environment variable or a line of a TOML file; flags win."
)]
pub struct Cli {
    /// Reads settings from this TOML file.
    #[arg(
        long,
        env = "BAILIWICK_CONFIG",
        hide_env_values = true,
        value_name = "FILE",
        global = true,
        help_heading = "Configuration"
    )]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: Layer,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the portal and the REST API until it is told to stop.
    ///
    /// Stops at SIGTERM or Ctrl-C, after the requests at hand; a second one stops at once.
    Serve {
        /// Fills an empty database with the demo organisation first, and prints who can sign in.
        #[arg(long)]
        demo: bool,
    },
    /// Fills an empty database with the demo organisation, at any size, and prints who can sign in.
    Demo(demo::Demo),
    /// Loads people, applications, accounts, entitlements and grants from CSV or JSON Lines.
    Import(import::Import),
    /// Makes the first administrator and prints the link by which they set a password.
    Init(init::Init),
    /// Forgets who a person is at the OpenID provider; at the next sign-in their name finds them again.
    ///
    /// For when the provider was set up anew and knows people by other identifiers.
    Unlink(unlink::Unlink),
    /// Verifies and exports the audit trail.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Checks the evidence of campaigns, and prints the key it is signed with.
    #[command(subcommand)]
    Evidence(evidence::Evidence),
    /// Prints the OpenAPI document of the REST API.
    Openapi,
    /// Asks the server at the configured address whether it is ready; for container health checks.
    Healthcheck,
    /// Runs the scripts of workflows for a server, which starts it.
    #[command(name = SCRIPT_HOST, hide = true)]
    ScriptHost,
}

/// Runs what the command line says.
pub fn main() -> ExitCode {
    // Before anything else is set up: it lowers the limits of its whole process.
    if std::env::args_os().nth(1).is_some_and(|word| word == SCRIPT_HOST) {
        return bailiwick_script_host::serve();
    }
    match run::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// An error with its causes, each said once.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests;
