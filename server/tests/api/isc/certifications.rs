use bailiwick_store::db_test;
use serde_json::{Value, json};

use super::{active, cause, certification, house, manager_campaign, members, rows, staged, until};

fn decision(row: &Value, decision: &str) -> Value {
    json!({"id": row["id"], "decision": decision, "bulk": false, "comments": "as agreed"})
}

db_test!(a_campaign_goes_from_asking_to_completed, |db| async {
    let house = house(db).await;
    let id = staged(&house, manager_campaign()).await;
    let campaign = format!("/v3/campaigns/{id}");
    let before = house.get("zoe", "/v3/certifications").await.is(200);
    assert_eq!(members(before.as_array().unwrap(), "/phase"), ["STAGED", "STAGED"], "{before}");
    assert_eq!(house.get("mia", "/v3/certifications").await.is(200), json!([]), "nobody is asked yet");
    house.post("zoe", &format!("{campaign}/activate"), json!({"timeZone": "Z"})).await.is(202);
    let again = cause(house.post("zoe", &format!("{campaign}/activate"), json!({})).await, 400);
    assert_eq!(again, "the campaign is in-progress, not staged");

    let mine = certification(&house, "mia", &id).await;
    let of_mia = mine["id"].as_str().unwrap();
    assert_eq!((&mine["phase"], &mine["decisionsTotal"]), (&json!("ACTIVE"), &json!(mine["decisionsTotal"])));
    assert_eq!((&mine["identitiesTotal"], &mine["reviewer"]["name"]), (&json!(2), &json!("Mia Example")));
    assert_eq!(mine["campaign"]["campaignType"], "MANAGER");
    let path = format!("/v3/certifications/{of_mia}");
    let of = rows(&house, "mia", of_mia).await;
    let names = members(&of, "/accessSummary/access/name");
    assert!(
        names.contains(&"Ledger: post entries".into()) && names.contains(&"Wiki editor".into()),
        "{names:?}"
    );
    let undecided = cause(house.call("mia", "POST", &format!("{path}/sign-off"), "").await, 400);
    assert_eq!(undecided, format!("{} decisions of the certification are missing", of.len()));

    let post =
        of.iter().find(|row| row["accessSummary"]["access"]["name"] == "Ledger: post entries").unwrap();
    assert_eq!(post["accessSummary"]["entitlement"]["sourceName"], "General Ledger");
    let decisions: Vec<Value> = of
        .iter()
        .map(|row| decision(row, if row["id"] == post["id"] { "REVOKE" } else { "APPROVE" }))
        .collect();
    let decided = house.post("mia", &format!("{path}/decide"), json!(decisions)).await.is(200);
    assert_eq!((&decided["completed"], &decided["decisionsMade"]), (&json!(true), &json!(of.len())));
    let summary = house.get("mia", &format!("{path}/decision-summary")).await.is(200);
    assert_eq!(summary.as_object().unwrap().len(), 16);
    assert_eq!((&summary["entitlementsRevoked"], &summary["entitlementsApproved"]), (&json!(1), &json!(2)));
    let signed = house.call("mia", "POST", &format!("{path}/sign-off"), "").await.is(200);
    assert_eq!((&signed["phase"], signed["signed"].is_string()), (&json!("SIGNED"), true));
    let again = cause(house.call("mia", "POST", &format!("{path}/sign-off"), "").await, 400);
    assert_eq!(again, "the certification is signed off already");
    let late = house.post("mia", &format!("{path}/decide"), json!([decision(post, "APPROVE")])).await;
    assert!(cause(late, 400).contains("signed-off"));
    let half = house.get("zoe", &campaign).await.is(200);
    assert_eq!((&half["totalCertifications"], &half["completedCertifications"]), (&json!(2), &json!(1)));

    // Dan reports to nobody: what he holds is put to who runs the campaign.
    let rest = certification(&house, "zoe", &id).await;
    let of_zoe = rest["id"].as_str().unwrap();
    let decisions: Vec<Value> =
        rows(&house, "zoe", of_zoe).await.iter().map(|row| decision(row, "APPROVE")).collect();
    house.post("zoe", &format!("/v3/certifications/{of_zoe}/decide"), json!(decisions)).await.is(200);
    house.call("zoe", "POST", &format!("/v3/certifications/{of_zoe}/sign-off"), "").await.is(200);
    let ended = house.get("zoe", &campaign).await.is(200);
    assert_eq!((&ended["status"], &ended["completedCertifications"]), (&json!("COMPLETED"), &json!(2)));

    let line_item = format!("/iga/governance/certification/{id}/items/{}", post["id"].as_str().unwrap());
    until(&house, &line_item, "/decision/certification/remediationStatus", json!("complete")).await;
});

