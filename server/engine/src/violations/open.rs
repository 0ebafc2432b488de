//! Violations that are found, made by hand, and found no longer.

use bailiwick::authority::Actor;
use bailiwick::grant::Grant;
use bailiwick::id::{PolicyRuleId, UserId, ViolationId, WorkflowId};
use bailiwick::policy::{Found, Rule, Scan, Violation, ViolationDecision, ViolationStatus};
use bailiwick_store::{StoreError, Tx, grants, policies, requests, users, violations};

use super::read::{ViolationView, read};
use crate::audit::Event;
use crate::engine::retry;
use crate::policies::{Compiled, writable};
use crate::{Context, Engine, EngineError, workflows};

/// What runs where a rule names nothing.
const WORKFLOW: &str = "BasicViolationProcess";
/// So many violations that are no more are closed in one transaction.
const CHUNK: i64 = 200;

/// Opens the violation that a scan found, unless one of the same rule and person stands: that one then names the
/// grants of today. Whether it was opened.
pub(crate) async fn open(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    rule: &Rule,
    scan: &Scan,
    found: &Found,
) -> Result<bool, EngineError> {
    if let Some((mut standing, revision)) = violations::standing(tx, rule.id, found.user).await? {
        if standing.access != found.access {
            standing.access.clone_from(&found.access);
            violations::update(tx, &standing, revision, ctx.now).await?;
        }
        return Ok(false);
    }
    let mut violation = begin(engine, ctx, rule, found.user, found.access.clone());
    violation.policy = scan.policy;
    violation.scan = Some(scan.id);
    put(tx, engine, ctx, rule, &violation).await?;
    Ok(true)
}

fn begin(engine: &Engine, ctx: &Context, rule: &Rule, user: UserId, access: Vec<Vec<Grant>>) -> Violation {
    let asks = !rule.definition.lifecycle.does_nothing;
    Violation {
        id: ViolationId(engine.new_id()),
        rule_id: rule.id,
        policy: None,
        user,
        scan: None,
        rule: rule.document(),
        access,
        status: if asks { ViolationStatus::InProgress } else { ViolationStatus::Pending },
        decision: None,
        exception_until: None,
        excepted: None,
        control: None,
        paused: Vec::new(),
        remediation: None,
        remediation_status: None,
        is_standing: true,
        created: ctx.now,
        completed: None,
        completed_by: None,
    }
}

async fn put(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    rule: &Rule,
    violation: &Violation,
) -> Result<(), EngineError> {
    let case = violation.case(ctx.now);
    requests::insert(tx, &case, ctx.now).await?;
    violations::insert(tx, violation).await.map_err(|error| match error {
        // Somebody else found it at the same moment.
        StoreError::Duplicate => EngineError::Busy(error),
        error => error.into(),
    })?;
    if !rule.definition.lifecycle.does_nothing {
        let workflow = rule.definition.workflow.clone().unwrap_or_else(|| WORKFLOW.to_owned());
        workflows::start_as(tx, engine, ctx, &case, &WorkflowId(workflow)).await?;
    }
    Event::new("open-violation", "violation", violation.id, &rule.definition.name)
        .about(violation.user)
        .set("policyRule", rule.id)
        .change("scan", None::<String>, violation.scan)
        .write(tx, engine, ctx)
        .await
}

/// Writes down by hand that a person breaks a rule, which they must do today. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: they do not break it, or the violation stands already.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    rule: PolicyRuleId,
    user: UserId,
) -> Result<ViolationView, EngineError> {
    writable(ctx)?;
    let id = retry!(try_create(engine, ctx, rule, user))?;
    engine.ring();
    read(engine, ctx, id).await
}

async fn try_create(
    engine: &Engine,
    ctx: &Context,
    rule: PolicyRuleId,
    user: UserId,
) -> Result<ViolationId, EngineError> {
    let mut tx = engine.write().await?;
    let missing = || EngineError::not_found("policy rule", rule);
    let rule = policies::rules::find(&mut tx, rule).await?.ok_or_else(missing)?;
    users::brief(&mut tx, user).await?.ok_or_else(|| EngineError::not_found("user", user))?;
    if violations::standing(&mut tx, rule.id, user).await?.is_some() {
        return Err(EngineError::Conflict("the violation is known already".into()));
    }
    let access = broken_now(&mut tx, &rule, user).await?;
    let access = access.ok_or_else(|| EngineError::Conflict("the person does not break the rule".into()))?;
    let violation = begin(engine, ctx, &rule, user, access);
    put(&mut tx, engine, ctx, &rule, &violation).await?;
    tx.commit().await?;
    Ok(violation.id)
}

/// The grants by which a person breaks a rule, for each of its sides; none when they do not.
pub(super) async fn broken_now(
    tx: &mut Tx,
    rule: &Rule,
    user: UserId,
) -> Result<Option<Vec<Vec<Grant>>>, EngineError> {
    if !users::is_among(tx, user, &rule.definition.people).await? {
        return Ok(None);
    }
    let compiled = Compiled::of(tx, vec![rule.clone()]).await?;
    let held = grants::of_users(tx, &[user]).await?;
    let mut access = Vec::new();
    for one in &compiled.rules {
        let own = one.own(tx, &[user]).await?;
        access.extend(one.access(&held, &own));
    }
    Ok(access.iter().all(|side| !side.is_empty()).then_some(access))
}

/// Closes what stands of a rule from before a scan that did not find it again: the access is gone.
pub(crate) async fn close_resolved(
    engine: &Engine,
    ctx: &Context,
    rule: &Rule,
    scan: &Scan,
) -> Result<(), EngineError> {
    loop {
        let mut tx = engine.write().await?;
        let gone = violations::not_found_again(&mut tx, rule.id, scan.id, scan.started, CHUNK).await?;
        let last = i64::try_from(gone.len()).unwrap_or(CHUNK) < CHUNK;
        for (violation, _) in gone {
            resolve(&mut tx, engine, ctx, rule, violation.id).await?;
        }
        tx.commit().await?;
        if last {
            return Ok(());
        }
    }
}

async fn resolve(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    rule: &Rule,
    id: ViolationId,
) -> Result<(), EngineError> {
    let mut loaded = super::load(tx, id).await?;
    // Granted again since the scan looked.
    if let Some(access) = broken_now(tx, rule, loaded.violation.user).await? {
        loaded.violation.access = access;
        return Ok(violations::update(tx, &loaded.violation, loaded.revision, ctx.now).await?);
    }
    let system = ctx.as_system();
    if loaded.violation.decision == Some(ViolationDecision::Allow) {
        loaded.violation.is_standing = false;
        return Ok(violations::update(tx, &loaded.violation, loaded.revision, ctx.now).await?);
    }
    let words = "The access that broke the rule is gone.";
    let was_remediated = loaded.violation.decision == Some(ViolationDecision::Remediate);
    let decision = was_remediated.then_some(ViolationDecision::Remediate);
    super::settle::close(tx, engine, &system, &mut loaded, decision, words, &Actor::System).await
}
