use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::*;

fn object(value: Json) -> Map<String, Json> {
    serde_json::from_value(value).unwrap()
}

fn custom(body: Json) -> Result<RequestType, String> {
    let definition = Definition::parse(object(body)).map_err(|fault| fault.to_string())?;
    let id = new_id("badge").unwrap();
    Ok(RequestType { id, is_custom: true, definition, revision: 1, created_at: None, modified_at: None })
}

/// A type with a property of every kind.
fn badge() -> Json {
    json!({
        "displayName": "Order a badge",
        "schemas": {"custom": [{
            "_meta": {"type": "string", "displayName": "Badge", "properties": {
                "reason": {"isRequired": true, "display": {"name": "Reason", "isVisible": true, "order": 1}},
                "sites": {"isMultiValue": true},
                "floor": {"isRequired": true},
            }},
            "properties": {
                "reason": {"type": "text"}, "sites": {"type": "text"}, "hours": {"type": "number"},
                "floor": {"type": "integer", "defaultValue": 3}, "escort": {"type": "boolean"},
                "photo": {"type": "object"}, "free": {},
            },
        }]},
        "workflow": {"id": "orderBadge"},
        "uniqueKeys": ["custom.reason", "custom.floor"],
        "notModifiableProperties": ["custom.reason", "custom.photo.name"],
        "validation": {"source": "({errors: []})"},
        "customValidation": {"kept": ["as", "it", "is"]},
    })
}

fn built_in_type(id: &str) -> &'static RequestType {
    built_in().iter().find(|one| one.id.0 == id).unwrap()
}

fn faults(payload: Json, request_type: &RequestType) -> Vec<String> {
    let faults = check(&object(payload), request_type).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn the_seventeen_types_are_what_the_contract_says() {
    assert_eq!(built_in().len(), 17);
    let grant = built_in_type("entitlementGrant");
    assert_eq!((grant.name(), grant.is_custom, grant.revision), ("Grant Entitlement", false, 1));
    assert_eq!(grant.definition.workflow.as_deref(), Some("BasicEntitlementGrant"));
    let document = Json::Object(grant.document(Schemas::Resolved));
    assert_eq!(document["uniqueKeys"], json!(["common.userId", "common.entitlementId"]));
    assert_eq!(
        document["notModifiableProperties"],
        json!(["common.userId", "common.entitlementId", "common.requestIdPrefix"])
    );
    assert_eq!(document["schemas"]["common"][0]["properties"]["priority"]["defaultValue"], "low");
    assert_eq!(
        document["schemas"]["common"][1]["_meta"]["properties"]["entitlementId"]["lookup"]["query"],
        "assignment/id/keyword eq \"${entitlementId}\" and item/type/keyword eq \"entitlementGrant\""
    );
    let named = Json::Object(grant.document(Schemas::Named));
    assert_eq!(named["schemas"]["common"][0], "/requestSchema/iga/commonRequest");
    let mutation = built_in_type("entityMutation");
    assert_eq!(mutation.definition.workflow, None);
    assert!(mutation.definition.validation.as_ref().unwrap().contains("common.blob.after is required"));
    assert!(
        check(&object(json!({"role": {"roleId": "r", "status": "draft"}})), built_in_type("deleteRole"))
            .is_ok()
    );
    assert_eq!(
        faults(json!({"role": {"roleId": "r"}}), built_in_type("modifyRole")),
        ["`role.status` is missing"]
    );
}

#[test]
fn a_body_comes_back_as_it_was_with_the_common_schema() {
    let badge = custom(badge()).unwrap();
    let mut document = badge.document(Schemas::Resolved);
    assert_eq!(document["customValidation"], json!({"kept": ["as", "it", "is"]}));
    assert_eq!(
        (&document["id"], &document["custom"], &document["_rev"]),
        (&json!("badge"), &json!(true), &json!(1))
    );
    assert_eq!(document["schemas"]["common"], json!([common()]));
    // What was read can be written back: the product's own schema is known again.
    let again = Definition::parse(document.clone()).unwrap();
    assert_eq!(again, badge.definition);
    assert_eq!(again.body(Schemas::Named)["schemas"]["common"], json!([COMMON_SCHEMA]));
    // Another system's export has all of the common properties, in its own words.
    let theirs = json!([{"properties": common()["properties"], "theirs": true}]);
    document["schemas"]["common"] = theirs.clone();
    assert_eq!(Definition::parse(document).unwrap().body(Schemas::Resolved)["schemas"]["common"], theirs);
}

fn common() -> &'static Json {
    built_in::common_schema()
}

