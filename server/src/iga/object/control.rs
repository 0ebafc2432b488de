//! Mitigating controls. The contract has none: they have the shape of policies.

use bailiwick::policy::Evidence as Given;
use bailiwick_engine::controls::ReadControl;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::User;
use super::user::long_id;

/// What keeps the harm of violations away while they are excepted. Members beyond these come back as they were sent.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `control_document` writes")]
pub struct MitigatingControl {
    /// UUID.
    id: String,
    /// No two controls have the same.
    #[schema(example = "Monthly review of payments")]
    name: String,
    /// What is done, and how it is seen to be done.
    description: Option<String>,
    /// Who answers for it and gives evidence.
    control_owner: User,
    /// After so many days evidence counts no more: 1 to 1,095.
    #[schema(example = 31)]
    evidence_interval: u32,
    /// `current`, `due` (its evidence runs out soon), `lapsed` or `retired`: made by the server.
    state: Option<String>,
    /// When evidence was last given: made by the server.
    last_evidence_date: Option<DateTime<Utc>>,
    /// The moment at which that counts no more: made by the server.
    evidence_due_date: Option<DateTime<Utc>>,
    /// Since when it is not kept up any more: made by the server.
    retired_date: Option<DateTime<Utc>>,
    /// The rules it is linked to, `[{id, name}]`: made by the server.
    #[schema(value_type = Option<Vec<Object>>)]
    policy_rules: Option<Vec<Value>>,
    /// How many exceptions rest on it: made by the server.
    exceptions: Option<i64>,
    /// `{createdDate, modifiedDate}`.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Value>,
}

/// A control as clients read it.
pub fn control_document(read: &ReadControl, now: DateTime<Utc>) -> Map<String, Value> {
    let mut document = read.control.document(now);
    if let Some(owner) = &read.owner {
        document.insert("controlOwner".into(), json!(User::bare(owner)));
    }
    let rules: Vec<Value> = read.rules.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    document.insert("policyRules".into(), json!(rules));
    document.insert("exceptions".into(), json!(read.exceptions));
    document
}

/// Somebody's word that a control works.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlEvidence {
    /// UUID.
    pub id: String,
    /// Who gave it: `{id, userName}`, with the name they had.
    pub user: User,
    /// In whose stead: `managed/user/{uuid}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// When.
    pub time_stamp: DateTime<Utc>,
    /// `confirmed`, or `uploaded` with a file.
    pub kind: &'static str,
    /// What was looked at, and what it said.
    pub comment: String,
    /// The file: `GET /iga/governance/mitigatingControl/{id}/evidence/{evidenceId}/file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<EvidenceFile>,
}

/// A file of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceFile {
    /// What it is called.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

impl From<&Given> for ControlEvidence {
    fn from(given: &Given) -> Self {
        let file = given.file.as_ref();
        Self {
            id: given.id.to_string(),
            user: User::named(given.by, &given.name),
            on_behalf_of: given.on_behalf_of.map(long_id),
            time_stamp: given.at,
            kind: if file.is_some() { "uploaded" } else { "confirmed" },
            comment: given.comment.clone(),
            file: file.map(|file| EvidenceFile { name: file.name.clone(), size: file.size }),
        }
    }
}
