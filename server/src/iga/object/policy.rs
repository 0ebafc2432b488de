//! Policies, their rules, and scans (contract 3.12 to 3.14).

use bailiwick::catalog::ItemBrief;
use bailiwick::policy::{self as domain, Found};
use bailiwick::view::AccessView;
use bailiwick_engine::policies::{Owner, ReadPolicy, ReadRule};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{Grant, User};

/// A rule that keeps duties apart. Members beyond these come back as they were sent.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `rule_document` writes")]
pub struct PolicyRule {
    /// UUID.
    id: String,
    /// No two rules have the same.
    #[schema(example = "Enter and approve payments")]
    name: String,
    /// In a sentence.
    description: Option<String>,
    /// Where more is written about it.
    documentation_url: Option<String>,
    /// Who answers for it.
    policy_rule_owner: User,
    /// Who is asked about violations; a role by `{id, name}`.
    #[schema(value_type = Object)]
    violation_owner: Value,
    /// `user` or `role`.
    violation_owner_type: Option<String>,
    /// Whether it counts.
    active: Option<bool>,
    /// `{preventative, detective}`.
    #[schema(value_type = Option<Object>, example = json!({"preventative": true, "detective": true}))]
    scan_types: Option<Value>,
    /// The most days of an exception.
    max_exception_duration: u32,
    /// `{allow, exception, remediate}`; all when missing.
    #[schema(value_type = Option<Object>, example = json!({"allow": true, "exception": true, "remediate": true}))]
    decision_options: Option<Value>,
    /// `{schemas: ["grantRemoval"]}`.
    #[schema(value_type = Option<Object>, example = json!({"schemas": ["grantRemoval"]}))]
    remediation: Option<Value>,
    /// Whom it is about (4.1), by `userName`, `displayName`, `title`, `organization`, `manager.id` and others of people.
    #[schema(value_type = Option<Object>, example = json!({"operator": "ALL", "operand": []}))]
    user_filter: Option<Value>,
    /// What nobody may hold together: something from each. A condition (4.1) on what the catalog can be searched by, and
    /// in `type` the kinds of grants.
    #[schema(value_type = Vec<Object>, example = json!([{
        "type": ["entitlementGrant"], "operator": "EQUALS",
        "operand": {"targetName": "entitlement.displayName", "targetValue": "Enter payments"}
    }]))]
    rule_definition: Vec<Value>,
    /// `{type: "bpmn", id}`; `BasicViolationProcess` when missing.
    #[schema(value_type = Option<Object>, example = json!({"type": "bpmn", "id": "BasicViolationProcess"}))]
    workflow: Option<Value>,
    /// What somebody who decides should know.
    correction_advice: Option<String>,
    /// How bad a violation is, 0 to 100.
    risk_score: Option<u32>,
    /// `{workflow: {action}, expiration: {expires, action, duration}, exception: {justificationCheck}}`.
    #[schema(value_type = Option<Object>)]
    violation_lifecycle: Option<Value>,
    /// The controls that exceptions rest on, by id: made by the server, from what controls are linked to.
    mitigating_controls: Option<Vec<String>>,
    /// Each condition twice, URL-encoded: made by the server.
    rule_definition_tags: Option<Vec<String>>,
    /// `{createdDate, modifiedDate}`; left out when it was made just now.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
}

/// Rules that are scanned together. Members beyond these come back as they were sent.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `policy_document` writes")]
pub struct Policy {
    /// UUID.
    id: String,
    /// Of its schedule: made by the server.
    schedule_id: Option<String>,
    /// No two policies have the same.
    #[schema(example = "Payments")]
    name: String,
    /// In a sentence.
    description: Option<String>,
    /// Who answers for it.
    policy_owner: User,
    /// Its rules.
    policy_rule_ids: Vec<String>,
    /// What they are called: made by the server.
    policy_rule_names: Option<Vec<String>>,
    /// Whether its schedule runs; yes when missing.
    active: Option<bool>,
    /// `{type: "simple", startTime, repeatInterval, repeatCount}` or `{type: "cron", schedule}`; in UTC.
    #[schema(value_type = Option<Object>, example = json!({"type": "cron", "schedule": "0 3 * * *"}))]
    schedule: Option<Value>,
    /// `{createdDate, modifiedDate}`; left out when it was made just now.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
}

/// A rule as clients read it.
pub fn rule_document(read: &ReadRule) -> Map<String, Value> {
    let mut document = read.rule.document();
    if let Some(owner) = &read.owner {
        document.insert("policyRuleOwner".into(), json!(User::bare(owner)));
    }
    match &read.violation_owner {
        Owner::Person(person) => {
            document.insert("violationOwner".into(), json!(User::bare(person)));
        }
        Owner::Role(id, name) => {
            document.insert("violationOwner".into(), json!({"id": id, "name": name}));
        }
        Owner::Gone => {}
    }
    document.insert("mitigatingControls".into(), json!(read.controls));
    document
}

