//! The smallest fix: the product's own, the contract has none.

use axum::Json;
use axum::extract::State;
use bailiwick_engine::Engine;
use bailiwick_engine::violations::{Scope, plan};

use super::id_of;
use crate::api::{ApiError, Caller, Message, Params};
use crate::iga::TAG;
use crate::iga::object::SmallestFixes;

/// Find the smallest fix
///
/// The cheapest access to take away so that the open violations of a person, or of everybody who breaks a rule, end.
/// `remediate` for many violations carries it out.
#[utoipa::path(
    get,
    path = "/iga/governance/violation/smallest-fix",
    operation_id = "findSmallestFix",
    tag = TAG,
    params(
        ("violationId" = Option<String>, Query, description = "Of one violation"),
        ("userId" = Option<String>, Query, description = "Of all of a person"),
        ("policyRuleId" = Option<String>, Query, description = "Of everybody who breaks a rule"),
    ),
    responses(
        (status = 200, description = "What each person loses", body = SmallestFixes),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn find(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<SmallestFixes>, ApiError> {
    let unknown = |name: &str| ApiError::field(name, "must be a UUID");
    let scope = match (params.get("violationId"), params.get("userId"), params.get("policyRuleId")) {
        (Some(id), None, None) => Scope::Violation(id_of(id)?),
        (None, Some(id), None) => Scope::Person(id.parse().map_err(|_| unknown("userId"))?),
        (None, None, Some(id)) => Scope::Rule(id.parse().map_err(|_| unknown("policyRuleId"))?),
        _ => {
            return Err(ApiError::field(
                "violationId",
                "or `userId` or `policyRuleId` must be given, one of them",
            ));
        }
    };
    Ok(Json(SmallestFixes::from(&plan(&engine, &ctx, scope).await?)))
}
