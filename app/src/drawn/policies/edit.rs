//! The page of the rule builder: a new rule, or one that is changed.

use bailiwick::authority::Authority;
use bailiwick_engine::policies::{self, Owner};
use bailiwick_engine::{Context, Engine, glossary, people};

use super::Query;
use super::builder::{Built, view};
use super::past::Known;
use crate::api::PortalError;
use crate::api::policies::RuleForm;
use crate::server::policies::{draft, form, parse};
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
    let tried = draft::now(&engine, &ctx, &form).await;
    let attributes = glossary::attributes(&engine, &ctx).await.map_err(failed)?;
    let known = Known::find(&engine, &ctx).await?;
    let past = match form.past.parse() {
        Ok(id) => policies::read_scan(&engine, &ctx, id).await.ok(),
        Err(_) => None,
    };
    let title = if id.is_some() { format!("Edit {}", form.name) } else { "New rule".to_owned() };
    let built = Built {
        form,
        tried,
        attributes,
        known,
        past,
        fault: query.get("fault").to_owned(),
        title: title.clone(),
    };
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
