//! What reviewers do with line items beside certifying and revoking, and what they leave to others (contract rows 39, 40).

use bailiwick::authority::Authority;
use bailiwick_store::{Db, db_test};
use serde_json::{Value, json};

use crate::certifications::{TEMPLATES, template, until};
use crate::line_items::furnished;
use crate::support::{House, column};

const NOTHING: [&str; 0] = [];

/// Zoe runs certifications, of what Ann and Ben hold; Dan audits them.
pub async fn audited(db: Db) -> House {
    let house = House::new(db).await;
    furnished(&house).await;
    let mut tx = house.engine.db().write().await.unwrap();
    bailiwick_store::users::add_authority(&mut tx, house.user("dan"), Authority::Auditor).await.unwrap();
    tx.commit().await.unwrap();
    house
}

/// Mia is asked about all of it, in a campaign with these changes to its template.
pub async fn running(house: &House, more: &Value) -> String {
    let mut body = template(house);
    body["enableForward"] = json!(true);
    body["enableReassign"] = json!(true);
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = house.post("zoe", TEMPLATES, body).await.is(200);
    let start = json!({"templateId": made["id"]});
    let started = house.post("zoe", "/iga/governance/certification", start).await.is(200);
    let id = started["id"].as_str().unwrap().to_owned();
    let stands = if more["stagingEnabled"] == true { "staging" } else { "in-progress" };
    until(house, &format!("/iga/governance/admin/certification/{id}"), "/status", json!(stands)).await;
    id
}

/// The line items about somebody.
pub async fn about(house: &House, items: &str, who: &str) -> Vec<String> {
    let rows = house.get("zoe", &format!("{items}?user.userName={who}")).await.is(200);
    let mut ids = column(&rows, "/id");
    ids.sort();
    ids
}

