//! The wizard: each button puts what its step says into the definition, and leads to the next step with that, or on to
//! the template that was saved.

use std::collections::BTreeMap;

use bailiwick::certification::TemplateDefinition;
use bailiwick::document::Fault;
use bailiwick::id::user_id;
use bailiwick_engine::certifications::{self, Outlook};
use bailiwick_engine::{Context, Engine, EngineError, people};
use serde_json::{Map, Value as Json, json};

use super::form::{self, apply};
use crate::api::PortalError;
use crate::api::campaigns::TemplateForm;
use crate::drawn::campaigns::{CAMPAIGNS, NEW, TEMPLATES, href};
use crate::server::policies::parse;
use crate::server::{call, failed};
use crate::url;

/// The most bytes of a definition that goes from step to step in an address: one that any server and browser takes.
const MOST_CARRIED: usize = 12_000;

/// Goes on with the wizard.
pub async fn build(form: TemplateForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let mut body = read(&form.body).unwrap_or_default();
    let mut faults = apply(&form, &mut body);
    faults.extend(resolve(&engine, &ctx, &mut body).await.map_err(failed)?);
    let next = match form.then.as_str() {
        "" | "count" | "save" | "start" => &form.step,
        next => next,
    };
    if !faults.is_empty() {
        leptos_axum::redirect(&address(&form, &body, &form.step, &told(&faults)));
        return Ok(());
    }
    if !matches!(form.then.as_str(), "save" | "start") {
        leptos_axum::redirect(&address(&form, &body, next, ""));
        return Ok(());
    }
    match save(&engine, &ctx, &form, body.clone()).await {
        Ok(to) => leptos_axum::redirect(&to),
        Err(
            error @ (EngineError::Invalid { .. }
            | EngineError::InvalidAll(_)
            | EngineError::Conflict(_)
            | EngineError::Changed(_)),
        ) => {
            let fault = match TemplateDefinition::parse(body.clone()) {
                Err(faults) => told(&faults),
                Ok(_) => error.to_string(),
            };
            leptos_axum::redirect(&address(&form, &body, &form.step, &fault));
        }
        Err(error) => return Err(failed(error)),
    }
    Ok(())
}

async fn save(
    engine: &Engine,
    ctx: &Context,
    form: &TemplateForm,
    body: Map<String, Json>,
) -> Result<String, EngineError> {
    let saved = if form.id.is_empty() {
        certifications::create(engine, ctx, body).await?
    } else {
        let missing = || EngineError::not_found("certification template", &form.id);
        let id = form.id.parse().map_err(|_| missing())?;
        certifications::replace(engine, ctx, id, body, Some(form.revision)).await?
    };
    if form.then == "start" {
        let campaign = certifications::start(engine, ctx, saved.id).await?;
        return Ok(href(CAMPAIGNS, &campaign.id, &[("said", "started")]));
    }
    Ok(href(TEMPLATES, &saved.id, &[("said", "saved")]))
}

