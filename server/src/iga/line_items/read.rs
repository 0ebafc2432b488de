//! One line item, whom and what it is about, and whom and what a campaign's line items are about (contract 2.8).

use axum::Json;
use axum::extract::{Path, State};
use bailiwick_engine::certifications::{self, LineItemView, Shown, Wanted};
use bailiwick_engine::{Context, Engine};
use serde_json::{Value, json};

use super::line_item;
use super::wanted::person;
use crate::api::{ApiError, Caller, Listed, Message, Params, matching};
use crate::iga::TAG;
use crate::iga::campaigns::id_of;
use crate::iga::object::catalog::Application;
use crate::iga::object::{CatalogItem, LineItem, User};
use crate::iga::paging::Query;

async fn one(engine: &Engine, ctx: &Context, id: &str, item: &str) -> Result<LineItemView, ApiError> {
    Ok(certifications::one_item(engine, ctx, id_of(id)?, line_item(item)?).await?)
}

/// Read a line item
#[utoipa::path(
    get,
    path = "/iga/governance/certification/{id}/items/{item}",
    operation_id = "readLineItem",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("item" = String, Path, description = "The line item's id"),
    ),
    responses(
        (status = 200, description = "The line item", body = LineItem),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, item)): Path<(String, String)>,
) -> Result<Json<LineItem>, ApiError> {
    Ok(Json(LineItem::from(&one(&engine, &ctx, &id, &item).await?)))
}

/// Read whom a line item is about
#[utoipa::path(
    get,
    path = "/iga/governance/certification/{id}/items/{item}/user",
    operation_id = "readLineItemUser",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("item" = String, Path, description = "The line item's id"),
    ),
    responses(
        (status = 200, description = "The person", body = User),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller, or it is about nobody", body = Message),
    ),
)]
pub async fn read_user(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, item)): Path<(String, String)>,
) -> Result<Json<User>, ApiError> {
    let view = one(&engine, &ctx, &id, &item).await?;
    let user = view.user.as_ref().ok_or_else(|| ApiError::missing("the line item is about no person"))?;
    Ok(Json(User::long(user)))
}

/// Read which entitlement or role a line item is about
#[utoipa::path(
    get,
    path = "/iga/governance/certification/{id}/items/{item}/entitlement",
    operation_id = "readLineItemEntitlement",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("item" = String, Path, description = "The line item's id"),
    ),
    responses(
        (status = 200, description = "What is held or defined", body = CatalogItem),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller, or it is about none", body = Message),
    ),
)]
pub async fn read_entitlement(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, item)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let view = one(&engine, &ctx, &id, &item).await?;
    if let Some(Shown::Definition(definition)) = &view.shown {
        return Ok(Json(json!(CatalogItem::from(definition.listed.clone()))));
    }
    let missing = || ApiError::missing("the line item is about no entitlement or role");
    let item = view.of.as_ref().ok_or_else(missing)?;
    Ok(Json(json!({
        "id": item.id, "type": item.kind, "name": item.name, "description": item.description,
        "riskLevel": item.risk, "application": Application::around(item),
    })))
}

/// Whose line items.
fn asked(params: &Params) -> Result<Wanted, ApiError> {
    Ok(Wanted { actor: person(params, "actorId")?, ..Wanted::default() })
}

/// List whom a campaign's line items are about
///
/// At most 1,000: those for whom something waits first, the riskiest first. Of those line items that the caller sees.
#[utoipa::path(
    get,
    path = "/iga/governance/certification/{id}/items/filter/user",
    operation_id = "listLineItemUsers",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("actorId" = Option<String>, Query, description = "Of what is put or left to this person"),
        ("queryString" = Option<String>, Query, description = "With this in their name"),
        Query,
    ),
    responses(
        (status = 200, description = "People", body = Listed<User>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "It is put to somebody else", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn users(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let wanted = Wanted { person: params.get("queryString").map(str::to_owned), ..asked(&params)? };
    let found = certifications::people_of(&engine, &ctx, id_of(&id)?, &wanted).await?;
    let rows: Vec<User> = found.iter().map(User::long).collect();
    matching(&rows, &params.list()?)
}

/// List the applications of a campaign's line items
///
/// Those in which something waits first, the riskiest first. Of those line items that the caller sees.
#[utoipa::path(
    get,
    path = "/iga/governance/certification/{id}/items/filter/application",
    operation_id = "listLineItemApplications",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("actorId" = Option<String>, Query, description = "Of what is put or left to this person"),
        ("queryString" = Option<String>, Query, description = "With this in their name"),
        Query,
    ),
    responses(
        (status = 200, description = "Applications", body = Listed<Application>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "It is put to somebody else", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn applications(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let mut found = certifications::applications_of(&engine, &ctx, id_of(&id)?, &asked(&params)?).await?;
    if let Some(text) = params.get("queryString").map(bailiwick::text::normalise) {
        found.retain(|item| bailiwick::text::normalise(&item.name).contains(&text));
    }
    let rows: Vec<Application> = found.iter().filter_map(Application::around).collect();
    matching(&rows, &params.list()?)
}
