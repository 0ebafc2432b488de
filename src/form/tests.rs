use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::*;
use crate::filter::found;

fn object(value: Json) -> Map<String, Json> {
    serde_json::from_value(value).unwrap()
}

fn parse(body: Json) -> Result<Definition, String> {
    Definition::parse(object(body)).map_err(|fault| fault.to_string())
}

/// A form with a field of every kind.
fn badge() -> Json {
    json!({
        "name": "Badge", "type": "request", "description": "For the doors", "theirs": {"kept": [1]},
        "categories": {"requestType": "orderBadge", "operation": "", "lcmType": null},
        "form": {
            "fields": [
                {"id": "row1", "fields": [
                    {"id": "f1", "model": "custom.reason", "type": "string", "label": "Reason", "description": "In a word",
                     "validation": {"required": true, "regex": {"pattern": "^[a-z]+$", "message": "small letters"}},
                     "layout": {"columns": 6, "offset": 3}, "customSlot": false,
                     "onChangeEvent": {"type": "script", "script": "form.getValue('x')"}},
                    {"model": "custom.story", "type": "textarea", "layout": {"columns": 13, "offset": "1"}},
                ]},
                {"fields": [
                    {"model": "custom.escort", "type": "checkbox", "defaultValue": false},
                    {"model": "custom.floor", "type": "select", "defaultValue": 3,
                     "options": [{"value": 3, "label": "Third"}, {"value": 4}, "roof"]},
                    {"model": "custom.sites", "type": "multiselect", "options": [{"value": "Bern"}, {"value": "Ulm"}]},
                    {"model": "common.startDate", "type": "date", "defaultValue": "soon"},
                    {"model": "custom.kind", "type": "string", "readOnly": true, "defaultValue": "badge",
                     "validation": {"required": true}},
                ]},
                {"type": "section", "label": "More", "fields": [
                    {"type": "formText", "description": "Read this.", "model": "ignored"},
                    {"fields": [
                        {"model": "custom.agreed", "type": "checkbox", "validation": {"required": true}},
                        {"model": "custom.colour", "type": "palette", "label": {"en": "Colour"}},
                    ]},
                ]},
            ],
            "events": {"onLoad": {"type": "script", "script": "form.hide('x')"}},
        },
    })
}

fn design() -> Design {
    parse(badge()).unwrap().design
}

