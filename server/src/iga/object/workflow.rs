//! Workflow definitions (contract 6.1).

use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A workflow definition. Members beyond these come back as they were sent.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `Definition` reads and writes")]
pub struct Workflow {
    /// 1 to 100 letters, digits, `-`, `_` and `.`; also its name.
    #[schema(example = "orderBadge")]
    id: String,
    /// As the id.
    name: Option<String>,
    /// As shown; at most 200 characters.
    #[schema(example = "Order a badge")]
    display_name: Option<String>,
    /// What it is for; at most 4,000 characters.
    description: Option<String>,
    /// `provisioning`.
    #[schema(rename = "type")]
    kind: Option<String>,
    /// Always false.
    child_type: Option<bool>,
    /// The steps `{name, displayName, type, <type>: {nextStep: [{condition, outcome, step}], …}}`; the first, unless
    /// `staticNodes` names another, is where it begins.
    #[schema(value_type = Vec<Object>, example = json!([{
        "name": "approvalTask-74cf85c35437", "displayName": "Approval", "type": "approvalTask",
        "approvalTask": {
            "approvalMode": "any",
            "actors": {"isExpression": true, "value": "[{id: 'managed/user/' + requestIndex.manager.id}]"},
            "nextStep": [{"outcome": "APPROVE", "step": null}, {"outcome": "REJECT", "step": null}]
        }
    }]))]
    steps: Vec<Map<String, Value>>,
    /// `{startNode: {connections: {start}}, endNode, uiConfig}`.
    #[schema(value_type = Option<Object>)]
    static_nodes: Option<Map<String, Value>>,
    /// `draft` or `published`; the server's own.
    status: Option<String>,
    /// Whether it may be changed: not when it ships with the product; the server's own.
    mutable: Option<bool>,
    /// One more with every write; the server's own.
    #[schema(rename = "_rev")]
    rev: Option<i64>,
}
