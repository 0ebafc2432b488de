//! The catalog (contract 2.5 rows 21 and 22).

use axum::Json;
use axum::extract::State;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::view::{CatalogSearch, Page};
use bailiwick_engine::catalog::{self, ItemListed};
use bailiwick_engine::{Context, Engine};
use serde_json::Value;

use super::TAG;
use super::names::with_items;
use super::object::{self, CatalogItem};
use super::paging::Query;
use crate::api::{ApiError, Caller, Listed, Message, Params, TargetFilter, answer};

/// The most rows of a page found by words.
const MOST_FOUND: u32 = 100;

async fn page(
    engine: &Engine,
    ctx: &Context,
    params: &Params,
    filter: Filter,
) -> Result<Json<Value>, ApiError> {
    let ignore_requestable = params.flag("ignoreRequestable")?;
    let mut list = params.list()?;
    list.filter = with_items(with_items(list.filter, "id", "id"), "catalog.id", "id");
    let filter = with_items(with_items(filter, "id", "id"), "catalog.id", "id");
    let page = match list.text.clone() {
        Some(text) => {
            let plain = list.filter == Filter::All && filter == Filter::All && list.sort.is_empty();
            if !plain || ignore_requestable {
                let fault = "finds requestable items, best match first: \
                             it cannot be combined with a filter, `_sortKeys` or `ignoreRequestable`";
                return Err(ApiError::field("queryString", fault));
            }
            found(engine, ctx, text, &list).await?
        }
        None => catalog::list(engine, ctx, &filter, &list, ignore_requestable).await?,
    };
    let Page { rows, total } = page;
    let rows: Vec<CatalogItem> = rows.into_iter().map(CatalogItem::from).collect();
    answer(&rows, total, &list)
}

/// A page found by words, best match first.
async fn found(
    engine: &Engine,
    ctx: &Context,
    text: String,
    list: &ListQuery,
) -> Result<Page<ItemListed>, ApiError> {
    if list.page_size > MOST_FOUND {
        return Err(ApiError::field("_pageSize", format!("must be at most {MOST_FOUND} with `queryString`")));
    }
    let search = CatalogSearch {
        text,
        offset: u32::try_from(list.offset).unwrap_or(u32::MAX),
        limit: list.page_size.max(1),
        ..CatalogSearch::default()
    };
    let mut page = catalog::find(engine, ctx, &search).await?;
    // A page of none asks for the total only.
    page.rows.truncate(list.page_size as usize);
    Ok(page)
}

/// List the catalog
///
/// What can be asked for: applications, entitlements and roles. With `queryString`, what has the words in
/// its name, description, tags or application, typing errors mended, best match first.
#[utoipa::path(
    get,
    path = "/iga/governance/catalog",
    operation_id = "listCatalog",
    tag = TAG,
    params(
        ("ignoreRequestable" = Option<bool>, Query, description = "administrators and auditors: list also what cannot be asked for"),
        ("queryString" = Option<String>, Query, description = "words to find items by; not together with a filter or `_sortKeys`"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of the catalog", body = Listed<CatalogItem>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "`ignoreRequestable` by somebody else", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, Filter::All).await
}

/// Search the catalog
///
/// As listing it, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/catalog",
    operation_id = "searchCatalog",
    tag = TAG,
    params(
        ("_action" = Option<String>, Query, description = "`search`, the only one there is"),
        ("ignoreRequestable" = Option<bool>, Query, description = "administrators and auditors: list also what cannot be asked for"),
        ("queryString" = Option<String>, Query, description = "words to find items by; not together with a filter or `_sortKeys`"),
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of the catalog", body = Listed<CatalogItem>),
        (status = 400, description = "A parameter or the filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "`ignoreRequestable` by somebody else", body = Message),
    ),
)]
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    params.one_of("_action", &["search"])?;
    page(&engine, &ctx, &params, filter).await
}

/// Search the catalog, as workflow scripts do
///
/// The same under another address.
#[utoipa::path(
    post,
    path = "/iga/governance/catalog/search",
    operation_id = "searchCatalogAlias",
    tag = TAG,
    params(
        ("ignoreRequestable" = Option<bool>, Query, description = "administrators and auditors: list also what cannot be asked for"),
        ("queryString" = Option<String>, Query, description = "words to find items by; not together with a filter or `_sortKeys`"),
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of the catalog", body = Listed<CatalogItem>),
        (status = 400, description = "A parameter or the filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "`ignoreRequestable` by somebody else", body = Message),
    ),
)]
pub async fn search_alias(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, filter).await
}
