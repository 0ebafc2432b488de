//! The front end: compiled, bound to JavaScript, optimised.

use super::unused::{UNUSED, without_unused};
use super::workshop;
use crate::Outcome;
use crate::command::{cargo, program, root, run, say, target};
use crate::files::{digest_of, once};
use crate::tools::{WASM, npm, npm_program, wasm_target};
use std::fs;
use std::path::PathBuf;
use wasm_bindgen_cli_support::Bindgen;

const PROFILE: &str = "wasm-release";

/// For size above all, and only with what every browser of the last years can do.
const OPTIMISE: &[&str] = &[
    "-Oz",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The folder with `bailiwick.js` and, optimised, `bailiwick.wasm`; perhaps `snippets/`.
pub fn folder() -> PathBuf {
    workshop().join("wasm")
}

/// Compiles the front end, then binds and optimises it when it came out differently.
pub fn build() -> Outcome {
    wasm_target()?;
    npm("style")?;
    say("compiling the browser side");
    run(&mut cargo(&["build", "-p", "bailiwick-frontend", "--target", WASM, "--profile", PROFILE]))?;
    let compiled = target().join(WASM).join(PROFILE).join("bailiwick_frontend.wasm");
    let key = digest_of(&[compiled.clone(), root().join("style/package-lock.json")])?
        + &OPTIMISE.join(" ")
        + &UNUSED.join(" ");
    let optimised = folder().join("bailiwick.wasm");
    once(&workshop().join("wasm.stamp"), &key, &optimised, || {
        say("binding and optimising the WebAssembly");
        if folder().exists() {
            fs::remove_dir_all(folder())?;
        }
        Bindgen::new()
            .input_module("bailiwick", without_unused(&compiled)?)
            .web(true)?
            .typescript(false)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(folder())?;
        let bound = folder().join("bailiwick_bg.wasm");
        let mut optimise = program(npm_program("style", "wasm-opt"), OPTIMISE);
        run(optimise.arg(&bound).arg("-o").arg(&optimised))?;
        Ok(fs::remove_file(bound)?)
    })
}
