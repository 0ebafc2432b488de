//! Whatever happened to grants since, who held what at each moment is as it was recorded then.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Cursor;

use bailiwick::authority::Authority;
use bailiwick::catalog::{ItemKind, RoleStatus};
use bailiwick::id::{GrantId, ItemId, UserId};
use bailiwick_store::{Db, db_test, grants, past, users};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value as Json, json};

use super::*;
use crate::import::{Format, ImportJob, Kind, Mapping, run};
use crate::policies::{ScanMode, Started, begin_scan};
use crate::requests::provision::{Terms, add, remove};
use crate::testing::{World, engine, person, system};
use crate::{people, roles};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }
}

/// The grants in force of everybody, each with what it is of.
type Recorded = BTreeMap<UserId, BTreeSet<(GrantId, ItemId)>>;

struct History {
    w: World,
    dice: Dice,
    people: Vec<UserId>,
    recorded: Vec<(DateTime<Utc>, Recorded)>,
}

fn sorted(grants: Vec<bailiwick::grant::Grant>) -> Recorded {
    let mut held = Recorded::new();
    for grant in grants {
        held.entry(grant.user).or_default().insert((grant.id, grant.item));
    }
    held
}

impl History {
    async fn on(db: Db, seed: u64) -> Self {
        let (engine, clock) = engine(db);
        let w = World::on(engine, clock).await;
        let people = vec![w.jonas, w.hana, w.marta, w.priya, w.otto];
        Self { w, dice: Dice(seed), people, recorded: Vec::new() }
    }

    /// Something happens, which may be refused; then it is written down who holds what.
    async fn step(&mut self) {
        let (w, system) = (&self.w, system(&self.w.engine));
        let user = self.dice.one(&self.people);
        let (kind, item) = self.dice.one(&[
            (ItemKind::Entitlement, w.pay),
            (ItemKind::Entitlement, w.read),
            (ItemKind::Entitlement, w.root),
            (ItemKind::Application, w.wiki),
            (ItemKind::Role, w.analyst),
        ]);
        match self.dice.roll(20) {
            0..=8 => {
                let hours = i64::try_from(self.dice.roll(9)).unwrap();
                let end = (hours < 4).then(|| system.now + Duration::hours(hours + 1));
                let terms = Terms { end, ..Terms::default() };
                let _ = add(&w.engine, &system, user, kind, item, &terms).await;
            }
            9..=14 => {
                let _ = remove(&w.engine, &system, user, kind, item, &Terms::default()).await;
            }
            15..=17 => self.import().await,
            18 => self.change_role().await,
            _ => self.delete().await,
        }
        self.w.clock.advance(Duration::minutes(40));
        self.w.work().await;
        let mut tx = self.w.engine.read().await.unwrap();
        let held = grants::of_users(&mut tx, &self.people).await.unwrap();
        drop(tx);
        self.recorded.push((crate::testing::system(&self.w.engine).now, sorted(held)));
        self.w.clock.advance(Duration::minutes(1));
    }

    async fn import(&mut self) {
        let keys = ["POST_VENDOR_PAYMENTS", "DISPLAY_DOCUMENTS", "SUPERUSER", ""];
        let mut text = "user,application,entitlement,start,end\n".to_owned();
        let mut rows = BTreeSet::new();
        for _ in 0..=self.dice.roll(3) {
            rows.insert((self.dice.one(&["jonas", "hana", "marta", "priya", "otto"]), self.dice.one(&keys)));
        }
        for (user, key) in rows {
            // Held since long ago, says the file; here it is known since today.
            let start = self.dice.one(&["", "2020-02-01"]);
            let end = self.dice.one(&["", "2031-01-01", "2032-01-01"]);
            writeln!(text, "{user},SAP S/4HANA,{key},{start},{end}").unwrap();
        }
        let admin = person(&self.w.engine, self.w.grace, &[Authority::AccessAdmin]);
        let job = ImportJob {
            kind: Kind::Grants,
            format: Format::Csv,
            mapping: Mapping::default(),
            name: "test".into(),
            rows: None,
            reader: Cursor::new(text.into_bytes()),
        };
        run(&self.w.engine, &admin, job).await.unwrap();
    }

    async fn change_role(&mut self) {
        let w = &self.w;
        let all = [w.pay, w.read, w.root];
        let chosen: Vec<ItemId> = all.into_iter().filter(|_| self.dice.roll(2) == 0).collect();
        let body = json!({"role": {"name": "Accounts payable analyst", "entitlements": chosen}, "glossary": {"requestable": true}});
        let admin = person(&w.engine, w.grace, &[Authority::AccessAdmin]);
        let body = body.as_object().unwrap();
        let _ = if self.dice.roll(4) == 0 {
            roles::delete(&w.engine, &admin, w.analyst, RoleStatus::Active).await
        } else {
            roles::put(&w.engine, &admin, w.analyst, RoleStatus::Active, body).await
        };
    }

    async fn delete(&mut self) {
        if self.dice.roll(3) == 0 {
            let admin = person(&self.w.engine, self.w.grace, &[Authority::AccessAdmin]);
            let gone = self.dice.one(&[self.w.hana, self.w.otto]);
            let _ = people::delete(&self.w.engine, &admin, gone, None).await;
        }
    }
}

