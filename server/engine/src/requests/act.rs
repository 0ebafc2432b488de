//! Deciding, commenting, handing over, calling off.

use bailiwick::audit::{ACTORS, CLAIMED_BY, ON_BEHALF_OF};
use bailiwick::delegation::Acting;
use bailiwick::directory::Status;
use bailiwick::id::{RequestId, UserId};
use bailiwick::request::{Action, Comment, CommentAction, Request, Shown, act as decide};
use bailiwick::view::RequestView;
use bailiwick_store::{Tx, items, requests, settings, users};
use uuid::Uuid;

use super::read;
use crate::audit::Event;
use crate::certifications::removal_ended;
use crate::engine::retry;
use crate::workflows::{Heard, signal};
use crate::{Context, Engine, EngineError, delegations, notifications, request_types};

/// Does something to a request: the domain says whether it may be done, and what follows.
///
/// # Errors
/// The request does not exist or may not be seen, the actor may not do this, the request or
/// phase has ended, or a text is wrong.
pub async fn act(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    action: &Action,
) -> Result<RequestView, EngineError> {
    act_as_shown(engine, ctx, id, action, Shown::default()).await
}

/// As [`act`], by somebody who was shown an edition of what the request asks for, and in whose stead they would act.
///
/// # Errors
/// As [`act`]; `Overtaken` when a decision would be about something else than was shown, or count for somebody else.
pub async fn act_as_shown(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    action: &Action,
    shown: Shown,
) -> Result<RequestView, EngineError> {
    ctx.signed_in()?;
    let (action, shown) = &pinned(engine, ctx, id, action, shown).await?;
    retry!(try_act(engine, ctx, id, action, *shown))?;
    engine.settle(std::slice::from_ref(id)).await?;
    read(engine, ctx, id).await
}

/// The action with the phase it means, and the edition that a decision is about: when somebody else decides or changes
/// something at the same moment, trying again must not decide the next phase, nor about something else.
async fn pinned(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    action: &Action,
    mut shown: Shown,
) -> Result<(Action, Shown), EngineError> {
    let mut action = action.clone();
    let decides = matches!(action, Action::Decide { .. });
    let (Action::Decide { phase, .. }
    | Action::Reassign { phase, .. }
    | Action::Claim { phase, .. }
    | Action::Release { phase, .. }) = &mut action
    else {
        return Ok((action, shown));
    };
    if phase.is_none() || (decides && shown.edition.is_none()) {
        let mut tx = engine.read().await?;
        let found = requests::find(&mut tx, id).await?;
        let stands_in_for = stood_in_for(&mut tx, ctx, shown).await?;
        let edition = found.as_ref().map(|(request, _)| request.edition).filter(|_| decides);
        shown.edition = shown.edition.or(edition);
        let meant = found.filter(|_| phase.is_none()).and_then(|(request, _)| {
            let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
            let whose: Vec<UserId> =
                ctx.actor.user_id().into_iter().chain(acting.persons(&request)).collect();
            let of = |user: &UserId| request.open_phases().find(|open| open.active().contains(user));
            let open = whose.iter().find_map(of).or_else(|| request.open_phase());
            open.map(|open| open.name.clone())
        });
        *phase = phase.take().or(meant);
    }
    Ok((action, shown))
}

/// Whom the actor stands in for: where they said for whom they act, that person alone.
async fn stood_in_for(tx: &mut Tx, ctx: &Context, shown: Shown) -> Result<Vec<UserId>, EngineError> {
    let mut found = delegations::stood_in_for(tx, ctx).await?;
    found.retain(|person| shown.on_behalf_of.is_none_or(|named| named == *person));
    Ok(found)
}

async fn try_act(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    action: &Action,
    shown: Shown,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    apply_as(&mut tx, engine, ctx, id, action, (Heard::Answer, shown)).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`act`], in a transaction of the caller's; the id of the comment that was kept with it.
pub(crate) async fn apply(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    action: &Action,
) -> Result<Uuid, EngineError> {
    apply_as(tx, engine, ctx, id, action, (Heard::Answer, Shown::default())).await
}

/// As [`apply`], where what is done may stand for nobody having done anything, or is done by somebody who was shown
/// something.
pub(crate) async fn apply_as(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    action: &Action,
    (heard, shown): (Heard, Shown),
) -> Result<Uuid, EngineError> {
    let missing = || EngineError::not_found("request", id);
    let (before, revision) = requests::find(tx, id).await?.ok_or_else(missing)?;
    let settings = settings::access_request(tx).await?;
    let stands_in_for = stood_in_for(tx, ctx, shown).await?;
    let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
    let (mut after, comment) = match decide(before.clone(), action, acting, &settings, ctx.now) {
        Err(bailiwick::request::Refusal::NotVisible) => return Err(missing()),
        decided => decided?,
    };
    check_shown(action, &before, &comment, shown)?;
    if let Action::Reassign { actors, .. } = action {
        let known = users::briefs(tx, actors).await?;
        let unknown =
            actors.iter().find(|id| !known.iter().any(|p| p.id == **id && p.status == Status::Active));
        if let Some(unknown) = unknown {
            return Err(EngineError::invalid(
                "updatedActors",
                format!("names `{unknown}`, who is not an active person"),
            ));
        }
    }
    signal(tx, engine, ctx, &before, &mut after, heard).await?;
    requests::update(tx, &after, revision, ctx.now).await?;
    removal_ended(tx, engine, ctx, &after).await?;
    let comment_id = engine.new_id();
    if !comment.comment.is_empty() || !matches!(action, Action::Comment { .. }) {
        requests::add_comment(tx, comment_id, &after, &comment).await?;
    }
    record(tx, engine, ctx, &before, &after, &comment).await?;
    Ok(comment_id)
}

