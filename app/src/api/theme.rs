//! Light, dark, or as the system has it: kept in a cookie, so that the first byte is right.

#![cfg_attr(feature = "ssr", expect(clippy::unused_async, reason = "server functions are"))]

use std::str::FromStr;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;

/// How the portal looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its name in cookie and form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What `data-theme` of the document says; nothing where the system decides.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

impl FromStr for Theme {
    type Err = PortalError;

    fn from_str(name: &str) -> Result<Self, PortalError> {
        let named = Self::ALL.into_iter().find(|theme| theme.name() == name);
        named.ok_or_else(|| PortalError::invalid("theme", "choose system, light or dark"))
    }
}

/// Keeps the choice for a year. Anybody may: it is their own browser.
#[server]
pub async fn set_theme(
    /// Its name.
    theme: String,
) -> Result<Theme, PortalError> {
    let theme: Theme = theme.parse()?;
    crate::server::keep_cookie("theme", theme.name())?;
    Ok(theme)
}
