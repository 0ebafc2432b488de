//! Schemas on the page: one row for each field.

use std::fmt::Write;

use serde_json::Value;

use super::example::{kind, resolve};
use super::html::{anchor, inline, text};

/// The name of the schema a reference names.
fn named(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str)?.rsplit('/').next()
}

/// What a schema is, in a few words, with links to named ones.
pub fn label(schema: &Value) -> String {
    if let Some(name) = named(schema) {
        return format!("<a href=\"#schema-{}\">{}</a>", anchor(name), text(name));
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema.get(several).and_then(Value::as_array) {
            let real = parts.iter().filter(|part| part.get("type").and_then(Value::as_str) != Some("null"));
            return real.map(label).collect::<Vec<_>>().join(" or ");
        }
    }
    match kind(schema) {
        "array" => format!("list of {}", schema.get("items").map_or_else(|| "values".to_owned(), label)),
        "object" => match schema.get("additionalProperties").filter(|inner| inner.is_object()) {
            Some(inner) => format!("map of {}", label(inner)),
            None => "object".to_owned(),
        },
        "string" => match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => "date".to_owned(),
            Some(format) => text(format),
            None => "text".to_owned(),
        },
        "" => "any value".to_owned(),
        other => text(other),
    }
}

/// The fields of an object, as a table; nothing for other schemas.
pub fn fields(document: &Value, schema: &Value) -> String {
    let schema = resolve(document, schema);
    let mut rows = String::new();
    let parts = schema
        .get("allOf")
        .and_then(Value::as_array)
        .map_or_else(|| vec![schema], |parts| parts.iter().collect());
    for part in parts {
        let part = resolve(document, part);
        let required: Vec<&str> = part
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for (name, inner) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let mark =
                if required.contains(&name.as_str()) { "<span class=\"must\">required</span>" } else { "" };
            let said = inner.get("description").and_then(Value::as_str).unwrap_or_default();
            let _ = write!(
                rows,
                "<tr><th scope=\"row\"><code>{}</code>{mark}</th><td>{}</td><td>{}</td></tr>",
                text(name),
                label(inner),
                inline(said),
            );
        }
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Fields\"><table><thead><tr><th scope=\"col\">Field</th>\
         <th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
}
