//! Violations (contract 2.17, rows 99 to 124).

pub mod act;
pub mod bulk;
pub mod fix;

use axum::Json;
use axum::extract::State;
use bailiwick::filter::Filter;
use bailiwick::id::ViolationId;
use bailiwick_engine::{Context, Engine, violations};
use serde_json::{Map, Value, json};

use super::TAG;
use super::object::{self, Violation};
use super::paging::{Query, narrowed};
use crate::api::{ApiError, Body, Caller, Fields, Listed, Message, Params, TargetFilter, WordPath, answer};

fn id_of(text: &str) -> Result<ViolationId, ApiError> {
    text.parse().map_err(|_| ApiError::missing(format!("violation `{text}` does not exist")))
}

/// A violation as clients read it.
fn shown(view: &violations::ViolationView) -> Json<Violation> {
    Json(Violation::from(view))
}

async fn page(
    engine: &Engine,
    ctx: &Context,
    params: &Params,
    filter: Filter,
    mine: bool,
) -> Result<Json<Value>, ApiError> {
    let list = narrowed(params, filter)?;
    let (rows, total) = if mine {
        let given = params.get("actorStatus").unwrap_or("active");
        let mut words = given.split(',').map(str::trim).filter(|word| !word.is_empty());
        if words.clone().any(|word| !matches!(word, "active" | "inactive")) {
            return Err(ApiError::field("actorStatus", "must be `active`, `inactive`, or both"));
        }
        let active = words.clone().any(|word| word == "active");
        let inactive = words.any(|word| word == "inactive");
        violations::mine(engine, ctx, (active != inactive).then_some(active), &list).await?
    } else {
        violations::list(engine, ctx, &list).await?
    };
    let rows: Vec<Violation> = rows.iter().map(Violation::from).collect();
    answer(&rows, total, &list)
}

/// List violations
///
/// The latest first unless sorted. Policy administrators, access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/violation",
    operation_id = "listViolations",
    tag = TAG,
    params(
        Query,
    ),
    responses(
        (status = 200, description = "A page of violations", body = Listed<Violation>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, Filter::All, false).await
}

/// Search violations
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/violation/search",
    operation_id = "searchViolations",
    tag = TAG,
    params(
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of violations", body = Listed<Violation>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, filter, false).await
}

/// List the caller's violations
///
/// Those that the caller is or was asked about, themselves or as a deputy.
#[utoipa::path(
    get,
    path = "/iga/governance/user/violation",
    operation_id = "listMyViolations",
    tag = TAG,
    params(
        ("actorStatus" = Option<String>, Query, description = "`active` (what waits), `inactive`, or both joined by a comma; `active` when missing"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of violations", body = Listed<Violation>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn mine(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, Filter::All, true).await
}

/// Search the caller's violations
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/user/violation/search",
    operation_id = "searchMyViolations",
    tag = TAG,
    params(
        ("actorStatus" = Option<String>, Query, description = "`active` (what waits), `inactive`, or both joined by a comma; `active` when missing"),
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of violations", body = Listed<Violation>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn search_mine(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, filter, true).await
}

/// Who breaks which rule.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `create` reads")]
pub struct NewViolation {
    /// `{id}` of the person.
    #[schema(value_type = Object, example = json!({"id": "0190a5b0-0000-7000-8000-000000000001"}))]
    user: Value,
    /// `{id}` of the rule.
    #[schema(value_type = Object, example = json!({"id": "0190a5b0-0000-7000-8000-000000000002"}))]
    policy_rule: Value,
}

/// Write a violation down
///
/// Of a person who breaks a rule today: by which grants, the server finds out. Policy administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/violation",
    operation_id = "createViolation",
    tag = TAG,
    params(
        ("_action" = Option<String>, Query, description = "`create`, also when missing"),
    ),
    request_body(content = NewViolation),
    responses(
        (status = 200, description = "The violation", body = Violation),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Violation>, ApiError> {
    params.one_of("_action", &["create"])?;
    // The contract's sample wraps it.
    let body = match body.get("targetFilter") {
        Some(inner @ Value::Object(_)) => inner.clone(),
        _ => Value::Object(body),
    };
    let fields = Fields::of_body(&body)?;
    let id = |name: &str| -> Result<String, ApiError> {
        let inner = fields.object(name)?.ok_or_else(|| fields.fault(name, "is missing"))?;
        Ok(inner.required_text("id")?.to_owned())
    };
    let wrong = |name: &str| ApiError::field(format!("{name}.id"), "must be a UUID");
    let user = bailiwick::id::user_id(&id("user")?).ok_or_else(|| wrong("user"))?;
    let rule = id("policyRule")?.parse().map_err(|_| wrong("policyRule"))?;
    Ok(shown(&violations::create(&engine, &ctx, rule, user).await?))
}

/// Read a violation
///
/// For who is or was asked about it, policy administrators, access administrators and auditors.
#[utoipa::path(
    get,
    path = "/iga/governance/violation/{id}",
    operation_id = "readViolation",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("resolveSchemas" = Option<bool>, Query, description = "write `policyRule.remediation.schemas` out"),
    ),
    responses(
        (status = 200, description = "The violation", body = Violation),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let view = violations::read(&engine, &ctx, id_of(&id)?).await?;
    let mut document = json!(Violation::from(&view));
    if params.flag("resolveSchemas")? {
        document["policyRule"] = Value::Object(object::resolved(object::rule_document(&view.rule)));
    }
    Ok(Json(document))
}

/// Look a violation up
///
/// For workflows and policy administrators.
#[utoipa::path(
    get,
    path = "/iga/governance/violation/lookup/{id}",
    operation_id = "lookUpViolation",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The violation", body = Violation),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn look_up(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Violation>, ApiError> {
    Ok(shown(&violations::read_as_workflow(&engine, &ctx, id_of(&id)?).await?))
}

/// Delete a violation
///
/// One that has ended; its trail stays. Policy administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/violation/{id}",
    operation_id = "deleteViolation",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "That it is gone", body = String),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<String>, ApiError> {
    violations::delete(&engine, &ctx, id_of(&id)?).await?;
    Ok(Json(format!("Violation {id} deleted.")))
}
