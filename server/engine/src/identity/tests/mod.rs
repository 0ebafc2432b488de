//! Identity on both databases, with a clock of the tests' own.

mod clients;
mod links;
mod openid;
mod passwords;
mod sessions;
mod sign_in;
mod tokens;

use std::sync::Arc;

use bailiwick::authority::{Actor, Authority};
use bailiwick::directory::{Status, User};
use bailiwick::id::UserId;
use bailiwick_store::{Db, audit, credentials, users};
use chrono::TimeDelta;

use super::password;
use crate::testing::{self, TestClock};
use crate::{Context, Engine, EngineError};

const PASSWORD: &str = "correct horse battery";

/// A house with one person in it, who has a password.
struct House {
    engine: Engine,
    clock: Arc<TestClock>,
    ann: UserId,
}

impl House {
    async fn new(db: Db) -> Self {
        let (engine, clock) = testing::engine(db);
        let ann = User {
            id: UserId(engine.new_id()),
            user_name: "ann.example".into(),
            given_name: "Ann".into(),
            sn: "Example".into(),
            display_name: "Ann Example".into(),
            mail: None,
            title: None,
            organisation: None,
            manager: None,
            status: Status::Active,
            created_at: engine.context(Actor::System, "").now,
        };
        let hash = password::hash(password::turn().await.unwrap(), &engine, PASSWORD).await.unwrap();
        let mut tx = engine.write().await.unwrap();
        users::insert(&mut tx, &ann).await.unwrap();
        credentials::set(&mut tx, ann.id, &hash, ann.created_at).await.unwrap();
        tx.commit().await.unwrap();
        Self { engine, clock, ann: ann.id }
    }

    /// A call by nobody, now.
    fn nobody(&self) -> Context {
        self.engine.context(Actor::Anonymous, "test")
    }

    /// A call by Ann, now.
    fn ann(&self, authorities: &[Authority]) -> Context {
        testing::person(&self.engine, self.ann, authorities)
    }

    async fn sign_in(&self, password: &str) -> Result<super::NewSession, EngineError> {
        super::sign_in(&self.engine, &self.nobody(), "Ann.Example", password, "test").await
    }

    async fn by_session(&self, token: &str) -> Option<Actor> {
        super::by_session(&self.engine, &self.nobody(), token).await.unwrap().map(|(actor, _)| actor)
    }

    async fn by_bearer(&self, token: &str) -> Option<Actor> {
        super::by_bearer(&self.engine, &self.nobody(), token).await.unwrap()
    }

    /// Disables Ann.
    async fn disable(&self) {
        self.change(|ann| ann.status = Status::Inactive).await;
    }

    /// Gives Ann a mail address.
    async fn mail(&self, mail: &str) {
        self.change(|ann| ann.mail = Some(mail.into())).await;
    }

    /// Adds somebody who has Ann's mail address.
    async fn double(&self, name: &str, status: Status) {
        let id = UserId(self.engine.new_id());
        let double = User { id, user_name: name.into(), status, ..self.load().await };
        let mut tx = self.engine.write().await.unwrap();
        users::insert(&mut tx, &double).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn change(&self, change: impl FnOnce(&mut User)) {
        let mut user = self.load().await;
        change(&mut user);
        let mut tx = self.engine.write().await.unwrap();
        users::update(&mut tx, &user, self.nobody().now).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn load(&self) -> User {
        let mut tx = self.engine.read().await.unwrap();
        let ann = users::brief(&mut tx, self.ann).await.unwrap().unwrap();
        User {
            id: ann.id,
            user_name: ann.user_name,
            given_name: ann.given_name,
            sn: ann.sn,
            display_name: ann.display_name,
            mail: ann.mail,
            title: ann.title,
            organisation: None,
            manager: ann.manager,
            status: ann.status,
            created_at: self.nobody().now,
        }
    }

    fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }
}

/// Seconds somebody is told to wait.
fn wait(outcome: &Result<super::NewSession, EngineError>) -> Option<i64> {
    match outcome {
        Err(EngineError::TooMany { seconds }) => Some(*seconds),
        _ => None,
    }
}

/// What has happened, in order.
async fn events(house: &House) -> Vec<String> {
    let mut tx = house.engine.read().await.unwrap();
    let entries = audit::unsealed(&mut tx, 100).await.unwrap();
    entries.into_iter().map(|(_, entry)| entry.event).collect()
}
