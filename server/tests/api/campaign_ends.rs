//! The end of a campaign is moved, and comes early, over the wire (contract rows 34, 35).

use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::json;

use crate::certifications::until;
use crate::line_item_actions::{about, audited, decided, left, running};
use crate::support::{House, column};

const CAMPAIGNS: &str = "/iga/governance/certification";

/// Ann answers for a campaign from now on, who runs no others.
async fn hand_to_ann(house: &House, campaign: &str) {
    let owner = json!({"ownerId": house.user("ann")});
    house.call("zoe", "PATCH", &format!("{CAMPAIGNS}/{campaign}"), owner.to_string()).await.is(200);
}

db_test!(a_deadline_is_moved_while_the_campaign_runs, |db| async {
    let house = audited(db).await;
    let id = running(&house, &json!({})).await;
    let path = format!("{CAMPAIGNS}/{id}/update-deadline");
    let admin = format!("/iga/governance/admin/certification/{id}");
    let began = house.context("zoe").now;
    let before = house.get("zoe", &admin).await.is(200)["deadline"].clone();
    assert_eq!(before, json!(began + Duration::days(14)));
    for (given, fault) in [
        (json!(began), "`newDeadline` must lie in the future"),
        (json!(began - Duration::days(1)), "`newDeadline` must lie in the future"),
        (json!("soon"), "`newDeadline` must be an ISO 8601 date"),
        (json!(null), "`newDeadline` is missing"),
    ] {
        let refused = house.post("zoe", &path, json!({"newDeadline": given})).await.refused(400);
        assert!(refused.starts_with(fault), "{refused}");
    }
    assert_eq!(house.get("zoe", &admin).await.is(200)["deadline"], before);

    // Later: the first deadline means nothing any more, to nobody.
    let later = json!(began + Duration::days(30));
    let moved = house.post("zoe", &path, json!({"newDeadline": later})).await.is(200);
    assert_eq!((&moved["id"], &moved["deadline"]), (&json!(id), &later));
    let rows = house.get("mia", &format!("{CAMPAIGNS}/{id}/items")).await.is(200);
    let due = column(&rows, "/decision/certification/deadline");
    assert_eq!(due, vec![later.as_str().unwrap(); 4]);
    house.clock.advance(Duration::days(15));
    house.run_jobs().await;
    assert_eq!(house.get("zoe", &admin).await.is(200)["status"], "in-progress");

    // Sooner, too.
    let sooner = json!(house.context("zoe").now + Duration::days(2));
    house.post("zoe", &path, json!({"newDeadline": sooner})).await.is(200);
    house.clock.advance(Duration::days(2));
    let ended = until(&house, &admin, "/status", json!("expired")).await;
    assert_eq!(ended["deadline"], sooner);
    let refused = house.post("zoe", &path, json!({"newDeadline": later})).await.refused(400);
    assert_eq!(refused, "the campaign is expired");
});

db_test!(a_deadline_is_moved_by_who_runs_the_campaign, |db| async {
    let house = audited(db).await;
    let id = running(&house, &json!({})).await;
    let deadline = || json!({"newDeadline": house.context("zoe").now + Duration::days(30)});
    let path = format!("{CAMPAIGNS}/{id}/update-deadline");
    for stranger in ["mia", "ann", "oli"] {
        house.post(stranger, &path, deadline()).await.refused(404);
    }
    house.post("dan", &path, deadline()).await.refused(403);
    let nowhere = format!("{CAMPAIGNS}/{}/update-deadline", house.engine.new_id());
    house.post("zoe", &nowhere, deadline()).await.refused(404);
    hand_to_ann(&house, &id).await;
    let moved = house.post("ann", &path, deadline()).await.is(200);
    assert_eq!(moved["deadline"], deadline()["newDeadline"]);

    let staged = running(&house, &json!({"name": "Staged", "stagingEnabled": true})).await;
    let path = format!("{CAMPAIGNS}/{staged}/update-deadline");
    assert_eq!(house.post("zoe", &path, deadline()).await.refused(400), "the campaign is staging");
});

