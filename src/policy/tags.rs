//! The tags by which clients find rules that speak of something (`ruleDefinitionTags`, contract 3.13).

use super::Side;
use crate::filter::{Filter, Value};

/// Each condition of a rule twice, both key orders, URL-encoded.
pub fn tags(sides: &[Side]) -> Vec<String> {
    let mut tags = Vec::new();
    for side in sides {
        collect(&side.filter, &mut tags);
    }
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags
}

fn collect(filter: &Filter, tags: &mut Vec<String>) {
    let mut leaf = |path: &str, value: &Value| {
        let text = match value.to_json() {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        let (name, value) =
            (format!("targetName={}", encoded(path)), format!("targetValue={}", encoded(&text)));
        tags.push(format!("{name}&{value}"));
        tags.push(format!("{value}&{name}"));
    };
    match filter {
        Filter::All | Filter::None | Filter::Present(_) => {}
        Filter::And(parts) | Filter::Or(parts) => parts.iter().for_each(|part| collect(part, tags)),
        Filter::Not(part) => collect(part, tags),
        Filter::Compare { path, value, .. } => leaf(path.as_str(), value),
        Filter::In { path, values } => values.iter().for_each(|value| leaf(path.as_str(), value)),
    }
}

/// As `encodeURIComponent` does.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    encoded
}
