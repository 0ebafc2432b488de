//! Values with a form of their own.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

bailiwick::words! {
    /// The claim of an OpenID provider that is the user name here.
    pub enum OpenidClaim {
        /// What people call themselves there; for many providers the name they sign in with.
        PreferredUsername = "preferred_username",
        /// A mail address that the provider has verified.
        Email = "email",
        /// The provider's own identifier.
        Sub = "sub",
    }
}

bailiwick::words! {
    /// How the connection to the mail server is encrypted.
    pub enum SmtpSecurity {
        /// Not at all.
        None = "none",
        /// After a first greeting.
        Starttls = "starttls",
        /// From the first byte.
        Tls = "tls",
    }
}

bailiwick::words! {
    /// How log lines are written.
    pub enum LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object a line, for machines.
        Json = "json",
    }
}

/// What `identityServer.getProperty` tells scripts: `name=value`, separated by commas.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ScriptProperties(pub BTreeMap<String, String>);

impl FromStr for ScriptProperties {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let pair = |pair: &str| match pair.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                Ok((name.trim().to_owned(), value.trim().to_owned()))
            }
            _ => Err(format!("`{pair}` is no `name=value`")),
        };
        pairs.map(pair).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for ScriptProperties {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for ScriptProperties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        f.write_str(&pairs.join(","))
    }
}
