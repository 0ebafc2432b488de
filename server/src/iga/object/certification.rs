//! Certification templates, and what they would give (contract 3.5).

use bailiwick::certification::Template;
use bailiwick::directory::UserBrief;
use bailiwick::id::user_id;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::User;

/// A certification that can be run; members that mean nothing here are kept.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the domain reads")]
pub struct CertificationTemplate {
    /// UUID, made by the server.
    id: Option<String>,
    /// What people call it.
    name: String,
    /// `identity`, `entitlement`, `roleMembership`, `entitlementComposition`, `roleComposition`, `identityProfile` or
    /// `account`.
    certification_type: String,
    /// Who answers for it: the id of a person.
    owner_id: String,
    /// Who decides: `[{certifierType, certifierId}]`.
    #[schema(value_type = Vec<Object>)]
    stages: Vec<Value>,
    /// How many days each stage has.
    stage_duration: u32,
    /// What is reviewed: `{type, user, application, account, entitlement, role, decision, memberOfOrg}`.
    #[schema(value_type = Object)]
    target_filter: Value,
    /// Revokes are carried out by this rule; without one they are only written down.
    remediation_rule: Option<String>,
}

/// How many line items a filter gives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetCount {
    /// How many.
    pub total_count: i64,
}

/// How a campaign would begin.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// How many line items it would have.
    pub items: i64,
    /// How many grants, definitions, records or accounts stand how.
    #[schema(value_type = Object, example = json!({"reviewed": 45, "filter": 12}))]
    pub ledger: Map<String, Value>,
    /// Who would get how many, the most first: `[{user, items}]`.
    #[schema(value_type = Vec<Object>)]
    pub reviewers: Vec<Value>,
    /// Why it would not be started: what is known of an application is too old, or was not loaded to its end.
    pub sources: Vec<String>,
}

/// A template with whom it names (contract 3.5).
pub fn template_document(template: &Template, people: &[UserBrief]) -> Map<String, Value> {
    let mut document = template.document();
    let info = |id: &Value| {
        let id = user_id(id.as_str()?)?;
        people.iter().find(|user| user.id == id).map(User::long)
    };
    for (member, of) in [
        ("ownerInfo", "ownerId"),
        ("defaultCertifierInfo", "defaultCertifierId"),
        ("escalationOwnerInfo", "escalationOwner"),
        ("expirationReassigneeInfo", "expirationReassignee"),
    ] {
        if let Some(found) = document.get(of).and_then(info) {
            document.insert(member.into(), json!(found));
        }
    }
    for stage in document.get_mut("stages").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(found) = stage.get("certifierId").and_then(info) {
            stage["certifierInfo"] = json!(found);
        }
    }
    document
}
