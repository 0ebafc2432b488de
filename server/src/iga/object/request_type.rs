//! Types of requests (contract 3.10).

use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A type of request. Members beyond these come back as they were sent.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `RequestType::document` writes")]
pub struct RequestType {
    /// Its name in requests.
    #[schema(example = "orderBadge")]
    id: String,
    /// As shown; the id when missing.
    display_name: Option<String>,
    /// What it is for.
    description: Option<String>,
    /// It was defined here; the others are built in.
    custom: bool,
    /// What a request holds: by section (`common`, `custom`, `user`, `entitlement`, `role`, `entity`) a list of
    /// schemas `{_meta: {properties}, properties}`.
    #[schema(value_type = Object)]
    schemas: Map<String, Value>,
    /// `{id, type}`: the definition its requests go by.
    #[schema(value_type = Option<Object>, example = json!({"id": "BasicEntitlementGrant", "type": "bpmn"}))]
    workflow: Option<Map<String, Value>>,
    /// Two unfinished requests must not have all of these alike.
    #[schema(example = json!(["common.userId", "common.entitlementId"]))]
    unique_keys: Option<Vec<String>>,
    /// What stays as it was first sent.
    #[schema(example = json!(["common.userId"]))]
    not_modifiable_properties: Option<Vec<String>>,
    /// `{source}`: a script that judges a request. It is kept.
    #[schema(value_type = Option<Object>)]
    validation: Option<Map<String, Value>>,
    /// `{createdDate, modifiedDate}`; left out when it is built in and unchanged, or was defined just now.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
    /// 1 at first, one more with every change.
    #[schema(rename = "_rev")]
    rev: i64,
}

/// What is said in defining a type. Members beyond these are kept as they are, but for `custom`, `_rev` and
/// `metadata`, which the server makes.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `Definition` reads")]
pub struct NewRequestType {
    /// 1 to 100 letters, digits, spaces, `-`, `_` and `.`; a UUID when missing.
    #[schema(example = "orderBadge")]
    id: Option<String>,
    /// As shown; at most 200 characters.
    #[schema(example = "Order a badge")]
    display_name: Option<String>,
    /// What it is for; at most 4,000 characters.
    description: Option<String>,
    /// What a request holds, by section. The schema of what every request has is added to `common`. Properties are of
    /// type `text`, `string`, `number`, `integer`, `boolean`, `object`, or anything when no type is given.
    #[schema(value_type = Option<Object>, example = json!({"custom": [{
        "_meta": {"properties": {"reason": {"isRequired": true, "display": {"name": "Reason", "isVisible": true, "order": 1}}}},
        "properties": {"reason": {"type": "text"}}
    }]}))]
    schemas: Option<Map<String, Value>>,
    /// `{id, type}`: the definition its requests go by.
    #[schema(value_type = Option<Object>, example = json!({"id": "orderBadge", "type": "bpmn"}))]
    workflow: Option<Map<String, Value>>,
    /// Properties of the schemas: two unfinished requests must not have all of these alike.
    #[schema(example = json!(["custom.reason"]))]
    unique_keys: Option<Vec<String>>,
    /// Properties of the schemas that stay as they were first sent.
    #[schema(example = json!(["custom.reason"]))]
    not_modifiable_properties: Option<Vec<String>>,
    /// `{source}`: a script of at most 65,536 characters.
    #[schema(value_type = Option<Object>)]
    validation: Option<Map<String, Value>>,
}
