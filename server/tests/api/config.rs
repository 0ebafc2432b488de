//! Configuration over the wire (contract 2.9).

use bailiwick_store::db_test;
use serde_json::json;

use crate::support::House;

const CONFIG: &str = "/iga/commons/config";

db_test!(configuration_is_read_replaced_and_recorded, |db| async {
    let house = House::new(db).await;
    let all = house.get("ann", CONFIG).await.is(200);
    assert_eq!(all["iga_access_request"]["maxManualRoleMembers"], 1000);
    assert_eq!(all["iga_notification"]["notificationMaxRetries"], 3);
    assert_eq!(all["iga-file"], json!({}));
    assert_eq!(house.get("ann", "/iga/governance/config").await.is(200), all);

    let requests = format!("{CONFIG}/iga_access_request");
    let approver = format!("managed/user/{}", house.user("oli"));
    let given = json!({"requireRejectJustification": true, "defaultApprover": approver});
    let set = house.call("zoe", "PUT", &requests, given.to_string()).await.is(200);
    assert_eq!(
        (&set["requireRejectJustification"], &set["allowSelfApproval"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(house.get("dan", &requests.replace("commons", "governance")).await.is(200), set);
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    house.act("mia", &id, "reject", json!({})).await.refused(400);

    let trail = house.get("zoe", "/iga/governance/audit?eventType=modify-configuration").await.is(200);
    assert_eq!(trail["totalCount"], 1);
    assert_eq!(trail["result"][0]["objectId"], "iga_access_request");
    assert_eq!(
        trail["result"][0]["changes"],
        json!([
            {"field_name": "defaultApprover", "before_value": null, "after_value": approver},
            {"field_name": "requireRejectJustification", "before_value": "false", "after_value": "true"},
        ])
    );

    // What is left out of the whole falls back to its default.
    let whole = json!({"iga_global": {"enableScoping": true}}).to_string();
    let set = house.call("zoe", "PUT", CONFIG, whole).await.is(200);
    assert_eq!(set["iga_access_request"], all["iga_access_request"]);
    assert_eq!(set["iga_global"]["enableScoping"], true);
    assert_eq!(house.get("ann", CONFIG).await.is(200), set);
});

db_test!(what_no_configuration_may_be_is_refused_in_the_words_of_the_contract, |db| async {
    let house = House::new(db).await;
    let put = |path: String, body: serde_json::Value| {
        let house = &house;
        async move { house.call("zoe", "PUT", &path, body.to_string()).await.refused(400) }
    };
    let unknown = "iga_x is not a valid IGA config key.";
    assert_eq!(house.get("ann", &format!("{CONFIG}/iga_x")).await.refused(400), unknown);
    assert_eq!(put(format!("{CONFIG}/iga_x"), json!({})).await, unknown);
    assert_eq!(put(CONFIG.into(), json!({"iga_x": {}})).await, unknown);
    let requests = format!("{CONFIG}/iga_access_request");
    let malformed = "defaultApprover is not in proper id format.";
    assert_eq!(put(requests.clone(), json!({"defaultApprover": "zoe"})).await, malformed);
    let nobody = json!({"defaultApprover": "managed/user/00000000-0000-0000-0000-000000000001"});
    assert_eq!(put(requests.clone(), nobody).await, "`defaultApprover` must be an active person");
    assert!(
        put(requests, json!({"allowSelfApproval": "yes"}))
            .await
            .contains("allowSelfApproval` must be true or false")
    );
    assert!(put(CONFIG.into(), json!({"iga_global": 1})).await.contains("`iga_global`"));
    house.call("dan", "PUT", CONFIG, "{}").await.refused(403);
});
