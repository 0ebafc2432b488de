//! Templates are copied, and start campaigns by themselves, over the wire (contract row 27 and the extras of 2.6).

use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::{Value, json};

use crate::certifications::{TEMPLATES, template, until};
use crate::line_item_actions::audited;
use crate::support::{Answer, House, column};

const CAMPAIGNS: &str = "/iga/governance/admin/certification";

async fn schedule(house: &House, who: &str, id: &str, change: &Value) -> Answer {
    house.call(who, "PATCH", &format!("{TEMPLATES}/{id}/schedule"), change.to_string()).await
}

/// How many campaigns there are once so much time has passed.
async fn campaigns_after(house: &House, time: Duration) -> i64 {
    house.clock.advance(time);
    house.run_jobs().await;
    house.get("zoe", CAMPAIGNS).await.is(200)["totalHits"].as_i64().unwrap()
}

db_test!(a_template_starts_campaigns_as_its_cron_expression_says, |db| async {
    let house = audited(db).await;
    let made = house.post("zoe", TEMPLATES, template(&house)).await.is(200);
    let id = made["id"].as_str().unwrap();
    assert_eq!((&made["status"], &made["scheduleId"]), (&json!("pending"), &json!(null)));

    // It is Monday, nine o'clock.
    let tuesdays = json!({"type": "cron", "schedule": "0 6 * * 2"});
    let planned = schedule(&house, "zoe", id, &tuesdays).await.is(200);
    assert_eq!((&planned["status"], &planned["schedule"]), (&json!("active"), &tuesdays));
    assert!(planned["scheduleId"].is_string(), "{planned}");
    assert_eq!(planned["stages"], made["stages"], "nothing else changes");
    assert_eq!(campaigns_after(&house, Duration::hours(20)).await, 0, "Tuesday at five");
    house.clock.advance(Duration::hours(1));
    let first = until(&house, CAMPAIGNS, "/result/0/status", json!("in-progress")).await;
    assert_eq!((&first["totalHits"], &first["result"][0]["templateId"]), (&json!(1), &json!(id)));

    // Switched off it keeps what it was told, and what was planned means nothing any more.
    let off = schedule(&house, "zoe", id, &json!({"enabled": false})).await.is(200);
    assert_eq!(off["schedule"], json!({"type": "cron", "schedule": "0 6 * * 2", "enabled": false}));
    assert_eq!((&off["status"], &off["scheduleId"]), (&json!("pending"), &json!(null)));
    assert_eq!(campaigns_after(&house, Duration::days(7)).await, 1);
    let on = schedule(&house, "zoe", id, &json!({"enabled": true})).await.is(200);
    assert_eq!((&on["status"], &on["schedule"]["schedule"]), (&json!("active"), &json!("0 6 * * 2")));
    assert_eq!(campaigns_after(&house, Duration::days(7) - Duration::minutes(1)).await, 1);
    assert_eq!(campaigns_after(&house, Duration::minutes(1)).await, 2);
});

db_test!(a_template_starts_campaigns_so_many_times, |db| async {
    let house = audited(db).await;
    let made = house.post("zoe", TEMPLATES, template(&house)).await.is(200);
    let tomorrow = house.context("zoe").now + Duration::days(1);
    let twice = json!({"type": "simple", "startTime": tomorrow, "repeatInterval": 7 * 86_400_000_i64, "repeatCount": 1});
    let planned = schedule(&house, "zoe", made["id"].as_str().unwrap(), &twice).await.is(200);
    assert_eq!((&planned["status"], &planned["schedule"]), (&json!("active"), &twice));
    for (days, campaigns) in [(0, 0), (1, 1), (6, 1), (1, 2), (7, 2), (7, 2)] {
        assert_eq!(campaigns_after(&house, Duration::days(days)).await, campaigns);
    }
});

