//! Reviews of accounts that machines use or nobody holds, over the IGA API.

use bailiwick::authority::Authority;
use bailiwick_store::{db_test, users};
use serde_json::{Value, json};

use crate::isc::machines;
use crate::support::{House, column};

const TEMPLATES: &str = "/iga/governance/certification/template";

fn template(house: &House, more: &Value) -> Value {
    let mut body = json!({
        "name": "Machines", "certificationType": "account", "ownerId": format!("managed/user/{}", house.user("zoe")),
        "stages": [{"certifierType": "accountOwner"}], "stageDuration": 14, "targetFilter": {},
        "allowPartialSignoff": true, "remediationRule": "DisableAccount",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

db_test!(a_machines_account_is_reviewed_with_what_it_may_do, |db| async {
    let house = House::new(db).await;
    let mut tx = house.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, house.user("zoe"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    machines(&house).await;

    let schema = house.get("zoe", "/iga/governance/certification/get-filter-schema").await.is(200);
    let named: Vec<&str> =
        schema["account"].as_array().unwrap().iter().filter_map(|one| one["key"].as_str()).collect();
    for name in ["kind", "owner.id", "lastUsed"] {
        assert!(named.iter().any(|known| known.ends_with(name)), "{name}: {schema}");
    }
    let manager = template(&house, &json!({"stages": [{"certifierType": "manager"}]}));
    let said = house.post("zoe", TEMPLATES, manager).await.is(400)["message"].to_string();
    assert!(said.contains("accountOwner"), "{said}");
    let count = house.post("zoe", "/iga/governance/certification/target-count", template(&house, &json!({})));
    assert_eq!(count.await.is(200)["totalCount"], 4, "whoever would decide about them");

    let made = house.post("zoe", TEMPLATES, template(&house, &json!({}))).await.is(200);
    assert_eq!(made["certificationType"], "account");
    let forecast = format!("{TEMPLATES}/{}/forecast", made["id"].as_str().unwrap());
    let forecast = house.get("zoe", &forecast).await.is(200);
    assert_eq!((&forecast["items"], &forecast["ledger"]["no-certifier"]), (&json!(3), &json!(1)));
    let start = json!({"templateId": made["id"]});
    let id = house.post("zoe", "/iga/governance/certification", start).await.is(200)["id"].clone();
    let campaign = format!("/iga/governance/certification/{}", id.as_str().unwrap());
    let mut rows = Value::Null;
    for _ in 0..400 {
        house.run_jobs().await;
        let answer = house.get("mia", &format!("{campaign}/items")).await;
        if answer.status == 200 {
            rows = answer.is(200);
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let mut names = column(&rows, "/account/name");
    names.sort();
    assert_eq!(names, ["bot", "svc-posting", "test01"]);
    let all = rows["result"].as_array().unwrap();
    let row = all.iter().find(|row| row["account"]["name"] == "svc-posting").unwrap();
    assert_eq!((&row["item"]["type"], &row["keys"]["type"]), (&json!("account"), &json!("account")));
    assert_eq!(row["keys"]["accountId"], row["account"]["id"]);
    let account = &row["account"];
    assert_eq!((&account["kind"], &account["status"]), (&json!("machine"), &json!("active")));
    assert_eq!((&account["owner"]["userName"], &account["user"]), (&json!("mia"), &Value::Null));
    assert!(account["lastUsed"].is_string(), "{account}");
    assert_eq!(account["entitlements"][0]["name"], "Ledger: post entries");
    assert_eq!(row["application"]["name"], "General Ledger");
    assert_eq!(row["application"]["owners"][0]["userName"], "oli");
});
