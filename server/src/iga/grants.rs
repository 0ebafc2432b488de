//! What a person holds (contract 2.18 row 127).

use axum::Json;
use axum::extract::State;
use bailiwick::catalog::ItemKind;
use bailiwick::filter::Filter;
use bailiwick::id::UserId;
use bailiwick::view::PersonAccess;
use bailiwick_engine::{Context, Engine, access};
use serde_json::Value;

use super::TAG;
use super::object::Grant;
use super::paging::Query;
use crate::api::{ApiError, Caller, Listed, Message, Params, UserPath, answer, matching};

/// Rows that the use case answers at once.
const CHUNK: u32 = 500;

/// What is looked for among a person's grants.
struct Wanted<'a> {
    user: UserId,
    text: &'a str,
    kind: Option<ItemKind>,
}

impl Wanted<'_> {
    async fn chunk(
        &self,
        engine: &Engine,
        ctx: &Context,
        at: u64,
        most: u32,
    ) -> Result<PersonAccess, ApiError> {
        let offset = u32::try_from(at).unwrap_or(u32::MAX);
        Ok(access::held(engine, ctx, self.user, self.text, self.kind, offset, most.min(CHUNK)).await?)
    }

    /// Up to `most` grants from `offset` on, and how many there are.
    async fn rows(
        &self,
        engine: &Engine,
        ctx: &Context,
        offset: u64,
        most: u64,
    ) -> Result<(Vec<Grant>, i64), ApiError> {
        let mut rows = Vec::new();
        loop {
            let missing = u32::try_from(most - rows.len() as u64).unwrap_or(CHUNK);
            let PersonAccess { user, rows: found, total, .. } =
                self.chunk(engine, ctx, offset + rows.len() as u64, missing).await?;
            let before = rows.len();
            rows.extend(found.iter().map(|view| Grant::of(view, &user)));
            if rows.len() == before || rows.len() as u64 >= most {
                return Ok((rows, total));
            }
        }
    }
}

/// List what a person holds
///
/// Their grants in force, by application and name. Themselves, their manager, administrators and auditors
/// may; for others the person does not exist.
#[utoipa::path(
    get,
    path = "/iga/governance/user/{userId}/grants",
    operation_id = "listGrants",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("grantType" = Option<String>, Query, description = "`entitlement`, `account` or `role`; all when missing"),
        ("queryString" = Option<String>, Query, description = "part of the name of the item or its application"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of grants", body = Listed<Grant>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such user for the caller", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    if !list.sort.is_empty() {
        return Err(ApiError::field("_sortKeys", "is not for grants: they come by application and name"));
    }
    let kind = match params.one_of("grantType", &["", "entitlement", "account", "role"])? {
        "entitlement" => Some(ItemKind::Entitlement),
        "account" => Some(ItemKind::Application),
        "role" => Some(ItemKind::Role),
        _ => None,
    };
    let text = list.text.as_deref().unwrap_or_default();
    let wanted = Wanted { user, text, kind };
    if list.filter == Filter::All {
        let (rows, total) = wanted.rows(&engine, &ctx, list.offset, u64::from(list.page_size)).await?;
        return answer(&rows, total, &list);
    }
    // What one person holds fits in memory, and every property can be asked for.
    let (rows, _) = wanted.rows(&engine, &ctx, 0, u64::MAX).await?;
    matching(&rows, &list)
}
