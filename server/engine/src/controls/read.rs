//! Controls with whom and what they name.

use std::collections::HashMap;

use bailiwick::delegation::Acting;
use bailiwick::directory::UserBrief;
use bailiwick::id::{ControlId, PolicyRuleId, UserId, ViolationId};
use bailiwick::policy::Control;
use bailiwick::policy::control::Loss;
use bailiwick_store::violations::resting as exceptions;
use bailiwick_store::{Tx, controls, users};
use chrono::{DateTime, Utc};

use super::{readable, reads_all};
use crate::{Context, Engine, EngineError, delegations, policies, violations};

/// The most exceptions that are listed of a control.
const MOST_SHOWN: i64 = 500;

/// A control, with whom and what it names.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadControl {
    /// The control.
    pub control: Control,
    /// Who answers for it; nobody when they are gone.
    pub owner: Option<UserBrief>,
    /// The rules it is linked to, by id and name.
    pub rules: Vec<(PolicyRuleId, String)>,
    /// How many exceptions rest on it.
    pub exceptions: i64,
}

/// An exception that rests on a control.
#[derive(Debug, Clone, PartialEq)]
pub struct Resting {
    /// The violation.
    pub violation: ViolationId,
    /// Who is excepted; nobody when they are gone.
    pub user: Option<UserBrief>,
    /// What the rule was called when the violation was found.
    pub rule: String,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

/// Controls, by name: all for policy administrators and auditors, else those that the caller answers for, by themselves or
/// as a deputy.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<ReadControl>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let mut all = controls::all(&mut tx).await?;
    if !reads_all(ctx) {
        let stands_in_for = delegations::stood_in_for(&mut tx, ctx).await?;
        let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
        all.retain(|control| control.is_kept_by(acting));
    }
    let mut rules: HashMap<ControlId, Vec<(PolicyRuleId, String)>> = HashMap::new();
    for (control, rule, name) in controls::links::rules(&mut tx, None).await? {
        rules.entry(control).or_default().push((rule, name));
    }
    let counts: HashMap<ControlId, i64> = exceptions::counts(&mut tx).await?.into_iter().collect();
    let owners = people(&mut tx, all.iter().map(|control| control.definition.owner).collect()).await?;
    let read = |control: Control| ReadControl {
        owner: owners.get(&control.definition.owner).cloned(),
        rules: rules.remove(&control.id).unwrap_or_default(),
        exceptions: counts.get(&control.id).copied().unwrap_or_default(),
        control,
    };
    Ok(all.into_iter().map(read).collect())
}

/// One control, for policy administrators, auditors, and whoever answers for it or stands in for them.
///
/// # Errors
/// `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: ControlId) -> Result<ReadControl, EngineError> {
    let mut tx = engine.read().await?;
    let control = readable(&mut tx, ctx, id).await?;
    named(&mut tx, control).await
}

/// A control with whom and what it names.
pub(super) async fn named(tx: &mut Tx, control: Control) -> Result<ReadControl, EngineError> {
    let rules = controls::links::rules(tx, Some(control.id)).await?;
    Ok(ReadControl {
        owner: users::brief(tx, control.definition.owner).await?,
        rules: rules.into_iter().map(|(_, rule, name)| (rule, name)).collect(),
        exceptions: exceptions::count(tx, control.id).await?,
        control,
    })
}

/// The exceptions that rest on a control, the first to end first; at most 500. For whom may read it.
///
/// # Errors
/// `NotFound`.
pub async fn resting(engine: &Engine, ctx: &Context, id: ControlId) -> Result<Vec<Resting>, EngineError> {
    let mut tx = engine.read().await?;
    readable(&mut tx, ctx, id).await?;
    let found = exceptions::on_control(&mut tx, id, MOST_SHOWN).await?;
    let people = people(&mut tx, found.iter().map(|violation| violation.user).collect()).await?;
    let shown = found.into_iter().map(|violation| Resting {
        user: people.get(&violation.user).cloned(),
        rule: violation.rule_name().to_owned(),
        violation: violation.id,
        until: violation.exception_until,
    });
    Ok(shown.collect())
}

/// Whether the caller may give evidence of a control now.
///
/// # Errors
/// `NotFound`; `Forbidden`: they may not, and why; `Conflict`: it is retired.
pub async fn may_confirm(engine: &Engine, ctx: &Context, id: ControlId) -> Result<(), EngineError> {
    let mut tx = engine.read().await?;
    let control = readable(&mut tx, ctx, id).await?;
    super::evidence::giver(&mut tx, ctx, &control).await.map(drop)
}

/// The controls of a rule by name, each with why an exception of a person could not rest on it. For whoever may read the
/// rule, or one of its violations.
///
/// # Errors
/// `Forbidden`; `NotFound`: there is no such violation for the caller.
pub async fn of_rule(
    engine: &Engine,
    ctx: &Context,
    rule: PolicyRuleId,
    violation: Option<ViolationId>,
) -> Result<Vec<(Control, Option<Loss>)>, EngineError> {
    let user = match violation {
        Some(id) => {
            let read = violations::read(engine, ctx, id).await?;
            Some(read.violation).filter(|violation| violation.rule_id == rule).map(|violation| violation.user)
        }
        None => None,
    };
    if user.is_none() {
        policies::readable(ctx)?;
    }
    let mut tx = engine.read().await?;
    let fit = |control: Control| {
        let loss = match user {
            Some(user) => control.unfit_for(user, ctx.now),
            None => control.loss(ctx.now),
        };
        (control, loss)
    };
    Ok(controls::links::of_rule(&mut tx, rule).await?.into_iter().map(fit).collect())
}

async fn people(tx: &mut Tx, mut ids: Vec<UserId>) -> Result<HashMap<UserId, UserBrief>, EngineError> {
    ids.sort_unstable();
    ids.dedup();
    Ok(users::briefs(tx, &ids).await?.into_iter().map(|user| (user.id, user)).collect())
}
