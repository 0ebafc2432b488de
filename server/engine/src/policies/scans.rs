//! Scans: beginning them, and reading what they found.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::id::{ItemId, PolicyId, PolicyRuleId, ScanId, UserId};
use bailiwick::policy::{Found, Rule, RuleDefinition, Scan, ScanStatus, Standing};
use bailiwick_store::policies::scans::Wanted;
use bailiwick_store::{Tx, items, policies, users};
use chrono::{DateTime, Utc};
use tokio::time::{Duration, Instant, sleep};

use super::{find, past, readable, rules, writable};
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
#[derive(Debug, Clone, PartialEq)]
pub enum Started {
    /// The active detective rules of a policy.
    Policy(PolicyId),
    /// One rule, whether it is active or not.
    Rule(PolicyRuleId),
    /// Every active detective rule.
    Everything,
    /// A rule that is only being written.
    Draft(Box<RuleDefinition>),
}

/// What a scan looks at and what comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanMode {
    /// Violations are opened for who breaks a rule.
    Detect,
    /// Nothing comes of it: it only tells.
    Simulate,
    /// It only tells, of who held what at a past moment; and who of them breaks a rule today.
    Past(DateTime<Utc>),
}

/// Begins a scan, and waits for its end when told to: at most a minute. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: a rule that is not active is only simulated; `Invalid`: a moment of which it is
/// not known who held what, or a property that cannot be searched by.
pub async fn begin(
    engine: &Engine,
    ctx: &Context,
    what: Started,
    mode: ScanMode,
    wait: bool,
) -> Result<Scan, EngineError> {
    writable(ctx)?;
    let mut tx = engine.write().await?;
    let scan = start(&mut tx, engine, ctx, what, mode).await?;
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
    mode: ScanMode,
) -> Result<Scan, EngineError> {
    let as_of = match mode {
        ScanMode::Detect | ScanMode::Simulate => None,
        ScanMode::Past(at) => {
            past::check(tx, ctx.now, at).await?;
            Some(at)
        }
    };
    let mut scan = Scan {
        id: ScanId(engine.new_id()),
        policy: None,
        rule: None,
        target_name: String::new(),
        started_by: ctx.actor.name().to_owned(),
        is_simulation: mode != ScanMode::Detect,
        as_of,
        draft: None,
        status: ScanStatus::InProgress,
        rules: Vec::new(),
        people: 0,
        done: 0,
        found: 0,
        today: None,
        opened: 0,
        failure: None,
        started: ctx.now,
        completed: None,
    };
    aim(tx, engine, &mut scan, what).await?;
    policies::scans::insert(tx, &scan).await?;
    Job::ScanPolicies { scan: scan.id }.write(tx, engine, ctx, ctx.now).await?;
    let what = if scan.is_simulation { "simulate-policies" } else { "scan-policies" };
    Event::new(what, "policy-scan", scan.id, &scan.target_name)
        .change("asOf", None::<String>, as_of.map(|at| at.to_rfc3339()))
        .write(tx, engine, ctx)
        .await?;
    Ok(scan)
}

/// Says what a scan looks at.
async fn aim(tx: &mut Tx, engine: &Engine, scan: &mut Scan, what: Started) -> Result<(), EngineError> {
    let counts = |rule: &Rule| rule.definition.is_active && rule.definition.is_detective;
    let named = |rule: Rule| (rule.id, rule.definition.name);
    let only_simulated = |reason: &str| Err(EngineError::Conflict(reason.into()));
    match what {
        Started::Policy(id) => {
            scan.policy = Some(id);
            scan.target_name = find(tx, id).await?.definition.name;
            let rules = policies::rules::of_policy(tx, id).await?;
            scan.rules = rules.into_iter().filter(counts).map(named).collect();
        }
        Started::Rule(id) => {
            let rule = rules::find(tx, id).await?;
            if !rule.definition.is_active && !scan.is_simulation {
                return only_simulated("the rule is not active: it can be simulated, or activated first");
            }
            scan.rule = Some(id);
            scan.target_name.clone_from(&rule.definition.name);
            scan.rules = vec![named(rule)];
        }
        Started::Everything => {
            scan.target_name = "Every rule".into();
            scan.rules = policies::rules::all(tx).await?.into_iter().filter(counts).map(named).collect();
        }
        Started::Draft(definition) => {
            if !scan.is_simulation {
                return only_simulated("the rule is not kept yet: it can be simulated, or saved first");
            }
            let faults = rules::unsearchable(tx, &definition).await?;
            if !faults.is_empty() {
                return Err(faults.into());
            }
            scan.target_name.clone_from(&definition.name);
            scan.rules = vec![(PolicyRuleId(engine.new_id()), definition.name.clone())];
            scan.draft = Some(definition.body().clone());
        }
    }
    Ok(())
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

/// A page of what a scan found, by rule and person.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn results(
    engine: &Engine,
    ctx: &Context,
    id: ScanId,
    wanted: Wanted,
    offset: u32,
    limit: u32,
) -> Result<ScanPage, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    load(&mut tx, id).await?;
    let found = policies::scans::results(&mut tx, id, wanted, i64::from(offset), i64::from(limit)).await?;
    let mut people: Vec<UserId> = found.iter().map(|one| one.user).collect();
    people.dedup();
    let grants = || found.iter().flat_map(|one| one.access.iter().flatten());
    let mut wanted: Vec<ItemId> =
        grants().flat_map(|grant| [Some(grant.item), grant.through]).flatten().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let users = users::briefs(&mut tx, &people).await?.into_iter().map(|user| (user.id, user)).collect();
    let items = items::briefs(&mut tx, &wanted).await?.into_iter().map(|item| (item.id, item)).collect();
    Ok(ScanPage { found, users, items })
}

/// How often each rule is broken, as a scan found it, and how that compares with today; rules that nobody breaks are
/// left out.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn counts(
    engine: &Engine,
    ctx: &Context,
    id: ScanId,
) -> Result<Vec<(PolicyRuleId, Option<Standing>, i64)>, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    load(&mut tx, id).await?;
    Ok(policies::scans::counts(&mut tx, id).await?)
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
