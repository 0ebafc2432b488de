//! Policies, rules, scans and violations, over the wire (contract 2.16, 2.17).

use bailiwick::authority::Authority;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{House, column};

/// Zoe keeps duties apart: nobody may both read and post. Mia is asked about violations.
fn rule(house: &House) -> Value {
    let side = |key: &str| {
        json!({"type": ["entitlementGrant"], "operator": "EQUALS",
            "operand": {"targetName": "entitlement.id", "targetValue": house.item(key)}})
    };
    json!({
        "id": "ignored", "name": "Read and post",
        "policyRuleOwner": {"id": format!("managed/user/{}", house.user("zoe"))},
        "violationOwner": {"id": house.user("mia")}, "violationOwnerType": "user", "active": true,
        "maxExceptionDuration": 30, "scanTypes": {"preventative": true, "detective": true},
        "decisionOptions": {"allow": true, "exception": true, "remediate": true},
        "remediation": {"schemas": ["grantRemoval"]},
        "ruleDefinition": [side("read"), side("post")],
        "workflow": {"type": "bpmn", "id": "BasicViolationProcess"},
    })
}

async fn zoe_keeps_them_apart(house: &House) {
    let mut tx = house.engine.db().write().await.unwrap();
    bailiwick_store::users::add_authority(&mut tx, house.user("zoe"), Authority::PolicyAdmin).await.unwrap();
    tx.commit().await.unwrap();
}

const RULES: &str = "/iga/governance/policy/rule";

db_test!(rules_and_policies_are_kept, |db| async {
    let house = House::new(db).await;
    zoe_keeps_them_apart(&house).await;
    let made = house.post("zoe", RULES, rule(&house)).await.is(201);
    let id = made["id"].as_str().unwrap().to_owned();
    assert_ne!(id, "ignored");
    assert_eq!(made["policyRuleOwner"]["userName"], "zoe");
    assert_eq!(made.get("metadata"), None);
    assert_eq!(made["ruleDefinitionTags"].as_array().unwrap().len(), 4);

    let twice = house.post("zoe", RULES, rule(&house)).await.is(400);
    assert_eq!(twice["message"], json!(["Name must be different from the existing policy rules."]));
    let wrong = house.post("zoe", RULES, json!({"name": "x", "ruleDefinition": []})).await.is(400);
    assert!(wrong["message"].as_array().unwrap().len() >= 4, "{wrong}");
    house.post("ann", RULES, rule(&house)).await.refused(403);
    let gone = house.get("zoe", &format!("{RULES}/7")).await.refused(404);
    assert_eq!(gone, "Policy rule with id: 7 does not exist.");

    let listed = house.get("zoe", &format!("{RULES}?_queryFilter=active+eq+true")).await.is(200);
    assert_eq!(column(&listed, "/name"), ["Read and post"]);
    let by_tag = json!({"targetFilter": {"operator": "CONTAINS",
        "operand": {"targetName": "ruleDefinitionTags", "targetValue": house.item("read").to_string()}}});
    assert_eq!(house.post("zoe", &format!("{RULES}/search"), by_tag).await.is(200)["totalCount"], 1);
    let resolved = house.get("zoe", &format!("{RULES}/{id}?resolveSchemas=true")).await.is(200);
    assert_eq!(resolved["remediation"]["schemas"][0]["id"], "grantRemoval");
    let copy = house.post("zoe", &format!("{RULES}/{id}?_action=duplicate"), json!({})).await.is(200);
    assert_eq!((&copy["name"], &copy["active"]), (&json!("Read and post (copy)"), &json!(false)));
    let mut renamed = rule(&house);
    renamed["name"] = json!("Post and read");
    let put = house.call("zoe", "PUT", &format!("{RULES}/{id}"), renamed.to_string()).await.is(200);
    assert_eq!((&put["name"], &put["id"]), (&json!("Post and read"), &json!(id)));

    let policy = json!({"name": "Ledger", "policyOwner": {"id": house.user("zoe")}, "policyRuleIds": [id, copy["id"]],
        "schedule": {"type": "cron", "schedule": "0 3 * * *"}});
    let made = house.post("zoe", "/iga/governance/policy", policy.clone()).await.is(201);
    assert!(made["scheduleId"].as_str().unwrap().starts_with("policySchedule"));
    let path = format!("/iga/governance/policy/{}", made["id"].as_str().unwrap());
    assert_eq!(
        house.get("zoe", &path).await.is(200)["policyRuleNames"],
        json!(["Post and read", "Read and post (copy)"])
    );
    assert_eq!(column(&house.get("zoe", &format!("{path}/rules")).await.is(200), "/id").len(), 2);
    let twice = house.post("zoe", "/iga/governance/policy", policy).await.is(400);
    assert_eq!(twice["message"], json!(["Name must be different from the existing policies."]));
    house.call("zoe", "DELETE", &format!("{RULES}/{id}"), "").await.is(200);
    assert_eq!(house.get("zoe", &path).await.is(200)["policyRuleNames"], json!(["Read and post (copy)"]));
    house.call("zoe", "DELETE", &path, "").await.is(200);
    let gone = house.call("zoe", "DELETE", &path, "").await.refused(404);
    assert!(gone.starts_with("No policy with id"), "{gone}");
    assert!(house.get("zoe", &path).await.refused(404).starts_with("Cannot find policy with id"));
});

