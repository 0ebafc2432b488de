//! From credentials to the context of the call.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bailiwick::authority::Actor;
use bailiwick::id::SessionId;
use bailiwick_engine::identity::{by_bearer, by_session};
use bailiwick_engine::{Context, Engine, Proof};
use http::{HeaderMap, header};

use super::cookie;
use super::refusal::Refusal;
use crate::trace::TraceId;

/// The layer: afterwards there is a [`Context`] among the request's extensions. A bearer
/// token that does not count is refused, never taken for nobody.
pub(super) async fn identify(State(engine): State<Engine>, mut request: Request, next: Next) -> Response {
    let id = request.extensions().get::<TraceId>().map(|id| id.0.to_string()).unwrap_or_default();
    let ctx = engine.context(Actor::Anonymous, id);
    match who(&engine, ctx, request.headers()).await {
        Ok((ctx, session)) => {
            request.extensions_mut().insert(ctx);
            if let Some(session) = session {
                request.extensions_mut().insert(session);
            }
            next.run(request).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

async fn who(
    engine: &Engine,
    ctx: Context,
    headers: &HeaderMap,
) -> Result<(Context, Option<SessionId>), Refusal> {
    if let Some(token) = bearer(headers) {
        let actor = by_bearer(engine, &ctx, token).await?.ok_or(Refusal::BadToken)?;
        return Ok((Context { actor, proof: Proof::Token, ..ctx }, None));
    }
    let Some(token) = cookie::token(headers) else { return Ok((ctx, None)) };
    Ok(match by_session(engine, &ctx, token).await? {
        Some((actor, session)) => (Context { actor, proof: Proof::Session, ..ctx }, Some(session)),
        None => (ctx, None),
    })
}

/// The token behind `Authorization: Bearer`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
