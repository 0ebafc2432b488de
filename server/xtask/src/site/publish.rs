//! Laying the finished files out as the server serves them.
//!
//! `pkg/` holds the files whose names carry a hash of their content, so that a browser may keep them
//! for ever; `assets.json` tells the server these names. Beside each text or WebAssembly file lies
//! the same compressed (`.br`).

use super::{css, folder, wasm};
use crate::Outcome;
use crate::command::{program, root, run};
use crate::files::{below, digest, read, write};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Brotli at its best comes with Node.js.
const COMPRESS: &str = "
const fs = require('node:fs'), zlib = require('node:zlib');
for (const file of process.argv.slice(1)) fs.writeFileSync(file + '.br', zlib.brotliCompressSync(fs.readFileSync(file)));
";

/// What was published: the kind (`js`, `wasm`, `css`) and the file of each hashed asset.
pub struct Published(Vec<(&'static str, PathBuf)>);

impl Published {
    /// Each asset's name, its bytes as they are and as they are sent.
    pub fn sizes(&self) -> Outcome<Vec<(String, u64, u64)>> {
        let size = |file: &Path| fs::metadata(file).map(|data| data.len());
        self.0.iter().map(|(kind, file)| Ok(((*kind).into(), size(file)?, size(&packed(file))?))).collect()
    }
}

/// The assets as they lie in the site now.
pub fn published() -> Outcome<Published> {
    let names: Map<String, Value> = serde_json::from_slice(&read(&folder().join("assets.json"))?)?;
    let file =
        |kind: &str| names.get(kind).and_then(Value::as_str).map(|name| folder().join("pkg").join(name));
    let kinds = ["js", "wasm", "css"].into_iter();
    Ok(Published(kinds.filter_map(|kind| Some((kind, file(kind)?))).collect()))
}

/// Brings `target/site` up to date: new files first, then the names, and old files go last.
pub fn publish() -> Outcome<Published> {
    let mut kept = BTreeSet::new();
    let mut names = Map::new();
    let sources = [
        ("js", wasm::folder().join("bailiwick.js")),
        ("wasm", wasm::folder().join("bailiwick.wasm")),
        ("css", css::file()),
    ];
    for (kind, source) in sources {
        let content = read(&source)?;
        let name = format!("bailiwick.{}.{kind}", &digest(&content)[..16]);
        place(&folder().join("pkg").join(&name), &content, &mut kept)?;
        names.insert(kind.into(), name.into());
    }
    // Pieces of JavaScript that a crate brings; their folders are named by a hash already.
    for (from, to) in [(wasm::folder().join("snippets"), "pkg/snippets"), (root().join("public"), "")] {
        for file in below(&from)? {
            place(&folder().join(to).join(file.strip_prefix(&from)?), &read(&file)?, &mut kept)?;
        }
    }
    compress(&mut kept)?;
    let manifest = folder().join("assets.json");
    write(&manifest, (serde_json::to_string_pretty(&names)? + "\n").as_bytes())?;
    kept.insert(manifest);
    for file in below(&folder())? {
        if !kept.contains(&file) {
            fs::remove_file(file)?;
        }
    }
    published()
}

/// Writes a file of the site; its compressed form is out of date when the content is new.
fn place(file: &Path, content: &[u8], kept: &mut BTreeSet<PathBuf>) -> Outcome {
    if fs::read(file).is_ok_and(|old| old != content) && packed(file).exists() {
        fs::remove_file(packed(file))?;
    }
    kept.insert(file.to_path_buf());
    write(file, content)
}

fn compress(kept: &mut BTreeSet<PathBuf>) -> Outcome {
    let worthwhile = ["css", "js", "json", "svg", "txt", "wasm"];
    let kind = |file: &Path| file.extension().and_then(|kind| kind.to_str().map(str::to_owned));
    let large = |file: &Path| fs::metadata(file).is_ok_and(|data| data.len() > 256);
    let files: Vec<_> = kept
        .iter()
        .filter(|file| large(file) && kind(file).is_some_and(|kind| worthwhile.contains(&kind.as_str())))
        .cloned()
        .collect();
    let new: Vec<_> = files.iter().filter(|file| !packed(file).exists()).collect();
    if !new.is_empty() {
        run(program("node", &["-e", COMPRESS]).args(new))?;
    }
    kept.extend(files.iter().map(|file| packed(file)));
    Ok(())
}

/// The compressed form's place: `bailiwick.js` → `bailiwick.js.br`.
fn packed(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}
