//! Entitlements: read, created, changed (contract 2.20).

use axum::Json;
use axum::extract::State;
use bailiwick::filter::Filter;
use bailiwick::id::ItemId;
use bailiwick_engine::entitlements::{self, EntitlementChange, NewEntitlement};
use bailiwick_engine::{Engine, EngineError};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::names::with_items;
use super::object::{EntitlementItem, Grant, Search};
use super::paging::{Paging, Query};
use super::people::end_user;
use super::{TAG, names};
use crate::api::{ApiError, Body, Caller, Fields, Listed, Message, Params, TargetFilter, WordPath, answer};

/// An entitlement that is to be, or what is to change about one.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `create` and `change` read")]
pub struct NewEntitlementItem {
    /// Its application: UUID or catalog id. Only of a new one.
    application_id: Option<String>,
    /// What its application calls such things. Only of a new one.
    #[schema(example = "Group")]
    object_type: Option<String>,
    /// `displayName` (or `name`), `description`, and `__NAME__`, the name its application uses.
    #[schema(value_type = Option<Object>, example = json!({"displayName": "Approve invoices", "__NAME__": "FI_APPROVE"}))]
    object: Option<Map<String, Value>>,
    /// Values by attribute; `entitlementOwner`, `requestable` and `riskLevel` are built in.
    #[schema(value_type = Option<Object>, example = json!({"requestable": true}))]
    glossary: Option<Map<String, Value>>,
    /// The request that asked for it.
    request_id: Option<String>,
}

fn named(id: &str) -> Result<ItemId, ApiError> {
    names::item(id).ok_or_else(|| EngineError::not_found("entitlement", id).into())
}

fn members(fields: &Fields<'_>, name: &str) -> Result<Map<String, Value>, ApiError> {
    Ok(fields.object(name)?.map(|object| object.members().clone()).unwrap_or_default())
}

/// Read an entitlement
///
/// With what the end user (the caller, when missing) may do to it: its owners, those of its application and
/// administrators may have it changed. Whoever may know of it reads it.
#[utoipa::path(
    get,
    path = "/iga/governance/entitlement/{id}",
    operation_id = "readEntitlement",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the entitlement: UUID or catalog id"),
        ("endUserId" = Option<String>, Query, description = "whose permissions count; others' are for administrators and auditors"),
    ),
    responses(
        (status = 200, description = "The entitlement", body = EntitlementItem),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "Somebody else's permissions, asked for by an employee", body = Message),
        (status = 404, description = "There is no such entitlement for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<EntitlementItem>, ApiError> {
    let (listed, permissions) = entitlements::read(&engine, &ctx, named(&id)?, end_user(&params)?).await?;
    Ok(Json(EntitlementItem::of(listed, &permissions)))
}

/// Search entitlements
///
/// Those that can be asked for, that the caller owns or holds; for administrators and auditors all that are in use.
#[utoipa::path(
    post,
    path = "/iga/governance/entitlement/search",
    operation_id = "searchEntitlements",
    tag = TAG,
    params(Query),
    request_body(content = Option<Search>),
    responses(
        (status = 200, description = "A page of entitlements", body = Listed<EntitlementItem>),
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
    if list.text.is_some() {
        return Err(ApiError::field(
            "queryString",
            "is not for this list: filter by `entitlement.displayName`",
        ));
    }
    list.filter = with_items(list.filter, "id", "id");
    let filter = with_items(filter, "id", "id");
    let page = entitlements::search(&engine, &ctx, &filter, &list).await?;
    let rows: Vec<EntitlementItem> =
        page.rows.into_iter().map(|listed| EntitlementItem::of(listed, &[])).collect();
    answer(&rows, page.total, &list)
}

/// List who holds an entitlement
///
/// Each grant in force, by the names of the people. For its owners, those of its application, administrators and
/// auditors.
#[utoipa::path(
    get,
    path = "/iga/governance/entitlement/{id}/users",
    operation_id = "listEntitlementHolders",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the entitlement: UUID or catalog id"),
        ("queryString" = Option<String>, Query, description = "part of a person's name"),
        Paging,
    ),
    responses(
        (status = 200, description = "A page of grants", body = Listed<Grant>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is none of these", body = Message),
        (status = 404, description = "There is no such entitlement for the caller", body = Message),
    ),
)]
pub async fn holders(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    if !list.sort.is_empty() || list.filter != Filter::All {
        return Err(ApiError::bad(
            "holders come by name: `_sortKeys` and `_queryFilter` are not for this list",
        ));
    }
    let (text, place) = (list.text.as_deref().unwrap_or_default(), (list.offset, u64::from(list.page_size)));
    let page = entitlements::holders(&engine, &ctx, named(&id)?, text, place).await?;
    let rows: Vec<Grant> = page.rows.iter().map(|(person, view)| Grant::of(view, person)).collect();
    answer(&rows, page.total, &list)
}

/// Create an entitlement
///
/// Of an application. It can be asked for only when its glossary says so. Access administrators may; owners of the
/// application ask by request.
#[utoipa::path(
    post,
    path = "/iga/governance/entitlement",
    operation_id = "createEntitlement",
    tag = TAG,
    params(("_action" = Option<String>, Query, description = "`create`, the only one there is")),
    request_body(content = NewEntitlementItem),
    responses(
        (status = 200, description = "The entitlement", body = EntitlementItem),
        (status = 400, description = "A field is wrong, or another entitlement has the key", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<EntitlementItem>, ApiError> {
    params.one_of("_action", &["create"])?;
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let application = fields.required_text("applicationId")?;
    let fault = || fields.fault("applicationId", "must be a UUID or a catalog id");
    let new = NewEntitlement {
        application: names::item(application).ok_or_else(fault)?,
        object_type: fields.required_text("objectType")?.to_owned(),
        object: members(&fields, "object")?,
        glossary: members(&fields, "glossary")?,
        request: fields.text("requestId")?.map(str::to_owned),
    };
    let made = entitlements::create(&engine, &ctx, &new).await?;
    Ok(Json(EntitlementItem::of(made, &[])))
}

/// Change an entitlement
///
/// What is not given stays; null takes a value of the glossary away. Access administrators may; owners ask by request.
#[utoipa::path(
    put,
    path = "/iga/governance/entitlement/{id}",
    operation_id = "changeEntitlement",
    tag = TAG,
    params(("id" = String, Path, description = "the entitlement: UUID or catalog id")),
    request_body(content = NewEntitlementItem),
    responses(
        (status = 200, description = "The entitlement", body = EntitlementItem),
        (status = 400, description = "A field is wrong, or another entitlement has the key", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such entitlement", body = Message),
    ),
)]
pub async fn change(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<EntitlementItem>, ApiError> {
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    for fixed in ["applicationId", "objectType"] {
        if fields.has(fixed) {
            return Err(fields.fault(fixed, "cannot be changed: leave it out"));
        }
    }
    let change = EntitlementChange {
        object: members(&fields, "object")?,
        glossary: members(&fields, "glossary")?,
        request: fields.text("requestId")?.map(str::to_owned),
    };
    let changed = entitlements::change(&engine, &ctx, named(&id)?, &change).await?;
    Ok(Json(EntitlementItem::of(changed, &[])))
}
