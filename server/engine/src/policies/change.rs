//! Making, changing and deleting policies.

use bailiwick::directory::Status;
use bailiwick::document::Fault;
use bailiwick::id::PolicyId;
use bailiwick::policy::{Policy, PolicyDefinition};
use bailiwick_store::{Tx, policies, users};
use serde_json::{Map, Value as Json};

use super::named::{self, ReadPolicy};
use super::rules::taken;
use super::{MOST_RULES, find, scan, writable};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// What the contract says of a name that is taken (1.5).
const NAME_TAKEN: &str = "Name must be different from the existing policies.";

/// Makes a policy; an id in the body has no effect (contract 1.4). Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: see [`PolicyDefinition::parse`]; a name that is taken, an owner or rule that does not
/// exist; `Conflict` when there are too many.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<ReadPolicy, EngineError> {
    writable(ctx)?;
    let definition = PolicyDefinition::parse(body)?;
    retry!(insert(engine, ctx, &definition))
}

async fn insert(
    engine: &Engine,
    ctx: &Context,
    definition: &PolicyDefinition,
) -> Result<ReadPolicy, EngineError> {
    let mut tx = engine.write().await?;
    check(&mut tx, definition).await?;
    if usize::try_from(policies::count(&mut tx).await?).is_ok_and(|count| count >= MOST_RULES) {
        return Err(EngineError::Conflict(format!("there are {MOST_RULES} policies: delete one first")));
    }
    let id = PolicyId(engine.new_id());
    let policy =
        Policy { id, definition: definition.clone(), revision: 1, created_at: ctx.now, modified_at: ctx.now };
    policies::insert(&mut tx, &policy).await.map_err(|error| taken(error, NAME_TAKEN))?;
    scan::plan(&mut tx, engine, ctx, &policy).await?;
    told("create-policy", None, Some(&policy)).write(&mut tx, engine, ctx).await?;
    let read = named::policy(&mut tx, policy).await?;
    tx.commit().await?;
    Ok(read)
}

/// Replaces what was said about a policy, if nobody did since `revision`, when one is given. Needs `POLICY_ADMIN`.
///
/// # Errors
/// As [`create`]; `NotFound`; `Changed`.
pub async fn replace(
    engine: &Engine,
    ctx: &Context,
    id: PolicyId,
    body: Map<String, Json>,
    revision: Option<i64>,
) -> Result<ReadPolicy, EngineError> {
    writable(ctx)?;
    let definition = PolicyDefinition::parse(body)?;
    retry!(save(engine, ctx, id, &definition, revision))
}

async fn save(
    engine: &Engine,
    ctx: &Context,
    id: PolicyId,
    definition: &PolicyDefinition,
    revision: Option<i64>,
) -> Result<ReadPolicy, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    if revision.is_some_and(|revision| revision != before.revision) {
        return Err(EngineError::Changed("somebody else has changed the policy meanwhile".into()));
    }
    let mut after = before.clone();
    if *definition != before.definition {
        check(&mut tx, definition).await?;
        after = store(&mut tx, engine, ctx, &before, definition.clone()).await?;
    }
    let read = named::policy(&mut tx, after).await?;
    tx.commit().await?;
    Ok(read)
}

/// Stores and records what a policy is from now on.
pub(super) async fn store(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Policy,
    definition: PolicyDefinition,
) -> Result<Policy, EngineError> {
    let after = Policy { definition, revision: before.revision + 1, modified_at: ctx.now, ..before.clone() };
    policies::update(tx, &after).await.map_err(|error| taken(error, NAME_TAKEN))?;
    scan::plan(tx, engine, ctx, &after).await?;
    told("modify-policy", Some(before), Some(&after)).write(tx, engine, ctx).await?;
    Ok(after)
}

/// Deletes a policy; its rules stay. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(engine: &Engine, ctx: &Context, id: PolicyId) -> Result<ReadPolicy, EngineError> {
    writable(ctx)?;
    retry!(remove(engine, ctx, id))
}

async fn remove(engine: &Engine, ctx: &Context, id: PolicyId) -> Result<ReadPolicy, EngineError> {
    let mut tx = engine.write().await?;
    let gone = find(&mut tx, id).await?;
    let read = named::policy(&mut tx, gone.clone()).await?;
    policies::delete(&mut tx, id, gone.revision).await?;
    told("delete-policy", Some(&gone), None).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(read)
}

async fn check(tx: &mut Tx, definition: &PolicyDefinition) -> Result<(), EngineError> {
    let mut faults = Vec::new();
    if users::brief(tx, definition.owner).await?.is_none_or(|user| user.status != Status::Active) {
        faults.push(Fault { property: "policyOwner.id".into(), fault: "is nobody who works here".into() });
    }
    for (index, id) in definition.rules.iter().enumerate() {
        if policies::rules::find(tx, *id).await?.is_none() {
            let property = format!("policyRuleIds[{index}]");
            faults.push(Fault { property, fault: format!("names `{id}`, which is no policy rule") });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// What happened to a policy: each member of its body, before and after.
fn told(what: &'static str, before: Option<&Policy>, after: Option<&Policy>) -> Event {
    let none = Map::new();
    let had = before.map_or(&none, |policy| policy.definition.body());
    let has = after.map_or(&none, |policy| policy.definition.body());
    let (id, name) = after
        .or(before)
        .map_or_else(Default::default, |policy| (policy.id.to_string(), policy.definition.name.as_str()));
    Event::new(what, "policy", id, name).members(had, has)
}
