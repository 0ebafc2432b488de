//! Texts made what a type says they are: forms know texts, types know numbers.

use serde_json::{Map, Number, Value as Json};

use super::{Property, RequestType, ValueType};

/// Makes every text that stands where a type wants something else what it wants, where it reads as that; the check says
/// what does not.
pub fn fit(payload: &mut Map<String, Json>, request_type: &RequestType) {
    for (section, properties) in &request_type.definition.schemas {
        let Some(Json::Object(members)) = payload.get_mut(section.as_str()) else { continue };
        for (name, value) in members.iter_mut() {
            if let Some(property) = properties.get(name) {
                property.fit(value);
            }
        }
    }
}

impl Property {
    fn fit(&self, value: &mut Json) {
        if self.is_multi_value
            && let Json::String(text) = value
        {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            *value = lines.map(Json::from).collect();
        }
        match value {
            Json::Array(values) if self.is_multi_value => values.iter_mut().for_each(|one| self.fit_one(one)),
            one => self.fit_one(one),
        }
    }

    fn fit_one(&self, value: &mut Json) {
        let Json::String(text) = value else { return };
        let text = text.trim();
        let fitted = match self.value_type {
            Some(ValueType::Integer) => text.parse::<i64>().ok().map(Json::from),
            Some(ValueType::Number) => match text.parse::<i64>() {
                Ok(whole) => Some(Json::from(whole)),
                Err(_) => text.parse().ok().and_then(Number::from_f64).map(Json::Number),
            },
            Some(ValueType::Boolean) => text.parse::<bool>().ok().map(Json::from),
            Some(ValueType::Object) => serde_json::from_str(text).ok().filter(Json::is_object),
            Some(ValueType::Text) | None => None,
        };
        if let Some(fitted) = fitted {
            *value = fitted;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Definition;
    use super::*;
    use crate::id::RequestTypeId;

    #[test]
    fn texts_become_what_the_type_says() {
        let body = json!({"schemas": {"custom": [{
            "_meta": {"properties": {"tags": {"isMultiValue": true}}},
            "properties": {
                "copies": {"type": "integer"}, "price": {"type": "number"}, "more": {"type": "object"},
                "tags": {"type": "text"}, "name": {"type": "text"}, "wrong": {"type": "integer"},
            },
        }]}});
        let request_type = RequestType {
            id: RequestTypeId("t".into()),
            is_custom: true,
            definition: Definition::parse(body.as_object().unwrap().clone()).unwrap(),
            revision: 1,
            created_at: None,
            modified_at: None,
        };
        let mut payload = json!({"custom": {
            "copies": " 2 ", "price": "1.5", "more": "{\"a\": 1}", "tags": "red\n\n blue ", "name": "7", "wrong": "many",
        }});
        fit(payload.as_object_mut().unwrap(), &request_type);
        assert_eq!(
            payload,
            json!({"custom": {
                "copies": 2, "price": 1.5, "more": {"a": 1}, "tags": ["red", "blue"], "name": "7", "wrong": "many",
            }})
        );
    }
}
