//! The size check: the WebAssembly stays below its bound, and grows only when somebody says so.

use super::publish::published;
use crate::Outcome;
use crate::command::{root, say};
use crate::files::{read, write};
use serde_json::{Map, Value};
use std::path::PathBuf;

/// The most that the WebAssembly may weigh, compressed, in bytes.
const BOUND: u64 = 500_000;
/// The most that it may grow against the figure kept, in percent.
const GROWTH: u64 = 5;

fn file() -> PathBuf {
    root().join("docs/size.json")
}

/// Keeps today's figures.
pub fn update() -> Outcome {
    let figures: Map<String, Value> =
        published()?.sizes()?.into_iter().map(|(name, _, packed)| (name, packed.into())).collect();
    say("writing the compressed sizes to docs/size.json");
    write(&file(), (serde_json::to_string_pretty(&figures)? + "\n").as_bytes())
}

/// Compares with the bound and the figure kept.
pub fn check() -> Outcome {
    let kept: Map<String, Value> = serde_json::from_slice(&read(&file())?)?;
    let kept = kept.get("wasm").and_then(Value::as_u64).ok_or("docs/size.json: `wasm` is missing")?;
    let sizes = published()?.sizes()?;
    let now = sizes.iter().find(|(name, ..)| name == "wasm").map_or(0, |(_, _, packed)| *packed);
    verdict(now, kept).map_err(Into::into)
}

fn verdict(now: u64, kept: u64) -> Result<(), String> {
    if now > BOUND {
        return Err(format!("the WebAssembly weighs {now} bytes compressed, more than {BOUND}"));
    }
    if now * 100 > kept * (100 + GROWTH) {
        return Err(format!(
            "the WebAssembly grew from {kept} to {now} bytes compressed, by more than {GROWTH} %; \
             if it is worth that, run `cargo xtask site --update-size`"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::verdict;

    #[test]
    fn small_growth_passes_and_more_does_not() {
        assert!(verdict(105_000, 100_000).is_ok());
        assert!(verdict(90_000, 100_000).is_ok());
        assert!(verdict(105_001, 100_000).unwrap_err().contains("--update-size"));
    }

    #[test]
    fn nothing_above_the_bound_passes() {
        assert!(verdict(500_000, 490_000).is_ok());
        assert!(verdict(500_001, 500_000).unwrap_err().contains("more than 500000"));
    }
}
