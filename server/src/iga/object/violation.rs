//! Violations (contract 3.14).

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::grant::Grant as Held;
use bailiwick::id::ItemId;
use bailiwick::policy::{RemediationStatus, ViolationDecision, ViolationStatus};
use bailiwick::view::AccessView;
use bailiwick_engine::violations::{NotActedOn, Plan, ViolationView};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::decision::{Actors, Comment, Phase, person};
use super::{Decision, Grant, PolicyRule, User, rule_document};

/// A person breaks a rule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// UUID.
    pub id: String,
    /// Who breaks it.
    pub user: User,
    /// The rule as it is today.
    #[schema(value_type = PolicyRule)]
    pub policy_rule: Map<String, Value>,
    /// The policy whose scan found it: `{id, name}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub policy: Option<Value>,
    /// The grants that break it, each once.
    pub violating_access: Vec<Grant>,
    /// The grants of the roles through which some of that is held: a remediation may take away these too.
    pub granting_roles: Vec<Grant>,
    /// For each side of the rule, the composite ids of the grants that match it.
    pub composite_ids: Vec<Vec<String>>,
    /// Where it stands.
    pub decision: ViolationStanding,
    /// What the caller may do in the phase that waits for them.
    #[schema(value_type = Object, example = json!({"allow": true, "exception": true}))]
    pub permissions: Map<String, Value>,
    /// When it was found.
    pub metadata: ViolationDates,
}

/// When a violation was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ViolationDates {
    /// When.
    pub created_date: DateTime<Utc>,
    /// The number people call its case by.
    pub primary_key: i64,
}

/// Where a violation stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ViolationStanding {
    /// Always `violation`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `pending`, `in-progress`, `exception` or `complete`.
    #[schema(value_type = String)]
    pub status: ViolationStatus,
    /// `allow`, `exception` or `remediate`, once decided.
    #[schema(value_type = Option<String>)]
    pub decision: Option<ViolationDecision>,
    /// When it was found.
    pub start_date: DateTime<Utc>,
    /// When it ended.
    pub completion_date: Option<DateTime<Utc>>,
    /// Who ended it, when a person did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_by: Option<User>,
    /// The control that the exception rests on: `{id, name}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub mitigating_control: Option<Value>,
    /// How it is remediated: `{remediationOptionId, grantIds, justification, status}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub remediation: Option<Value>,
    /// `in-progress`, `complete` or `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub remediation_status: Option<RemediationStatus>,
    /// What happens by itself: the end of the exception, and what the phase that waits has.
    #[schema(value_type = Object, example = json!({"exception": {"date": "2026-12-01T00:00:00Z"}}))]
    pub events: Value,
    /// What was said, oldest first.
    pub comments: Vec<Comment>,
    /// Who is and who was asked.
    pub actors: Actors,
    /// The phases so far, oldest first.
    pub phases: Vec<Phase>,
}

impl From<&ViolationView> for Violation {
    fn from(view: &ViolationView) -> Self {
        let violation = &view.violation;
        let ids = |side: &Vec<Held>| side.iter().map(|one| bailiwick::grant::composite_id(one.id)).collect();
        let mut seen = Vec::new();
        let mut violating_access = Vec::new();
        for grant in violation.access.iter().flatten() {
            if !seen.contains(&grant.id) {
                seen.push(grant.id);
                violating_access.extend(shown(view, grant));
            }
        }
        let may = view.case.permissions.iter().map(|one| (one.as_str().to_owned(), json!(true)));
        Self {
            id: violation.id.to_string(),
            user: User::bare(view.user()),
            policy_rule: rule_document(&view.rule),
            policy: view.policy.as_ref().map(|(id, name)| json!({"id": id, "name": name})),
            violating_access,
            granting_roles: view.roles.iter().filter_map(|grant| shown(view, grant)).collect(),
            composite_ids: violation.access.iter().map(ids).collect(),
            decision: ViolationStanding::of(view),
            permissions: may.collect(),
            metadata: ViolationDates {
                created_date: violation.created,
                primary_key: view.case.request.number,
            },
        }
    }
}