db_test!(certifications_are_their_reviewers_and_nobody_elses, |db| async {
    let house = house(db).await;
    let id = active(&house, manager_campaign()).await;
    let mine = certification(&house, "mia", &id).await;
    let path = format!("/v3/certifications/{}", mine["id"].as_str().unwrap());
    for who in ["ann", "oli"] {
        assert_eq!(house.get(who, "/v3/certifications").await.is(200), json!([]));
        for of in ["", "/access-review-items", "/reviewers", "/decision-summary", "/identity-summaries"] {
            cause(house.get(who, &format!("{path}{of}")).await, 404);
        }
        for (action, body) in [
            ("decide", json!([{"id": "x", "decision": "APPROVE", "bulk": false}])),
            ("sign-off", json!({})),
            (
                "reassign",
                json!({"reassign": [{"id": "x", "type": "ITEM"}], "reassignTo": house.user("oli"), "reason": "x"}),
            ),
        ] {
            cause(house.post(who, &format!("{path}/{action}"), body).await, 404);
        }
        cause(house.get(who, "/v3/campaigns").await, 403);
        cause(house.post(who, "/v3/campaigns", manager_campaign()).await, 403);
    }
    let of_others = format!("/v3/certifications?reviewer-identity={}", house.user("mia"));
    assert_eq!(house.get("ann", &of_others).await.is(200), json!([]));
});

db_test!(rows_are_searched_and_sorted, |db| async {
    let house = house(db).await;
    let id = active(&house, manager_campaign()).await;
    let mine = certification(&house, "mia", &id).await;
    let path = format!("/v3/certifications/{}", mine["id"].as_str().unwrap());
    let items = format!("{path}/access-review-items");
    let names = async |query: &str| {
        let all = house.get("mia", &format!("{items}?{query}")).await.is(200);
        members(all.as_array().unwrap(), "/accessSummary/access/name")
    };
    let (ann, read) = (house.user("ann"), house.item("read"));
    assert_eq!(
        names("filters=access.type+eq+%22ENTITLEMENT%22&sorters=-access.name").await,
        ["Wiki editor", "Ledger: read", "Ledger: post entries"]
    );
    let of_ann = format!("filters=identitySummary.id+eq+%22{ann}%22+and+access.name+sw+%22ledger%22");
    assert_eq!(names(&of_ann).await.len(), 2);
    assert_eq!(
        names(&format!("filters=not+(access.id+in+(%22{read}%22))+and+type+eq+%22ENTITLEMENT%22"))
            .await
            .len(),
        2
    );
    assert_eq!(names(&format!("entitlements={read}")).await, ["Ledger: read"]);
    assert_eq!(names("filters=entitlement.sourceName+eq+%22company+wiki%22").await, ["Wiki editor"]);
    assert_eq!(names("filters=completed+ne+false").await.len(), 0);
    let first = rows(&house, "mia", mine["id"].as_str().unwrap()).await[0].clone();
    let one = format!("filters=id+in+({},%22nothing%22)", first["id"]);
    assert_eq!(names(&one.replace('"', "%22")).await.len(), 1);
    for wrong in [
        "filters=access.name+co+%22x%22",
        "filters=nothing+eq+%22x%22",
        "filters=completed+eq",
        "sorters=id",
        "limit=251",
        "entitlements=a&roles=b",
        "filters=completed+eq+%22perhaps%22",
    ] {
        cause(house.get("mia", &format!("{items}?{wrong}")).await, 400);
    }
    let people = house.get("mia", &format!("{path}/identity-summaries?count=true&limit=1")).await;
    assert_eq!(people.headers["x-total-count"], "2");
    assert_eq!(members(people.is(200).as_array().unwrap(), "/name"), ["Ann Example"]);
    let ann_again = house.get("mia", &format!("{path}/identity-summaries/{ann}")).await.is(200);
    assert_eq!((&ann_again["name"], &ann_again["completed"]), (&json!("Ann Example"), &json!(false)));
    cause(house.get("mia", &format!("{path}/identity-summaries/{}", house.user("dan"))).await, 404);
    let access = house.get("mia", &format!("{path}/access-summaries/ENTITLEMENT")).await.is(200);
    assert_eq!(members(access.as_array().unwrap(), "/access/name").len(), 3);
    assert_eq!(house.get("mia", &format!("{path}/access-summaries/ACCESS_PROFILE")).await.is(200), json!([]));
    cause(house.get("mia", &format!("{path}/access-summaries/ANYTHING")).await, 400);
    let row = first["id"].as_str().unwrap();
    assert_eq!(house.get("mia", &format!("{items}/{row}/permissions")).await.is(200), json!([]));
    cause(house.get("mia", &format!("{items}/nothing/permissions")).await, 404);
});

