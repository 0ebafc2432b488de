//! Carrying out what was approved.

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::directory::{Account, Status, UserBrief};
use bailiwick::grant::{Grant, GrantStatus, Origin};
use bailiwick::id::{AccountId, GrantId, ItemId, RequestId};
use bailiwick::request::{Comment, CommentAction, Decision, Modifier, Request, RequestStatus};
use bailiwick_store::{Tx, accounts, grants, items, requests, users};

use super::act::{changed, record};
use crate::audit::Event;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Gives or takes away what a request asks for, and ends the request. Doing it again does
/// nothing: the request has ended then.
pub(crate) async fn provision(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
) -> Result<(), EngineError> {
    let Some((before, revision)) = requests::find(tx, id).await? else { return Ok(()) };
    if before.status != RequestStatus::InProgress || before.decision != Some(Decision::Approved) {
        return Ok(());
    }
    let user = users::brief(tx, before.user).await?;
    let item = items::brief(tx, before.item).await?;
    let result = match (&user, &item) {
        (Some(user), Some(item)) => carry_out(tx, engine, ctx, &before, user, item).await?,
        _ => Err("the person or the item no longer exists"),
    };
    let mut after = before.clone();
    after.provisioned(result.is_ok(), ctx.now);
    requests::update(tx, &after, revision, ctx.now).await?;
    if let Err(failure) = result {
        let comment = Comment {
            user: None,
            name: ctx.actor.name().to_owned(),
            action: CommentAction::Failure,
            comment: failure.to_owned(),
            phase: None,
            at: ctx.now,
        };
        requests::add_comment(tx, engine.new_id(), &after, &comment).await?;
        return record(tx, engine, ctx, &before, &after, &comment).await;
    }
    changed(tx, engine, ctx, "end-request", &before, &after).await
}

async fn carry_out(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    user: &UserBrief,
    item: &ItemBrief,
) -> Result<Result<(), &'static str>, EngineError> {
    match request.modifier {
        Modifier::Remove => {
            let ended = grants::end(tx, user.id, item.id, "request", ctx.now).await?;
            if ended.is_empty() {
                return Ok(Err("the person no longer holds this access"));
            }
            ended_event(item, user).set("request", &request.id).write(tx, engine, ctx).await?;
            Ok(Ok(()))
        }
        Modifier::Add if user.status != Status::Active => Ok(Err("the person is no longer active")),
        Modifier::Add if item.status != Status::Active => Ok(Err("the item is no longer in use")),
        Modifier::Add if request.end.is_some_and(|end| end <= ctx.now) => Ok(Err("its end date has passed")),
        Modifier::Add => give(tx, engine, ctx, request, user, item).await,
    }
}

async fn give(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    user: &UserBrief,
    item: &ItemBrief,
) -> Result<Result<(), &'static str>, EngineError> {
    let giver = request.phases.iter().rev().find_map(|phase| phase.completed_by);
    let account = match request.application {
        Some(application) => Some(account(tx, engine, ctx, user, application).await?),
        None => None,
    };
    let grant = Grant {
        id: GrantId(engine.new_id()),
        user: user.id,
        kind: item.kind,
        item: item.id,
        account,
        origin: Origin::Request,
        request: Some(request.id.clone()),
        role: None,
        granted_by: giver,
        status: GrantStatus::Active,
        start: ctx.now,
        end: request.end,
    };
    if !grants::insert(tx, &grant).await? {
        return Ok(Err("the person holds this access already"));
    }
    let mut brought = Vec::new();
    if item.kind == ItemKind::Role {
        for entitlement in items::content_of_role(tx, item.id).await? {
            let account = match entitlement.application {
                Some(application) => Some(self::account(tx, engine, ctx, user, application).await?),
                None => None,
            };
            let through = Grant {
                id: GrantId(engine.new_id()),
                kind: ItemKind::Entitlement,
                item: entitlement.id,
                account,
                origin: Origin::Role,
                role: Some(item.id),
                ..grant.clone()
            };
            grants::insert(tx, &through).await?;
            brought.push(entitlement.name);
        }
    }
    Event::new(granted(item.kind), item.kind.as_str(), item.id, &item.name)
        .about(user.id)
        .set("user", &user.user_name)
        .set("request", &request.id)
        .change("end", None::<String>, grant.end.map(|end| end.to_rfc3339()))
        .change("entitlements", None::<String>, (!brought.is_empty()).then(|| brought.join(", ")))
        .write(tx, engine, ctx)
        .await?;
    if let Some(end) = grant.end {
        Job::EndGrant { grant: grant.id }.write(tx, engine, ctx, end).await?;
    }
    Ok(Ok(()))
}

/// The person's account in an application, made when there is none.
async fn account(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: &UserBrief,
    application: ItemId,
) -> Result<AccountId, EngineError> {
    if let Some(account) = accounts::of_user(tx, user.id, application).await? {
        return Ok(account);
    }
    let taken = accounts::name_is_taken(tx, application, &user.user_name).await?;
    let account = Account {
        id: AccountId(engine.new_id()),
        application,
        user: Some(user.id),
        name: if taken { format!("{}-{}", user.user_name, user.id) } else { user.user_name.clone() },
        status: Status::Active,
        created_at: ctx.now,
    };
    accounts::insert(tx, &account).await?;
    Event::new("create-account", "account", account.id, &account.name)
        .about(user.id)
        .set("application", application)
        .write(tx, engine, ctx)
        .await?;
    Ok(account.id)
}

/// The end date of a grant has come.
pub(crate) async fn end_grant(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: GrantId,
) -> Result<(), EngineError> {
    let Some(grant) = grants::find(tx, id).await? else { return Ok(()) };
    if grant.status != GrantStatus::Active || grant.end.is_none_or(|end| end > ctx.now) {
        return Ok(());
    }
    if grants::end_one(tx, &grant, "end date", ctx.now).await?.is_empty() {
        return Ok(());
    }
    let (user, item) = (users::brief(tx, grant.user).await?, items::brief(tx, grant.item).await?);
    if let (Some(user), Some(item)) = (user, item) {
        ended_event(&item, &user).set("reason", "end date").write(tx, engine, ctx).await?;
    }
    Ok(())
}

const fn granted(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Application => "grant-application",
        ItemKind::Entitlement => "grant-entitlement",
        ItemKind::Role => "grant-role",
    }
}

fn ended_event(item: &ItemBrief, user: &UserBrief) -> Event {
    let event = match item.kind {
        ItemKind::Application => "revoke-application",
        ItemKind::Entitlement => "revoke-entitlement",
        ItemKind::Role => "revoke-role",
    };
    Event::new(event, item.kind.as_str(), item.id, &item.name).about(user.id).set("user", &user.user_name)
}
