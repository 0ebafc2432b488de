//! Asking for what is not in the catalog: what people do.

use bailiwick::form::{Design, Standing, request_body};
use bailiwick::id::{RequestId, RequestTypeId, user_id};
use bailiwick::request::Action;
use bailiwick::request_type::{Fault, RequestType, access_type, fit, payload};
use bailiwick_engine::requests::{self, Change};
use bailiwick_engine::{Context, Engine, forms, people, request_types};
use serde_json::{Map, Value as Json, json};

use super::filled::{Untaken, bring_back, standing};
use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::api::ask::AskForm;
use crate::drawn::ask::ASK;
use crate::url;

/// The place at which a form is filled in.
pub fn place(kind: &RequestTypeId, request: &str) -> String {
    format!("ask/{kind}/{request}")
}

/// Sends a request, keeps it for later, or changes one that waits. A form that is not taken comes back.
pub async fn ask(form: &AskForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let kind = RequestTypeId(form.kind.clone());
    let place = place(&kind, &form.request);
    match take(&engine, &ctx, &kind, form).await {
        Ok(to) => {
            forms::forget_typed(&engine, &ctx, &place).await.map_err(failed)?;
            leptos_axum::redirect(&to);
            Ok(())
        }
        Err(untaken) => {
            bring_back(&engine, &ctx, &place, form, untaken, &form.filled.page).await.map_err(refuse)
        }
    }
}

/// Where it leads on to when it was taken.
async fn take(
    engine: &Engine,
    ctx: &Context,
    kind: &RequestTypeId,
    form: &AskForm,
) -> Result<String, Untaken> {
    let request_type = request_types::read(engine, ctx, kind).await.map_err(failed)?;
    let design = design_of(engine, ctx, &request_type).await?;
    let there = there(engine, ctx, form, &request_type).await?;
    if form.then == "update" {
        return Err(Untaken::Update);
    }
    let standing = standing(engine, ctx, &design, &form.filled).await?;
    let is_draft = form.then == "keep";
    let mut content = content(&standing, form, there, is_draft).map_err(Untaken::Faults)?;
    name_people(engine, ctx, &mut content).await?;
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
            requests::change(engine, ctx, &id, &change).await
        }
        (_, true) => requests::publish(engine, ctx, kind, &content).await,
        (_, false) => requests::change(engine, ctx, &id, &Change::Replace(content)).await,
    };
    let view = view.map_err(failed)?;
    let notice = match form.then.as_str() {
        "modify" => "request-changed",
        "keep" => "draft-kept",
        _ => "request-sent",
    };
    Ok(if is_draft {
        let page = format!("{ASK}/{}", url::escape(&kind.0));
        url::to(&page, &[("draft", &view.request.id.0), ("notice", notice)])
    } else {
        url::to(&format!("/requests/{}", view.request.number), &[("notice", notice)])
    })
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

/// What is asked of somebody who asks for a type: the form that was drawn for it, else one made from the type. Forms of
/// access are filled in with the cart.
pub async fn design_of(
    engine: &Engine,
    ctx: &Context,
    request_type: &RequestType,
) -> Result<Design, PortalError> {
    let form = match access_type(&request_type.id) {
        None => forms::shown_for_type(engine, ctx, &request_type.id).await.map_err(failed)?,
        Some(_) => None,
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
    standing: &Standing,
    form: &AskForm,
    mut there: Map<String, Json>,
    is_draft: bool,
) -> Result<Map<String, Json>, Vec<Fault>> {
    let (design, values) = (&standing.design, standing.filled());
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
