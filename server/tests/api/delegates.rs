//! Deputies, over the wire.

use bailiwick_store::db_test;
use serde_json::json;

use crate::support::{House, column};

db_test!(a_deputy_is_named_decides_and_is_ended, |db| async {
    let house = House::new(db).await;
    let (mia, ben) = (house.user("mia"), house.user("ben"));
    let of = |what: &str| format!("/iga/governance/user/{mia}/{what}");
    let end = "2026-01-20T18:00:00Z";
    let body = json!({"proxyIds": [format!("managed/user/{ben}")], "endDate": end, "comment": "away"});
    let made = house.post("mia", &of("set-proxy"), body.clone()).await.is(200);
    let again = house.post("mia", &of("set-proxy"), body).await.refused(400);
    assert!(again.contains("already"), "{again}");

    let listed = house.get("mia", &of("get-proxies")).await.is(200);
    let row = &listed["result"][0];
    assert_eq!((&row["id"], &row["status"]), (&made["result"][0], &json!("current")));
    assert_eq!((&row["proxy"]["userName"], &row["comment"]), (&json!("ben"), &json!("away")));
    let other = format!("/iga/governance/user/{ben}/get-proxies?direction=proxyFor");
    assert_eq!(column(&house.get("ben", &other).await.is(200), "/user/userName"), ["mia"]);
    house.get("ann", &of("get-proxies")).await.refused(404);

    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    let approvals = format!("/iga/governance/user/{ben}/approvals");
    let waiting = house.get("ben", &approvals).await.is(200);
    assert_eq!(column(&waiting, "/id"), [id.as_str()]);
    let phase = &waiting["result"][0]["phases"][0];
    assert_eq!(phase["permissions"]["approve"], true);
    assert_eq!(phase["onBehalfOf"]["id"], format!("managed/user/{mia}"));
    // Whoever reads it for him sees the same.
    let read = house.get("zoe", &approvals).await.is(200);
    assert_eq!(read["result"][0]["phases"], waiting["result"][0]["phases"]);
    let searched =
        house.post("ben", &format!("/iga/governance/user/{ben}/tasks?_action=search"), json!({})).await;
    assert_eq!(searched.is(200)["totalCount"], 1);

    let decided = house.act("ben", &id, "approve", json!({"justification": "fine"})).await.is(200);
    let phase = &decided["decision"]["phases"][0];
    assert_eq!(
        (&phase["completedBy"]["userName"], &phase["onBehalfOf"]["userName"]),
        (&json!("ben"), &json!("mia"))
    );
    assert_eq!(decided["decision"]["comments"][0]["onBehalfOf"]["userName"], "mia");
    let past = house.get("ben", &format!("{approvals}?actorStatus=inactive")).await.is(200);
    assert_eq!(past["result"][0]["phases"][0]["onBehalfOf"]["userName"], "mia");

    // Ben's own request waits for Mia alone.
    house.ask("ben", &["ben"], &["post"]).await;
    assert_eq!(house.get("ben", &approvals).await.is(200)["totalCount"], 0);

    let gone = house.post("mia", &of("remove-proxy"), json!({"proxyIds": [ben.to_string()]})).await.is(200);
    assert_eq!(gone, json!({"removed": 1}));
    assert_eq!(column(&house.get("mia", &of("get-proxies")).await.is(200), "/status"), ["past"]);
});

db_test!(what_is_wrong_with_a_deputy_is_named, |db| async {
    let house = House::new(db).await;
    let mia = house.user("mia");
    let set = format!("/iga/governance/user/{mia}/set-proxy");
    let refused = async |body: serde_json::Value| house.post("mia", &set, body).await.refused(400);
    let end = "2026-01-20T18:00:00Z";
    assert!(refused(json!({"endDate": end})).await.contains("`proxyIds` is missing"));
    assert!(refused(json!({"proxyIds": ["x"], "endDate": end})).await.contains("`proxyIds[0]`"));
    let ben = house.user("ben").to_string();
    assert!(refused(json!({"proxyIds": [ben]})).await.contains("`endDate` is missing"));
    assert!(refused(json!({"proxyIds": [mia.to_string()], "endDate": end})).await.contains("`proxyIds`"));
    let long = refused(json!({"proxyIds": [ben], "endDate": "2036-01-01"})).await;
    assert!(long.contains("`endDate`"), "{long}");
    let unknown = "0198c1f0-0000-7000-8000-000000000001";
    assert!(refused(json!({"proxyIds": [unknown], "endDate": end})).await.contains("directory"));
    let body = json!({"proxyIds": [ben], "endDate": end});
    house.post("dan", &set, body.clone()).await.refused(404);
    house.post("zoe", &set, body).await.is(200);
    let end = format!("/iga/governance/user/{mia}/remove-proxy");
    house.post("dan", &end, json!({"proxyIds": [ben]})).await.refused(404);
    assert!(
        house.post("mia", &end, json!({"proxyIds": [unknown]})).await.refused(400).contains("`proxyIds`")
    );
});
