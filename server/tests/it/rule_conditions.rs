//! Conditions of rules: attributes of people, and the accounts that things are held by.

use bailiwick::authority::{Actor, Authority};
use bailiwick::catalog::ItemKind;
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, query};
use bailiwick::glossary::{Definition, ObjectKind, ValueType};
use bailiwick::id::{ItemId, UserId};
use bailiwick::policy::ScanStatus;
use bailiwick_engine::policies::{self, ScanMode, Started, Wanted};
use bailiwick_engine::requests::provision::{Terms, add, remove};
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::{Context, EngineError, access, catalog, glossary};
use bailiwick_store::{Db, db_test, users};
use chrono::Duration;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::support::world;

struct Rules {
    w: World,
}

fn leaf(name: &str, value: impl Into<Value>) -> Value {
    json!({"operator": "EQUALS", "operand": {"targetName": name, "targetValue": value.into()}})
}

impl Rules {
    async fn on(db: Db) -> Self {
        let w = world(db).await;
        let mut tx = w.engine.db().write().await.unwrap();
        users::add_authority(&mut tx, w.carl, Authority::PolicyAdmin).await.unwrap();
        tx.commit().await.unwrap();
        Self { w }
    }

    fn carl(&self) -> Context {
        let authorities = vec![Authority::PolicyAdmin];
        let carl = Actor::Person { id: self.w.carl, name: "Carl Berg".into(), authorities };
        self.w.engine.context(carl, "test")
    }

    async fn define(&self, kind: ObjectKind, name: &str, value_type: ValueType) {
        let definition = Definition {
            object_kind: kind,
            name: name.into(),
            display_name: String::new(),
            description: String::new(),
            value_type,
            is_multi_value: false,
            allowed_values: Vec::new(),
        };
        glossary::define(&self.w.engine, &self.w.by(self.w.grace), definition).await.unwrap();
    }

    async fn set(&self, kind: ObjectKind, id: Uuid, given: Value) {
        let given = given.as_object().unwrap();
        let grace = self.w.by(self.w.grace);
        glossary::set_values(&self.w.engine, &grace, kind, id, given, false).await.unwrap();
    }

    async fn give(&self, user: UserId, item: ItemId) {
        let system = system(&self.w.engine);
        add(&self.w.engine, &system, user, ItemKind::Entitlement, item, &Terms::default()).await.unwrap();
    }

    /// The account that somebody holds things of SAP by.
    async fn account(&self, user: UserId) -> Uuid {
        let held =
            access::held(&self.w.engine, &self.w.by(self.w.grace), user, "", None, 0, 10).await.unwrap();
        held.rows.iter().find_map(|row| row.grant.account).unwrap().uuid()
    }

    fn body(&self, sides: &Value, people: &Value) -> Map<String, Value> {
        let body = json!({
            "name": "Apart", "policyRuleOwner": {"id": self.w.carl}, "violationOwner": {"id": self.w.marta},
            "active": true, "maxExceptionDuration": 30, "scanTypes": {"preventative": true, "detective": true},
            "userFilter": people, "ruleDefinition": sides,
        });
        body.as_object().cloned().unwrap()
    }

    /// Who breaks a rule that is kept from now on, by how many grants on each side; trying it says the same.
    async fn found(&self, sides: &Value, people: &Value) -> Vec<(UserId, Vec<usize>)> {
        let (engine, carl) = (&self.w.engine, self.carl());
        let body = self.body(sides, people);
        let tried = policies::try_rule(engine, &carl, body.clone()).await.unwrap();
        let rule = policies::create_rule(engine, &carl, body).await.unwrap().rule.id;
        let found = self.scanned(Started::Rule(rule), ScanMode::Simulate).await;
        let mut people: Vec<UserId> = tried.first.iter().map(|one| one.user.id).collect();
        people.sort();
        assert_eq!(people, found.iter().map(|(user, _)| *user).collect::<Vec<_>>());
        for (user, _) in &found {
            let scan = policies::scan_user(engine, &carl, *user, &[], &Filter::All).await.unwrap();
            assert_eq!(scan.rules.len(), 1, "{user}");
        }
        found
    }

    async fn scanned(&self, what: Started, mode: ScanMode) -> Vec<(UserId, Vec<usize>)> {
        let (engine, carl) = (&self.w.engine, self.carl());
        let scan = policies::begin_scan(engine, &carl, what, mode, false).await.unwrap();
        self.w.work().await;
        let scan = policies::read_scan(engine, &carl, scan.id).await.unwrap();
        assert_eq!(scan.status, ScanStatus::Complete, "{:?}", scan.failure);
        let page = policies::results(engine, &carl, scan.id, Wanted::default(), 0, 100).await.unwrap();
        page.found.into_iter().map(|one| (one.user, one.access.iter().map(Vec::len).collect())).collect()
    }

    /// How many items of the catalog a filter finds.
    async fn listed(&self, filter: &str) -> Result<usize, EngineError> {
        let (jonas, filter) = (self.w.by(self.w.jonas), query::parse(filter).unwrap());
        let page = catalog::list(&self.w.engine, &jonas, &filter, &ListQuery::default(), false).await?;
        Ok(page.rows.len())
    }

