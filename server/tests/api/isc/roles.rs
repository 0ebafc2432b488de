use bailiwick_store::db_test;
use serde_json::{Value, json};

use super::{active, cause, certification, house, members, until};
use crate::support::House;

fn roles(house: &House, more: &Value) -> Value {
    let mut info = json!({"remediatorRef": {"type": "IDENTITY", "id": house.user("dan")}});
    info.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"name": "Roles", "description": "What roles bring", "type": "ROLE_COMPOSITION",
        "deadline": "2999-12-25T06:00:00.468Z", "mandatoryCommentRequirement": "NO_DECISIONS",
        "roleCompositionCampaignInfo": info})
}

db_test!(roles_are_certified_with_what_they_bring_and_corrected_by_the_remediator, |db| async {
    let house = house(db).await;
    let role = house.item("accountant");
    let asked = json!({"roleIds": [role], "reviewer": {"type": "IDENTITY", "id": house.user("mia")}});
    let id = active(&house, roles(&house, &asked)).await;
    let campaign = house.get("zoe", &format!("/v3/campaigns/{id}?detail=FULL")).await.is(200);
    assert_eq!(campaign["type"], "ROLE_COMPOSITION");
    assert_eq!(campaign["roleCompositionCampaignInfo"]["remediatorRef"]["id"], json!(house.user("dan")));

    let mine = certification(&house, "mia", &id).await;
    assert_eq!((&mine["decisionsTotal"], &mine["identitiesTotal"]), (&json!(1), &json!(0)));
    let path = format!("/v3/certifications/{}", mine["id"].as_str().unwrap());
    let rows = house.get("mia", &format!("{path}/access-review-items")).await.is(200);
    let row = &rows[0];
    assert_eq!(row.get("identitySummary"), None, "it is about nobody");
    let access = &row["accessSummary"];
    assert_eq!((&access["access"]["type"], &access["role"]["name"]), (&json!("ROLE"), &json!("Accountant")));
    let brings = members(access["role"]["entitlements"].as_array().unwrap(), "/name");
    assert_eq!(brings, ["Ledger: post entries", "Ledger: read"]);
    let typed =
        house.get("mia", &format!("{path}/access-review-items?filters=type+eq+%22ENTITLEMENT%22")).await;
    assert_eq!(typed.is(200), json!([]));

    let decision = json!([{"id": row["id"], "decision": "REVOKE", "bulk": false}]);
    house.post("mia", &format!("{path}/decide"), decision).await.is(200);
    let summary = house.get("mia", &format!("{path}/decision-summary")).await.is(200);
    assert_eq!(summary["rolesRevoked"], 1);
    house.post("mia", &format!("{path}/sign-off"), json!({})).await.is(200);
    until(&house, &format!("/v3/campaigns/{id}"), "/status", json!("COMPLETED")).await;
    house.run_jobs().await;
    let inbox = format!("/iga/governance/user/{}/approvals", house.user("dan"));
    let of_role = "/result/0/request/role/roleId";
    let mut tasks = Value::Null;
    for _ in 0..400 {
        house.run_jobs().await;
        tasks = house.get("dan", &inbox).await.is(200);
        if tasks.pointer(of_role).is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(tasks.pointer(of_role), Some(&json!(role)), "{tasks}");
    assert_eq!(tasks["result"][0]["requestType"], "modifyRole");
});

db_test!(roles_are_chosen_by_words_and_refused_in_words, |db| async {
    let house = house(db).await;
    let id = active(&house, roles(&house, &json!({"query": "name:Account*"}))).await;
    let all =
        house.get("zoe", &format!("/v3/certifications?filters=campaign.id+eq+%22{id}%22")).await.is(200);
    assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
    let nobody = "0198c1f0-0000-7000-8000-000000000001";
    for (info, fault) in [
        (json!({"remediatorRef": null}), "`roleCompositionCampaignInfo.remediatorRef` is missing"),
        (json!({"remediatorRef": {"type": "IDENTITY", "id": nobody}}), "is nobody who works here"),
        (json!({"roleIds": [house.item("read")]}), "roleIds[0]` is the id of no role"),
        (json!({"roleIds": [house.item("accountant")], "query": "*"}), "must not be given both"),
        (json!({"reviewer": {"type": "GOVERNANCE_GROUP", "id": nobody}}), "no governance groups"),
    ] {
        let said = cause(house.post("zoe", "/v3/campaigns", roles(&house, &info)).await, 400);
        assert!(said.contains(fault), "{said}");
    }
});

db_test!(a_template_of_roles_generates_a_campaign_of_roles, |db| async {
    let house = house(db).await;
    let template = json!({"name": "Roles each year", "description": "", "deadlineDuration": "P2W",
        "campaign": roles(&house, &json!({}))});
    let made = house.post("zoe", "/v3/campaign-templates", template).await.is(200);
    let path = format!("/v3/campaign-templates/{}/generate", made["id"].as_str().unwrap());
    let generated = house.post("zoe", &path, json!({})).await.is(200);
    assert_eq!(generated["campaignType"], "ROLE_COMPOSITION");
    let campaign = format!("/v3/campaigns/{}", generated["id"].as_str().unwrap());
    let staged = until(&house, &campaign, "/status", json!("STAGED")).await;
    assert_eq!(staged["totalCertifications"], 1);
});
