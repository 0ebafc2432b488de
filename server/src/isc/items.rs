//! Rows of certifications (contract B3).

use axum::extract::{Path, State};
use axum::response::Response;
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, Path as Field, Value as Literal};
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc::{self, ItemFilter};
use serde_json::Value;

use super::TAG;
use super::certifications::id_of;
use super::errors::Refusals;
use super::object::AccessReviewItem;
use super::params::{Fields, Query, Wanted};
use crate::api::{ApiError, Caller, Params, WordPath};

const FIELDS: Fields = Fields {
    filters: &[
        ("id", &["eq", "in"]),
        ("type", &["eq"]),
        ("access.type", &["eq"]),
        ("completed", &["eq", "ne"]),
        ("identitySummary.id", &["eq", "in"]),
        ("identitySummary.name", &["eq", "sw"]),
        ("access.id", &["eq", "in"]),
        ("access.name", &["eq", "sw"]),
        ("entitlement.sourceName", &["eq", "sw"]),
        ("accessProfile.sourceName", &["eq", "sw"]),
    ],
    sorters: &[
        "identitySummary.name",
        "access.name",
        "access.type",
        "entitlement.sourceName",
        "accessProfile.sourceName",
    ],
};
/// The parameters that name access; one of them at a time.
const BY_ACCESS: [&str; 3] = ["entitlements", "access-profiles", "roles"];

/// List rows of a certification
///
/// The riskiest first unless sorted. Filters: `id` eq, in; `type` and `access.type` eq; `completed` eq, ne;
/// `identitySummary.id` and `access.id` eq, in; `identitySummary.name`, `access.name`, `entitlement.sourceName` and
/// `accessProfile.sourceName` eq, sw. Sorters: the last four, but `access.type` for ids.
#[utoipa::path(
    get,
    path = "/{id}/access-review-items",
    operation_id = "iscListAccessReviewItems",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The certification's id"),
        ("entitlements" = Option<String>, Query, description = "Of these entitlements: ids with commas between them"),
        ("access-profiles" = Option<String>, Query, description = "There are none: finds nothing"),
        ("roles" = Option<String>, Query, description = "Of these roles: ids with commas between them"),
        Query,
    ),
    responses((status = 200, description = "A page of rows", body = Vec<AccessReviewItem>), Refusals),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Response, ApiError> {
    let mut wanted = Wanted::read(&params, &FIELDS)?;
    let named: Vec<&str> = BY_ACCESS.into_iter().filter(|name| params.get(name).is_some()).collect();
    let mut also = ItemFilter::default();
    match named[..] {
        [] => {}
        [name] => {
            let ids = params.get(name).unwrap_or_default().split(',').map(str::trim);
            also.items = ids.filter_map(|id| id.parse().ok()).collect();
            if also.items.is_empty() || name == "access-profiles" {
                wanted.list.filter = Filter::None;
            }
        }
        _ => return Err(ApiError::bad(format!("only one of {} may be given", BY_ACCESS.join(", ")))),
    }
    let found = isc::items(&engine, &ctx, id_of(&id)?, &also, &wanted.list).await?;
    let rows =
        found.rows.iter().filter_map(|row| AccessReviewItem::of(row, &found.facts, found.made, ctx.now));
    Ok(wanted.answer(&rows.collect::<Vec<_>>(), found.total))
}

/// List permissions of a row
///
/// Always empty: below entitlements there is nothing here.
#[utoipa::path(
    get,
    path = "/{certificationId}/access-review-items/{itemId}/permissions",
    operation_id = "iscListItemPermissions",
    tag = TAG,
    params(
        ("certificationId" = String, Path, description = "The certification's id"),
        ("itemId" = String, Path, description = "The row's id"),
        Query,
    ),
    responses((status = 200, description = "Permissions", body = Vec<Value>), Refusals),
)]
pub async fn permissions(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, item)): Path<(String, String)>,
    params: Params,
) -> Result<Response, ApiError> {
    const PERMISSIONS: Fields =
        Fields { filters: &[("target", &["eq", "sw"]), ("rights", &["ca"])], sorters: &["target"] };
    let wanted = Wanted::read(&params, &PERMISSIONS)?;
    let path = Field::dotted("id").map_err(|error| ApiError::bad(error.to_string()))?;
    let one = ListQuery {
        page_size: 1,
        filter: Filter::equals(path, Literal::from(item.as_str())),
        ..ListQuery::default()
    };
    if isc::items(&engine, &ctx, id_of(&id)?, &ItemFilter::default(), &one).await?.total == 0 {
        return Err(ApiError::missing(format!("access review item `{item}` does not exist")));
    }
    wanted.page::<Value>(&[])
}
