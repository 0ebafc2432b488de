//! Files: their fingerprints, and writing only what changed.

use crate::Outcome;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// A fingerprint of bytes: 64 hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(half.into(), 16));
        }
    }
    text
}

/// A fingerprint of files, their contents and their order.
pub fn digest_of(files: &[PathBuf]) -> Outcome<String> {
    let each: String = files.iter().map(|file| Ok(digest(&read(file)?))).collect::<Outcome<_>>()?;
    Ok(digest(each.as_bytes()))
}

/// A file's content; an error names the file.
pub fn read(file: &Path) -> Outcome<Vec<u8>> {
    fs::read(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// Writes a file, and the folders above it, unless it holds just that already.
/// A file that stays as it was keeps its time, so nothing is built again because of it.
pub fn write(file: &Path, bytes: &[u8]) -> Outcome {
    if fs::read(file).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// All files below a folder, sorted; none when there is no such folder.
pub fn below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                found.extend(below(&path)?);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Does the work unless it was done before from the same input (`key`) and its output is still there.
pub fn once(stamp: &Path, key: &str, output: &Path, work: impl FnOnce() -> Outcome) -> Outcome {
    if output.exists() && fs::read_to_string(stamp).is_ok_and(|old| old == key) {
        return Ok(());
    }
    work()?;
    write(stamp, key.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_done_once_for_each_input() {
        let folder = tempfile::tempdir().unwrap();
        let (stamp, output) = (folder.path().join("deep/stamp"), folder.path().join("output"));
        let mut times = 0;
        for key in ["a", "a", "b", "b"] {
            once(&stamp, key, &output, || {
                times += 1;
                write(&output, key.as_bytes())
            })
            .unwrap();
        }
        assert_eq!(times, 2);
        fs::remove_file(&output).unwrap();
        once(&stamp, "b", &output, || {
            times += 1;
            Ok(())
        })
        .unwrap();
        assert_eq!(times, 3, "a lost output is made again");
    }

    #[test]
    fn failed_work_leaves_no_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = folder.path().join("stamp");
        assert!(once(&stamp, "a", folder.path(), || Err("no".into())).is_err());
        assert!(!stamp.exists());
    }

    #[test]
    fn digests_tell_order_and_borders() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            write(&path, text.as_bytes()).unwrap();
            path
        };
        let (a, b, c, d) = (file("a", "xy"), file("b", "z"), file("c", "x"), file("d", "yz"));
        assert_ne!(digest_of(&[a.clone(), b.clone()]).unwrap(), digest_of(&[c, d]).unwrap());
        assert_ne!(digest_of(&[a.clone(), b.clone()]).unwrap(), digest_of(&[b, a]).unwrap());
        assert_eq!(below(folder.path()).unwrap().len(), 4);
    }
}
