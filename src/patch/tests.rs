use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::Patch;

fn object(value: Json) -> Map<String, Json> {
    serde_json::from_value(value).unwrap()
}

#[expect(clippy::needless_pass_by_value, reason = "tests read better without `&`")]
fn patched(document: Json, patch: Json) -> Result<Json, String> {
    let patch = Patch::parse(&patch).map_err(|error| error.to_string())?;
    patch.apply(&object(document)).map(Json::Object).map_err(|error| error.to_string())
}

#[test]
fn each_operation_does_what_it_says() {
    let document = json!({"name": "a", "tags": ["x", "y"], "n": 1, "deep": {"er": null}, "all": [1, 2.5]});
    for (operation, field, value, after) in [
        ("add", "name", json!("b"), ("/name", json!("b"))),
        ("add", "/tags", json!("z"), ("/tags", json!(["x", "y", "z"]))),
        ("add", "/tags", json!(["y", "z"]), ("/tags", json!(["x", "y", "y", "z"]))),
        ("add", "/tags/0", json!("z"), ("/tags", json!(["z", "x", "y"]))),
        ("add", "/tags/-", json!(["z"]), ("/tags", json!(["x", "y", ["z"]]))),
        ("add", "/deep/er/still", json!(1), ("/deep", json!({"er": {"still": 1}}))),
        ("add", "/a~1b", json!(1), ("/a~1b", json!(1))),
        ("replace", "/tags", json!("z"), ("/tags", json!("z"))),
        ("replace", "/tags/1", json!("z"), ("/tags", json!(["x", "z"]))),
        ("replace", "/new/one", json!(null), ("/new", json!({"one": null}))),
        ("remove", "/tags", json!("x"), ("/tags", json!(["y"]))),
        ("remove", "/tags", json!(["x", "y", "z"]), ("/tags", json!([]))),
        ("remove", "/tags/0", json!(null), ("/tags", json!(["y"]))),
        ("remove", "/name", json!("other"), ("/name", json!("a"))),
        ("increment", "/n", json!(-3), ("/n", json!(-2))),
        ("increment", "/all", json!(1), ("/all", json!([2, 3.5]))),
    ] {
        let patch = json!([{"operation": operation, "field": field, "value": value}]);
        let found = patched(document.clone(), patch).unwrap();
        assert_eq!(found.pointer(after.0), Some(&after.1), "{operation} {field} {value}");
    }
    let gone =
        patched(document.clone(), json!([{"operation": "remove", "field": "/name", "value": "a"}])).unwrap();
    assert_eq!(gone.get("name"), None);
    let moved = json!([{"operation": "move", "from": "/name", "field": "/tags/0"}]);
    let moved = patched(document.clone(), moved).unwrap();
    assert_eq!((moved.get("name"), &moved["tags"]), (None, &json!(["a", "x", "y"])));
    let copied = json!([{"operation": "copy", "from": "/tags", "field": "/deep/er"}]);
    let copied = patched(document.clone(), copied).unwrap();
    assert_eq!((&copied["tags"], &copied["deep"]["er"]), (&json!(["x", "y"]), &json!(["x", "y"])));
    let same = json!([{"operation": "move", "from": "/tags", "field": "tags"}]);
    assert_eq!(patched(document.clone(), same), Ok(document));
}

#[test]
fn what_is_not_there_can_go_but_not_be_moved_copied_or_counted() {
    let document = json!({"name": "a", "tags": ["x"]});
    for field in ["/no", "/no/such", "/name/inner", "/tags/7", "/tags/x", "/tags/-"] {
        let patch = json!([{"operation": "remove", "field": field}]);
        assert_eq!(patched(document.clone(), patch), Ok(document.clone()), "{field}");
    }
    for (operation, fault) in [
        (
            json!({"operation": "increment", "field": "/no", "value": 1}),
            "`[0].field` names `/no`, which does not exist",
        ),
        (
            json!({"operation": "copy", "from": "/no", "field": "/x"}),
            "`[0].from` names `/no`, which does not exist",
        ),
        (
            json!({"operation": "move", "from": "/tags/1", "field": "/x"}),
            "`[0].from` names `/tags/1`, which does not exist",
        ),
        (
            json!({"operation": "add", "field": "/name/inner", "value": 1}),
            "`[0].field` names `/name/inner`, which goes through a value that is neither an object nor a list",
        ),
        (
            json!({"operation": "add", "field": "/tags/2", "value": 1}),
            "`[0].field` names `/tags/2`, which is no place in the list",
        ),
        (
            json!({"operation": "replace", "field": "/tags/-", "value": 1}),
            "`[0].field` names `/tags/-`, which is no place in the list",
        ),
        (
            json!({"operation": "add", "field": "/tags/01", "value": 1}),
            "`[0].field` names `/tags/01`, which is no place in the list",
        ),
        (
            json!({"operation": "increment", "field": "/tags", "value": 1}),
            "`[0].field` names `/tags`, which is not a number or a list of numbers",
        ),
        (
            json!({"operation": "move", "from": "/tags", "field": "/tags/0"}),
            "`[0].field` names `/tags/0`, which lies within what is moved",
        ),
    ] {
        assert_eq!(patched(document.clone(), json!([operation])), Err(fault.to_owned()));
    }
    let overflow = json!([{"operation": "increment", "field": "n", "value": u64::MAX}]);
    assert!(patched(json!({"n": 1}), overflow).unwrap_err().ends_with("beyond what a number can hold"));
}

