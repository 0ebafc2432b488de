//! The key that evidence is signed with, where it stands in a file.

use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use bailiwick_engine::Engine;
use bailiwick_engine::certifications::evidence::SigningKey;

use crate::config::{Config, ConfigError};

/// Tells the engine what evidence is signed with, where the configuration names a file.
///
/// # Errors
/// It cannot be read, or holds no such key.
pub fn attach(engine: &Engine, config: &Config) -> Result<(), ConfigError> {
    if let Some(key) = configured(config)? {
        engine.attach_evidence_key(key);
    }
    Ok(())
}

fn configured(config: &Config) -> Result<Option<SigningKey>, ConfigError> {
    let path = &config.evidence_key_file;
    if path.is_empty() {
        return Ok(None);
    }
    let invalid = |fault: String| ConfigError::Invalid { key: "evidence_key_file", fault };
    let text = std::fs::read_to_string(path)
        .map_err(|error| invalid(format!("names `{path}`, which cannot be read: {error}")))?;
    let key = SigningKey::read(&text).map_err(|fault| invalid(format!("names `{path}`, which {fault}")))?;
    Ok(Some(key))
}

/// Writes a key into a new file that nobody but its owner can read.
///
/// # Errors
/// There is such a file already, or it cannot be written.
pub fn write(path: &Path, key: &SigningKey) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.pem().as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// As OpenSSL writes one.
    const PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH\n\
        -----END PRIVATE KEY-----\n";

    fn fault(path: &Path) -> String {
        let config = Config { evidence_key_file: path.display().to_string(), ..Config::default() };
        configured(&config).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_key_is_written_for_its_owner_only_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.pem");
        assert!(fault(&path).contains("`evidence_key_file`") && fault(&path).contains("cannot be read"));
        write(&path, &SigningKey::read(PEM).unwrap()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), PEM);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fault(&path), "");
        assert!(write(&path, &SigningKey::read(PEM).unwrap()).is_err(), "no key is written over another");
        std::fs::write(&path, "-----BEGIN RSA PRIVATE KEY-----").unwrap();
        assert!(fault(&path).contains("holds no Ed25519 key"), "{}", fault(&path));
        assert!(configured(&Config::default()).is_ok_and(|key| key.is_none()), "there need be none");
    }
}
