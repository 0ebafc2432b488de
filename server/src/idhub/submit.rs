//! `POST /idhub/api/requests`: sending a cart (contract row 5).

use axum::Json;
use axum::extract::State;
use bailiwick_engine::requests::NewRequests;
use bailiwick_engine::{Engine, carts};

use super::TAG;
use super::cart::{Done, UserCart, refusal};
use crate::api::{ApiError, Body, Caller, Message};

/// Submit a cart
///
/// Makes one request for every line. When a line has a fault (a duplicate, held already, unknown …) nothing is
/// sent, and the refusal names all such lines. What was sent leaves the caller's cart.
#[utoipa::path(
    post,
    path = "/idhub/api/requests",
    operation_id = "idhubSubmit",
    tag = TAG,
    request_body = UserCart,
    responses(
        (status = 200, description = "Every line is a request now", body = Done),
        (status = 400, description = "A field or line is wrong, or there are too many lines", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "A client without `ACCESS_ADMIN`", body = Message),
    ),
)]
pub async fn submit(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(cart): Body<UserCart>,
) -> Result<Json<Done>, ApiError> {
    let lines = cart.lines(&engine, &ctx).await?;
    let new = NewRequests { lines, justification: cart.justification, ..NewRequests::default() };
    let submitted = carts::send_all(&engine, &ctx, &new).await?;
    if !submitted.faults.is_empty() {
        return Err(refusal(&submitted.faults));
    }
    Ok(Json(Done { correlation_id: submitted.correlation, result: true }))
}
