//! Log lines, for people or machines, on standard error: what a command answers goes to
//! standard output.

use std::io::stderr;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{fmt, registry};

use crate::config::{Config, LogFormat};

/// Starts logging. Said twice, the first stays.
pub fn init(config: &Config) {
    let levels: Targets = config.log_level.parse().unwrap_or_default();
    // The database driver logs each slow statement with its text; the product's own lines do.
    let levels = levels.with_target("sqlx", tracing::Level::ERROR);
    let started = match config.log_format {
        LogFormat::Text => {
            let lines = fmt::layer().with_writer(stderr).with_target(false).with_ansi(false);
            registry().with(lines.with_filter(levels)).try_init()
        }
        LogFormat::Json => {
            let lines = fmt::layer().with_writer(stderr).json().flatten_event(true).with_span_list(false);
            registry().with(lines.with_span_events(FmtSpan::NONE).with_filter(levels)).try_init()
        }
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(place, "a panic: {}", panic.payload_as_str().unwrap_or("without words"));
        }));
    }
}