fn faults(values: Json) -> Vec<String> {
    let faults = check(&design(), &object(values)).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

fn built(values: Json, there: Json) -> Result<Json, Vec<String>> {
    let built = request_body(&design(), &object(values), &object(there));
    built.map(Json::Object).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

#[test]
fn a_form_is_read_and_comes_back_as_it_was() {
    let mut body = badge();
    for (name, value) in
        [("id", json!("x")), ("_rev", json!(4)), ("metadata", json!({"createdDate": "then"}))]
    {
        body[name] = value;
    }
    let form = parse(body).unwrap();
    assert_eq!(Json::Object(form.body().clone()), badge());
    assert_eq!((form.name.as_str(), form.form_type.as_str()), ("Badge", "request"));
    let expected = Categories { request_type: Some("orderBadge".into()), ..Categories::default() };
    assert_eq!(form.categories, expected);
    let design = form.design;
    assert_eq!(design.on_load.as_deref(), Some("form.hide('x')"));
    assert_eq!(design.rows.iter().map(|row| row.fields.len()).collect::<Vec<_>>(), [2, 5, 1]);
    assert_eq!(design.rows[0].id.as_deref(), Some("row1"));
    let fields = design.fields();
    assert_eq!(fields.len(), 11);
    let reason = fields[0];
    assert_eq!(reason.model.as_ref().map(crate::filter::Path::as_str), Some("custom.reason"));
    assert_eq!(
        (reason.field_type, reason.is_required, reason.is_read_only),
        (Some(FieldType::Text), true, false)
    );
    assert_eq!(reason.layout, Layout { columns: Some(6), offset: 3 });
    let pattern = Pattern { pattern: "^[a-z]+$".into(), message: Some("small letters".into()) };
    assert_eq!((&reason.pattern, reason.on_change.as_deref()), (&Some(pattern), Some("form.getValue('x')")));
    assert_eq!(fields[1].layout, Layout::default(), "what is only shown may be anything");
    let labels: Vec<&str> = fields[3].choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["Third", "4", "roof"]);
    assert_eq!(fields[3].default_value, Some(json!(3)));
    assert_eq!(fields[5].default_value, None, "a default value that does not fit is none");
    assert_eq!((fields[7].field_type, fields[7].rows.len()), (Some(FieldType::Section), 2));
    assert_eq!((fields[10].field_type, &fields[10].label), (None, &None));
    // Another designer's shape has no fields known here.
    let other = parse(json!({"name": "n", "type": "t", "form": {"pages": [[1]]}})).unwrap();
    assert_eq!(other.design, Design::default());
}

#[test]
fn a_fault_of_a_form_names_the_member() {
    for (pointer, value, fault) in [
        ("/name", json!(" "), "`name` must not be empty"),
        ("/name", json!(null), "`name` is missing"),
        ("/type", json!(7), "`type` must be a text"),
        ("/description", json!("a\u{0}"), "`description` must not contain control characters"),
        ("/categories", json!([]), "`categories` must be an object"),
        ("/categories/operation", json!(1), "`categories.operation` must be a text"),
        ("/form", json!(null), "`form` is missing"),
        ("/form", json!([]), "`form` must be an object"),
        ("/form/fields", json!({}), "`form.fields` must be a list"),
        ("/form/fields/0", json!(7), "`form.fields[0]` must be an object"),
        ("/form/fields/0/fields/1", json!(7), "`form.fields[0].fields[1]` must be an object"),
        (
            "/form/fields/0/fields/0/model",
            json!("custom..a"),
            "`form.fields[0].fields[0].model` has an empty segment",
        ),
        (
            "/form/fields/0/fields/0/model",
            json!("a.b.c.d.e.f.g.h.i"),
            "`form.fields[0].fields[0].model` has more than 8",
        ),
        ("/form/fields/0/fields/0/type", json!(1), "`form.fields[0].fields[0].type` must be a text"),
        (
            "/form/fields/0/fields/0/validation/required",
            json!("yes"),
            "`form.fields[0].fields[0].validation.required` must be true or false",
        ),
        (
            "/form/fields/1/fields/1/options/1",
            json!({}),
            "`form.fields[1].fields[1].options[1]` must have a `value`",
        ),
        (
            "/form/fields/2/fields/1/fields/0/model",
            json!({}),
            "`form.fields[2].fields[1].fields[0].model` must be a text",
        ),
        ("/theirs/kept", json!("x".repeat(300_000)), "`request form` is larger than 262144 bytes"),
        (
            "/form/fields/0/fields",
            json!(vec![json!({"type": "string"}); 492]),
            "`form` must have at most 500 fields",
        ),
    ] {
        let mut body = badge();
        *body.pointer_mut(pointer).unwrap() = value;
        let told = parse(body).unwrap_err();
        assert!(told.starts_with(fault), "{told}");
    }
    let mut deep = json!({"type": "string"});
    for _ in 0..20 {
        deep = json!({"type": "section", "fields": [deep]});
    }
    let deep = json!({"name": "n", "type": "t", "form": {"fields": [deep]}});
    assert_eq!(parse(deep).unwrap_err(), "`request form` is nested deeper than 32 levels");
    for id in ["", " a", "a/b", "a\u{0}", "..", &"x".repeat(101)] {
        assert!(new_id(id).is_err(), "{id}");
    }
}

#[test]
fn what_is_filled_in_is_checked_field_by_field() {
    let good = json!({
        "custom.reason": "new", "custom.story": null, "custom.escort": true, "custom.floor": "roof",
        "custom.sites": ["Ulm", "Bern"], "common.startDate": "2026-03-01", "custom.kind": "badge",
        "custom.agreed": true, "custom.colour": {"any": ["thing"]},
    });
    assert_eq!(faults(good), Vec::<String>::new());
    assert_eq!(
        faults(json!({
            "custom.reason": " ", "custom.story": 1, "custom.escort": "true", "custom.floor": "3", "custom.sites": ["Rom"],
            "common.startDate": "soon", "custom.kind": "other", "custom.agreed": false, "ignored": "x", "planet": 1,
        })),
        [
            "`ignored` is no field of this form",
            "`planet` is no field of this form",
            "`custom.reason` is missing",
            "`custom.story` must be a text",
            "`custom.escort` must be true or false",
            "`custom.floor` must be one of the choices",
            "`custom.sites` must be one of the choices",
            "`common.startDate` must be an ISO 8601 date",
            "`custom.kind` cannot be changed",
            "`custom.agreed` must be ticked",
        ]
    );
    assert_eq!(faults(json!({})), ["`custom.reason` is missing", "`custom.agreed` is missing"]);
    let many =
        json!({"custom.reason": "a", "custom.agreed": true, "custom.sites": "Bern", "custom.floor": 4});
    assert_eq!(faults(many), ["`custom.sites` must be a list"]);
    let unknown: Json = (0..500).map(|n| (format!("p{n}"), json!(1))).collect();
    assert_eq!(faults(unknown).len(), 100);
}

#[test]
fn the_body_has_every_value_where_its_model_says() {
    let values = json!({
        "custom.reason": "new", "custom.story": " ", "custom.agreed": true, "custom.sites": [], "custom.colour": 7,
    });
    let there = json!({"common": {"userId": "u", "startDate": null}, "custom": {"reason": "new"}});
    assert_eq!(
        built(values.clone(), there),
        Ok(json!({
            "common": {"userId": "u", "startDate": null},
            "custom": {
                "agreed": true, "colour": 7, "escort": false, "floor": 3, "kind": "badge", "reason": "new",
            },
        })),
        "defaults are filled in, blanks left out, what was there stays"
    );
    assert_eq!(
        built(json!({"custom.agreed": true}), json!({})),
        Err(vec!["`custom.reason` is missing".into()])
    );
    let taken = built(values, json!({"custom": {"reason": "old", "kind": null, "floor": {}}}));
    let set = |name: &str| format!("`{name}` is set already, to something else");
    assert_eq!(taken, Err(vec![set("custom.floor"), set("custom.reason")]));
}

#[test]
fn no_value_overwrites_another() {
    let of = |models: &[&str]| {
        let fields: Vec<Json> = models.iter().map(|model| json!({"model": model, "type": "any"})).collect();
        parse(json!({"name": "n", "type": "t", "form": {"fields": fields}})).unwrap().design
    };
    for models in [["custom", "custom.a.b"], ["custom.a.b", "custom"]] {
        let values = object(json!({"custom": {"a": {"c": 1}}, "custom.a.b": 2}));
        let faults = request_body(&of(&models), &values, &Map::new()).unwrap_err();
        assert_eq!(faults[0].to_string(), "`custom.a.b` lies within `custom`, which is filled in too");
    }
    let design = of(&["__proto__.polluted", "custom.constructor", "twice", "twice"]);
    let values = object(json!({"__proto__.polluted": true, "custom.constructor": 1, "twice": 2}));
    let there = object(json!({"custom": "a text"}));
    let faults = request_body(&design, &values, &there).unwrap_err();
    assert_eq!(faults[0].to_string(), "`custom.constructor` is set already, to something else");
    assert_eq!(
        Json::Object(request_body(&design, &values, &Map::new()).unwrap()),
        json!({"__proto__": {"polluted": true}, "custom": {"constructor": 1}, "twice": 2})
    );
}

#[test]
fn a_target_has_one_of_four_shapes() {
    for target in [
        "application/0198c1f0-0000-7000-8000-000000000001/User/create",
        "application/a b/__ACCOUNT__/update",
        "lcm/user/create",
        "lcm/entitlement/delete",
        "requestType/orderBadge",
        "workflow/BasicRoleGrant/node/approvalTask-1",
    ] {
        assert_eq!(target.parse::<FormTarget>().unwrap().as_str(), target);
    }
    for target in [
        "",
        "requestType",
        "requestType/",
        "requestType/a/b",
        "/requestType/a",
        "RequestType/a",
        "application/a/User/delete",
        "application//User/create",
        "lcm/user/read",
        "workflow/a/step/b",
        "workflow/ a/node/b",
        "workflow/a\n/node/b",
        &format!("requestType/{}", "x".repeat(500)),
    ] {
        assert!(target.parse::<FormTarget>().is_err(), "{target}");
    }
    let fault = "lcm/user".parse::<FormTarget>().unwrap_err().to_string();
    assert!(
        fault.starts_with("must be `application/{id}/{objectType}/{create or update}`, `lcm/"),
        "{fault}"
    );
}

fn values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (0_i64..20).prop_map(Json::from),
        prop::sample::select(&["", "a", "a.b", "b", "string", "section", "select", "checkbox", "2026-01-05"])
            .prop_map(Json::from),
    ];
    let names = [
        "fields",
        "type",
        "model",
        "options",
        "value",
        "label",
        "validation",
        "required",
        "regex",
        "pattern",
        "layout",
        "defaultValue",
        "readOnly",
        "a",
        "b",
    ];
    leaf.prop_recursive(6, 40, 5, move |inner| {
        let name = prop::sample::select(names.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            prop::collection::hash_map(name, inner, 0..6).prop_map(Json::from_iter),
        ]
    })
}

