use serde_json::json;

use super::*;

fn condition(filter: &Json) -> Condition {
    Condition::parse(&json!({"version": "v2", "filter": filter})).unwrap()
}

fn is_true(filter: &Json, object: &Json) -> bool {
    condition(filter).is_true(object)
}

fn refusal(filter: &Json) -> String {
    Condition::parse(&json!({"version": "v2", "filter": filter})).unwrap_err().to_string()
}

fn changed(field: &str) -> Json {
    json!({"not_equals": {"left": format!("user.before.{field}"), "right": format!("user.after.{field}")}})
}

#[test]
fn nothing_said_is_true() {
    for empty in [json!(null), json!({}), json!({"version": "v2"}), json!({"version": "v2", "filter": {}})] {
        assert_eq!(Condition::parse(&empty), Ok(Condition::Always));
    }
    assert_eq!(condition(&json!({"and": []})), Condition::Always);
    assert_eq!(condition(&json!({"or": []})), Condition::Always);
    assert!(is_true(&json!({"or": [{"and": []}]}), &json!({})));
}

#[test]
fn a_bare_text_is_a_field_and_a_literal_is_wrapped() {
    let usa = json!({"and": [{"equals": {"left": "user.after.country", "right": {"literal": "USA"}}}]});
    assert!(is_true(&usa, &json!({"user": {"after": {"country": "usa"}}})));
    assert!(!is_true(&usa, &json!({"user": {"after": {"country": "NL"}}})));
    assert!(!is_true(&usa, &json!({"user": {"before": {"country": "USA"}}})));
}

#[test]
fn two_fields_are_unequal_when_something_has_changed() {
    let moved = json!({"user": {
        "before": {"city": "Ghent", "name": "jones", "groups": ["a", "b"], "mail": null},
        "after": {"city": "Bruges", "name": "Jones", "groups": ["b", "a"]}
    }});
    assert!(is_true(&changed("city"), &moved));
    assert!(is_true(&changed("name"), &moved), "a new spelling is a change");
    assert!(!is_true(&changed("groups"), &moved), "another order is none");
    assert!(!is_true(&changed("mail"), &moved), "null is absent");
    let created = json!({"user": {"before": {}, "after": {"city": "Bruges"}}});
    assert!(is_true(&changed("city"), &created));
    let joined = json!({"user": {"before": {"groups": ["a"]}, "after": {"groups": ["a", "b"]}}});
    assert!(is_true(&changed("groups"), &joined));
}

#[test]
fn every_operator_has_its_own_arguments() {
    let object = json!({"n": 5, "name": "Contractor", "tags": ["Temporary", "eu"]});
    let literal = |value: Json| json!({"literal": value});
    for (word, right, expected) in [
        ("equals", json!(5), true),
        ("not_equals", json!(5), false),
        ("gt", json!(4), true),
        ("gt", json!(5), false),
        ("gte", json!(5), true),
        ("lt", json!(6), true),
        ("lt", json!("5"), false),
        ("lte", json!(5), true),
    ] {
        assert_eq!(
            is_true(&json!({word: {"left": "n", "right": literal(right)}}), &object),
            expected,
            "{word}"
        );
    }
    let contains = |negation: &str, part: &str| json!({format!("{negation}contains"): {"in_string": "name", "search_string": literal(part.into())}});
    assert!(is_true(&contains("", "TRACT"), &object));
    assert!(!is_true(&contains("not_", "TRACT"), &object));
    let any_of = json!({"contains": {"in_string": "name", "search_string_array": [literal("temp".into()), literal("contr".into())]}});
    assert!(is_true(&any_of, &object));
    let in_array = json!({"contains": {"in_string_array": "tags", "search_string": literal("temp".into())}});
    assert!(is_true(&in_array, &object));
    let none =
        json!({"not_contains": {"in_string_array": "tags", "search_string_array": [literal("x".into())]}});
    assert!(is_true(&none, &object));
    for (word, argument, part, expected) in [
        ("starts_with", "prefix", "con", true),
        ("not_starts_with", "prefix", "con", false),
        ("ends_with", "suffix", "TOR", true),
        ("not_ends_with", "suffix", "TOR", false),
    ] {
        let test = json!({word: {"value": "name", argument: literal(part.into())}});
        assert_eq!(is_true(&test, &object), expected, "{word}");
    }
}

