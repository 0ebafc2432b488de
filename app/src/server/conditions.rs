//! Filters as rows of a form, and back. A filter that rows cannot show is shown as JSON.

use bailiwick::filter::{Filter, Value, target};
use serde_json::{Value as Json, json};

use crate::api::campaigns::{ConditionForm, FilterForm};

/// A node of a filter as conditions: how they belong together, and each, with the filter's place among those of its form.
pub fn shown(node: &Json, place: usize) -> (FilterForm, Vec<ConditionForm>) {
    let row = |property: &str, operator: &str, value: &Value| {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Null => return None,
            other => other.to_json().to_string(),
        };
        Some(ConditionForm { filter: place, property: property.into(), operator: operator.into(), value })
    };
    let leaf = |part: &Filter| match part {
        Filter::Compare { path, op, value } => row(path.as_str(), op.operator(), value),
        _ => None,
    };
    let shown = match target::parse(node) {
        Ok(Filter::All) => Some(("all", Some(Vec::new()))),
        Ok(one @ Filter::Compare { .. }) => Some(("all", leaf(&one).map(|row| vec![row]))),
        Ok(Filter::And(parts)) => Some(("all", parts.iter().map(leaf).collect())),
        Ok(Filter::Or(parts)) => Some(("any", parts.iter().map(leaf).collect())),
        Ok(Filter::In { path, values }) => {
            Some(("any", values.iter().map(|value| row(path.as_str(), "EQUALS", value)).collect()))
        }
        _ => None,
    };
    if let Some((mode, Some(rows))) = shown {
        return (FilterForm { mode: mode.into(), json: String::new() }, rows);
    }
    let json = serde_json::to_string_pretty(node).unwrap_or_default();
    (FilterForm { mode: "all".into(), json }, Vec::new())
}

/// The node that a form says; none without conditions.
///
/// # Errors
/// Its JSON is none.
pub fn written(
    given: &FilterForm,
    rows: &[ConditionForm],
    place: usize,
) -> Result<Option<Json>, serde_json::Error> {
    if !given.json.trim().is_empty() {
        return serde_json::from_str(&given.json).map(Some);
    }
    let leaf = |row: &ConditionForm| {
        let operand = json!({"targetName": row.property, "targetValue": row.value.trim()});
        json!({"operator": row.operator, "operand": operand})
    };
    let rows = rows.iter().filter(|row| row.filter == place && !row.value.trim().is_empty());
    let mut leaves: Vec<Json> = rows.map(leaf).collect();
    Ok(match leaves.len() {
        0 => None,
        1 => leaves.pop(),
        _ => Some(json!({"operator": if given.mode == "any" { "OR" } else { "AND" }, "operand": leaves})),
    })
}