db_test!(the_past_is_as_it_was_recorded, |db| async move {
    let mut history = History::on(db, 20_260_105).await;
    for _ in 0..90 {
        history.step().await;
    }
    let engine = &history.w.engine;
    let now = access_index::current(engine).await.unwrap();
    let told: usize = history.recorded.iter().map(|(_, held)| held.len()).sum();
    assert!(told > 100, "something is held most of the time: {told}");
    for (at, recorded) in &history.recorded {
        let mut tx = engine.read().await.unwrap();
        let held = past::held(&mut tx, &history.people, *at).await.unwrap();
        drop(tx);
        assert_eq!(sorted(held), *recorded, "{at}");

        let mut scan = scan_of(engine, *at).await;
        let then = state(engine, &mut scan, &now, *at).await.unwrap();
        let pairs: BTreeSet<(UserId, ItemId)> =
            recorded.iter().flat_map(|(user, held)| held.iter().map(|(_, item)| (*user, *item))).collect();
        assert_eq!(then.pairs(), pairs.len() as u64, "{at}");
        for (user, item) in pairs {
            let (person, item) = (then.person(user.uuid()).unwrap(), then.item(item.uuid()).unwrap());
            assert!(then.is_held(person, item), "{at}");
        }
    }
});

/// A scan of the past, which begins.
async fn scan_of(engine: &Engine, at: DateTime<Utc>) -> Scan {
    let ctx = system(engine);
    begin_scan(engine, &ctx, Started::Everything, ScanMode::Past(at), false).await.unwrap()
}

/// Carl keeps a rule that is not active: nobody may both pay and read.
async fn rule(w: &World) -> Map<String, Json> {
    let mut tx = w.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, w.carl, Authority::PolicyAdmin).await.unwrap();
    tx.commit().await.unwrap();
    let side =
        |item: ItemId| json!({"operator": "EQUALS", "operand": {"targetName": "id", "targetValue": item}});
    let body = json!({
        "name": "Pay and read", "policyRuleOwner": {"id": w.carl}, "violationOwner": {"id": w.marta},
        "maxExceptionDuration": 30, "ruleDefinition": [side(w.pay), side(w.read)],
    });
    body.as_object().cloned().unwrap()
}

async fn found(w: &World, what: Started, mode: ScanMode) -> (Scan, Vec<(UserId, Option<Standing>, usize)>) {
    let ctx = person(&w.engine, w.carl, &[Authority::PolicyAdmin]);
    let scan = begin_scan(&w.engine, &ctx, what, mode, false).await.unwrap();
    w.work().await;
    let scan = crate::policies::read_scan(&w.engine, &ctx, scan.id).await.unwrap();
    assert_eq!(scan.status, bailiwick::policy::ScanStatus::Complete, "{:?}", scan.failure);
    let page = crate::policies::results(&w.engine, &ctx, scan.id, crate::policies::Wanted::default(), 0, 100);
    let found = page.await.unwrap().found;
    (
        scan,
        found.into_iter().map(|one| (one.user, one.standing, one.access.iter().flatten().count())).collect(),
    )
}

db_test!(a_draft_is_tried_against_the_past, |db| async move {
    let (engine, clock) = engine(db);
    let w = World::on(engine, clock).await;
    let body = rule(&w).await;
    let system = || system(&w.engine);
    let give = async |user, kind, item| {
        add(&w.engine, &system(), user, kind, item, &Terms::default()).await.unwrap();
    };
    let draft = || Started::Draft(Box::new(bailiwick::policy::RuleDefinition::parse(body.clone()).unwrap()));
    give(w.jonas, ItemKind::Entitlement, w.pay).await;
    give(w.hana, ItemKind::Role, w.analyst).await;
    let first = system().now;
    w.clock.advance(Duration::days(1));
    give(w.jonas, ItemKind::Entitlement, w.read).await;
    let second = system().now;
    w.clock.advance(Duration::days(1));
    remove(&w.engine, &system(), w.hana, ItemKind::Role, w.analyst, &Terms::default()).await.unwrap();
    give(w.marta, ItemKind::Role, w.analyst).await;
    w.clock.advance(Duration::days(1));

    let (scan, at_first) = found(&w, draft(), ScanMode::Past(first)).await;
    assert_eq!((scan.found, scan.today, scan.opened), (1, Some(2), 0));
    assert_eq!(
        at_first,
        [
            (w.jonas, Some(Standing::New), 2),
            (w.hana, Some(Standing::Over), 2),
            (w.marta, Some(Standing::New), 2),
        ]
    );
    let (scan, at_second) = found(&w, draft(), ScanMode::Past(second)).await;
    assert_eq!((scan.found, scan.today), (2, Some(2)));
    assert_eq!(at_second[0], (w.jonas, Some(Standing::Still), 2));
    let (_, today) = found(&w, draft(), ScanMode::Simulate).await;
    assert_eq!(today, [(w.jonas, None, 2), (w.marta, None, 2)]);

    let ctx = person(&w.engine, w.carl, &[Authority::PolicyAdmin]);
    let refused = async |mode| match begin_scan(&w.engine, &ctx, draft(), mode, false).await {
        Err(error) => error.to_string(),
        Ok(scan) => panic!("{scan:?}"),
    };
    let begun = known_since(&w.engine, &ctx).await.unwrap().unwrap();
    let before = refused(ScanMode::Past(begun - Duration::seconds(1))).await;
    assert!(before.contains("the audit trail of who held what begins then"), "{before}");
    let later = refused(ScanMode::Past(system().now + Duration::seconds(1))).await;
    assert!(later.contains("must not be in the future"), "{later}");
    assert!(refused(ScanMode::Detect).await.contains("it can be simulated"));

    // What was loaded without a word of it in the trail is not known of before.
    let mut tx = w.engine.write().await.unwrap();
    past::begin(&mut tx, second).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(known_since(&w.engine, &ctx).await.unwrap(), Some(second));
    assert!(refused(ScanMode::Past(first)).await.contains("must not be before 2026-01-06T09:00:00Z"));
});
