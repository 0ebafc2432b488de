//! Giving and taking away.

use bailiwick::authority::Authority;
use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::directory::{Account, AccountKind, Status, UserBrief};
use bailiwick::grant::{Grant, GrantStatus, Origin};
use bailiwick::id::{AccountId, GrantId, ItemId, RequestId, UserId};
use bailiwick_store::{Tx, accounts, grants, items, requests, users};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::create::not_oneself;
use crate::audit::Event;
use crate::engine::retry;
use crate::entitlements::raced;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError, certifications, policies};

/// On which terms access is given or taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// From when; at once when absent or passed.
    pub start: Option<DateTime<Utc>>,
    /// Until when; for ever when absent.
    pub end: Option<DateTime<Utc>>,
    /// The request it comes from.
    pub request: Option<RequestId>,
}

impl Terms {
    /// How a person comes by what is given on these terms.
    const fn origin(&self) -> Origin {
        if self.request.is_some() { Origin::Request } else { Origin::Administrator }
    }
}

/// Gives a person an item (contract rows 67-69), now or when its time comes. Doing it again for the same request
/// changes nothing. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden` (also for oneself), `NotFound`; `Conflict`: the person holds it, or they or the item are no longer active, or its end has
/// passed.
pub async fn add(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    kind: ItemKind,
    item: ItemId,
    terms: &Terms,
) -> Result<(), EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(try_add(engine, ctx, user, kind, item, terms))?;
    engine.ring();
    Ok(())
}

async fn try_add(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    kind: ItemKind,
    item: ItemId,
    terms: &Terms,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    not_oneself(&mut tx, ctx, Some(user)).await?;
    let (user, item) = both(&mut tx, user, kind, item).await?;
    let terms = &known(&mut tx, terms).await?;
    give(&mut tx, engine, ctx, (terms, terms.origin()), &user, &item).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes an item away from a person. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: the person does not hold it, or only by a role or as a member of something.
pub async fn remove(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    kind: ItemKind,
    item: ItemId,
    terms: &Terms,
) -> Result<(), EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(try_remove(engine, ctx, user, kind, item, terms))
}

async fn try_remove(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    kind: ItemKind,
    item: ItemId,
    terms: &Terms,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let (user, item) = both(&mut tx, user, kind, item).await?;
    // From whoever has left it can be taken: no rule gives them anything.
    if user.status == Status::Active && grants::is_by_rule(&mut tx, user.id, item.id).await? {
        return Err(conflict("a rule gives it: change the condition of the role instead"));
    }
    let ended = grants::end(&mut tx, user.id, item.id, "request", ctx.now).await?;
    if ended.is_empty() {
        let through = grants::held(&mut tx, user.id, item.id).await?.through();
        return Err(match brought(&mut tx, &through).await? {
            Some(by) => conflict(&format!("it comes with {by}, and goes with that alone")),
            None => conflict("the person no longer holds this access"),
        });
    }
    let event = ended_event(&item, &user).grants(&ended, &[]);
    let event = match &known(&mut tx, terms).await?.request {
        Some(request) => event.set("request", request),
        None => event,
    };
    event.write(&mut tx, engine, ctx).await?;
    certifications::follow_access(&mut tx, engine, ctx, user.id).await?;
    tx.commit().await?;
    Ok(())
}

/// What brings access, in words; nothing where nothing does.
pub(crate) async fn brought(tx: &mut Tx, through: &[ItemId]) -> Result<Option<String>, EngineError> {
    let briefs = items::briefs(tx, through).await?;
    let words = |item: &ItemBrief| match item.kind {
        ItemKind::Role => format!("the role {}", item.name),
        ItemKind::Entitlement | ItemKind::Application => format!("membership of {}", item.name),
    };
    let words: Vec<String> = briefs.iter().map(words).collect();
    Ok((!words.is_empty()).then(|| words.join(" and ")))
}

async fn both(
    tx: &mut Tx,
    user: UserId,
    kind: ItemKind,
    item: ItemId,
) -> Result<(UserBrief, ItemBrief), EngineError> {
    let missing = |what: &'static str, id: uuid::Uuid| EngineError::not_found(what, id);
    let user = users::brief(tx, user).await?.ok_or_else(|| missing("user", user.uuid()))?;
    let found = items::brief(tx, item).await?.filter(|found| found.kind == kind);
    Ok((user, found.ok_or_else(|| missing(kind.as_str(), item.uuid()))?))
}

/// The terms; a request that does not exist is none.
async fn known(tx: &mut Tx, terms: &Terms) -> Result<Terms, EngineError> {
    let mut terms = terms.clone();
    if let Some(request) = &terms.request
        && requests::find(tx, request).await?.is_none()
    {
        terms.request = None;
    }
    Ok(terms)
}

/// The start of an access has come.
pub(crate) async fn begin_grant(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    item: ItemId,
    terms: &Terms,
) -> Result<(), EngineError> {
    give_or_tell(tx, engine, ctx, (terms, terms.origin()), user, item).await
}

