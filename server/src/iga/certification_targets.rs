//! What a certification can be about: properties for its filters, and how much a filter finds (contract 2.6, row 30 and
//! extras).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use bailiwick_engine::certifications::{OF_ACCOUNTS, OF_DECISIONS, OF_ITEMS};
use bailiwick_engine::{Context, Engine, Searchable, certifications, glossary};
use serde_json::{Map, Value};

use super::TAG;
use super::object;
use super::schema::SearchProperty;
use crate::api::{ApiError, Body, Caller, Message};

/// What filters there are, and what each can name.
const FILTERS: [(&str, &[Searchable]); 6] = [
    ("user", certifications::OF_PEOPLE),
    ("application", OF_ITEMS),
    ("account", OF_ACCOUNTS),
    ("entitlement", OF_ITEMS),
    ("role", OF_ITEMS),
    ("decision", OF_DECISIONS),
];

type Schema = Json<BTreeMap<&'static str, Vec<SearchProperty>>>;

async fn schema(engine: &Engine, ctx: &Context) -> Result<Schema, ApiError> {
    let defined = glossary::attributes(engine, ctx).await?;
    let mut all = BTreeMap::new();
    for (filter, known) in FILTERS {
        let own = known.iter().map(|property| SearchProperty::of(property, filter));
        let of_filter = defined
            .iter()
            .filter(|one| one.built_in.is_none() && one.definition.object_kind.as_str() == filter)
            .map(|one| SearchProperty::of_glossary(one).called(format!("glossary.{}", one.definition.name)));
        all.insert(filter, own.chain(of_filter).collect());
    }
    Ok(Json(all))
}

/// List what the filters of a certification can name
///
/// By filter; names are relative to its object.
#[utoipa::path(
    post,
    path = "/iga/governance/certification/get-filter-schema",
    operation_id = "listCertificationFilterProperties",
    tag = TAG,
    responses(
        (status = 200, description = "Properties by filter", body = BTreeMap<String, Vec<SearchProperty>>),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn filter_schema(Caller(ctx): Caller, State(engine): State<Engine>) -> Result<Schema, ApiError> {
    schema(&engine, &ctx).await
}

/// Read what the filters of a certification can name
///
/// The same as by POST.
#[utoipa::path(
    get,
    path = "/iga/governance/certification/get-filter-schema",
    operation_id = "readCertificationFilterProperties",
    tag = TAG,
    responses(
        (status = 200, description = "Properties by filter", body = BTreeMap<String, Vec<SearchProperty>>),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn read_filter_schema(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
) -> Result<Schema, ApiError> {
    schema(&engine, &ctx).await
}

/// Count what a certification would be about
///
/// How many line items `certificationType` and `targetFilter` of a template give, whoever would decide about them.
/// Certification administrators, access administrators and auditors may.
#[utoipa::path(
    post,
    path = "/iga/governance/certification/target-count",
    operation_id = "countCertificationTargets",
    tag = TAG,
    request_body(content = object::CertificationTemplate),
    responses(
        (status = 200, description = "How many", body = object::TargetCount),
        (status = 400, description = "A member or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn count(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<object::TargetCount>, ApiError> {
    let total_count = certifications::target_count(&engine, &ctx, body).await?;
    Ok(Json(object::TargetCount { total_count }))
}
