//! What people are told, in the product and by mail.

mod address;
mod plain;
mod preference;
mod render;
mod seeded;
mod template;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{NotificationId, UserId};

pub use address::is_address;
pub use plain::{Links, plain};
pub use preference::Preferences;
pub use render::{Escape, render};
pub use seeded::{
    CERTIFICATION_ASSIGNED, CERTIFICATION_ESCALATED, CERTIFICATION_EXPIRATION, CERTIFICATION_FAILED,
    CERTIFICATION_MANAGER, CERTIFICATION_NO_CERTIFIER, CERTIFICATION_NOT_STARTED, CERTIFICATION_REASSIGNED,
    CERTIFICATION_REMINDER, CERTIFICATION_RETURNED, CONTROL_ASSIGNED, CONTROL_LAPSED, CONTROL_REMINDER,
    DEPUTY_ENDED, DEPUTY_NAMED, EXCEPTION_LAPSED, OUTCOME, seeded, seeded_names,
};
pub use template::{Letter, MOST_BYTES, Template, check_name};

crate::words! {
    /// What a person is told of; they choose for each whether mail is sent.
    pub enum NotificationKind {
        /// Something waits for them.
        Assigned = "assigned",
        /// It still does.
        Reminder = "reminder",
        /// Somebody does not answer, or did not in time.
        Escalation = "escalation",
        /// What became of a request.
        Outcome = "outcome",
        /// Somebody named them as deputy, or no longer.
        Deputy = "deputy",
    }
}

/// Something a person was told in the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Server-made.
    pub id: NotificationId,
    /// Who was told.
    pub user: UserId,
    /// What it is about.
    pub kind: NotificationKind,
    /// The template its words come from.
    pub template: String,
    /// One line.
    pub subject: String,
    /// The words, plain.
    pub body: String,
    /// The kind of object it leads to, such as `request`.
    pub object_kind: String,
    /// That object's id.
    pub object_id: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When they read it.
    pub read_at: Option<DateTime<Utc>>,
}
