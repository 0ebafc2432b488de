//! Typed ids: an application's id is never taken for a user's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The bare UUID.
            pub const fn uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}({})", stringify!($name), self.0) }
        }
        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { Self(id) } }
        impl From<$name> for Uuid { fn from(id: $name) -> Self { id.0 } }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { text.parse().map(Self) }
        }
    )*};
}

ids! {
    /// A person.
    UserId
    /// An organisation.
    OrganisationId
    /// Whatever can be held: an application, an entitlement or a role.
    ItemId
    /// A person's account in an application.
    AccountId
    /// One grant: a person holds an item, for one reason.
    GrantId
    /// A person's cart.
    CartId
    /// One line of a cart: an item for a person.
    CartLineId
    /// A file beside a comment.
    AttachmentId
    /// A person's naming of a deputy.
    DelegationId
    /// One phase of a request.
    PhaseId
    /// A signed-in browser.
    SessionId
    /// An access token or personal token.
    TokenId
    /// An attribute of the glossary.
    AttributeId
    /// A job.
    JobId
    /// One run of a workflow definition, for one request.
    InstanceId
    /// Something a person was told.
    NotificationId
    /// A mail on its way.
    MailId
    /// A certification that can be run.
    TemplateId
    /// One run of a certification.
    CampaignId
    /// What a campaign asks of one reviewer.
    CertificationId
    /// Something done with certifications or campaigns, and how it went.
    CertificationTaskId
    /// A campaign of SailPoint's API that can be generated.
    CampaignTemplateId
    /// What a campaign of SailPoint's API leaves out or takes in.
    CampaignFilterId
    /// A policy: rules that are scanned together.
    PolicyId
    /// A rule that keeps duties apart.
    PolicyRuleId
    /// A scan of rules.
    ScanId
    /// A person breaks a rule.
    ViolationId
    /// What keeps the harm of a violation away while it is excepted.
    ControlId
    /// Somebody's word that a control works.
    EvidenceId
}

/// Ids that are texts.
macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Debug)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )*};
}

text_ids! {
    /// A request's id: a UUID, behind the prefix its creator chose (`requestIdPrefix`).
    RequestId
    /// A request type's id: a name chosen by who defined it.
    RequestTypeId
    /// A form's id: a UUID, or a name chosen by who put it there.
    FormId
    /// A workflow definition's id: a name chosen by who wrote it.
    WorkflowId
}

impl RequestId {
    /// What was put before the UUID of an id `{prefix}-{uuid}`.
    pub fn prefix(&self) -> Option<&str> {
        let prefix = self.0.get(..self.0.len().checked_sub(uuid::fmt::Hyphenated::LENGTH)?)?;
        prefix.strip_suffix('-').filter(|prefix| !prefix.is_empty())
    }
}

/// Reads a user id in either spelling of the contract: the bare UUID or `managed/user/{uuid}`.
pub fn user_id(text: &str) -> Option<UserId> {
    text.strip_prefix("managed/user/").unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_id_is_read_in_both_spellings() {
        let id = UserId(Uuid::from_u128(7));
        assert_eq!(user_id(&id.to_string()), Some(id));
        assert_eq!(user_id(&format!("managed/user/{id}")), Some(id));
        assert_eq!(user_id("managed/role/x"), None);
    }

    #[test]
    fn the_prefix_is_what_stands_before_the_uuid() {
        let uuid = "0198c1f0-0000-7000-8000-000000000001";
        let prefix = |id: &str| RequestId(id.to_owned()).prefix().map(str::to_owned);
        assert_eq!(prefix(uuid), None);
        assert_eq!(prefix(&format!("REQ-{uuid}")), Some("REQ".into()));
        assert_eq!(prefix(&format!("a-b-{uuid}")), Some("a-b".into()));
        assert_eq!(prefix("short"), None);
    }
}