#[test]
fn a_fault_of_a_type_names_the_member() {
    for (pointer, value, fault) in [
        ("/displayName", json!(7), "`displayName` must be a text"),
        ("/schemas", json!([]), "`schemas` must be an object"),
        ("/schemas", json!({"cutsom": []}), "`schemas.cutsom` is no section: there are common, custom, user"),
        ("/schemas/custom", json!({}), "`schemas.custom` must be a list of schemas"),
        ("/schemas/custom/0", json!(7), "`schemas.custom[0]` must be an object"),
        (
            "/schemas/custom/0",
            json!("/other"),
            "`schemas.custom[0]` names the schema `/other`, which is unknown here",
        ),
        (
            "/schemas/custom/0/properties/hours/type",
            json!("colour"),
            "`schemas.custom[0].properties.hours.type` must be one of text",
        ),
        (
            "/schemas/custom/0/properties/floor/defaultValue",
            json!("3"),
            "`schemas.custom[0].properties.floor.defaultValue` must be a whole number",
        ),
        (
            "/schemas/custom/0/properties/hours",
            json!("number"),
            "`schemas.custom[0].properties.hours` must be an object",
        ),
        (
            "/schemas/custom/0/_meta/properties/reason/isRequired",
            json!("yes"),
            "`schemas.custom[0]._meta.properties.reason.isRequired` must be true or false",
        ),
        (
            "/schemas/custom/0/_meta/properties/sites",
            json!({"lookup": {}}),
            "`schemas.custom[0]._meta.properties.sites.lookup.path` is missing",
        ),
        (
            "/schemas/custom/0/properties",
            json!({"a.b": {}}),
            "`schemas.custom[0].properties.a.b` must have names",
        ),
        ("/workflow", json!("basic"), "`workflow` must be an object"),
        (
            "/uniqueKeys/0",
            json!("custom.colour"),
            "`uniqueKeys[0]` names `custom.colour`, which the schemas do not have",
        ),
        ("/uniqueKeys/1", json!("custom"), "`uniqueKeys[1]` names `custom`"),
        ("/notModifiableProperties", json!("custom.reason"), "`notModifiableProperties` must be a list"),
        (
            "/validation/source",
            json!("x".repeat(70_000)),
            "`validation.source` must have at most 65536 characters",
        ),
        ("/customValidation/kept", json!("x".repeat(300_000)), "`request type` is larger than 262144 bytes"),
    ] {
        let mut body = badge();
        *body.pointer_mut(pointer).unwrap() = value;
        let told = custom(body).unwrap_err();
        assert!(told.starts_with(fault), "{told}");
    }
    let mut deep = json!(1);
    for _ in 0..40 {
        deep = json!([deep]);
    }
    assert!(custom(json!({"deep": deep})).unwrap_err().contains("deeper than 32 levels"));
    for id in ["", " a", "a/b", "a\u{0}", "search", "..", &"x".repeat(101)] {
        assert!(new_id(id).is_err(), "{id}");
    }
}

