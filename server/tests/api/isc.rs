//! Certification as SailPoint's clients know it, over the wire (contract B1 to B5).

mod campaigns;
mod certifications;
mod common;
mod machines;
mod revocability;
mod roles;
mod sdk;
mod seeds;
mod templates;

pub use machines::machines;

use bailiwick::authority::Authority;
use bailiwick_store::{Db, users};
use serde_json::{Value, json};

use crate::support::House;

/// A house in which Zoe runs certifications; Ann and Ben, who report to Mia, hold something, and so does Dan, who reports
/// to nobody.
async fn house(db: Db) -> House {
    let house = House::new(db).await;
    let mut tx = house.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, house.user("zoe"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    for (who, keys) in [("ann", &["read", "post"][..]), ("ben", &["edit"]), ("dan", &["close"])] {
        let give = format!("/iga/governance/user/{}/entitlements?_action=add", house.user(who));
        for key in keys {
            let body = json!({"entitlementId": house.item(key), "grantType": "request"});
            house.post("zoe", &give, body).await.is(200);
        }
    }
    house.run_jobs().await;
    house
}

/// Everybody's access, put to their managers.
fn manager_campaign() -> Value {
    json!({
        "name": "Manager Review", "description": "A review of everyone's access by their manager.",
        "deadline": "2999-12-25T06:00:00.468Z", "type": "MANAGER", "mandatoryCommentRequirement": "NO_DECISIONS",
        "sunsetCommentsRequired": true, "sourceOwnerCampaignInfo": null,
    })
}

/// Asks for a campaign; its id, once it is staged.
async fn staged(house: &House, body: Value) -> String {
    let made = house.post("zoe", "/v3/campaigns", body).await.is(202);
    assert_eq!(made["status"], "PENDING");
    let id = made["id"].as_str().unwrap().to_owned();
    until(house, &format!("/v3/campaigns/{id}"), "/status", json!("STAGED")).await;
    id
}

/// The same, activated.
async fn active(house: &House, body: Value) -> String {
    let id = staged(house, body).await;
    house.post("zoe", &format!("/v3/campaigns/{id}/activate"), json!({"timeZone": "Z"})).await.is(202);
    id
}

/// Reads until a value is so: the house's own worker acts meanwhile.
async fn until(house: &House, path: &str, pointer: &str, value: Value) -> Value {
    for _ in 0..400 {
        house.run_jobs().await;
        house.clock.advance(chrono::Duration::seconds(1));
        let read = house.get("zoe", path).await.is(200);
        if read.pointer(pointer) == Some(&value) {
            return read;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    unreachable!("`{pointer}` of {path} never is {value}")
}

/// The only certification of a campaign that a reviewer has.
async fn certification(house: &House, who: &str, campaign: &str) -> Value {
    let filter = format!("/v3/certifications?filters=campaign.id+eq+%22{campaign}%22&reviewer-identity=me");
    let all = house.get(who, &filter).await.is(200);
    assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
    all[0].clone()
}

/// The rows of a certification, by who holds what.
async fn rows(house: &House, who: &str, certification: &str) -> Vec<Value> {
    let sorted = "access-review-items?sorters=identitySummary.name,access.name";
    let all = house.get(who, &format!("/v3/certifications/{certification}/{sorted}")).await.is(200);
    all.as_array().unwrap().clone()
}

/// One member of every row of a list.
fn members(list: &[Value], pointer: &str) -> Vec<String> {
    let text = |row: &Value| row.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    list.iter().map(text).collect()
}

/// What is wrong in particular, of a refusal with that status.
#[track_caller]
fn cause(answer: crate::support::Answer, status: u16) -> String {
    let body = answer.is(status);
    assert!(body["detailCode"].as_str().unwrap().starts_with(&status.to_string()), "{body}");
    assert!(!body["trackingId"].as_str().unwrap().is_empty() && body["messages"][0]["text"].is_string());
    members(body["causes"].as_array().unwrap(), "/text").join("; ")
}
