//! The catalog and what it can be searched by.

use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{House, column};

const CATALOG: &str = "/iga/governance/catalog";

db_test!(the_catalog_lists_what_can_be_asked_for, |db| async {
    let house = House::new(db).await;
    let all = house.get("dan", CATALOG).await.is(200);
    assert_eq!(all["totalCount"], 7);
    assert!(!column(&all, "/entitlement/displayName").contains(&"Ledger: close the year".to_owned()));
    let item =
        all["result"].as_array().unwrap().iter().find(|row| row["id"] == house.catalog_id("edit")).unwrap();
    assert_eq!(item["item"]["type"], "entitlementGrant");
    assert_eq!(item["application"]["name"], "Company Wiki");
    assert_eq!(item["applicationOwner"][0]["userName"], "oli");
    assert_eq!(
        item["entitlement"],
        json!({
            "_id": house.item("edit").to_string(), "displayName": "Wiki editor", "description": "What the Wiki editor is for",
        })
    );
    assert_eq!(item["assignment"]["type"], "__ENTITLEMENT__");
    assert_eq!(item["descriptor"]["idx"]["/entitlement"]["displayName"], "Wiki editor");
    assert_eq!(item["glossary"]["idx"]["/entitlement"], json!({"requestable": true, "riskLevel": "low"}));
    assert!(item["metadata"]["created"].is_string());
    assert!(item.get("role").is_none());

    assert_eq!(house.get("zoe", &format!("{CATALOG}?ignoreRequestable=true")).await.is(200)["totalCount"], 8);
    house.get("dan", &format!("{CATALOG}?ignoreRequestable=true")).await.refused(403);
});

db_test!(the_catalog_is_searched_by_filter_and_by_words, |db| async {
    let house = House::new(db).await;
    let leaf = |operator: &str, name: &str, value: Value| json!({"targetFilter": {"operator": operator, "operand": {"targetName": name, "targetValue": value}}});
    for (body, found) in [
        (leaf("EQUALS", "item.type", json!("roleMembership")), vec!["accountant"]),
        (leaf("EQUALS", "id", json!(house.catalog_id("edit"))), vec!["edit"]),
        (leaf("IN", "id", json!([house.catalog_id("edit"), house.catalog_id("wiki")])), vec!["wiki", "edit"]),
        (leaf("CONTAINS", "descriptor.idx./entitlement.displayName", json!("EDITOR")), vec!["edit"]),
        (leaf("EQUALS", "application.name", json!("company wiki")), vec!["wiki", "edit", "admin"]),
        (leaf("EQUALS", "tags", json!("knowledge")), vec!["wiki"]),
    ] {
        let expected: Vec<String> = found.iter().map(|key| house.catalog_id(key)).collect();
        let answer = house.post("ann", &format!("{CATALOG}?_action=search"), body.clone()).await.is(200);
        assert_eq!(column(&answer, "/id"), expected, "{body}");
        assert_eq!(house.post("ann", &format!("{CATALOG}/search"), body).await.is(200), answer);
    }
    let risky = house
        .get("zoe", &format!("{CATALOG}?ignoreRequestable=true&_queryFilter=glossary.riskLevel+eq+'high'"))
        .await
        .is(200);
    assert_eq!(column(&risky, "/id"), [house.catalog_id("close")]);
    // Best match first, typing errors mended.
    let found = house.get("ann", &format!("{CATALOG}?queryString=ledgr+post")).await.is(200);
    assert_eq!(column(&found, "/id")[0], house.catalog_id("post"));
    let sorted =
        house.get("ann", &format!("{CATALOG}?_sortKeys=-item.name&_pageSize=2&_fields=id")).await.is(200);
    assert_eq!(column(&sorted, "/id"), [house.catalog_id("edit"), house.catalog_id("admin")]);
    let both = house.get("ann", &format!("{CATALOG}?queryString=wiki&_queryFilter=id+pr")).await.refused(400);
    assert!(both.starts_with("`queryString`"), "{both}");
});

db_test!(every_property_that_is_offered_is_accepted, |db| async {
    let house = House::new(db).await;
    let schema = house.get("ann", "/iga/governance/search/schema").await.is(200);
    for (object_type, properties) in schema.as_object().unwrap() {
        let of_type = house.get("ann", &format!("/iga/governance/search/schema/{object_type}")).await.is(200);
        assert_eq!(&of_type, properties);
        let list = if object_type == "request" { "/iga/governance/requests" } else { CATALOG };
        for property in properties.as_array().unwrap() {
            let key = property["key"].as_str().unwrap();
            let value = match property["type"].as_str().unwrap() {
                "date" => "'2026-01-05T00:00:00Z'",
                "boolean" => "true",
                "integer" => "1",
                _ => "'x'",
            };
            house.get("zoe", &format!("{list}?_queryFilter={key}+eq+{value}")).await.is(200);
        }
    }
    house.get("ann", "/iga/governance/search/schema/nothing").await.refused(404);
});