/// A rule with `remediation.schemas` written out (`resolveSchemas`).
pub fn resolved(mut document: Map<String, Value>) -> Map<String, Value> {
    let known = json!({
        "id": "grantRemoval", "name": "grantRemoval", "displayName": "Remove access",
        "description": "Takes away the grants that are chosen.",
        "properties": {"grantIds": {"type": "array", "items": {"type": "string"}, "title": "Access to remove"}},
        "required": ["grantIds"],
    });
    if let Some(Value::Array(schemas)) =
        document.get_mut("remediation").and_then(|remediation| remediation.get_mut("schemas"))
    {
        for schema in schemas.iter_mut().filter(|schema| *schema == "grantRemoval") {
            *schema = known.clone();
        }
    }
    document
}

/// A policy as clients read it.
pub fn policy_document(read: &ReadPolicy) -> Map<String, Value> {
    let mut document = read.policy.document();
    if let Some(owner) = &read.owner {
        document.insert("policyOwner".into(), json!(User::bare(owner)));
    }
    let names: Vec<&str> = read.rules.iter().map(|(_, name)| name.as_str()).collect();
    document.insert("policyRuleNames".into(), json!(names));
    document
}

/// A scan: who breaks which rules.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scan {
    /// UUID.
    pub id: String,
    /// The policy whose rules are looked at: `{id, name}`.
    #[schema(value_type = Option<Object>)]
    pub policy: Option<Value>,
    /// The rule that is looked at: `{id, name}`.
    #[schema(value_type = Option<Object>)]
    pub policy_rule: Option<Value>,
    /// Whether it opens no violations.
    pub is_simulation: bool,
    /// The past moment whose grants are looked at; left out for those of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<chrono::DateTime<chrono::Utc>>,
    /// `in-progress`, `complete` or `failed`.
    #[schema(value_type = String)]
    pub status: domain::ScanStatus,
    /// When it began.
    pub start_date: chrono::DateTime<chrono::Utc>,
    /// When it ended.
    pub completion_date: Option<chrono::DateTime<chrono::Utc>>,
    /// What is scanned: `{type, id, name, rules}`.
    #[schema(value_type = Object)]
    pub scan_target: Value,
    /// Who began it.
    pub started_by: String,
    /// People looked at, how often one of them breaks a rule, how much of that is written down, violations opened; of a
    /// past moment also how often somebody breaks a rule `today`.
    #[schema(value_type = Object, example = json!({"people": 400, "found": 3, "done": 3, "opened": 1}))]
    pub progress: Value,
    /// Why it could not go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// What it found, where that is asked for: at most 10,000 at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<ScanResult>>,
    /// Of a past moment, likewise: who breaks a rule today and did not then, with the access of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_since: Option<Vec<ScanResult>>,
}

/// Somebody breaks a rule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScanResult {
    /// Who.
    pub user: User,
    /// The rule: `{id, name}`.
    #[schema(value_type = Object)]
    pub policy_rule: Value,
    /// For each side of the rule, the grants that match it, each with how it is held.
    pub violating_access: Vec<Vec<Grant>>,
    /// Of a past moment: `still` (broken then and today), `over` (then, and no longer) or `new` (today, and not then).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub standing: Option<domain::Standing>,
}

impl From<&domain::Scan> for Scan {
    fn from(scan: &domain::Scan) -> Self {
        let named = |id: String| json!({"id": id, "name": scan.target_name});
        let kind = match (scan.policy, scan.rule) {
            (Some(_), _) => "policy",
            (_, Some(_)) => "policyRule",
            _ if scan.draft.is_some() => "draft",
            _ => "all",
        };
        let rules: Vec<Value> = scan.rules.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
        let mut progress = json!({
            "people": scan.people, "found": scan.found, "done": scan.done, "opened": scan.opened
        });
        if let Some(today) = scan.today {
            progress["today"] = json!(today);
        }
        let id = scan.policy.map(|id| id.to_string()).or_else(|| scan.rule.map(|id| id.to_string()));
        Self {
            id: scan.id.to_string(),
            policy: scan.policy.map(|id| named(id.to_string())),
            policy_rule: scan.rule.map(|id| named(id.to_string())),
            is_simulation: scan.is_simulation,
            as_of: scan.as_of,
            status: scan.status,
            start_date: scan.started,
            completion_date: scan.completed,
            scan_target: json!({"type": kind, "id": id, "name": scan.target_name, "rules": rules}),
            started_by: scan.started_by.clone(),
            progress,
            failure: scan.failure.clone(),
            results: None,
            new_since: None,
        }
    }
}

impl ScanResult {
    /// Of what a scan found; nothing when the person is gone. Items that are gone are left out.
    pub fn of(
        found: &Found,
        rule_name: &str,
        user: Option<&bailiwick::directory::UserBrief>,
        item: impl Fn(bailiwick::id::ItemId) -> Option<ItemBrief>,
    ) -> Option<Self> {
        let user = user?;
        let shown = |grant: &bailiwick::grant::Grant| {
            let access = AccessView {
                item: item(grant.item)?,
                through: grant.through.and_then(&item),
                account: None,
                granted_by: None,
                request_number: None,
                justification: None,
                grant: grant.clone(),
            };
            Some(Grant::of(&access, user))
        };
        Some(Self {
            user: User::bare(user),
            policy_rule: json!({"id": found.rule, "name": rule_name}),
            violating_access: found
                .access
                .iter()
                .map(|side| side.iter().filter_map(shown).collect())
                .collect(),
            standing: found.standing,
        })
    }
}
