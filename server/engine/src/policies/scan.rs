//! Carrying out a scan: the access index says who breaks what, the database how they hold it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bailiwick::authority::Actor;
use bailiwick::filter::Filter;
use bailiwick::grant::Grant;
use bailiwick::id::{PolicyId, PolicyRuleId, ScanId, UserId};
use bailiwick::policy::{Found, Policy, Rule, RuleDefinition, Scan, ScanStatus};
use bailiwick_access_index::{self as index, Snapshot};
use bailiwick_store::jobs::{Claimed, finish};
use bailiwick_store::{Tx, grants, policies, users};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::compile::{Compiled, CompiledSide};
use super::marked::Marked;
use super::past;
use super::scans::{self, ScanMode, Started};
use crate::jobs::{Job, alive};
use crate::{Context, Engine, EngineError, access_index, violations};

/// So many findings are written in one transaction.
pub(super) const CHUNK: usize = 1_000;

/// Carries a scan out; begun anew when the process died in between. Violations that are open already are not opened
/// again.
pub(crate) async fn run(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: ScanId,
) -> Result<(), EngineError> {
    let Some(scan) = policies::scans::find(&mut engine.read().await?, id).await? else {
        return done(engine, job, None).await;
    };
    if scan.status != ScanStatus::InProgress {
        return done(engine, job, None).await;
    }
    let ended = match Box::pin(alive(engine, job, carry_out(engine, ctx, scan.clone()))).await {
        Ok(scan) => scan,
        Err(error) if error.passes() => return Err(error),
        Err(error) => {
            tracing::error!(scan = %id, error = &error as &dyn std::error::Error, "a scan failed");
            Scan { status: ScanStatus::Failed, failure: Some(error.to_string()), ..scan }
        }
    };
    let completed = Some(engine.context(Actor::System, "").now);
    done(engine, job, Some(&Scan { completed, ..ended })).await
}

async fn done(engine: &Engine, job: &Claimed, scan: Option<&Scan>) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    if let Some(scan) = scan {
        policies::scans::update(&mut tx, scan).await?;
    }
    if finish(&mut tx, job).await? {
        tx.commit().await?;
    }
    Ok(())
}

async fn carry_out(engine: &Engine, ctx: &Context, mut scan: Scan) -> Result<Scan, EngineError> {
    let mut tx = engine.read().await?;
    let rules = looked_at(&mut tx, &scan).await?;
    let compiled = Compiled::of(&mut tx, rules).await?;
    drop(tx);
    if let Some(at) = scan.as_of {
        scan = past::carry_out(engine, &compiled, scan, at).await?;
        return Ok(Scan { status: ScanStatus::Complete, ..scan });
    }
    let mut tx = engine.read().await?;
    let (people, mut found) = search(engine, &mut tx, &compiled).await?;
    drop(tx);
    scan.people = people;
    let mut tx = engine.write().await?;
    policies::scans::forget_results(&mut tx, scan.id).await?;
    scan.found = i64::try_from(found.len()).unwrap_or(i64::MAX);
    policies::scans::update(&mut tx, &scan).await?;
    tx.commit().await?;
    found.sort_unstable_by_key(|one| (one.rule, one.user));
    let mut confirmed = 0;
    for chunk in found.chunks(CHUNK) {
        let mut tx = engine.write().await?;
        let chunk = confirm(&mut tx, &compiled, &chunk.iter().collect::<Vec<_>>(), None).await?;
        policies::scans::add_results(&mut tx, scan.id, &chunk).await?;
        if !scan.is_simulation {
            let rules: HashMap<PolicyRuleId, &Rule> =
                compiled.rules.iter().map(|one| (one.rule.id, &one.rule)).collect();
            for one in &chunk {
                let Some(rule) = rules.get(&one.rule) else { continue };
                if violations::open(&mut tx, engine, ctx, rule, &scan, one).await? {
                    scan.opened += 1;
                }
            }
        }
        confirmed += i64::try_from(chunk.len()).unwrap_or_default();
        scan.done = confirmed;
        policies::scans::update(&mut tx, &scan).await?;
        tx.commit().await?;
        engine.ring();
    }
    // What the index did not know yet, the database did.
    scan.found = confirmed;
    if !scan.is_simulation {
        for one in &compiled.rules {
            violations::close_resolved(engine, ctx, &one.rule, &scan).await?;
        }
    }
    Ok(Scan { status: ScanStatus::Complete, ..scan })
}

/// The rules that a scan looks at; those that were deleted meanwhile are left out.
async fn looked_at(tx: &mut Tx, scan: &Scan) -> Result<Vec<Rule>, EngineError> {
    if let (Some(draft), Some((id, _))) = (&scan.draft, scan.rules.first()) {
        let definition = RuleDefinition::parse(draft.clone())?;
        let (created_at, modified_at) = (scan.started, scan.started);
        return Ok(vec![Rule { id: *id, definition, revision: 0, created_at, modified_at }]);
    }
    let mut rules = Vec::new();
    for (id, _) in &scan.rules {
        rules.extend(policies::rules::find(tx, *id).await?);
    }
    Ok(rules)
}

/// Somebody breaks a rule, as the index has it.
pub(super) struct Suspected {
    /// The rule's place among those compiled.
    pub(super) rule: usize,
    pub(super) user: UserId,
    /// For each side of the rule, the items that match it.
    pub(super) causes: Vec<Vec<Uuid>>,
}