#[test]
fn fields_may_stand_on_the_right_and_literals_on_the_left() {
    let object = json!({"start": "2026-01-01", "end": "2026-06-30T00:00:00Z", "tags": ["eu", "us"]});
    assert!(is_true(&json!({"lt": {"left": "start", "right": "end"}}), &object));
    assert!(!is_true(&json!({"lt": {"left": "start", "right": "none"}}), &object));
    assert!(is_true(&json!({"equals": {"left": {"literal": "US"}, "right": "tags"}}), &object));
    assert!(is_true(&json!({"equals": {"left": {"literal": null}, "right": "none"}}), &object));
}

#[test]
fn comparisons_with_literals_are_filters() {
    let scope = condition(&json!({"or": [
        {"contains": {"in_string": "role.name", "search_string_array": [{"literal": "contractor"}, {"literal": "temp"}]}},
        {"not_equals": {"left": "role.id", "right": {"literal": "r1"}}},
    ]}));
    let filter = scope.to_filter().unwrap();
    for object in [
        json!({"role": {"name": "Temp"}}),
        json!({"role": {"id": "R1"}}),
        json!({"role": {"id": "r1", "name": "x"}}),
    ] {
        assert_eq!(filter.matches(&object), scope.is_true(&object));
    }
    let error = condition(&changed("city")).to_filter().unwrap_err();
    assert_eq!(error.to_string(), "`user.before.city` must be compared with a literal here");
    let nothing = condition(&json!({"contains": {"in_string": "a", "search_string_array": []}}));
    assert_eq!(nothing.to_filter(), Ok(Filter::None));
}

#[test]
fn refusals_name_the_place_and_the_fault() {
    assert_eq!(Condition::parse(&json!([])).unwrap_err().to_string(), "`filter` must be an object");
    assert_eq!(Condition::parse(&json!({"filter": {}})).unwrap_err().to_string(), "`version` is missing");
    assert_eq!(
        Condition::parse(&json!({"version": "v1"})).unwrap_err().to_string(),
        "`version` must be `v2`"
    );
    assert_eq!(
        refusal(&json!({"and": [{}, {"matches": {}}]})),
        format!("`filter.and[1]` must be one of {OPERATORS}, not `matches`")
    );
    assert!(refusal(&json!({"not_gt": {}})).ends_with("not `not_gt`"));
    assert_eq!(refusal(&json!({"and": {}})), "`filter.and` must be an array of expressions");
    assert_eq!(refusal(&json!({"and": [], "or": []})), "`filter` must be an object with one operator");
    assert_eq!(refusal(&json!({"equals": {"left": "a"}})), "`filter.equals.right` is missing");
    assert_eq!(refusal(&json!({"contains": {}})), "`filter.contains.in_string` is missing");
    assert_eq!(refusal(&json!({"equals": []})), "`filter.equals` must be an object");
    assert_eq!(
        refusal(&json!({"equals": {"left": 1, "right": "a"}})),
        "`filter.equals.left` must be a field name or an object with a literal"
    );
    assert_eq!(
        refusal(&json!({"or": [{"equals": {"left": "a", "right": {"literal": []}}}]})),
        "`filter.or[0].equals.right.literal` must be a text, a number, a boolean or null"
    );
    assert_eq!(
        refusal(&json!({"equals": {"left": ".", "right": "a"}})),
        "`filter.equals.left` has an empty segment"
    );
}

#[test]
fn the_size_is_bounded() {
    let test = json!({"equals": {"left": "a", "right": {"literal": 1}}});
    let nested = |levels: usize| (1..levels).fold(test.clone(), |inner, _| json!({"and": [inner]}));
    condition(&nested(32));
    for levels in [33, 1000] {
        assert_eq!(refusal(&nested(levels)), "filter is nested deeper than 32 levels");
    }
    assert_eq!(refusal(&json!({"or": vec![test; 1001]})), "filter has more than 1000 conditions");
    let long = json!({"equals": {"left": "a", "right": {"literal": "x".repeat(70_000)}}});
    assert_eq!(refusal(&long), "filter is longer than 65536 bytes");
}
