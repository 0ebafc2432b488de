use serde_json::json;

use super::{BuiltIn, Definition, Fault, ObjectKind, ValueType};

fn definition(value_type: ValueType) -> Definition {
    Definition {
        object_kind: ObjectKind::Entitlement,
        name: "dataClass".into(),
        display_name: String::new(),
        description: String::new(),
        value_type,
        is_multi_value: false,
        allowed_values: Vec::new(),
    }
}

fn faulty(definition: Definition) -> String {
    definition.checked().unwrap_err().field
}

#[test]
fn names_are_words_and_not_those_that_are_built_in() {
    for name in ["Test User", "cost_centre-2", "größe"] {
        let fine = Definition { name: name.into(), ..definition(ValueType::Text) }.checked().unwrap();
        assert_eq!(fine.display_name, name, "what has no name to show is shown by its name");
    }
    let long = "x".repeat(65);
    for name in
        ["", " a", "a ", "2nd", "a.b", "a/b", "a\0", "Requestable", "risk", "riskLevel", "roleOwner", &long]
    {
        assert_eq!(faulty(Definition { name: name.into(), ..definition(ValueType::Text) }), "name", "{name}");
    }
    let account = Definition {
        object_kind: ObjectKind::Account,
        name: "requestable".into(),
        ..definition(ValueType::Text)
    };
    assert!(account.checked().is_ok(), "nothing is built into accounts");
}

#[test]
fn allowed_values_fit_the_type_and_come_once() {
    let with = |value_type, values: &[&str]| Definition {
        allowed_values: values.iter().map(|value| (*value).to_owned()).collect(),
        ..definition(value_type)
    };
    assert_eq!(with(ValueType::Integer, &["07", "8"]).checked().unwrap().allowed_values, ["7", "8"]);
    assert_eq!(faulty(with(ValueType::Integer, &["x"])), "allowedValues[0]");
    assert_eq!(faulty(with(ValueType::Text, &["a", " a"])), "allowedValues[1]");
    assert_eq!(faulty(with(ValueType::Boolean, &["true"])), "allowedValues");
    let many: Vec<String> = (0..201).map(|n| n.to_string()).collect();
    assert_eq!(faulty(Definition { allowed_values: many, ..definition(ValueType::Text) }), "allowedValues");
    let both = Definition { is_multi_value: true, ..definition(ValueType::Boolean) };
    assert_eq!(faulty(both), "isMultiValue");
}

#[test]
fn values_are_read_and_shown_by_their_type() {
    let person = "managed/user/00000000-0000-0000-0000-000000000007";
    for (value_type, given, kept, shown) in [
        (ValueType::Text, json!(" public "), "public", json!("public")),
        (ValueType::Text, json!(4711), "4711", json!("4711")),
        (ValueType::LongText, json!("two\nlines"), "two\nlines", json!("two\nlines")),
        (ValueType::Boolean, json!(true), "true", json!(true)),
        (ValueType::Boolean, json!("false"), "false", json!(false)),
        (ValueType::Integer, json!("-12"), "-12", json!(-12)),
        (
            ValueType::Date,
            json!("2026-01-05T10:00:00+01:00"),
            "2026-01-05T09:00:00Z",
            json!("2026-01-05T09:00:00Z"),
        ),
        (ValueType::Person, json!("00000000-0000-0000-0000-000000000007"), person, json!(person)),
    ] {
        let one = definition(value_type);
        let values = one.read(&given).unwrap();
        assert_eq!(values, [kept], "{value_type}");
        assert_eq!(one.show(&values), shown, "{value_type}");
        let many = Definition { is_multi_value: true, ..one };
        assert_eq!(
            many.show(&many.read(&json!([given.clone(), given])).unwrap()),
            json!([shown]),
            "once each"
        );
    }
    for (value_type, given) in [
        (ValueType::Text, json!("two\nlines")),
        (ValueType::Text, json!("x".repeat(256))),
        (ValueType::Text, json!({})),
        (ValueType::Text, json!(["a", "b"])),
        (ValueType::LongText, json!("a\u{0}")),
        (ValueType::Boolean, json!("maybe")),
        (ValueType::Integer, json!(1.5)),
        (ValueType::Date, json!("soon")),
        (ValueType::Person, json!("managed/role/x")),
    ] {
        assert_eq!(definition(value_type).read(&given).unwrap_err().field, "dataClass", "{given}");
    }
}

#[test]
fn nothing_is_no_value_and_what_is_not_allowed_is_refused() {
    let one = Definition { allowed_values: vec!["a".into(), "b".into()], ..definition(ValueType::Text) };
    for nothing in [json!(null), json!([]), json!(" ")] {
        assert_eq!(one.read(&nothing), Ok(Vec::new()));
    }
    let fault = Fault { field: "dataClass".into(), fault: "must be one of a, b".into() };
    assert_eq!(one.read(&json!("c")), Err(fault));
    let many = Definition { is_multi_value: true, ..definition(ValueType::Integer) };
    assert!(many.read(&(0..101).collect()).is_err());
}

#[test]
fn a_definition_keeps_what_others_rely_on() {
    let before = definition(ValueType::Text);
    let next = Definition { display_name: "Data class".into(), is_multi_value: true, ..before.clone() };
    assert_eq!(before.check_successor(&next), Ok(()));
    let other = Definition { value_type: ValueType::Integer, ..before.clone() };
    assert_eq!(before.check_successor(&other).unwrap_err().field, "type");
    let other = Definition { name: "x".into(), ..before.clone() };
    assert_eq!(before.check_successor(&other).unwrap_err().field, "name");
}

#[test]
fn built_in_attributes_have_ids_and_keys_of_their_own() {
    let mut ids = std::collections::HashSet::new();
    for kind in ObjectKind::ALL {
        for built_in in super::built_in(*kind) {
            assert!(ids.insert(built_in.of(*kind).id));
        }
    }
    assert_eq!(ids.len(), 9);
    assert_eq!(BuiltIn::Owner.of(ObjectKind::Role).key(), "glossary.idx./role.roleOwner");
}