db_test!(decisions_are_made_all_together_or_not_at_all, |db| async {
    let house = house(db).await;
    let mut body = manager_campaign();
    body["mandatoryCommentRequirement"] = json!("REVOKE_ONLY_DECISIONS");
    let id = active(&house, body).await;
    let mine = certification(&house, "mia", &id).await;
    let path = format!("/v3/certifications/{}/decide", mine["id"].as_str().unwrap());
    let of = rows(&house, "mia", mine["id"].as_str().unwrap()).await;
    let good = decision(&of[0], "APPROVE");
    let with = |member: &str, value: Value| {
        let mut one = decision(&of[1], "REVOKE");
        one[member] = value;
        one
    };
    for (second, fault) in [
        (with("comments", json!("")), "`[1].comments`"),
        (with("id", json!("nothing")), "`[1].id` is no row of the certification"),
        (with("decision", json!("PERHAPS")), "must be one of APPROVE, REVOKE"),
        (with("bulk", json!(null)), "`bulk` is missing"),
        (with("proposedEndDate", json!("2001-01-01T00:00:00Z")), "must lie in the future"),
    ] {
        let said = cause(house.post("mia", &path, json!([good, second])).await, 400);
        assert!(said.contains(fault), "{said}");
    }
    let many: Vec<&Value> = std::iter::repeat_n(&good, 251).collect();
    cause(house.post("mia", &path, json!(many)).await, 400);
    cause(house.post("mia", &path, json!([])).await, 400);
    cause(house.post("mia", &path, json!({})).await, 400);
    let still = certification(&house, "mia", &id).await;
    assert_eq!(still["decisionsMade"], 0);
    house.post("mia", &path, json!([good])).await.is(200);
    let read = rows(&house, "mia", mine["id"].as_str().unwrap()).await;
    assert_eq!((&read[0]["decision"], &read[0]["comments"]), (&json!("APPROVE"), &json!("as agreed")));
    // Who runs certifications may decide in a reviewer's place; it is written down who did.
    house.post("zoe", &path, json!([decision(&of[0], "REVOKE")])).await.is(200);
    let row = format!("/iga/governance/certification/{id}/items/{}", of[0]["id"].as_str().unwrap());
    let seen = house.get("zoe", &row).await.is(200);
    assert_eq!(seen["decision"]["certification"]["decision"], "revoke");
    assert!(seen["decision"].to_string().contains("zoe"), "{seen}");
});

