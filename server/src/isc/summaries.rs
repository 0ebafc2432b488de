//! Certifications, summed up (contract B3).

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use bailiwick::catalog::ItemBrief;
use bailiwick::certification::isc::AccessType;
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, Path as Field};
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc::{self, Summarised};

use super::TAG;
use super::certifications::id_of;
use super::errors::Refusals;
use super::object::{AccessSummary, DecisionSummary, IdentitySummary};
use super::params::{Fields, Query, Wanted};
use crate::api::{ApiError, Caller, Params, WordPath};

const BY_KIND: Fields = Fields { filters: &[("identitySummary.id", &["eq", "in"])], sorters: &[] };
const IDENTITIES: Fields = Fields {
    filters: &[("id", &["eq", "in"]), ("completed", &["eq", "ne"]), ("name", &["eq", "sw"])],
    sorters: &["name"],
};
const ACCESS: Fields = Fields {
    filters: &[("completed", &["eq", "ne"]), ("access.id", &["eq", "in"]), ("access.name", &["eq", "sw"])],
    sorters: &["access.name"],
};

/// Count decisions
///
/// Made, to be made, approved and revoked, for each kind of access. Filters: `identitySummary.id` eq, in.
#[utoipa::path(
    get,
    path = "/{id}/decision-summary",
    operation_id = "iscReadDecisionSummary",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The certification's id"),
        ("filters" = Option<String>, Query, description = "Of some people only"),
    ),
    responses((status = 200, description = "Sixteen counts", body = DecisionSummary), Refusals),
)]
pub async fn decisions(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<DecisionSummary>, ApiError> {
    let wanted = Wanted::read(&params, &BY_KIND)?;
    Ok(Json(DecisionSummary::of(&isc::by_kind(&engine, &ctx, id_of(&id)?, &wanted.list).await?)))
}

/// List whose access is reviewed
///
/// By name. Filters: `id` eq, in; `completed` eq, ne; `name` eq, sw. Sorters: `name`.
#[utoipa::path(
    get,
    path = "/{id}/identity-summaries",
    operation_id = "iscListIdentitySummaries",
    tag = TAG,
    params(("id" = String, Path, description = "The certification's id"), Query),
    responses((status = 200, description = "A page of people", body = Vec<IdentitySummary>), Refusals),
)]
pub async fn identities(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Response, ApiError> {
    let wanted = Wanted::read(&params, &IDENTITIES)?;
    let (page, total) = isc::identities(&engine, &ctx, id_of(&id)?, &wanted.list).await?;
    Ok(wanted.answer(&page.iter().map(IdentitySummary::from).collect::<Vec<_>>(), total))
}

/// Read about somebody whose access is reviewed
#[utoipa::path(
    get,
    path = "/{id}/identity-summaries/{identitySummaryId}",
    operation_id = "iscReadIdentitySummary",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The certification's id"),
        ("identitySummaryId" = String, Path, description = "The person's id"),
    ),
    responses((status = 200, description = "The person", body = IdentitySummary), Refusals),
)]
pub async fn identity(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, person)): Path<(String, String)>,
) -> Result<Json<IdentitySummary>, ApiError> {
    let path = Field::dotted("id").map_err(|error| ApiError::bad(error.to_string()))?;
    let one =
        ListQuery { page_size: 1, filter: Filter::equals(path, person.as_str()), ..ListQuery::default() };
    let (page, _) = isc::identities(&engine, &ctx, id_of(&id)?, &one).await?;
    let missing = || ApiError::missing(format!("identity summary `{person}` does not exist"));
    page.first().map(|found| Json(found.into())).ok_or_else(missing)
}

/// List what is reviewed
///
/// Each thing of a kind once, by name; it is `revocable` where it can be taken away by itself from somebody. Filters: `completed` eq, ne; `access.id` eq, in; `access.name` eq, sw. Sorters:
/// `access.name`.
#[utoipa::path(
    get,
    path = "/{id}/access-summaries/{type}",
    operation_id = "iscListAccessSummaries",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The certification's id"),
        ("type" = String, Path, description = "`ENTITLEMENT`, `ROLE`, `ACCOUNT`, or `ACCESS_PROFILE`, of which there are none"),
        Query,
    ),
    responses((status = 200, description = "A page of things", body = Vec<AccessSummary>), Refusals),
)]
pub async fn access(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, kind)): Path<(String, String)>,
    params: Params,
) -> Result<Response, ApiError> {
    let wanted = Wanted::read(&params, &ACCESS)?;
    let kind: AccessType = kind
        .parse()
        .map_err(|_| ApiError::field("type", "must be one of ROLE, ACCESS_PROFILE, ENTITLEMENT, ACCOUNT"))?;
    let (page, facts, total) =
        isc::access_summaries(&engine, &ctx, id_of(&id)?, kind.kind(), &wanted.list).await?;
    let rows: Vec<AccessSummary> = match &page {
        Summarised::Items(items) => {
            let one = |item: &ItemBrief| {
                AccessSummary::of(item, &facts, facts.revocable.contains(&item.id), None, None)
            };
            items.iter().map(one).collect()
        }
        Summarised::Accounts(accounts) => {
            accounts.iter().filter_map(|one| AccessSummary::of_account(one, &facts, ctx.now)).collect()
        }
    };
    Ok(wanted.answer(&rows, total))
}
