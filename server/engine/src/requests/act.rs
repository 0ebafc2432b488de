//! Deciding, commenting, handing over, calling off.

use bailiwick::audit::ACTORS;
use bailiwick::directory::Status;
use bailiwick::id::{PhaseId, RequestId};
use bailiwick::request::{Action, Comment, CommentAction, Request, act as decide, advance};
use bailiwick::view::RequestView;
use bailiwick_store::{Tx, items, requests, settings, users};

use super::{approvers, follow, read};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

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
    ctx.signed_in()?;
    let action = &pinned(engine, id, action).await?;
    retry!(try_act(engine, ctx, id, action))?;
    engine.ring();
    read(engine, ctx, id).await
}

/// The action with the phase it means: when somebody else decides at the same moment, trying
/// again must not decide the next phase.
async fn pinned(engine: &Engine, id: &RequestId, action: &Action) -> Result<Action, EngineError> {
    let mut action = action.clone();
    let (Action::Approve { phase, .. } | Action::Reject { phase, .. } | Action::Reassign { phase, .. }) =
        &mut action
    else {
        return Ok(action);
    };
    if phase.is_none() {
        let found = requests::find(&mut engine.read().await?, id).await?;
        *phase = found.and_then(|(request, _)| request.open_phase().map(|open| open.name.clone()));
    }
    Ok(action)
}

async fn try_act(engine: &Engine, ctx: &Context, id: &RequestId, action: &Action) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    apply(&mut tx, engine, ctx, id, action).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`act`], in a transaction of the caller's.
pub(crate) async fn apply(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    action: &Action,
) -> Result<(), EngineError> {
    let missing = || EngineError::not_found("request", id);
    let (before, revision) = requests::find(tx, id).await?.ok_or_else(missing)?;
    let settings = settings::access_request(tx).await?;
    let (after, comment) = match decide(before.clone(), action, &ctx.actor, &settings, ctx.now) {
        Err(bailiwick::request::Refusal::NotVisible) => return Err(missing()),
        decided => decided?,
    };
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
    let after = go_on(tx, engine, ctx, after, revision).await?;
    if !comment.comment.is_empty() || !matches!(action, Action::Comment { .. }) {
        requests::add_comment(tx, engine.new_id(), &after, &comment).await?;
    }
    record(tx, engine, ctx, &before, &after, &comment).await
}

/// Lets a request go on from where it is, and stores it.
pub(crate) async fn go_on(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: Request,
    revision: i64,
) -> Result<Request, EngineError> {
    let user =
        users::brief(tx, request.user).await?.ok_or_else(|| EngineError::not_found("user", request.user))?;
    let approvers = approvers::find(tx, &user, request.item).await?;
    let transition = advance(request, &approvers, || PhaseId(engine.new_id()), ctx.now);
    requests::update(tx, &transition.request, revision, ctx.now).await?;
    follow::effects(tx, engine, ctx, &transition).await?;
    Ok(transition.request)
}

/// Records what somebody did to a request.
pub(crate) async fn record(
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
        CommentAction::Reassign => "reassign-request",
        CommentAction::Cancel => "cancel-request",
        CommentAction::Failure => "fail-request",
    };
    let words = Some(comment.comment.clone()).filter(|words| !words.is_empty());
    let event = differences(tx, event, before, after).await?.change("comment", None::<String>, words);
    event.write(tx, engine, ctx).await
}

/// Records what became of a request by itself.
pub(crate) async fn changed(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    event: &'static str,
    before: &Request,
    after: &Request,
) -> Result<(), EngineError> {
    differences(tx, event, before, after).await?.write(tx, engine, ctx).await
}

async fn differences(
    tx: &mut Tx,
    event: &'static str,
    before: &Request,
    after: &Request,
) -> Result<Event, EngineError> {
    let item = items::brief(tx, after.item).await?.map_or_else(String::new, |item| item.name);
    let user = users::brief(tx, after.user).await?.map_or_else(String::new, |user| user.display_name);
    let waits = |request: &Request| request.open_phase().map(|phase| phase.display_name.clone());
    let actors = |request: &Request| {
        request.open_phase().map(|phase| {
            let active = phase.actors.iter().filter(|actor| actor.active).map(|actor| actor.user.to_string());
            active.collect::<Vec<_>>().join(" ")
        })
    };
    Ok(Event::new(event, "request", &after.id, format!("{item} for {user}"))
        .about(after.user)
        .change("status", Some(before.status), Some(after.status))
        .change("decision", before.decision, after.decision)
        .change("outcome", before.outcome, after.outcome)
        .change("phase", waits(before), waits(after))
        .change(ACTORS, actors(before), actors(after)))
}
