//! Campaigns of the type `MACHINE_ACCOUNT`: accounts of machines, certified by who answers for them.

use bailiwick::directory::{Account, AccountKind, Status};
use bailiwick::id::AccountId;
use bailiwick_store::{accounts, bulk, db_test};
use chrono::Duration;
use serde_json::{Value, json};

use super::{active, cause, certification, house, members, until};
use crate::support::House;

/// Two accounts of machines in the ledger, of which Mia answers for one; one that nobody holds, and one of the wiki's.
pub async fn machines(house: &House) {
    let now = house.context("zoe").now;
    let account = |application: &str, name: &str, kind, owner: Option<&str>, used: Option<i64>| Account {
        id: AccountId(house.engine.new_id()),
        application: house.item(application),
        user: None,
        name: name.into(),
        kind,
        owner: owner.map(|owner| house.user(owner)),
        status: Status::Active,
        created_at: now - Duration::days(400),
        last_used: used.map(|days| now - Duration::days(days)),
    };
    let machine = AccountKind::Machine;
    let all = [
        account("ledger", "svc-posting", machine, Some("mia"), Some(200)),
        account("ledger", "svc-nobodys", machine, None, None),
        account("ledger", "test01", AccountKind::Personal, Some("mia"), None),
        account("wiki", "bot", machine, Some("mia"), Some(1)),
    ];
    let mut tx = house.engine.db().write().await.unwrap();
    for account in &all {
        accounts::insert(&mut tx, account).await.unwrap();
    }
    bulk::insert_account_entitlements(&mut tx, &[(all[0].id, house.item("post"), now)]).await.unwrap();
    tx.commit().await.unwrap();
}

fn campaign(house: &House, more: &Value) -> Value {
    let mut info = json!({"sourceIds": [house.item("ledger")], "reviewerType": "ACCOUNT_OWNER"});
    info.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"name": "Machine Account Owner Campaign", "description": "A review done by a Machine Account's owner.",
        "type": "MACHINE_ACCOUNT", "deadline": "2999-12-25T06:00:00.468Z", "emailNotificationEnabled": false,
        "autoRevokeAllowed": false, "recommendationsEnabled": false, "filter": null, "sunsetCommentsRequired": true,
        "mandatoryCommentRequirement": "NO_DECISIONS", "sourceOwnerCampaignInfo": null, "searchCampaignInfo": null,
        "roleCompositionCampaignInfo": null, "correlatedStatus": "CORRELATED", "machineAccountCampaignInfo": info})
}

