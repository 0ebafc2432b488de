//! A company, a server over it that is killed again and again, and somebody who runs certifications there.

use std::time::Duration;

use bailiwick::authority::{Actor, Authority};
use bailiwick::id::UserId;
use bailiwick_engine::{Engine, audit, identity};
use bailiwick_store::testing::{Company, MISCOUNTED, TestDb, count, execute};
use bailiwick_store::users;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::server::Server;

pub const BASE: &str = "/iga/governance/certification";

/// Makes two tests of a story, one on each database.
macro_rules! story {
    ($name:ident) => {
        mod $name {
            use bailiwick_store::testing::TestDb;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(TestDb::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(db) = TestDb::postgres().await {
                    super::$name(db).await;
                }
            }
        }
    };
}

pub struct Story {
    db: TestDb,
    engine: Engine,
    token: String,
    server: Server,
    /// The first person of the company, who runs certifications and is asked about everything.
    pub me: UserId,
}

impl Story {
    pub async fn begin(db: TestDb, company: Company) -> Self {
        company.fill(&db.db).await;
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
        let token = token.expect("a token").secret;
        let server = Server::start(&db.url()).await;
        Self { db, engine, token, server, me }
    }

    /// What holds however it went.
    pub async fn end(self) {
        assert_eq!(self.count(MISCOUNTED).await, 0, "what stands how is counted as it changes");
        while audit::seal(&self.engine).await.expect("sealing") > 0 {}
        audit::verify(&self.engine).await.expect("the audit chain holds");
        self.server.kill();
        drop(self.engine);
        self.db.close().await;
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.engine.context(Actor::System, "crash").now
    }

    /// What a statement counts.
    pub async fn count(&self, sql: &'static str) -> i64 {
        count(&self.db.db, sql).await
    }

    /// Kills the server after a while, and starts it again.
    pub async fn kill_after(&mut self, millis: u64) {
        let random = u64::from(self.engine.random_bytes::<1>()[0]);
        tokio::time::sleep(Duration::from_millis(millis + random / 4)).await;
        self.kill_and_count("SELECT count(*) FROM jobs").await;
    }

    /// Kills the server at this moment, and starts it again: what a statement counts while it is dead. Nobody waits until the
    /// new one answers: by then it may have done what the dead one left.
    pub async fn kill_and_count(&mut self, sql: &'static str) -> i64 {
        self.server.kill();
        let counted = self.count(sql).await;
        // What the dead had taken is due at once, as when their leases have run out.
        execute(&self.db.db, "UPDATE jobs SET leased_until = created_at WHERE state = 'running'").await;
        self.server = Server::spawn(&self.db.url());
        counted
    }

    /// Kills the server as soon as more is done than was before, and starts it again: how much is done, by what a statement
    /// counts. It died within the work: something was done since, and not all of it.
    pub async fn kill_within(&mut self, done: &'static str, before: i64, all: i64) -> i64 {
        self.until_more(done, before).await;
        let some = self.kill_and_count(done).await;
        assert!(before < some && some < all, "it did not die within the work: {before}, {some} of {all}");
        some
    }

    /// Waits until a statement counts more than so many.
    pub async fn until_more(&self, sql: &'static str, than: i64) {
        for _ in 0..12_000 {
            if self.count(sql).await > than {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("there never are more than {than}: {sql}")
    }

    pub async fn read(&self, path: &str) -> Value {
        self.answers().await;
        for _ in 0..40 {
            if let Some((200, body)) = Client::new(self.server.address()).get(&self.token, path).await {
                return body;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{path} is not answered")
    }

    /// What is answered.
    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.answers().await;
        self.posting(path, body).await.expect("the call ends").expect("an answer")
    }

    /// Waits until the server answers.
    pub async fn answers(&self) {
        self.server.answers().await;
    }

    /// Something that is asked for while others go on: what is answered, nothing when the server died before.
    pub fn posting(&self, path: &str, body: &Value) -> JoinHandle<Option<(u16, Value)>> {
        let (client, token) = (Client::new(self.server.address()), self.token.clone());
        let (path, body) = (path.to_owned(), body.clone());
        tokio::spawn(async move { client.post(&token, &path, &body).await })
    }

    /// Starts a campaign of everybody's entitlements, all put to one person, with these changes to its template.
    pub async fn start(&self, more: &Value) -> String {
        let mut template = json!({
            "name": "Crash", "certificationType": "entitlement", "ownerId": self.me, "stageDuration": 14,
            "stages": [{"certifierType": "user", "certifierId": self.me}], "selfCertificationRule": "all",
            "targetFilter": {"type": ["entitlementGrant"]}, "allowBulkCertify": true, "allowPartialSignoff": true,
        });
        for (member, value) in more.as_object().expect("an object") {
            template[member] = value.clone();
        }
        let (_, template) = self.post(&format!("{BASE}/template"), &template).await;
        let (_, started) = self.post(BASE, &json!({"templateId": template["id"]})).await;
        started["id"].as_str().unwrap_or_else(|| panic!("an id: {template} {started}")).to_owned()
    }

    /// Waits until a campaign stands so.
    pub async fn until(&self, campaign: &str, status: &str) -> Value {
        let path = format!("/iga/governance/admin/certification/{campaign}");
        for _ in 0..600 {
            let read = self.read(&path).await;
            if read["status"] == status {
                return read;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the campaign never is {status}: {}", self.read(&path).await)
    }

    /// The ledger of a campaign has all of these grants.
    pub async fn adds_up(&self, campaign: &str, grants: i64) {
        let ledger = self.read(&format!("/iga/governance/admin/certification/{campaign}/ledger")).await;
        let lines = ledger.as_array().expect("lines");
        let counted: i64 = lines.iter().filter_map(|line| line["grants"].as_i64()).sum();
        assert_eq!(counted, grants, "the ledger adds up: {ledger}");
    }
}