/// Asks the index. How many people there are, and what it found.
pub(super) async fn search(
    engine: &Engine,
    tx: &mut Tx,
    compiled: &Compiled,
) -> Result<(i64, Vec<Suspected>), EngineError> {
    let snapshot = access_index::current(engine).await?;
    let found = search_in(engine, tx, compiled, &snapshot, None).await?;
    Ok((users::count(tx).await?, found))
}

/// Asks a state of the index, of now or of the past.
pub(super) async fn search_in(
    engine: &Engine,
    tx: &mut Tx,
    compiled: &Compiled,
    snapshot: &Snapshot,
    as_of: Option<DateTime<Utc>>,
) -> Result<Vec<Suspected>, EngineError> {
    let kept = engine.access_index().index();
    let mut marked = Marked::new(snapshot.clone());
    let mut rules = Vec::with_capacity(compiled.rules.len());
    for (number, one) in compiled.rules.iter().enumerate() {
        for (place, matching) in one.by_grants() {
            let pairs = matching.pairs(tx, as_of.is_some()).await?;
            marked.mark(kept, (number, place), &pairs).map_err(full)?;
        }
        let mut sides = Vec::with_capacity(one.sides.len());
        for (place, side) in one.sides.iter().enumerate() {
            let ids: Vec<Uuid> = match side {
                CompiledSide::Items(items) => items.iter().map(|item| item.uuid()).collect(),
                CompiledSide::Grants => marked.of((number, place)).into_iter().collect(),
            };
            sides.push(kept.items(&ids).map_err(full)?);
        }
        let people = match &one.rule.definition.people {
            Filter::All => index::People::All,
            filter => {
                let ids = users::matching_ids(tx, filter).await?;
                let ids: Vec<Uuid> = ids.into_iter().map(UserId::uuid).collect();
                index::People::Only(
                    kept.people(&ids).map_err(full)?.into_iter().map(index::PersonNumber::get).collect(),
                )
            }
        };
        rules.push(index::Rule { people, sides });
    }
    let search = move || {
        let snapshot = marked.state();
        let collect = |found: &mut Vec<Suspected>, one: index::Found<'_>| {
            let user = snapshot.person_ids([one.person]).first().copied().unwrap_or_default();
            let causes = one.causes().enumerate().map(|(place, side)| {
                let items = snapshot.item_ids(side.iter().copied());
                marked.items((one.rule, place), user).unwrap_or(items)
            });
            found.push(Suspected { rule: one.rule, user: UserId(user), causes: causes.collect() });
        };
        index::scan(snapshot, &index::RuleSet::new(rules), &index::ScanOptions::default(), collect)
    };
    let found =
        tokio::task::spawn_blocking(search).await.map_err(|error| EngineError::Internal(Box::new(error)))?;
    let found = found.map_err(|error| EngineError::Internal(Box::new(error)))?;
    Ok(found.into_iter().flatten().collect())
}

fn full(error: index::Full) -> EngineError {
    EngineError::Internal(Box::new(error))
}

/// What of it is so in the database, with the grants; or was so, as its audit trail tells.
pub(super) async fn confirm(
    tx: &mut Tx,
    compiled: &Compiled,
    found: &[&Suspected],
    as_of: Option<DateTime<Utc>>,
) -> Result<Vec<Found>, EngineError> {
    let mut people: Vec<UserId> = found.iter().map(|one| one.user).collect();
    people.sort_unstable();
    people.dedup();
    let grants = match as_of {
        None => grants::of_users(tx, &people).await?,
        Some(at) => bailiwick_store::past::held(tx, &people, at).await?,
    };
    let mut held: HashMap<UserId, Vec<Grant>> = HashMap::new();
    for grant in grants {
        held.entry(grant.user).or_default().push(grant);
    }
    let mut own = HashMap::new();
    let mut confirmed = Vec::with_capacity(found.len());
    for one in found {
        let rule = &compiled.rules[one.rule];
        if let Entry::Vacant(missing) = own.entry(one.rule) {
            missing.insert(rule.own(tx, &people).await?);
        }
        let held = held.get(&one.user).map_or(&[][..], Vec::as_slice);
        let access = own.get(&one.rule).map(|own| rule.access(held, own)).unwrap_or_default();
        if access.iter().all(|side| !side.is_empty()) {
            confirmed.push(Found { rule: rule.rule.id, user: one.user, access, standing: None });
        }
    }
    Ok(confirmed)
}

/// Plans the next scan of a policy by its schedule.
pub(super) async fn plan(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    policy: &Policy,
) -> Result<(), EngineError> {
    let definition = &policy.definition;
    let Some(schedule) = definition.schedule.as_ref().filter(|_| definition.is_active) else { return Ok(()) };
    match schedule.next_after(ctx.now, policy.created_at) {
        Some(next) => {
            let job = Job::ScheduledScan { policy: policy.id, revision: policy.revision, at: next };
            job.write(tx, engine, ctx, next).await
        }
        None => Ok(()),
    }
}

/// The time of a scheduled scan has come: it begins, and the next one is planned. A schedule that was changed since
/// has planned its own.
pub(crate) async fn scheduled(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: PolicyId,
    revision: i64,
) -> Result<(), EngineError> {
    let Some(policy) = policies::find(tx, id).await?.filter(|policy| policy.revision == revision) else {
        return Ok(());
    };
    scans::start(tx, engine, ctx, Started::Policy(id), ScanMode::Detect).await?;
    plan(tx, engine, ctx, &policy).await
}
