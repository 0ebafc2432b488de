//! `GET /idhub/api/search` (contract row 1).

use axum::Json;
use axum::extract::State;
use bailiwick::catalog::ItemKind;
use bailiwick::directory::UserBrief;
use bailiwick::view::{CatalogSearch, SearchOrder};
use bailiwick_engine::{Context, Engine, EngineError, access, catalog, people};
use chrono::Duration;

use super::TAG;
use super::object::{AccessList, Document, ItemDocument, UserDocument};
use crate::api::{ApiError, Caller, Message, Params};

/// Rows when the client does not say.
const PAGE: u32 = 50;
/// Rows at most.
const MOST_ROWS: u32 = 100;
/// Days that count as recently.
const RECENT_DAYS: i64 = 30;
/// Names that an access list has at most.
const MOST_NAMES: u32 = 50;

/// Search
///
/// Items that can be asked for, best match first, or (`collection=Users`) people whose name begins with the keyword.
/// The product has no documents of the collection `ServiceRequest`.
#[utoipa::path(
    get,
    path = "/idhub/api/search",
    operation_id = "idhubSearch",
    tag = TAG,
    params(
        ("keyword" = Option<String>, Query, description = "words to find items by, or the beginning of a person's name"),
        ("collection" = Option<String>, Query, description = "`Entitlement`, `Roles`, `Users`, `ServiceRequest` or `TargetSystem`; all items when missing"),
        ("relevanceFilter" = Option<String>, Query, description = "`recentlyAdded`: what came in the last 30 days, newest first"),
        ("tag" = Option<String>, Query, description = "items with this tag"),
        ("pagesize" = Option<u32>, Query, description = "rows, at most 100; 50 when missing"),
    ),
    responses(
        (status = 200, description = "What was found", body = Vec<Document>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Vec<Document>>, ApiError> {
    let keyword = params.get("keyword").unwrap_or_default();
    let recent = params.one_of("relevanceFilter", &["", "recentlyAdded"])? == "recentlyAdded";
    let limit = params.number("pagesize", MOST_ROWS)?.unwrap_or(PAGE);
    let kinds = match params
        .one_of("collection", &["", "Entitlement", "Roles", "Users", "ServiceRequest", "TargetSystem"])?
    {
        "Users" => return Ok(Json(users(&engine, &ctx, keyword, limit).await?)),
        "ServiceRequest" => return Ok(Json(Vec::new())),
        "Entitlement" => vec![ItemKind::Entitlement],
        "Roles" => vec![ItemKind::Role],
        "TargetSystem" => vec![ItemKind::Application],
        _ => Vec::new(),
    };
    let search = CatalogSearch {
        text: keyword.to_owned(),
        kinds,
        tags: params.get("tag").map(str::to_owned).into_iter().collect(),
        added_since: recent.then(|| ctx.now - Duration::days(RECENT_DAYS)),
        order: if recent { SearchOrder::Newest } else { SearchOrder::Best },
        limit: limit.max(1),
        ..CatalogSearch::default()
    };
    let found = catalog::search(&engine, &ctx, &search).await?;
    let rows = found.rows.iter().take(limit as usize);
    Ok(Json(rows.map(|row| Document::Item(Box::new(ItemDocument::from(&row.item)))).collect()))
}

async fn users(engine: &Engine, ctx: &Context, text: &str, limit: u32) -> Result<Vec<Document>, ApiError> {
    let mut found = Vec::new();
    for user in people::find(engine, ctx, text, limit).await? {
        let list = access_list(engine, ctx, &user).await?;
        found.push(Document::User(Box::new(UserDocument::of(&user, list))));
    }
    Ok(found)
}

/// What somebody holds; nothing when the caller may not know it.
async fn access_list(
    engine: &Engine,
    ctx: &Context,
    user: &UserBrief,
) -> Result<Option<AccessList>, ApiError> {
    let names = async |kind| {
        let held = access::held(engine, ctx, user.id, "", Some(kind), 0, MOST_NAMES).await?;
        let names = held.rows.into_iter().map(|row| row.item.name).collect::<Vec<_>>();
        Ok::<_, EngineError>((held.counts, names))
    };
    let (counts, applications) = match names(ItemKind::Application).await {
        Err(EngineError::NotFound { .. }) => return Ok(None),
        other => other?,
    };
    let (_, roles) = names(ItemKind::Role).await?;
    Ok(Some(AccessList::of(&counts, applications, roles)))
}
