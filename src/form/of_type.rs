//! The form of a request type that nobody drew one for.

use super::{Design, Field, FieldType, Row};
use crate::filter::Path;
use crate::request_type::{Property, RequestType, Section, ValueType, access_type};

impl Design {
    /// A field for every property that people fill in, in the type's order. Of what all requests have, and of requests for
    /// access, only the dates are asked: everything else is asked elsewhere.
    pub fn of_type(request_type: &RequestType) -> Self {
        if access_type(&request_type.id).is_some() {
            let dates = [("startDate", "From"), ("endDate", "Until")];
            let fields = dates.into_iter().filter_map(|(name, label)| date(name, label));
            return Self { rows: fields.map(alone).collect(), on_load: None };
        }
        let mut rows = Vec::new();
        for (section, properties) in &request_type.definition.schemas {
            if *section == Section::Common {
                continue;
            }
            let mut shown: Vec<(&String, &Property)> =
                properties.iter().filter(|(_, one)| is_shown(one)).collect();
            shown.sort_by(|one, other| place(one.1).cmp(&place(other.1)).then_with(|| one.0.cmp(other.0)));
            rows.extend(
                shown.into_iter().filter_map(|(name, property)| field(*section, name, property)).map(alone),
            );
        }
        Self { rows, on_load: None }
    }
}

fn alone(field: Field) -> Row {
    Row { id: None, fields: vec![field] }
}

fn date(name: &str, label: &str) -> Option<Field> {
    Some(Field {
        model: Some(Path::dotted(&format!("common.{name}")).ok()?),
        field_type: Some(FieldType::Date),
        label: Some(label.to_owned()),
        ..Field::default()
    })
}

fn is_shown(property: &Property) -> bool {
    !property.is_internal && property.display.is_visible != Some(false)
}

/// Properties without a place come last.
fn place(property: &Property) -> (bool, i64) {
    let order = property.display.order;
    (order.is_none(), order.unwrap_or_default())
}

fn field(section: Section, name: &str, property: &Property) -> Option<Field> {
    let several = property.is_multi_value;
    let hint = match property.value_type {
        _ if several => Some("One a line."),
        Some(ValueType::Number) => Some("A number."),
        Some(ValueType::Integer) => Some("A whole number."),
        Some(ValueType::Object) => Some("An object, as JSON."),
        Some(ValueType::Text) if name == "userId" => Some("A person, by user name."),
        _ => None,
    };
    Some(Field {
        model: Some(Path::dotted(&format!("{section}.{name}")).ok()?),
        field_type: Some(match property.value_type {
            _ if several => FieldType::TextArea,
            Some(ValueType::Boolean) => FieldType::CheckBox,
            Some(ValueType::Object) => FieldType::TextArea,
            _ => FieldType::Text,
        }),
        label: Some(property.display.name.clone().unwrap_or_else(|| crate::request::words(name))),
        description: hint.map(str::to_owned),
        default_value: property.default_value.clone(),
        // A box that must be ticked says something else than a property that must be there.
        is_required: property.is_required && property.value_type != Some(ValueType::Boolean),
        ..Field::default()
    })
}
