//! Certification: people look through who holds what, and sign what stays and what goes (contract 2.6 to 2.8, 3.5, 3.6,
//! 3.18, 8).
//!
//! A [`TemplateDefinition`] says what is reviewed and by whom. A campaign is one run of it, with its definition as it
//! was at the start; each of its line items is about one grant as it was then, one definition, one record or one account
//! ([`Subject`]).

mod beside;
mod campaign;
pub mod conduct;
mod deputy;
mod event;
pub mod idhub;
pub mod isc;
mod ledger;
mod line_item;
mod notices;
mod pace;
mod recommend;
mod revocability;
mod signature;
mod source;
mod stage;
mod subject;
mod target;
mod template;
#[cfg(test)]
mod tests;

pub use beside::Went;
pub use campaign::{Campaign, CampaignStatus};
pub use event::{EVENT_NAME, EventParameter, USER_DISPLAY_NAME, USER_ID};
pub use ledger::{LedgerLine, Standing};
pub use line_item::{ItemRefusal, LineItem, LineItemId, LineItemStatus, NoLineItemId, Removal, Verdict};
pub use notices::{Audience, EscalationActor, Notices};
pub use pace::{LikelyEnd, Pace};
pub use recommend::{Evidence, Guard, Reason, Recommendation};
pub use revocability::Revocability;
pub use signature::Signature;
pub use source::{Failed, LoadKind, Loaded, SourceFault, SourceLoad};
pub use stage::{Certifier, CertifierType, Stage};
pub use subject::{Alone, Definition, Held, Reviewed, Subject};
pub use target::Target;
pub use template::{
    Allowances, CommentRule, Expiration, ExpirationAction, SelfCertification, TemplateDefinition,
};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use crate::catalog::ItemKind;
use crate::document::metadata;
use crate::id::TemplateId;

/// A certification that can be run.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Server-made.
    pub id: TemplateId,
    /// What was said about it.
    pub definition: TemplateDefinition,
    /// 1 at first, one more with every change. Not shown (contract 1.4).
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Template {
    /// The template as clients read it: its body with `id`, `status`, `scheduleId` and `metadata`.
    pub fn document(&self) -> Map<String, Json> {
        let mut document = self.definition.body().clone();
        let is_scheduled = self.definition.schedule.is_some();
        document.insert("id".into(), json!(self.id));
        document.insert("status".into(), json!(if is_scheduled { "active" } else { "pending" }));
        let schedule = is_scheduled.then(|| format!("templateSchedule{}", self.id.uuid().simple()));
        document.insert("scheduleId".into(), json!(schedule));
        document.insert("metadata".into(), metadata(self.created_at, self.modified_at));
        document
    }
}

crate::words! {
    /// What one row of a certification is.
    pub enum CertificationType {
        /// A grant of a person: an account, an entitlement or a role.
        Identity = "identity",
        /// An entitlement that a person holds.
        Entitlement = "entitlement",
        /// A role that a person holds.
        RoleMembership = "roleMembership",
        /// An entitlement itself.
        EntitlementComposition = "entitlementComposition",
        /// A role itself: what it brings.
        RoleComposition = "roleComposition",
        /// A person's record.
        IdentityProfile = "identityProfile",
        /// An account of a machine, or that nobody holds.
        Account = "account",
    }
}

impl CertificationType {
    /// What its rows are about.
    pub const fn reviews(self) -> Reviewed {
        match self {
            Self::Identity | Self::Entitlement | Self::RoleMembership => Reviewed::Grants,
            Self::EntitlementComposition => Reviewed::Definitions(ItemKind::Entitlement),
            Self::RoleComposition => Reviewed::Definitions(ItemKind::Role),
            Self::IdentityProfile => Reviewed::Records,
            Self::Account => Reviewed::Accounts,
        }
    }

    /// What its rows are put together by: the targets of its campaigns (contract 3.6).
    pub const fn targets(self) -> Targets {
        match self {
            Self::Identity | Self::IdentityProfile => Targets::People,
            Self::Entitlement
            | Self::RoleMembership
            | Self::EntitlementComposition
            | Self::RoleComposition => Targets::Items,
            Self::Account => Targets::Accounts,
        }
    }

    /// The filters that say something about what it reviews.
    pub const fn filters(self) -> &'static [&'static str] {
        match self {
            Self::Identity | Self::Entitlement | Self::RoleMembership => {
                &["user", "application", "account", "entitlement", "role", "decision", "memberOfOrg"]
            }
            Self::EntitlementComposition => &["entitlement", "application"],
            Self::RoleComposition => &["role"],
            Self::IdentityProfile => &["user", "memberOfOrg"],
            Self::Account => &["application", "account"],
        }
    }

    /// The kinds of grants that are reviewed; none where rows are definitions, records or accounts.
    pub const fn kinds(self) -> &'static [ItemKind] {
        match self {
            Self::Identity => &[ItemKind::Application, ItemKind::Entitlement, ItemKind::Role],
            Self::Entitlement => &[ItemKind::Entitlement],
            Self::RoleMembership => &[ItemKind::Role],
            Self::EntitlementComposition | Self::RoleComposition | Self::IdentityProfile | Self::Account => {
                &[]
            }
        }
    }

    /// Who may decide.
    pub const fn certifiers(self) -> &'static [CertifierType] {
        use CertifierType as C;
        match self {
            Self::Identity => &[
                C::User,
                C::Role,
                C::Manager,
                C::OrganizationAdmin,
                C::EntitlementOwner,
                C::ApplicationOwner,
                C::Custom,
            ],
            Self::IdentityProfile => &[C::User, C::Role, C::Manager, C::OrganizationAdmin, C::Custom],
            Self::Entitlement => &[C::User, C::Role, C::EntitlementOwner, C::ApplicationOwner, C::Manager],
            Self::RoleMembership => &[C::User, C::Role, C::RoleOwner, C::Manager],
            Self::RoleComposition => &[C::User, C::Role, C::RoleOwner],
            Self::Account => &[C::User, C::Role, C::AccountOwner, C::ApplicationOwner],
            Self::EntitlementComposition => {
                &[C::User, C::Role, C::EntitlementOwner, C::ApplicationOwner, C::Custom]
            }
        }
    }
}

/// What the rows of a campaign are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Targets {
    /// Whose access or records they are.
    People,
    /// What is held or defined.
    Items,
    /// Accounts.
    Accounts,
}

crate::words! {
    /// What somebody may do with a line item.
    pub enum ItemPermission {
        /// Say that it stays.
        Certify = "certify",
        /// Say that it goes.
        Revoke = "revoke",
        /// Say that it stays until a date.
        Exception = "exception",
        /// Take a decision back.
        Reset = "reset",
        /// Say something.
        Comment = "comment",
        /// Take it for oneself. The contract names it, and has no operation for it.
        Claim = "claim",
        /// Leave it to a deputy. The contract names it, and has no operation for it.
        Delegate = "delegate",
        /// Hand it over.
        Forward = "forward",
        /// Let others decide too.
        Reassign = "reassign",
        /// Keep decisions: they are kept as they are made, so that it allows nothing more.
        Save = "save",
        /// Sign.
        Signoff = "signoff",
    }
}
