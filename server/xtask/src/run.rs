//! `cargo xtask run`: from the sources to a page in the browser.

use crate::Outcome;
use crate::command::{program, say};
use crate::{build, site};
use std::os::unix::process::CommandExt;

/// Builds what is needed and becomes the server with the demo organisation.
pub fn run(release: bool, args: &[&str]) -> Outcome {
    site::build()?;
    let server = build::server(release)?;
    let listen = address(args, std::env::var("BAILIWICK_LISTEN").ok());
    say(format!("starting; open http://{listen} in a browser, end it with Ctrl-C"));
    // The server takes this process's place, so signals reach it and its exit code is ours.
    Err(program(server, &["serve", "--demo"]).args(args).exec().into())
}

/// Where the server will listen: as its arguments, its environment or its default say.
fn address(args: &[&str], variable: Option<String>) -> String {
    let mut words = args.iter();
    let flag = words.find_map(|word| word.strip_prefix("--listen"));
    let value = flag.and_then(|rest| rest.strip_prefix('=').or_else(|| words.next().copied()));
    value.map(str::to_owned).or(variable).unwrap_or_else(|| "127.0.0.1:8080".into())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_address_is_the_one_the_server_will_take() {
        let variable = || Some("[::1]:80".to_owned());
        assert_eq!(address(&["--log-level", "debug"], None), "127.0.0.1:8080");
        assert_eq!(address(&[], variable()), "[::1]:80");
        assert_eq!(address(&["--listen", "127.0.0.1:1"], variable()), "127.0.0.1:1");
        assert_eq!(address(&["--listen=127.0.0.1:2", "--other"], None), "127.0.0.1:2");
    }
}
