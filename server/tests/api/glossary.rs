//! The glossary over the wire: attributes, values, what can be searched for.

use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{House, column};

const SCHEMA: &str = "/iga/commons/glossary/schema";

async fn define(house: &House, body: Value) -> Value {
    house.post("zoe", SCHEMA, body).await.is(201)
}

async fn put(house: &House, path: &str, body: Value) -> crate::support::Answer {
    house.call("zoe", "PUT", path, body.to_string()).await
}

db_test!(an_attribute_is_defined_read_changed_searched_and_deleted, |db| async {
    let house = House::new(db).await;
    let made = define(
        &house,
        json!({
            "id": "ignored", "objectType": "/entitlement", "name": "dataClass", "displayName": "Data class",
            "type": "string", "allowedValues": ["public", "secret"],
        }),
    )
    .await;
    let id = made["id"].as_str().unwrap().to_owned();
    assert_eq!(
        made,
        json!({
            "id": id, "key": "glossary.idx./entitlement.dataClass", "name": "dataClass", "displayName": "Data class",
            "description": "", "type": "string", "objectType": "entitlement", "isMultiValue": false,
            "allowedValues": ["public", "secret"], "isInternal": false, "searchable": true,
        })
    );
    let one = format!("{SCHEMA}/{id}");
    let read = house.get("ann", &one).await.is(200);
    assert!(read["metadata"]["createdDate"].is_string());
    let mut next = made.clone();
    next["description"] = json!("How bad it would be if others read it");
    next["allowedValues"] = json!(["public", "internal", "secret"]);
    let changed = put(&house, &one, next.clone()).await.is(200);
    assert_eq!(changed["allowedValues"], next["allowedValues"]);
    next["type"] = json!("integer");
    assert!(put(&house, &one, next).await.refused(400).starts_with("`type`"));

    let all = house.post("ann", &format!("{SCHEMA}/search?pageSize=100"), json!({})).await.is(200);
    assert_eq!(all["totalCount"], 10);
    let filter = json!({"targetFilter": {"operator": "EQUALS", "operand": {"targetName": "isInternal", "targetValue": false}}});
    let own = house.post("ann", &format!("{SCHEMA}/search"), filter).await.is(200);
    assert_eq!(column(&own, "/name"), ["dataClass"]);
    let found = house
        .post(
            "ann",
            &format!("{SCHEMA}/search?queryString=owner&sortBy=name&sortDir=desc&pageSize=2&pageNumber=0"),
            json!({}),
        )
        .await
        .is(200);
    assert_eq!(column(&found, "/name"), ["roleOwner", "entitlementOwner"]);
    let properties = house.get("ann", "/iga/governance/search/schema/entitlement").await.is(200);
    let offered = properties.as_array().unwrap().iter().find(|one| one["key"] == made["key"]).unwrap();
    assert_eq!(offered["allowedValues"], json!(["public", "internal", "secret"]));

    assert_eq!(house.call("zoe", "DELETE", &one, "").await.is(200)["name"], "dataClass");
    assert_eq!(
        house.get("ann", &one).await.refused(404),
        format!("glossary attribute `{id}` does not exist")
    );
    house.get("ann", &format!("{SCHEMA}/nothing")).await.refused(404);
    for body in [
        json!({"objectType": "entitlement", "name": "x"}),
        json!({"objectType": "entitlement", "name": "x", "type": "colour"}),
        json!({"objectType": "planet", "name": "x", "type": "string"}),
        json!({"objectType": "role", "name": "requestable", "type": "boolean"}),
        json!({"objectType": "role", "name": "x", "type": "string", "isMultiValue": "yes"}),
        json!({"objectType": "role", "name": "x", "type": "managedObject", "managedObjectType": "role"}),
    ] {
        house.post("zoe", SCHEMA, body).await.refused(400);
    }
    house
        .post("dan", SCHEMA, json!({"objectType": "role", "name": "x", "type": "string"}))
        .await
        .refused(403);
});

db_test!(values_are_set_and_the_catalog_shows_and_finds_them, |db| async {
    let house = House::new(db).await;
    define(&house, json!({"objectType": "entitlement", "name": "dataClass", "type": "string"})).await;
    define(
        &house,
        json!({"objectType": "application", "name": "sites", "type": "string", "isMultiValue": true}),
    )
    .await;
    let of_edit = format!("/iga/governance/entitlement/{}/glossary", house.item("edit"));
    let set =
        house.post("zoe", &format!("{of_edit}?_action=create"), json!({"dataClass": "secret"})).await.is(200);
    assert_eq!(set["dataClass"], "secret");
    let same = house.get("ann", &of_edit.replace("entitlement", "resource")).await.is(200);
    assert_eq!(same, set);
    let of_wiki = format!("/iga/governance/application/{}/glossary", house.item("wiki"));
    assert_eq!(
        put(&house, &of_wiki, json!({"sites": ["Bern", "Oslo"]})).await.is(200)["sites"],
        json!(["Bern", "Oslo"])
    );

    let found = house
        .get("ann", "/iga/governance/catalog?_queryFilter=glossary.idx./entitlement.dataClass+eq+'secret'")
        .await
        .is(200);
    assert_eq!(column(&found, "/id"), [house.catalog_id("edit")]);
    assert_eq!(found["result"][0]["glossary"]["idx"]["/entitlement"]["dataClass"], "secret");
    let found =
        house.get("ann", "/iga/governance/catalog?_queryFilter=glossary.sites+co+'osl'").await.is(200);
    assert_eq!(column(&found, "/id"), [house.catalog_id("wiki")]);

    let of_role = format!("/iga/governance/role/{}/glossary", house.item("accountant"));
    assert_eq!(house.post("zoe", &of_role, json!({"riskLevel": "high"})).await.is(200)["riskLevel"], "high");
    let risky =
        house.get("ann", "/iga/governance/catalog?_queryFilter=glossary.riskLevel+eq+'high'").await.is(200);
    assert_eq!(column(&risky, "/id"), [house.catalog_id("accountant")]);

    assert!(
        house
            .post("zoe", &of_edit, json!({"dataclass": 1}))
            .await
            .refused(400)
            .starts_with("`dataclass` is no attribute")
    );
    assert!(
        house
            .post("zoe", &of_edit, json!({"dataClass": ["a", "b"]}))
            .await
            .refused(400)
            .starts_with("`dataClass`")
    );
    house.post("zoe", &of_edit, json!([1])).await.refused(400);
    house.post("oli", &of_edit, json!({"dataClass": "x"})).await.refused(403);
    house.get("ann", "/iga/governance/planet/1/glossary").await.refused(404);
    house.get("ann", &of_role.replace("role", "account")).await.refused(404);
});

db_test!(people_are_described_too, |db| async {
    let house = House::new(db).await;
    let attribute = json!({"objectType": "user", "name": "clearance", "type": "integer"});
    let made = define(&house, attribute).await;
    assert_eq!(made["key"], "glossary.idx./user.clearance");
    let path = format!("/iga/governance/user/{}/glossary", house.user("ann"));
    assert_eq!(house.post("zoe", &path, json!({"clearance": 3})).await.is(200), json!({"clearance": 3}));
    assert_eq!(house.get("ann", &path).await.is(200), json!({"clearance": 3}));
    house.get("ben", &path).await.refused(404);
    house.post("ann", &path, json!({"clearance": 9})).await.refused(403);
    let people = "/iga/governance/user?_queryFilter=glossary.clearance+ge+3";
    assert_eq!(column(&house.get("zoe", people).await.is(200), "/userName"), ["ann"]);
});
