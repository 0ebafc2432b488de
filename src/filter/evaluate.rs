//! Decides in memory whether an object matches a filter.

use std::cmp::Ordering;

use serde_json::{Map, Value as Json};

use super::value::{compare_numbers, instant, number, truth};
use super::{Filter, Op, Path, Value};

impl Filter {
    /// Whether the object matches.
    ///
    /// Texts compare without case; through arrays any element counts; null, an absent field and an empty array
    /// are all absent.
    pub fn matches(&self, object: &Json) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::And(parts) => parts.iter().all(|part| part.matches(object)),
            Self::Or(parts) => parts.is_empty() || parts.iter().any(|part| part.matches(object)),
            Self::Not(part) => !part.matches(object),
            Self::Compare { path, op, value } => {
                any_holds(&found(object, path), *op, std::slice::from_ref(value))
            }
            Self::Present(path) => !found(object, path).is_empty(),
            Self::In { path, values } => any_holds(&found(object, path), Op::Equals, values),
        }
    }
}

/// Whether one of the values of a field compares so with one of the wanted values.
pub(super) fn any_holds(found: &[&Json], op: Op, wanted: &[Value]) -> bool {
    wanted.iter().any(|wanted| {
        if found.is_empty() {
            holds(op, &Json::Null, wanted)
        } else {
            found.iter().any(|found| holds(op, found, wanted))
        }
    })
}

/// The values of a field: none when it is absent or null, several when it, or an object on the way, is an array.
///
/// Keys are taken greedily: where an object has a key that joins several segments (`Test.Name`), the longest such
/// key is meant. A key is also found by a name that has `.` where it has `/`.
pub fn found<'a>(object: &'a Json, path: &Path) -> Vec<&'a Json> {
    let segments: Vec<&str> = path.segments().collect();
    let mut values = Vec::new();
    let mut waiting = vec![(object, 0)];
    while let Some((value, at)) = waiting.pop() {
        match value {
            Json::Null => {}
            Json::Array(elements) => waiting.extend(elements.iter().rev().map(|element| (element, at))),
            _ if at == segments.len() => values.push(value),
            Json::Object(members) => {
                if let Some((_, member, used)) = longest_key(members, &segments[at..]) {
                    waiting.push((member, at + used));
                }
            }
            Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }
    values
}

/// The member whose key joins the most of the leading segments, and how many it joins.
pub(super) fn longest_key<'a>(
    members: &'a Map<String, Json>,
    segments: &[&str],
) -> Option<(&'a str, &'a Json, usize)> {
    let joined: Vec<String> = (1..=segments.len()).map(|count| segments[..count].join(".")).collect();
    let exact = joined.iter().enumerate().rev().find_map(|(index, name)| {
        let (key, member) = members.get_key_value(name)?;
        Some((key.as_str(), member, index + 1))
    });
    exact.or_else(|| {
        let plain = |name: &str| name.trim_start_matches('/').replace('/', ".");
        let slashed = members.iter().filter(|(key, _)| key.contains('/'));
        slashed
            .filter_map(|(key, member)| {
                let key_plain = plain(key);
                let index = joined.iter().rposition(|name| plain(name) == key_plain)?;
                Some((key.as_str(), member, index + 1))
            })
            .max_by_key(|(_, _, used)| *used)
    })
}

/// Whether a value compares so with the wanted one.
pub(super) fn holds(op: Op, found: &Json, wanted: &Value) -> bool {
    let order = || compare(found, wanted);
    match op {
        Op::Equals => equal(found, wanted),
        Op::Contains => texts(found, wanted).is_some_and(|(text, part)| text.contains(&part)),
        Op::StartsWith => texts(found, wanted).is_some_and(|(text, part)| text.starts_with(&part)),
        Op::EndsWith => texts(found, wanted).is_some_and(|(text, part)| text.ends_with(&part)),
        Op::GreaterThan => order().is_some_and(Ordering::is_gt),
        Op::GreaterOrEqual => order().is_some_and(Ordering::is_ge),
        Op::LessThan => order().is_some_and(Ordering::is_lt),
        Op::LessOrEqual => order().is_some_and(Ordering::is_le),
    }
}

fn equal(found: &Json, wanted: &Value) -> bool {
    match (found, wanted) {
        (Json::Null, _) | (_, Value::Null) => found.is_null() && wanted.is_null(),
        (Json::Bool(found), _) => wanted.truth() == Some(*found),
        (Json::String(found), Value::Bool(wanted)) => truth(found) == Some(*wanted),
        (Json::String(found), Value::String(text)) if fold(found) == fold(text) => true,
        _ => compare(found, wanted) == Some(Ordering::Equal),
    }
}

/// The order of numbers, else of dates, else of texts; none where the types do not meet.
fn compare(found: &Json, wanted: &Value) -> Option<Ordering> {
    match (found, wanted) {
        (Json::Number(found), _) => compare_numbers(found, &wanted.number()?),
        (Json::String(found), Value::Number(wanted)) => compare_numbers(&number(found)?, wanted),
        (Json::String(found), Value::String(wanted)) => Some(match (instant(found), instant(wanted)) {
            (Some(found), Some(wanted)) => found.cmp(&wanted),
            _ => fold(found).cmp(&fold(wanted)),
        }),
        _ => None,
    }
}

/// The texts of both, without case. Every value there is contains the empty text, an object too: that is how
/// clients ask whether a field is there.
fn texts(found: &Json, wanted: &Value) -> Option<(String, String)> {
    let wanted = match wanted {
        Value::Null => return None,
        other => fold(&other.text()),
    };
    match found {
        Json::Null => None,
        Json::Bool(_) | Json::Number(_) => Some((found.to_string(), wanted)),
        Json::String(text) => Some((fold(text), wanted)),
        Json::Array(_) | Json::Object(_) => wanted.is_empty().then(|| (String::new(), wanted)),
    }
}

/// A text for comparison without case: every letter in lower case, whatever stands around it.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