/// Does something with one or with many, by what stands behind `items/`: what was left as it is.
pub async fn left(house: &House, who: &str, items: &str, what: &str, body: Value) -> Vec<String> {
    let done = house.post(who, &format!("{items}/{what}"), body).await.is(200);
    let action = what.rsplit('/').next().unwrap();
    assert_eq!(done["message"], format!("Action '{action}' complete."));
    let ids = done["idsNotActedOn"].as_array().unwrap().iter();
    let mut ids: Vec<String> = ids.map(|id| id.as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// What is decided and said about a line item.
pub async fn decided(house: &House, items: &str, id: &str) -> Value {
    house.get("zoe", &format!("{items}/{id}")).await.is(200)["decision"]["certification"].clone()
}

/// Whether somebody did that and said so.
fn has_said(certification: &Value, action: &str, comment: &str) -> bool {
    let all = certification["comments"].as_array().unwrap();
    all.iter().any(|said| said["action"] == action && said["comment"] == comment)
}

db_test!(what_is_decided_can_be_changed_until_it_is_signed, |db| async {
    let house = audited(db).await;
    let campaign = running(&house, &json!({"exceptionDuration": 30})).await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let (ann, ben) = (about(&house, &items, "ann").await, about(&house, &items, "ben").await);
    assert_eq!((ann.len(), ben.len()), (3, 1));
    let mia = async |what: &str, body: Value| left(&house, "mia", &items, what, body).await;
    let totals = async || house.get("mia", &format!("{items}?getCount=true")).await.is(200)["totals"].clone();

    // One is excepted for as long as the campaign leaves it; of two she does not say.
    let why = json!({"comment": "until the year is closed"});
    assert_eq!(mia(&format!("{}/exception", ben[0]), why).await, NOTHING);
    let excepted = decided(&house, &items, &ben[0]).await;
    let end = house.context("mia").now + chrono::Duration::days(30);
    assert_eq!(
        (&excepted["decision"], &excepted["exceptionExpirationDate"]),
        (&json!("exception"), &json!(end))
    );
    assert_eq!(excepted["decisionBy"]["userName"], "mia");
    assert!(has_said(&excepted, "exception", "until the year is closed"), "{excepted}");
    assert_eq!(mia("abstain", json!({"ids": [ann[0], ann[1], "nothing"]})).await, ["nothing"]);
    for id in &ann[..2] {
        assert_eq!(decided(&house, &items, id).await["decision"], "abstain");
    }
    assert_eq!(
        totals().await,
        json!({"certify": 0, "revoke": 0, "exception": 1, "abstain": 2, "NONE": 1, "total": 4})
    );

    // The last decision counts.
    assert_eq!(mia(&format!("{}/abstain", ben[0]), json!({})).await, NOTHING);
    let abstained = decided(&house, &items, &ben[0]).await;
    assert_eq!(
        (&abstained["decision"], &abstained["exceptionExpirationDate"]),
        (&json!("abstain"), &json!(null))
    );
    assert_eq!(mia("exception", json!({"ids": [ann[0], ann[1]]})).await, NOTHING);

    // What is taken back is open again.
    assert_eq!(mia(&format!("{}/reset", ben[0]), json!({})).await, NOTHING);
    assert_eq!(mia("reset", json!({"ids": [ann[0], "nothing"]})).await, ["nothing"]);
    for id in [&ben[0], &ann[0]] {
        let open = decided(&house, &items, id).await;
        for member in ["decision", "decisionBy", "decisionDate", "exceptionExpirationDate"] {
            assert_eq!(open[member], json!(null), "{member}");
        }
        assert_eq!(open["status"], "in-progress");
    }
    assert_eq!(
        totals().await,
        json!({"certify": 0, "revoke": 0, "exception": 1, "abstain": 0, "NONE": 3, "total": 4})
    );

    // Only what is decided is signed, and that stays.
    assert_eq!(mia("signoff", json!({"ids": [ann[0], ann[1]]})).await, ann[..1]);
    assert_eq!(mia(&format!("{}/reset", ann[1]), json!({})).await, ann[1..2]);
    assert_eq!(mia("abstain", json!({"ids": [ann[1]]})).await, ann[1..2]);
    let signed = decided(&house, &items, &ann[1]).await;
    assert_eq!((&signed["decision"], &signed["status"]), (&json!("exception"), &json!("signed-off")));
    assert_eq!(signed["completedBy"]["userName"], "mia");
});

db_test!(nobody_decides_who_is_not_asked, |db| async {
    let house = audited(db).await;
    let campaign = running(&house, &json!({})).await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let ben = about(&house, &items, "ben").await;
    for action in ["exception", "abstain", "reset", "certify", "revoke", "comment"] {
        let body = || json!({"ids": ben, "comment": "as I please"});
        let one = format!("{}/{action}", ben[0]);
        for what in [action, one.as_str()] {
            for stranger in ["ann", "ben", "oli"] {
                house.post(stranger, &format!("{items}/{what}"), body()).await.refused(404);
            }
            assert_eq!(left(&house, "dan", &items, what, body()).await, ben, "who audits only reads");
            if action != "comment" {
                assert_eq!(
                    left(&house, "zoe", &items, what, body()).await,
                    ben,
                    "who runs it does not decide"
                );
            }
        }
    }
    let open = decided(&house, &items, &ben[0]).await;
    assert_eq!((&open["decision"], &open["comments"]), (&json!(null), &json!([])));
    for what in ["shrug".to_owned(), format!("{}/shrug", ben[0])] {
        let refused = house.post("mia", &format!("{items}/{what}"), json!({"ids": ben})).await.refused(404);
        assert_eq!(refused, "there is no such operation");
    }
});

db_test!(something_is_said_without_deciding_anything, |db| async {
    let house = audited(db).await;
    let campaign = running(&house, &json!({})).await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let (ann, ben) = (about(&house, &items, "ann").await, about(&house, &items, "ben").await);
    let one = format!("{}/comment", ben[0]);
    let asks = json!({"comment": "Is this still needed?"});
    assert_eq!(left(&house, "mia", &items, &one, asks).await, NOTHING);
    let all = json!({"ids": ann, "comment": "Their team is asked."});
    assert_eq!(left(&house, "mia", &items, "comment", all).await, NOTHING);
    // Whoever runs certifications may say something too.
    let hint = json!({"comment": "It was asked for in May."});
    assert_eq!(left(&house, "zoe", &items, &one, hint).await, NOTHING);

    let of_ben = decided(&house, &items, &ben[0]).await;
    assert_eq!(of_ben["comments"].as_array().unwrap().len(), 2);
    assert!(has_said(&of_ben, "comment", "Is this still needed?"), "{of_ben}");
    assert!(has_said(&of_ben, "comment", "It was asked for in May."), "{of_ben}");
    for id in &ann {
        let of_ann = decided(&house, &items, id).await;
        assert!(has_said(&of_ann, "comment", "Their team is asked."), "{of_ann}");
        assert_eq!((&of_ann["decision"], &of_ann["status"]), (&json!(null), &json!("in-progress")));
    }
    for nothing in [json!({"ids": ben}), json!({"ids": ben, "comment": "  "})] {
        for what in ["comment", one.as_str()] {
            let refused = house.post("mia", &format!("{items}/{what}"), nothing.clone()).await.refused(400);
            assert!(refused.starts_with("`comment`"), "{refused}");
        }
    }
});

db_test!(whoever_is_let_in_does_what_they_were_given_and_no_more, |db| async {
    let house = audited(db).await;
    let campaign = running(&house, &json!({})).await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let (ann, ben) = (about(&house, &items, "ann").await, about(&house, &items, "ben").await);
    let mia = async |what: &str, body: Value| left(&house, "mia", &items, what, body).await;
    let oli = async |what: &str, body: Value| left(&house, "oli", &items, what, body).await;
    house.get("oli", &items).await.refused(404);

    // Oli may say something about what Ben holds.
    let asks =
        json!({"newActorId": house.user("oli"), "permissions": ["comment"], "comment": "You know him."});
    assert_eq!(mia(&format!("{}/reassign", ben[0]), asks).await, NOTHING);
    let seen = house.get("oli", &items).await.is(200);
    assert_eq!(column(&seen, "/id"), ben, "that, and nothing else");
    assert_eq!(seen["result"][0]["permissions"], json!({"comment": true}));
    let reviews = house.get("oli", "/iga/governance/certification/items").await.is(200);
    assert_eq!(column(&reviews, "/campaignId"), [campaign.as_str()]);
    let to_dan = || json!({"ids": ben, "newActorId": house.user("dan")});
    for action in ["certify", "revoke", "exception", "abstain", "reset", "signoff", "forward", "reassign"] {
        assert_eq!(oli(action, to_dan()).await, ben, "{action}");
        assert_eq!(oli(&format!("{}/{action}", ben[0]), to_dan()).await, ben, "{action}");
    }
    assert_eq!(oli("certify", json!({"ids": ann})).await, ann, "and nothing of Ann's");
    let knows = json!({"comment": "He left the team."});
    assert_eq!(oli(&format!("{}/comment", ben[0]), knows).await, NOTHING);
    let of_ben = decided(&house, &items, &ben[0]).await;
    assert_eq!((&of_ben["decision"], &of_ben["primaryReviewer"]["userName"]), (&json!(null), &json!("mia")));
    let actor = &of_ben["actors"][0];
    assert_eq!((&actor["userName"], &actor["permissions"]), (&json!("oli"), &json!({"comment": true})));
    assert!(has_said(&of_ben, "reassign", "You know him."), "{of_ben}");
    assert!(has_said(&of_ben, "comment", "He left the team."), "{of_ben}");

    // Two of Ann's he may revoke; Mia still decides too, and signs.
    let two = || json!({"ids": [ann[0], ann[1]], "comment": "not hers"});
    let mut hand = two();
    hand["newActorId"] = json!(format!("managed/user/{}", house.user("oli")));
    hand["permissions"] = json!({"revoke": true, "comment": true, "certify": false});
    assert_eq!(mia("reassign", hand).await, NOTHING);
    assert_eq!(oli("certify", two()).await, ann[..2]);
    assert_eq!(oli("revoke", two()).await, NOTHING);
    assert_eq!(mia(&format!("{}/certify", ann[0]), json!({})).await, NOTHING);
    assert_eq!(oli("signoff", two()).await, ann[..2]);
    assert_eq!(mia("signoff", two()).await, NOTHING);
    for (id, decision, who) in [(&ann[0], "certify", "mia"), (&ann[1], "revoke", "oli")] {
        let signed = decided(&house, &items, id).await;
        assert_eq!((&signed["decision"], &signed["decisionBy"]["userName"]), (&json!(decision), &json!(who)));
        assert_eq!(signed["completedBy"]["userName"], "mia");
        let read = house.get("oli", &format!("{items}/{id}")).await.is(200);
        assert_eq!(read["permissions"], json!({}), "it is signed");
    }
});

db_test!(whoever_is_named_again_has_what_was_given_last, |db| async {
    let house = audited(db).await;
    let campaign = running(&house, &json!({})).await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let (ann, ben) = (about(&house, &items, "ann").await, about(&house, &items, "ben").await);
    let mia = async |what: &str, body: Value| left(&house, "mia", &items, what, body).await;
    let oli = async |what: &str| left(&house, "oli", &items, what, json!({"comment": "so be it"})).await;
    let may =
        async |id: &str| house.get("oli", &format!("{items}/{id}")).await.is(200)["permissions"].clone();
    let to_oli = |permissions: Value| json!({"newActorId": house.user("oli"), "permissions": permissions});

    // Without a word about it whoever is let in may decide, and not sign.
    let bare = json!({"ids": [ann[0], ben[0]], "newActorId": house.user("oli")});
    assert_eq!(mia("reassign", bare).await, NOTHING);
    let all = json!({"certify": true, "revoke": true, "exception": true, "reset": true, "comment": true, "save": true});
    assert_eq!((may(&ann[0]).await, may(&ben[0]).await), (all.clone(), all));
    assert_eq!(oli(&format!("{}/signoff", ben[0])).await, ben);

    let again = to_oli(json!(["certify", "signoff"]));
    assert_eq!(mia(&format!("{}/reassign", ben[0]), again).await, NOTHING);
    assert_eq!(may(&ben[0]).await, json!({"certify": true, "signoff": true}));
    assert_eq!(decided(&house, &items, &ben[0]).await["actors"].as_array().unwrap().len(), 1);
    assert_eq!(oli(&format!("{}/comment", ben[0])).await, ben);
    assert_eq!(oli(&format!("{}/signoff", ben[0])).await, ben, "it is not decided");
    assert_eq!(oli(&format!("{}/certify", ben[0])).await, NOTHING);
    assert_eq!(oli(&format!("{}/signoff", ben[0])).await, NOTHING);
    let signed = decided(&house, &items, &ben[0]).await;
    assert_eq!(
        (&signed["status"], &signed["completedBy"]["userName"]),
        (&json!("signed-off"), &json!("oli"))
    );

    // Handed over, it is only theirs to whom it went.
    let over = json!({"newActorId": house.user("dan")});
    assert_eq!(mia(&format!("{}/forward", ann[0]), over).await, NOTHING);
    house.get("oli", &format!("{items}/{}", ann[0])).await.refused(404);
    assert_eq!(oli(&format!("{}/certify", ann[0])).await, ann[..1]);
    assert_eq!(decided(&house, &items, &ann[0]).await["actors"], json!([]));
});

db_test!(nobody_is_let_in_further_than_the_campaign_leaves, |db| async {
    let house = audited(db).await;
    let campaign = running(&house, &json!({"reassignPermissions": ["comment", "revoke"]})).await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let ben = about(&house, &items, "ben").await;
    let (one, oli) = (format!("{}/reassign", ben[0]), house.user("oli"));
    let not_left = "`permissions` must not have `certify`: the campaign does not leave it to others";
    for (mut body, fault) in [
        (json!({"newActorId": oli, "permissions": ["revoke", "certify"]}), not_left),
        (json!({"newActorId": oli}), not_left),
        (json!({"newActorId": oli, "permissions": ["shrug"]}), "`permissions` must be of"),
        (json!({"newActorId": oli, "permissions": "comment"}), "`permissions` must be a list of words"),
        (json!({"permissions": ["comment"]}), "`newActorId`"),
        (json!({"newActorId": "oli", "permissions": ["comment"]}), "`newActorId` must be the id of a person"),
        (
            json!({"newActorId": house.engine.new_id().to_string(), "permissions": ["comment"]}),
            "`newActorId` must be the id of somebody who works here",
        ),
        (
            json!({"newActorId": house.user("ben"), "permissions": ["comment"]}),
            "`newActorId` must not name whom the line item is about",
        ),
    ] {
        body["ids"] = json!(ben);
        for what in ["reassign", one.as_str()] {
            let refused = house.post("mia", &format!("{items}/{what}"), body.clone()).await.refused(400);
            assert!(refused.starts_with(fault), "{refused}");
        }
    }
    let asks = || json!({"newActorId": oli, "permissions": ["comment"]});
    for stranger in ["ann", "oli"] {
        house.post(stranger, &format!("{items}/{one}"), asks()).await.refused(404);
    }
    assert_eq!(left(&house, "dan", &items, &one, asks()).await, ben);
    assert_eq!(decided(&house, &items, &ben[0]).await["actors"], json!([]));
    // Whoever runs certifications puts right whom a reviewer forgot.
    assert_eq!(left(&house, "zoe", &items, &one, asks()).await, NOTHING);
    assert_eq!(house.get("oli", &items).await.is(200)["result"][0]["permissions"], json!({"comment": true}));

    let closed = running(&house, &json!({"name": "Closed", "enableReassign": false})).await;
    let items = format!("/iga/governance/certification/{closed}/items");
    let ben = about(&house, &items, "ben").await;
    for who in ["mia", "zoe"] {
        let what = format!("{}/reassign", ben[0]);
        assert_eq!(left(&house, who, &items, &what, asks()).await, ben, "the template leaves it to nobody");
    }
    house.get("oli", &items).await.refused(404);
});
