//! The samples of SailPoint's own pages of the two operations that the contract began with, beside this repository.

use std::mem::discriminant;
use std::path::Path;

use bailiwick_store::db_test;
use serde_json::{Deserializer, Value, json};

use super::{active, certification, house, machines, manager_campaign, members, rows, until};
use crate::support::{Answer, House};

/// The page of an operation; nothing, saying so, where the pages are not there.
fn page(operation: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/seeds");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: there are no samples at {}", folder.display());
        return None;
    };
    let mut pages = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let found = pages.find(|page| page.lines().nth(1) == Some(operation));
    assert!(found.is_some(), "no page of {} is about {operation}", folder.display());
    found
}

/// Every sample on a page, in its order.
fn samples(page: &str) -> Vec<Value> {
    let (mut found, mut rest) = (Vec::new(), page);
    while let Some(start) = rest.find("\n{\n") {
        rest = &rest[start + 1..];
        let mut read = Deserializer::from_str(rest).into_iter::<Value>();
        found.push(read.next().unwrap().unwrap());
        rest = &rest[read.byte_offset()..];
    }
    found
}

/// The members of a sample that an answer has not, or not of that kind where both have a value.
fn missing(answer: &Value, sample: &Value, place: &str) -> Vec<String> {
    match (answer, sample) {
        (Value::Null, _) | (_, Value::Null) => Vec::new(),
        (Value::Object(answer), Value::Object(sample)) => {
            let member = |(name, value): (&String, &Value)| {
                let place = format!("{place}/{name}");
                answer.get(name).map_or_else(|| vec![place.clone()], |had| missing(had, value, &place))
            };
            sample.iter().flat_map(member).collect()
        }
        (Value::Array(answer), Value::Array(sample)) => {
            let both = answer.first().zip(sample.first());
            both.map_or_else(Vec::new, |(had, value)| missing(had, value, &format!("{place}/0")))
        }
        (had, value) if discriminant(had) == discriminant(value) => Vec::new(),
        _ => vec![place.to_owned()],
    }
}

/// What is refused is refused as the page says, in code and words; what is wrong in particular.
#[track_caller]
fn is_refused_as(answer: Answer, status: u16, samples: &[Value], code: &str) -> String {
    let sample = samples.iter().find(|sample| sample["detailCode"] == code).unwrap();
    let body = answer.is(status);
    assert_eq!(missing(&body, sample, ""), Vec::<String>::new());
    assert_eq!((&body["detailCode"], &body["messages"]), (&sample["detailCode"], &sample["messages"]));
    members(body["causes"].as_array().unwrap(), "/text").join("; ")
}

/// A sample as somebody of this house sends it: whom and what it names are people and things here.
async fn of_this_house(house: &House, sample: &Value) -> Value {
    let mut body = sample.clone();
    if sample["filter"].is_object() {
        let none =
            json!({"type": "ROLE", "operation": "EQUALS", "property": "name", "value": "None of ours"});
        let filter = json!({"name": sample["filter"]["name"], "mode": "EXCLUSION", "criteriaList": [none]});
        let made = house.post("zoe", "/v3/campaign-filters", filter).await.is(200);
        body["filter"]["id"] = made["id"].clone();
    }
    for (pointer, id) in [
        ("/sourceIds/0", json!(house.item("ledger"))),
        ("/searchCampaignInfo/reviewer/id", json!(house.user("oli"))),
        ("/roleCompositionCampaignInfo/remediatorRef/id", json!(house.user("dan"))),
        ("/roleCompositionCampaignInfo/roleIds/0", json!(house.item("accountant"))),
        ("/machineAccountCampaignInfo/sourceIds/0", json!(house.item("ledger"))),
    ] {
        if let Some(there) = body.pointer_mut(pointer) {
            *there = id;
        }
    }
    body
}

