//! The IDHub face: search, cart, submit, read.

use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::House;

const CART: &str = "/idhub/api/cart";
const REQUESTS: &str = "/idhub/api/requests";

fn cart(house: &House, login: &str, lines: &[(&str, &str, &str, &str)]) -> Value {
    let line = |(item, entity_type, who, what): &(&str, &str, &str, &str)| json!({"entityId": house.item(item).to_string(), "entityType": entity_type, "beneficiaries": [{"login": who, "type": what}]});
    json!({
        "requester": {"login": login, "displayName": "Somebody"},
        "cartItems": lines.iter().map(line).collect::<Vec<_>>(),
        "justification": "for March",
        "_etag": {"oid": "657823d2dc184400078ef1f8"},
    })
}

db_test!(a_cart_is_filled_submitted_and_seen_over_the_other_face, |db| async {
    let house = House::new(db).await;
    let body = cart(
        &house,
        "Ann",
        &[("post", "Entitlement", "ann", "create"), ("wiki", "TargetSystem", "ben", "create")],
    );
    let filled = house.post("ann", CART, body.clone()).await.is(201);
    assert_eq!(filled["result"], true);
    let ctx = house.context("ann");
    assert_eq!(bailiwick_engine::carts::count(&house.engine, &ctx).await.unwrap(), 2);
    let again = house
        .post("ann", CART, cart(&house, "ann", &[("read", "Entitlement", "ann", "create")]))
        .await
        .is(201);
    assert_eq!(again["correlationId"], filled["correlationId"], "one cart, filled anew");
    assert_eq!(bailiwick_engine::carts::count(&house.engine, &ctx).await.unwrap(), 1);
    house.post("ann", CART, body.clone()).await.is(201);

    let sent = house.post("ann", REQUESTS, body.clone()).await.is(200);
    assert_eq!(
        bailiwick_engine::carts::count(&house.engine, &ctx).await.unwrap(),
        0,
        "what was sent left the cart"
    );
    let filter = format!(
        "?_queryFilter=request.common.correlationId+eq+'{}'",
        sent["correlationId"].as_str().unwrap()
    );
    let iga = house.get("ann", &format!("/iga/governance/requests{filter}")).await.is(200);
    assert_eq!(iga["totalCount"], 2);

    let listed = house.get("ann", &format!("{REQUESTS}?filter=create&pagesize=1")).await.is(200);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let id = listed[0]["_id"]["$oid"].as_str().unwrap();
    let one = house.get("ann", &format!("{REQUESTS}/{id}")).await.is(200);
    assert_eq!(one, listed);
    assert_eq!(one[0]["status"], "Waiting for Manager Approval");
    assert_eq!(one[0]["resolution"], "Initiated");
    assert_eq!(one[0]["requester"]["login"], "ann");
    assert_eq!(one[0]["beneficiary"]["login"], "ben");
    assert_eq!(one[0]["payload"]["entityType"], "TargetSystem");
    assert_eq!(one[0]["summary"], "New Access Request - Company Wiki for Ben Example");
    assert_eq!(house.get("ann", &format!("{REQUESTS}?filter=revoke")).await.is(200), json!([]));
    assert_eq!(house.get("ann", &format!("{REQUESTS}?filter=modify")).await.is(200), json!([]));
    house.get("dan", &format!("{REQUESTS}/{id}")).await.refused(404);

    let refused = house.post("ann", REQUESTS, body).await.refused(400);
    assert!(refused.contains("for `ann`: an unfinished request asks for the same; `"), "{refused}");
});

db_test!(a_line_with_a_fault_keeps_all_lines_back, |db| async {
    let house = House::new(db).await;
    let before = house.state().await;
    for (lines, message) in [
        (
            vec![("post", "Entitlement", "ann", "create"), ("close", "Entitlement", "ann", "create")],
            "the item cannot be requested",
        ),
        (vec![("post", "Entitlement", "nobody", "create")], "`user` does not exist"),
        (vec![("post", "Entitlement", "ann", "revoke")], "the person does not hold this access"),
    ] {
        let refused = house.post("ann", REQUESTS, cart(&house, "ann", &lines)).await.refused(400);
        assert!(refused.contains(message), "{refused}");
    }
    for (path, body, message) in [
        (CART, json!({}), "`requester` is missing"),
        (CART, json!({"requester": {"login": "ann"}}), "`cartItems` must not be empty"),
        (
            CART,
            cart(&house, "ben", &[("post", "Entitlement", "ann", "create")]),
            "`requester.login` must be `ann`: nobody asks in another's name",
        ),
        (
            CART,
            cart(&house, "ann", &[("post", "Group", "ann", "create")]),
            "`cartItems[0].entityType` must be one of TargetSystem, Role, Entitlement, Application, not `Group`",
        ),
        (
            CART,
            cart(&house, "ann", &[("post", "Entitlement", "ann", "modify")]),
            "`cartItems[0].beneficiaries[0].type` must be one of create, revoke, not `modify`",
        ),
        (
            CART,
            cart(&house, "ann", &[("close", "Entitlement", "ann", "create")]),
            "the item cannot be requested",
        ),
        (
            REQUESTS,
            json!({"requester": {"login": "ann"}, "cartItems": {"entityId": "x", "entityType": "Role", "beneficiaries": {"login": "ann"}}}),
            "`x` for `ann`: `catalog item` does not exist",
        ),
    ] {
        let refused = house.post("ann", path, body).await.refused(400);
        assert!(refused.contains(message), "{refused}");
    }
    let line = json!({"entityId": house.catalog_id("post"), "entityType": "Entitlement", "beneficiaries": vec![json!({"login": "ann"}); 10]});
    let body = json!({"requester": {"login": "ann"}, "cartItems": vec![line; 1_000]});
    assert_eq!(
        house.post("ann", CART, body).await.refused(400),
        "`cartItems` make 10000 lines: at most 1000 can be in a cart"
    );
    assert_eq!(house.state().await, before);
});

db_test!(documents_are_found_by_keyword_collection_and_tag, |db| async {
    let house = House::new(db).await;
    let search = async |query: &str| house.get("mia", &format!("/idhub/api/search?{query}")).await.is(200);
    let names = |found: &Value| -> Vec<String> {
        found.as_array().unwrap().iter().map(|row| row["displayName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&search("keyword=wiki&collection=TargetSystem").await), ["Company Wiki"]);
    assert_eq!(names(&search("collection=Roles").await), ["Accountant"]);
    assert_eq!(names(&search("tag=knowledge").await), ["Company Wiki"]);
    let found = search("keyword=edit&collection=Entitlement").await;
    assert_eq!(found[0]["_id"]["$oid"], house.item("edit").to_string());
    assert_eq!(found[0]["targetSystemName"], "Company Wiki");
    assert_eq!(search("relevanceFilter=recentlyAdded&pagesize=2").await.as_array().unwrap().len(), 2);
    assert_eq!(search("collection=ServiceRequest").await, json!([]));
    let people = search("collection=Users&keyword=ann").await;
    assert_eq!(people[0]["login"], "ann");
    assert_eq!(people[0]["accessList"]["applicationCount"], 0, "her manager may know");
    assert!(
        search("collection=Users&keyword=dan").await[0].get("accessList").is_none(),
        "he reports to somebody else"
    );
    let refused = house.get("mia", "/idhub/api/search?collection=Things").await.refused(400);
    assert!(refused.starts_with("`collection` must be one of"), "{refused}");
    house.get("", "/idhub/api/search").await.refused(401);
});
