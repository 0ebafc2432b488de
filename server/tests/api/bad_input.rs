//! Bad input gets a clear refusal in the face's own shape and changes nothing.

use bailiwick_store::db_test;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::House;

const CREATE: &str = "/iga/governance/requests?_action=create";

db_test!(a_wrong_field_is_named_and_nothing_is_made, |db| async {
    let house = House::new(db).await;
    let before = house.state().await;
    let good = house.new_request(&["ann"], &["post"]);
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    for (body, message) in [
        (json!([]), "the body must be an object"),
        (json!({}), "`users` must not be empty"),
        (with("users", json!("ann")), "`users` must be a list"),
        (with("users", json!([7])), "`users[0]` must be a text"),
        (with("catalogs", json!([7])), "`catalogs[0]` must be an object"),
        (with("catalogs", json!([{"type": "application"}])), "`catalogs[0].id` is missing"),
        (
            with("catalogs", json!([{"type": "group", "id": "x"}])),
            "`catalogs[0].type` must be one of application, entitlement, role, not `group`",
        ),
        (with("catalogs", json!([])), "`catalogs` must not be empty"),
        (with("priority", json!("urgent")), "`priority` must be one of low, medium, high, not `urgent`"),
        (with("accessModifier", json!(true)), "`accessModifier` must be a text"),
        (
            with("startDate", json!("tomorrow")),
            "`startDate` must be an ISO 8601 date or milliseconds since 1970",
        ),
        (with("expiryDate", json!("2001-01-01T00:00:00Z")), "`expiryDate` must lie in the future"),
        (with("justification", json!("a\u{0}b")), "`justification` must not contain control characters"),
        (
            with("justification", json!("x".repeat(10_001))),
            "`justification` must have at most 10000 characters",
        ),
        (
            with("requestIdPrefix", json!("a b")),
            "`requestIdPrefix` must be 1 to 50 letters, digits, `-` or `_`",
        ),
        (with("externalRequestId", json!({})), "`externalRequestId` must be a text"),
    ] {
        let refused = house.post("ann", CREATE, body.clone()).await.refused(400);
        assert_eq!(refused, message, "{body}");
    }
    // Faults of a pair are answered pair by pair.
    let reversed = house.post("ann", CREATE, {
        let mut body = with("startDate", json!("2026-05-01T00:00:00Z"));
        body["endDate"] = json!("2026-04-01T00:00:00Z");
        body
    });
    assert_eq!(reversed.await.is(200)["errors"][0]["message"], "`endDate` must be after `startDate`");
    assert_eq!(house.state().await, before);
});

db_test!(a_wrong_address_or_action_is_named, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    let before = house.state().await;
    let (one, user) =
        (format!("/iga/governance/requests/{id}"), format!("/iga/governance/user/{}", house.user("mia")));
    let there_are = "must be one of approve, reject, fulfill, deny, comment, reassign, cancel, modify, changeResumeDate, \
                     update, publish";
    for (path, body, status, message) in [
        (
            "/iga/governance/requests".to_owned(),
            json!({}),
            400,
            "`_action` is missing: it must be one of create, validate".to_owned(),
        ),
        (one.clone(), json!({}), 400, format!("`_action` is missing: it {there_are}")),
        (format!("{one}?_action=escalate"), json!({}), 400, format!("`_action` {there_are}, not `escalate`")),
        (format!("{one}?_action=reassign"), json!({}), 400, "`updatedActors` is missing".into()),
        (
            format!("{one}?_action=reassign"),
            json!({"updatedActors": [{"id": "ben"}]}),
            400,
            "`updatedActors[0].id` must be a user's id: `managed/user/{uuid}`".into(),
        ),
        (
            format!("{one}?_action=comment"),
            json!({"comment": " "}),
            400,
            "`comment` must not be empty".into(),
        ),
        (format!("{one}?_action=comment"), json!({"comment": 5}), 400, "`comment` must be a text".into()),
        (
            format!("{one}?_action=approve&phaseName=nothing"),
            json!({}),
            400,
            "phase `nothing` is not waiting for a decision".into(),
        ),
        (
            "/iga/governance/requests/x%00y?_action=approve".into(),
            json!({}),
            404,
            "`x\u{fffd}y` does not exist".into(),
        ),
        (
            format!("{user}/approvals?_action=find"),
            json!({}),
            400,
            "`_action` must be one of search, not `find`".into(),
        ),
        (
            format!("{user}/tasks?type=chores"),
            json!({}),
            400,
            "`type` must be one of request, violation, fulfillment, not `chores`".into(),
        ),
        (
            format!("{user}/approvals?actorStatus=all"),
            json!({}),
            400,
            "`actorStatus` must be one of active, inactive, not `all`".into(),
        ),
        (
            format!("{user}/approvals?_pageSize=10001"),
            json!({}),
            400,
            "`_pageSize` must be a whole number from 0 to 10000, not `10001`".into(),
        ),
        (
            format!("{user}/approvals?_sortKeys=nothing"),
            json!({}),
            400,
            "`_sortKeys` names `nothing`, which is not a property that can be sorted by here".into(),
        ),
        (
            format!("{user}/approvals?_searchAfter=abc"),
            json!({}),
            400,
            "`_searchAfter` must be the `searchAfterKey` of the page before".into(),
        ),
        (
            format!("{user}/approvals?_queryFilter=a%00"),
            json!({}),
            400,
            "`_queryFilter` must not contain control characters".into(),
        ),
        ("/iga/governance/user/nobody/tasks".into(), json!({}), 404, "user `nobody` does not exist".into()),
        ("/iga/governance/nothing".into(), json!({}), 404, "there is no such operation".into()),
    ] {
        let refused = house.post("mia", &path, body).await.refused(status);
        assert_eq!(refused, message, "{path}");
    }
    house.call("mia", "DELETE", &one, "").await.refused(405);
    assert_eq!(house.state().await, before);
});

