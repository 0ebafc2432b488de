//! Makes Cargo notice a new site when the executable carries it inside.

use std::path::Path;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // There must be a folder to name, whether it is read at run time or carried inside.
    let site = Path::new("../target/site");
    std::fs::create_dir_all(site)?;
    // A debug build reads the site from disk and needs no rebuild.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed={}", site.display());
        if !site.join("assets.json").exists() {
            println!("cargo::warning=no site is built in; use `cargo xtask build`");
        }
    }
    Ok(())
}