db_test!(what_is_handed_over_becomes_another_certification, |db| async {
    let house = house(db).await;
    let id = active(&house, manager_campaign()).await;
    let mine = certification(&house, "mia", &id).await;
    let of_mia = mine["id"].as_str().unwrap();
    let path = format!("/v3/certifications/{of_mia}");
    let total = mine["decisionsTotal"].as_i64().unwrap();
    let ben = json!([{"id": house.user("ben"), "type": "IDENTITY_SUMMARY"}]);
    let to = |who: &str, what: &Value| json!({"reassign": what, "reassignTo": house.user(who), "reason": "knows better"});
    let himself = cause(house.post("mia", &format!("{path}/reassign"), to("ben", &ben)).await, 400);
    assert!(himself.contains("reassignTo"), "{himself}");
    let left = house.post("mia", &format!("{path}/reassign"), to("oli", &ben)).await.is(200);
    let moved = certification(&house, "oli", &id).await;
    assert_eq!(left["decisionsTotal"].as_i64().unwrap() + moved["decisionsTotal"].as_i64().unwrap(), total);
    assert_eq!(moved["reassignment"]["from"]["id"], of_mia);
    assert_eq!(moved["reassignment"]["from"]["reviewer"]["name"], "Mia Example");
    assert_eq!(moved["reassignment"]["comment"], "knows better");
    cause(house.post("mia", &format!("{path}/reassign"), to("oli", &ben)).await, 400);

    let row = rows(&house, "mia", of_mia).await[0].clone();
    let item = json!([{"id": row["id"], "type": "ITEM"}]);
    let task = house.post("mia", &format!("{path}/reassign-async"), to("oli", &item)).await.is(200);
    assert_eq!((&task["type"], &task["targetId"]), (&json!("REASSIGN"), &json!(of_mia)));
    let task = format!("/v3/certification-tasks/{}", task["id"].as_str().unwrap());
    let done = until(&house, &task, "/status", json!("SUCCESS")).await;
    assert_eq!(done["reassignmentTrailDTOs"][0]["newOwner"], json!(house.user("oli")));
    cause(house.get("ann", &task).await, 404);
    assert_eq!(
        house.get("mia", "/v3/certification-tasks?filters=type+eq+%22REASSIGN%22").await.is(200)[0]["id"],
        done["id"]
    );

    let all = json!({"certificationIds": [of_mia], "reassignTo": {"id": house.user("zoe"), "type": "IDENTITY"}, "reason": "left"});
    let campaign = format!("/v3/campaigns/{id}/reassign");
    cause(house.post("mia", &campaign, all.clone()).await, 403);
    let task = house.post("zoe", &campaign, all.clone()).await.is(202);
    assert_eq!(task["type"], "ADMIN_REASSIGN");
    until(
        &house,
        &format!("/v3/certification-tasks/{}", task["id"].as_str().unwrap()),
        "/status",
        json!("SUCCESS"),
    )
    .await;
    assert_eq!(house.get("mia", "/v3/certifications").await.is(200), json!([]), "nothing is left to Mia");
    let failed = house.post("zoe", &campaign, all).await.is(202);
    let failed = format!("/v3/certification-tasks/{}", failed["id"].as_str().unwrap());
    let failed = until(&house, &failed, "/status", json!("ERROR")).await;
    assert_eq!(failed["errors"][0]["text"], "nothing waits in the certification");
});

db_test!(the_portals_and_the_other_apis_campaigns_are_seen_too, |db| async {
    let house = house(db).await;
    let template = json!({
        "name": "Quarterly", "certificationType": "entitlement", "ownerId": format!("managed/user/{}", house.user("zoe")),
        "stages": [{"certifierType": "user", "certifierId": format!("managed/user/{}", house.user("mia"))}],
        "stageDuration": 14, "targetFilter": {"type": ["entitlementGrant"]}, "allowPartialSignoff": true,
    });
    let made = house.post("zoe", "/iga/governance/certification/template", template).await.is(200);
    let started =
        house.post("zoe", "/iga/governance/certification", json!({"templateId": made["id"]})).await.is(200);
    let id = started["id"].as_str().unwrap();
    let seen = until(&house, &format!("/v3/campaigns/{id}?detail=FULL"), "/status", json!("ACTIVE")).await;
    assert_eq!((&seen["type"], &seen["searchCampaignInfo"]), (&json!("SEARCH"), &json!(null)));
    let mine = certification(&house, "mia", id).await;
    let of = rows(&house, "mia", mine["id"].as_str().unwrap()).await;
    let forward =
        format!("/iga/governance/certification/{id}/items/{}/forward", of[0]["id"].as_str().unwrap());
    let decide = format!("/v3/certifications/{}/decide", mine["id"].as_str().unwrap());
    house.post("mia", &decide, json!([decision(&of[0], "APPROVE")])).await.is(200);
    let row = format!("/iga/governance/certification/{id}/items/{}", of[0]["id"].as_str().unwrap());
    assert_eq!(house.get("mia", &row).await.is(200)["decision"]["certification"]["decision"], "certify");
    // The template leaves no forwarding: neither there nor here.
    let kept = house.post("mia", &forward, json!({"newActorId": house.user("oli")})).await.is(200);
    assert_eq!(kept["idsNotActedOn"], json!([of[0]["id"]]));
    let hand = json!({"reassign": [{"id": of[0]["id"], "type": "ITEM"}], "reassignTo": house.user("oli"), "reason": "x"});
    let path = format!("/v3/certifications/{}/reassign", mine["id"].as_str().unwrap());
    cause(house.post("mia", &path, hand).await, 403);
});
