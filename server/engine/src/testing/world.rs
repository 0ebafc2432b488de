//! A small company to test with: eight people, two applications, a role.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, missing_docs, reason = "for tests only")]

use std::sync::Arc;

use bailiwick::authority::Authority;
use bailiwick::catalog::{Item, ItemKind, Risk};
use bailiwick::directory::{Status, User};
use bailiwick::id::{ItemId, RequestId, UserId};
use bailiwick::request::{Action, Modifier};
use bailiwick::view::Submitted;
use bailiwick_store::{items, users};
use uuid::Uuid;

use super::{TestClock, system};
use crate::requests::{Mode, NewLine, NewRequests, create};
use crate::workflows::{ACCESS_TYPES, bind};
use crate::{Context, Engine, EngineError, access, jobs, requests};

/// Marta manages Jonas and Hana; Priya owns the right to pay; Grace runs the access
/// programme; Otto audits; Carl is Marta's manager and has none; Ida has left.
pub struct World {
    pub engine: Engine,
    pub clock: Arc<TestClock>,
    pub jonas: UserId,
    pub hana: UserId,
    pub marta: UserId,
    pub priya: UserId,
    pub grace: UserId,
    pub otto: UserId,
    pub carl: UserId,
    pub ida: UserId,
    pub sap: ItemId,
    /// Entitlement of SAP, owned by Priya.
    pub pay: ItemId,
    /// Entitlement of SAP without an owner of its own: SAP's owner Priya decides.
    pub read: ItemId,
    /// Application without an owner.
    pub wiki: ItemId,
    /// Entitlement that cannot be requested.
    pub root: ItemId,
    /// Role with `pay` and `read`, owned by Marta.
    pub analyst: ItemId,
}

impl World {
    /// The company in the empty database of an engine; managers decide about requests before owners.
    pub async fn on(engine: Engine, clock: Arc<TestClock>) -> Self {
        let user = |n: u128| UserId(Uuid::from_u128(n));
        let item = |n: u128| ItemId(Uuid::from_u128(0x1000 + n));
        let world = Self {
            jonas: user(1),
            hana: user(2),
            marta: user(3),
            priya: user(4),
            grace: user(5),
            otto: user(6),
            carl: user(7),
            ida: user(8),
            sap: item(1),
            pay: item(2),
            read: item(3),
            wiki: item(4),
            root: item(5),
            analyst: item(6),
            engine,
            clock,
        };
        world.fill().await;
        bind(&world.engine, &system(&world.engine), &ACCESS_TYPES, "ManagerThenOwner").await.unwrap();
        world
    }