db_test!(a_schedule_that_cannot_be_is_refused_and_changes_nothing, |db| async {
    let house = audited(db).await;
    let made = house.post("zoe", TEMPLATES, template(&house)).await.is(200);
    let id = made["id"].as_str().unwrap();
    for (change, fault) in [
        (json!({"type": "cron", "schedule": "every day"}), "`schedule.schedule` is no cron expression"),
        (json!({"type": "cron", "schedule": "0 6 * * 9"}), "`schedule.schedule` is no cron expression"),
        (json!({"type": "cron"}), "`schedule.schedule` is missing"),
        (json!({"type": "weekly"}), "`schedule.type` must be `simple` or `cron`"),
        (
            json!({"type": "simple", "startTime": "2026-02-01T00:00:00Z", "repeatInterval": 1_000}),
            "`schedule.repeatInterval` must be a minute at least",
        ),
        (json!({"type": "simple", "startTime": "soon"}), "`schedule.startTime` must be a date and time"),
        (
            json!({"startTime": "2026-02-02T00:00:00Z", "endTime": "2026-02-01T00:00:00Z"}),
            "`schedule.endTime` must be after `startTime`",
        ),
    ] {
        let refused = schedule(&house, "zoe", id, &change).await.is(400);
        let said = refused["message"][0].as_str().unwrap();
        assert!(said.starts_with(fault), "{said}");
    }

    let nightly = json!({"type": "cron", "schedule": "0 3 * * *"});
    for who in ["mia", "dan", "ann"] {
        schedule(&house, who, id, &nightly).await.refused(403);
    }
    let missing = schedule(&house, "zoe", "nothing", &nightly).await.refused(404);
    assert_eq!(missing, "Cannot find template with id nothing.");
    let path = format!("{TEMPLATES}/{id}");
    assert_eq!(house.get("dan", &path).await.is(200), made, "whoever audits reads it");
    assert_eq!(campaigns_after(&house, Duration::days(40)).await, 0);
});

db_test!(a_copy_of_a_template_is_one_of_its_own_and_starts_nothing, |db| async {
    let house = audited(db).await;
    let mut body = template(&house);
    body["schedule"] = json!({"type": "cron", "schedule": "0 6 * * 2"});
    body["requireJustification"] = json!({"revoke": true});
    let made = house.post("zoe", TEMPLATES, body).await.is(200);
    let path = format!("{TEMPLATES}/{}", made["id"].as_str().unwrap());
    let duplicate = async |who: &str| house.post(who, &format!("{path}/duplicate"), json!({})).await;
    for who in ["mia", "dan"] {
        duplicate(who).await.refused(403);
    }
    let missing = house.post("zoe", &format!("{TEMPLATES}/nothing/duplicate"), json!({})).await.refused(404);
    assert_eq!(missing, "Cannot find template with id nothing.");

    // Twice in a row: each copy has a name of its own.
    for _ in 0..2 {
        assert_eq!(duplicate("zoe").await.is(200)["message"], "Cert Template duplicated successfully");
    }
    let all = house.get("zoe", TEMPLATES).await.is(200);
    let mut names = column(&all, "/name");
    names.sort();
    assert_eq!(names, ["Copy 2 of Quarterly", "Copy of Quarterly", "Quarterly"]);
    let rows = all["result"].as_array().unwrap();
    let copy = rows.iter().find(|row| row["name"] == "Copy of Quarterly").unwrap();
    let of_its_own = ["id", "name", "metadata", "status", "schedule", "scheduleId"];
    for (member, value) in made.as_object().unwrap() {
        if !of_its_own.contains(&member.as_str()) {
            assert_eq!(copy[member], *value, "{member}");
        }
    }
    assert_ne!(copy["id"], made["id"]);
    assert_eq!((copy.get("schedule"), &copy["status"]), (None, &json!("pending")));
    assert_eq!(campaigns_after(&house, Duration::days(2)).await, 1, "that of the template itself");

    // What becomes of the copy is nothing to the template.
    let gone = format!("{TEMPLATES}/{}", copy["id"].as_str().unwrap());
    house.call("zoe", "DELETE", &gone, String::new()).await.is(200);
    assert_eq!(house.get("zoe", &path).await.is(200)["status"], "active");
});

db_test!(a_name_of_any_length_leaves_room_for_copies, |db| async {
    let house = audited(db).await;
    let mut body = template(&house);
    body["name"] = json!("é".repeat(200));
    let made = house.post("zoe", TEMPLATES, body).await.is(200);
    let path = format!("{TEMPLATES}/{}/duplicate", made["id"].as_str().unwrap());
    for _ in 0..2 {
        house.post("zoe", &path, json!({})).await.is(200);
    }
    assert_eq!(house.get("zoe", TEMPLATES).await.is(200)["totalHits"], 3);
});
