//! Reviews of definitions and of records, over the wire (contract 3.5, 3.18).

use bailiwick::authority::Authority;
use bailiwick_store::{Db, db_test, users};
use serde_json::{Value, json};

use crate::support::{House, column};

const TEMPLATES: &str = "/iga/governance/certification/template";

async fn house(db: Db) -> House {
    let house = House::new(db).await;
    let mut tx = house.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, house.user("zoe"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    house
}

fn template(house: &House, kind: &str, certifier: &Value, target: &Value) -> Value {
    json!({
        "name": kind, "certificationType": kind, "ownerId": format!("managed/user/{}", house.user("zoe")),
        "stages": [certifier], "stageDuration": 14, "targetFilter": target, "allowBulkCertify": true,
        "allowPartialSignoff": true, "remediationRule": "BasicRevocation",
    })
}

/// Starts a campaign, and gives its path once it runs.
async fn running(house: &House, template: Value) -> String {
    let made = house.post("zoe", TEMPLATES, template).await.is(200);
    let start = json!({"templateId": made["id"]});
    let started = house.post("zoe", "/iga/governance/certification", start).await.is(200);
    let id = started["id"].as_str().unwrap().to_owned();
    let admin = format!("/iga/governance/admin/certification/{id}");
    for _ in 0..400 {
        house.run_jobs().await;
        if house.get("zoe", &admin).await.is(200)["status"] == "in-progress" {
            return format!("/iga/governance/certification/{id}");
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    unreachable!("{id} never runs")
}

db_test!(an_entitlement_is_reviewed_at_the_contracts_places, |db| async {
    let house = house(db).await;
    let wiki = json!({"application": {"operator": "EQUALS",
        "operand": {"targetName": "name", "targetValue": "Company Wiki"}}});
    let body =
        template(&house, "entitlementComposition", &json!({"certifierType": "entitlementOwner"}), &wiki);
    let count = house.post("zoe", "/iga/governance/certification/target-count", body.clone()).await.is(200);
    assert_eq!(count["totalCount"], 2);
    let mut wrong = body.clone();
    wrong["targetFilter"]["user"] = wiki["application"].clone();
    let said = house.post("zoe", TEMPLATES, wrong).await.is(400)["message"].to_string();
    assert!(said.contains("targetFilter.user"), "{said}");

    let campaign = running(&house, body).await;
    let rows = house.get("oli", &format!("{campaign}/items")).await.is(200);
    let mut names = column(&rows, "/entitlement/displayName");
    names.sort();
    assert_eq!(names, ["Wiki administrator", "Wiki editor"]);
    let row = &rows["result"][0];
    assert_eq!(
        (&row["item"]["type"], &row["application"]["name"]),
        (&json!("entitlement"), &json!("Company Wiki"))
    );
    assert_eq!(row["entitlementOwner"][0]["userName"], "oli");
    assert!(row["glossary"]["idx"]["/entitlement"]["riskLevel"].is_string(), "{row}");
    assert_eq!((&row["holderCount"], row.get("user")), (&json!(0), None));
    assert_eq!(row["decision"]["certification"].get("isHeld"), None);
    let ids = json!({"ids": column(&rows, "/id"), "comment": "as it should be"});
    let done = house.post("oli", &format!("{campaign}/items/certify"), ids.clone()).await.is(200);
    assert_eq!(done["idsNotActedOn"], json!([]));
    house.post("oli", &format!("{campaign}/items/signoff"), ids).await.is(200);

    let admin = campaign.replace("governance/", "governance/admin/");
    let evidence = house.get("zoe", &format!("{admin}/evidence?part=rows")).await.content(200);
    let table = String::from_utf8(evidence).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].contains(",about,") && lines.len() == 3, "{table}");
    assert!(
        lines[1..].iter().all(|line| line.contains(",definition,") && line.contains("signed-off")),
        "{table}"
    );
    house.get("zoe", &format!("{admin}/evidence?part=bundle")).await.content(200);
    let ledger = house.get("zoe", &format!("{admin}/ledger")).await.is(200);
    let all: i64 = ledger.as_array().unwrap().iter().map(|line| line["grants"].as_i64().unwrap()).sum();
    assert_eq!(all, 5, "every entitlement is in it or left out: {ledger}");
});

db_test!(roles_and_records_are_reviewed_at_the_contracts_places, |db| async {
    let house = house(db).await;
    let owner = json!({"certifierType": "roleOwner"});
    let campaign = running(&house, template(&house, "roleComposition", &owner, &json!({}))).await;
    let rows = house.get("oli", &format!("{campaign}/items")).await.is(200);
    let row = &rows["result"][0];
    assert_eq!((&row["item"]["type"], &row["role"]["name"]), (&json!("role"), &json!("Accountant")));
    let mut brings = column(&json!({"result": row["role"]["entitlements"]}), "/name");
    brings.sort();
    assert_eq!(brings, ["Ledger: post entries", "Ledger: read"]);
    let revoke = format!("{campaign}/items/{}/revoke", row["id"].as_str().unwrap());
    house.post("oli", &revoke, json!({"comment": "too much"})).await.is(200);
    house.post("oli", &format!("{campaign}/items/signoff"), json!({"ids": [row["id"]]})).await.is(200);
    house.run_jobs().await;
    let read = format!("{campaign}/items/{}", row["id"].as_str().unwrap());
    assert_eq!(
        house.get("zoe", &read).await.is(200)["decision"]["certification"]["remediationStatus"],
        "pending"
    );
    let status = format!(
        "/iga/governance/certification/items/{}?_action=updateRemediationStatus",
        row["id"].as_str().unwrap()
    );
    let early = house.post("zoe", &status, json!({"remediationStatus": "complete"})).await.refused(400);
    assert!(early.contains("as it was"), "{early}");

    let manager = json!({"certifierType": "manager"});
    let campaign = running(&house, template(&house, "identityProfile", &manager, &json!({}))).await;
    let rows = house.get("mia", &format!("{campaign}/items")).await.is(200);
    let mut names = column(&rows, "/user/userName");
    names.sort();
    assert_eq!(names, ["ann", "ben"]);
    let user = &rows["result"][0]["user"];
    assert_eq!((&user["manager"]["userName"], &user["accountStatus"]), (&json!("mia"), &json!("active")));
    assert_eq!((&rows["result"][0]["item"]["type"], user["accountCount"].is_i64()), (&json!("user"), true));
    let told = house.get("zoe", "/v3/campaigns").await.is(200);
    assert!(!told.as_array().unwrap().iter().any(|one| one["name"] == "identityProfile"), "{told}");
});
