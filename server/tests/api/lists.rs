//! Filters, paging, order and projection.

use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{House, column};

const ALL: &str = "/iga/governance/requests";

db_test!(requests_are_filtered_in_both_languages, |db| async {
    let house = House::new(db).await;
    let ids = house.ask("ann", &["ann", "ben"], &["read", "edit"]).await;
    house.act("ann", &ids[0], "cancel", json!({})).await.is(200);
    let query = |filter: &str| format!("{ALL}?_queryFilter={}", filter.replace(' ', "+"));
    for (filter, found) in [
        ("true", 4),
        ("decision.status eq 'in-progress'", 3),
        ("decision.status+eq+'IN-PROGRESS'", 3),
        ("user.userName eq 'ben' and application.name sw 'general'", 1),
        ("!(user.userName eq 'ben')", 2),
        (&format!("user.id eq '{}'", house.user("ann")), 2),
        (&format!("catalog.id eq '{}'", house.catalog_id("edit")), 2),
        ("decision.startDate ge '2026-01-01' and decision.startDate lt '2027-01-01'", 4),
        ("metadata.primaryKey eq 2", 1),
        ("requester.userName co 'nn'", 4),
    ] {
        assert_eq!(house.get("zoe", &query(filter)).await.is(200)["totalCount"], found, "{filter}");
    }
    let leaf = |operator: &str, name: &str, value: Value| json!({"operator": operator, "operand": {"targetName": name, "targetValue": value}});
    for (filter, found) in [
        (json!({}), 4),
        (json!({"operator": "AND", "operand": []}), 4),
        (
            leaf("EQUALS", "decision.actors.active.id", json!(format!("managed/user/{}", house.user("mia")))),
            3,
        ),
        (leaf("IN", "id", json!([ids[1], ids[2]])), 2),
        (json!({"operator": "NOT", "operand": [leaf("EXISTS", "decision.outcome", json!(""))]}), 3),
        (
            json!({"operator": "OR", "operand": [leaf("CONTAINS", "user.displayName", json!("BEN")), leaf("EQUALS", "decision.status", json!("cancelled"))]}),
            3,
        ),
        (leaf("EQUALS", "request.common.isDraft", json!("False")), 4),
    ] {
        let answer =
            house.post("zoe", &format!("{ALL}/search"), json!({"targetFilter": filter})).await.is(200);
        assert_eq!(answer["totalCount"], found, "{filter}");
    }
    // A filter in the body and one in the address both count; others' requests are in no answer.
    let ben = house.user("ben");
    let path = format!(
        "/iga/governance/user/{ben}/requests?_action=search&_queryFilter=decision.status+eq+'in-progress'"
    );
    let filter = json!({"targetFilter": leaf("STARTS_WITH", "application.name", json!("company"))});
    assert_eq!(house.post("ben", &path, filter).await.is(200)["totalCount"], 1);
    assert_eq!(house.get("dan", ALL).await.is(200)["totalCount"], 0);
    assert_eq!(house.get("ann", ALL).await.is(200)["totalCount"], 4, "she asked for all of them");
});

db_test!(pages_are_complete_and_in_order, |db| async {
    let house = House::new(db).await;
    house.ask("ann", &["ann", "ben"], &["read", "edit", "admin"]).await;
    let mut path = format!(
        "{ALL}?_pageSize=4&_sortKeys=user.userName,-metadata.primaryKey&_fields=user.userName,metadata.primaryKey"
    );
    let first = house.get("zoe", &path).await.is(200);
    assert_eq!(first["resultCount"], 4);
    assert_eq!(first["totalCount"], 6);
    assert_eq!(
        first["result"][0],
        json!({"user": {"userName": "ann"}, "metadata": {"primaryKey": 3}}),
        "only what was asked for"
    );
    assert_eq!(column(&first, "/user/userName"), ["ann", "ann", "ann", "ben"]);
    path = format!("{path}&_searchAfter={}", first["searchAfterKey"][0].as_str().unwrap());
    let second = house.get("zoe", &path).await.is(200);
    assert_eq!(column(&second, "/user/userName"), ["ben", "ben"]);
    assert_eq!(second["searchAfterKey"], json!(null));
    let totals = house.get("zoe", &format!("{ALL}?_pageSize=0")).await.is(200);
    assert_eq!(totals, json!({"result": [], "searchAfterKey": null, "totalCount": 6, "resultCount": 0}));
    let offset = house
        .get("zoe", &format!("{ALL}?_pagedResultsOffset=5&_sortKeys=metadata.primaryKey&_sortDir=desc"))
        .await
        .is(200);
    assert_eq!(offset["result"][0]["metadata"]["primaryKey"], 1);
    let one = house
        .get("zoe", &format!("{ALL}/{}?_fields=id", offset["result"][0]["id"].as_str().unwrap()))
        .await
        .is(200);
    assert_eq!(one.as_object().unwrap().len(), 1);
});

db_test!(grants_are_filtered_and_paged, |db| async {
    let house = House::new(db).await;
    for id in house.ask("ann", &["ann"], &["read", "post", "edit", "wiki"]).await {
        for who in ["mia", "oli"] {
            house.act(who, &id, "approve", json!({})).await.is(200);
        }
    }
    house.run_jobs().await;
    let grants = format!("/iga/governance/user/{}/grants", house.user("ann"));
    let page = house.get("ann", &format!("{grants}?grantType=entitlement&_pageSize=2")).await.is(200);
    assert_eq!(column(&page, "/entitlement/displayName"), ["Wiki editor", "Ledger: post entries"]);
    assert_eq!(page["totalCount"], 3);
    let rest =
        house.get("ann", &format!("{grants}?grantType=entitlement&_pageSize=2&_searchAfter=2")).await.is(200);
    assert_eq!(column(&rest, "/entitlement/displayName"), ["Ledger: read"]);
    let accounts = house.get("ann", &format!("{grants}?grantType=account")).await.is(200);
    assert_eq!(column(&accounts, "/application/name"), ["Company Wiki"]);
    assert!(accounts["result"][0]["account"]["name"].is_string(), "{accounts}");
    let filter = "_queryFilter=item.type+eq+'entitlementGrant'+and+application.name+sw+'company'";
    let found = house.get("ann", &format!("{grants}?{filter}&_fields=application.name")).await.is(200);
    assert_eq!(found["result"], json!([{"application": {"name": "Company Wiki"}}]));
    assert_eq!(house.get("zoe", &grants).await.is(200)["totalCount"], 4);
    assert_eq!(house.get("ben", &grants).await.status, 404);
});