#[test]
fn a_patch_that_is_no_patch_says_where() {
    for (patch, place) in [
        (json!({}), "`patch` must be a list"),
        (json!([1]), "`[0]` must be an object"),
        (json!([{}]), "`[0].operation` is missing"),
        (json!([{"operation": "sing", "field": "x"}]), "`[0].operation` must be one of add, remove"),
        (
            json!([{"operation": "transform", "field": "x", "value": {}}]),
            "`[0].operation` must not be transform",
        ),
        (json!([{"operation": "add", "value": 1}]), "`[0].field` is missing"),
        (json!([{"operation": "add", "field": 1, "value": 1}]), "`[0].field` must be a text"),
        (json!([{"operation": "add", "field": "/", "value": 1}]), "`[0].field` must name a field"),
        (json!([{"operation": "add", "field": "", "value": 1}]), "`[0].field` must name a field"),
        (json!([{"operation": "add", "field": "/a//b", "value": 1}]), "`[0].field` must not have an empty"),
        (json!([{"operation": "add", "field": "x"}]), "`[0].value` is missing"),
        (json!([{"operation": "increment", "field": "x", "value": "1"}]), "`[0].value` must be a number"),
        (json!([{"operation": "copy", "field": "x"}]), "`[0].from` is missing"),
    ] {
        let error = Patch::parse(&patch).unwrap_err().to_string();
        assert!(error.starts_with(place), "{error}");
    }
    let many = Json::Array(vec![json!({"operation": "remove", "field": "x"}); 1_001]);
    assert!(Patch::parse(&many).unwrap_err().to_string().contains("at most 1000 operations"));
    let deep = format!("/{}", ["x"; 33].join("/"));
    assert!(Patch::parse(&json!([{"operation": "remove", "field": deep}])).is_err());
}

#[test]
fn copies_of_copies_end_at_a_bound() {
    let wide = json!({"a": ["x".repeat(10_000)]});
    let doubling = Json::Array(vec![json!({"operation": "copy", "from": "/a", "field": "/a"}); 40]);
    assert!(patched(wide, doubling).unwrap_err().contains("bytes of copies"));
    let nesting = Json::Array(vec![json!({"operation": "copy", "from": "/a", "field": "/a/a/a/a"}); 40]);
    let error = patched(json!({"a": {"a": {"a": {}}}}), nesting).unwrap_err();
    assert!(error.contains("deeper than 64 levels"), "{error}");
}

fn documents() -> impl Strategy<Value = Json> {
    let leaf =
        prop_oneof![Just(json!(null)), any::<i64>().prop_map(Json::from), "[a-c]".prop_map(Json::from)];
    leaf.prop_recursive(3, 20, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            prop::collection::hash_map("[a-c]", inner, 0..3).prop_map(Json::from_iter),
        ]
    })
}

fn patches() -> impl Strategy<Value = Json> {
    let words = prop::sample::select(&["add", "remove", "replace", "increment", "move", "copy"]);
    let fields = || prop::collection::vec("[a-c]|[0-2]|-", 1..4).prop_map(|names| names.join("/"));
    let one = (words, fields(), fields(), documents()).prop_map(|(operation, field, from, value)| {
        let value = if operation == "increment" { json!(1) } else { value };
        json!({"operation": operation, "field": field, "from": from, "value": value})
    });
    prop::collection::vec(one, 0..8).prop_map(Json::from)
}

proptest! {
    #[test]
    fn a_patch_is_its_operations_one_after_the_other(a in documents(), patch in patches()) {
        let document = json!({"a": a});
        let mut steps = patch.as_array().unwrap().iter();
        let by_steps = steps.try_fold(document.clone(), |done, step| patched(done, json!([step])));
        let at_once = patched(document, patch);
        prop_assert_eq!(at_once.is_ok(), by_steps.is_ok());
        if let (Ok(one), Ok(other)) = (at_once, by_steps) {
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn what_was_replaced_is_there_and_what_was_removed_is_not(a in documents(), value in documents(), name in "[d-f]") {
        let document = json!({"a": a});
        let set = json!([{"operation": "replace", "field": format!("/new/{name}"), "value": value}]);
        let next = patched(document.clone(), set).unwrap();
        prop_assert_eq!(&next["new"][&name], &value);
        let back = json!([{"operation": "remove", "field": "new"}]);
        prop_assert_eq!(patched(next, back), Ok(document));
    }
}
