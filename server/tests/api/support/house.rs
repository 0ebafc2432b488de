//! Who and what is in the house.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use bailiwick::authority::{Actor, Authority};
use bailiwick::catalog::{Item, ItemKind, Risk, catalog_id};
use bailiwick::directory::{Status, User};
use bailiwick::id::{ItemId, UserId};
use bailiwick_engine::jobs::worker;
use bailiwick_engine::testing::{TestClock, engine, person};
use bailiwick_engine::workflows::{ACCESS_TYPES, bind};
use bailiwick_engine::{Context, Engine, identity};
use bailiwick_script_host::Launch;
use bailiwick_server::app::app;
use bailiwick_server::config::Config;
use bailiwick_server::state::AppState;
use bailiwick_server::workflows;
use bailiwick_store::{Db, Tx, items, users};
use chrono::{DateTime, Duration, Utc};

/// A company in one database, and the server in front of it.
///
/// Ann and Ben report to Mia; Dan reports to nobody. Oli owns the applications. Zoe administers.
pub struct House {
    pub engine: Engine,
    pub clock: Arc<TestClock>,
    pub router: Router,
    users: HashMap<&'static str, UserId>,
    items: HashMap<&'static str, (ItemKind, ItemId)>,
    tokens: HashMap<&'static str, String>,
}

impl House {
    /// Everybody, by sign-in name.
    pub const PEOPLE: [&'static str; 6] = ["ann", "ben", "dan", "mia", "oli", "zoe"];

    /// A house on an empty database, in which managers decide before owners.
    pub async fn new(db: Db) -> Self {
        let house = Self::as_shipped(db).await;
        let system = house.engine.context(Actor::System, "test");
        bind(&house.engine, &system, &ACCESS_TYPES, "ManagerThenOwner").await.unwrap();
        house
    }

    /// A house on an empty database, whose requests go by what ships with the product.
    pub async fn as_shipped(db: Db) -> Self {
        let (engine, clock) = engine(db);
        let state = AppState::new(engine.clone(), Config::default()).unwrap();
        workflows::attach(&state, Launch::Thread);
        let router = app(&state);
        // As in a server: requests are answered once their workflows wait for somebody.
        tokio::spawn(worker(engine.clone(), std::future::pending()));
        let (users, items, tokens) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut house = Self { engine, clock, router, users, items, tokens };
        let db = house.engine.db().clone();
        let mut tx = db.write().await.unwrap();
        house.move_in(&mut tx).await;
        house.furnish(&mut tx).await;
        tx.commit().await.unwrap();
        for who in Self::PEOPLE {
            let ctx = house.context(who);
            let token =
                identity::create_token(&house.engine, &ctx, "tests", ctx.now + Duration::days(300)).await;
            house.tokens.insert(who, token.unwrap().secret);
        }
        house
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.engine.context(Actor::System, "test").now
    }

    async fn move_in(&mut self, tx: &mut Tx) {
        for (name, manager) in [
            ("zoe", None),
            ("mia", None),
            ("oli", None),
            ("dan", None),
            ("ann", Some("mia")),
            ("ben", Some("mia")),
        ] {
            let id = UserId(self.engine.new_id());
            let shown = format!("{}{} Example", name[..1].to_uppercase(), &name[1..]);
            let user = User {
                id,
                user_name: name.into(),
                given_name: shown[..3].into(),
                sn: "Example".into(),
                display_name: shown,
                mail: Some(format!("{name}@example.com")),
                title: None,
                organisation: None,
                manager: manager.map(|manager| self.users[manager]),
                status: Status::Active,
                created_at: self.now(),
            };
            users::insert(tx, &user).await.unwrap();
            self.users.insert(name, id);
        }
        users::add_authority(tx, self.users["zoe"], Authority::AccessAdmin).await.unwrap();
    }

    async fn furnish(&mut self, tx: &mut Tx) {
        use ItemKind::{Application, Entitlement, Role};
        for (key, kind, application, name, requestable) in [
            ("ledger", Application, None, "General Ledger", true),
            ("wiki", Application, None, "Company Wiki", true),
            ("read", Entitlement, Some("ledger"), "Ledger: read", true),
            ("post", Entitlement, Some("ledger"), "Ledger: post entries", true),
            ("close", Entitlement, Some("ledger"), "Ledger: close the year", false),
            ("edit", Entitlement, Some("wiki"), "Wiki editor", true),
            ("admin", Entitlement, Some("wiki"), "Wiki administrator", true),
            ("accountant", Role, None, "Accountant", true),
        ] {
            let id = ItemId(self.engine.new_id());
            let item = Item {
                id,
                kind,
                application: application.map(|above| self.items[above].1),
                native_key: key.to_uppercase(),
                name: name.into(),
                description: format!("What the {name} is for"),
                risk: if key == "close" { Risk::High } else { Risk::Low },
                requestable,
                status: Status::Active,
                owners: vec![self.users["oli"]],
                tags: vec![if key == "wiki" { "knowledge" } else { "daily" }.into()],
                created_at: self.now(),
            };
            items::insert(tx, &item).await.unwrap();
            self.items.insert(key, (kind, id));
        }
        for key in ["read", "post"] {
            items::add_to_role(tx, self.items["accountant"].1, self.items[key].1).await.unwrap();
        }
    }

    /// A call by somebody, past the server.
    pub fn context(&self, who: &str) -> Context {
        person(&self.engine, self.users[who], &[])
    }

    pub fn user(&self, who: &str) -> UserId {
        self.users[who]
    }

    pub fn token(&self, who: &str) -> &str {
        &self.tokens[who]
    }

    pub fn item(&self, key: &str) -> ItemId {
        self.items[key].1
    }

    pub fn kind(&self, key: &str) -> &'static str {
        self.items[key].0.as_str()
    }

    pub fn catalog_id(&self, key: &str) -> String {
        let (kind, id) = self.items[key];
        catalog_id(kind, id)
    }
}
