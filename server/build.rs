//! Makes Cargo notice a new site when the executable carries it inside.

use std::path::Path;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // A debug build reads the site from disk and needs no rebuild.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        let site = Path::new("../target/site");
        std::fs::create_dir_all(site)?;
        println!("cargo::rerun-if-changed={}", site.display());
        if !site.join("assets.json").exists() {
            println!("cargo::warning=no site is built in; use `cargo xtask build`");
        }
    }
    Ok(())
}
