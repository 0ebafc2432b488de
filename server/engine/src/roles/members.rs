//! Members by rule: whoever meets a role's condition has it, and whoever meets it no longer loses it.

use std::collections::HashMap;

use bailiwick::filter::Filter;
use bailiwick::grant::GrantStatus;
use bailiwick::id::{GrantId, ItemId, UserId};
use bailiwick_store::jobs::Claimed;
use bailiwick_store::roles::{self, Among};
use bailiwick_store::{StoreError, Tx, grants, items, users};
use chrono::{DateTime, Duration, Utc};

use crate::audit::Event;
use crate::engine::retry;
use crate::jobs::{Job, alive, done};
use crate::requests::provision::{ended_event, give_by_rule};
use crate::{Context, Engine, EngineError, certifications};

/// So many people are gone over in one transaction.
const BATCH: u64 = 100;
/// What a role may not be given by: it would change with what it gives.
const HELD: &str = "access.";

/// Whether a condition can be gone by.
///
/// # Errors
/// `Invalid`, naming what people cannot be searched by.
pub(super) async fn check(tx: &mut Tx, condition: &Filter) -> Result<(), EngineError> {
    const FIELD: &str = "role.membershipCondition";
    let speaks_of_access = |name: &str| name.strip_prefix("user.").unwrap_or(name).starts_with(HELD);
    if condition.paths().iter().any(|path| speaks_of_access(path.as_str())) {
        return Err(EngineError::invalid(FIELD, "must not speak of what people hold"));
    }
    match users::check(tx, condition).await {
        Err(error @ (StoreError::UnknownProperty(_) | StoreError::WrongValue { .. })) => {
            Err(EngineError::invalid(FIELD, format!("is wrong: {error}")))
        }
        checked => Ok(checked?),
    }
}

/// Says who has a role by rule from now on: they get it in the background, and others lose it.
pub(super) async fn set(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    role: ItemId,
    condition: Option<&Filter>,
) -> Result<(), EngineError> {
    if roles::condition(tx, role).await?.as_ref() == condition {
        return Ok(());
    }
    roles::set_condition(tx, role, condition).await?;
    Job::FollowMembers { role, at: ctx.now }.write(tx, engine, ctx, ctx.now).await
}

/// Gives and takes roles by rule after many people changed: in the background.
pub(crate) async fn follow_everybody(tx: &mut Tx, engine: &Engine, ctx: &Context) -> Result<(), EngineError> {
    for (role, _) in roles::conditions(tx).await? {
        Job::FollowMembers { role, at: ctx.now }.write(tx, engine, ctx, ctx.now).await?;
    }
    Ok(())
}

/// Takes those roles from a person that they had by rule and whose conditions they meet no longer, and gives those that they
/// meet now. What both bring stays as it is in what it is a member of.
pub(crate) async fn follow_person(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    let one = Among::One(user);
    let (mut undue, mut owed) = (Vec::new(), Vec::new());
    for (role, condition) in roles::conditions(tx).await? {
        if !is_of_use(tx, role, &condition).await? {
            continue;
        }
        undue.extend(roles::undue(tx, role, Some(&condition), one).await?);
        if !roles::owed(tx, role, &condition, one).await?.is_empty() {
            owed.push(role);
        }
    }
    // Only where something goes can anything be kept.
    let content = if undue.is_empty() { HashMap::new() } else { items::contents_of_roles(tx, &owed).await? };
    let kept: Vec<ItemId> = content.values().flatten().map(|item| item.id).collect();
    for (_, grant) in undue {
        take(tx, engine, ctx, grant, &kept).await?;
    }
    for role in owed {
        give_by_rule(tx, engine, ctx, user, role).await?;
    }
    let_go(tx, engine, ctx, user, &kept).await
}

/// What was kept for a role that a policy forbids is held no longer.
async fn let_go(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    kept: &[ItemId],
) -> Result<(), EngineError> {
    let ended = grants::let_go(tx, user, kept, ctx.now).await?;
    if ended.is_empty() {
        return Ok(());
    }
    let name = users::brief(tx, user).await?.map(|user| user.user_name).unwrap_or_default();
    let event = Event::new("update-nested-access", "user", user, name).about(user);
    event.grants(&ended, &[]).write(tx, engine, ctx).await?;
    certifications::follow_access(tx, engine, ctx, user).await
}

