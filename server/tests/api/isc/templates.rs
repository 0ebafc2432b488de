use bailiwick::authority::Authority;
use bailiwick::directory::Status;
use bailiwick_engine::notifications;
use bailiwick_store::{db_test, users};
use serde_json::{Value, json};

use super::{active, cause, certification, house, manager_campaign, members, rows, staged, until};

fn template() -> Value {
    let mut campaign = manager_campaign();
    campaign["name"] = json!("Review of %Y");
    json!({"name": "Yearly", "description": "Once a year", "deadlineDuration": "P2W", "campaign": campaign})
}

db_test!(a_template_generates_campaigns_by_hand_and_by_itself, |db| async {
    let house = house(db).await;
    let made = house.post("zoe", "/v3/campaign-templates", template()).await.is(200);
    assert_eq!((&made["ownerRef"]["name"], &made["scheduled"]), (&json!("Zoe Example"), &json!(false)));
    let path = format!("/v3/campaign-templates/{}", made["id"].as_str().unwrap());
    cause(house.post("mia", "/v3/campaign-templates", template()).await, 403);
    let mut wrong = template();
    wrong["campaign"]["type"] = json!("EVERYTHING");
    wrong["deadlineDuration"] = json!("soon");
    let said = cause(house.post("zoe", "/v3/campaign-templates", wrong).await, 400);
    assert!(said.contains("`deadlineDuration`") && said.contains("`campaign.type`"), "{said}");
    let found = house
        .get("zoe", "/v3/campaign-templates?filters=name+ne+%22Other%22&count=true&sorters=-created")
        .await;
    assert_eq!(found.headers["x-total-count"], "1");

    let now = house.context("zoe").now;
    let generated = house.post("zoe", &format!("{path}/generate"), json!({})).await.is(200);
    assert_eq!(generated["name"], format!("Review of {}", now.format("%Y")));
    assert_eq!((&generated["type"], &generated["campaignType"]), (&json!("CAMPAIGN"), &json!("MANAGER")));
    let campaign = format!("/v3/campaigns/{}", generated["id"].as_str().unwrap());
    let staged = until(&house, &campaign, "/status", json!("STAGED")).await;
    let deadline: chrono::DateTime<chrono::Utc> = staged["deadline"].as_str().unwrap().parse().unwrap();
    assert_eq!((deadline - now).num_days(), 14);

    let patch = json!([{"op": "replace", "path": "/campaign/name", "value": "Every month"}]);
    let patched = house.call("zoe", "PATCH", &path, patch.to_string()).await.is(200);
    assert_eq!(patched["campaign"]["name"], "Every month");
    cause(house.get("zoe", &format!("{path}/schedule")).await, 404);
    cause(house.call("zoe", "DELETE", &format!("{path}/schedule"), "").await, 404);
    let first = json!({"type": "LIST", "values": ["1"]});
    let schedule = json!({"type": "MONTHLY", "days": first, "hours": {"type": "LIST", "values": ["0"]}});
    cause(
        house.call("zoe", "PUT", &format!("{path}/schedule"), json!({"type": "DAILY"}).to_string()).await,
        400,
    );
    assert_eq!(house.call("zoe", "PUT", &format!("{path}/schedule"), schedule.to_string()).await.status, 204);
    assert_eq!(house.get("zoe", &format!("{path}/schedule")).await.is(200), schedule);
    assert_eq!(house.get("zoe", &path).await.is(200)["scheduled"], true);
    // Each month's is there before the next comes: what was missed meanwhile would be one.
    for last in ["/0/type", "/1/type"] {
        house.clock.advance(chrono::Duration::days(31));
        house.run_jobs().await;
        until(&house, "/v3/campaigns?filters=name+eq+%22Every+month%22", last, json!("MANAGER")).await;
    }
    assert_eq!(house.call("zoe", "DELETE", &format!("{path}/schedule"), "").await.status, 204);
    house.clock.advance(chrono::Duration::days(62));
    house.run_jobs().await;
    let still = house.get("zoe", "/v3/campaigns?filters=name+eq+%22Every+month%22").await.is(200);
    assert_eq!(still.as_array().unwrap().len(), 2);
    assert_eq!(house.call("zoe", "DELETE", &path, "").await.status, 204);
    cause(house.get("zoe", &path).await, 404);
});

