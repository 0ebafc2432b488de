//! Scans: beginning them, and reading what they found.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::id::{ItemId, PolicyId, PolicyRuleId, ScanId, UserId};
use bailiwick::policy::{Found, Rule, Scan, ScanStatus};
use bailiwick_store::{Tx, items, policies, users};
use tokio::time::{Duration, Instant, sleep};

use super::{find, readable, rules, writable};
use crate::audit::Event;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// The most scans that are listed; older ones are read by id.
const MOST_LISTED: i64 = 10_000;
/// So long somebody waits for a scan; then it goes on without them.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often somebody who waits looks.
const LOOK: Duration = Duration::from_millis(50);

/// What is scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// The active detective rules of a policy.
    Policy(PolicyId),
    /// One rule, whether it is active or not.
    Rule(PolicyRuleId),
    /// Every active detective rule.
    Everything,
}

/// Begins a scan, and waits for its end when told to: at most a minute. A simulation opens no violations. Needs
/// `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: a rule that is not active is only simulated.
pub async fn begin(
    engine: &Engine,
    ctx: &Context,
    what: Started,
    is_simulation: bool,
    wait: bool,
) -> Result<Scan, EngineError> {
    writable(ctx)?;
    let mut tx = engine.write().await?;
    let scan = start(&mut tx, engine, ctx, what, is_simulation).await?;
    tx.commit().await?;
    engine.ring();
    if wait { await_scan(engine, ctx, scan.id, PATIENCE).await } else { Ok(scan) }
}

/// A scan as it stands when it has ended, or after so long.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn await_scan(
    engine: &Engine,
    ctx: &Context,
    id: ScanId,
    patience: Duration,
) -> Result<Scan, EngineError> {
    let deadline = Instant::now() + patience;
    loop {
        let now = read(engine, ctx, id).await?;
        if now.status != ScanStatus::InProgress || Instant::now() >= deadline {
            return Ok(now);
        }
        sleep(LOOK).await;
    }
}

/// Begins a scan in a transaction of the caller's.
pub(super) async fn start(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    what: Started,
    is_simulation: bool,
) -> Result<Scan, EngineError> {
    let counts = |rule: &Rule| rule.definition.is_active && rule.definition.is_detective;
    let (policy, rule, target_name, mut looked_at) = match what {
        Started::Policy(id) => {
            let policy = find(tx, id).await?;
            let rules = policies::rules::of_policy(tx, id).await?;
            (Some(id), None, policy.definition.name, rules.into_iter().filter(counts).collect())
        }
        Started::Rule(id) => {
            let rule = rules::find(tx, id).await?;
            if !rule.definition.is_active && !is_simulation {
                let reason = "the rule is not active: it can be simulated, or activated first";
                return Err(EngineError::Conflict(reason.into()));
            }
            (None, Some(id), rule.definition.name.clone(), vec![rule])
        }
        Started::Everything => {
            let rules = policies::rules::all(tx).await?;
            (None, None, "Every rule".into(), rules.into_iter().filter(counts).collect::<Vec<_>>())
        }
    };
    let rules = looked_at.drain(..).map(|rule| (rule.id, rule.definition.name)).collect();
    let scan = Scan {
        id: ScanId(engine.new_id()),
        policy,
        rule,
        target_name,
        started_by: ctx.actor.name().to_owned(),
        is_simulation,
        status: ScanStatus::InProgress,
        rules,
        people: 0,
        done: 0,
        found: 0,
        opened: 0,
        failure: None,
        started: ctx.now,
        completed: None,
    };
    policies::scans::insert(tx, &scan).await?;
    Job::ScanPolicies { scan: scan.id }.write(tx, engine, ctx, ctx.now).await?;
    let what = if is_simulation { "simulate-policies" } else { "scan-policies" };
    Event::new(what, "policy-scan", scan.id, &scan.target_name).write(tx, engine, ctx).await?;
    Ok(scan)
}

/// The scans, the latest first. For policy administrators, access administrators and auditors.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<Scan>, EngineError> {
    readable(ctx)?;
    Ok(policies::scans::all(&mut engine.read().await?, MOST_LISTED).await?)
}

/// One scan.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: ScanId) -> Result<Scan, EngineError> {
    readable(ctx)?;
    load(&mut engine.read().await?, id).await
}

pub(super) async fn load(tx: &mut Tx, id: ScanId) -> Result<Scan, EngineError> {
    policies::scans::find(tx, id).await?.ok_or_else(|| EngineError::not_found("scan", id))
}

/// A page of what a scan found, with whom and what it names.
#[derive(Debug, Clone, Default)]
pub struct ScanPage {
    /// What was found.
    pub found: Vec<Found>,
    /// The people.
    pub users: HashMap<UserId, UserBrief>,
    /// What the grants are of, and the roles they are held through.
    pub items: HashMap<ItemId, ItemBrief>,
}

impl ScanPage {
    /// Who it is about.
    pub fn user(&self, found: &Found) -> Option<&UserBrief> {
        self.users.get(&found.user)
    }
}

/// A page of what a scan found, by rule and person; of one rule, when given.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn results(
    engine: &Engine,
    ctx: &Context,
    id: ScanId,
    rule: Option<PolicyRuleId>,
    offset: u32,
    limit: u32,
) -> Result<ScanPage, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    load(&mut tx, id).await?;
    let found = policies::scans::results(&mut tx, id, rule, i64::from(offset), i64::from(limit)).await?;
    let mut people: Vec<UserId> = found.iter().map(|one| one.user).collect();
    people.dedup();
    let grants = || found.iter().flat_map(|one| one.access.iter().flatten());
    let mut wanted: Vec<ItemId> =
        grants().flat_map(|grant| [Some(grant.item), grant.role]).flatten().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let users = users::briefs(&mut tx, &people).await?.into_iter().map(|user| (user.id, user)).collect();
    let items = items::briefs(&mut tx, &wanted).await?.into_iter().map(|item| (item.id, item)).collect();
    Ok(ScanPage { found, users, items })
}

/// How often each rule is broken, as a scan found it; rules that nobody breaks are left out.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn counts(
    engine: &Engine,
    ctx: &Context,
    id: ScanId,
) -> Result<HashMap<PolicyRuleId, i64>, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    load(&mut tx, id).await?;
    Ok(policies::scans::counts(&mut tx, id).await?.into_iter().collect())
}

/// Deletes a scan that has ended, and what it found; violations that it opened stay. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it has not ended.
pub async fn delete(engine: &Engine, ctx: &Context, id: ScanId) -> Result<Scan, EngineError> {
    writable(ctx)?;
    let mut tx = engine.write().await?;
    let scan = load(&mut tx, id).await?;
    if scan.status == ScanStatus::InProgress {
        return Err(EngineError::Conflict("the scan is not over yet".into()));
    }
    policies::scans::delete(&mut tx, id).await?;
    Event::new("delete-policy-scan", "policy-scan", id, &scan.target_name)
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(scan)
}