/// The wizard with that in it, at a step, and why it went no further.
fn address(form: &TemplateForm, body: &Map<String, Json>, step: &str, fault: &str) -> String {
    let mut state = serde_json::to_string(body).unwrap_or_default();
    let mut fault = fault.to_owned();
    if state.len() > MOST_CARRIED {
        state.clear();
        "The definition is too long for these steps: send it over the REST API.".clone_into(&mut fault);
    }
    let revision = form.revision.to_string();
    let query: Vec<(&str, &str)> =
        [("step", step), ("pace", &form.pace), ("fault", &fault), ("revision", &revision), ("state", &state)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
    if form.id.is_empty() {
        url::to(NEW, &query)
    } else {
        url::to(&format!("{TEMPLATES}/{}/edit", url::escape(&form.id)), &query)
    }
}

/// A definition as an address carries it.
pub fn read(text: &str) -> Option<Map<String, Json>> {
    serde_json::from_str(text).ok()
}

/// Puts ids in place of user names; names nobody has stay, and are faults.
async fn resolve(
    engine: &Engine,
    ctx: &Context,
    body: &mut Map<String, Json>,
) -> Result<Vec<Fault>, EngineError> {
    let mut faults = Vec::new();
    for (property, typed) in form::people(body) {
        if user_id(&typed).is_some() {
            continue;
        }
        match people::by_user_names(engine, ctx, &[typed.trim()]).await?.first() {
            Some(person) => form::put_person(body, &property, json!(format!("managed/user/{}", person.id))),
            None => faults.push(Fault::new(property, format!("names `{typed}`, which nobody has"))),
        }
    }
    Ok(faults)
}

/// The user names of those whom a definition names, by what stands in it.
pub async fn names(
    engine: &Engine,
    ctx: &Context,
    body: &Map<String, Json>,
) -> Result<BTreeMap<String, String>, PortalError> {
    let mut names = BTreeMap::new();
    for (_, value) in form::people(body) {
        let Some(id) = user_id(&value) else { continue };
        match people::brief(engine, ctx, id).await {
            Ok(person) => drop(names.insert(value, person.user_name)),
            Err(EngineError::NotFound { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(names)
}

/// How a campaign of the definition would begin; why that cannot be said. What does not matter for it may be missing.
pub async fn ahead(engine: &Engine, ctx: &Context, body: &Map<String, Json>) -> Result<Outlook, String> {
    let mut body = body.clone();
    let me = json!(ctx.actor.user_id());
    for name in form::PEOPLE {
        let known = body.get(name).and_then(Json::as_str).is_some_and(|id| {
            user_id(id).is_some()
                || (name == "defaultCertifierId" && (id == "manager" || id.starts_with("managed/role/")))
        });
        if !known {
            body.remove(name);
        }
    }
    body.entry("ownerId").or_insert_with(|| me.clone());
    body.insert("name".into(), json!("A draft"));
    for (name, value) in [("expirationAction", json!("none")), ("schedule", Json::Null)] {
        body.insert(name.into(), value);
    }
    body.entry("stageDuration").or_insert_with(|| json!(14));
    if body.get("stages").and_then(Json::as_array).is_none_or(Vec::is_empty) {
        body.insert("stages".into(), json!([{"certifierType": "user", "certifierId": me}]));
    }
    if let Err(faults) = TemplateDefinition::parse(body.clone()) {
        return Err(told(&faults));
    }
    certifications::outlook_of(engine, ctx, body).await.map_err(|error| error.to_string())
}

/// The definition of a saved template, with its revision.
pub async fn saved(
    engine: &Engine,
    ctx: &Context,
    id: &str,
) -> Result<(Map<String, Json>, i64), PortalError> {
    let template = certifications::read_template(engine, ctx, parse(id)?).await.map_err(failed)?;
    // What a client of IDHub said does not go along from page to page.
    Ok((template.definition.plain().body().clone(), template.revision))
}

/// What is wrong, in the wizard's words.
pub fn told(faults: &[Fault]) -> String {
    let name = |property: &str| {
        let stage =
            property.strip_prefix("stages[").and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
        match property {
            "name" => "The name".to_owned(),
            "ownerId" => "The owner".into(),
            "stageDuration" => "The days of a stage".into(),
            "defaultCertifierId" => "Who decides what nobody else can".into(),
            "expirationReassignee" => "Who decides what is late".into(),
            "escalationOwner" => "Who is told of what waits long".into(),
            "remediationActorId" => "Who corrects what was revoked".into(),
            "stages" => "Who decides".into(),
            "exceptionDuration" => "The longest exception".into(),
            "remediationDelay" => "The days before access goes".into(),
            "schedule.schedule" => "The cron expression".into(),
            property => match stage {
                Some(place) => format!("Stage {}", place + 1),
                None => format!("`{property}`"),
            },
        }
    };
    let told: Vec<String> =
        faults.iter().map(|fault| format!("{} {}", name(&fault.property), fault.fault)).collect();
    told.join("; ")
}
