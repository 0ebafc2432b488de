//! Operations of partial updates (contract 3.9); `api::PatchBody` reads them.

use serde_json::Value;
use utoipa::ToSchema;

/// One change of one field. Those of a body are done in order, all or none.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what `PatchBody` reads")]
pub struct PatchOperation {
    /// `add`, `remove`, `replace`, `increment`, `move` or `copy`; `transform` is refused.
    #[schema(example = "replace")]
    operation: String,
    /// The field, as a JSON pointer; the slash at its beginning may be left out. `-` is the place behind the last
    /// element of a list.
    #[schema(example = "/displayName")]
    field: String,
    /// `add`, `replace`, `increment`: what. `remove`: the value that shall go; all of the field when missing.
    #[schema(value_type = Option<Value>, example = json!("Order a badge"))]
    value: Option<Value>,
    /// `move`, `copy`: the field whose value is taken.
    from: Option<String>,
}
