//! `kill -9` while a campaign is made, decided, signed and carried out: nothing is lost, nothing is done twice.

use std::collections::BTreeMap;
use std::time::Duration;

use bailiwick::authority::{Actor, Authority};
use bailiwick::id::UserId;
use bailiwick_engine::{Engine, audit, identity};
use bailiwick_store::testing::{Company, MISCOUNTED, TestDb, count};
use bailiwick_store::users;
use serde_json::{Value, json};

use crate::client::Client;
use crate::server::Server;

/// Made in three transactions.
const COMPANY: Company = Company { people: 5_000, entitlements: 1_000, each: 2 };
/// How many rows are decided by one call.
const BATCH: usize = 500;
/// So many of the first rows are revoked.
const REVOKED: usize = 6;
const BASE: &str = "/iga/governance/certification";
/// How many rows were dealt with because their time was over.
const DEALT_WITH: &str = "SELECT count(*) FROM line_items l JOIN campaigns c ON c.number = l.campaign \
                          WHERE c.name = 'In time' AND l.status = 'signed-off' AND l.signed_by IS NULL";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    whole(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    if let Some(db) = TestDb::postgres().await {
        whole(db).await;
    }
}

/// One campaign, and the server it runs on, which is killed again and again.
struct Story {
    db: TestDb,
    engine: Engine,
    token: String,
    server: Server,
    kills: u32,
}

impl Story {
    fn client(&self) -> Client {
        Client::new(self.server.address())
    }

    /// Kills the server after a while, and starts it again.
    async fn kill_after(&mut self, millis: u64) {
        let random = u64::from(self.engine.random_bytes::<1>()[0]);
        tokio::time::sleep(Duration::from_millis(millis + random / 4)).await;
        self.server.kill();
        self.kills += 1;
        self.server = Server::start(&self.db.url()).await;
    }

    /// Kills the server at this moment, and starts it again: what a statement counts while it is dead.
    async fn kill_and_count(&mut self, sql: &'static str) -> i64 {
        self.server.kill();
        self.kills += 1;
        let counted = count(&self.db.db, sql).await;
        self.server = Server::start(&self.db.url()).await;
        counted
    }

