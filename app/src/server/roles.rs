//! What administrators do with roles in the portal.

use bailiwick::filter::{Filter, target};
use bailiwick::id::ItemId;
use bailiwick_engine::{EngineError, roles};
use serde_json::Value as Json;

use super::conditions::written;
use super::policies::parse;
use super::{call, failed};
use crate::api::PortalError;
use crate::api::roles::MembersForm;
use crate::drawn::roles::href;

/// The most bytes of a condition that an address carries.
const MOST_CARRIED: usize = 8_000;

/// Says who has a role by a rule, once that was looked at; else looks what it would do.
pub async fn set_members(form: MembersForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let role: ItemId = parse(&form.role)?;
    let filters = form.filters.first().cloned().unwrap_or_default();
    let back = |node: &str, fault: &str| {
        let fault =
            if node.len() > MOST_CARRIED { "The condition is too long for this page." } else { fault };
        let node = if node.len() > MOST_CARRIED { &form.had } else { node };
        leptos_axum::redirect(&href(
            role,
            &[("edit", "1"), ("state", node), ("had", &form.had), ("fault", fault)],
        ));
        Ok(())
    };
    let node = match written(&filters, &form.rows, 0) {
        Ok(node) => node.unwrap_or_default(),
        Err(error) => return back(&form.seen, &format!("The filter cannot be read: {error}")),
    };
    let text = node.to_string();
    let condition = match read(&node) {
        Ok(condition) => condition,
        Err(fault) => return back(&text, &fault),
    };
    if form.then != "save" {
        return back(&text, "");
    }
    // What is saved is what was looked at.
    if form.seen.parse::<Json>().unwrap_or_default() != node {
        return back(
            &text,
            "It was changed since you looked: look once more at what it would do, then save.",
        );
    }
    let had = form.had.parse::<Json>().unwrap_or_default();
    let had = read(&had).unwrap_or_default();
    match roles::set_condition(&engine, &ctx, role, had.as_ref(), condition.as_ref()).await {
        Ok(()) => leptos_axum::redirect(&href(role, &[("said", "saved")])),
        Err(
            error @ (EngineError::Invalid { .. }
            | EngineError::InvalidAll(_)
            | EngineError::Conflict(_)
            | EngineError::Changed(_)),
        ) => return back(&text, &told(&error)),
        Err(error) => return Err(failed(error)),
    }
    Ok(())
}

/// A condition; nothing where there is none.
pub fn read(node: &Json) -> Result<Option<Filter>, String> {
    if node.is_null() || node.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(None);
    }
    target::parse(node).map(Some).map_err(|error| format!("The condition is wrong: {error}"))
}

/// What is wrong, in the page's words.
pub fn told(error: &EngineError) -> String {
    match error {
        EngineError::Invalid { field, fault } if field == "role.membershipCondition" => {
            format!("The condition {fault}")
        }
        other => other.to_string(),
    }
}
