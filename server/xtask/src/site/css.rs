//! The style sheet: Tailwind CSS over `style/main.css` and the classes named in the portal's sources.

use super::workshop;
use crate::Outcome;
use crate::command::{program, root, run, say};
use crate::files::{below, digest_of, once};
use crate::tools::{npm, npm_program};
use std::path::PathBuf;

/// The finished style sheet.
pub fn file() -> PathBuf {
    workshop().join("bailiwick.css")
}

/// Writes the style sheet when a style or a source of the portal changed.
pub fn build() -> Outcome {
    npm("style")?;
    let style = root().join("style");
    let mut inputs = below(&root().join("app/src"))?;
    inputs.extend(["main.css", "tokens.css", "package-lock.json"].map(|name| style.join(name)));
    once(&workshop().join("css.stamp"), &digest_of(&inputs)?, &file(), || {
        say("building the style sheet");
        let mut tailwind = program(npm_program("style", "tailwindcss"), &["--minify", "--input", "main.css"]);
        run(tailwind.arg("--output").arg(file()).current_dir(style))
    })
}
