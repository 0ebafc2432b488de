//! Lists of requests; who may see a row is part of the statement.

use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::UserId;
use bailiwick::view::{Page, RequestView};
use bailiwick_store::requests::{Scope, find_many, inbox_count as count, page};

use super::read::views;
use crate::{Context, Engine, EngineError};

/// What a person asked for or what is for them. Others' lists need an administrator or auditor.
pub async fn mine(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    filter: &Filter,
    list: &ListQuery,
) -> Result<Page<RequestView>, EngineError> {
    own(ctx, user)?;
    of(engine, ctx, Scope::Involved(user), filter, list).await
}

/// What waits for a person (`active`), or once did.
pub async fn inbox(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    active: bool,
    filter: &Filter,
    list: &ListQuery,
) -> Result<Page<RequestView>, EngineError> {
    own(ctx, user)?;
    of(engine, ctx, Scope::Assigned(user, active), filter, list).await
}

/// How many requests wait for the person who acts.
pub async fn inbox_count(engine: &Engine, ctx: &Context) -> Result<i64, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    Ok(count(&mut tx, me).await?)
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
    of(engine, ctx, scope, filter, list).await
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
    engine: &Engine,
    ctx: &Context,
    scope: Scope,
    filter: &Filter,
    list: &ListQuery,
) -> Result<Page<RequestView>, EngineError> {
    let mut tx = engine.read().await?;
    let (ids, total) = page(&mut tx, scope, filter, list).await?;
    let found = find_many(&mut tx, &ids).await?.into_iter().map(|(request, _)| request).collect();
    Ok(Page { rows: views(&mut tx, engine, ctx, found).await?, total })
}