/// Whether a decision is about what was shown.
fn check_shown(
    action: &Action,
    before: &Request,
    comment: &Comment,
    shown: Shown,
) -> Result<(), EngineError> {
    if !matches!(action, Action::Decide { .. }) {
        return Ok(());
    }
    if shown.edition.is_some_and(|edition| edition != before.edition) {
        let words = "what it asks for has changed meanwhile: look at it again before you decide";
        return Err(EngineError::Overtaken(words.into()));
    }
    if shown.on_behalf_of.is_some() && shown.on_behalf_of != comment.on_behalf_of {
        let words = "you are asked yourself meanwhile: look at it again before you decide";
        return Err(EngineError::Overtaken(words.into()));
    }
    Ok(())
}

/// Records what somebody did to a request, and tells whom it concerns.
pub(crate) async fn record(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Request,
    after: &Request,
    comment: &Comment,
) -> Result<(), EngineError> {
    note(tx, engine, ctx, before, after, comment).await?;
    // In a box: few changes tell anybody anything, and every use case would carry it along.
    Box::pin(notifications::tell_of(tx, engine, ctx, before, after)).await
}

/// Records what somebody did to a request, and leaves telling people to the caller.
pub(crate) async fn note(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Request,
    after: &Request,
    comment: &Comment,
) -> Result<(), EngineError> {
    let event = match comment.action {
        CommentAction::Comment => "comment-request",
        CommentAction::Approve => "approve-request",
        CommentAction::Reject => "reject-request",
        CommentAction::Fulfil => "fulfill-request",
        CommentAction::Deny => "deny-request",
        CommentAction::Reassign => "reassign-request",
        CommentAction::Claim => "claim-request",
        CommentAction::Release => "release-request",
        CommentAction::Cancel => "cancel-request",
        CommentAction::Modify => "modify-request",
        CommentAction::Allow => "allow-violation",
        CommentAction::Exception => "except-violation",
        CommentAction::CancelException => "cancel-exception",
        CommentAction::Remediate => "remediate-violation",
        CommentAction::Failure => "fail-request",
    };
    let words = Some(comment.comment.clone()).filter(|words| !words.is_empty());
    let event = differences(tx, event, before, after).await?.change("comment", None::<String>, words);
    let event = event.change(ON_BEHALF_OF, None::<String>, comment.on_behalf_of);
    event.write(tx, engine, ctx).await
}

/// Records what became of a request by itself, and tells whom it concerns.
pub(crate) async fn changed(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    event: &'static str,
    before: &Request,
    after: &Request,
) -> Result<(), EngineError> {
    differences(tx, event, before, after).await?.write(tx, engine, ctx).await?;
    // In a box: few changes tell anybody anything, and every use case would carry it along.
    Box::pin(notifications::tell_of(tx, engine, ctx, before, after)).await
}

async fn differences(
    tx: &mut Tx,
    event: &'static str,
    before: &Request,
    after: &Request,
) -> Result<Event, EngineError> {
    let item = match after.item() {
        Some(item) => items::brief(tx, item).await?.map_or_else(String::new, |item| item.name),
        None => request_types::name(tx, &after.request_type).await?,
    };
    let user = users::brief(tx, after.user).await?.map_or_else(String::new, |user| user.display_name);
    let waits = |request: &Request| request.open_phase().map(|phase| phase.display_name.clone());
    let actors = |request: &Request| {
        request.open_phase().map(|phase| {
            let active = phase.actors.iter().filter(|actor| actor.active).map(|actor| actor.user.to_string());
            active.collect::<Vec<_>>().join(" ")
        })
    };
    let claimed = |request: &Request| request.open_phases().find_map(|phase| Some(phase.claim?.by));
    Ok(Event::new(event, "request", &after.id, format!("{item} for {user}"))
        .about(after.user)
        .change("status", Some(before.status), Some(after.status))
        .change("decision", before.decision, after.decision)
        .change("outcome", before.outcome, after.outcome)
        .change("phase", waits(before), waits(after))
        .change(ACTORS, actors(before), actors(after))
        .change(CLAIMED_BY, claimed(before), claimed(after)))
}