/// A violation once something is so of it: its workflow goes on beside the tests.
pub(crate) async fn once(house: &House, id: &str, pointer: &str, value: &Value) -> Value {
    for _ in 0..400 {
        house.run_jobs().await;
        let violation = house.get("zoe", &format!("/iga/governance/violation/{id}")).await.is(200);
        if violation.pointer(pointer) == Some(value) {
            return violation;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    unreachable!("`{pointer}` of violation {id} never is {value}")
}

/// Ann breaks the rule; the id of what a scan made of it.
pub(crate) async fn violated(house: &House) -> String {
    zoe_keeps_them_apart(house).await;
    let id = house.post("zoe", RULES, rule(house)).await.is(201)["id"].as_str().unwrap().to_owned();
    for key in ["read", "post"] {
        let path = format!("/iga/governance/user/{}/entitlements?_action=add", house.user("ann"));
        house
            .post("zoe", &path, json!({"entitlementId": house.item(key), "grantType": "request"}))
            .await
            .is(200);
    }
    let scan = format!("{RULES}/{id}/scan?waitForCompletion=true");
    let simulated = house.post("zoe", &format!("{scan}&simulate=true"), json!({})).await.is(200);
    assert_eq!((&simulated["status"], &simulated["isSimulation"]), (&json!("complete"), &json!(true)));
    assert_eq!(simulated["results"][0]["user"]["userName"], "ann");
    assert_eq!(house.get("zoe", "/iga/governance/violation").await.is(200)["totalCount"], 0);
    let scanned = house.post("zoe", &scan, json!({})).await.is(200);
    assert_eq!(scanned["progress"]["opened"], 1);
    house.run_jobs().await;
    let listed = house.get("zoe", "/iga/governance/violation").await.is(200);
    let id = listed["result"][0]["id"].as_str().unwrap().to_owned();
    once(house, &id, "/decision/actors/active/0/userName", &json!("mia")).await;
    id
}

db_test!(a_violation_is_found_excepted_and_remediated, |db| async {
    let house = House::new(db).await;
    let id = violated(&house).await;
    let path = format!("/iga/governance/violation/{id}");
    let mine = house.get("mia", "/iga/governance/user/violation").await.is(200);
    assert_eq!(column(&mine, "/id"), [id.as_str()]);
    let tasks = format!("/iga/governance/user/{}/tasks?type=violation", house.user("mia"));
    assert_eq!(house.get("mia", &tasks).await.is(200)["totalCount"], 1);
    for stranger in ["ann", "ben"] {
        house.get(stranger, &path).await.refused(404);
    }
    let violation = house.get("mia", &path).await.is(200);
    assert_eq!(violation["decision"]["status"], "in-progress");
    assert_eq!(violation["permissions"]["remediate"], true);
    assert_eq!(violation["violatingAccess"].as_array().unwrap().len(), 2);
    let phase = violation["decision"]["phases"][0]["name"].as_str().unwrap();
    let of = |action: &str| format!("{path}/phases/{phase}/{action}");

    let past = json!({"exceptionExpirationDate": "2001-01-01T00:00:00Z"});
    let refused = house.post("mia", &of("exception"), past).await.refused(400);
    assert!(refused.contains("exceptionExpirationDate"), "{refused}");
    let until = house.context("mia").now + chrono::Duration::days(3);
    let excepted =
        house.post("mia", &of("exception"), json!({"exceptionExpirationDate": until})).await.is(200);
    assert_eq!(
        (&excepted["decision"]["status"], &excepted["decision"]["decision"]),
        (&json!("exception"), &json!("exception"))
    );
    let back = house.post("mia", &of("cancel-exception"), json!({})).await.is(200);
    assert_eq!(back["decision"]["status"], "in-progress");
    house.post("mia", &of("comment"), json!({})).await.refused(400);
    house.post("mia", &of("comment"), json!({"comment": "I ask her"})).await.is(200);

    let grant = &violation["compositeIds"][1][0];
    let how =
        json!({"remediationOptionId": "grantRemoval", "grantIds": [grant], "justification": "one is enough"});
    house.post("mia", &of("remediate"), how).await.is(200);
    let done = once(&house, &id, "/decision/status", &json!("complete")).await;
    assert_eq!(
        (&done["decision"]["status"], &done["decision"]["decision"], &done["decision"]["remediationStatus"]),
        (&json!("complete"), &json!("remediate"), &json!("complete")),
        "{done}"
    );
    let held = house
        .get("ann", &format!("/iga/governance/user/{}/grants?grantType=entitlement", house.user("ann")))
        .await;
    assert_eq!(held.is(200)["totalCount"], 1);
});

db_test!(a_rule_is_tried_against_a_past_moment, |db| async {
    let house = House::new(db).await;
    zoe_keeps_them_apart(&house).await;
    let path = format!("/iga/governance/user/{}/entitlements?_action=", house.user("ann"));
    for key in ["read", "post"] {
        let access = json!({"entitlementId": house.item(key), "grantType": "request"});
        house.post("zoe", &format!("{path}add"), access).await.is(200);
    }
    let then = house.context("ann").now;
    house.clock.advance(chrono::Duration::days(2));
    let access = json!({"entitlementId": house.item("post"), "grantType": "request"});
    house.post("zoe", &format!("{path}remove"), access).await.is(200);

    let mut draft = rule(&house);
    draft["active"] = json!(false);
    let id = house.post("zoe", RULES, draft).await.is(201)["id"].as_str().unwrap().to_owned();
    let scan = format!("{RULES}/{id}/scan?waitForCompletion=true");
    let moment = then.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let found = house.post("zoe", &format!("{scan}&simulate=true&asOf={moment}"), json!({})).await.is(200);
    assert_eq!((&found["status"], &found["asOf"]), (&json!("complete"), &json!(then)));
    assert_eq!(found["results"][0]["user"]["userName"], "ann");
    assert_eq!(found["results"][0]["standing"], "over");
    assert_eq!(found["results"][0]["violatingAccess"][1][0]["item"]["type"], "entitlementGrant");
    assert_eq!((&found["progress"]["found"], &found["progress"]["today"]), (&json!(1), &json!(0)));
    assert_eq!(found["newSince"], json!([]));
    assert_eq!(house.get("zoe", "/iga/governance/violation").await.is(200)["totalCount"], 0);

    for (wrong, words) in [
        (format!("asOf={moment}"), "simulate=true"),
        ("simulate=true&asOf=2031-01-01".to_owned(), "must not be in the future"),
        ("simulate=true&asOf=2001-01-01".to_owned(), "the audit trail of who held what begins then"),
        ("simulate=true&asOf=yesterday".to_owned(), "must be an ISO 8601 date"),
    ] {
        let refused = house.post("zoe", &format!("{scan}&{wrong}"), json!({})).await.refused(400);
        assert!(refused.contains("asOf") && refused.contains(words), "{refused}");
    }
});

db_test!(violations_are_decided_in_bulk_and_stay_out_of_the_requests, |db| async {
    let house = House::new(db).await;
    let id = violated(&house).await;
    assert_eq!(house.get("zoe", "/iga/governance/requests").await.is(200)["totalCount"], 0);
    let allow = "/iga/governance/violation/allow";
    let done = house.post("mia", allow, json!({"ids": [id, "7"], "comment": "known"})).await.is(200);
    assert_eq!(done["message"], "Action 'allow' complete.");
    assert_eq!(done["idsNotActedOn"][0]["id"], "7");
    once(&house, &id, "/decision/decision", &json!("allow")).await;
    house.post("mia", "/iga/governance/violation/explode", json!({"ids": [id]})).await.refused(404);
    house.post("mia", allow, json!({"ids": []})).await.refused(400);
});

db_test!(somebody_asks_what_more_access_would_break, |db| async {
    let house = House::new(db).await;
    violated(&house).await;
    let path = format!("/iga/governance/policy/user/{}/scan?simulate=true", house.user("ben"));
    let more = |keys: &[&str]| {
        let access: Vec<Value> = keys
            .iter()
            .map(|key| json!({"type": "entitlementGrant", "entitlementId": house.item(key)}))
            .collect();
        json!({"additionalAccess": access})
    };
    assert_eq!(house.post("ben", &path, more(&["read"])).await.is(200)["totalCount"], 0);
    let both = house.post("ben", &path, more(&["read", "post"])).await.is(200);
    assert_eq!(column(&both, "/name"), ["Read and post"]);
    assert_eq!(both["result"][0]["violatingAccess"][0][0]["name"], "Ledger: read");
    house.post("ann", &path, more(&["read"])).await.refused(404);

    let validate = "/iga/governance/requests?_action=validate&runPreventativeScan=true";
    let told = house.post("ben", validate, house.new_request(&["ben"], &["read", "post"])).await.is(200);
    assert_eq!(told["errors"][0]["error"], "POLICY_VIOLATION");
});
