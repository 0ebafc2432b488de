//! Rules: reading, making, changing and deleting them.

use bailiwick::directory::Status;
use bailiwick::document::Fault;
use bailiwick::id::{PolicyId, PolicyRuleId, WorkflowId};
use bailiwick::policy::{Rule, RuleDefinition, ViolationOwner};

use bailiwick_store::grants::matching;
use bailiwick_store::{StoreError, Tx, controls, items, policies, users};
use serde_json::{Map, Value as Json};

use super::named::{self, ReadRule};
use super::{MOST_RULES, find as find_policy, readable, writable};
use crate::audit::Event;
use crate::engine::retry;
use crate::workflows::published;
use crate::{Context, Engine, EngineError};

/// What the contract says of a name that is taken (1.5).
const NAME_TAKEN: &str = "Name must be different from the existing policy rules.";

/// Every rule, by name. For policy administrators, access administrators and auditors.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<ReadRule>, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let rules = policies::rules::all(&mut tx).await?;
    named::rules(&mut tx, rules).await
}

/// The rules of a policy, in its order.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn of_policy(engine: &Engine, ctx: &Context, id: PolicyId) -> Result<Vec<ReadRule>, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    find_policy(&mut tx, id).await?;
    let rules = policies::rules::of_policy(&mut tx, id).await?;
    named::rules(&mut tx, rules).await
}

/// One rule.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: PolicyRuleId) -> Result<ReadRule, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let rule = find(&mut tx, id).await?;
    named::rule(&mut tx, rule).await
}

pub(super) async fn find(tx: &mut Tx, id: PolicyRuleId) -> Result<Rule, EngineError> {
    policies::rules::find(tx, id).await?.ok_or_else(|| EngineError::not_found("policy rule", id))
}

/// Makes a rule; an id in the body has no effect (contract 1.4). Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: see [`RuleDefinition::parse`]; a name that is taken, somebody or a property that does
/// not exist; `Conflict` when there are too many.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<ReadRule, EngineError> {
    writable(ctx)?;
    let definition = RuleDefinition::parse(body)?;
    retry!(insert(engine, ctx, &definition))
}

async fn insert(
    engine: &Engine,
    ctx: &Context,
    definition: &RuleDefinition,
) -> Result<ReadRule, EngineError> {
    let mut tx = engine.write().await?;
    check(&mut tx, definition).await?;
    let rule = add(&mut tx, engine, ctx, definition.clone()).await?;
    let read = named::rule(&mut tx, rule).await?;
    tx.commit().await?;
    Ok(read)
}

async fn add(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    definition: RuleDefinition,
) -> Result<Rule, EngineError> {
    if usize::try_from(policies::rules::count(tx).await?).is_ok_and(|count| count >= MOST_RULES) {
        return Err(EngineError::Conflict(format!("there are {MOST_RULES} policy rules: delete one first")));
    }
    let id = PolicyRuleId(engine.new_id());
    let rule = Rule { id, definition, revision: 1, created_at: ctx.now, modified_at: ctx.now };
    policies::rules::insert(tx, &rule).await.map_err(|error| taken(error, NAME_TAKEN))?;
    told("create-policy-rule", None, Some(&rule)).write(tx, engine, ctx).await?;
    Ok(rule)
}

/// A name that is taken, in the contract's words.
pub(super) fn taken(error: StoreError, words: &str) -> EngineError {
    match error {
        StoreError::Duplicate => EngineError::InvalidAll(vec![words.to_owned()]),
        // Whoever it names was there a moment ago.
        StoreError::Dangling => EngineError::Busy(error),
        error => error.into(),
    }
}

/// Makes a rule like another one, under a free name and not active. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` when there are too many.
pub async fn duplicate(engine: &Engine, ctx: &Context, id: PolicyRuleId) -> Result<ReadRule, EngineError> {
    writable(ctx)?;
    retry!(copy(engine, ctx, id))
}

async fn copy(engine: &Engine, ctx: &Context, id: PolicyRuleId) -> Result<ReadRule, EngineError> {
    let mut tx = engine.write().await?;
    let origin = find(&mut tx, id).await?.definition;
    let stem: String = origin.name.chars().take(180).collect();
    let mut name = format!("{stem} (copy)");
    let mut number = 2;
    while policies::rules::has_name(&mut tx, &name).await? {
        name = format!("{stem} (copy {number})");
        number += 1;
    }
    let rule = add(&mut tx, engine, ctx, origin.copied(name)).await?;
    controls::links::copy(&mut tx, id, rule.id).await?;
    let read = named::rule(&mut tx, rule).await?;
    tx.commit().await?;
    Ok(read)
}

/// Replaces what was said about a rule, if nobody did since `revision`, when one is given. Needs `POLICY_ADMIN`.
///
/// # Errors
/// As [`create`]; `NotFound`; `Changed`.
pub async fn replace(
    engine: &Engine,
    ctx: &Context,
    id: PolicyRuleId,
    body: Map<String, Json>,
    revision: Option<i64>,
) -> Result<ReadRule, EngineError> {
    writable(ctx)?;
    let definition = RuleDefinition::parse(body)?;
    retry!(save(engine, ctx, id, &definition, revision))
}

