//! The objects of the IGA face (contract 3), made from what the use cases answer.

mod access;
mod audit;
mod campaign;
pub mod catalog;
mod certification;
mod control;
mod decision;
mod entitlement;
mod form;
mod glossary;
mod line_item;
mod patch;
mod policy;
mod request;
mod request_type;
mod reviewed;
mod role;
mod user;
mod violation;
mod workflow;

pub use access::Grant;
pub use audit::AuditRecord;
pub use campaign::{
    Campaign, CampaignChange, LedgerLine, NewCampaign, NewDeadline, Review, ReviewerProgress,
    campaign_document,
};
pub use catalog::CatalogItem;
pub use certification::{CertificationTemplate, Forecast, TargetCount, template_document};
pub use control::{ControlEvidence, MitigatingControl, control_document};
pub use entitlement::{ApplicationRow, EntitlementItem, Permissions, permitted};
pub use form::{FormAssignment, NewFormAssignment, NewRequestForm, RequestForm};
pub use glossary::{GlossaryAttribute, NewGlossaryAttribute};
pub use line_item::{LineItem, LineItemBulk, ManyLineItems, NewRemediationStatus};
pub use patch::PatchOperation;
pub use policy::{Policy, PolicyRule, Scan, ScanResult, policy_document, resolved, rule_document};
pub use request::{Request, RequestContent};
pub use request_type::{NewRequestType, RequestType};
pub use role::RoleVersion;
pub use violation::{NewRemediation, SmallestFixes, Violation, ViolationBulk};
pub use workflow::Workflow;

use catalog::{Application, Assignment, CatalogRef, Entitlement, ItemType, Role};
use decision::Decision;
pub use user::User;

use std::collections::BTreeMap;

use bailiwick::catalog::{ItemKind, Risk};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Attributes by the kind of object they describe, such as `/entitlement`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Indexed {
    /// `/application`, `/entitlement` or `/role`: the attributes.
    #[schema(example = json!({"/entitlement": {"requestable": true, "riskLevel": "high"}}))]
    pub idx: BTreeMap<String, BTreeMap<String, Value>>,
}

impl Indexed {
    fn of(kind: ItemKind, attributes: &[(&str, Value)]) -> Self {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self { idx: BTreeMap::from([(format!("/{kind}"), attributes)]) }
    }

    /// The glossary of an item.
    fn glossary(kind: ItemKind, requestable: bool, risk: Risk) -> Self {
        Self::of(kind, &[("requestable", json!(requestable)), ("riskLevel", json!(risk.as_str()))])
    }

    /// The same with more attributes of that kind.
    fn with(mut self, kind: ItemKind, attributes: Map<String, Value>) -> Self {
        self.idx.entry(format!("/{kind}")).or_default().extend(attributes);
        self
    }

    /// The descriptor of an item: how it is shown.
    fn descriptor(kind: ItemKind, name: &str) -> Self {
        Self::of(kind, &[("displayName", json!(name))])
    }
}

/// When something was made and changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dates {
    /// When it was made.
    created_date: DateTime<Utc>,
    /// When it was last changed.
    modified_date: DateTime<Utc>,
}

/// A filter in a body (contract 4.1); nothing, or `{}`, matches everything.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `TargetFilter` reads")]
pub struct Search {
    /// `{operator, operand}`: AND, OR, NOT take nodes; EQUALS, CONTAINS, `STARTS_WITH`, `ENDS_WITH`, GT, GTE, LT,
    /// LTE, EXISTS and IN take `{targetName, targetValue}`. At most 32 levels and 1,000 conditions.
    #[schema(value_type = Option<Object>, example = json!({
        "operator": "EQUALS", "operand": {"targetName": "decision.status", "targetValue": "in-progress"}
    }))]
    pub target_filter: Option<bailiwick::filter::Filter>,
}
