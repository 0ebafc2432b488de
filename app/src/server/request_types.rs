//! What administrators do to types of requests.

use bailiwick::id::RequestTypeId;
use bailiwick::request_type::{
    Fault, NewProperty, Schemas, ValueType, blank, describe as described, put_property,
    remove_property as without_property, rules,
};
use bailiwick_engine::{request_types, workflows};
use serde_json::{Map, Value as Json};

use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::api::request_types::PropertyForm;
use crate::drawn::request_types::{TYPES, href};
use crate::url;

/// Defines a type.
pub async fn create(id: &str, name: &str, description: &str, workflow: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = RequestTypeId(id.trim().to_owned());
    let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(&id.0);
    let made = request_types::create(&engine, &ctx, blank(&id, name, description, workflow)).await;
    let made = made.map_err(failed)?;
    leptos_axum::redirect(&href(&made.id, &[("notice", "type-saved")]));
    Ok(())
}

/// Names a type, and says by which workflow its requests go.
pub async fn describe(
    kind: &str,
    revision: i64,
    name: &str,
    description: &str,
    workflow: &str,
) -> Result<(), PortalError> {
    if name.trim().is_empty() {
        return Err(refuse(PortalError::invalid("name", "A type needs a name")));
    }
    edit(kind, revision, |body| Ok(described(body, name, description, workflow))).await
}

/// Says what makes two requests the same, what stays, and what judges them.
pub async fn rule(
    kind: &str,
    revision: i64,
    unique: &str,
    fixed: &str,
    script: &str,
) -> Result<(), PortalError> {
    edit(kind, revision, |body| Ok(rules(body, unique, fixed, &script.replace("\r\n", "\n")))).await
}

/// Adds a property, or changes the one of that name.
pub async fn save_property(form: &PropertyForm) -> Result<(), PortalError> {
    let value_type = ValueType::ALL.into_iter().find(|kind| kind.as_str() == form.value);
    let property = NewProperty {
        name: form.name.clone(),
        label: form.label.clone(),
        value_type: value_type
            .ok_or_else(|| refuse(PortalError::invalid("value", "Choose what its values are")))?,
        is_required: form.required,
        is_multi_value: form.several,
    };
    edit(&form.kind, form.revision, |body| put_property(body, &property)).await
}

/// Takes a property out.
pub async fn remove_property(kind: &str, revision: i64, name: &str) -> Result<(), PortalError> {
    edit(kind, revision, |body| without_property(body, name)).await
}

/// Writes the whole type.
pub async fn save_text(kind: &str, revision: i64, text: &str) -> Result<(), PortalError> {
    let mut new: Map<String, Json> = serde_json::from_str(text)
        .map_err(|fault| refuse(PortalError::invalid("text", format!("This is no JSON object: {fault}"))))?;
    new.insert("id".into(), Json::from(kind));
    edit(kind, revision, |_| Ok(new)).await
}

/// Lets requests of a built-in type go by another workflow.
pub async fn bind(kind: &str, workflow: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    workflows::bind(&engine, &ctx, &[kind], workflow).await.map_err(failed)?;
    leptos_axum::redirect(&href(&RequestTypeId(kind.to_owned()), &[("notice", "type-saved")]));
    Ok(())
}

/// Deletes a type.
pub async fn delete(kind: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    request_types::delete(&engine, &ctx, &RequestTypeId(kind.to_owned())).await.map_err(failed)?;
    leptos_axum::redirect(&url::to(TYPES, &[("notice", "type-deleted")]));
    Ok(())
}

/// Changes the type's body, if it is still the one that was shown.
async fn edit(
    kind: &str,
    revision: i64,
    change: impl FnOnce(Map<String, Json>) -> Result<Map<String, Json>, Fault>,
) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = RequestTypeId(kind.to_owned());
    let before = request_types::read(&engine, &ctx, &id).await.map_err(failed)?;
    if before.revision != revision {
        let message = "Somebody has changed the type meanwhile: load the page again to see it";
        return Err(refuse(PortalError::Conflict(message.to_owned())));
    }
    let body = change(before.definition.body(Schemas::Named)).map_err(|fault| {
        refuse(PortalError::invalid(
            fault.property.clone(),
            format!("The {} {}", fault.property, fault.fault),
        ))
    })?;
    request_types::replace_over(&engine, &ctx, &id, revision, body).await.map_err(failed)?;
    leptos_axum::redirect(&href(&id, &[("notice", "type-saved")]));
    Ok(())
}
