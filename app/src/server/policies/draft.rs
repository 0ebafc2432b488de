//! A rule that is only being written: tried now, and on a past day.

use bailiwick::id::ScanId;
use bailiwick::policy::RuleDefinition;
use bailiwick_engine::policies::{self, ScanMode, Started, Tried};
use bailiwick_engine::{Context, Engine};
use serde_json::{Map, Value as Json, json};

use super::{PATIENCE, form, moment};
use crate::api::policies::RuleForm;

/// The rule as far as it is written; why it cannot be tried, in words.
fn body(ctx: &Context, form: &RuleForm) -> Result<Map<String, Json>, String> {
    let mut body = form::body(form, Map::new()).map_err(|faults| form::told(&faults))?;
    // What does not matter for who breaks it may still be missing.
    let me = json!({"id": ctx.actor.user_id()});
    let name = if form.name.trim().is_empty() { "A rule that is being written" } else { form.name.trim() };
    for (name, value) in [("name", json!(name)), ("policyRuleOwner", me.clone()), ("violationOwner", me)] {
        body.insert(name.to_owned(), value);
    }
    body.entry("maxExceptionDuration").or_insert_with(|| json!(1));
    body.insert("decisionOptions".to_owned(), json!({"allow": true}));
    Ok(body)
}

/// What the rule would find now; why not, when it cannot be tried.
pub async fn now(engine: &Engine, ctx: &Context, form: &RuleForm) -> Result<Tried, String> {
    let body = body(ctx, form)?;
    if let Err(faults) = RuleDefinition::parse(body.clone()) {
        return Err(form::told(&faults));
    }
    policies::try_rule(engine, ctx, body).await.map_err(|error| error.to_string())
}

/// Begins a scan of what the rule would have found on the day in the form; why not, in words.
pub async fn past(engine: &Engine, ctx: &Context, form: &RuleForm) -> Result<ScanId, String> {
    let Some(at) = moment(ctx, &form.as_of)? else { return Err("Choose a day.".into()) };
    let draft = RuleDefinition::parse(body(ctx, form)?).map_err(|faults| form::told(&faults))?;
    let what = Started::Draft(Box::new(draft));
    let begun = policies::begin_scan(engine, ctx, what, ScanMode::Past(at), false).await;
    let scan = begun.map_err(|error| error.to_string())?;
    let waited = policies::await_scan(engine, ctx, scan.id, PATIENCE).await;
    Ok(waited.map_err(|error| error.to_string())?.id)
}
