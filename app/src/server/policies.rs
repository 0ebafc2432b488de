//! What policy administrators do to rules, policies and scans.

pub mod build;
pub mod form;
pub mod save;

use std::time::Duration;

use bailiwick::id::{PolicyId, PolicyRuleId, ScanId, UserId, user_id};
use bailiwick_engine::policies::{self, Started};
use bailiwick_engine::{Context, Engine, EngineError, people};
use serde_json::json;

use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::drawn::policies::{POLICIES, RULES, SCANS, SETS, href};
use crate::url;

/// So long a page waits for a scan that may be over in a moment.
const PATIENCE: Duration = Duration::from_secs(2);

/// Does something to a rule.
pub async fn set_rule(rule: &str, to: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id: PolicyRuleId = parse(rule)?;
    let to = match to {
        "duplicate" => {
            let copy = policies::duplicate_rule(&engine, &ctx, id).await.map_err(failed)?;
            href(RULES, &copy.rule.id, &[("said", "copied")])
        }
        "delete" => {
            policies::delete_rule(&engine, &ctx, id).await.map_err(failed)?;
            url::to(POLICIES, &[("said", "deleted")])
        }
        to => {
            let activate = to == "activate";
            let read = policies::read_rule(&engine, &ctx, id).await.map_err(failed)?;
            let mut body = read.rule.definition.body().clone();
            body.insert("active".into(), json!(activate));
            policies::replace_rule(&engine, &ctx, id, body, Some(read.rule.revision))
                .await
                .map_err(failed)?;
            href(RULES, &id, &[("said", if activate { "activated" } else { "deactivated" })])
        }
    };
    leptos_axum::redirect(&to);
    Ok(())
}

/// Begins a scan and leads to it.
pub async fn scan(rule: &str, policy: &str, simulate: bool) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let what = match (rule, policy) {
        ("", "") => Started::Everything,
        ("", policy) => Started::Policy(parse::<PolicyId>(policy)?),
        (rule, _) => Started::Rule(parse(rule)?),
    };
    let scan = policies::begin_scan(&engine, &ctx, what, simulate, false).await.map_err(failed)?;
    policies::await_scan(&engine, &ctx, scan.id, PATIENCE).await.map_err(failed)?;
    leptos_axum::redirect(&href(SCANS, &scan.id, &[]));
    Ok(())
}

/// Deletes a scan.
pub async fn delete_scan(scan: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    policies::delete_scan(&engine, &ctx, parse::<ScanId>(scan)?).await.map_err(failed)?;
    leptos_axum::redirect(&url::to(SCANS, &[("said", "deleted")]));
    Ok(())
}

/// Deletes a policy.
pub async fn delete_policy(policy: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    policies::delete(&engine, &ctx, parse::<PolicyId>(policy)?).await.map_err(failed)?;
    leptos_axum::redirect(&url::to(SETS, &[("said", "deleted")]));
    Ok(())
}

/// An id in a form or an address; one that is none names nothing.
pub fn parse<T: std::str::FromStr>(id: &str) -> Result<T, PortalError> {
    id.parse().map_err(|_| refuse(PortalError::NotFound))
}

/// The person somebody typed: a user name, or an id.
pub(in crate::server) async fn person(
    engine: &Engine,
    ctx: &Context,
    typed: &str,
) -> Result<Option<UserId>, EngineError> {
    let typed = typed.trim();
    if let Some(id) = user_id(typed) {
        return Ok(Some(id));
    }
    Ok(people::by_user_names(engine, ctx, &[typed]).await?.first().map(|person| person.id))
}