db_test!(machine_accounts_are_certified_by_their_owners, |db| async {
    let house = house(db).await;
    machines(&house).await;
    let id = active(&house, campaign(&house, &json!({}))).await;
    let made = house.get("zoe", &format!("/v3/campaigns/{id}?detail=FULL")).await.is(200);
    assert_eq!((&made["type"], &made["totalCertifications"]), (&json!("MACHINE_ACCOUNT"), &json!(2)));
    assert_eq!(made["machineAccountCampaignInfo"]["sourceIds"], json!([house.item("ledger")]));
    let whole = house.get("zoe", &format!("/iga/governance/admin/certification/{id}/ledger")).await.is(200);
    let all: i64 = whole.as_array().unwrap().iter().map(|line| line["grants"].as_i64().unwrap()).sum();
    assert_eq!(all, 4, "what is not of a machine or of that source is left out, and told: {whole}");

    let mine = certification(&house, "mia", &id).await;
    assert_eq!((&mine["decisionsTotal"], &mine["identitiesTotal"]), (&json!(1), &json!(0)));
    assert_eq!(mine["campaign"]["campaignType"], "MACHINE_ACCOUNT");
    let path = format!("/v3/certifications/{}", mine["id"].as_str().unwrap());
    let rows = house.get("mia", &format!("{path}/access-review-items")).await.is(200);
    let row = &rows[0];
    assert_eq!(row.get("identitySummary"), None, "it is about nobody");
    let access = &row["accessSummary"];
    assert_eq!(
        (&access["access"]["type"], &access["access"]["name"]),
        (&json!("ACCOUNT"), &json!("svc-posting"))
    );
    let of = &access["entitlement"];
    assert_eq!(
        (&of["sourceName"], &of["sourceId"]),
        (&json!("General Ledger"), &json!(house.item("ledger")))
    );
    let account = &of["account"];
    assert_eq!(account["id"], access["access"]["id"]);
    assert_eq!(
        (&account["nativeIdentity"], &account["disabled"], &account["locked"]),
        (&json!("svc-posting"), &json!(false), &json!(false))
    );
    let owner = json!({"id": house.user("mia"), "type": "IDENTITY", "displayName": "Mia Example"});
    assert_eq!(account["owner"], owner);
    let insights = &account["activityInsights"];
    assert_eq!((&insights["usageDays"], &insights["usageDaysState"]), (&json!(0), &json!("COMPLETE")));
    let asker = certification(&house, "zoe", &id).await;
    let left = format!("/v3/certifications/{}/access-review-items", asker["id"].as_str().unwrap());
    let left = house.get("zoe", &left).await.is(200);
    assert_eq!(members(left.as_array().unwrap(), "/accessSummary/access/name"), ["svc-nobodys"]);
    assert_eq!(
        left[0]["accessSummary"]["entitlement"]["account"]["activityInsights"]["usageDaysState"],
        "UNKNOWN"
    );

    for (filter, found) in [
        ("access.type+eq+%22ACCOUNT%22", 1),
        ("type+eq+%22ENTITLEMENT%22", 0),
        ("access.name+sw+%22svc-p%22", 1),
        ("access.name+sw+%22x%22", 0),
    ] {
        let rows = house.get("mia", &format!("{path}/access-review-items?filters={filter}")).await.is(200);
        assert_eq!(rows.as_array().unwrap().len(), found, "{filter}");
    }
    let summaries =
        house.get("mia", &format!("{path}/access-summaries/ACCOUNT?sorters=access.name")).await.is(200);
    assert_eq!(members(summaries.as_array().unwrap(), "/access/name"), ["svc-posting"]);
    assert_eq!(summaries[0]["entitlement"]["account"]["owner"], owner);

    let decision = json!([{"id": row["id"], "decision": "REVOKE", "bulk": false}]);
    house.post("mia", &format!("{path}/decide"), decision).await.is(200);
    let summary = house.get("mia", &format!("{path}/decision-summary")).await.is(200);
    for (count, expected) in [
        ("accountDecisionsMade", 1),
        ("accountDecisionsTotal", 1),
        ("accountsRevoked", 1),
        ("accountsApproved", 0),
    ] {
        assert_eq!(summary[count], expected, "{summary}");
    }
    house.post("mia", &format!("{path}/sign-off"), json!({})).await.is(200);
    house.run_jobs().await;
    let inbox = format!("/iga/governance/user/{}/approvals", house.user("oli"));
    let of_account = "/result/0/request/entity/entityId";
    let mut tasks = Value::Null;
    for _ in 0..400 {
        house.run_jobs().await;
        tasks = house.get("oli", &inbox).await.is(200);
        if tasks.pointer(of_account).is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(tasks.pointer(of_account), Some(&account["id"]), "{tasks}");
});

db_test!(what_is_no_campaign_of_machines_is_refused_in_words, |db| async {
    let house = house(db).await;
    machines(&house).await;
    for (info, fault) in [
        (json!({"sourceIds": []}), "`machineAccountCampaignInfo.sourceIds` is missing"),
        (json!({"sourceIds": [house.item("read")]}), "sourceIds[0]` is the id of no source"),
        (
            json!({"reviewerType": "MANAGER"}),
            "`machineAccountCampaignInfo.reviewerType` must be `ACCOUNT_OWNER`",
        ),
    ] {
        let said = cause(house.post("zoe", "/v3/campaigns", campaign(&house, &info)).await, 400);
        assert!(said.contains(fault), "{said}");
    }
    let mut without = campaign(&house, &json!({}));
    without["machineAccountCampaignInfo"] = Value::Null;
    let said = cause(house.post("zoe", "/v3/campaigns", without).await, 400);
    assert!(said.contains("`machineAccountCampaignInfo` is missing"), "{said}");
});

db_test!(a_template_of_machine_accounts_generates_a_campaign_of_them, |db| async {
    let house = house(db).await;
    machines(&house).await;
    let template = json!({"name": "Machines each year", "description": "", "deadlineDuration": "P2W",
        "campaign": campaign(&house, &json!({"sourceIds": [house.item("ledger"), house.item("wiki")]}))});
    let made = house.post("zoe", "/v3/campaign-templates", template).await.is(200);
    let path = format!("/v3/campaign-templates/{}/generate", made["id"].as_str().unwrap());
    let generated = house.post("zoe", &path, json!({})).await.is(200);
    assert_eq!(generated["campaignType"], "MACHINE_ACCOUNT");
    let id = generated["id"].as_str().unwrap().to_owned();
    let staged = until(&house, &format!("/v3/campaigns/{id}"), "/status", json!("STAGED")).await;
    assert_eq!((&staged["type"], &staged["totalCertifications"]), (&json!("MACHINE_ACCOUNT"), &json!(2)));
});