db_test!(what_is_signed_outlives_the_campaign_that_is_called_off, |db| async {
    let house = audited(db).await;
    let id = running(&house, &json!({"remediationDelay": 2})).await;
    let path = format!("{CAMPAIGNS}/{id}");
    let items = format!("{path}/items");
    let (ann, ben) = (about(&house, &items, "ann").await, about(&house, &items, "ben").await);
    house.post("mia", &format!("{items}/certify"), json!({"ids": [ann[0], ann[1]]})).await.is(200);
    house.post("mia", &format!("{items}/revoke"), json!({"ids": ben, "comment": "left"})).await.is(200);
    house.post("mia", &format!("{items}/signoff"), json!({"ids": [ann[0], ben[0]]})).await.is(200);

    let cancelled = house.post("zoe", &format!("{path}/cancel"), json!({})).await.is(200);
    assert_eq!(cancelled.as_array().unwrap().len(), 1, "in a list");
    assert_eq!((&cancelled[0]["id"], &cancelled[0]["status"]), (&json!(id), &json!("cancelled")));
    let ended = (&cancelled[0]["completionDate"], &cancelled[0]["completedBy"]);
    assert_eq!(ended, (&json!(house.context("zoe").now), &json!(house.user("zoe"))));
    for (row, stands) in
        [(&ann[0], "signed-off"), (&ben[0], "signed-off"), (&ann[1], "cancelled"), (&ann[2], "cancelled")]
    {
        assert_eq!(decided(&house, &items, row).await["status"], stands);
    }
    assert_eq!(decided(&house, &items, &ann[0]).await["decision"], "certify");
    for action in ["certify", "reset", "signoff"] {
        let late = json!({"ids": [ann[1], ann[2]]});
        assert_eq!(left(&house, "mia", &items, action, late).await, ann[1..], "{action}");
    }

    // The second click, and whatever else is done while a campaign runs.
    for (action, why) in [
        ("cancel", "the campaign is cancelled already"),
        ("activate", "the campaign is cancelled, not staged"),
        ("update-deadline", "the campaign is cancelled"),
    ] {
        let later = json!({"newDeadline": "2026-03-01T00:00:00Z"});
        assert_eq!(house.post("zoe", &format!("{path}/{action}"), later).await.refused(400), why);
    }

    // What was revoked and signed goes when its days are over.
    assert_eq!(decided(&house, &items, &ben[0]).await["remediationStatus"], "pending");
    house.clock.advance(Duration::days(3));
    let status = "/decision/certification/remediationStatus";
    until(&house, &format!("{items}/{}", ben[0]), status, json!("complete")).await;
});

db_test!(a_campaign_is_called_off_by_who_runs_it, |db| async {
    let house = audited(db).await;
    let id = running(&house, &json!({})).await;
    let path = format!("{CAMPAIGNS}/{id}/cancel");
    for stranger in ["mia", "ann", "oli"] {
        house.post(stranger, &path, json!({})).await.refused(404);
    }
    house.post("dan", &path, json!({})).await.refused(403);
    let nowhere = format!("{CAMPAIGNS}/{}/cancel", house.engine.new_id());
    house.post("zoe", &nowhere, json!({})).await.refused(404);
    let admin = format!("/iga/governance/admin/certification/{id}");
    assert_eq!(house.get("zoe", &admin).await.is(200)["status"], "in-progress");
    hand_to_ann(&house, &id).await;
    let cancelled = house.post("ann", &path, json!({})).await.is(200);
    assert_eq!(cancelled[0]["completedBy"], json!(house.user("ann")));

    // One that nobody was asked in yet, too: then nobody ever is.
    let staged = running(&house, &json!({"name": "Staged", "stagingEnabled": true})).await;
    house.post("zoe", &format!("{CAMPAIGNS}/{staged}/cancel"), json!({})).await.is(200);
    house.get("mia", &format!("{CAMPAIGNS}/{staged}/items")).await.refused(404);
    let rows = house.get("zoe", &format!("{CAMPAIGNS}/{staged}/items?status=cancelled")).await.is(200);
    assert_eq!(rows["totalHits"], 4);
});
