//! What policy administrators do to rules, policies and scans: plain forms of pages that the server draws.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;

/// A rule, as the builder sends it. It stands in the builder's address too, so that nothing typed is lost.
#[expect(clippy::struct_excessive_bools, reason = "one for each box to tick")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    /// The rule's id; empty for a new one.
    pub id: String,
    /// The revision that was shown.
    pub revision: i64,
    /// As shown.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who answers for it, by user name.
    pub owner: String,
    /// Who decides about violations: a user name, or `role/` and an id.
    pub asked: String,
    /// Whom it is about: a property of people, empty for everybody.
    pub who: String,
    /// How that is compared.
    pub who_operator: String,
    /// With what.
    pub who_value: String,
    /// Whom it is about, where the builder cannot show it: a filter as JSON.
    pub who_json: String,
    /// What nobody may hold together.
    pub sides: Vec<SideForm>,
    /// The conditions of all sides.
    pub rows: Vec<RowForm>,
    /// Asked before access is given.
    pub preventive: bool,
    /// Looked for by scans.
    pub detective: bool,
    /// A violation may stay for good.
    pub allow: bool,
    /// It may stay until a date.
    pub exception: bool,
    /// Access may be taken away for it.
    pub remediate: bool,
    /// The most days of an exception.
    pub days: String,
    /// An exception needs a reason.
    pub reason: bool,
    /// Days until somebody else is asked; empty for never.
    pub expires: String,
    /// 0 to 100; empty for none.
    pub risk: String,
    /// What somebody who decides should know.
    pub advice: String,
    /// The past day that is looked at, as a date field has it.
    pub as_of: String,
    /// The scan of that day.
    pub past: String,
    /// Why that day could not be looked at.
    pub past_fault: String,
    /// What the button does: `save`, `count`, `past`, `side`, `row N`, `drop-side N`, `drop-row N`.
    #[serde(skip_serializing)]
    pub then: String,
}

/// One side of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SideForm {
    /// Entitlements count.
    pub entitlements: bool,
    /// Roles count.
    pub roles: bool,
    /// Accounts count.
    pub accounts: bool,
    /// A filter that the builder cannot show, as JSON; in place of conditions.
    pub json: String,
}

/// One condition of a side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowForm {
    /// The side's place, from 0.
    pub side: usize,
    /// A searchable property of the catalog.
    pub property: String,
    /// How it is compared.
    pub operator: String,
    /// With what.
    pub value: String,
}

/// A policy, as its page sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyForm {
    /// The policy's id; empty for a new one.
    pub id: String,
    /// The revision that was shown.
    pub revision: i64,
    /// As shown.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who answers for it, by user name.
    pub owner: String,
    /// The ids of its rules.
    pub rules: Vec<String>,
    /// Its schedule runs.
    pub active: bool,
    /// `none`, `day`, `0` to `6` for a day of the week from Sunday, `cron`, or `keep`.
    pub repeat: String,
    /// The time of day, as `03:00`, in UTC.
    pub at: String,
    /// A cron expression.
    pub cron: String,
}

/// Goes on with the builder: saves the rule, or adds and drops parts of it.
#[server]
pub async fn build_rule(
    /// What was filled in.
    rule: RuleForm,
) -> Result<(), PortalError> {
    crate::server::policies::build::build(rule).await
}

/// Does something to a rule.
#[server]
pub async fn set_rule(
    /// The rule's id.
    rule: String,
    /// `activate`, `deactivate`, `duplicate`, or `delete`.
    to: String,
) -> Result<(), PortalError> {
    crate::server::policies::set_rule(&rule, &to).await
}

/// Begins a scan.
#[server]
pub async fn begin_scan(
    /// A rule's id.
    #[server(default)]
    rule: String,
    /// A policy's id; without either everything is scanned.
    #[server(default)]
    policy: String,
    /// It only tells.
    #[server(default)]
    simulate: bool,
    /// A day, as a date field has it: it tells who broke the rules then.
    #[server(default)]
    as_of: String,
) -> Result<(), PortalError> {
    crate::server::policies::scan(&rule, &policy, simulate, &as_of).await
}

/// Deletes a scan.
#[server]
pub async fn delete_scan(
    /// Its id.
    scan: String,
) -> Result<(), PortalError> {
    crate::server::policies::delete_scan(&scan).await
}

/// Makes or changes a policy.
#[server]
pub async fn save_policy(
    /// What was filled in.
    policy: PolicyForm,
) -> Result<(), PortalError> {
    crate::server::policies::save::policy(policy).await
}

/// Deletes a policy.
#[server]
pub async fn delete_policy(
    /// Its id.
    policy: String,
) -> Result<(), PortalError> {
    crate::server::policies::delete_policy(&policy).await
}