/// Fields that are more often fields than not.
fn fields() -> impl Strategy<Value = Json> {
    let model = prop::sample::select(&["a", "a.b", "b.a", "b.c", "c"]);
    let kind = prop::sample::select(&["string", "checkbox", "select", "multiselect", "date", "other"]);
    let one = (model, kind, values(), any::<bool>(), any::<bool>()).prop_map(
        |(model, kind, value, first, second)| {
            json!({"model": model, "type": kind, "defaultValue": value, "readOnly": first && second,
            "validation": {"required": first && !second}})
        },
    );
    prop::collection::vec(one, 0..6).prop_map(Json::from)
}

proptest! {
    #[test]
    fn what_was_read_reads_back_the_same(form in values(), other in values()) {
        let body = json!({"name": "n", "type": "t", "form": {"fields": [form]}, "other": other});
        if let Ok(definition) = parse(body.clone()) {
            prop_assert_eq!(Json::Object(definition.body().clone()), body);
            prop_assert_eq!(Definition::parse(definition.body().clone()).unwrap(), definition);
        }
    }

    #[test]
    fn a_body_holds_what_was_filled_in_and_what_was_there(fields in fields(), a in values(), b in values(), there in values()) {
        let design = parse(json!({"name": "n", "type": "t", "form": {"fields": fields}})).unwrap().design;
        let given = object(json!({"a": a, "b.c": b}));
        let there = json!({"b": there, "z": 1});
        if let Ok(body) = request_body(&design, &given, &object(there.clone())) {
            let body = Json::Object(body);
            prop_assert!(check(&design, &given).is_ok());
            prop_assert_eq!(&body["z"], &there["z"]);
            if let Some(members) = there["b"].as_object() {
                for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                    if !value.is_object() {
                        prop_assert_eq!(&body["b"][name], value);
                    }
                }
            } else if !there["b"].is_null() {
                prop_assert_eq!(&body["b"], &there["b"]);
            }
            let again = request_body(&design, &given, &object(body.clone()));
            prop_assert_eq!(again.map(Json::Object), Ok(body.clone()), "a second time changes nothing");
            for field in design.fields().into_iter().filter(|field| field.is_required && !field.is_read_only) {
                prop_assert!(!found(&body, field.asks().unwrap()).is_empty());
            }
        }
    }
}
