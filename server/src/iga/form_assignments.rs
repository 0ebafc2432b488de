//! What forms are shown for (contract 2.12, rows 59 and 60).

use axum::Json;
use axum::extract::State;
use bailiwick_engine::{Engine, forms};
use serde_json::Value;

use super::forms::refused;
use super::object::{FormAssignment, NewFormAssignment};
use super::paging::Query;
use crate::api::{ApiError, Body, Caller, Counted, Message, Params, matching_counted};
use crate::iga::TAG;

/// List what forms are shown for
///
/// By `objectId` unless sorted. Filters and sort keys may name any field, such as
/// `objectId co "requestType/" and formId eq "x"`.
#[utoipa::path(
    get,
    path = "/iga/governance/requestFormAssignments",
    operation_id = "listRequestFormAssignments",
    tag = TAG,
    params(Query),
    responses(
        (status = 200, description = "A page of assignments", body = Counted<FormAssignment>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Counted<Value>>, ApiError> {
    let list = params.list()?;
    let rows: Vec<_> = forms::assignments(&engine, &ctx).await?.iter().map(FormAssignment::of).collect();
    matching_counted(&rows, &list)
}

/// Show a form for something, or no longer
///
/// `_action=assign` shows a form for an object, instead of the one that was shown for it, and answers the pair.
/// `_action=unassign` takes the object's form away from it and answers what there was, with its dates. Access
/// administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/requestFormAssignments",
    operation_id = "changeRequestFormAssignment",
    tag = TAG,
    params(("_action" = String, Query, description = "`assign` or `unassign`")),
    request_body(content = NewFormAssignment),
    responses(
        (status = 200, description = "The assignment", body = FormAssignment),
        (status = 400, description = "A field is missing or wrong, or the object has another form", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such form, or no such assignment", body = Message),
    ),
)]
pub async fn change(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(NewFormAssignment { target, form }): Body<NewFormAssignment>,
) -> Result<Json<FormAssignment>, ApiError> {
    if params.required("_action", &["assign", "unassign"])? == "unassign" {
        let gone = forms::unassign(&engine, &ctx, &target, form.as_ref()).await?;
        return Ok(Json(FormAssignment::of(&gone)));
    }
    let form = form.ok_or_else(|| ApiError::field("formId", "is missing"))?;
    let assigned = forms::assign(&engine, &ctx, &target, &form).await.map_err(refused)?;
    Ok(Json(FormAssignment::without_dates(&assigned)))
}