#[test]
fn a_payload_is_checked_filled_in_and_keyed() {
    let badge = custom(badge()).unwrap();
    let payload = json!({
        "common": {"justification": "new here", "startDate": null},
        "custom": {"reason": "lost", "sites": ["Bern"], "hours": 1.5, "photo": {"any": ["thing"]}, "free": [1]},
    });
    let filled = check(&object(payload.clone()), &badge).unwrap();
    assert_eq!(
        filled.payload["common"],
        json!({"justification": "new here", "priority": "low", "isDraft": false})
    );
    assert_eq!(filled.payload["custom"]["floor"], 3);
    let other = |floor: Json| {
        let mut payload = payload.clone();
        payload["custom"]["floor"] = floor;
        payload["custom"]["hours"] = json!(8);
        check(&object(payload), &badge).unwrap().unique_key
    };
    assert_eq!(filled.unique_key.as_ref().map(String::len), Some(64));
    assert_eq!(other(json!(3)), filled.unique_key, "a default counts as what it is, other properties do not");
    assert_ne!(other(json!(4)), filled.unique_key);
    assert_eq!(
        faults(
            json!({
                "common": {"priority": 1, "blob": []}, "planet": {}, "user": {}, "entity": null,
                "custom": {"reason": " ", "sites": "Bern", "hours": "1", "floor": 1.5, "escort": "true", "colour": 1},
            }),
            &badge
        ),
        [
            "`common.blob` must be an object",
            "`common.priority` must be a text",
            "`custom.colour` is no property of this type of request",
            "`custom.escort` must be true or false",
            "`custom.floor` must be a whole number",
            "`custom.hours` must be a number",
            "`custom.sites` must be a list",
            "`planet` is no section of this type of request",
            "`user` is no section of this type of request",
            "`custom.reason` is missing",
        ]
    );
    assert_eq!(
        faults(json!({"custom": {"reason": "x", "sites": ["a", 1]}}), &badge),
        ["`custom.sites[1]` must be a text"]
    );
    let many: Json = (0..500).map(|n| (format!("p{n}"), json!(1))).collect();
    assert_eq!(faults(json!({"custom": many}), &badge).len(), 100);
    assert_eq!(check(&Map::new(), built_in_type("createRole")).unwrap().unique_key, None);
}

#[test]
fn what_cannot_be_modified_stays() {
    let badge = custom(badge()).unwrap();
    let changed = |old: Json, new: Json| {
        let faults = check_change(&object(json!({"custom": old})), &object(json!({"custom": new})), &badge);
        faults.err().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let old = json!({"reason": "lost", "photo": {"name": "a", "size": 1}});
    assert!(
        changed(old.clone(), json!({"reason": "lost", "photo": {"name": "a", "size": 2}, "hours": 1}))
            .is_empty()
    );
    assert_eq!(
        changed(old, json!({"reason": "stolen"})),
        ["`custom.reason` cannot be changed", "`custom.photo.name` cannot be changed"]
    );
    assert!(changed(json!({"reason": null}), json!({})).is_empty());
}

fn values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-2_i64..9).prop_map(Json::from),
        prop::sample::select(&["", "text", "object", "common.userId", "custom.a", COMMON_SCHEMA])
            .prop_map(Json::from),
    ];
    let names = [
        "_meta",
        "properties",
        "type",
        "a",
        "isRequired",
        "isMultiValue",
        "defaultValue",
        "lookup",
        "display",
    ];
    leaf.prop_recursive(6, 40, 5, move |inner| {
        let name = prop::sample::select(names.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            prop::collection::hash_map(name, inner, 0..5).prop_map(Json::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn what_was_read_reads_back_the_same(custom in values(), common in values(), keys in values(), other in values()) {
        let body = json!({"schemas": {"custom": [custom], "common": [common]}, "uniqueKeys": [keys], "other": other});
        if let Ok(definition) = Definition::parse(object(body)) {
            for form in [Schemas::Named, Schemas::Resolved] {
                prop_assert_eq!(&Definition::parse(definition.body(form)).unwrap(), &definition);
            }
            prop_assert_eq!(&definition.body(Schemas::Named)["other"], &other);
        }
    }

    #[test]
    fn what_was_filled_in_is_accepted_as_it_is(schema in values(), given in values()) {
        let body = json!({"schemas": {"custom": [{"_meta": {"properties": schema}, "properties": {"a": {"type": "text"}}}]},
            "uniqueKeys": ["custom.a"]});
        if let Ok(request_type) = custom(body)
            && let Ok(filled) = check(&object(json!({"custom": given})), &request_type)
        {
            prop_assert_eq!(check(&filled.payload, &request_type), Ok(filled));
        }
    }
}
