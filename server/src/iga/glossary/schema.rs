//! Attributes (contract 2.21).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bailiwick::glossary::{Attribute, Definition};
use bailiwick::id::AttributeId;
use bailiwick_engine::{Engine, EngineError, glossary};
use serde_json::Value;

use crate::api::{ApiError, Body, Caller, Listed, Message, Params, TargetFilter, WordPath, matching};
use crate::iga::TAG;
use crate::iga::object::{GlossaryAttribute, NewGlossaryAttribute, Search};
use crate::iga::paging::Query;

/// The id in the address.
fn id(text: &str) -> Result<AttributeId, ApiError> {
    text.parse().map_err(|_| EngineError::not_found("glossary attribute", text).into())
}

/// Define an attribute
///
/// Says that objects of a kind may have values of it: applications, entitlements, roles or accounts.
/// From then on it can be set, shown and searched for. Access administrators may.
#[utoipa::path(
    post,
    path = "/iga/commons/glossary/schema",
    operation_id = "defineGlossaryAttribute",
    tag = TAG,
    request_body(content = NewGlossaryAttribute),
    responses(
        (status = 201, description = "The attribute", body = GlossaryAttribute),
        (status = 400, description = "A field is wrong, or the name is taken", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn define(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(definition): Body<Definition>,
) -> Result<(StatusCode, Json<GlossaryAttribute>), ApiError> {
    let attribute = glossary::define(&engine, &ctx, definition).await?;
    Ok((StatusCode::CREATED, Json(GlossaryAttribute::without_dates(&attribute))))
}

/// Read an attribute
#[utoipa::path(
    get,
    path = "/iga/commons/glossary/schema/{id}",
    operation_id = "readGlossaryAttribute",
    tag = TAG,
    params(("id" = String, Path, description = "the attribute's UUID")),
    responses(
        (status = 200, description = "The attribute", body = GlossaryAttribute),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such attribute", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(given): WordPath,
) -> Result<Json<GlossaryAttribute>, ApiError> {
    let attribute = glossary::attribute(&engine, &ctx, id(&given)?).await?;
    Ok(Json(GlossaryAttribute::of(&attribute)))
}

/// Change an attribute
///
/// How it is shown, whether there may be several values, which values there may be. Object type, name and
/// type stay, and so does what objects have. Built-in attributes cannot be changed.
#[utoipa::path(
    put,
    path = "/iga/commons/glossary/schema/{id}",
    operation_id = "changeGlossaryAttribute",
    tag = TAG,
    params(("id" = String, Path, description = "the attribute's UUID")),
    request_body(content = NewGlossaryAttribute),
    responses(
        (status = 200, description = "The attribute", body = GlossaryAttribute),
        (status = 400, description = "A field is wrong or cannot be changed", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such attribute", body = Message),
    ),
)]
pub async fn change(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(given): WordPath,
    Body(definition): Body<Definition>,
) -> Result<Json<GlossaryAttribute>, ApiError> {
    let attribute = glossary::change(&engine, &ctx, id(&given)?, definition).await?;
    Ok(Json(GlossaryAttribute::of(&attribute)))
}

/// Delete an attribute
///
/// And whatever objects have of it. Built-in attributes cannot be deleted.
#[utoipa::path(
    delete,
    path = "/iga/commons/glossary/schema/{id}",
    operation_id = "deleteGlossaryAttribute",
    tag = TAG,
    params(("id" = String, Path, description = "the attribute's UUID")),
    responses(
        (status = 200, description = "The attribute that was deleted", body = GlossaryAttribute),
        (status = 400, description = "It is built in", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such attribute", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(given): WordPath,
) -> Result<Json<GlossaryAttribute>, ApiError> {
    let attribute = glossary::delete(&engine, &ctx, id(&given)?).await?;
    Ok(Json(GlossaryAttribute::of(&attribute)))
}

/// Search attributes
///
/// Every attribute that matches, by object type, those that are built in first.
#[utoipa::path(
    post,
    path = "/iga/commons/glossary/schema/search",
    operation_id = "searchGlossaryAttributes",
    tag = TAG,
    params(
        ("queryString" = Option<String>, Query, description = "part of its name, as shown or not"),
        Query,
    ),
    request_body(content = Option<Search>),
    responses(
        (status = 200, description = "A page of attributes", body = Listed<GlossaryAttribute>),
        (status = 400, description = "A parameter or the filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    let mut list = params.list()?;
    list.filter = list.filter.and(filter);
    let text = list.text.as_deref().unwrap_or_default();
    let is_named = |attribute: &&Attribute| {
        let has = |name: &str| bailiwick::text::normalise(name).contains(&bailiwick::text::normalise(text));
        has(&attribute.definition.name) || has(&attribute.definition.display_name)
    };
    let attributes = glossary::attributes(&engine, &ctx).await?;
    let rows: Vec<_> = attributes.iter().filter(is_named).map(GlossaryAttribute::of).collect();
    matching(&rows, &list)
}
