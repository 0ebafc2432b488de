//! Configuration: one list of keys, read from a TOML file, the environment and flags.
//!
//! A flag wins over the environment, the environment over the file, the file over the default.
//! `docs/configuration.md` is this list, written by a test.

mod keys;
mod words;

use std::path::{Path, PathBuf};

use bailiwick_engine::DatabaseOptions;

pub use keys::{Config, Key, Layer, keys};
pub use words::{LogFormat, OpenidClaim, ScriptProperties, SmtpSecurity};

/// Why the configuration cannot be used. The texts name the key.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file `{path}` cannot be read: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("the configuration file `{path}` is wrong: {source}")]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A value cannot be used.
    #[error("the configuration key `{key}` {fault}")]
    Invalid {
        /// Which key.
        key: &'static str,
        /// What is wrong with it.
        fault: String,
    },
}

impl Config {
    /// Puts the layers together: what flags and environment leave open comes from the file.
    ///
    /// # Errors
    /// The file is unreadable or holds an unknown key, or a value cannot be used.
    pub fn load(file: Option<&Path>, given: Layer) -> Result<Self, ConfigError> {
        let config = Self::default().with(read(file)?).with(given);
        config.check()?;
        Ok(config)
    }

    /// Where people reach the product, without a slash at the end.
    pub fn public_url(&self) -> String {
        if self.base_url.is_empty() {
            format!("http://{}", self.listen)
        } else {
            self.base_url.trim_end_matches('/').to_owned()
        }
    }

    /// Whether cookies are for encrypted connections only.
    pub fn cookies_are_secure(&self) -> bool {
        self.secure_cookies || self.base_url.starts_with("https://")
    }

    /// How to reach the database.
    pub fn database(&self) -> DatabaseOptions {
        DatabaseOptions { connections: self.connections, ..DatabaseOptions::new(&self.database_url) }
    }

    fn check(&self) -> Result<(), ConfigError> {
        let invalid = |key, fault: &str| Err(ConfigError::Invalid { key, fault: fault.to_owned() });
        let url = &self.base_url;
        if !(url.is_empty() || url.starts_with("http://") || url.starts_with("https://")) {
            return invalid("base_url", "must begin with `http://` or `https://`");
        }
        let issuer = &self.openid_issuer;
        if !(issuer.is_empty() || issuer.starts_with("https://") || is_loopback(issuer)) {
            return invalid("openid_issuer", "must begin with `https://`, unless it is on this machine");
        }
        if !issuer.is_empty() && self.openid_client_id.is_empty() {
            return invalid("openid_client_id", "must be given with `openid_issuer`");
        }
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|kind| self.database_url.starts_with(kind)) {
            return invalid("database_url", "must begin with `sqlite:` or `postgres:`");
        }
        if !self.smtp_host.is_empty() {
            if self.mail_from.parse::<lettre::message::Mailbox>().is_err() {
                return invalid("mail_from", "must be a mail address when `smtp_host` is given");
            }
            let is_here = ["localhost", "127.0.0.1", "::1"].contains(&self.smtp_host.as_str());
            if self.smtp_security == SmtpSecurity::None && !is_here {
                return invalid(
                    "smtp_security",
                    "must be `starttls` or `tls`, unless the mail server is on this machine",
                );
            }
        }
        if !(1..=1_000).contains(&self.connections) {
            return invalid("connections", "must be between 1 and 1000");
        }
        if self.body_limit < 1_024 {
            return invalid("body_limit", "must be at least 1024 bytes");
        }
        if !(1_024..=100 * 1_024 * 1_024).contains(&self.attachment_limit) {
            return invalid("attachment_limit", "must be between 1 kB and 100 MiB");
        }
        if let Err(fault) = self.log_level.parse::<tracing_subscriber::filter::Targets>() {
            return invalid("log_level", &format!("is no list of levels: {fault}"));
        }
        Ok(())
    }
}

/// Whether an address without encryption stays on this machine.
fn is_loopback(address: &str) -> bool {
    let hosts = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
    let rest = hosts.iter().find_map(|host| address.strip_prefix(host));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
}

fn read(file: Option<&Path>) -> Result<Layer, ConfigError> {
    let Some(path) = file else { return Ok(Layer::default()) };
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    toml::from_str(&text)
        .map_err(|source| ConfigError::Malformed { path: path.to_owned(), source: Box::new(source) })
}

#[cfg(test)]
mod tests;