    async fn fill(&self) {
        let mut tx = self.engine.db().write().await.unwrap();
        let people = [
            (self.carl, "carl", "Carl", "Berg", None, Status::Active),
            (self.marta, "marta", "Marta", "Oyelaran", Some(self.carl), Status::Active),
            (self.jonas, "jonas", "Jonas", "Lindqvist", Some(self.marta), Status::Active),
            (self.hana, "hana", "Hana", "Sato", Some(self.marta), Status::Active),
            (self.priya, "priya", "Priya", "Raghunathan", Some(self.carl), Status::Active),
            (self.grace, "grace", "Grace", "Mbeki", Some(self.carl), Status::Active),
            (self.otto, "otto", "Otto", "Ek", Some(self.carl), Status::Active),
            (self.ida, "ida", "Ida", "Voss", Some(self.marta), Status::Inactive),
        ];
        let created_at = system(&self.engine).now;
        for (id, user_name, given_name, sn, manager, status) in people {
            let user = User {
                id,
                user_name: user_name.into(),
                given_name: given_name.into(),
                sn: sn.into(),
                display_name: format!("{given_name} {sn}"),
                mail: None,
                title: None,
                organisation: None,
                manager,
                status,
                created_at,
            };
            users::insert(&mut tx, &user).await.unwrap();
        }
        users::add_authority(&mut tx, self.grace, Authority::AccessAdmin).await.unwrap();
        users::add_authority(&mut tx, self.otto, Authority::Auditor).await.unwrap();
        let sap = Some(self.sap);
        let things = [
            (
                self.sap,
                ItemKind::Application,
                None,
                "SAP S/4HANA",
                "Finance and logistics",
                vec![self.priya],
                true,
            ),
            (
                self.pay,
                ItemKind::Entitlement,
                sap,
                "Post vendor payments",
                "Release outgoing payments",
                vec![self.priya],
                true,
            ),
            (
                self.read,
                ItemKind::Entitlement,
                sap,
                "Display documents",
                "Read accounting documents",
                vec![],
                true,
            ),
            (self.wiki, ItemKind::Application, None, "Wiki", "What we know", vec![], true),
            (self.root, ItemKind::Entitlement, sap, "Superuser", "Everything", vec![self.priya], false),
            (
                self.analyst,
                ItemKind::Role,
                None,
                "Accounts payable analyst",
                "Pays vendors",
                vec![self.marta],
                true,
            ),
        ];
        for (id, kind, application, name, description, owners, requestable) in things {
            let item = Item {
                id,
                kind,
                application,
                native_key: name.to_uppercase().replace(' ', "_"),
                name: name.into(),
                description: description.into(),
                risk: Risk::Medium,
                requestable,
                status: Status::Active,
                owners,
                tags: Vec::new(),
                created_at,
            };
            items::insert(&mut tx, &item).await.unwrap();
        }
        items::add_to_role(&mut tx, self.analyst, self.pay).await.unwrap();
        items::add_to_role(&mut tx, self.analyst, self.read).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A call by a person in a browser, with the authorities they have.
    pub fn by(&self, person: UserId) -> Context {
        let authorities = match person {
            p if p == self.grace => vec![Authority::AccessAdmin],
            p if p == self.otto => vec![Authority::Auditor],
            _ => Vec::new(),
        };
        super::person(&self.engine, person, &authorities)
    }

    /// One request, for whatever may come of it.
    pub async fn try_ask(
        &self,
        by: UserId,
        item: ItemId,
        user: UserId,
        modifier: Modifier,
    ) -> Result<Submitted, EngineError> {
        let new = NewRequests {
            lines: vec![NewLine::new(user, item, modifier)],
            justification: "needed".into(),
            ..NewRequests::default()
        };
        let submitted = create(&self.engine, &self.by(by), &new, Mode::Create).await;
        self.work().await;
        submitted
    }

    /// One request that is made.
    pub async fn ask(&self, by: UserId, item: ItemId, user: UserId) -> RequestId {
        let submitted = self.try_ask(by, item, user, Modifier::Add).await.unwrap();
        assert_eq!(submitted.faults, []);
        submitted.requests[0].clone()
    }

    pub async fn act(
        &self,
        by: UserId,
        id: &RequestId,
        action: Action,
    ) -> Result<bailiwick::view::RequestView, EngineError> {
        requests::act(&self.engine, &self.by(by), id, &action).await?;
        self.work().await;
        requests::read(&self.engine, &self.by(self.grace), id).await
    }

    pub async fn approve(&self, by: UserId, id: &RequestId) -> bailiwick::view::RequestView {
        self.act(by, id, Action::approve("fine")).await.unwrap()
    }

    pub async fn read(&self, id: &RequestId) -> bailiwick::view::RequestView {
        requests::read(&self.engine, &self.by(self.grace), id).await.unwrap()
    }

    /// Does everything that is due.
    pub async fn work(&self) {
        while jobs::run_due(&self.engine).await.unwrap() {}
    }

    /// The names of what a person holds.
    pub async fn holds(&self, person: UserId) -> Vec<String> {
        let access =
            access::held(&self.engine, &self.by(self.grace), person, "", None, 0, 100).await.unwrap();
        access.rows.into_iter().map(|row| row.item.name).collect()
    }
}
