//! Changing a type piece by piece, as its page does. What the page does not know stays as it is.

use serde_json::{Map, Value as Json, json};

use super::{Fault, Section, ValueType};
use crate::id::RequestTypeId;

type Members = Map<String, Json>;

/// A property, as it is defined on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProperty {
    /// Its name: letters, digits and `_`.
    pub name: String,
    /// As shown; its name when blank.
    pub label: String,
    /// What its values are.
    pub value_type: ValueType,
    /// A request must have it.
    pub is_required: bool,
    /// Its value is a list.
    pub is_multi_value: bool,
}

/// A new type without properties.
pub fn blank(id: &RequestTypeId, name: &str, description: &str, workflow: &str) -> Members {
    let mut body = Members::new();
    body.insert("id".into(), json!(id));
    body.insert("schemas".into(), json!({"custom": [{"_meta": {"type": "system", "displayName": name, "properties": {}}, "properties": {}}]}));
    body.insert("uniqueKeys".into(), json!([]));
    body.insert("notModifiableProperties".into(), json!([]));
    describe(body, name, description, workflow)
}

/// Names a type, says what it is for, and by which workflow its requests go.
pub fn describe(mut body: Members, name: &str, description: &str, workflow: &str) -> Members {
    body.insert("displayName".into(), json!(name.trim()));
    match description.trim() {
        "" => body.remove("description"),
        text => body.insert("description".into(), json!(text)),
    };
    let workflow = workflow.trim();
    body.insert(
        "workflow".into(),
        if workflow.is_empty() { json!({}) } else { json!({"id": workflow, "type": "bpmn"}) },
    );
    body
}

/// What makes two requests the same, what cannot be changed, and the script that judges them. Names are parted by commas.
pub fn rules(mut body: Members, unique: &str, fixed: &str, script: &str) -> Members {
    let names = |text: &str| {
        let names = text.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty());
        names.map(Json::from).collect::<Json>()
    };
    body.insert("uniqueKeys".into(), names(unique));
    body.insert("notModifiableProperties".into(), names(fixed));
    match script.trim() {
        "" => body.remove("validation"),
        _ => body.insert("validation".into(), json!({"source": script})),
    };
    body
}

/// Adds a property to the section `custom`, or changes the one of that name.
///
/// # Errors
/// The name has other characters, or the section is not of the shape this page knows.
pub fn put_property(mut body: Members, property: &NewProperty) -> Result<Members, Fault> {
    let name = property.name.trim();
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain || name.len() > 100 {
        let fault = "must begin with a letter and have letters, digits and `_`, at most 100";
        return Err(Fault::new("name", fault));
    }
    let (meta, properties) = schema_with(&mut body, name)?;
    let order = meta.len() + 1;
    let how = meta.entry(name).or_insert_with(|| json!({}));
    let what = properties.entry(name).or_insert_with(|| json!({}));
    let (Json::Object(how), Json::Object(what)) = (how, what) else { return Err(shape()) };
    how.insert("isRequired".into(), json!(property.is_required));
    how.insert("isMultiValue".into(), json!(property.is_multi_value));
    let display = how.entry("display").or_insert_with(|| json!({"isVisible": true, "order": order}));
    let label = property.label.trim();
    if let Json::Object(display) = display {
        display.insert(
            "name".into(),
            json!(if label.is_empty() { crate::request::words(name) } else { label.to_owned() }),
        );
    }
    what.insert("type".into(), json!(property.value_type.as_str()));
    Ok(body)
}

/// Takes a property out of the section `custom`, and out of what names it.
///
/// # Errors
/// The section is not of the shape this page knows.
pub fn remove_property(mut body: Members, name: &str) -> Result<Members, Fault> {
    let (meta, properties) = schema_with(&mut body, name)?;
    meta.remove(name);
    properties.remove(name);
    let path = format!("{}.{name}", Section::Custom);
    for list in ["uniqueKeys", "notModifiableProperties"] {
        if let Some(Json::Array(names)) = body.get_mut(list) {
            names.retain(|one| one != path.as_str());
        }
    }
    Ok(body)
}

fn shape() -> Fault {
    Fault::new("schemas.custom", "is not as this page knows it: change it as JSON")
}

