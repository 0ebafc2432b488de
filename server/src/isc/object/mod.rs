//! The objects of the face (contract B4), made from what the use cases answer.

mod campaign;
mod certification;
mod item;
mod task;
mod template;

pub use campaign::{Campaign, CampaignReference, NewCampaign, SlimCampaign, shown};
pub use certification::{Certification, OlderCertification};
pub use item::{AccessReviewItem, AccessSummary, DecisionSummary, IdentitySummary};
pub use task::CertificationTask;
pub use template::{CampaignFilter, CampaignFilters, CampaignReport, CampaignTemplate};

use bailiwick::directory::UserBrief;
use serde::Serialize;
use utoipa::ToSchema;

/// A person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IdentityReference {
    /// Always `IDENTITY`.
    #[serde(rename = "type")]
    #[schema(example = "IDENTITY")]
    kind: &'static str,
    /// Their id.
    pub id: String,
    /// As shown.
    pub name: String,
    /// Their mail address.
    pub email: Option<String>,
}

impl From<&UserBrief> for IdentityReference {
    fn from(user: &UserBrief) -> Self {
        Self {
            kind: "IDENTITY",
            id: user.id.to_string(),
            name: user.display_name.clone(),
            email: user.mail.clone(),
        }
    }
}
