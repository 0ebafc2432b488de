//! Lists of requests; who may see a row is part of the statement.

use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::UserId;
use bailiwick::view::{Page, RequestView};
use bailiwick_store::Tx;
use bailiwick_store::requests::{Scope, find_many, inbox_count as count, page};

use super::read::views;
use crate::{Context, Engine, EngineError, delegations};

/// What a person asked for or what is for them. Others' lists need an administrator or auditor.
pub async fn mine(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    filter: &Filter,
    list: &ListQuery,
) -> Result<Page<RequestView>, EngineError> {
    own(ctx, user)?;
    let mut tx = engine.read().await?;
    of(&mut tx, engine, ctx, Scope::Involved(user), filter, list).await
}

/// What waits for a person (`active`) or once did, also as a deputy.
pub async fn inbox(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    active: bool,
    filter: &Filter,
    list: &ListQuery,
) -> Result<Page<RequestView>, EngineError> {
    Ok(assigned(engine, ctx, user, active, filter, list).await?.0)
}

/// As [`inbox`], with whom the person stands in for: what a row is to them does not depend on who reads it.
pub async fn assigned(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    active: bool,
    filter: &Filter,
    list: &ListQuery,
) -> Result<(Page<RequestView>, Vec<UserId>), EngineError> {
    own(ctx, user)?;
    let mut tx = engine.read().await?;
    let stands_in_for = delegations::stood_in_for_by(&mut tx, user, ctx.now).await?;
    let scope = Scope::Assigned { user, stands_in_for: &stands_in_for, active };
    let page = of(&mut tx, engine, ctx, scope, filter, list).await?;
    Ok((page, stands_in_for))
}

/// How many requests wait for the person who acts, also as a deputy.
pub async fn inbox_count(engine: &Engine, ctx: &Context) -> Result<i64, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    let stands_in_for = delegations::stood_in_for(&mut tx, ctx).await?;
    Ok(count(&mut tx, me, &stands_in_for).await?)
}

/// Everybody's requests, for whoever reads everything; the own ones for others.
pub async fn all(
    engine: &Engine,
    ctx: &Context,
    filter: &Filter,
    list: &ListQuery,
) -> Result<Page<RequestView>, EngineError> {
    ctx.signed_in()?;
    let scope = if ctx.actor.reads_everything() { Scope::All } else { Scope::Involved(ctx.person()?) };
    let mut tx = engine.read().await?;
    of(&mut tx, engine, ctx, scope, filter, list).await
}

fn own(ctx: &Context, user: UserId) -> Result<(), EngineError> {
    ctx.signed_in()?;
    if ctx.actor.user_id() == Some(user) || ctx.actor.reads_everything() {
        Ok(())
    } else {
        Err(EngineError::not_found("user", user))
    }
}

async fn of(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    scope: Scope<'_>,
    filter: &Filter,
    list: &ListQuery,
) -> Result<Page<RequestView>, EngineError> {
    let (ids, total) = page(tx, scope, filter, list).await?;
    let found = find_many(tx, &ids).await?.into_iter().map(|(request, _)| request).collect();
    Ok(Page { rows: views(tx, engine, ctx, found).await?, total })
}
