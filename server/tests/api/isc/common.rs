use axum::body::Body;
use axum::http::{Request, header};
use bailiwick_store::db_test;
use serde_json::json;

use super::{cause, house, manager_campaign, members, staged};
use crate::support::{House, answer};

db_test!(every_spelling_of_an_address_is_understood, |db| async {
    let house = house(db).await;
    let id = staged(&house, manager_campaign()).await;
    for collection in ["campaigns", "certifications", "certification-tasks"] {
        for address in ["/v3/C", "/beta/C", "/v2024/C", "/v2025/C", "/v2026/C", "/C/v1"] {
            let address = address.replace('C', collection);
            let all = house.get("zoe", &address).await.is(200);
            assert!(!all.as_array().unwrap().is_empty(), "{address}");
            cause(house.get("zoe", &format!("{address}/{}", uuid())).await, 404);
            house.get("zoe", &format!("{address}/a/b/c/d")).await.is(404);
        }
    }
    for address in ["/v3/campaigns/I", "/beta/campaigns/I", "/v2025/campaigns/I", "/campaigns/v1/I"] {
        assert_eq!(house.get("zoe", &address.replace('I', &id)).await.is(200)["id"], id);
    }
    let older =
        house.get("zoe", &format!("/beta/certifications?reviewer-identitiy={}", house.user("mia"))).await;
    let older = older.is(200);
    assert_eq!((&older[0]["campaignRef"]["id"], &older[0]["entitiesTotal"]), (&json!(id), &json!(2)));
    assert_eq!(older[0].get("campaign"), None);
    let tasks = format!("/beta/certifications/{}/tasks-pending", older[0]["id"].as_str().unwrap());
    assert_eq!(house.get("zoe", &tasks).await.is(200), json!([]));
});

fn uuid() -> &'static str {
    "0198c1f0-0000-7000-8000-000000000001"
}

db_test!(collections_are_paged_and_counted_on_demand, |db| async {
    let house = house(db).await;
    for name in ["Alpha", "Beta", "Gamma"] {
        let mut body = manager_campaign();
        body["name"] = json!(name);
        staged(&house, body).await;
    }
    let names = async |query: &str| {
        let all = house.get("zoe", &format!("/v3/campaigns?{query}")).await.is(200);
        members(all.as_array().unwrap(), "/name")
    };
    assert_eq!(names("").await, ["Gamma", "Beta", "Alpha"], "the latest first");
    assert_eq!(names("sorters=name&limit=2").await, ["Alpha", "Beta"]);
    assert_eq!(names("sorters=-name&limit=2&offset=2").await, ["Alpha"]);
    assert_eq!(names("filters=name+sw+%22al%22+or+name+eq+%22Gamma%22").await, ["Gamma", "Alpha"]);
    assert_eq!(names("filters=status+in+(%22ACTIVE%22,%22COMPLETED%22)").await, Vec::<String>::new());
    let plain = house.get("zoe", "/v3/campaigns?limit=250").await;
    assert_eq!(plain.headers.get("x-total-count"), None);
    let counted = house.get("zoe", "/v3/campaigns?count=true&limit=1").await;
    assert_eq!(counted.headers["x-total-count"], "3");
    for wrong in [
        "limit=251",
        "limit=-1",
        "offset=x",
        "count=perhaps",
        "filters=type+eq+%22MANAGER%22",
        "sorters=type",
    ] {
        cause(house.get("zoe", &format!("/v3/campaigns?{wrong}")).await, 400);
    }
});

/// Calls as Zoe in a language.
async fn in_language(house: &House, language: &str) -> serde_json::Value {
    let request = Request::get("/v3/campaigns/nothing")
        .header(header::AUTHORIZATION, format!("Bearer {}", house.token("zoe")))
        .header(header::ACCEPT_LANGUAGE, language);
    answer(&house.router, request.body(Body::empty()).unwrap()).await.is(404)
}

db_test!(refusals_speak_the_callers_language, |db| async {
    let house = house(db).await;
    let german = in_language(&house, "de-AT, en;q=0.5").await;
    assert_eq!(
        (&german["messages"][0]["locale"], &german["messages"][0]["localeOrigin"]),
        (&json!("de"), &json!("REQUEST"))
    );
    assert_eq!(german["messages"][0]["text"], "Der Server hat das angesprochene Objekt nicht gefunden.");
    assert_eq!(
        (&german["messages"][1]["locale"], &german["messages"][1]["localeOrigin"]),
        (&json!("en-US"), &json!("DEFAULT"))
    );
    assert_eq!(german["causes"][0]["text"], "campaign `nothing` does not exist");
    assert_eq!(german["detailCode"], "404 Not found");
    let other = in_language(&house, "pl").await;
    assert_eq!(members(other["messages"].as_array().unwrap(), "/localeOrigin"), ["DEFAULT"]);
    let nobody = house.get("", "/v3/campaigns").await.is(401);
    assert_eq!(nobody, json!({"error": "sign in first"}));
});

db_test!(who_calls_too_often_is_told_when_to_go_on, |db| async {
    let house = house(db).await;
    house.clock.advance(chrono::Duration::minutes(1));
    for _ in 0..100 {
        house.get("mia", "/v3/certifications?limit=0").await.is(200);
    }
    let refused = house.get("mia", "/v3/certifications").await;
    assert_eq!(refused.headers["retry-after"], "10");
    assert_eq!(refused.is(429), json!({"message": " Rate Limit Exceeded "}));
    house.get("zoe", "/v3/certifications").await.is(200);
    house.get("mia", "/iga/governance/certification/items").await.is(200);
    house.clock.advance(chrono::Duration::seconds(10));
    house.get("mia", "/v3/certifications").await.is(200);
});
