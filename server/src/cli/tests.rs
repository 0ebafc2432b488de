use clap::CommandFactory;

use super::*;

#[test]
fn the_command_line_is_well_formed() {
    Cli::command().debug_assert();
}

#[test]
fn help_names_every_command_and_setting() {
    let help = Cli::command().render_long_help().to_string();
    for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
        assert!(help.contains(command.get_name()), "{}", command.get_name());
    }
    for key in crate::config::keys() {
        assert!(help.contains(&format!("--{}", key.name.replace('_', "-"))), "{}", key.name);
        assert!(help.contains(key.variable), "{}", key.variable);
    }
}

#[test]
fn help_never_shows_what_the_environment_holds() {
    let secrets = Cli::command().get_arguments().all(clap::Arg::is_hide_env_values_set);
    assert!(secrets, "a password may stand in the environment");
}

#[test]
fn an_error_is_printed_with_its_causes_once() {
    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] std::io::Error);
    assert_eq!(chain(&Outer(std::io::Error::other("inner"))), "outer: inner");
    assert_eq!(chain(&Outer(std::io::Error::other("outer"))), "outer");
}
