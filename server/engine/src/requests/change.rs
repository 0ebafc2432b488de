//! Changing what a request asks for; keeping one that is not sent yet, and sending it.

use bailiwick::cart::LineFault;
use bailiwick::catalog::ItemBrief;
use bailiwick::delegation::Acting;
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{RequestId, UserId};
use bailiwick::patch::Patch;
use bailiwick::request::{Comment, CommentAction, Refusal, Request, may_change};
use bailiwick::request_type::{RequestType, change as changed_content, changed, merged, payload};
use bailiwick::view::RequestView;
use bailiwick_store::{Tx, items, requests, settings, users};
use serde_json::{Map, Value as Json};

use super::act::record;
use super::create::{
    NewLine, NewRequests, begin, check, check_common, check_context, check_prefix, draft,
    leaves_out_approvals, not_oneself, same_again,
};
use super::other::{check_role, check_unique};
use super::publish::{all, told};
use super::read;
use crate::audit::Event;
use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError, delegations, request_types, workflows};

/// How what a request asks for is changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// By all of it. A draft that is not said to stay one is sent.
    Replace(Map<String, Json>),
    /// Piece by piece.
    Patch(Patch),
    /// By whoever is asked in a phase (the one that waits when absent): the members given take the place of those there.
    Modify {
        /// By section.
        given: Map<String, Json>,
        /// The phase's name.
        phase: Option<String>,
    },
}

/// Changes what a request asks for, within what its type lets change (contract 2.1 rows 4 and 5, and `modify`).
///
/// # Errors
/// `NotFound`; `Forbidden`: the caller may not change it; `Conflict`: it has ended, or what it would ask for does not
/// fit its type, or could not be asked for; `Invalid`.
pub async fn change(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    by: &Change,
) -> Result<RequestView, EngineError> {
    ctx.signed_in()?;
    if retry!(try_change(engine, ctx, id, by))? {
        engine.settle(std::slice::from_ref(id)).await?;
    }
    read(engine, ctx, id).await
}

/// Whether it was sent by that.
async fn try_change(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    by: &Change,
) -> Result<bool, EngineError> {
    let missing = || EngineError::not_found("request", id);
    let mut tx = engine.read().await?;
    let (before, revision) = requests::find(&mut tx, id).await?.ok_or_else(missing)?;
    let settings = settings::access_request(&mut tx).await?;
    let phase = match by {
        Change::Modify { phase, .. } => Some(phase.as_deref()),
        _ => None,
    };
    let stands_in_for = delegations::stood_in_for(&mut tx, ctx).await?;
    let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
    let instead = match may_change(&before, acting, phase, &settings) {
        Err(Refusal::NotVisible) => return Err(missing()),
        may => may?,
    };
    let request_type = request_types::find(&mut tx, &before.request_type).await?;
    drop(tx);
    let given = match by {
        Change::Replace(given) => given.clone(),
        Change::Patch(patch) => patch.apply(&payload(&before))?,
        Change::Modify { given, .. } => merged(&before, given),
    };
    let mut after = changed_content(&before, &given, &request_type).map_err(all)?;
    if after == before {
        return Ok(false);
    }
    let again = if before.is_draft { Vec::new() } else { after.amend() };
    let is_sent = before.is_draft && !after.is_draft;
    if is_sent {
        after.started = ctx.now;
    }
    check_role(engine, ctx, &request_type.id, &after.content).await?;
    if !after.is_draft {
        workflows::validate(engine, ctx, &request_type, &after).await?;
    }
    let mut tx = engine.write().await?;
    save(&mut tx, engine, ctx, (&before, revision, instead), (&after, &again), &request_type).await?;
    tx.commit().await?;
    Ok(is_sent)
}

async fn save(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    (before, revision, on_behalf_of): (&Request, i64, Option<UserId>),
    (after, again): (&Request, &[UserId]),
    request_type: &RequestType,
) -> Result<(), EngineError> {
    let user = active(tx, after).await?;
    let item = match after.item() {
        Some(item) => items::brief(tx, item).await?,
        None => None,
    };
    check_context(ctx, after.context.as_ref().filter(|_| before.context != after.context))?;
    if !after.is_draft {
        check_common(tx, ctx, &common(before, after)).await?;
        check_unique(tx, after).await?;
        if leaves_out_approvals(after.context.as_ref()) {
            not_oneself(tx, ctx, Some(after.about())).await?;
        }
        if (before.is_draft || (before.start, before.end) != (after.start, after.end))
            && let Some(fault) = fault(tx, ctx, before, after).await?
        {
            return Err(EngineError::Conflict(told(&fault)));
        }
    }
    requests::update(tx, after, revision, ctx.now).await.map_err(same_again)?;
    let what = item.as_ref().map_or_else(|| request_type.name().to_owned(), |item| item.name.clone());
    if before.is_draft && !after.is_draft {
        return begin(tx, engine, ctx, after, (&what, &user), None).await;
    }
    if before.is_draft {
        return note(tx, engine, ctx, "modify-draft", after, &what, &user).await;
    }
    if let Some(expires) = after.expires.filter(|_| before.expires != after.expires) {
        Job::expire(after, expires).write(tx, engine, ctx, expires).await?;
    }
    let asked_again = users::briefs(tx, again).await?;
    let comment = Comment {
        attachment: None,
        user: ctx.actor.user_id(),
        name: ctx.actor.name().to_owned(),
        on_behalf_of,
        action: CommentAction::Modify,
        comment: words(before, after, &asked_again),
        phase: after.open_phase().map(|phase| phase.name.clone()),
        at: ctx.now,
    };
    requests::add_comment(tx, engine.new_id(), after, &comment).await?;
    record(tx, engine, ctx, before, after, &comment).await
}