    async fn refused(&self, sides: &Value, people: &Value) -> String {
        match policies::create_rule(&self.w.engine, &self.carl(), self.body(sides, people)).await {
            Err(EngineError::InvalidAll(faults)) => faults.join("; "),
            other => format!("{other:?}"),
        }
    }
}

db_test!(a_rule_is_about_people_by_what_the_glossary_says_of_them, |db| async move {
    let r = Rules::on(db).await;
    let w = &r.w;
    r.define(ObjectKind::User, "clearance", ValueType::Integer).await;
    for user in [w.jonas, w.hana, w.marta] {
        r.give(user, w.pay).await;
        r.give(user, w.read).await;
    }
    r.set(ObjectKind::User, w.jonas.uuid(), json!({"clearance": 3})).await;
    r.set(ObjectKind::User, w.hana.uuid(), json!({"clearance": 1})).await;
    let shown = glossary::values(&w.engine, &w.by(w.marta), ObjectKind::User, w.jonas.uuid()).await.unwrap();
    assert_eq!(Value::Object(shown), json!({"clearance": 3}), "managers see it");
    let stranger = glossary::values(&w.engine, &w.by(w.hana), ObjectKind::User, w.jonas.uuid()).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })));

    let sides = || json!([leaf("id", w.pay.to_string()), leaf("id", w.read.to_string())]);
    let low = json!({"operator": "LT", "operand": {"targetName": "user.glossary.idx./user.clearance", "targetValue": 2}});
    assert_eq!(r.found(&sides(), &low).await, [(w.hana, vec![1, 1])]);
    let unknown = r.refused(&sides(), &leaf("glossary.idx./user.shoeSize", 44)).await;
    assert!(unknown.contains("`userFilter`") && unknown.contains("glossary.idx./user.shoeSize"), "{unknown}");
    let of_items = r.refused(&sides(), &leaf("glossary.idx./entitlement.clearance", 3)).await;
    assert!(of_items.contains("glossary.idx./entitlement.clearance"), "{of_items}");
    assert!(r.listed("glossary.clearance eq 3").await.is_err(), "items have no such attribute");
});

db_test!(a_condition_is_about_the_account_that_something_is_held_by, |db| async move {
    let r = Rules::on(db).await;
    let w = &r.w;
    r.define(ObjectKind::Account, "privileged", ValueType::Boolean).await;
    for user in [w.jonas, w.hana] {
        r.give(user, w.pay).await;
        r.give(user, w.read).await;
    }
    r.give(w.marta, w.pay).await;
    for user in [w.jonas, w.marta] {
        r.set(ObjectKind::Account, r.account(user).await, json!({"privileged": true})).await;
    }
    let before = system(&w.engine).now;
    w.clock.advance(Duration::days(1));

    // Whatever is held by a privileged account, together with the right to read.
    let sides = || json!([leaf("glossary.idx./account.privileged", true), leaf("id", w.read.to_string())]);
    let all = json!({"operator": "ALL", "operand": []});
    assert_eq!(r.found(&sides(), &all).await, [(w.jonas, vec![2, 1])]);

    // One more right is held by the account that somebody has already.
    let carl = r.carl();
    let with = async |user, item| {
        let scan = policies::scan_user(&w.engine, &carl, user, &[item], &Filter::All).await.unwrap();
        scan.rules.len()
    };
    assert_eq!(with(w.marta, w.read).await, 1);
    assert_eq!(with(w.hana, w.root).await, 0, "her account is not privileged");

    // The past: what was held then, by accounts as they are today.
    remove(&w.engine, &system(&w.engine), w.jonas, ItemKind::Entitlement, w.pay, &Terms::default())
        .await
        .unwrap();
    remove(&w.engine, &system(&w.engine), w.jonas, ItemKind::Entitlement, w.read, &Terms::default())
        .await
        .unwrap();
    assert_eq!(r.scanned(Started::Everything, ScanMode::Simulate).await, []);
    assert_eq!(r.scanned(Started::Everything, ScanMode::Past(before)).await, [(w.jonas, vec![2, 1])]);
});

db_test!(accounts_are_told_apart_by_name_status_and_kind, |db| async move {
    let r = Rules::on(db).await;
    let w = &r.w;
    for user in [w.jonas, w.hana] {
        r.give(user, w.pay).await;
    }
    let named =
        json!({"operator": "STARTS_WITH", "operand": {"targetName": "account.name", "targetValue": "HA"}});
    let active = leaf("account.status", "active");
    let all = json!({"operator": "ALL", "operand": []});
    assert_eq!(r.found(&json!([named, active]), &all).await, [(w.hana, vec![1, 1])]);
    // Hana's account would be made for the first thing she gets of an application.
    let carl = r.carl();
    let scan = policies::scan_user(&w.engine, &carl, w.hana, &[w.wiki], &Filter::All).await.unwrap();
    assert_eq!(scan.causes[0][0].len(), 2, "both what she holds and what she would hold: {:?}", scan.causes);

    let unknown = r.refused(&json!([leaf("account.colour", "red")]), &all).await;
    assert!(unknown.contains("`ruleDefinition[0]`") && unknown.contains("account.colour"), "{unknown}");
    let unknown = r.refused(&json!([leaf("glossary.idx./account.tier", 1)]), &all).await;
    assert!(unknown.contains("glossary.idx./account.tier"), "{unknown}");
    assert!(r.listed("account.name eq 'jonas'").await.is_err(), "the catalog has no accounts");
});