db_test!(every_sample_of_a_campaign_is_accepted_and_answered_in_kind, |db| async {
    let Some(page) = page("POST/campaigns") else { return };
    let house = house(db).await;
    machines(&house).await;
    let samples = samples(&page);
    let asked: Vec<&Value> = samples.iter().filter(|sample| sample["status"] == "PENDING").collect();
    let kinds: Vec<&str> = asked.iter().map(|sample| sample["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["MANAGER", "SEARCH", "SOURCE_OWNER", "ROLE_COMPOSITION", "MACHINE_ACCOUNT"]);
    for sample in asked {
        let body = of_this_house(&house, sample).await;
        let made = house.post("zoe", "/beta/campaigns", body.clone()).await.is(202);
        // Sources named in the campaign itself come back where the specification has them.
        let mut answered = body.clone();
        if answered.as_object_mut().unwrap().remove("sourceIds").is_some() {
            answered["sourceOwnerCampaignInfo"] = json!({"sourceIds": body["sourceIds"]});
        }
        assert_eq!(missing(&made, &answered, ""), Vec::<String>::new());
        let of_the_server = ["id", "created", "modified", "sourcesWithOrphanEntitlements"];
        for (member, value) in answered.as_object().unwrap() {
            if !of_the_server.contains(&member.as_str()) {
                assert_eq!(made[member], *value, "{member} of {}", sample["type"]);
            }
        }
        assert_ne!(made["id"], sample["id"], "the server gives ids");

        // They are staged whatever their deadline, and begin once that lies in the future.
        let campaign = format!("/beta/campaigns/{}", made["id"].as_str().unwrap());
        until(&house, &campaign, "/status", json!("STAGED")).await;
        let activate = format!("{campaign}/activate");
        let late = house.post("zoe", &activate, json!({})).await;
        let why = is_refused_as(late, 400, &samples, "400.1 Bad Request Content");
        assert!(why.contains("deadline"), "{why}");
        let later = json!([{"op": "replace", "path": "/deadline", "value": "2999-12-25T06:00:00.468Z"}]);
        house.call("zoe", "PATCH", &campaign, later.to_string()).await.is(200);
        house.post("zoe", &activate, json!({})).await.is(202);
    }
});

db_test!(a_campaign_is_answered_and_refused_as_the_page_says, |db| async {
    let Some(page) = page("POST/campaigns") else { return };
    let house = house(db).await;
    let samples = samples(&page);
    // The sample of the schema has every member that there is: of campaigns of all types at once.
    let all = samples.iter().find(|sample| sample["status"] == "ACTIVE").unwrap();
    let id = active(&house, manager_campaign()).await;
    let full = house.get("zoe", &format!("/beta/campaigns/{id}?detail=FULL")).await.is(200);
    assert_eq!(full["status"], "ACTIVE");
    assert_eq!(missing(&full, all, ""), Vec::<String>::new());

    let mixed = house.post("zoe", "/beta/campaigns", all.clone()).await;
    let why = is_refused_as(mixed, 400, &samples, "400.1 Bad Request Content");
    assert!(why.contains("must not be set for campaigns of the type `MANAGER`"), "{why}");
    let theirs = house.post("mia", "/beta/campaigns", manager_campaign()).await;
    is_refused_as(theirs, 403, &samples, "403 Forbidden");
    let nobody = house.post("", "/beta/campaigns", manager_campaign()).await;
    let sample = samples.iter().find(|sample| sample.get("error").is_some()).unwrap();
    assert_eq!(missing(&nobody.is(401), sample, ""), Vec::<String>::new());
});

db_test!(a_certification_is_signed_off_as_the_page_says, |db| async {
    let Some(page) = page("POST/certifications/:id/sign-off") else { return };
    let house = house(db).await;
    let samples = samples(&page);
    let id = active(&house, manager_campaign()).await;
    // Oli knows better what Ben has: his certification tells where it came from, as that of the sample.
    let mine = certification(&house, "mia", &id).await;
    let ben = json!([{"id": house.user("ben"), "type": "IDENTITY_SUMMARY"}]);
    let hand = json!({"reassign": ben, "reassignTo": house.user("oli"), "reason": "Reassigned for a reason"});
    let reassign = format!("/v3/certifications/{}/reassign", mine["id"].as_str().unwrap());
    house.post("mia", &reassign, hand).await.is(200);
    let his = certification(&house, "oli", &id).await;
    let path = format!("/v3/certifications/{}", his["id"].as_str().unwrap());
    let sign = async |who: &str| house.call(who, "POST", &format!("{path}/sign-off"), "").await;

    is_refused_as(sign("oli").await, 400, &samples, "400.1 Bad Request Content");
    is_refused_as(sign("ann").await, 404, &samples, "404 Not found");
    let error = samples.iter().find(|sample| sample.get("error").is_some()).unwrap();
    assert_eq!(missing(&sign("").await.is(401), error, ""), Vec::<String>::new());
    let approve = |row: &Value| json!({"id": row["id"], "decision": "APPROVE", "bulk": false});
    let of = rows(&house, "oli", his["id"].as_str().unwrap()).await;
    let decisions: Vec<Value> = of.iter().map(approve).collect();
    house.post("oli", &format!("{path}/decide"), json!(decisions)).await.is(200);

    let signed = sign("oli").await.is(200);
    let sample = samples.iter().find(|sample| sample.get("campaign").is_some()).unwrap();
    // When reviewers became known is optional in the specification, and not told.
    let untold = ["/created", "/modified"];
    let mut left = missing(&signed, sample, "");
    left.retain(|place| !untold.iter().any(|end| place.ends_with(&format!("/reviewer{end}"))));
    assert_eq!(left, Vec::<String>::new());
    for member in ["campaign", "reviewer", "reassignment", "signed", "due"] {
        assert!(!signed[member].is_null(), "{member}: {signed}");
    }
    assert_eq!((&signed["completed"], &signed["phase"]), (&json!(true), &json!("SIGNED")));
    assert_eq!(signed["reassignment"]["comment"], sample["reassignment"]["comment"]);
    assert_eq!(signed["reassignment"]["from"]["id"], mine["id"]);
    for place in ["/campaign/type", "/reviewer/type", "/reassignment/from/type", "/hasErrors"] {
        assert_eq!(signed.pointer(place), sample.pointer(place), "{place}");
    }
    is_refused_as(sign("oli").await, 400, &samples, "400.1 Bad Request Content");
});
