//! The page of the rule builder: a new rule, or one that is changed.

use bailiwick::authority::Authority;
use bailiwick_engine::policies::{self, Owner, Tried};
use bailiwick_engine::{Context, Engine, people};
use serde_json::{Map, json};

use super::Query;
use super::builder::{Built, view};
use crate::api::PortalError;
use crate::api::policies::RuleForm;
use crate::server::policies::{form, parse};
use crate::server::{call, failed};

/// Draws the page; without an id for a new rule.
pub async fn page(id: Option<&str>, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !ctx.actor.has(&[Authority::PolicyAdmin]) {
        return Err(PortalError::Forbidden);
    }
    let form = match (serde_json::from_str::<RuleForm>(query.get("state")), id) {
        (Ok(form), id) if form.id == id.unwrap_or_default() => form,
        (_, Some(id)) => of_rule(&engine, &ctx, id).await?,
        (_, None) => {
            let me = people::me(&engine, &ctx).await.map_err(failed)?;
            form::empty(me.user_name)
        }
    };
    let tried = tried(&engine, &ctx, &form).await;
    let title = if id.is_some() { format!("Edit {}", form.name) } else { "New rule".to_owned() };
    let built = Built { form, tried, fault: query.get("fault").to_owned(), title: title.clone() };
    Ok(crate::drawn::draw(&title, move || view(&built)))
}

async fn of_rule(engine: &Engine, ctx: &Context, id: &str) -> Result<RuleForm, PortalError> {
    let read = policies::read_rule(engine, ctx, parse(id)?).await.map_err(failed)?;
    let owner = read.owner.map(|owner| owner.user_name).unwrap_or_default();
    let asked = match read.violation_owner {
        Owner::Person(person) => person.user_name,
        Owner::Role(..) | Owner::Gone => String::new(),
    };
    Ok(form::of(id.to_owned(), read.rule.revision, &read.rule.definition, owner, asked))
}

/// What the rule would find now, as far as it is written; why not, when it cannot be tried.
async fn tried(engine: &Engine, ctx: &Context, form: &RuleForm) -> Result<Tried, String> {
    let mut body = form::body(form, Map::new()).map_err(|faults| form::told(&faults))?;
    // What does not matter for the count may still be missing.
    let me = json!({"id": ctx.actor.user_id()});
    for (name, value) in [("name", json!("new")), ("policyRuleOwner", me.clone()), ("violationOwner", me)] {
        body.insert(name.to_owned(), value);
    }
    body.entry("maxExceptionDuration").or_insert_with(|| json!(1));
    body.insert("decisionOptions".to_owned(), json!({"allow": true}));
    if let Err(faults) = bailiwick::policy::RuleDefinition::parse(body.clone()) {
        return Err(form::told(&faults));
    }
    policies::try_rule(engine, ctx, body).await.map_err(|error| error.to_string())
}
