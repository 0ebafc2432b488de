//! Installing what is missing.

use crate::Outcome;
use crate::command::{find, output, program, root, run, say};
use crate::files::{digest_of, once};
use std::fs;
use std::path::{Path, PathBuf};

/// The target that the browser side is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Rust's standard library for WebAssembly.
pub fn wasm_target() -> Outcome {
    let library = output(&mut program("rustc", &["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    say(format!("installing the Rust target {WASM}"));
    run(&mut program("rustup", &["target", "add", WASM]))
}

/// The npm packages pinned in a folder's `package-lock.json`.
pub fn npm(folder: &str) -> Outcome {
    let place = root().join(folder);
    let modules = place.join("node_modules");
    let key = digest_of(&[place.join("package-lock.json")])?;
    once(&modules.join(".installed"), &key, &modules, || {
        if find("npm").is_none() {
            return Err("Node.js with npm is needed: https://nodejs.org".into());
        }
        say(format!("installing the npm packages of {folder}/"));
        let mut npm =
            program("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]);
        run(npm.current_dir(&place).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
    })
}

/// The Python packages pinned in a folder's `requirements.txt`, in an environment of their own.
pub fn python(folder: &str) -> Outcome {
    let place = root().join(folder);
    let (pins, environment) = (place.join("requirements.txt"), place.join("venv"));
    let key = digest_of(std::slice::from_ref(&pins))?;
    once(&environment.join(".installed"), &key, &environment, || {
        or_installed(python_with_venv, "Python", &["python3", "python3-venv"])?;
        say(format!("installing the Python packages of {folder}/"));
        run(program("python3", &["-m", "venv"]).arg(&environment))?;
        let pip = environment.join("bin/pip");
        let pip = pip.to_str().ok_or("the path of the checkout is no text")?;
        run(program(pip, &["install", "--quiet", "--no-deps", "--disable-pip-version-check", "-r"])
            .arg(&pins))
    })
}

/// Debian keeps what makes environments in a package of its own.
fn python_with_venv() -> Option<PathBuf> {
    let python = find("python3")?;
    output(&mut program("python3", &["-c", "import ensurepip, venv"])).is_ok().then_some(python)
}

/// A program that an npm package of a folder brought.
pub fn npm_program(folder: &str, name: &str) -> PathBuf {
    root().join(folder).join("node_modules/.bin").join(name)
}

/// The browser of the end-to-end tests.
pub fn chromium() -> Outcome<PathBuf> {
    let search = || find("chromium").or_else(|| find("chromium-browser"));
    or_installed(search, "Chromium", &["chromium", "fonts-liberation"])
}

/// The folder that holds PostgreSQL's `initdb` and `postgres`.
pub fn postgres() -> Outcome<PathBuf> {
    or_installed(postgres_folder, "PostgreSQL", &["postgresql"])
}

fn postgres_folder() -> Option<PathBuf> {
    let on_path = || Some(find("initdb")?.parent()?.to_path_buf());
    // Debian keeps the server's programs off the path, one folder for each version.
    let versions = fs::read_dir("/usr/lib/postgresql").ok();
    let newest = versions.into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    newest.filter(|bin| bin.join("initdb").is_file()).max_by_key(|bin| version_of(bin)).or_else(on_path)
}

/// The number in `/usr/lib/postgresql/15/bin`.
fn version_of(bin: &Path) -> Option<u32> {
    bin.parent()?.file_name()?.to_str()?.parse().ok()
}

fn or_installed(search: impl Fn() -> Option<PathBuf>, what: &str, packages: &[&str]) -> Outcome<PathBuf> {
    if let Some(found) = search() {
        return Ok(found);
    }
    say(format!("{what} is missing"));
    apt_install(packages)?;
    search().ok_or_else(|| format!("{what} was installed, but is not where it should be").into())
}

fn apt_install(packages: &[&str]) -> Outcome {
    let wanted = packages.join(" ");
    if find("apt-get").is_none() {
        return Err(format!("there is no apt-get here; please install what Debian calls: {wanted}").into());
    }
    let root = output(&mut program("id", &["-u"]))?.trim() == "0";
    let apt = |args: &[&str]| {
        let mut command = if root { program("apt-get", &[]) } else { program("sudo", &["-n", "apt-get"]) };
        run(command.args(args).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    say(format!("installing with apt-get: {wanted}"));
    apt(&["update", "--quiet"])
        .and_then(|()| apt(&[&["install", "--yes", "--quiet", "--no-install-recommends"], packages].concat()))
        .map_err(|error| format!("{error}\nplease run: sudo apt-get install {wanted}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_counts_by_number() {
        let bins = ["/usr/lib/postgresql/9/bin", "/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/x/bin"];
        assert_eq!(bins.iter().max_by_key(|bin| version_of(Path::new(bin))), Some(&bins[1]));
    }
}
