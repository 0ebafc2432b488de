//! What administrators do to forms.

use bailiwick::form::{Design, Field, FieldChange, FieldType, Form, FormTarget, Place};
use bailiwick::form::{add_field as add, change_field, join_above, move_field, remove_field};
use bailiwick::id::{FormId, RequestTypeId};
use bailiwick::request_type::Fault;
use bailiwick_engine::{Context, Engine, forms, request_types};
use serde_json::{Map, Value as Json, json};

use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::api::forms::FieldForm;
use crate::drawn::forms::{FORMS, href};
use crate::url;

/// Makes a form; for a type of request, with a field for each of its properties, and shown for it.
pub async fn create(name: &str, kind: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let mut body = Map::new();
    body.insert("name".into(), json!(name.trim()));
    body.insert("type".into(), json!("request"));
    body.insert("form".into(), json!({"fields": []}));
    if !kind.is_empty() {
        let id = RequestTypeId(kind.to_owned());
        let request_type = request_types::read(&engine, &ctx, &id).await.map_err(failed)?;
        body.insert("categories".into(), json!({"requestType": kind}));
        let rows: Vec<Json> =
            Design::of_type(&request_type).rows.iter().flat_map(|row| &row.fields).map(row).collect();
        body.insert("form".into(), json!({"fields": rows}));
    }
    let form = forms::create(&engine, &ctx, body).await.map_err(failed)?;
    if let Some(target) = target_of(kind, "")? {
        forms::assign(&engine, &ctx, &target, &form.id).await.map_err(failed)?;
    }
    leptos_axum::redirect(&href(&form.id, &[("notice", "form-saved")]));
    Ok(())
}

/// A field that was made from a type, as the designer keeps it.
fn row(field: &Field) -> Json {
    let mut kept = Map::new();
    let mut set = |name: &str, value: Json| {
        if !value.is_null() {
            kept.insert(name.to_owned(), value);
        }
    };
    set("model", json!(field.model.as_ref().map(|model| model.as_str().to_owned())));
    set("type", json!(field.field_type.map(FieldType::as_str)));
    set("label", json!(field.label));
    set("description", json!(field.description));
    set("defaultValue", json!(field.default_value));
    if field.is_required {
        set("validation", json!({"required": true}));
    }
    json!({"fields": [kept]})
}

/// Changes a field.
pub async fn save_field(form: &FieldForm) -> Result<(), PortalError> {
    let place: Place = form.place.parse().map_err(fault)?;
    let columns = match form.columns.trim() {
        "" => None,
        text => Some(
            text.parse()
                .ok()
                .filter(|columns| (1..=12).contains(columns))
                .ok_or_else(|| wrong("columns", "Columns must be a number from 1 to 12"))?,
        ),
    };
    let change = FieldChange {
        field_type: form.kind.parse().ok(),
        model: form.model.clone(),
        label: form.label.clone(),
        description: form.description.replace("\r\n", "\n"),
        default: form.default.replace("\r\n", "\n"),
        options: form.options.replace("\r\n", "\n"),
        is_required: form.required,
        is_read_only: form.fixed,
        pattern: form.pattern.clone(),
        message: form.message.clone(),
        columns,
    };
    edit(&form.form, form.revision, |body| Ok((change_field(body, &place, &change)?, Some(place.clone()))))
        .await
}

/// Adds a field.
pub async fn add_field(
    form: &str,
    revision: i64,
    after: &str,
    kind: &str,
    model: &str,
    label: &str,
) -> Result<(), PortalError> {
    let kind: FieldType = kind.parse().map_err(|_| wrong("kind", "Choose a kind of field"))?;
    let after = match after {
        "" => None,
        place => Some(place.parse::<Place>().map_err(fault)?),
    };
    edit(form, revision, |body| {
        let (body, place) = add(body, after.as_ref(), kind, model, label)?;
        Ok((body, Some(place)))
    })
    .await
}