db_test!(bodies_that_are_no_json_or_too_much_are_refused, |db| async {
    let house = House::new(db).await;
    let before = house.state().await;
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let malformed = house.call("ann", "POST", CREATE, "{\"users\": [").await.refused(400);
    assert_eq!(malformed, "the body is not JSON: fault at line 1, column 11");
    assert!(house.call("ann", "POST", CREATE, vec![0xff, 0xfe]).await.refused(400).contains("not JSON"));
    let nested = house.call("ann", "POST", CREATE, deep(1_000)).await.refused(400);
    assert_eq!(nested, "the body is nested deeper than 64 levels");
    let search = "/iga/governance/requests/search";
    let mut filter = json!({"operator": "ALL", "operand": []});
    for _ in 0..33 {
        filter = json!({"operator": "NOT", "operand": [filter]});
    }
    let refused = house.post("ann", search, json!({"targetFilter": filter})).await.refused(400);
    assert_eq!(refused, "filter is nested deeper than 32 levels");
    let text = format!("{}true{}", "(".repeat(1_000), ")".repeat(1_000));
    let refused =
        house.get("ann", &format!("/iga/governance/requests?_queryFilter={text}")).await.refused(400);
    assert!(refused.contains("nested deeper than 32 levels"), "{refused}");
    let operator =
        json!({"targetFilter": {"operator": "LIKE", "operand": {"targetName": "id", "targetValue": "x"}}});
    let refused = house.post("ann", search, operator).await.refused(400);
    assert!(refused.starts_with("`targetFilter.operator` must be one of AND, OR"), "{refused}");
    let unknown = json!({"targetFilter": {"operator": "EQUALS", "operand": {"targetName": "password", "targetValue": "x"}}});
    let refused = house.post("ann", search, unknown).await.refused(400);
    assert_eq!(refused, "`filter` names `password`, which is not a property that can be searched here");

    // A body that does not say how large it is, is cut off.
    let large = house.call("ann", "POST", CREATE, vec![b' '; 2_000_000]).await.refused(413);
    assert_eq!(large, "the request body is larger than 1048576 bytes");
    assert_eq!(house.state().await, before);
});

db_test!(more_pairs_than_the_bound_are_refused_with_the_bound, |db| async {
    let house = House::new(db).await;
    let before = house.state().await;
    let user = house.user("ann").to_string();
    let body = json!({"users": vec![user.clone(); 100], "catalogs": vec![json!({"id": house.catalog_id("post")}); 100]});
    let refused = house.post("ann", CREATE, body).await.refused(400);
    assert_eq!(refused, "`users` and `catalogs` make 10000 pairs: at most 1000 can be asked for in one call");
    let body = json!({"users": vec![user; 1_001], "catalogs": [{"id": house.catalog_id("post")}]});
    let refused = house.post("ann", CREATE, body).await.refused(400);
    assert_eq!(refused, "`users` must have at most 1000 elements, not 1001");
    assert_eq!(house.state().await, before);
});

db_test!(a_body_of_fifty_megabytes_is_refused_before_it_is_sent, |db| async {
    let house = House::new(db).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = house.router.clone();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let mut connection = TcpStream::connect(address).await.unwrap();
    let token = house.token("ann");
    let head = format!(
        "POST {CREATE} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-length: 52428800\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 4_096];
    let read = connection.read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    server.abort();
    let _ = server.await;
});
