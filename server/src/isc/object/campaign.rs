//! Campaigns.

use bailiwick::certification::ExpirationAction;
use bailiwick::certification::isc::{Comments, Status};
use bailiwick_engine::certifications::isc::CampaignView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::isc::errors::LocalText;

/// What went wrong with a campaign.
#[derive(Debug, Serialize, ToSchema)]
pub struct Alert {
    /// `ERROR`, `WARN` or `INFO`.
    #[schema(example = "ERROR")]
    level: &'static str,
    /// In words.
    localizations: Vec<LocalText>,
}

/// A campaign in brief.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SlimCampaign {
    /// Server-made.
    id: String,
    /// What people call it.
    name: String,
    /// What it is for.
    description: Option<String>,
    /// Until when.
    deadline: Option<DateTime<Utc>>,
    /// `MANAGER`, `SOURCE_OWNER`, `SEARCH`, `ROLE_COMPOSITION` or `MACHINE_ACCOUNT`.
    #[serde(rename = "type")]
    #[schema(example = "MANAGER")]
    kind: &'static str,
    /// Reviewers are told by mail.
    email_notification_enabled: bool,
    /// What nobody decided goes at the deadline.
    auto_revoke_allowed: bool,
    /// Kept as it came; recommendations are not given over this API.
    recommendations_enabled: bool,
    /// `PENDING`, `STAGED`, `ACTIVE`, `COMPLETED`, `ERROR` or `ARCHIVED`.
    #[schema(example = "STAGED")]
    status: &'static str,
    /// `CORRELATED` or `UNCORRELATED`.
    #[schema(example = "CORRELATED")]
    correlated_status: String,
    /// When it was made.
    created: DateTime<Utc>,
    /// How many certifications it has.
    total_certifications: i64,
    /// How many of them are signed.
    completed_certifications: i64,
    /// What went wrong; null when nothing did.
    alerts: Option<Vec<Alert>>,
}

/// A campaign.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    #[serde(flatten)]
    slim: SlimCampaign,
    /// When it was last changed over this API.
    modified: Option<DateTime<Utc>>,
    /// What is left out or taken in.
    filter: Option<Value>,
    /// Kept as it came.
    sunset_comments_required: bool,
    /// `{sourceIds}`, of a campaign of source owners.
    source_owner_campaign_info: Option<Value>,
    /// What is searched for, of a campaign of that type.
    search_campaign_info: Option<Value>,
    /// Which roles, of a campaign of that type.
    role_composition_campaign_info: Option<Value>,
    /// Which sources, of a campaign of that type.
    machine_account_campaign_info: Option<Value>,
    /// Always empty once the campaign is made: everything that is held is in the catalog here.
    sources_with_orphan_entitlements: Option<Vec<Value>>,
    /// `ALL_DECISIONS`, `REVOKE_ONLY_DECISIONS` or `NO_DECISIONS`.
    #[schema(example = "NO_DECISIONS")]
    mandatory_comment_requirement: &'static str,
}

/// What is asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewCampaign {
    /// What people call it.
    name: String,
    /// What it is for.
    description: Option<String>,
    /// Until when.
    deadline: Option<DateTime<Utc>>,
    /// `MANAGER`, `SOURCE_OWNER`, `SEARCH`, `ROLE_COMPOSITION` or `MACHINE_ACCOUNT`.
    #[serde(rename = "type")]
    #[schema(example = "MANAGER")]
    kind: String,
    /// Reviewers are told by mail.
    email_notification_enabled: Option<bool>,
    /// What nobody decided goes at the deadline.
    auto_revoke_allowed: Option<bool>,
    /// Kept as it came.
    recommendations_enabled: Option<bool>,
    /// `CORRELATED`, or `UNCORRELATED` for source owners.
    correlated_status: Option<String>,
    /// `{id, type: CAMPAIGN_FILTER}`.
    filter: Option<Value>,
    /// Kept as it came.
    sunset_comments_required: Option<bool>,
    /// `{sourceIds}`.
    source_owner_campaign_info: Option<Value>,
    /// `{type, description, reviewer, query or identityIds, accessConstraints}`.
    search_campaign_info: Option<Value>,
    /// `ALL_DECISIONS`, `REVOKE_ONLY_DECISIONS` or `NO_DECISIONS`.
    mandatory_comment_requirement: Option<String>,
}

