use bailiwick_store::db_test;
use serde_json::{Value, json};

use super::{active, cause, certification, house, manager_campaign, members, rows, staged, until};

db_test!(a_campaign_comes_back_as_it_was_asked_for, |db| async {
    let house = house(db).await;
    let id = staged(&house, manager_campaign()).await;
    let full = house.get("zoe", &format!("/v3/campaigns/{id}?detail=FULL")).await.is(200);
    for (name, value) in manager_campaign().as_object().unwrap() {
        assert_eq!(full[name], *value, "{name}");
    }
    assert_eq!((&full["correlatedStatus"], &full["alerts"]), (&json!("CORRELATED"), &json!(null)));
    assert_eq!(
        (&full["totalCertifications"], &full["sourcesWithOrphanEntitlements"]),
        (&json!(2), &json!([]))
    );
    let slim = house.get("zoe", &format!("/v3/campaigns/{id}?detail=SLIM")).await.is(200);
    for hidden in ["filter", "modified", "sunsetCommentsRequired", "mandatoryCommentRequirement"] {
        assert!(slim.get(hidden).is_none() && full.get(hidden).is_some(), "{hidden}");
    }
    cause(house.get("zoe", &format!("/v3/campaigns/{id}?detail=ALL")).await, 400);
});

db_test!(what_is_wrong_with_a_campaign_is_named, |db| async {
    let house = house(db).await;
    let nobody = "0198c1f0-0000-7000-8000-000000000001";
    for (member, value, fault) in [
        ("name", json!(""), "`name`"),
        ("name", json!(null), "`name` is missing"),
        (
            "type",
            json!("EVERYTHING"),
            "`type` must be one of MANAGER, SOURCE_OWNER, SEARCH, ROLE_COMPOSITION, MACHINE_ACCOUNT",
        ),
        ("deadline", json!("soon"), "`deadline` must be a date and time as ISO 8601"),
        ("autoRevokeAllowed", json!("yes"), "`autoRevokeAllowed` must be true or false"),
        ("correlatedStatus", json!("UNCORRELATED"), "only campaigns of the type `SOURCE_OWNER`"),
        (
            "searchCampaignInfo",
            json!({"type": "IDENTITY", "query": "*"}),
            "must not be set for campaigns of the type `MANAGER`",
        ),
        ("mandatoryCommentRequirement", json!("SOME"), "`mandatoryCommentRequirement`"),
        ("filter", json!({"type": "RULE", "id": nobody}), "`filter.type`"),
    ] {
        let mut body = manager_campaign();
        body[member] = value;
        let said = cause(house.post("zoe", "/v3/campaigns", body).await, 400);
        assert!(said.contains(fault), "{said}");
    }
    let of_type = |kind: &str, name: &str, info: Value| {
        let mut body = manager_campaign();
        body["type"] = json!(kind);
        body[name] = info;
        body
    };
    let search = |info: Value| of_type("SEARCH", "searchCampaignInfo", info);
    for (body, fault) in [
        (of_type("SOURCE_OWNER", "filter", json!(null)), "name the sources"),
        (
            of_type("SOURCE_OWNER", "sourceOwnerCampaignInfo", json!({"sourceIds": [nobody]})),
            "sourceIds[0]` is the id of no source",
        ),
        (search(json!(null)), "`searchCampaignInfo` is missing"),
        (search(json!({"type": "IDENTITY"})), "one of them, not both"),
        (search(json!({"type": "IDENTITY", "query": "shoe:7"})), "names `shoe`"),
        (search(json!({"type": "IDENTITY", "query": "(ann"})), "not closed"),
        (search(json!({"type": "IDENTITY", "identityIds": [nobody]})), "identityIds[0]` is the id of nobody"),
        (
            search(
                json!({"type": "ACCESS", "query": "*", "reviewer": {"type": "GOVERNANCE_GROUP", "id": nobody}}),
            ),
            "no governance groups",
        ),
        (
            search(
                json!({"type": "ACCESS", "query": "*", "accessConstraints": [{"type": "ACCESS_PROFILE", "operator": "ALL"}]}),
            ),
            "no access profiles",
        ),
        (of_type("ROLE_COMPOSITION", "filter", json!(null)), "`roleCompositionCampaignInfo` is missing"),
        (of_type("MACHINE_ACCOUNT", "filter", json!(null)), "`machineAccountCampaignInfo` is missing"),
    ] {
        let said = cause(house.post("zoe", "/v3/campaigns", body).await, 400);
        assert!(said.contains(fault), "{said}");
    }
    assert_eq!(house.get("zoe", "/v3/campaigns").await.is(200), json!([]));
});

/// What is reviewed of a campaign, by whom: each reviewer with what is put to them.
async fn reviewed(house: &crate::support::House, id: &str) -> Vec<(String, Vec<String>)> {
    let all =
        house.get("zoe", &format!("/v3/certifications?filters=campaign.id+eq+%22{id}%22&sorters=name")).await;
    let mut found = Vec::new();
    for one in all.is(200).as_array().unwrap() {
        let of = rows(house, "zoe", one["id"].as_str().unwrap()).await;
        let mut names = members(&of, "/accessSummary/access/name");
        names.sort();
        found.push((one["reviewer"]["name"].as_str().unwrap().to_owned(), names));
    }
    found
}

