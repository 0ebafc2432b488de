//! Which rules a control mitigates.

use bailiwick::id::{ControlId, PolicyRuleId};
use bailiwick_store::{StoreError, Tx, controls, policies};

use super::change::not_retired;
use super::read::{ReadControl, named};
use super::{check_at, for_change};
use crate::audit::Event;
use crate::engine::retry;
use crate::policies::writable;
use crate::{Context, Engine, EngineError};

/// The most rules of one call.
const MOST_RULES: usize = 1_000;
/// The most controls of a rule: each exception chooses among them.
const MOST_OF_RULE: usize = 50;

/// Links a control to rules: from now on their exceptions rest on one of the rule's controls. Those there are stay as they
/// are. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` (`policyRuleIds`): none, too many, or one that does not exist; `Conflict`: the
/// control is retired, or a rule has too many.
pub async fn link(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    rules: &[PolicyRuleId],
) -> Result<ReadControl, EngineError> {
    set(engine, ctx, id, rules, true).await
}

/// Takes links away: exceptions of these rules that rest on the control end. Needs `POLICY_ADMIN`.
///
/// # Errors
/// As [`link`], but for controls that are retired.
pub async fn unlink(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    rules: &[PolicyRuleId],
) -> Result<ReadControl, EngineError> {
    set(engine, ctx, id, rules, false).await
}

async fn set(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    rules: &[PolicyRuleId],
    is_linked: bool,
) -> Result<ReadControl, EngineError> {
    writable(ctx)?;
    if rules.is_empty() || rules.len() > MOST_RULES {
        return Err(EngineError::invalid("policyRuleIds", format!("must name 1 to {MOST_RULES} rules")));
    }
    let read = retry!(write(engine, ctx, id, rules, is_linked))?;
    engine.ring();
    Ok(read)
}

async fn write(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    rules: &[PolicyRuleId],
    is_linked: bool,
) -> Result<ReadControl, EngineError> {
    let mut tx = engine.write().await?;
    let control = for_change(&mut tx, id).await?;
    if is_linked {
        not_retired(&control)?;
    }
    for rule in rules {
        let name = rule_name(&mut tx, *rule).await?;
        let (what, is_new) = if is_linked {
            let linked = controls::links::add(&mut tx, id, *rule).await.map_err(|error| match error {
                // It was there a moment ago.
                StoreError::Dangling => EngineError::Busy(error),
                error => error.into(),
            })?;
            ("link-control", linked)
        } else {
            ("unlink-control", controls::links::remove(&mut tx, id, *rule).await?)
        };
        if !is_new {
            continue;
        }
        if is_linked && controls::links::of_rule(&mut tx, *rule).await?.len() > MOST_OF_RULE {
            return Err(EngineError::Conflict(format!(
                "`{name}` has {MOST_OF_RULE} controls: unlink one first"
            )));
        }
        Event::new(what, "mitigating-control", id, &control.definition.name)
            .set("policyRule", rule)
            .set("policyRuleName", &name)
            .write(&mut tx, engine, ctx)
            .await?;
    }
    if !is_linked {
        check_at(&mut tx, engine, ctx, id, ctx.now).await?;
    }
    let read = named(&mut tx, control).await?;
    tx.commit().await?;
    Ok(read)
}

async fn rule_name(tx: &mut Tx, id: PolicyRuleId) -> Result<String, EngineError> {
    let unknown = || EngineError::invalid("policyRuleIds", format!("names `{id}`, which is no policy rule"));
    Ok(policies::rules::find(tx, id).await?.ok_or_else(unknown)?.definition.name)
}