    /// Waits until a statement counts more than so many.
    async fn until_more(&self, sql: &'static str, than: i64) {
        for _ in 0..12_000 {
            if count(&self.db.db, sql).await > than {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("there never are more than {than}: {sql}")
    }

    async fn read(&self, path: &str) -> Value {
        for _ in 0..40 {
            if let Some((200, body)) = self.client().get(&self.token, path).await {
                return body;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{path} is not answered")
    }

    /// Waits until a campaign stands so.
    async fn until(&self, campaign: &str, status: &str) -> Value {
        for _ in 0..600 {
            let read = self.read(&format!("/iga/governance/admin/certification/{campaign}")).await;
            if read["status"] == status {
                return read;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let read = self.read(&format!("/iga/governance/admin/certification/{campaign}")).await;
        panic!("the campaign never is {status}: {read}")
    }

    /// Does something while the server is killed after so long; what it answered, if it did.
    async fn post_and_kill(&mut self, path: &str, body: &Value, millis: u64) -> Option<(u16, Value)> {
        let (client, token) = (self.client(), self.token.clone());
        let (path, body) = (path.to_owned(), body.clone());
        let call = tokio::spawn(async move { client.post(&token, &path, &body).await });
        self.kill_after(millis).await;
        call.await.expect("the call ends")
    }
}

async fn whole(db: TestDb) {
    COMPANY.fill(&db.db).await;
    let engine = Engine::new(db.db.clone());
    let me = UserId(Company::person(1));
    let mut tx = engine.db().write().await.expect("a transaction");
    for authority in [Authority::CertAdmin, Authority::AccessAdmin] {
        users::add_authority(&mut tx, me, authority).await.expect("an authority");
    }
    tx.commit().await.expect("a commit");
    let actor = Actor::Person { id: me, name: "P N1".into(), authorities: vec![Authority::CertAdmin] };
    let mut ctx = engine.context(actor, "crash");
    ctx.proof = bailiwick_engine::Proof::Session;
    let token = identity::create_token(&engine, &ctx, "crash", ctx.now + chrono::Duration::days(1)).await;
    let server = Server::start(&db.url()).await;
    let mut story = Story { db, engine, token: token.expect("a token").secret, server, kills: 0 };

    let campaign = made(&mut story, me).await;
    let decided = decided(&mut story, &campaign).await;
    signed(&mut story, &campaign, me).await;
    carried_out(&mut story, &campaign, &decided).await;
    by_script(&mut story, me).await;
    expired(&mut story, me).await;
    assert!(story.kills >= 12, "the server died too seldom");
    while audit::seal(&story.engine).await.expect("sealing") > 0 {}
    audit::verify(&story.engine).await.expect("the audit chain holds");
    story.server.kill();
    drop(story.engine);
    story.db.close().await;
}

/// A campaign whose line items are made while the server dies: every grant is in the ledger, and once.
async fn made(story: &mut Story, me: UserId) -> String {
    let template = json!({
        "name": "Crash", "certificationType": "entitlement", "ownerId": me, "stageDuration": 14,
        "stages": [{"certifierType": "user", "certifierId": me}], "selfCertificationRule": "all",
        "targetFilter": {"type": ["entitlementGrant"]}, "allowBulkCertify": true, "allowPartialSignoff": true,
        "remediationRule": "BasicRevocation",
    });
    let (_, template) =
        story.client().post(&story.token, &format!("{BASE}/template"), &template).await.expect("an answer");
    let start = json!({"templateId": template["id"]});
    let (_, started) = story.client().post(&story.token, BASE, &start).await.expect("an answer");
    let campaign = started["id"].as_str().expect("an id").to_owned();
    for millis in [5, 120] {
        story.kill_after(millis).await;
    }
    let made = story.until(&campaign, "in-progress").await;
    let grants = COMPANY.people * COMPANY.each;
    assert_eq!(made["totalItems"], grants);
    let ledger = story.read(&format!("/iga/governance/admin/certification/{campaign}/ledger")).await;
    let lines = ledger.as_array().expect("lines");
    let counted: i64 = lines.iter().filter_map(|line| line["grants"].as_i64()).sum();
    assert_eq!(counted, grants, "the ledger adds up: {ledger}");
    let each = count(&story.db.db, "SELECT count(DISTINCT grant_id) FROM line_items").await;
    assert_eq!(each, grants, "each grant is reviewed once");
    campaign
}

/// Every row is decided, some calls while the server dies: what was acknowledged is there.
async fn decided(story: &mut Story, campaign: &str) -> BTreeMap<String, &'static str> {
    let items = format!("{BASE}/{campaign}/items");
    let mut ids = Vec::new();
    let total = usize::try_from(COMPANY.people * COMPANY.each).expect("a count");
    while ids.len() < total {
        let page = story.read(&format!("{items}?_pageSize={BATCH}&_pagedResultsOffset={}", ids.len())).await;
        let rows = page["result"].as_array().expect("rows");
        ids.extend(rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()));
    }
    let mut each = ids.clone();
    each.sort_unstable();
    each.dedup();
    assert_eq!(each.len(), total, "every row is on one page");
    let mut decided = BTreeMap::new();
    let revoked = json!({"ids": &ids[..REVOKED], "comment": "not needed"});
    let call = format!("{items}/revoke");
    story.client().post(&story.token, &call, &revoked).await.expect("an answer");
    decided.extend(ids[..REVOKED].iter().map(|id| (id.clone(), "revoke")));
    for (batch, ids) in ids[REVOKED..].chunks(BATCH).enumerate() {
        let body = json!({"ids": ids});
        let call = format!("{items}/certify");
        let answer = if batch % 6 == 1 {
            let answer = story.post_and_kill(&call, &body, 10 + 40 * batch as u64).await;
            let acknowledged = answer.is_some_and(|(status, _)| status == 200);
            let row = story.read(&format!("{items}/{}", ids[0])).await;
            let is_there = row["decision"]["certification"]["decision"] == "certify";
            assert!(is_there || !acknowledged, "what was acknowledged is lost: {row}");
            story.client().post(&story.token, &call, &body).await
        } else {
            story.client().post(&story.token, &call, &body).await
        };
        let (status, answer) = answer.expect("an answer");
        assert_eq!((status, &answer["idsNotActedOn"]), (200, &json!([])), "{answer}");
        decided.extend(ids.iter().map(|id| (id.clone(), "certify")));
    }
    let open = count(&story.db.db, "SELECT count(*) FROM line_items WHERE verdict IS NULL").await;
    assert_eq!(open, 0, "what was acknowledged is there");
    decided
}

/// Everything is signed, while the server dies.
async fn signed(story: &mut Story, campaign: &str, me: UserId) {
    let sign = format!("{BASE}/{campaign}/items/signoff?selectAllActorId=managed/user/{me}");
    for millis in [30, 250] {
        story.post_and_kill(&sign, &json!({}), millis).await;
    }
    let (status, answer) = story.client().post(&story.token, &sign, &json!({})).await.expect("an answer");
    assert_eq!((status, &answer["idsNotActedOn"]), (200, &json!([])), "{answer}");
    let ended = story.until(campaign, "signed-off").await;
    assert_eq!(ended["totalItemsComplete"], ended["totalItems"]);
}

/// What was revoked goes, each by one request, while the server dies.
async fn carried_out(story: &mut Story, campaign: &str, decided: &BTreeMap<String, &'static str>) {
    story.kill_after(100).await;
    for (id, decision) in decided.iter().filter(|(_, decision)| **decision == "revoke") {
        let path = format!("{BASE}/{campaign}/items/{id}");
        let mut row = Value::Null;
        for _ in 0..600 {
            row = story.read(&path).await;
            if row["decision"]["certification"]["remediationStatus"] == "complete" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let of = &row["decision"]["certification"];
        assert_eq!(
            (&of["decision"], &of["remediationStatus"]),
            (&json!(decision), &json!("complete")),
            "{row}"
        );
    }
    let db = &story.db.db;
    let revoked = i64::try_from(REVOKED).expect("a count");
    assert_eq!(count(db, "SELECT count(*) FROM grants WHERE status = 'ended'").await, revoked);
    assert_eq!(count(db, "SELECT count(*) FROM requests").await, revoked, "one request each");
    let verdicts = "SELECT count(*) FROM line_items WHERE verdict = 'certify' AND status = 'signed-off'";
    assert_eq!(count(db, verdicts).await, COMPANY.people * COMPANY.each - revoked);
    assert_eq!(count(db, MISCOUNTED).await, 0, "what stands how is counted as it changes");
}

/// A script names the certifiers while the server dies: every grant is in the ledger, and each row with whom it named.
async fn by_script(story: &mut Story, me: UserId) {
    let script = "user.userName.endsWith('7') ? 'managed/user/' + user.managerId : null";
    let some =
        json!({"operator": "STARTS_WITH", "operand": {"targetName": "userName", "targetValue": "p12"}});
    let template = json!({
        "name": "By script", "certificationType": "identity", "ownerId": me, "stageDuration": 14,
        "stages": [{"certifierType": "custom", "certifierScript": script}], "selfCertificationRule": "all",
        "targetFilter": {"type": ["entitlementGrant"], "user": some},
    });
    let (_, template) =
        story.client().post(&story.token, &format!("{BASE}/template"), &template).await.expect("an answer");
    let (_, started) = story
        .client()
        .post(&story.token, BASE, &json!({"templateId": template["id"]}))
        .await
        .expect("an answer");
    let campaign = started["id"].as_str().unwrap_or_else(|| panic!("an id: {template} {started}")).to_owned();
    for millis in [50, 400, 900] {
        story.kill_after(millis).await;
    }
    let made = story.until(&campaign, "in-progress").await;
    let db = &story.db.db;
    let reviewed = "SELECT count(*) FROM grants g JOIN users u ON u.id = g.user_id WHERE g.status = 'active' \
                    AND u.user_name LIKE 'p12%7'";
    let reviewed = count(db, reviewed).await;
    assert_eq!(made["totalItems"], reviewed);
    let ledger = story.read(&format!("/iga/governance/admin/certification/{campaign}/ledger")).await;
    let lines = ledger.as_array().expect("lines");
    let counted: i64 = lines.iter().filter_map(|line| line["grants"].as_i64()).sum();
    let known = count(db, "SELECT count(*) FROM grants WHERE status = 'active'").await;
    assert_eq!(counted, known, "the ledger adds up: {ledger}");
    let wrong = "SELECT count(*) FROM line_items l JOIN users u ON u.id = l.user_id WHERE l.campaign = 2 \
                 AND (l.reviewer_id <> u.manager_id OR u.user_name NOT LIKE '%7')";
    assert_eq!(count(db, wrong).await, 0, "each is put to whom the script named");
    let each = "SELECT count(DISTINCT grant_id) FROM line_items WHERE campaign = 2";
    assert_eq!(count(db, each).await, reviewed, "each grant is reviewed once");
}

/// A deadline passes while the server dies: every row is dealt with as the template says, and once.
async fn expired(story: &mut Story, me: UserId) {
    let template = json!({
        "name": "In time", "certificationType": "entitlement", "ownerId": me, "stageDuration": 14,
        "stages": [{"certifierType": "user", "certifierId": me}], "selfCertificationRule": "all",
        "targetFilter": {"type": ["entitlementGrant"]}, "expirationAction": "certify",
    });
    let (_, template) =
        story.client().post(&story.token, &format!("{BASE}/template"), &template).await.expect("an answer");
    let start = json!({"templateId": template["id"]});
    let (_, started) = story.client().post(&story.token, BASE, &start).await.expect("an answer");
    let campaign = started["id"].as_str().expect("an id").to_owned();
    let made = story.until(&campaign, "in-progress").await;
    let soon = story.engine.context(Actor::System, "crash").now + chrono::Duration::milliseconds(800);
    let body = json!({"newDeadline": soon});
    let (status, answer) = story
        .client()
        .post(&story.token, &format!("{BASE}/{campaign}/update-deadline"), &body)
        .await
        .expect("an answer");
    assert_eq!(status, 200, "{answer}");
    let total = made["totalItems"].as_i64().expect("a count");
    story.kill_after(100).await;
    // It dies as soon as some rows are dealt with, and others are left; when more are, once again.
    story.until_more(DEALT_WITH, 0).await;
    let some = story.kill_and_count(DEALT_WITH).await;
    assert!(0 < some && some < total, "it did not die between two parts of the rows: {some} of {total}");
    story.until_more(DEALT_WITH, some).await;
    story.kill_and_count(DEALT_WITH).await;
    let ended = story.until(&campaign, "signed-off").await;
    assert_eq!(
        (&ended["totalItems"], &ended["totalItemsComplete"]),
        (&made["totalItems"], &made["totalItems"])
    );
    assert_eq!(ended["statistics"]["currentDecision"]["certify"], made["totalItems"]);
    let db = &story.db.db;
    assert_eq!(count(db, DEALT_WITH).await, total);
    let twice = "SELECT count(*) FROM (SELECT 1 FROM line_item_comments m JOIN campaigns c ON c.number = m.campaign \
                 WHERE c.name = 'In time' GROUP BY m.number HAVING count(*) > 1) t";
    assert_eq!(count(db, twice).await, 0, "each row is told of once");
    assert_eq!(count(db, MISCOUNTED).await, 0, "what stands how is counted as it changes");
}
