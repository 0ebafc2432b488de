//! Rules and policies with whom and what they name: owners and rules are kept by id and filled in when they are read.

use std::collections::HashMap;

use bailiwick::directory::UserBrief;
use bailiwick::id::{ControlId, ItemId, PolicyRuleId, UserId};
use bailiwick::policy::{Policy, Rule, ViolationOwner};
use bailiwick_store::{Tx, controls, items, policies, users};

use crate::EngineError;

/// Who is asked about violations, by name.
#[derive(Debug, Clone, PartialEq)]
pub enum Owner {
    /// A person.
    Person(UserBrief),
    /// A role, by id and name.
    Role(ItemId, String),
    /// Somebody or something that is gone.
    Gone,
}

/// A rule, with whom it names.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRule {
    /// The rule.
    pub rule: Rule,
    /// Who answers for it; nobody when they are gone.
    pub owner: Option<UserBrief>,
    /// Who is asked about its violations.
    pub violation_owner: Owner,
    /// The controls that its exceptions rest on, by name.
    pub controls: Vec<ControlId>,
}

/// A policy, with whom and what it names.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadPolicy {
    /// The policy.
    pub policy: Policy,
    /// Who answers for it; nobody when they are gone.
    pub owner: Option<UserBrief>,
    /// Its rules, by id and name.
    pub rules: Vec<(PolicyRuleId, String)>,
}

/// Rules with whom they name, in the order given.
pub(crate) async fn rules(tx: &mut Tx, all: Vec<Rule>) -> Result<Vec<ReadRule>, EngineError> {
    let mut people: Vec<UserId> = all.iter().map(|rule| rule.definition.owner).collect();
    let mut roles = Vec::new();
    for rule in &all {
        match rule.definition.violation_owner {
            ViolationOwner::Person(id) => people.push(id),
            ViolationOwner::Role(id) => roles.push(id),
        }
    }
    let people = briefs(tx, people).await?;
    roles.sort_unstable();
    roles.dedup();
    let roles: HashMap<ItemId, String> =
        items::briefs(tx, &roles).await?.into_iter().map(|role| (role.id, role.name)).collect();
    let mut ids: Vec<PolicyRuleId> = all.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut linked: HashMap<PolicyRuleId, Vec<ControlId>> = HashMap::new();
    for (rule, control) in controls::links::of_rules(tx, &ids).await? {
        linked.entry(rule).or_default().push(control);
    }
    let named = |rule: Rule| ReadRule {
        controls: linked.get(&rule.id).cloned().unwrap_or_default(),
        owner: people.get(&rule.definition.owner).cloned(),
        violation_owner: match rule.definition.violation_owner {
            ViolationOwner::Person(id) => people.get(&id).cloned().map_or(Owner::Gone, Owner::Person),
            ViolationOwner::Role(id) => {
                roles.get(&id).map_or(Owner::Gone, |name| Owner::Role(id, name.clone()))
            }
        },
        rule,
    };
    Ok(all.into_iter().map(named).collect())
}

/// One rule with whom it names.
pub(super) async fn rule(tx: &mut Tx, rule: Rule) -> Result<ReadRule, EngineError> {
    let id = rule.id;
    rules(tx, vec![rule]).await?.pop().ok_or_else(|| EngineError::not_found("policy rule", id))
}

/// Policies with whom and what they name, in the order given.
pub(super) async fn policies(tx: &mut Tx, all: Vec<Policy>) -> Result<Vec<ReadPolicy>, EngineError> {
    let people = briefs(tx, all.iter().map(|policy| policy.definition.owner).collect()).await?;
    let called: HashMap<PolicyRuleId, String> =
        policies::rules::all(tx).await?.into_iter().map(|rule| (rule.id, rule.definition.name)).collect();
    let filled = |policy: Policy| ReadPolicy {
        owner: people.get(&policy.definition.owner).cloned(),
        rules: policy.definition.rules.iter().filter_map(|id| Some((*id, called.get(id)?.clone()))).collect(),
        policy,
    };
    Ok(all.into_iter().map(filled).collect())
}

/// One policy with whom and what it names.
pub(super) async fn policy(tx: &mut Tx, policy: Policy) -> Result<ReadPolicy, EngineError> {
    let id = policy.id;
    policies(tx, vec![policy]).await?.pop().ok_or_else(|| EngineError::not_found("policy", id))
}

async fn briefs(tx: &mut Tx, mut ids: Vec<UserId>) -> Result<HashMap<UserId, UserBrief>, EngineError> {
    ids.sort_unstable();
    ids.dedup();
    Ok(users::briefs(tx, &ids).await?.into_iter().map(|user| (user.id, user)).collect())
}
