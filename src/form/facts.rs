//! What a request holds, as its form asks for it.

use serde_json::{Map, Value as Json};

use super::{Design, Field};
use crate::request::value_in_words;

impl Design {
    /// What this form asks of a request's content: labels and values as people chose them, in the form's order; with
    /// the content that it does not ask for.
    pub fn facts(&self, content: &Map<String, Json>) -> (Vec<(String, String)>, Map<String, Json>) {
        let values = self.values_in(content);
        let mut rest = content.clone();
        let mut facts = Vec::new();
        for field in self.fields() {
            let Some(model) = field.asks() else { continue };
            let Some(value) = values.get(model.as_str()) else { continue };
            take(&mut rest, model.segments());
            let name = || crate::request::words(model.segments().next_back().unwrap_or_default());
            if let Some(text) = field.in_words(value) {
                facts.push((field.label.clone().unwrap_or_else(name), text));
            }
        }
        (facts, rest)
    }
}

impl Field {
    /// A value, by the words of its choice.
    fn in_words(&self, value: &Json) -> Option<String> {
        let chosen = self.choices.iter().find(|choice| choice.value == *value);
        match (chosen, value) {
            (Some(choice), _) => Some(choice.label.clone()),
            (None, Json::Array(values)) => {
                let words: Vec<String> = values.iter().filter_map(|value| self.in_words(value)).collect();
                (!words.is_empty()).then(|| words.join(", "))
            }
            _ => value_in_words(value),
        }
    }
}

fn take<'a>(members: &mut Map<String, Json>, mut path: impl Iterator<Item = &'a str>) {
    let (mut members, Some(mut name)) = (members, path.next()) else { return };
    for next in path {
        let Some(inner) = members.get_mut(name).and_then(Json::as_object_mut) else { return };
        (members, name) = (inner, next);
    }
    members.remove(name);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::form::Definition;

    #[test]
    fn answers_are_told_in_the_words_of_the_form() {
        let form = json!({"name": "f", "type": "request", "form": {"fields": [
            {"model": "custom.size", "type": "select", "label": "How large", "options": [{"value": 1, "label": "Small"}]},
            {"model": "custom.tags", "type": "multiselect", "options": [{"value": "a", "label": "A"}, "b"]},
            {"model": "custom.none", "type": "string", "label": "Nothing"},
        ]}});
        let design = Definition::parse(form.as_object().unwrap().clone()).unwrap().design;
        let content =
            json!({"custom": {"size": 1, "tags": ["a", "b", "c"], "other": true}, "user": {"userId": "7"}});
        let (facts, rest) = design.facts(content.as_object().unwrap());
        assert_eq!(facts, [("How large".into(), "Small".into()), ("Tags".into(), "A, b, c".into())]);
        assert_eq!(
            serde_json::Value::Object(rest),
            json!({"custom": {"other": true}, "user": {"userId": "7"}})
        );
    }
}