async fn save(
    engine: &Engine,
    ctx: &Context,
    id: PolicyRuleId,
    definition: &RuleDefinition,
    revision: Option<i64>,
) -> Result<ReadRule, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    if revision.is_some_and(|revision| revision != before.revision) {
        return Err(EngineError::Changed("somebody else has changed the rule meanwhile".into()));
    }
    let mut after = before.clone();
    if *definition != before.definition {
        check(&mut tx, definition).await?;
        after = Rule {
            definition: definition.clone(),
            revision: before.revision + 1,
            modified_at: ctx.now,
            ..before.clone()
        };
        policies::rules::update(&mut tx, &after).await.map_err(|error| taken(error, NAME_TAKEN))?;
        told("modify-policy-rule", Some(&before), Some(&after)).write(&mut tx, engine, ctx).await?;
    }
    let read = named::rule(&mut tx, after).await?;
    tx.commit().await?;
    Ok(read)
}

/// Deletes a rule, and takes it out of every policy that has it. What was found by it stays. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(engine: &Engine, ctx: &Context, id: PolicyRuleId) -> Result<ReadRule, EngineError> {
    writable(ctx)?;
    retry!(remove(engine, ctx, id))
}

async fn remove(engine: &Engine, ctx: &Context, id: PolicyRuleId) -> Result<ReadRule, EngineError> {
    let mut tx = engine.write().await?;
    let gone = find(&mut tx, id).await?;
    for before in policies::with_rule(&mut tx, id).await? {
        super::change::store(&mut tx, engine, ctx, &before, before.definition.without(id)).await?;
    }
    policies::rules::delete(&mut tx, id, gone.revision).await.map_err(|error| taken(error, NAME_TAKEN))?;
    told("delete-policy-rule", Some(&gone), None).write(&mut tx, engine, ctx).await?;
    let read = named::rule(&mut tx, gone).await?;
    tx.commit().await?;
    Ok(read)
}

/// What only the database knows: whether those whom the rule names exist, and what it searches by.
async fn check(tx: &mut Tx, definition: &RuleDefinition) -> Result<(), EngineError> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut fault = |property: String, fault: String| faults.push(Fault { property, fault });
    if !is_active(tx, definition.owner).await? {
        fault("policyRuleOwner.id".into(), "is nobody who works here".into());
    }
    match definition.violation_owner {
        ViolationOwner::Person(id) if !is_active(tx, id).await? => {
            fault("violationOwner.id".into(), "is nobody who works here".into());
        }
        ViolationOwner::Role(id) if items::briefs(tx, &[id]).await?.is_empty() => {
            fault("violationOwner.id".into(), "is no role".into());
        }
        _ => {}
    }
    faults.extend(unsearchable(tx, definition).await?);
    let mut fault = |property: String, fault: String| faults.push(Fault { property, fault });
    if let Some(workflow) = definition.workflow.as_ref().filter(|_| !definition.lifecycle.does_nothing) {
        let id = WorkflowId(workflow.clone());
        if published(tx, &id).await?.is_none() {
            fault("workflow.id".into(), format!("names `{workflow}`, which is no published workflow"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// What a rule searches people and items by that they cannot be searched by.
pub(super) async fn unsearchable(
    tx: &mut Tx,
    definition: &RuleDefinition,
) -> Result<Vec<Fault>, EngineError> {
    let mut faults = Vec::new();
    if let Some(fault) = search_fault(users::check(tx, &definition.people).await)? {
        faults.push(Fault { property: "userFilter".into(), fault });
    }
    for (index, side) in definition.sides.iter().enumerate() {
        if let Some(fault) = search_fault(matching::check(tx, &side.filter).await)? {
            faults.push(Fault { property: format!("ruleDefinition[{index}]"), fault });
        }
    }
    Ok(faults)
}

async fn is_active(tx: &mut Tx, user: bailiwick::id::UserId) -> Result<bool, EngineError> {
    Ok(users::brief(tx, user).await?.is_some_and(|user| user.status == Status::Active))
}

/// What is wrong with a filter; other errors are errors.
fn search_fault(checked: Result<(), StoreError>) -> Result<Option<String>, EngineError> {
    match checked {
        Ok(()) => Ok(None),
        Err(error @ (StoreError::UnknownProperty(_) | StoreError::WrongValue { .. })) => {
            Ok(Some(format!("is wrong: {error}")))
        }
        Err(error) => Err(error.into()),
    }
}

/// What happened to a rule: each member of its body, before and after.
fn told(what: &'static str, before: Option<&Rule>, after: Option<&Rule>) -> Event {
    let none = Map::new();
    let had = before.map_or(&none, |rule| rule.definition.body());
    let has = after.map_or(&none, |rule| rule.definition.body());
    let (id, name) = after
        .or(before)
        .map_or_else(Default::default, |rule| (rule.id.to_string(), rule.definition.name.as_str()));
    Event::new(what, "policy-rule", id, name).members(had, has)
}
