//! Campaigns as SailPoint's API speaks of them (contract B2 to B5). Each is a campaign of the house: what is asked for
//! is said as a [`TemplateDefinition`](super::TemplateDefinition), and kept beside it as it came.

mod campaign;
mod criteria;
mod define;
mod schedule;
mod search;
mod template;
#[cfg(test)]
mod tests;

pub use campaign::{Asked, Constraint, Roles, Scope, Search};
pub use criteria::AskedFilter;
pub use define::Narrowed;
pub use schedule::Schedule;
pub use template::AskedTemplate;

use sha2::{Digest, Sha256};
use uuid::Builder;

use super::{CampaignStatus, CertificationType, Certifier, TemplateDefinition, Verdict};
use crate::catalog::ItemKind;
use crate::id::{CertificationId, UserId};

crate::words! {
    /// What a campaign reviews, and who is asked.
    pub enum CampaignType {
        /// Everybody's access, by their managers.
        Manager = "MANAGER",
        /// Access to some sources, by their owners.
        SourceOwner = "SOURCE_OWNER",
        /// Some people or some access.
        Search = "SEARCH",
        /// What roles bring, by their owners.
        RoleComposition = "ROLE_COMPOSITION",
        /// Accounts of machines, by their owners.
        MachineAccount = "MACHINE_ACCOUNT",
    }
}

impl CampaignType {
    /// What a campaign of the house is, wherever it was made.
    pub fn of(definition: &TemplateDefinition) -> Self {
        match definition.kind {
            CertificationType::RoleComposition => return Self::RoleComposition,
            CertificationType::Account => return Self::MachineAccount,
            _ => {}
        }
        match definition.stages.first().map(|stage| &stage.certifier) {
            Some(Certifier::Manager) => Self::Manager,
            Some(Certifier::ApplicationOwner) => Self::SourceOwner,
            _ => Self::Search,
        }
    }
}

crate::words! {
    /// Where a campaign stands.
    pub enum Status {
        /// Its certifications are being made.
        Pending = "PENDING",
        /// They are made, and looked through.
        Staged = "STAGED",
        /// People decide.
        Active = "ACTIVE",
        /// Its time is over, and what nobody decided is dealt with.
        Completing = "COMPLETING",
        /// It has ended.
        Completed = "COMPLETED",
        /// Its certifications could not be made.
        Error = "ERROR",
        /// It was called off.
        Archived = "ARCHIVED",
    }
}

impl From<CampaignStatus> for Status {
    fn from(status: CampaignStatus) -> Self {
        match status {
            CampaignStatus::Creating => Self::Pending,
            CampaignStatus::Staging => Self::Staged,
            CampaignStatus::InProgress => Self::Active,
            CampaignStatus::Expiring => Self::Completing,
            CampaignStatus::SignedOff | CampaignStatus::Expired => Self::Completed,
            CampaignStatus::Cancelled => Self::Archived,
            CampaignStatus::Failed => Self::Error,
        }
    }
}

crate::words! {
    /// Where a certification stands.
    pub enum Phase {
        /// Nobody is asked yet.
        Staged = "STAGED",
        /// The reviewer decides.
        Active = "ACTIVE",
        /// Nothing is left to be decided or signed.
        Signed = "SIGNED",
    }
}

crate::words! {
    /// Which decisions need a comment.
    pub enum Comments {
        /// Every one.
        All = "ALL_DECISIONS",
        /// Those that take access away.
        Revokes = "REVOKE_ONLY_DECISIONS",
        /// None.
        None = "NO_DECISIONS",
    }
}

impl Comments {
    /// What a definition asks for.
    pub const fn of(definition: &TemplateDefinition) -> Self {
        match (definition.comments.certify, definition.comments.revoke) {
            (true, _) => Self::All,
            (false, true) => Self::Revokes,
            (false, false) => Self::None,
        }
    }
}

crate::words! {
    /// Whether people with an account in an authoritative source are reviewed, or those without.
    pub enum Correlation {
        /// Those with one.
        Correlated = "CORRELATED",
        /// Those without.
        Uncorrelated = "UNCORRELATED",
    }
}

crate::words! {
    /// What is reported of a campaign.
    pub enum ReportType {
        /// What it is made of: a line for each row.
        Composition = "CAMPAIGN_COMPOSITION_REPORT",
        /// What became of revokes.
        Remediation = "CAMPAIGN_REMEDIATION_STATUS_REPORT",
        /// What was decided: a line for each row.
        Status = "CAMPAIGN_STATUS_REPORT",
        /// Who signed: a line for each certification.
        Signoff = "CERTIFICATION_SIGNOFF_REPORT",
    }
}

crate::words! {
    /// What is decided.
    pub enum Decision {
        /// It stays.
        Approve = "APPROVE",
        /// It goes.
        Revoke = "REVOKE",
    }
}

impl Decision {
    /// How a verdict is told; somebody who does not say decides nothing.
    pub const fn of(verdict: Verdict) -> Option<Self> {
        match verdict {
            Verdict::Certify | Verdict::Exception => Some(Self::Approve),
            Verdict::Revoke => Some(Self::Revoke),
            Verdict::Abstain => None,
        }
    }

    /// The verdict it is.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Approve => Verdict::Certify,
            Self::Revoke => Verdict::Revoke,
        }
    }
}

crate::words! {
    /// What is held.
    pub enum AccessType {
        /// An account.
        Account = "ACCOUNT",
        /// An entitlement.
        Entitlement = "ENTITLEMENT",
        /// A role.
        Role = "ROLE",
        /// What the house has none of.
        AccessProfile = "ACCESS_PROFILE",
    }
}

impl AccessType {
    /// What such a thing of the house is called.
    pub const fn of(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Application => Self::Account,
            ItemKind::Entitlement => Self::Entitlement,
            ItemKind::Role => Self::Role,
        }
    }

    /// What it is in the house.
    pub const fn kind(self) -> Option<ItemKind> {
        match self {
            Self::Account => Some(ItemKind::Application),
            Self::Entitlement => Some(ItemKind::Entitlement),
            Self::Role => Some(ItemKind::Role),
            Self::AccessProfile => None,
        }
    }
}

/// What a campaign asks of a reviewer, by name: the same whoever asks, so that it is made once.
pub fn certification_id(campaign: i64, reviewer: UserId) -> CertificationId {
    let mut hash = Sha256::new();
    hash.update(b"certification");
    hash.update(campaign.to_be_bytes());
    hash.update(reviewer.uuid().as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    CertificationId(Builder::from_custom_bytes(bytes).into_uuid())
}