/// What a change says in the timeline: what is different, and who is asked again.
fn words(before: &Request, after: &Request, asked_again: &[UserBrief]) -> String {
    let different = changed(before, after).join(", ");
    let names: Vec<&str> = asked_again.iter().map(|person| person.display_name.as_str()).collect();
    if names.is_empty() {
        different
    } else {
        format!("{different}; had agreed and is asked again: {}", names.join(", "))
    }
}

/// What is checked of every request; a context or date that stays as it was need not be allowed anew.
fn common(before: &Request, after: &Request) -> NewRequests {
    let is_new = before.is_draft;
    NewRequests {
        priority: after.priority,
        justification: after.justification.clone(),
        expires: after.expires.filter(|_| is_new || before.expires != after.expires),
        external_id: after.external_id.clone(),
        context: after.context.clone().filter(|_| is_new || before.context != after.context),
        ..NewRequests::default()
    }
}

/// What stands in the way of the access it asks for: everything when it is sent, the dates when only they changed.
async fn fault(
    tx: &mut Tx,
    ctx: &Context,
    before: &Request,
    after: &Request,
) -> Result<Option<LineFault>, EngineError> {
    let Some(access) = after.access else { return Ok(None) };
    if !before.is_draft {
        return Ok(bailiwick::cart::check_dates(after.start, after.end, ctx.now).err());
    }
    let line = NewLine {
        start: after.start,
        end: after.end,
        ..NewLine::new(after.user, access.item, access.modifier)
    };
    Ok(check(tx, ctx, &line).await?.err())
}

async fn active(tx: &mut Tx, request: &Request) -> Result<UserBrief, EngineError> {
    let user = users::brief(tx, request.user).await?;
    let user = user.ok_or_else(|| EngineError::Conflict("there is no such person".into()))?;
    if user.status == Status::Active || request.is_draft {
        Ok(user)
    } else {
        Err(EngineError::Conflict("the person is not active".into()))
    }
}

/// Keeps a request that is not sent yet.
pub(super) async fn keep(
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    what: &str,
    user: &UserBrief,
) -> Result<(), EngineError> {
    ctx.person()?;
    check_context(ctx, request.context.as_ref())?;
    let mut tx = engine.write().await?;
    requests::insert(&mut tx, request, ctx.now).await?;
    note(&mut tx, engine, ctx, "draft-request", request, what, user).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps a request for access that is not sent yet; person and item must be there.
pub(super) async fn keep_line(
    engine: &Engine,
    ctx: &Context,
    new: &NewRequests,
) -> Result<RequestId, EngineError> {
    check_prefix(new.id_prefix.as_deref())?;
    let mut tx = engine.read().await?;
    let line = new.lines.first().ok_or_else(|| EngineError::invalid("lines", "must not be empty"))?;
    let found = |what: &str| EngineError::Conflict(format!("there is no such {what}"));
    let user = match line.user {
        Some(user) => users::brief(&mut tx, user).await?,
        None => None,
    };
    let user = user.ok_or_else(|| found("person"))?;
    let item: Option<ItemBrief> = match line.item {
        Some(item) => items::brief(&mut tx, item).await?,
        None => None,
    };
    let item = item.ok_or_else(|| found("catalog item"))?;
    drop(tx);
    let prefix = new.id_prefix.as_deref().map_or_else(String::new, |prefix| format!("{prefix}-"));
    let id = format!("{prefix}{}", engine.new_id());
    let request = Request { is_draft: true, ..draft(ctx, new, line, &user, item.kind, item.application, id) };
    keep(engine, ctx, &request, &item.name, &user).await?;
    Ok(request.id)
}

async fn note(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    event: &'static str,
    request: &Request,
    what: &str,
    user: &UserBrief,
) -> Result<(), EngineError> {
    Event::new(event, "request", &request.id, format!("{what} for {}", user.display_name))
        .about(user.id)
        .set("requestType", &request.request_type)
        .write(tx, engine, ctx)
        .await
}