db_test!(owners_of_sources_review_them, |db| async {
    let house = house(db).await;
    let mut body = manager_campaign();
    body["type"] = json!("SOURCE_OWNER");
    body["sourceOwnerCampaignInfo"] = json!({"sourceIds": [house.item("wiki")]});
    let id = active(&house, body.clone()).await;
    let found = reviewed(&house, &id).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "Oli Example");
    assert!(
        found[0].1.contains(&"Wiki editor".into()) && !found[0].1.iter().any(|name| name.contains("Ledger:"))
    );
    let full = house.get("zoe", &format!("/v3/campaigns/{id}?detail=FULL")).await.is(200);
    assert_eq!(full["sourceOwnerCampaignInfo"], body["sourceOwnerCampaignInfo"]);

    // Nobody is unknown as long as no source says whom it knows.
    body["correlatedStatus"] = json!("UNCORRELATED");
    let nothing = staged(&house, body.clone()).await;
    assert_eq!(reviewed(&house, &nothing).await, []);
    let schema = json!({"objectType": "application", "name": "authoritative", "displayName": "Authoritative", "type": "boolean"});
    house.post("zoe", "/iga/commons/glossary/schema", schema).await.is(201);
    let glossary = format!("/iga/governance/application/{}/glossary", house.item("ledger"));
    house.post("zoe", &glossary, json!({"authoritative": true})).await.is(200);
    let unknown = staged(&house, body).await;
    let found = reviewed(&house, &unknown).await;
    assert_eq!(found.len(), 1, "Ben has no account in the ledger: {found:?}");
});

