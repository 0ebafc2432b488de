//! `kill -9` while a campaign is made, decided and signed, what was revoked is carried out, and time runs out: nothing is
//! lost, nothing is done twice. Each time some of the work was done when the server died, and some was not.

use bailiwick::certification::LineItemId;
use bailiwick_store::testing::{Company, TestDb};
use serde_json::json;

use crate::story::{BASE, Story};

const MADE: &str = "SELECT count(*) FROM line_items";
const DECIDED: &str = "SELECT count(*) FROM line_items WHERE verdict IS NOT NULL";
const REVOKED: &str = "SELECT count(*) FROM line_items WHERE verdict = 'revoke'";
const SIGNED: &str = "SELECT count(*) FROM line_items WHERE status = 'signed-off'";
const GONE: &str = "SELECT count(*) FROM line_items WHERE removal = 'complete'";
/// Rows that were dealt with because their time was over.
const DEALT_WITH: &str = "SELECT count(*) FROM line_items WHERE status = 'signed-off' AND signed_by IS NULL";
/// What is kept of a row that was signed, or dealt with, more than once.
const TWICE: &str = "SELECT count(*) FROM (SELECT 1 FROM line_item_comments WHERE action IN ('signoff', 'expire') \
                     GROUP BY campaign, number HAVING count(*) > 1) t";

/// So many people, who hold two entitlements each.
const fn company(people: i64) -> Company {
    Company { people, entitlements: 1_000, each: 2 }
}

/// The ids of the rows of the first campaign at these places.
fn ids(places: std::ops::RangeInclusive<i64>) -> Vec<String> {
    places.map(|number| LineItemId { campaign: 1, number }.to_string()).collect()
}

story!(made);

/// The line items are made in five transactions: every grant is in the ledger, and once.
async fn made(db: TestDb) {
    let mut story = Story::begin(db, company(9_000)).await;
    let grants = 18_000;
    let campaign = story.start(&json!({})).await;
    story.kill_after(5).await;
    let some = story.kill_within(MADE, 0, grants).await;
    story.until_more(MADE, some).await;
    story.kill_and_count(MADE).await;
    let made = story.until(&campaign, "in-progress").await;
    assert_eq!(made["totalItems"], grants);
    story.adds_up(&campaign, grants).await;
    assert_eq!(story.count(MADE).await, grants);
    let each = story.count("SELECT count(DISTINCT grant_id) FROM line_items").await;
    assert_eq!(each, grants, "each grant is reviewed once");
    story.end().await;
}

story!(decided_and_signed);

/// Everything is decided and signed, some rows a transaction: what was done stays, what was acknowledged is there, and
/// the next call does the rest.
async fn decided_and_signed(db: TestDb) {
    let mut story = Story::begin(db, company(5_000)).await;
    let all = 10_000;
    let campaign = story.start(&json!({})).await;
    story.until(&campaign, "in-progress").await;
    let items = format!("{BASE}/{campaign}/items");
    let everything = format!("selectAllActorId=managed/user/{}", story.me);

    for (action, done) in [("certify", DECIDED), ("signoff", SIGNED)] {
        let path = format!("{items}/{action}?{everything}");
        let mut some = 0;
        for _ in 0..2 {
            story.answers().await;
            let call = story.posting(&path, &json!({}));
            some = story.kill_within(done, some, all).await;
            let answer = call.await.expect("the call ends");
            assert_eq!(answer, None, "nobody is told that all is done");
            assert!(story.count(done).await >= some, "what was done stays");
        }
        let (status, answer) = story.post(&path, &json!({})).await;
        assert_eq!((status, &answer["idsNotActedOn"]), (200, &json!([])), "{answer}");
        assert_eq!(story.count(done).await, all);
        if action == "certify" {
            change_their_mind(&mut story, &items).await;
        }
    }
    let ended = story.until(&campaign, "signed-off").await;
    assert_eq!(ended["totalItemsComplete"], ended["totalItems"]);
    assert_eq!(story.count(TWICE).await, 0, "each row is signed once");
    assert_eq!(story.count(REVOKED).await, 150, "the last decision counts");
    story.end().await;
}

/// Some rows are revoked after all, and the server dies as soon as it has said that they are.
async fn change_their_mind(story: &mut Story, items: &str) {
    for batch in 1..=3 {
        let body = json!({"ids": ids((batch - 1) * 50 + 1..=batch * 50), "comment": "not needed"});
        let (status, answer) = story.post(&format!("{items}/revoke"), &body).await;
        assert_eq!((status, &answer["idsNotActedOn"]), (200, &json!([])), "{answer}");
        assert_eq!(story.kill_and_count(REVOKED).await, batch * 50, "what was acknowledged is there");
    }
}

story!(carried_out);