/// Goes over everybody for one role, and does so again on the next day: what a condition speaks of may change in ways
/// that nobody tells of.
pub(crate) async fn run(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    role: ItemId,
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    Box::pin(alive(engine, job, sweep(engine, ctx, role))).await?;
    let mut tx = engine.write().await?;
    if roles::condition(&mut tx, role).await?.is_some() {
        let at = next_midnight(ctx.now);
        Job::FollowMembers { role, at }.write(&mut tx, engine, ctx, at).await?;
    }
    tx.commit().await?;
    done(engine, job).await
}

fn next_midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    today + Duration::days(1)
}

async fn sweep(engine: &Engine, ctx: &Context, role: ItemId) -> Result<(), EngineError> {
    let mut last = None;
    while let Some(until) = retry!(take_some(engine, ctx, role, last))? {
        last = Some(until);
    }
    last = None;
    while let Some(until) = retry!(give_some(engine, ctx, role, last))? {
        last = Some(until);
    }
    Ok(())
}

async fn take_some(
    engine: &Engine,
    ctx: &Context,
    role: ItemId,
    last: Option<UserId>,
) -> Result<Option<UserId>, EngineError> {
    let mut tx = engine.write().await?;
    let condition = roles::condition(&mut tx, role).await?;
    if let Some(condition) = &condition
        && !is_of_use(&mut tx, role, condition).await?
    {
        return Ok(None);
    }
    let undue = roles::undue(&mut tx, role, condition.as_ref(), Among::Beyond(last, BATCH)).await?;
    for (_, grant) in &undue {
        take(&mut tx, engine, ctx, *grant, &[]).await?;
    }
    tx.commit().await?;
    Ok(undue.last().map(|(user, _)| *user))
}

async fn give_some(
    engine: &Engine,
    ctx: &Context,
    role: ItemId,
    last: Option<UserId>,
) -> Result<Option<UserId>, EngineError> {
    let mut tx = engine.write().await?;
    let Some(condition) = roles::condition(&mut tx, role).await? else { return Ok(None) };
    if !is_of_use(&mut tx, role, &condition).await? {
        return Ok(None);
    }
    let owed = roles::owed(&mut tx, role, &condition, Among::Beyond(last, BATCH)).await?;
    for user in &owed {
        give_by_rule(&mut tx, engine, ctx, *user, role).await?;
    }
    tx.commit().await?;
    Ok(owed.last().copied())
}

/// Whether people can still be searched by a condition. While they cannot, nobody gains or loses anything by it.
async fn is_of_use(tx: &mut Tx, role: ItemId, condition: &Filter) -> Result<bool, EngineError> {
    match check(tx, condition).await {
        Err(error @ EngineError::Invalid { .. }) => {
            tracing::warn!(%role, error = &error as &dyn std::error::Error, "a membership condition is of no use");
            Ok(false)
        }
        checked => checked.map(|()| true),
    }
}

/// Takes a role away with what it brings; what comes of `kept` waits for what brings these next.
async fn take(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    grant: GrantId,
    kept: &[ItemId],
) -> Result<(), EngineError> {
    const REASON: &str = "condition no longer met";
    let Some(grant) = grants::find(tx, grant).await? else { return Ok(()) };
    if grant.status != GrantStatus::Active {
        return Ok(());
    }
    let ended = grants::end_one(tx, &grant, REASON, kept, ctx.now).await?;
    let (user, item) = (users::brief(tx, grant.user).await?, items::brief(tx, grant.item).await?);
    if let (Some(user), Some(item)) = (user, item) {
        let event = ended_event(&item, &user).set("reason", REASON).grants(&ended, &[]);
        event.write(tx, engine, ctx).await?;
    }
    certifications::follow_access(tx, engine, ctx, grant.user).await
}
