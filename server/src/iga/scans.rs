//! Scans (contract 2.16, rows 94 to 98).

use axum::Json;
use axum::extract::State;
use bailiwick::catalog::ItemKind;
use bailiwick::filter::{Filter, target};
use bailiwick::id::{ItemId, ScanId};
use bailiwick::policy::{Found, ScanStatus, Standing};
use bailiwick_engine::policies::{self, ScanMode, Wanted};
use bailiwick_engine::{Context, Engine};
use serde_json::{Map, Value, json};

use super::TAG;
use super::object::{self, PolicyRule, Scan, ScanResult, rule_document};
use super::paging::{Query, narrowed};
use crate::api::{
    ApiError, Body, Caller, Fields, Listed, Message, Params, TargetFilter, UserPath, WordPath, matching,
};

/// The most results that come with a scan.
const MOST_RESULTS: u32 = 10_000;

fn id_of(text: &str) -> Result<ScanId, ApiError> {
    text.parse().map_err(|_| ApiError::missing(format!("scan `{text}` does not exist")))
}

/// `simulate` with `asOf`, and `waitForCompletion`.
pub(super) fn flags(params: &Params) -> Result<(ScanMode, bool), ApiError> {
    let mode = match (params.flag("simulate")?, params.moment("asOf")?) {
        (false, None) => ScanMode::Detect,
        (true, None) => ScanMode::Simulate,
        (true, Some(at)) => ScanMode::Past(at),
        (false, Some(_)) => {
            return Err(ApiError::field("asOf", "is only for simulations: add `simulate=true`"));
        }
    };
    Ok((mode, params.flag("waitForCompletion")?))
}

/// A scan with what it found, when it is over.
pub(super) async fn scanned(
    engine: &Engine,
    ctx: &Context,
    scan: &bailiwick::policy::Scan,
) -> Result<Scan, ApiError> {
    let mut shown = Scan::from(scan);
    if scan.status == ScanStatus::Complete {
        let page = policies::results(engine, ctx, scan.id, Wanted::default(), 0, MOST_RESULTS).await?;
        let name = |id| scan.rules.iter().find(|(rule, _)| *rule == id).map_or("", |(_, name)| name.as_str());
        let result = |found: &Found| {
            let user = page.user(found);
            ScanResult::of(found, name(found.rule), user, |item| page.items.get(&item).cloned())
        };
        let (new, found): (Vec<_>, Vec<_>) =
            page.found.iter().partition(|found| found.standing == Some(Standing::New));
        shown.results = Some(found.into_iter().filter_map(result).collect());
        shown.new_since = scan.as_of.map(|_| new.into_iter().filter_map(result).collect());
    }
    Ok(shown)
}

async fn page(
    engine: &Engine,
    ctx: &Context,
    params: &Params,
    filter: Filter,
) -> Result<Json<Value>, ApiError> {
    let list = narrowed(params, filter)?;
    let rows: Vec<Scan> = policies::scans(engine, ctx).await?.iter().map(Scan::from).collect();
    matching(&rows, &list)
}

/// List scans
///
/// The latest first unless sorted, without what they found. Policy administrators, access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/policy/scan",
    operation_id = "listScans",
    tag = TAG,
    params(
        Query,
    ),
    responses(
        (status = 200, description = "A page of scans", body = Listed<Scan>),
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
    page(&engine, &ctx, &params, Filter::All).await
}

/// Search scans
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/policy/scan/search",
    operation_id = "searchScans",
    tag = TAG,
    params(
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of scans", body = Listed<Scan>),
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
    page(&engine, &ctx, &params, filter).await
}

/// Read a scan
///
/// With what it found, when it is over. Policy administrators, access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/policy/scan/{id}",
    operation_id = "readScan",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The scan", body = Scan),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Value>, ApiError> {
    let scan = policies::read_scan(&engine, &ctx, id_of(&id)?).await?;
    Ok(Json(json!(scanned(&engine, &ctx, &scan).await?)))
}

