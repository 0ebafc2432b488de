//! The same about many violations (contract rows 102 to 106).

use axum::Json;
use axum::extract::State;
use bailiwick::text::check_present;
use bailiwick_engine::Engine;
use bailiwick_engine::violations::{bulk, carry_out};
use serde_json::{Map, Value};

use super::act::read_action;
use crate::api::{ApiError, Body, Caller, Fields, Message, WordPath};
use crate::iga::TAG;
use crate::iga::object::ViolationBulk;

/// What is done about which violations.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `act` reads")]
pub struct ManyViolations {
    /// Which, at most 10,000.
    ids: Vec<String>,
    /// Why; with `comment` it must be there.
    comment: Option<String>,
    /// With `exception`: until when.
    exception_expiration_date: Option<String>,
    /// With `exception`: the control it rests on.
    mitigating_control_id: Option<String>,
    /// With `reassign`: `[{id, permissions}]`.
    #[schema(value_type = Option<Vec<Object>>)]
    updated_actors: Option<Vec<Value>>,
    /// With `remediate`: the composite ids of the grants that go, at most 10,000.
    grant_ids: Option<Vec<String>>,
    /// With `remediate`: why.
    justification: Option<String>,
}

/// Do the same about many violations
///
/// In the place of an id stands what: `allow`, `exception`, `cancel-exception`, `comment`, `reassign` or `remediate`. Each
/// violation by itself: what cannot be done is left as it is and named.
#[utoipa::path(
    post,
    path = "/iga/governance/violation/{id}",
    operation_id = "actOnViolations",
    tag = TAG,
    params(
        ("id" = String, Path, description = "`allow`, `exception`, `cancel-exception`, `comment`, `reassign` or `remediate`"),
    ),
    request_body(content = ManyViolations),
    responses(
        (status = 200, description = "What was left as it is", body = ViolationBulk),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn act(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(action): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<ViolationBulk>, ApiError> {
    let body = Value::Object(body);
    if action == "remediate" {
        let fields = Fields::of_body(&body)?;
        let texts =
            |name| Ok::<_, ApiError>(fields.texts(name, 10_000)?.into_iter().map(str::to_owned).collect());
        let (ids, grants): (Vec<String>, Vec<String>) = (texts("ids")?, texts("grantIds")?);
        let justification = fields.text("justification")?.unwrap_or_default();
        let left = carry_out(&engine, &ctx, &ids, &grants, justification).await?;
        return Ok(Json(ViolationBulk::of(&action, left)));
    }
    if !matches!(action.as_str(), "allow" | "exception" | "cancel-exception" | "comment" | "reassign") {
        return Err(ApiError::missing("there is no such operation"));
    }
    let fields = Fields::of_body(&body)?;
    let ids: Vec<String> = fields.texts("ids", 10_000)?.into_iter().map(str::to_owned).collect();
    let todo = read_action(&action, &fields)?;
    if action == "comment" {
        let words = fields.text("comment")?.unwrap_or_default();
        check_present(words, 10_000).map_err(|fault| ApiError::field("comment", fault))?;
    }
    let left = bulk(&engine, &ctx, &ids, &todo).await?;
    Ok(Json(ViolationBulk::of(&action, left)))
}
