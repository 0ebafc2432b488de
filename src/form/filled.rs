//! What people typed into a form, as values: browsers send texts.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::{Choice, Design, Field, FieldType, Row};

/// What a browser sent of each field, by its model. Of a choice, which one; of a box that is not ticked, nothing.
pub type Typed = BTreeMap<String, Vec<String>>;

impl Design {
    /// The values that were typed. A field that the browser sent nothing of has none; a box then is not ticked.
    pub fn values_of(&self, typed: &Typed) -> Map<String, Json> {
        let mut values = Map::new();
        for field in self.fields() {
            if let Some(model) = field.asks().filter(|_| !field.is_read_only) {
                values.insert(model.as_str().to_owned(), field.typed_value(typed));
            }
        }
        values
    }

    /// The same form where nothing needs to be filled in.
    #[must_use]
    pub fn lenient(&self) -> Self {
        fn relax(rows: &mut [Row]) {
            for field in rows.iter_mut().flat_map(|row| &mut row.fields) {
                field.is_required = false;
                relax(&mut field.rows);
            }
        }
        let mut design = self.clone();
        relax(&mut design.rows);
        design
    }

    /// What of a request's content each field holds, by its model.
    pub fn values_in(&self, content: &Map<String, Json>) -> Map<String, Json> {
        let mut values = Map::new();
        for model in self.fields().into_iter().filter_map(Field::asks) {
            let mut segments = model.segments();
            let first = segments.next().and_then(|name| content.get(name));
            let found = first.and_then(|first| segments.try_fold(first, |value, name| value.get(name)));
            if let Some(value) = found {
                values.insert(model.as_str().to_owned(), value.clone());
            }
        }
        values
    }
}

impl Choice {
    /// What a browser sends for it. Its place says which it is, but where scripts change what can be chosen.
    pub fn sent(&self, place: usize, by_value: bool) -> String {
        if by_value { format!("={}", self.value) } else { place.to_string() }
    }
}

impl Field {
    /// The value that was typed.
    pub(super) fn typed_value(&self, typed: &Typed) -> Json {
        let model = self.asks().and_then(|model| typed.get(model.as_str()));
        self.read_typed(model.map_or(&[], Vec::as_slice))
    }

    fn read_typed(&self, typed: &[String]) -> Json {
        let first = typed.first().map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
        let chosen = |text: &String| match text.strip_prefix('=') {
            Some(value) => serde_json::from_str(value).ok(),
            None => Some(self.choices.get(text.parse::<usize>().ok()?)?.value.clone()),
        };
        match self.field_type {
            Some(FieldType::CheckBox) => Json::Bool(!typed.is_empty()),
            Some(FieldType::Select) if self.is_chosen(typed) => {
                typed.first().and_then(chosen).unwrap_or_default()
            }
            Some(FieldType::MultiSelect) if self.is_chosen(typed) => {
                typed.iter().filter_map(chosen).collect()
            }
            Some(FieldType::MultiSelect) => {
                let lines = first.lines().map(str::trim).filter(|line| !line.is_empty());
                lines.map(Json::from).collect()
            }
            _ if first.trim().is_empty() => Json::Null,
            _ => Json::String(first),
        }
    }
}

impl Field {
    /// Whether it was chosen and not typed: there are choices, or there were when it was drawn.
    fn is_chosen(&self, typed: &[String]) -> bool {
        let is_value = |text: &String| {
            text.strip_prefix('=').is_some_and(|value| serde_json::from_str::<Json>(value).is_ok())
        };
        !self.choices.is_empty() || typed.iter().any(is_value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::form::Definition;

    #[test]
    fn what_was_typed_becomes_what_the_form_means() {
        let form = json!({"name": "f", "type": "request", "form": {"fields": [
            {"model": "custom.why", "type": "textarea"},
            {"model": "custom.size", "type": "select", "options": [{"value": 1, "label": "S"}, {"value": 2, "label": "L"}]},
            {"model": "custom.tags", "type": "multiselect", "options": ["a", "b", "c"]},
            {"model": "custom.yes", "type": "checkbox"}, {"model": "custom.no", "type": "checkbox"},
            {"model": "custom.fixed", "type": "string", "readOnly": true, "defaultValue": "x"},
        ]}});
        let design = Definition::parse(form.as_object().unwrap().clone()).unwrap().design;
        let typed = [
            ("custom.why", vec!["one\r\ntwo"]),
            ("custom.size", vec!["1"]),
            ("custom.tags", vec!["0", "2", "9"]),
            ("custom.yes", vec!["true"]),
            ("custom.fixed", vec!["y"]),
            ("custom.other", vec!["z"]),
        ];
        let typed: Typed = typed
            .into_iter()
            .map(|(name, values)| (name.to_owned(), values.into_iter().map(str::to_owned).collect()))
            .collect();
        let values = Json::Object(design.values_of(&typed));
        assert_eq!(
            values,
            json!({"custom.why": "one\ntwo", "custom.size": 2, "custom.tags": ["a", "c"], "custom.yes": true, "custom.no": false})
        );
        let content = json!({"custom": {"size": 2, "yes": true}, "common": {}});
        let shown = design.values_in(content.as_object().unwrap());
        assert_eq!(Json::Object(shown), json!({"custom.size": 2, "custom.yes": true}));
    }
}