/// What was revoked goes, each by one request.
async fn carried_out(db: TestDb) {
    let mut story = Story::begin(db, company(600)).await;
    let revoked = 150;
    let campaign = story.start(&json!({"remediationRule": "BasicRevocation"})).await;
    story.until(&campaign, "in-progress").await;
    let items = format!("{BASE}/{campaign}/items");
    let body = json!({"ids": ids(1..=revoked), "comment": "not needed"});
    for action in ["revoke", "signoff"] {
        let (status, answer) = story.post(&format!("{items}/{action}"), &body).await;
        assert_eq!((status, &answer["idsNotActedOn"]), (200, &json!([])), "{answer}");
    }
    // Some are asked for and others are not; then some are gone and others are not.
    story.kill_within("SELECT count(*) FROM requests", 0, revoked).await;
    let mut gone = 0;
    for _ in 0..2 {
        gone = story.kill_within(GONE, gone, revoked).await;
    }
    story.until_more("SELECT count(*) FROM requests WHERE status = 'complete'", revoked - 1).await;
    let failed = story.count("SELECT count(*) FROM line_items WHERE removal <> 'complete'").await;
    assert_eq!((story.count(GONE).await, failed), (revoked, 0));
    let ended = "SELECT count(*) FROM grants WHERE status = 'ended'";
    assert_eq!(story.count(ended).await, revoked, "nothing else went");
    assert_eq!(story.count("SELECT count(*) FROM requests").await, revoked, "one request each");
    let own = "SELECT count(DISTINCT l.removal_request) FROM line_items l JOIN requests q ON q.id = l.removal_request \
               JOIN grants g ON g.id = l.grant_id AND g.status = 'ended' \
               WHERE q.user_id = l.user_id AND q.item_id = l.item_id";
    assert_eq!(story.count(own).await, revoked, "each its own");
    story.end().await;
}

story!(by_script);

/// A script names the certifiers, some people at a time: every grant is in the ledger, and each row with whom it named.
async fn by_script(db: TestDb) {
    let mut story = Story::begin(db, company(5_000)).await;
    let script = "user.userName.endsWith('7') ? 'managed/user/' + user.managerId : null";
    let some = json!({"operator": "STARTS_WITH", "operand": {"targetName": "userName", "targetValue": "p1"}});
    let campaign = story
        .start(&json!({
            "certificationType": "identity", "stages": [{"certifierType": "custom", "certifierScript": script}],
            "targetFilter": {"type": ["entitlementGrant"], "user": some},
        }))
        .await;
    let reviewed =
        "SELECT count(*) FROM grants g JOIN users u ON u.id = g.user_id WHERE u.user_name LIKE 'p1%7'";
    let reviewed = story.count(reviewed).await;
    story.kill_after(5).await;
    let some = story.kill_within(MADE, 0, reviewed).await;
    story.until_more(MADE, some).await;
    story.kill_and_count(MADE).await;
    let made = story.until(&campaign, "in-progress").await;
    assert_eq!(made["totalItems"], reviewed);
    story.adds_up(&campaign, 10_000).await;
    let wrong = "SELECT count(*) FROM line_items l JOIN users u ON u.id = l.user_id \
                 WHERE l.reviewer_id <> u.manager_id OR u.user_name NOT LIKE '%7'";
    assert_eq!(story.count(wrong).await, 0, "each is put to whom the script named");
    let each = "SELECT count(DISTINCT grant_id) FROM line_items";
    assert_eq!((story.count(MADE).await, story.count(each).await), (reviewed, reviewed), "each once");
    story.end().await;
}

story!(expired);

/// A deadline passes: every row is dealt with as the template says, and once.
async fn expired(db: TestDb) {
    let mut story = Story::begin(db, company(5_000)).await;
    let all = 10_000;
    let campaign = story.start(&json!({"expirationAction": "certify"})).await;
    story.until(&campaign, "in-progress").await;
    let soon = story.now() + chrono::Duration::milliseconds(800);
    let path = format!("{BASE}/{campaign}/update-deadline");
    let (status, answer) = story.post(&path, &json!({"newDeadline": soon})).await;
    assert_eq!(status, 200, "{answer}");
    story.kill_after(100).await;
    let some = story.kill_within(DEALT_WITH, 0, all).await;
    story.until_more(DEALT_WITH, some).await;
    story.kill_and_count(DEALT_WITH).await;
    let ended = story.until(&campaign, "signed-off").await;
    assert_eq!((&ended["totalItems"], &ended["totalItemsComplete"]), (&json!(all), &json!(all)));
    assert_eq!(ended["statistics"]["currentDecision"]["certify"], all);
    assert_eq!(story.count(DEALT_WITH).await, all);
    assert_eq!(story.count(TWICE).await, 0, "each row is told of once");
    story.end().await;
}
