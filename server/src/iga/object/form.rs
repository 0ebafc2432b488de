//! Forms, and what they are shown for (contract 3.8).

use bailiwick::form::{Assignment, FormTarget};
use bailiwick::id::FormId;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::Dates;
use crate::api::{ApiError, Fields, FromBody};

/// A form. Members beyond these come back as they were sent.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what `Form::document` writes")]
pub struct RequestForm {
    /// A UUID, or the id it was put under.
    id: String,
    /// As shown.
    #[schema(example = "Order a badge")]
    name: String,
    /// What it is for, such as `request`, `applicationRequest` or `lcmRequest`.
    #[schema(example = "request")]
    r#type: String,
    /// In a sentence.
    description: Option<String>,
    /// What it is for, closer: `{applicationType, objectType, operation, lcmType, requestType}`.
    #[schema(value_type = Option<Object>, example = json!({"requestType": "orderBadge"}))]
    categories: Option<Map<String, Value>>,
    /// What it shows and asks, as it was sent.
    #[schema(value_type = Object)]
    form: Map<String, Value>,
    /// `{createdDate, modifiedDate}`; left out when it was made just now.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
}

/// What is said about a form. Members beyond these are kept as they are, but for `_rev` and `metadata`, which the
/// server makes. At most 256 KiB, 32 levels and 500 fields.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what `Definition` reads")]
pub struct NewRequestForm {
    /// Has no effect in a POST; in a PUT it may repeat the id of the address.
    id: Option<String>,
    /// As shown; at most 200 characters.
    #[schema(example = "Order a badge")]
    name: String,
    /// What it is for, such as `request`, `applicationRequest` or `lcmRequest`; any word.
    #[schema(example = "request")]
    r#type: String,
    /// In a sentence; at most 4,000 characters.
    description: Option<String>,
    /// What it is for, closer: `{applicationType, objectType, operation, lcmType, requestType}`.
    #[schema(value_type = Option<Object>, example = json!({"requestType": "orderBadge"}))]
    categories: Option<Map<String, Value>>,
    /// Rows of fields: `{fields: [{id, fields: [{id, model, type, label, description, defaultValue, readOnly, validation,
    /// layout, options, onChangeEvent}]}], events: {onLoad}}`. `model` says where in the body of a request a value goes.
    #[schema(value_type = Object, example = json!({"fields": [{"id": "row1", "fields": [{
        "id": "reason", "model": "custom.reason", "type": "string", "label": "Reason",
        "validation": {"required": true}, "layout": {"columns": 12, "offset": 0}
    }]}]}))]
    form: Map<String, Value>,
}

/// A form is shown for something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormAssignment {
    /// For what.
    #[schema(example = "requestType/orderBadge")]
    object_id: String,
    /// Which form.
    form_id: String,
    /// Since when there is a form for it, and since when this one; left out when it was assigned just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Dates>,
}

impl FormAssignment {
    /// The assignment as it is read.
    pub fn of(assignment: &Assignment) -> Self {
        let metadata = Dates { created_date: assignment.created_at, modified_date: assignment.modified_at };
        Self { metadata: Some(metadata), ..Self::without_dates(assignment) }
    }

    /// The pair alone, as assigning answers.
    pub fn without_dates(assignment: &Assignment) -> Self {
        Self { object_id: assignment.target.to_string(), form_id: assignment.form.0.clone(), metadata: None }
    }
}

/// What is assigned, or no longer.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct NewFormAssignment {
    /// `application/{id}/{objectType}/{create|update}`, `lcm/{type}/{create|update|delete}`, `requestType/{id}` or
    /// `workflow/{id}/node/{id}`. What the ids name need not be there yet.
    #[schema(rename = "objectId", value_type = String, example = "requestType/orderBadge")]
    pub target: FormTarget,
    /// The form. `unassign` does without.
    #[schema(rename = "formId", value_type = Option<String>)]
    pub form: Option<FormId>,
}

impl FromBody for NewFormAssignment {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let target = fields.required_text("objectId")?;
        Ok(Self {
            target: target.parse().map_err(|fault| fields.fault("objectId", fault))?,
            form: fields.text("formId")?.map(|id| FormId(id.to_owned())),
        })
    }
}