/// The schema of the section that has the property, else its last one: how its properties are, and what.
fn schema_with<'a>(body: &'a mut Members, name: &str) -> Result<(&'a mut Members, &'a mut Members), Fault> {
    let schemas = body.entry("schemas").or_insert_with(|| json!({})).as_object_mut().ok_or_else(shape)?;
    let list = schemas
        .entry(Section::Custom.as_str())
        .or_insert_with(|| json!([]))
        .as_array_mut()
        .ok_or_else(shape)?;
    if !list.iter().any(Json::is_object) {
        list.push(json!({"_meta": {"type": "system", "properties": {}}, "properties": {}}));
    }
    let has = |schema: &Json| schema["properties"].get(name).is_some();
    let at =
        list.iter().position(has).or_else(|| list.iter().rposition(Json::is_object)).ok_or_else(shape)?;
    let schema = list[at].as_object_mut().ok_or_else(shape)?;
    schema.entry("_meta").or_insert_with(|| json!({}));
    schema.entry("properties").or_insert_with(|| json!({}));
    let (mut meta, mut properties) = (None, None);
    for (member, value) in schema.iter_mut() {
        match member.as_str() {
            "_meta" => {
                let members = value.as_object_mut().ok_or_else(shape)?;
                meta = members.entry("properties").or_insert_with(|| json!({})).as_object_mut();
            }
            "properties" => properties = value.as_object_mut(),
            _ => {}
        }
    }
    meta.zip(properties).ok_or_else(shape)
}

#[cfg(test)]
mod tests {
    use super::super::{Definition, Schemas};
    use super::*;

    fn property(name: &str) -> NewProperty {
        NewProperty {
            name: name.into(),
            label: String::new(),
            value_type: ValueType::Text,
            is_required: true,
            is_multi_value: false,
        }
    }

    #[test]
    fn a_type_grows_and_shrinks_on_its_page() {
        let body = blank(&RequestTypeId("badge".into()), "Badge", "For the doors", "orderBadge");
        let body = put_property(body, &property("badgeColour")).unwrap();
        let copies =
            NewProperty { value_type: ValueType::Integer, label: "Copies".into(), ..property("copies") };
        let body = put_property(body, &copies).unwrap();
        let body = put_property(body, &NewProperty { is_required: false, ..copies }).unwrap();
        let body = rules(body, "custom.badgeColour, custom.copies", "", "({errors: []})");
        let definition = Definition::parse(body).unwrap();
        let custom = &definition.schemas[&Section::Custom];
        assert_eq!(custom["badgeColour"].display.name.as_deref(), Some("Badge colour"));
        assert_eq!(
            (custom["copies"].value_type, custom["copies"].is_required),
            (Some(ValueType::Integer), false)
        );
        assert_eq!(definition.unique_keys.len(), 2);
        assert_eq!(definition.workflow.as_deref(), Some("orderBadge"));

        let body = remove_property(definition.body(Schemas::Named), "copies").unwrap();
        let definition = Definition::parse(body).unwrap();
        assert!(!definition.schemas[&Section::Custom].contains_key("copies"));
        assert_eq!(definition.unique_keys.len(), 1);
        for wrong in ["", "a b", "1st", "a.b"] {
            assert!(put_property(Members::new(), &property(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_the_page_does_not_know_stays() {
        let body = json!({"theirs": 1, "schemas": {"custom": [
            {"_meta": {"theirs": 2, "properties": {"a": {"lookup": {"path": "/x"}}}}, "properties": {"a": {"type": "text", "theirs": 3}}},
            {"properties": {"b": {"type": "number"}}},
        ]}});
        let body = put_property(body.as_object().unwrap().clone(), &property("a")).unwrap();
        let first = &body["schemas"]["custom"][0];
        assert_eq!(
            (&body["theirs"], &first["_meta"]["theirs"], &first["properties"]["a"]["theirs"]),
            (&json!(1), &json!(2), &json!(3))
        );
        assert_eq!(first["_meta"]["properties"]["a"]["lookup"], json!({"path": "/x"}));
        let body = put_property(body, &property("c")).unwrap();
        assert!(body["schemas"]["custom"][1]["properties"].get("c").is_some());
    }
}
