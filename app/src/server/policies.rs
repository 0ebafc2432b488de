//! What policy administrators do to rules, policies and scans.

pub mod build;
pub mod controls;
pub mod draft;
pub mod form;
pub mod save;

use std::time::Duration;

use bailiwick::id::{PolicyId, PolicyRuleId, ScanId, UserId, user_id};
use bailiwick_engine::policies::{self, ScanMode, Started};
use bailiwick_engine::{Context, Engine, EngineError, people};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::{call, clock, failed, refuse};
use crate::api::PortalError;
use crate::days;
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

/// Begins a scan and leads to it; back to the rule with why, when the day cannot be looked at.
pub async fn scan(rule: &str, policy: &str, simulate: bool, as_of: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let mode = match moment(&ctx, as_of) {
        Ok(Some(at)) => ScanMode::Past(at),
        Ok(None) if simulate => ScanMode::Simulate,
        Ok(None) => ScanMode::Detect,
        Err(fault) => return Err(refuse(PortalError::invalid("as_of", fault))),
    };
    let what = match (rule, policy) {
        ("", "") => Started::Everything,
        ("", policy) => Started::Policy(parse::<PolicyId>(policy)?),
        (rule, _) => Started::Rule(parse(rule)?),
    };
    let scan = match policies::begin_scan(&engine, &ctx, what, mode, false).await {
        Err(error @ EngineError::Invalid { .. }) if !rule.is_empty() => {
            let fault = error.to_string();
            leptos_axum::redirect(&href(RULES, &rule, &[("as_of", as_of), ("fault", &fault)]));
            return Ok(());
        }
        begun => begun.map_err(failed)?,
    };
    policies::await_scan(&engine, &ctx, scan.id, PATIENCE).await.map_err(failed)?;
    leptos_axum::redirect(&href(SCANS, &scan.id, &[]));
    Ok(())
}

/// The end of a day of the reader's, or now where that is to come; nothing for an empty field.
fn moment(ctx: &Context, day: &str) -> Result<Option<DateTime<Utc>>, String> {
    let end = days::end(clock(ctx), day)?;
    Ok(end.map(|end| if day.trim() == days::today(clock(ctx)) { ctx.now.min(end) } else { end }))
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
