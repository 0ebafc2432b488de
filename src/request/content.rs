//! What a request of a type of one's own holds, as people read it.

use serde_json::{Map, Value as Json};

/// More than this many facts are not shown.
const MOST_FACTS: usize = 50;

/// Every value of every section, by the name of its property; of an object, each of its members.
pub fn facts(content: &Map<String, Json>) -> Vec<(String, String)> {
    let members = content.values().filter_map(Json::as_object).flatten();
    let single = |(name, value): (&String, &Json)| Some((words(name), value_in_words(value)?));
    let each = |(name, value): (&String, &Json)| match value {
        Json::Object(inner) => inner.iter().filter_map(single).collect::<Vec<_>>(),
        value => single((name, value)).into_iter().collect(),
    };
    members.flat_map(each).take(MOST_FACTS).collect()
}

/// `badgeColour` reads `Badge colour`.
pub fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else if words.is_empty() {
            words.extend(letter.to_uppercase());
        } else {
            words.push(if letter == '_' { ' ' } else { letter });
        }
    }
    words
}

/// A value as people read it; nothing where there is none.
pub fn value_in_words(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::Bool(yes) => Some(if *yes { "Yes" } else { "No" }.to_owned()),
        Json::String(text) if text.is_empty() => None,
        Json::String(text) => Some(text.clone()),
        Json::Array(values) => {
            let texts: Vec<String> = values.iter().filter_map(value_in_words).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_an_object_every_member_is_told() {
        let content = json!({"user": {"userId": "7", "object": {"givenName": "Lena", "title": null}}});
        let told = facts(content.as_object().unwrap());
        assert_eq!(told, [("Given name".into(), "Lena".into()), ("User id".into(), "7".into())]);
    }

    #[test]
    fn names_and_values_read_as_words() {
        assert_eq!(words("badgeColour"), "Badge colour");
        assert_eq!(words("cost_centre"), "Cost centre");
        assert_eq!(value_in_words(&json!(["a", 2, true])).unwrap(), "a, 2, Yes");
        assert_eq!(value_in_words(&json!("")), None);
        assert_eq!(value_in_words(&json!({"a": 1})).unwrap(), "{\"a\":1}");
    }
}
