use bailiwick_store::{db_test, nesting};
use serde_json::{Value, json};

use super::{active, certification, house, manager_campaign, rows};
use crate::support::House;

/// Ben has the role Accountant by rule; what it lets him post is a member of the right to close the year.
async fn arranged(house: &House) {
    let memberships = [(house.item("post"), house.item("close"))];
    let mut tx = house.engine.db().write().await.unwrap();
    nesting::insert(&mut tx, &memberships, &memberships).await.unwrap();
    tx.commit().await.unwrap();
    let role = format!("/iga/governance/role/{}/active", house.item("accountant"));
    let ben = json!({"operator": "EQUALS", "operand": {"targetName": "user.userName", "targetValue": "ben"}});
    let condition = json!([{"operation": "add", "field": "/role/membershipCondition", "value": ben}]);
    house.call("zoe", "PATCH", &role, condition.to_string()).await.is(200);
    house.run_jobs().await;
}

fn of<'a>(rows: &'a [Value], who: &str, name: &str) -> &'a Value {
    let is = |row: &&Value| {
        row["identitySummary"]["name"] == who && row["accessSummary"]["access"]["name"] == name
    };
    rows.iter().find(is).unwrap_or_else(|| unreachable!("{rows:#?}"))
}

db_test!(rows_say_what_cannot_be_taken_away_and_what_would_have_to_change, |db| async {
    let house = house(db).await;
    arranged(&house).await;
    let id = active(&house, manager_campaign()).await;
    let mine = certification(&house, "mia", &id).await;
    let all = rows(&house, "mia", mine["id"].as_str().unwrap()).await;
    let role = json!({"type": "ROLE", "id": house.item("accountant"), "name": "Accountant"});
    let post = json!({"type": "ENTITLEMENT", "id": house.item("post"), "name": "Ledger: post entries"});

    let edit = of(&all, "Ben Example", "Wiki editor");
    assert_eq!(edit["accessSummary"]["entitlement"]["revocable"], true);
    assert_eq!(edit.get("revocationRequires"), None);
    let by_rule = of(&all, "Ben Example", "Accountant");
    assert_eq!(by_rule["accessSummary"]["role"]["revocable"], false);
    assert_eq!(by_rule["revocationRequires"], json!({"reason": "rule", "access": role}));
    let by_role = of(&all, "Ben Example", "Ledger: post entries");
    assert_eq!(by_role["accessSummary"]["entitlement"]["revocable"], false);
    assert_eq!(by_role["revocationRequires"], json!({"reason": "role", "access": role}));
    let nested = of(&all, "Ben Example", "Ledger: close the year");
    assert_eq!(nested["accessSummary"]["entitlement"]["revocable"], false);
    let path = ["Ledger: post entries", "Ledger: close the year"];
    assert_eq!(nested["revocationRequires"], json!({"reason": "nested", "access": post, "path": path}));

    // Listed without those who hold it: whether anybody would lose it.
    let summaries = async |kind: &str| -> Vec<(String, bool)> {
        let path = format!("/v3/certifications/{}/access-summaries/{kind}", mine["id"].as_str().unwrap());
        let listed = house.get("mia", &path).await.is(200);
        let one = |row: &Value| {
            let of = if kind == "ROLE" { &row["role"] } else { &row["entitlement"] };
            (row["access"]["name"].as_str().unwrap().to_owned(), of["revocable"].as_bool().unwrap())
        };
        listed.as_array().unwrap().iter().map(one).collect()
    };
    let revocable = |who: &str, name: &str| {
        let kind = if name == "Accountant" { "role" } else { "entitlement" };
        of(&all, who, name)["accessSummary"][kind]["revocable"] == true
    };
    for (name, is) in summaries("ENTITLEMENT").await.into_iter().chain(summaries("ROLE").await) {
        let holders = all.iter().filter(|row| row["accessSummary"]["access"]["name"] == name.as_str());
        let mut holders = holders.map(|row| row["identitySummary"]["name"].as_str().unwrap());
        assert_eq!(is, holders.any(|who| revocable(who, &name)), "{name}");
    }
    let of_roles = summaries("ROLE").await;
    assert!(of_roles.contains(&("Accountant".into(), false)), "Ben has it by rule: {of_roles:?}");
    assert!(summaries("ENTITLEMENT").await.iter().any(|(_, is)| *is));

    // The same campaign as the other face has it.
    let items =
        house.get("mia", &format!("/iga/governance/certification/{id}/items?pageSize=50")).await.is(200);
    let item = items["result"].as_array().unwrap().iter().find(|item| item["id"] == nested["id"]).unwrap();
    let change = |key: &str| json!({"type": "entitlement", "id": house.item(key), "name": nested["revocationRequires"]["path"][usize::from(key == "close")]});
    let expected = json!({"revocable": false, "type": "nested", "change": change("post"), "way": [change("post"), change("close")]});
    assert_eq!(item["decision"]["certification"]["revocability"], expected);
    assert_eq!(item["relationship"]["properties"]["grantType"], "nested");
    assert_eq!(item["relationship"]["properties"]["member"]["_id"], json!(house.item("post")));
});