db_test!(some_people_or_some_access_are_reviewed, |db| async {
    let house = house(db).await;
    let campaign = |info: Value| {
        let mut body = manager_campaign();
        body["type"] = json!("SEARCH");
        body["searchCampaignInfo"] = info;
        body
    };
    let oli = json!({"type": "IDENTITY", "id": house.user("oli"), "name": null});
    for (info, expected) in [
        (
            json!({"type": "IDENTITY", "identityIds": [house.user("ben")],
                "accessConstraints": [{"type": "ENTITLEMENT", "operator": "ALL"}]}),
            vec![("Mia Example", vec!["Wiki editor"])],
        ),
        (
            json!({"type": "IDENTITY", "query": "name:ann OR email:ben*", "reviewer": oli,
                "accessConstraints": [{"type": "ENTITLEMENT", "operator": "ALL"}]}),
            vec![("Oli Example", vec!["Ledger: post entries", "Ledger: read", "Wiki editor"])],
        ),
        (
            json!({"type": "ACCESS", "query": "source.name:\"General Ledger\" AND NOT name:*close*", "reviewer": oli}),
            vec![("Oli Example", vec!["Ledger: post entries", "Ledger: read"])],
        ),
        (
            json!({"type": "ACCESS", "query": "*", "reviewer": oli,
                "accessConstraints": [{"type": "ENTITLEMENT", "operator": "SELECTED", "ids": [house.item("read")]}]}),
            vec![("Oli Example", vec!["Ledger: read"])],
        ),
        (
            json!({"type": "ACCESS", "query": "*", "reviewer": oli, "accessConstraints": [{"type": "ROLE", "operator": "ALL"}]}),
            vec![],
        ),
    ] {
        let id = staged(&house, campaign(info.clone())).await;
        let found = reviewed(&house, &id).await;
        let expected: Vec<(String, Vec<String>)> = expected
            .into_iter()
            .map(|(who, what)| (who.to_owned(), what.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(found, expected, "{info}");
    }
});

db_test!(what_may_be_changed_depends_on_where_a_campaign_stands, |db| async {
    let house = house(db).await;
    let id = staged(&house, manager_campaign()).await;
    let path = format!("/v3/campaigns/{id}");
    let patch = async |operations: Value| house.call("zoe", "PATCH", &path, operations.to_string()).await;
    let changed = patch(json!([
        {"op": "replace", "path": "/name", "value": "Renamed"},
        {"op": "replace", "path": "/description", "value": null},
        {"op": "add", "path": "/autoRevokeAllowed", "value": true},
        {"op": "replace", "path": "/deadline", "value": "2001-01-01T00:00:00Z"},
    ]));
    let changed = changed.await.is(200);
    assert_eq!((&changed["name"], &changed["autoRevokeAllowed"]), (&json!("Renamed"), &json!(true)));
    assert!(changed.get("filter").is_none(), "in brief");
    for (operation, fault) in [
        (json!({"op": "replace", "path": "/type", "value": "SEARCH"}), "`type` cannot be changed"),
        (json!({"op": "replace", "path": "/name", "value": ""}), "`name`"),
        (json!({"op": "remove", "path": "/name"}), "`name` is missing"),
        (json!({"op": "test", "path": "/name", "value": "Manager Review"}), "the test fails"),
        (json!({"op": "replace", "path": "/status", "value": "ACTIVE"}), "`status` cannot be changed"),
    ] {
        let said = cause(patch(json!([operation])).await, 400);
        assert!(said.contains(fault), "{said}");
    }
    let late = cause(house.post("zoe", &format!("{path}/activate"), json!({})).await, 400);
    assert!(late.contains("deadline"), "{late}");
    cause(house.post("zoe", &format!("{path}/activate"), json!({"timeZone": "Mars"})).await, 400);
    patch(json!([{"op": "replace", "path": "/deadline", "value": "2999-01-01T00:00:00Z"}])).await.is(200);
    house.call("zoe", "POST", &format!("{path}/activate"), "").await.is(202);
    let seen = house.get("zoe", &format!("/iga/governance/admin/certification/{id}")).await.is(200);
    assert_eq!((&seen["name"], &seen["deadline"]), (&json!("Renamed"), &json!("2999-01-01T00:00:00Z")));
    cause(patch(json!([{"op": "replace", "path": "/name", "value": "Again"}])).await, 400);
    cause(patch(json!([{"op": "replace", "path": "/deadline", "value": "2001-01-01T00:00:00Z"}])).await, 400);
    patch(json!([{"op": "replace", "path": "/deadline", "value": "2998-01-01T00:00:00Z"}])).await.is(200);
    cause(house.call("mia", "PATCH", &path, "[]").await, 403);
});

db_test!(a_late_campaign_waits_until_it_is_completed, |db| async {
    let house = house(db).await;
    let mut body = manager_campaign();
    body["deadline"] = json!(house.context("zoe").now + chrono::Duration::days(3));
    let id = active(&house, body).await;
    let complete = format!("/v3/campaigns/{id}/complete");
    let early = cause(house.post("zoe", &complete, json!({})).await, 400);
    assert_eq!(early, "the campaign is not past its deadline");
    let mine = certification(&house, "mia", &id).await;
    let of_mia = mine["id"].as_str().unwrap().to_owned();
    let of = rows(&house, "mia", &of_mia).await;
    let kept = of.iter().find(|row| row["accessSummary"]["access"]["name"] == "Ledger: read").unwrap();
    let approve = json!([{"id": kept["id"], "decision": "APPROVE", "bulk": false}]);
    house.post("mia", &format!("/v3/certifications/{of_mia}/decide"), approve).await.is(200);
    house.clock.advance(chrono::Duration::days(4));
    house.run_jobs().await;
    assert_eq!(house.get("zoe", &format!("/v3/campaigns/{id}")).await.is(200)["status"], "ACTIVE");
    cause(house.post("zoe", &complete, json!({"autoCompleteAction": "PERHAPS"})).await, 400);
    house.post("zoe", &complete, json!({"autoCompleteAction": "REVOKE"})).await.is(202);
    let at_once = house.get("zoe", &format!("/v3/campaigns/{id}")).await.is(200);
    assert_ne!(at_once["status"], "ACTIVE", "nobody decides any more");
    let ended = until(&house, &format!("/v3/campaigns/{id}"), "/status", json!("COMPLETED")).await;
    assert_eq!((&ended["autoRevokeAllowed"], &ended["completedCertifications"]), (&json!(false), &json!(2)));
    for row in rows(&house, "zoe", &of_mia).await {
        let expected = if row["id"] == kept["id"] { "APPROVE" } else { "REVOKE" };
        assert_eq!(row["decision"], expected, "{row}");
    }
    // What was said in the end changes nothing about what was defined.
    let whole = house.get("zoe", &format!("/iga/governance/admin/certification/{id}")).await.is(200);
    assert_eq!(
        (&whole["expirationAction"], &whole["completionAction"]),
        (&json!("wait"), &json!("revoke")),
        "{whole}"
    );
    assert_eq!(whole["completedBy"], json!(house.user("zoe")));
    cause(house.post("zoe", &complete, json!({})).await, 400);
});

db_test!(a_deleted_campaign_is_shown_no_more_and_its_evidence_stays, |db| async {
    let house = house(db).await;
    let id = active(&house, manager_campaign()).await;
    let mine = certification(&house, "mia", &id).await;
    cause(house.post("zoe", "/v3/campaigns/delete", json!({"ids": []})).await, 400);
    cause(house.post("zoe", "/v3/campaigns/delete", json!({"ids": [id, "nothing"]})).await, 404);
    cause(house.post("mia", "/v3/campaigns/delete", json!({"ids": [id]})).await, 403);
    house.post("zoe", "/v3/campaigns/delete", json!({"ids": [id]})).await.is(202);
    cause(house.get("zoe", &format!("/v3/campaigns/{id}")).await, 404);
    assert_eq!(house.get("zoe", "/v3/campaigns").await.is(200), json!([]));
    assert_eq!(house.get("mia", "/v3/certifications").await.is(200), json!([]));
    cause(house.get("mia", &format!("/v3/certifications/{}", mine["id"].as_str().unwrap())).await, 404);
    let kept = house.get("zoe", &format!("/iga/governance/admin/certification/{id}")).await.is(200);
    assert_eq!(kept["status"], "cancelled");
});
