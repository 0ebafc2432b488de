//! Every operation of the document, called by nobody and by an employee without rights.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::House;

const PUBLIC: &str = include_str!("../public_routes.txt");
const EMPLOYEE: &str = include_str!("../employee_routes.txt");

/// What no employee may read about Mia.
const SECRET: &str = "only for the eyes of the auditors";

/// The lines of a checked-in list.
fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Method and path of every operation.
fn operations() -> Vec<(String, String)> {
    let document = serde_json::to_value(bailiwick_server::openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let of_path = |(path, item): (&String, &Value)| {
        let methods =
            item.as_object().unwrap().iter().filter(|(_, operation)| operation.get("responses").is_some());
        methods.map(|(method, _)| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

/// The address of an operation, asking for what is Mia's.
fn address(house: &House, path: &str, request: &str) -> String {
    let user = house.user("mia").to_string();
    let address = path.replace("{userId}", &user).replace("{requestId}", request).replace("{id}", request);
    let address = address.replace("{objectType}", "role").replace("{key}", "iga_access_request");
    let address = address.replace("{action}", "Approve").replace("{attachmentId}", request);
    let address = address.replace("{tokenId}", request).replace("{requestTypeId}", "roleGrant");
    if path.ends_with("{requestId}") { format!("{address}?_action=comment") } else { address }
}

/// A house where Mia holds something, has asked for something, and has something to decide.
async fn lived_in(db: bailiwick_store::Db) -> (House, String) {
    let house = House::new(db).await;
    let mut body = house.new_request(&["mia"], &["post", "edit"]);
    body["justification"] = json!(SECRET);
    let made = house.post("mia", "/iga/governance/requests?_action=create", body).await.is(200);
    let ids: Vec<&str> = made["result"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    // Nobody is above Mia: the administrator decides in a manager's place.
    for who in ["zoe", "oli"] {
        house.act(who, ids[0], "approve", json!({"justification": SECRET})).await.is(200);
    }
    house.run_jobs().await;
    let (secret, id) = (json!({"comment": SECRET}), ids[1].to_owned());
    house.act("mia", &id, "comment", secret).await.is(200);
    house.ask("ann", &["ann"], &["post"]).await;
    (house, id)
}

db_test!(nobody_gets_nothing_but_what_is_public, |db| async {
    let (house, request) = lived_in(db).await;
    let public: Vec<&str> = lines(PUBLIC).collect();
    let operations = operations();
    for listed in &public {
        let known = |(method, path): &(String, String)| format!("{method} {path}") == **listed;
        assert!(operations.iter().any(known), "{listed} is listed but does not exist");
    }
    for (method, path) in operations {
        let name = format!("{method} {path}");
        let answer = house.call("", &method, &address(&house, &path, &request), "").await;
        if public.contains(&name.as_str()) {
            assert_ne!(answer.status, 403, "{name}");
        } else {
            assert_eq!(answer.status, 401, "{name}: {}", answer.body);
            let member = if path.starts_with("/v3/") { "error" } else { "message" };
            assert_eq!(answer.body, json!({member: "sign in first"}), "{name}");
        }
    }
    house.get("", "/openapi.json").await.is(200);
    house.get("", "/docs").await.is(200);
});

db_test!(an_employee_gets_nothing_of_another_person, |db| async {
    let (house, request) = lived_in(db).await;
    let before = house.state().await;
    let expected: BTreeSet<(&str, u16)> = lines(EMPLOYEE)
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(name, status)| (name, status.parse().unwrap()))
        .collect();
    let mut found = BTreeMap::new();
    let document = serde_json::to_value(bailiwick_server::openapi::document()).unwrap();
    for (method, path) in operations() {
        let name = format!("{method} {path}");
        let body = if path.ends_with("{requestId}") { json!({"comment": "hello"}) } else { json!({}) };
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let answer = house.call("dan", &method, &address(&house, &path, &request), body).await;
        let described =
            document["paths"][&path][method.to_lowercase()]["responses"].get(answer.status.to_string());
        assert!(described.is_some(), "{name}: the document does not say {}", answer.status);
        let text = answer.body.to_string();
        for hidden in [SECRET, "mia@example.com", "close the year"] {
            assert!(!text.contains(hidden), "{name} shows `{hidden}`: {text}");
        }
        found.insert(name, answer.status);
    }
    let found: BTreeSet<(&str, u16)> = found.iter().map(|(name, status)| (name.as_str(), *status)).collect();
    let other: Vec<_> = found.symmetric_difference(&expected).collect();
    assert!(
        other.is_empty(),
        "tests/employee_routes.txt says what is expected of every operation: {other:?}"
    );
    assert_eq!(house.state().await, before);
});
