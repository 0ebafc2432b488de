//! Asking for what is not access: requests of types that an administrator defined, and of those that create, change or
//! delete people, entitlements and roles.

use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{RequestId, RequestTypeId, UserId};
use bailiwick::request::{Request, check_named, is_life_cycle};
use bailiwick::request_type::{Asked, RequestType, check, check_draft};
use bailiwick_store::{Tx, requests, users};
use serde_json::{Map, Value as Json};

use super::approvers::fallback;
use super::change::keep;
use super::create::{
    NewRequests, check_common, check_prefix, leaves_out_approvals, not_oneself, requester, start,
};
use super::publish::all;
use crate::engine::retry;
use crate::{Context, Engine, EngineError, request_types, roles, workflows};

/// Whether something carries out what requests of a type ask for.
fn can_be_asked(request_type: &RequestType) -> bool {
    let id = &request_type.id;
    request_type.is_custom || is_life_cycle(id) || id.0 == "extendEndDate"
}

/// Makes a request of a type that is not for access. It is for the person it names (`userId`), else for whoever asks;
/// requests that create, change or delete an object are for whoever asks.
pub(super) async fn publish(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
    payload: &Map<String, Json>,
) -> Result<RequestId, EngineError> {
    let request_type = request_types::find(&mut engine.read().await?, id).await?;
    if !can_be_asked(&request_type) {
        return Err(EngineError::Conflict(format!(
            "`{id}` cannot be asked for here: nothing would carry it out"
        )));
    }
    let is_draft = payload.get("common").and_then(|common| common.get("isDraft")) == Some(&Json::Bool(true));
    let checked = if is_draft { check_draft } else { check };
    let filled = checked(payload, &request_type).map_err(all)?;
    let asked = Asked::read(&filled).map_err(all)?;
    check_prefix(asked.id_prefix.as_deref())?;
    let about = asked.user;
    let user = if is_life_cycle(id) {
        if !is_draft {
            check_named(&asked.content).map_err(all)?;
        }
        check_role(engine, ctx, id, &asked.content).await?;
        keeper(engine, ctx).await?
    } else {
        subject(engine, ctx, &asked).await?
    };
    let request = request(engine, ctx, &request_type, asked, filled.unique_key, user.id);
    if is_draft {
        keep(engine, ctx, &request, request_type.name(), &user).await?;
        return Ok(request.id);
    }
    workflows::validate(engine, ctx, &request_type, &request).await?;
    retry!(make(engine, ctx, &request_type, &request, &user, about.unwrap_or(user.id)))?;
    Ok(request.id)
}

/// Who asks for a role to be changed must know of it. One that is to be may have any id.
pub(super) async fn check_role(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
    content: &Map<String, Json>,
) -> Result<(), EngineError> {
    let given = content.get("role").and_then(|role| role.get("roleId")).and_then(Json::as_str);
    match given.and_then(|text| text.parse().ok()) {
        Some(role) => roles::check_known(&mut engine.read().await?, ctx, role, id.0 == "createRole").await,
        None => Ok(()),
    }
}

/// With whom a request about an object is kept: who asks, and for programs who answers for what they ask. The person
/// it changes or deletes could call it off otherwise.
async fn keeper(engine: &Engine, ctx: &Context) -> Result<UserBrief, EngineError> {
    let mut tx = engine.read().await?;
    let id = match ctx.actor.user_id() {
        Some(me) => Some(me),
        None => fallback(&mut tx, None).await?.first().copied(),
    };
    let user = match id {
        Some(id) => users::brief(&mut tx, id).await?,
        None => None,
    };
    user.ok_or_else(|| EngineError::Conflict("there is nobody who answers for the request".into()))
}

/// Whom it is for: an active person.
async fn subject(engine: &Engine, ctx: &Context, asked: &Asked) -> Result<UserBrief, EngineError> {
    let missing = || EngineError::invalid("common.userId", "is missing: a program says whom it asks for");
    let id: UserId = asked.user.or(ctx.actor.user_id()).ok_or_else(missing)?;
    let user = users::brief(&mut engine.read().await?, id).await?;
    let user = user.ok_or_else(|| EngineError::Conflict("there is no such person".into()))?;
    if user.status == Status::Active {
        Ok(user)
    } else {
        Err(EngineError::Conflict("the person is not active".into()))
    }
}

fn request(
    engine: &Engine,
    ctx: &Context,
    request_type: &RequestType,
    asked: Asked,
    unique_key: Option<String>,
    user: UserId,
) -> Request {
    let prefix = asked.id_prefix.as_deref().map_or_else(String::new, |prefix| format!("{prefix}-"));
    let id = RequestId(format!("{prefix}{}", engine.new_id()));
    Request {
        content: asked.content,
        unique_key,
        priority: asked.priority,
        justification: asked.justification,
        start: asked.start,
        end: asked.end,
        expires: asked.expires,
        external_id: asked.external_id,
        context: asked.context,
        is_draft: asked.is_draft,
        ..Request::new(id, request_type.id.clone(), requester(ctx), user, ctx.now)
    }
}

async fn make(
    engine: &Engine,
    ctx: &Context,
    request_type: &RequestType,
    request: &Request,
    user: &UserBrief,
    about: UserId,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let common = NewRequests {
        justification: request.justification.clone(),
        expires: request.expires,
        external_id: request.external_id.clone(),
        context: request.context.clone(),
        ..NewRequests::default()
    };
    check_common(&mut tx, ctx, &common).await?;
    if leaves_out_approvals(request.context.as_ref()) {
        not_oneself(&mut tx, ctx, Some(about)).await?;
    }
    check_unique(&mut tx, request).await?;
    start(&mut tx, engine, ctx, request, (request_type.name(), user), None).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn check_unique(tx: &mut Tx, request: &Request) -> Result<(), EngineError> {
    let Some(key) = &request.unique_key else { return Ok(()) };
    match requests::with_unique_key(tx, key).await? {
        None => Ok(()),
        Some(other) if other == request.id => Ok(()),
        Some(other) => {
            Err(EngineError::Conflict(format!("an unfinished request asks for the same: `{other}`")))
        }
    }
}
