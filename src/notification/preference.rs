//! What a person wants by mail.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::NotificationKind;

/// Whether mail is sent, for each kind. In the product a person is told in any case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// By kind; every kind is there.
    pub mail: BTreeMap<NotificationKind, bool>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { mail: NotificationKind::ALL.iter().map(|kind| (*kind, true)).collect() }
    }
}