/// Delete a scan
///
/// One that is over, and what it found; violations that it opened stay. Policy administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/policy/scan/{id}",
    operation_id = "deleteScan",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The scan that was deleted", body = Scan),
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
) -> Result<Json<Value>, ApiError> {
    Ok(Json(json!(Scan::from(&policies::delete_scan(&engine, &ctx, id_of(&id)?).await?))))
}

/// What a person is scanned with: access they do not hold yet, and which rules are looked at.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `user` reads")]
pub struct UserScanBody {
    /// `[{type, entitlementId | assignmentId | roleId | applicationId}]`: `entitlementGrant`, `roleMembership` or
    /// `accountGrant`; `accountId` may be given and changes nothing.
    #[schema(value_type = Option<Vec<Object>>, example = json!([{"type": "entitlementGrant", "entitlementId": "0190a5b0-0000-7000-8000-000000000001"}]))]
    additional_access: Option<Vec<Value>>,
    /// Only rules that this matches (4.1).
    #[schema(value_type = Option<Object>)]
    policy_rule_filter: Option<Value>,
}

/// A rule that a person breaks, or would.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `user` answers")]
pub struct BrokenRule {
    /// The rule.
    #[schema(inline)]
    policy_rule: PolicyRule,
    /// For each side of it, the items: `{id, type, name}`.
    #[schema(value_type = Vec<Vec<Object>>)]
    violating_access: Vec<Vec<Value>>,
}

fn additional(fields: &Fields<'_>) -> Result<Vec<ItemId>, ApiError> {
    let mut items = Vec::new();
    for access in fields.objects("additionalAccess", 1_000)? {
        let kind = access.required_text("type")?;
        let names: &[&str] = match kind {
            "entitlementGrant" => &["entitlementId", "assignmentId"],
            "roleMembership" => &["roleId"],
            "accountGrant" => &["applicationId"],
            _ => {
                let fault = "must be `entitlementGrant`, `roleMembership` or `accountGrant`";
                return Err(access.fault("type", fault));
            }
        };
        let given = names.iter().find_map(|name| access.text(name).transpose().map(|id| (name, id)));
        let (name, id) = given.ok_or_else(|| access.fault(names[0], "is missing"))?;
        items.push(id?.parse().map_err(|_| access.fault(name, "must be the id of an item"))?);
    }
    Ok(items)
}

/// Scan one person
///
/// With additional access: which active preventive rules they would break by holding it too. Without: which active
/// detective rules they break. Nothing is opened: violations come from scans of rules and policies. For whoever may see
/// what the person holds.
#[utoipa::path(
    post,
    path = "/iga/governance/policy/user/{userId}/scan",
    operation_id = "scanUser",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("simulate" = Option<bool>, Query, description = "may be given: nothing is opened in any case"),
    ),
    request_body(content = UserScanBody),
    responses(
        (status = 200, description = "The rules that are broken, each with what breaks it", body = Listed<BrokenRule>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn user(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    params.flag("simulate")?;
    let body = Value::Object(body);
    let more = additional(&Fields::of_body(&body)?)?;
    let filter = target::parse(body.get("policyRuleFilter").unwrap_or(&Value::Null))?.normalised();
    let scan = policies::scan_user(&engine, &ctx, user, &more, &filter).await?;
    let item = |item: &bailiwick::catalog::ItemBrief| {
        let application = if item.kind == ItemKind::Application { Some(item.id) } else { item.application };
        json!({"id": item.id, "type": item.kind.grant_type(), "name": item.name, "applicationId": application})
    };
    let rows = scan.rules.iter().zip(&scan.causes).map(|(rule, causes)| {
        let sides: Vec<Vec<Value>> = causes.iter().map(|side| side.iter().map(item).collect()).collect();
        let mut row = rule_document(rule);
        row.insert("violatingAccess".into(), json!(sides));
        Value::Object(row)
    });
    let rows: Vec<Value> = rows.collect();
    Ok(Json(json!({"totalCount": rows.len(), "resultCount": rows.len(), "result": rows})))
}
