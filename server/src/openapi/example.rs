//! An example of a schema: what its examples say, else what its types allow.

use serde_json::{Map, Value, json};

/// Levels below which nothing more is shown.
const DEEPEST: usize = 8;

/// The schema that a reference names, or the schema itself.
pub fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let named = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
    named.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

/// An example of what a schema describes.
pub fn of(document: &Value, schema: &Value) -> Value {
    at(document, schema, 0)
}

fn at(document: &Value, schema: &Value, level: usize) -> Value {
    let schema = resolve(document, schema);
    if let Some(given) = schema.get("example") {
        return given.clone();
    }
    if level > DEEPEST {
        return Value::Null;
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let mut all = Map::new();
        for part in parts {
            if let Value::Object(members) = at(document, part, level) {
                all.extend(members);
            }
        }
        return Value::Object(all);
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(parts) = schema.get(several).and_then(Value::as_array) {
            let real = parts.iter().find(|part| part.get("type").and_then(Value::as_str) != Some("null"));
            return real.map_or(Value::Null, |part| at(document, part, level));
        }
    }
    match kind(schema) {
        "object" => {
            let empty = Map::new();
            let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
            let mut example: Map<String, Value> = properties
                .iter()
                .map(|(name, inner)| (name.clone(), at(document, inner, level + 1)))
                .collect();
            if let Some(inner) = schema.get("additionalProperties").filter(|inner| inner.is_object()) {
                example.insert("name".to_owned(), at(document, inner, level + 1));
            }
            Value::Object(example)
        }
        "array" => schema.get("items").map_or(json!([]), |items| json!([at(document, items, level + 1)])),
        "string" => match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => json!("2026-03-01T09:00:00Z"),
            Some("uuid") => json!("0198c1f0-4d2a-7c3e-9f10-5b7a6c8d9e01"),
            _ => json!("text"),
        },
        "integer" | "number" => json!(1),
        "boolean" => json!(true),
        _ => Value::Null,
    }
}

/// The type of a schema; of several, the first that is not null.
pub fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default()
        }
        _ if schema.get("properties").is_some() => "object",
        _ => "",
    }
}