/// A campaign, named.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignReference {
    /// Its id.
    id: String,
    /// What people call it.
    name: String,
    /// Always `CAMPAIGN`.
    #[serde(rename = "type")]
    #[schema(example = "CAMPAIGN")]
    kind: &'static str,
    /// As the campaign's type.
    campaign_type: &'static str,
    /// What it is for.
    description: Option<String>,
    /// `CORRELATED` or `UNCORRELATED`.
    correlated_status: String,
    /// Which decisions need a comment.
    mandatory_comment_requirement: &'static str,
}

fn correlated(view: &CampaignView) -> String {
    let given = view.body.as_ref().and_then(|body| body.get("correlatedStatus")?.as_str());
    given.unwrap_or("CORRELATED").to_owned()
}

impl From<&CampaignView> for CampaignReference {
    fn from(view: &CampaignView) -> Self {
        let definition = &view.campaign.definition;
        Self {
            id: view.campaign.id.to_string(),
            name: definition.name.clone(),
            kind: "CAMPAIGN",
            campaign_type: view.kind().as_str(),
            description: definition.description.clone(),
            correlated_status: correlated(view),
            mandatory_comment_requirement: Comments::of(definition).as_str(),
        }
    }
}

impl From<&CampaignView> for SlimCampaign {
    fn from(view: &CampaignView) -> Self {
        let (campaign, definition) = (&view.campaign, &view.campaign.definition);
        let given = |name: &str| view.body.as_ref().and_then(|body| body.get(name)?.as_bool());
        let alert = |text: &String| Alert { level: "ERROR", localizations: vec![LocalText::plain(text)] };
        Self {
            id: campaign.id.to_string(),
            name: definition.name.clone(),
            description: definition.description.clone(),
            deadline: campaign.deadline,
            kind: view.kind().as_str(),
            email_notification_enabled: definition.notices.assignment.is_some(),
            auto_revoke_allowed: definition.expiration.action == ExpirationAction::Revoke,
            recommendations_enabled: given("recommendationsEnabled").unwrap_or_default(),
            status: view.status().as_str(),
            correlated_status: correlated(view),
            created: campaign.created_at,
            total_certifications: view.certifications,
            completed_certifications: view.signed,
            alerts: campaign.failure.as_ref().map(|text| vec![alert(text)]),
        }
    }
}

impl From<&CampaignView> for Campaign {
    fn from(view: &CampaignView) -> Self {
        let given = |name: &str| {
            view.body.as_ref().and_then(|body| body.get(name).filter(|value| !value.is_null()).cloned())
        };
        let sources = || Some(json!({"sourceIds": given("sourceIds")?}));
        Self {
            slim: view.into(),
            modified: view.modified,
            filter: given("filter"),
            sunset_comments_required: given("sunsetCommentsRequired").is_none_or(|on| on != false),
            source_owner_campaign_info: given("sourceOwnerCampaignInfo").or_else(sources),
            search_campaign_info: given("searchCampaignInfo"),
            role_composition_campaign_info: given("roleCompositionCampaignInfo"),
            machine_account_campaign_info: given("machineAccountCampaignInfo"),
            sources_with_orphan_entitlements: (view.status() != Status::Pending).then(Vec::new),
            mandatory_comment_requirement: Comments::of(&view.campaign.definition).as_str(),
        }
    }
}

/// A campaign with as much as was asked for.
pub fn shown(view: &CampaignView, full: bool) -> Value {
    if full { json!(Campaign::from(view)) } else { json!(SlimCampaign::from(view)) }
}