fn shown(view: &ViolationView, grant: &Held) -> Option<Grant> {
    of_items(&view.items, view.user(), grant)
}

fn of_items(items: &HashMap<ItemId, ItemBrief>, user: &UserBrief, grant: &Held) -> Option<Grant> {
    let access = AccessView {
        item: items.get(&grant.item)?.clone(),
        through: grant.through.and_then(|role| items.get(&role).cloned()),
        account: None,
        granted_by: None,
        request_number: None,
        justification: None,
        grant: grant.clone(),
    };
    Some(Grant::of(&access, user))
}

impl ViolationStanding {
    fn of(view: &ViolationView) -> Self {
        let violation = &view.violation;
        let Decision { comments, actors, phases, .. } = Decision::of(&view.case);
        let waiting = phases.iter().rev().find(|phase| phase.completion_date.is_none());
        let mut events = waiting.map_or_else(|| json!({}), |phase| phase.events.clone());
        if let Some(until) = violation.exception_until {
            events["exception"] = json!({"date": until});
        }
        let remediation = violation.remediation.as_ref().map(|given| {
            let mut shown = json!(given);
            shown["status"] = json!(violation.remediation_status);
            shown
        });
        Self {
            kind: "violation",
            status: violation.status,
            decision: violation.decision,
            start_date: violation.created,
            completion_date: violation.completed,
            completed_by: violation.completed_by.map(|id| person(&view.case, id)),
            mitigating_control: view
                .control
                .as_ref()
                .map(|control| json!({"id": control.id, "name": control.definition.name})),
            remediation,
            remediation_status: violation.remediation_status,
            events,
            comments,
            actors,
            phases,
        }
    }
}

/// What came of doing the same about many violations.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ViolationBulk {
    /// That it is done.
    #[schema(example = "Action 'allow' complete.")]
    pub message: String,
    /// Those that were left as they are.
    pub ids_not_acted_on: Vec<IdNotActedOn>,
}

/// A violation that was left as it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IdNotActedOn {
    /// Its id as it was given.
    pub id: String,
    /// Why.
    pub error_message: String,
    /// In a word, such as `not-found`, `forbidden`, `invalid` or `conflict`.
    pub error_code: &'static str,
}

impl ViolationBulk {
    /// Of an action.
    pub fn of(action: &str, left: Vec<NotActedOn>) -> Self {
        let shown =
            |one: NotActedOn| IdNotActedOn { id: one.id, error_message: one.message, error_code: one.code };
        Self {
            message: format!("Action '{action}' complete."),
            ids_not_acted_on: left.into_iter().map(shown).collect(),
        }
    }
}

/// The cheapest access to take away so that violations end.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SmallestFixes {
    /// For each person, by name.
    pub result: Vec<SmallestFix>,
    /// How many more open violations there are, which were not looked at.
    pub beyond: i64,
}

/// What one person loses.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SmallestFix {
    /// Who.
    pub user: User,
    /// The ids of the violations that it ends.
    pub violation_ids: Vec<String>,
    /// The grants that go; a role takes with it what it brings.
    pub remove: Vec<Grant>,
    /// What it costs, as weighed; less is better.
    pub weight: u64,
    /// Whether nothing cheaper exists; else it is the best that was found within bounds.
    pub is_exact: bool,
}

impl From<&Plan> for SmallestFixes {
    fn from(plan: &Plan) -> Self {
        let result = plan.fixes.iter().map(|fix| SmallestFix {
            user: User::bare(&fix.user),
            violation_ids: fix.violations.iter().map(|one| one.violation.id.to_string()).collect(),
            remove: fix.remove.iter().filter_map(|grant| of_items(&plan.items, &fix.user, grant)).collect(),
            weight: fix.weight,
            is_exact: fix.is_exact,
        });
        Self { result: result.collect(), beyond: plan.beyond }
    }
}

/// How a violation is remediated.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `Remediation` reads")]
pub struct NewRemediation {
    /// `grantRemoval`.
    #[schema(example = "grantRemoval")]
    remediation_option_id: String,
    /// The grants that go, by their composite ids.
    grant_ids: Vec<String>,
    /// Why.
    justification: Option<String>,
}
