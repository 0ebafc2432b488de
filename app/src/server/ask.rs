//! Asking for what is not in the catalog: what people do.

use bailiwick::form::{Design, FormTarget, request_body};
use bailiwick::id::{RequestId, RequestTypeId, user_id};
use bailiwick::request::Action;
use bailiwick::request_type::{Fault, RequestType, fit, payload};
use bailiwick_engine::requests::{self, Change};
use bailiwick_engine::{Context, Engine, forms, people, request_types};
use serde_json::{Map, Value as Json, json};

use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::api::ask::AskForm;
use crate::drawn::ask::ASK;
use crate::url;

/// Sends a request, keeps it for later, or changes one that waits.
pub async fn ask(form: &AskForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let kind = RequestTypeId(form.kind.clone());
    let request_type = request_types::read(&engine, &ctx, &kind).await.map_err(failed)?;
    let design = design_of(&engine, &ctx, &request_type).await?;
    let there = there(&engine, &ctx, form, &request_type).await?;
    let is_draft = form.then == "keep";
    let mut content = content(&design, form, there, is_draft).map_err(|faults| wrong(&design, &faults))?;
    name_people(&engine, &ctx, &mut content).await?;
    fit(&mut content, &request_type);
    if let Some(common) = content.get_mut("common").and_then(Json::as_object_mut)
        && form.then != "modify"
    {
        common.insert("isDraft".into(), json!(is_draft));
    }
    let id = RequestId(form.request.clone());
    let view = match (form.then.as_str(), form.request.is_empty()) {
        ("modify", _) => {
            let change = Change::Modify { given: content, phase: None };
            requests::change(&engine, &ctx, &id, &change).await
        }
        (_, true) => requests::publish(&engine, &ctx, &kind, &content).await,
        (_, false) => requests::change(&engine, &ctx, &id, &Change::Replace(content)).await,
    };
    let view = view.map_err(failed)?;
    let notice = match form.then.as_str() {
        "modify" => "request-changed",
        "keep" => "draft-kept",
        _ => "request-sent",
    };
    let to = if is_draft {
        url::to(
            &format!("{ASK}/{}", url::escape(&kind.0)),
            &[("draft", &view.request.id.0), ("notice", notice)],
        )
    } else {
        url::to(&format!("/requests/{}", view.request.number), &[("notice", notice)])
    };
    leptos_axum::redirect(&to);
    Ok(())
}

/// Throws a draft away.
pub async fn throw_away(request: String) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = RequestId(request);
    let view = requests::read(&engine, &ctx, &id).await.map_err(failed)?;
    if !view.request.is_draft {
        return Err(refuse(PortalError::Conflict("It has been sent meanwhile".into())));
    }
    requests::act(&engine, &ctx, &id, &Action::Cancel { comment: String::new() }).await.map_err(failed)?;
    leptos_axum::redirect(&url::to(ASK, &[("notice", "draft-gone")]));
    Ok(())
}

/// What is asked of somebody who asks for a type: the form that was drawn for it, else one made from the type.
pub async fn design_of(
    engine: &Engine,
    ctx: &Context,
    request_type: &RequestType,
) -> Result<Design, PortalError> {
    let form = match format!("requestType/{}", request_type.id).parse::<FormTarget>() {
        Ok(target) => forms::shown_for(engine, ctx, &target).await.map_err(failed)?,
        Err(_) => None,
    };
    Ok(form.map_or_else(|| Design::of_type(request_type), |form| form.definition.design))
}

/// What the request holds already that its form does not ask.
async fn there(
    engine: &Engine,
    ctx: &Context,
    form: &AskForm,
    request_type: &RequestType,
) -> Result<Map<String, Json>, PortalError> {
    if form.request.is_empty() || form.then == "modify" {
        return Ok(Map::new());
    }
    let view = requests::read(engine, ctx, &RequestId(form.request.clone())).await.map_err(failed)?;
    if view.request.request_type != request_type.id {
        return Err(refuse(PortalError::NotFound));
    }
    Ok(payload(&view.request))
}

/// The body of the request: what was there, what was typed in its place, and what every form asks.
fn content(
    design: &Design,
    form: &AskForm,
    mut there: Map<String, Json>,
    is_draft: bool,
) -> Result<Map<String, Json>, Vec<Fault>> {
    let values = design.values_of(&form.values);
    for model in design.fields().into_iter().filter_map(bailiwick::form::Field::asks) {
        clear(&mut there, model.as_str());
    }
    let mut content = if is_draft {
        request_body(&design.lenient(), &values, &there)?
    } else {
        request_body(design, &values, &there)?
    };
    if form.then == "modify" {
        // What was emptied is to go.
        for (model, value) in values.iter().filter(|(_, value)| value.is_null()) {
            put_null(&mut content, model, value);
        }
        return Ok(content);
    }
    if let Json::Object(common) = content.entry("common").or_insert_with(|| json!({})) {
        common.insert("justification".into(), json!(form.justification));
        if !form.priority.is_empty() {
            common.insert("priority".into(), json!(form.priority));
        }
    }
    Ok(content)
}

fn above<'a>(content: &'a mut Map<String, Json>, model: &str) -> Option<(&'a mut Map<String, Json>, String)> {
    let (path, name) = model.rsplit_once('.')?;
    let members = path.split('.').try_fold(content, |members, name| {
        members.entry(name).or_insert_with(|| json!({})).as_object_mut()
    })?;
    Some((members, name.to_owned()))
}

fn clear(content: &mut Map<String, Json>, model: &str) {
    if let Some((members, name)) = above(content, model) {
        members.remove(&name);
    }
}

fn put_null(content: &mut Map<String, Json>, model: &str, value: &Json) {
    if let Some((members, name)) = above(content, model) {
        members.insert(name, value.clone());
    }
}

/// People are typed by their user names; what names nobody stays, for the check to say so.
async fn name_people(
    engine: &Engine,
    ctx: &Context,
    content: &mut Map<String, Json>,
) -> Result<(), PortalError> {
    for members in content.values_mut().filter_map(Json::as_object_mut) {
        let Some(Json::String(typed)) = members.get("userId") else { continue };
        if user_id(typed).is_some() {
            continue;
        }
        let found = people::by_user_names(engine, ctx, &[typed.trim()]).await.map_err(failed)?;
        let Some(person) = found.first() else {
            let message = format!("Nobody has the user name {typed}");
            return Err(refuse(PortalError::invalid("userId", message)));
        };
        members.insert("userId".into(), json!(person.id));
    }
    Ok(())
}

/// The first thing that is wrong, by the words that stand beside the field.
fn wrong(design: &Design, faults: &[Fault]) -> PortalError {
    let label = |model: &str| {
        let fields = design.fields();
        let field =
            fields.into_iter().find(|field| field.model.as_ref().is_some_and(|one| one.as_str() == model));
        field.and_then(|field| field.label.clone()).unwrap_or_else(|| model.to_owned())
    };
    let told: Vec<String> =
        faults.iter().map(|fault| format!("{} {}", label(&fault.property), fault.fault)).collect();
    refuse(PortalError::invalid("", told.join("; ")))
}
