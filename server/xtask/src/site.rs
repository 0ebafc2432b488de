//! The site: all that the browser loads, in `target/site`.
//!
//! Three steps, each skipped while its input stays the same: the WebAssembly with its JavaScript,
//! the style sheet, and publishing both beside the files of `public/` under names that carry their hash.

mod css;
mod publish;
mod size;
mod unused;
mod wasm;

use crate::Outcome;
use crate::command::{root, say, target};
use std::path::PathBuf;

/// `cargo xtask site`.
pub fn command(check: bool, update: bool) -> Outcome {
    build()?;
    if update {
        size::update()?;
    }
    if check { check_size() } else { Ok(()) }
}

/// Builds what is not up to date and prints the sizes.
pub fn build() -> Outcome {
    wasm::build()?;
    css::build()?;
    let published = publish::publish()?;
    for (name, raw, packed) in published.sizes()? {
        let kilobytes = |bytes: u64| format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100);
        say(format!("{name:<10} {:>10}   brotli {:>9}", kilobytes(raw), kilobytes(packed)));
    }
    Ok(())
}

/// Fails when the WebAssembly outgrew its bound or the figure kept for it.
pub fn check_size() -> Outcome {
    size::check()
}

/// Where the server finds the site.
fn folder() -> PathBuf {
    root().join("target/site")
}

/// Where the steps leave what the next one takes.
fn workshop() -> PathBuf {
    target().join("xtask")
}
