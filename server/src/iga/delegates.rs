//! Deputies of a person (contract 2.21: `get-proxies`, `set-proxy`, `remove-proxy`).

use axum::Json;
use axum::extract::State;
use bailiwick::delegation::{DelegationState, MOST_DELEGATIONS};
use bailiwick::id::{UserId, user_id};
use bailiwick::view::DelegationView;
use bailiwick_engine::delegations::{self, Naming};
use bailiwick_engine::{Engine, EngineError};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::TAG;
use super::object::User;
use super::paging::Query;
use crate::api::{ApiError, Body, Caller, Fields, FromBody, Listed, Message, Params, UserPath, matching};

/// A person has named a deputy.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proxy {
    /// UUID.
    id: String,
    /// Who is stood in for.
    user: User,
    /// Who stands in.
    proxy: User,
    /// The first moment at which it counts.
    start_date: DateTime<Utc>,
    /// The last moment at which it counts.
    end_date: DateTime<Utc>,
    /// `current`, `future` or `past`.
    #[schema(value_type = String, example = "current")]
    status: DelegationState,
    /// What the deputy should know.
    comment: String,
    /// When it was made.
    created_date: DateTime<Utc>,
    /// When somebody ended it before its time.
    ended_date: Option<DateTime<Utc>>,
}

impl From<&DelegationView> for Proxy {
    fn from(view: &DelegationView) -> Self {
        let one = &view.delegation;
        Self {
            id: one.id.to_string(),
            user: User::bare(&view.person),
            proxy: User::bare(&view.deputy),
            start_date: one.from,
            end_date: one.until,
            status: view.state,
            comment: one.note.clone(),
            created_date: one.created_at,
            ended_date: one.ended_at,
        }
    }
}

/// Who shall stand in, and when.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct NewProxies {
    /// Who stands in: UUIDs, or `managed/user/{uuid}`.
    #[schema(value_type = Vec<String>)]
    proxy_ids: Vec<UserId>,
    /// The first moment; at once when missing.
    start_date: Option<DateTime<Utc>>,
    /// The last moment, within a year.
    end_date: DateTime<Utc>,
    /// What they should know.
    comment: Option<String>,
}

/// The people, or delegations, that a list names.
fn ids<T>(fields: &Fields<'_>, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, ApiError> {
    let given = fields.texts("proxyIds", MOST_DELEGATIONS)?;
    if given.is_empty() {
        return Err(fields.fault("proxyIds", "is missing"));
    }
    let one = |(at, text): (usize, &&str)| {
        read(text).ok_or_else(|| fields.fault(&format!("proxyIds[{at}]"), "must be a UUID"))
    };
    given.iter().enumerate().map(one).collect()
}

impl FromBody for NewProxies {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        Ok(Self {
            proxy_ids: ids(fields, user_id)?,
            start_date: fields.moment("startDate")?,
            end_date: fields.moment("endDate")?.ok_or_else(|| fields.fault("endDate", "is missing"))?,
            comment: fields.text("comment")?.map(str::to_owned),
        })
    }
}

/// Who shall not stand in any more.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct EndedProxies {
    /// UUIDs of deputies, or of what `get-proxies` lists.
    #[schema(value_type = Vec<String>)]
    proxy_ids: Vec<Uuid>,
}

impl FromBody for EndedProxies {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let read = |text: &str| user_id(text).map(UserId::uuid);
        Ok(Self { proxy_ids: ids(fields, read)? })
    }
}

/// What the engine calls otherwise.
fn refused(error: EngineError) -> ApiError {
    let EngineError::Invalid { field, fault } = error else { return error.into() };
    let field = match field.as_str() {
        "deputy" => "proxyIds",
        "from" => "startDate",
        "until" => "endDate",
        "note" => "comment",
        other => other,
    };
    ApiError::field(field, fault)
}

/// List a person's deputies
///
/// Whom they named, or (`direction=proxyFor`) who named them; the latest end first, at most 200. Others' are for
/// administrators and auditors.
#[utoipa::path(
    get,
    path = "/iga/governance/user/{userId}/get-proxies",
    operation_id = "listProxies",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("direction" = Option<String>, Query, description = "`proxies` or `proxyFor`; `proxies` when missing"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of deputies", body = Listed<Proxy>),
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
    let named_by = params.one_of("direction", &["proxies", "proxyFor"])? == "proxyFor";
    let list = params.list()?;
    let found = if named_by {
        delegations::persons(&engine, &ctx, user).await?
    } else {
        delegations::deputies(&engine, &ctx, user).await?
    };
    let rows: Vec<Proxy> = found.iter().map(Proxy::from).collect();
    matching(&rows, &list)
}

/// Name deputies
///
/// What waits for a person waits for their deputies, too, who decide on their behalf. It does not travel on to deputies
/// of theirs, and it reaches no request that is for the person or the deputy, or that the deputy asked for. One's own,
/// or as administrator anybody's.
#[utoipa::path(
    post,
    path = "/iga/governance/user/{userId}/set-proxy",
    operation_id = "setProxies",
    tag = TAG,
    params(("userId" = String, Path, description = "the user's UUID")),
    request_body(content = NewProxies),
    responses(
        (status = 200, description = "The ids of what was made", body = Map<String, Value>, example = json!({"result": ["0198c1f0-4d2a-7c3e-9f10-5b7a6c8d9e01"]})),
        (status = 400, description = "A field is wrong, or somebody is the deputy at that time already", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "An administrator names themselves", body = Message),
        (status = 404, description = "There is no such user for the caller", body = Message),
    ),
)]
pub async fn name(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(person): UserPath,
    Body(given): Body<NewProxies>,
) -> Result<Json<Value>, ApiError> {
    let naming = Naming {
        person,
        deputies: given.proxy_ids,
        from: given.start_date,
        until: given.end_date,
        note: given.comment.unwrap_or_default(),
    };
    let made = delegations::name(&engine, &ctx, &naming).await.map_err(refused)?;
    let ids: Vec<String> = made.iter().map(|one| one.id.to_string()).collect();
    Ok(Json(json!({ "result": ids })))
}

/// End deputies
///
/// At once, whether they have begun or not; what they decided stays decided. One's own, or as administrator anybody's.
#[utoipa::path(
    post,
    path = "/iga/governance/user/{userId}/remove-proxy",
    operation_id = "removeProxies",
    tag = TAG,
    params(("userId" = String, Path, description = "the user's UUID")),
    request_body(content = EndedProxies),
    responses(
        (status = 200, description = "How many were ended", body = Map<String, Value>, example = json!({"removed": 1})),
        (status = 400, description = "One of them is no deputy now or to come", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such user for the caller", body = Message),
    ),
)]
pub async fn end(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(person): UserPath,
    Body(given): Body<EndedProxies>,
) -> Result<Json<Value>, ApiError> {
    let ended = delegations::end_those(&engine, &ctx, person, &given.proxy_ids).await.map_err(refused)?;
    Ok(Json(json!({ "removed": ended })))
}
