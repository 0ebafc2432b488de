//! The rule builder: each button leads back to it with everything that was typed, or on to the rule that was saved.

use bailiwick::document::Fault;
use bailiwick::policy::MOST_SIDES;
use bailiwick_engine::{Context, Engine, EngineError, policies};
use serde_json::{Map, Value as Json, json};

use super::draft;
use super::form::{self, add_row, add_side, drop_row, drop_side, fault};
use super::{parse, person};
use crate::api::PortalError;
use crate::api::policies::RuleForm;
use crate::drawn::policies::{NEW, RULES, href};
use crate::server::{call, failed};
use crate::url;

/// Goes on with the builder.
pub async fn build(mut rule: RuleForm) -> Result<(), PortalError> {
    let (then, place) = rule.then.split_once(' ').unwrap_or((&rule.then, ""));
    let place: usize = place.parse().unwrap_or_default();
    match then {
        "save" => return save(rule).await,
        "past" => {
            let (engine, ctx) = call()?;
            match draft::past(&engine, &ctx, &rule).await {
                Ok(scan) => rule.past = scan.to_string(),
                Err(fault) => rule.past_fault = fault,
            }
        }
        "side" if rule.sides.len() < MOST_SIDES => add_side(&mut rule),
        "row" => add_row(&mut rule, place),
        "drop-side" => drop_side(&mut rule, place),
        "drop-row" => drop_row(&mut rule, place),
        _ => {}
    }
    leptos_axum::redirect(&address(&rule, ""));
    Ok(())
}

/// The builder with that in it, and why it was not taken.
fn address(rule: &RuleForm, fault: &str) -> String {
    let state = serde_json::to_string(rule).unwrap_or_default();
    let mut query = vec![("state", state.as_str())];
    if !fault.is_empty() {
        query.push(("fault", fault));
    }
    if rule.id.is_empty() {
        url::to(NEW, &query)
    } else {
        url::to(&format!("{RULES}/{}/edit", url::escape(&rule.id)), &query)
    }
}

async fn save(rule: RuleForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    match try_save(&engine, &ctx, &rule).await {
        Ok(to) => leptos_axum::redirect(&to),
        Err(Refused::Said(fault)) => leptos_axum::redirect(&address(&rule, &fault)),
        Err(Refused::Failed(error)) => return Err(error),
    }
    Ok(())
}

enum Refused {
    /// The reader can mend it.
    Said(String),
    Failed(PortalError),
}

impl From<EngineError> for Refused {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Invalid { .. }
            | EngineError::InvalidAll(_)
            | EngineError::Conflict(_)
            | EngineError::Changed(_) => Self::Said(error.to_string()),
            error => Self::Failed(failed(error)),
        }
    }
}

impl From<Vec<Fault>> for Refused {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Said(form::told(&faults))
    }
}

async fn try_save(engine: &Engine, ctx: &Context, rule: &RuleForm) -> Result<String, Refused> {
    let mut faults = Vec::new();
    let base = if rule.id.is_empty() {
        Map::new()
    } else {
        let id = parse(&rule.id).map_err(Refused::Failed)?;
        policies::read_rule(engine, ctx, id).await?.rule.definition.body().clone()
    };
    let mut body = form::body(rule, base).unwrap_or_else(|found| {
        faults.extend(found);
        Map::new()
    });
    match person(engine, ctx, &rule.owner).await? {
        Some(id) => put(&mut body, "policyRuleOwner", json!({"id": id})),
        None => faults.push(fault("policyRuleOwner", format!("names `{}`, which nobody has", rule.owner))),
    }
    if let Some(role) = rule.asked.trim().strip_prefix("role/") {
        put(&mut body, "violationOwner", json!({"id": role}));
        put(&mut body, "violationOwnerType", json!("role"));
    } else if let Some(id) = person(engine, ctx, &rule.asked).await? {
        put(&mut body, "violationOwner", json!({"id": id}));
        put(&mut body, "violationOwnerType", json!("user"));
    } else {
        faults.push(fault("violationOwner", format!("names `{}`, which nobody has", rule.asked)));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    bailiwick::policy::RuleDefinition::parse(body.clone())?;
    let saved = if rule.id.is_empty() {
        policies::create_rule(engine, ctx, body).await?
    } else {
        let id = parse(&rule.id).map_err(Refused::Failed)?;
        policies::replace_rule(engine, ctx, id, body, Some(rule.revision)).await?
    };
    Ok(href(RULES, &saved.rule.id, &[("said", "saved")]))
}

fn put(body: &mut Map<String, Json>, name: &str, value: Json) {
    body.insert(name.to_owned(), value);
}