/// Moves a field, or takes it out.
pub async fn place_field(form: &str, revision: i64, place: &str, to: &str) -> Result<(), PortalError> {
    let place: Place = place.parse().map_err(fault)?;
    edit(form, revision, |body| {
        let (body, place) = match to {
            "up" => move_field(body, &place, true)?,
            "down" => move_field(body, &place, false)?,
            "beside" => join_above(body, &place)?,
            _ => return Ok((remove_field(body, &place)?, None)),
        };
        Ok((body, Some(place)))
    })
    .await
}

/// Names a form.
pub async fn describe(form: &str, revision: i64, name: &str, description: &str) -> Result<(), PortalError> {
    edit(form, revision, |body| {
        let mut body = body.clone();
        body.insert("name".into(), json!(name.trim()));
        match description.trim() {
            "" => body.remove("description"),
            text => body.insert("description".into(), json!(text)),
        };
        Ok((body, None))
    })
    .await
}

/// Writes the whole form.
pub async fn save_text(form: &str, revision: i64, text: &str) -> Result<(), PortalError> {
    let new: Map<String, Json> = serde_json::from_str(text)
        .map_err(|fault| wrong("text", format!("This is no JSON object: {fault}")))?;
    edit(form, revision, |_| Ok((new.clone(), None))).await
}

/// Shows a form for a target.
pub async fn assign(form: &str, kind: &str, target: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = FormId(form.to_owned());
    let target = target_of(kind, target)?.ok_or_else(|| wrong("target", "Choose what it is shown for"))?;
    forms::assign(&engine, &ctx, &target, &id).await.map_err(failed)?;
    leptos_axum::redirect(&href(&id, &[("notice", "form-saved")]));
    Ok(())
}

/// Shows a form for a target no more.
pub async fn unassign(form: &str, target: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = FormId(form.to_owned());
    let target: FormTarget =
        target.parse().map_err(|fault| wrong("target", format!("The target {fault}")))?;
    forms::unassign(&engine, &ctx, &target, Some(&id)).await.map_err(failed)?;
    leptos_axum::redirect(&href(&id, &[("notice", "form-saved")]));
    Ok(())
}

/// Deletes a form.
pub async fn delete(form: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    forms::delete(&engine, &ctx, &FormId(form.to_owned())).await.map_err(failed)?;
    leptos_axum::redirect(&url::to(FORMS, &[("notice", "form-deleted")]));
    Ok(())
}

fn target_of(kind: &str, target: &str) -> Result<Option<FormTarget>, PortalError> {
    let text = match (kind.trim(), target.trim()) {
        ("", "") => return Ok(None),
        ("", target) => target.to_owned(),
        (kind, _) => format!("requestType/{kind}"),
    };
    text.parse().map(Some).map_err(|fault| wrong("target", format!("The target {fault}")))
}

/// Changes the form's body, if it is still the one that was shown, and leads on to the field that was changed.
async fn edit(
    form: &str,
    revision: i64,
    change: impl FnOnce(&Map<String, Json>) -> Result<(Map<String, Json>, Option<Place>), Fault>,
) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let form = shown(&engine, &ctx, form, revision).await?;
    let (mut body, place) = change(form.definition.body()).map_err(fault)?;
    body.remove("id");
    forms::put_over(&engine, &ctx, &form.id, revision, body).await.map_err(failed)?;
    let place = place.map(|place| place.to_string());
    let mut query = vec![("notice", "form-saved")];
    query.extend(place.as_deref().map(|place| ("field", place)));
    leptos_axum::redirect(&href(&form.id, &query));
    Ok(())
}

async fn shown(engine: &Engine, ctx: &Context, form: &str, revision: i64) -> Result<Form, PortalError> {
    let form = forms::read(engine, ctx, &FormId(form.to_owned())).await.map_err(failed)?;
    if form.revision != revision {
        let message = "Somebody has changed the form meanwhile: load the page again to see it";
        return Err(refuse(PortalError::Conflict(message.to_owned())));
    }
    Ok(form)
}

fn wrong(field: &str, message: impl Into<String>) -> PortalError {
    refuse(PortalError::invalid(field, message))
}

#[expect(clippy::needless_pass_by_value, reason = "goes into `map_err`")]
fn fault(fault: Fault) -> PortalError {
    wrong(&fault.property, format!("The {} {}", fault.property, fault.fault))
}