/// A person meets the condition of a role.
pub(crate) async fn give_by_rule(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    role: ItemId,
) -> Result<(), EngineError> {
    give_or_tell(tx, engine, ctx, (&Terms::default(), Origin::Rule), user, role).await
}

/// Gives; where that is not possible any more, the trail says why.
async fn give_or_tell(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    how: (&Terms, Origin),
    user: UserId,
    item: ItemId,
) -> Result<(), EngineError> {
    let (Some(user), Some(item)) = (users::brief(tx, user).await?, items::brief(tx, item).await?) else {
        return Ok(());
    };
    match give(tx, engine, ctx, how, &user, &item).await {
        Err(EngineError::Conflict(reason)) => {
            Event::new("refuse-grant", item.kind.as_str(), item.id, &item.name)
                .about(user.id)
                .set("reason", reason)
                .write(tx, engine, ctx)
                .await
        }
        given => given,
    }
}

fn conflict(reason: &str) -> EngineError {
    EngineError::Conflict(reason.to_owned())
}

async fn give(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    (terms, origin): (&Terms, Origin),
    user: &UserBrief,
    item: &ItemBrief,
) -> Result<(), EngineError> {
    if user.status != Status::Active {
        return Err(conflict("the person is no longer active"));
    }
    if item.status != Status::Active {
        return Err(conflict("the item is no longer in use"));
    }
    if terms.end.is_some_and(|end| end <= ctx.now) {
        return Err(conflict("its end date has passed"));
    }
    if let Some(request) = &terms.request
        && grants::given_by(tx, user.id, item.id, request).await?
    {
        return Ok(());
    }
    if let Some(start) = terms.start.filter(|start| *start > ctx.now) {
        if terms.end.is_some_and(|end| end <= start) {
            return Err(conflict("its end date is not after its start date"));
        }
        let job = Job::BeginGrant { user: user.id, item: item.id, terms: terms.clone() };
        return job.write(tx, engine, ctx, start).await;
    }
    policies::prevent(tx, engine, ctx, user.id, item.id).await?;
    let giver = match &terms.request {
        Some(request) => requests::find(tx, request)
            .await?
            .and_then(|(request, _)| request.phases.iter().rev().find_map(|phase| phase.completed_by)),
        None => ctx.actor.user_id(),
    };
    let application = if item.kind == ItemKind::Application { Some(item.id) } else { item.application };
    let account = match application {
        Some(application) => Some(account(tx, engine, ctx, user, application).await?),
        None => None,
    };
    let grant = Grant {
        id: GrantId(engine.new_id()),
        user: user.id,
        kind: item.kind,
        item: item.id,
        account,
        origin,
        request: terms.request.clone(),
        through: None,
        granted_by: giver,
        status: GrantStatus::Active,
        start: ctx.now,
        end: terms.end,
        used: None,
    };
    let mut began = grants::insert(tx, &grant, ctx.now).await?;
    if began.is_empty() {
        return Err(conflict("the person holds this access already"));
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
                through: Some(item.id),
                ..grant.clone()
            };
            began.extend(grants::insert(tx, &through, ctx.now).await?);
            brought.push(entitlement.name);
        }
    }
    Event::new(granted(item.kind), item.kind.as_str(), item.id, &item.name)
        .about(user.id)
        .set("user", &user.user_name)
        .change("request", None::<String>, terms.request.as_ref().map(ToString::to_string))
        .change("end", None::<String>, grant.end.map(|end| end.to_rfc3339()))
        .change("entitlements", None::<String>, (!brought.is_empty()).then(|| brought.join(", ")))
        .grants(&[], &began)
        .write(tx, engine, ctx)
        .await?;
    if let Some(end) = grant.end {
        Job::end_grant(grant.id, end).write(tx, engine, ctx, end).await?;
    }
    Ok(())
}

/// The person's account in an application, made when there is none.
pub(crate) async fn account(
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
        kind: AccountKind::Personal,
        owner: None,
        status: Status::Active,
        created_at: ctx.now,
        last_used: None,
    };
    // It may be made at the same moment, for something else in the application.
    accounts::insert(tx, &account).await.map_err(raced)?;
    Event::new("create-account", "account", account.id, &account.name)
        .about(user.id)
        .set("application", application)
        .write(tx, engine, ctx)
        .await?;
    Ok(account.id)
}

const fn granted(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Application => "grant-application",
        ItemKind::Entitlement => "grant-entitlement",
        ItemKind::Role => "grant-role",
    }
}

pub(crate) fn ended_event(item: &ItemBrief, user: &UserBrief) -> Event {
    let event = match item.kind {
        ItemKind::Application => "revoke-application",
        ItemKind::Entitlement => "revoke-entitlement",
        ItemKind::Role => "revoke-role",
    };
    Event::new(event, item.kind.as_str(), item.id, &item.name).about(user.id).set("user", &user.user_name)
}