db_test!(who_made_a_template_answers_for_the_campaigns_that_come_of_it, |db| async {
    let house = house(db).await;
    let mut tx = house.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, house.user("oli"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    let schedule = json!({"type": "MONTHLY", "days": {"type": "LIST", "values": ["1"]},
        "hours": {"type": "LIST", "values": ["0"]}});
    for who in ["zoe", "oli"] {
        let mut body = template();
        body["campaign"]["name"] = json!(format!("By-{who}"));
        let made = house.post(who, "/v3/campaign-templates", body).await.is(200);
        let path = format!("/v3/campaign-templates/{}/schedule", made["id"].as_str().unwrap());
        assert_eq!(house.call(who, "PUT", &path, schedule.to_string()).await.status, 204);
    }
    // The latest campaign of a template: who answers for it, and is asked about Dan, who has no manager.
    let comes = async |of: &str, answers: &str, place: &str| {
        house.clock.advance(chrono::Duration::days(31));
        house.run_jobs().await;
        let list = format!("/v3/campaigns?filters=name+eq+%22By-{of}%22");
        until(&house, &list, &format!("/{place}/type"), json!("MANAGER")).await;
        let all = until(&house, &list, "/0/status", json!("STAGED")).await;
        let id = all[0]["id"].as_str().unwrap();
        let whole = house.get("zoe", &format!("/iga/governance/admin/certification/{id}")).await.is(200);
        assert_eq!(whole["ownerId"], format!("managed/user/{}", house.user(answers)), "{of}");
        house.post("zoe", &format!("/v3/campaigns/{id}/activate"), json!({})).await.is(202);
        certification(&house, answers, id).await;
    };
    comes("zoe", "zoe", "0").await;
    comes("oli", "oli", "1").await;
    // Whoever has left answers for nothing any more.
    let mut tx = house.engine.db().write().await.unwrap();
    let (mut oli, _) = users::whole(&mut tx, house.user("oli")).await.unwrap().unwrap();
    oli.status = Status::Inactive;
    users::update(&mut tx, &oli, house.context("zoe").now).await.unwrap();
    tx.commit().await.unwrap();
    comes("oli", "zoe", "2").await;
});

db_test!(a_campaign_that_could_not_be_generated_stands_among_the_others_and_says_why, |db| async {
    let house = house(db).await;
    let filter = json!({"name": "No ledger", "mode": "EXCLUSION", "criteriaList": [
        {"type": "SOURCE", "operation": "EQUALS", "property": "name", "value": "General Ledger"}]});
    let made = house.post("zoe", "/v3/campaign-filters", filter).await.is(200);
    let filter = made["id"].as_str().unwrap();
    let mut body = template();
    body["campaign"]["name"] = json!("Monthly");
    body["campaign"]["filter"] = json!({"id": filter, "type": "CAMPAIGN_FILTER", "name": "No ledger"});
    let made = house.post("zoe", "/v3/campaign-templates", body).await.is(200);
    let path = format!("/v3/campaign-templates/{}/schedule", made["id"].as_str().unwrap());
    let schedule = json!({"type": "MONTHLY", "days": {"type": "LIST", "values": ["1"]},
        "hours": {"type": "LIST", "values": ["0"]}});
    assert_eq!(house.call("zoe", "PUT", &path, schedule.to_string()).await.status, 204);
    assert_eq!(house.post("zoe", "/v3/campaign-filters/delete", json!([filter])).await.status, 204);
    let list = "/v3/campaigns?filters=name+eq+%22Monthly%22";
    for (place, months) in [("0", 1), ("1", 2)] {
        house.clock.advance(chrono::Duration::days(31));
        house.run_jobs().await;
        let all = until(&house, list, &format!("/{place}/status"), json!("ERROR")).await;
        let why = all[0]["alerts"].to_string();
        assert!(why.contains("`filter.id` is the id of no campaign filter"), "{why}");
        let told = notifications::mine(&house.engine, &house.context("zoe")).await.unwrap();
        let told = told.iter().filter(|one| one.template == "certificationNotStarted");
        assert_eq!(told.count(), months, "who made the template is told");
    }
});

db_test!(a_filter_says_what_is_left_out, |db| async {
    let house = house(db).await;
    let filter = json!({"name": "No ledger", "mode": "EXCLUSION", "criteriaList": [
        {"type": "SOURCE", "operation": "EQUALS", "property": "name", "value": "General Ledger"}]});
    let made = house.post("zoe", "/v3/campaign-filters", filter.clone()).await.is(200);
    assert_eq!((&made["owner"], &made["isSystemFilter"]), (&json!("Zoe Example"), &json!(false)));
    let id = made["id"].as_str().unwrap();
    let listed = house.get("zoe", "/v3/campaign-filters").await.is(200);
    assert_eq!((&listed["count"], &listed["items"][0]["id"]), (&json!(1), &json!(id)));
    let mut body = manager_campaign();
    body["filter"] = json!({"id": id, "type": "CAMPAIGN_FILTER", "name": "No ledger"});
    let campaign = active(&house, body.clone()).await;
    let mine = certification(&house, "mia", &campaign).await;
    let names =
        members(&rows(&house, "mia", mine["id"].as_str().unwrap()).await, "/accessSummary/access/name");
    assert!(
        names.contains(&"Wiki editor".into()) && !names.iter().any(|name| name.contains("Ledger")),
        "{names:?}"
    );
    let full = house.get("zoe", &format!("/v3/campaigns/{campaign}?detail=FULL")).await.is(200);
    assert_eq!(full["filter"], body["filter"]);

    let mut included = filter.clone();
    included["mode"] = json!("INCLUSION");
    house.post("zoe", &format!("/v3/campaign-filters/{id}"), included).await.is(200);
    let other = active(&house, body.clone()).await;
    let mine = certification(&house, "mia", &other).await;
    let names =
        members(&rows(&house, "mia", mine["id"].as_str().unwrap()).await, "/accessSummary/access/name");
    assert!(!names.contains(&"Wiki editor".into()) && names.contains(&"Ledger: read".into()), "{names:?}");

    let mut wrong = filter;
    wrong["criteriaList"][0] =
        json!({"type": "IDENTITY", "operation": "EQUALS", "property": "shoe", "value": "7"});
    cause(house.post("zoe", "/v3/campaign-filters", wrong).await, 400);
    cause(house.post("mia", "/v3/campaign-filters", json!({})).await, 403);
    cause(house.post("zoe", "/v3/campaign-filters/delete", json!([id, "nothing"])).await, 404);
    assert_eq!(house.post("zoe", "/v3/campaign-filters/delete", json!([id])).await.status, 204);
    cause(house.get("zoe", &format!("/v3/campaign-filters/{id}")).await, 404);
    cause(house.post("zoe", "/v3/campaigns", body).await, 400);
});

db_test!(reports_tell_what_is_there, |db| async {
    let house = house(db).await;
    let id = staged(&house, manager_campaign()).await;
    let campaign = format!("/v3/campaigns/{id}");
    cause(house.post("zoe", &format!("{campaign}/run-remediation-scan"), json!({})).await, 400);
    house.post("zoe", &format!("{campaign}/activate"), json!({})).await.is(202);
    let mine = certification(&house, "mia", &id).await;
    let of_mia = format!("/v3/certifications/{}", mine["id"].as_str().unwrap());
    let of = rows(&house, "mia", mine["id"].as_str().unwrap()).await;
    let read = of.iter().find(|row| row["accessSummary"]["access"]["name"] == "Ledger: read").unwrap();
    let end = house.context("zoe").now + chrono::Duration::days(5);
    let decisions: Vec<Value> = of
        .iter()
        .map(|row| {
            if row["id"] == read["id"] {
                json!({"id": row["id"], "decision": "REVOKE", "bulk": true, "comments": "=1+1", "proposedEndDate": end})
            } else {
                json!({"id": row["id"], "decision": "APPROVE", "bulk": true})
            }
        })
        .collect();
    house.post("mia", &format!("{of_mia}/decide"), json!(decisions)).await.is(200);
    house.post("mia", &format!("{of_mia}/sign-off"), json!({})).await.is(200);
    house.run_jobs().await;
    let row = format!("/iga/governance/certification/{id}/items/{}", read["id"].as_str().unwrap());
    let held = house.get("zoe", &row).await.is(200);
    assert_eq!(held["decision"]["certification"]["isHeld"], true, "not before the day");

    let reports = house.get("zoe", &format!("{campaign}/reports")).await.is(200);
    assert_eq!(members(reports.as_array().unwrap(), "/status"), ["", "", "", ""]);
    for kind in members(reports.as_array().unwrap(), "/reportType") {
        house.post("zoe", &format!("{campaign}/run-report/{kind}"), json!({})).await.is(202);
    }
    cause(house.post("zoe", &format!("{campaign}/run-report/EVERYTHING"), json!({})).await, 400);
    cause(house.post("mia", &format!("{campaign}/run-report/CAMPAIGN_STATUS_REPORT"), json!({})).await, 403);
    let reports = house.get("zoe", &format!("{campaign}/reports")).await.is(200);
    let text = async |kind: &str| {
        let one = reports.as_array().unwrap().iter().find(|one| one["reportType"] == kind).unwrap();
        let address = format!("/v3/reports/{}?fileFormat=csv", one["id"].as_str().unwrap());
        cause(house.get("mia", &address).await, 403);
        let answer = house.get("zoe", &address).await;
        assert!(answer.content_type.starts_with("text/csv"));
        answer.is(200).as_str().unwrap().to_owned()
    };
    assert_eq!(
        text("CAMPAIGN_COMPOSITION_REPORT").await.lines().count() - 1,
        of.len() + dans(&house, &id).await
    );
    let status = text("CAMPAIGN_STATUS_REPORT").await;
    let line = status.lines().find(|line| line.contains("Ledger: read")).unwrap();
    assert!(
        line.contains(",REVOKE,Mia Example,") && line.starts_with("Ann Example,ann,Mia Example,ENTITLEMENT,"),
        "{line}"
    );
    assert!(text("CAMPAIGN_REMEDIATION_STATUS_REPORT").await.lines().nth(1).unwrap().ends_with(",pending"));
    assert!(text("CERTIFICATION_SIGNOFF_REPORT").await.contains("Mia Example,mia@example.com,"));

    house.clock.advance(chrono::Duration::days(6));
    house.post("zoe", &format!("{campaign}/run-remediation-scan"), json!({})).await.is(202);
    until(&house, &row, "/decision/certification/remediationStatus", json!("complete")).await;
    let columns = json!({"identityAttributeColumns": ["nothing"]});
    let config = "/v3/campaigns/reports-configuration";
    cause(house.call("zoe", "PUT", config, columns.to_string()).await, 400);
    assert_eq!(house.get("zoe", config).await.is(200), json!({"identityAttributeColumns": []}));
});

/// How many rows are put to Zoe.
async fn dans(house: &crate::support::House, campaign: &str) -> usize {
    let rest = certification(house, "zoe", campaign).await;
    rows(house, "zoe", rest["id"].as_str().unwrap()).await.len()
}
