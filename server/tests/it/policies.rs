//! Duties kept apart: rules, scans, violations to each of their ends, and the check before access is given.

mod fixes;
mod nested;
mod outcomes;

use bailiwick::authority::{Actor, Authority};
use bailiwick::cart::LineFault;
use bailiwick::catalog::ItemKind;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::grant::composite_id;
use bailiwick::id::{ItemId, PolicyRuleId, UserId, ViolationId};
use bailiwick::policy::{Remediation, RemediationStatus, ScanStatus, ViolationDecision, ViolationStatus};
use bailiwick::request::{Modifier, Permission, RequestStatus};
use bailiwick_engine::policies::{self, ScanMode, Started};
use bailiwick_engine::requests::provision::{Terms, add, remove};
use bailiwick_engine::requests::{Mode, NewLine, NewRequests, create};
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::violations::{self, Action, ViolationView};
use bailiwick_engine::{Context, EngineError, requests, settings};
use bailiwick_store::{Db, db_test, users};
use chrono::Duration;
use serde_json::{Map, Value, json};

use crate::support::world;

/// Carl keeps duties apart: nobody may both pay and read. Marta is asked about violations.
struct Apart {
    w: World,
    rule: PolicyRuleId,
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn side(item: ItemId) -> Value {
    json!({"type": ["entitlementGrant"], "operator": "EQUALS", "operand": {"targetName": "entitlement.id", "targetValue": item}})
}

fn body(w: &World) -> Value {
    json!({
        "name": "Pay and read", "policyRuleOwner": {"id": w.carl}, "violationOwner": {"id": w.marta},
        "violationOwnerType": "user", "active": true, "maxExceptionDuration": 30,
        "scanTypes": {"preventative": true, "detective": true},
        "decisionOptions": {"allow": true, "exception": true, "remediate": true},
        "ruleDefinition": [side(w.pay), side(w.read)],
    })
}

impl Apart {
    async fn on(db: Db) -> Self {
        Self::with(db, json!({})).await
    }

    async fn with(db: Db, more: Value) -> Self {
        let w = world(db).await;
        let mut tx = w.engine.db().write().await.unwrap();
        users::add_authority(&mut tx, w.carl, Authority::PolicyAdmin).await.unwrap();
        tx.commit().await.unwrap();
        let mut rule = object(&body(&w));
        rule.extend(object(&more));
        let rule = policies::create_rule(&w.engine, &carl(&w), rule).await.unwrap().rule.id;
        Self { w, rule }
    }

    async fn give(&self, user: UserId, item: ItemId) {
        let system = system(&self.w.engine);
        add(&self.w.engine, &system, user, ItemKind::Entitlement, item, &Terms::default()).await.unwrap();
    }

    async fn take(&self, user: UserId, item: ItemId) {
        let system = system(&self.w.engine);
        remove(&self.w.engine, &system, user, ItemKind::Entitlement, item, &Terms::default()).await.unwrap();
    }

    /// Scans the rule; how often it is broken, and how many violations were opened.
    async fn scan(&self) -> (i64, i64) {
        let what = Started::Rule(self.rule);
        let scan = policies::begin_scan(&self.w.engine, &carl(&self.w), what, ScanMode::Detect, false)
            .await
            .unwrap();
        self.w.work().await;
        let scan = policies::read_scan(&self.w.engine, &carl(&self.w), scan.id).await.unwrap();
        assert_eq!(scan.status, ScanStatus::Complete, "{:?}", scan.failure);
        (scan.found, scan.opened)
    }

    /// Jonas breaks the rule, a scan has found it, and Marta is asked.
    async fn violated(&self) -> ViolationId {
        self.give(self.w.jonas, self.w.pay).await;
        self.give(self.w.jonas, self.w.read).await;
        assert_eq!(self.scan().await, (1, 1));
        self.latest().await.violation.id
    }

    async fn latest(&self) -> ViolationView {
        let list = ListQuery::parse(
            [("_pageSize", "100")].iter().copied(),
            bailiwick::filter::list::PageNumber::Page,
        );
        let (mut found, _) = violations::list(&self.w.engine, &carl(&self.w), &list.unwrap()).await.unwrap();
        found.remove(0)
    }

    async fn act(&self, by: UserId, id: ViolationId, action: Action) -> Result<ViolationView, EngineError> {
        let acted = violations::act(&self.w.engine, &self.w.by(by), id, None, &action).await;
        self.w.work().await;
        match acted {
            Ok(_) => Ok(self.read(id).await),
            Err(error) => Err(error),
        }
    }

    async fn read(&self, id: ViolationId) -> ViolationView {
        violations::read(&self.w.engine, &carl(&self.w), id).await.unwrap()
    }

    async fn prevent(&self) {
        let value = json!({"preventRequestWithViolation": true});
        let system = system(&self.w.engine);
        settings::set_one(&self.w.engine, &system, "iga_access_request", &object(&value)).await.unwrap();
    }
}

fn carl(w: &World) -> Context {
    let authorities = vec![Authority::PolicyAdmin];
    w.engine.context(Actor::Person { id: w.carl, name: "Carl Berg".into(), authorities }, "test")
}

fn allow() -> Action {
    Action::Allow { comment: "she is the only one there".into() }
}

fn faults<T: std::fmt::Debug>(result: Result<T, EngineError>) -> Vec<String> {
    match result.unwrap_err() {
        EngineError::InvalidAll(faults) => faults,
        other => vec![other.to_string()],
    }
}

db_test!(a_rule_that_cannot_be_is_refused_with_everything_that_is_wrong, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    let mut wrong = object(&body(w));
    wrong["name"] = json!("Other");
    wrong["policyRuleOwner"] = json!({"id": w.ida});
    wrong["ruleDefinition"][1]["operand"]["targetName"] = json!("entitlement.colour");
    wrong.insert(
        "userFilter".into(),
        json!({"operator": "EQUALS", "operand": {"targetName": "shoeSize", "targetValue": 44}}),
    );
    wrong.insert("workflow".into(), json!({"id": "None"}));
    let found = faults(policies::create_rule(&w.engine, &carl(w), wrong).await);
    for named in ["policyRuleOwner.id", "ruleDefinition[1]", "userFilter", "workflow.id"] {
        assert!(found.iter().any(|fault| fault.starts_with(&format!("`{named}`"))), "{named}: {found:?}");
    }
    let twice = faults(policies::create_rule(&w.engine, &carl(w), object(&body(w))).await);
    assert_eq!(twice, ["Name must be different from the existing policy rules."]);
    assert_eq!(policies::rules(&w.engine, &carl(w)).await.unwrap().len(), 1, "nothing was stored");
    let refused = policies::create_rule(&w.engine, &w.by(w.jonas), object(&body(w))).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))));
});

db_test!(a_rule_that_is_deleted_leaves_its_policies_and_what_it_found, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    let id = a.violated().await;
    let policy = json!({"name": "Money", "policyOwner": {"id": w.carl}, "policyRuleIds": [a.rule]});
    let policy = policies::create(&w.engine, &carl(w), object(&policy)).await.unwrap().policy.id;
    let copy = policies::duplicate_rule(&w.engine, &carl(w), a.rule).await.unwrap().rule.definition;
    assert_eq!((copy.name.as_str(), copy.is_active), ("Pay and read (copy)", false));
    policies::delete_rule(&w.engine, &carl(w), a.rule).await.unwrap();
    assert!(policies::read(&w.engine, &carl(w), policy).await.unwrap().rules.is_empty());
    let left = a.act(w.marta, id, allow()).await.unwrap();
    assert_eq!(left.violation.rule_name(), "Pay and read");
    assert_eq!(left.violation.status, ViolationStatus::Complete);
});

db_test!(a_scan_finds_who_breaks_a_rule_and_asks_once, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    a.give(w.hana, w.pay).await;
    let id = a.violated().await;
    assert_eq!(a.scan().await, (1, 0), "it is known already");
    let seen = violations::read(&w.engine, &w.by(w.marta), id).await.unwrap();
    assert_eq!(seen.violation.user, w.jonas);
    assert_eq!(seen.violation.access.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    assert!(seen.case.permissions.contains(&Permission::Remediate), "{:?}", seen.case.permissions);
    let (mine, total) =
        violations::mine(&w.engine, &w.by(w.marta), Some(true), &ListQuery::default()).await.unwrap();
    assert_eq!((mine[0].violation.id, total), (id, 1));
    for stranger in [w.jonas, w.hana] {
        let read = violations::read(&w.engine, &w.by(stranger), id).await;
        assert!(matches!(read, Err(EngineError::NotFound { .. })), "nobody else learns of it");
        let case =
            bailiwick_engine::requests::read(&w.engine, &w.by(stranger), &seen.violation.case_id()).await;
        assert!(case.is_err());
    }
});

db_test!(what_is_allowed_stays_allowed, |db| async move {
    let a = Apart::on(db).await;
    let id = a.violated().await;
    let view = a.act(a.w.marta, id, allow()).await.unwrap();
    let violation = &view.violation;
    assert_eq!(
        (violation.status, violation.decision),
        (ViolationStatus::Complete, Some(ViolationDecision::Allow))
    );
    assert_eq!(a.scan().await, (1, 0), "nobody is asked again");
    let again = a.act(a.w.marta, id, allow()).await;
    assert!(again.is_err(), "it has ended");
    a.take(a.w.jonas, a.w.read).await;
    a.w.clock.advance(Duration::minutes(1));
    assert_eq!(a.scan().await, (0, 0));
    a.give(a.w.jonas, a.w.read).await;
    assert_eq!(a.scan().await, (1, 1), "what was given back after that is new");
});

db_test!(what_is_remediated_is_gone_and_found_again_when_it_comes_back, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    let id = a.violated().await;
    let grant = |view: &ViolationView| composite_id(view.violation.access[1][0].id);
    let chosen = |grant_ids: Vec<String>| {
        Action::Remediate(Remediation {
            remediation_option_id: "grantRemoval".into(),
            grant_ids,
            justification: "one is enough".into(),
        })
    };
    let stranger = a.act(w.marta, id, chosen(vec!["0".repeat(128)])).await;
    assert!(
        matches!(stranger, Err(EngineError::Invalid { ref field, .. }) if field == "grantIds"),
        "{stranger:?}"
    );
    let fix = violations::smallest_fix(&w.engine, &w.by(w.marta), id).await.unwrap();
    assert_eq!((fix.remove.len(), fix.is_exact), (1, true));

    let view = a.act(w.marta, id, chosen(vec![grant(&a.read(id).await)])).await.unwrap();
    let violation = &view.violation;
    assert_eq!(violation.decision, Some(ViolationDecision::Remediate));
    assert_eq!(violation.remediation_status, Some(RemediationStatus::Complete), "{:?}", view.case.comments);
    assert_eq!(violation.status, ViolationStatus::Complete);
    assert!(!w.holds(w.jonas).await.iter().any(|name| name.contains("read") || name.contains("Read")));
    assert_eq!(a.scan().await, (0, 0));
    a.give(w.jonas, w.read).await;
    assert_eq!(a.scan().await, (1, 1));
});

db_test!(an_exception_lasts_until_its_date_and_no_longer_than_the_rule_leaves, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    let id = a.violated().await;
    let until = |days: i64| Action::Except {
        control: None,
        until: w.by(w.marta).now + Duration::days(days),
        comment: "month end".into(),
    };
    for days in [-1, 31] {
        let refused = a.act(w.marta, id, until(days)).await;
        let named = matches!(refused, Err(EngineError::Invalid { ref field, .. }) if field == "exceptionExpirationDate");
        assert!(named, "{days}: {refused:?}");
    }
    let view = a.act(w.marta, id, until(10)).await.unwrap();
    assert_eq!(view.violation.status, ViolationStatus::Exception);
    assert_eq!(bailiwick_engine::requests::inbox_count(&w.engine, &w.by(w.marta)).await.unwrap(), 0);
    assert!(a.act(w.marta, id, allow()).await.is_err(), "the exception is ended first");
    assert_eq!(a.scan().await, (1, 0));

    // Reminders and escalations wait as well: nobody is asked.
    w.clock.advance(Duration::days(9));
    w.work().await;
    assert_eq!(a.read(id).await.violation.status, ViolationStatus::Exception);
    w.clock.advance(Duration::days(1));
    w.work().await;
    let view = a.read(id).await;
    assert_eq!((view.violation.status, view.violation.decision), (ViolationStatus::InProgress, None));
    let asked = view.case.request.open_phase().unwrap().active();
    assert_eq!(asked, [w.marta], "she is asked again");

    a.act(w.marta, id, until(5)).await.unwrap();
    let view = a.act(w.marta, id, Action::CancelException { comment: String::new() }).await.unwrap();
    assert_eq!(view.violation.status, ViolationStatus::InProgress);
    w.clock.advance(Duration::days(6));
    w.work().await;
    assert_eq!(a.read(id).await.violation.status, ViolationStatus::InProgress, "the old date means nothing");
});

db_test!(nobody_decides_about_their_own_violation, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    a.give(w.marta, w.pay).await;
    a.give(w.marta, w.read).await;
    assert_eq!(a.scan().await, (1, 1));
    let view = a.latest().await;
    assert_ne!(view.case.request.open_phase().unwrap().active(), [w.marta]);
    assert!(a.act(w.marta, view.violation.id, allow()).await.is_err());
});

db_test!(a_violation_that_nobody_decides_goes_to_who_answers_for_the_rule, |db| async move {
    let expiration = json!({"violationLifecycle": {"expiration": {"expires": true, "action": "remediate", "duration": 5}}});
    let a = Apart::with(db, expiration).await;
    let id = a.violated().await;
    assert_eq!(a.read(id).await.case.request.open_phase().unwrap().active(), [a.w.marta]);
    a.w.clock.advance(Duration::days(5));
    a.w.work().await;
    assert_eq!(a.read(id).await.case.request.open_phase().unwrap().active(), [a.w.carl]);
});

db_test!(a_violation_expires_as_allowed_where_the_rule_says_so, |db| async move {
    let expiration =
        json!({"violationLifecycle": {"expiration": {"expires": true, "action": "allow", "duration": 5}}});
    let a = Apart::with(db, expiration).await;
    let id = a.violated().await;
    a.w.clock.advance(Duration::days(5));
    a.w.work().await;
    let view = a.read(id).await;
    assert_eq!(view.violation.decision, Some(ViolationDecision::Allow), "{:?}", view.case.comments);
});

db_test!(a_rule_that_does_nothing_leaves_it_to_policy_administrators, |db| async move {
    let a = Apart::with(db, json!({"violationLifecycle": {"workflow": {"action": "do_nothing"}}})).await;
    let w = &a.w;
    let id = a.violated().await;
    assert_eq!(a.read(id).await.violation.status, ViolationStatus::Pending);
    assert!(a.act(w.marta, id, allow()).await.is_err(), "nobody asked her");
    let their_own = w.engine.context(
        Actor::Person { id: w.jonas, name: "Jonas".into(), authorities: vec![Authority::PolicyAdmin] },
        "test",
    );
    let allowed = violations::allow(&w.engine, &their_own, id).await;
    assert!(matches!(allowed, Err(EngineError::Forbidden(_))), "nobody decides about themselves");
    let new =
        violations::NewPhase { name: "second".into(), display_name: "Second".into(), actors: vec![w.hana] };
    violations::add_phase(&w.engine, &carl(w), id, &new).await.unwrap();
    let view = a.act(w.hana, id, allow()).await.unwrap();
    assert_eq!(view.violation.decision, Some(ViolationDecision::Allow));
    assert_eq!(view.case.request.status, RequestStatus::Complete);
});

db_test!(what_is_no_longer_so_is_closed_by_the_next_scan, |db| async move {
    let a = Apart::on(db).await;
    let id = a.violated().await;
    a.take(a.w.jonas, a.w.pay).await;
    a.w.clock.advance(Duration::minutes(1));
    assert_eq!(a.scan().await, (0, 0));
    let view = a.read(id).await;
    assert_eq!((view.violation.status, view.violation.decision), (ViolationStatus::Complete, None));
    assert!(view.case.comments.iter().any(|comment| comment.comment.contains("is gone")));
});

db_test!(many_are_decided_at_once_and_what_cannot_be_is_named, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    let id = a.violated().await;
    let ids = [id.to_string(), "nothing".into(), uuid::Uuid::nil().to_string()];
    let left = violations::bulk(&w.engine, &w.by(w.marta), &ids, &allow()).await.unwrap();
    w.work().await;
    let left: Vec<(&str, &str)> = left.iter().map(|one| (one.id.as_str(), one.code)).collect();
    assert_eq!(left, [("nothing", "not-found"), (ids[2].as_str(), "not-found")]);
    assert_eq!(a.read(id).await.violation.status, ViolationStatus::Complete);
});

db_test!(a_policy_is_scanned_when_its_time_comes, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    a.give(w.jonas, w.pay).await;
    a.give(w.jonas, w.read).await;
    let policy = json!({
        "name": "Money", "policyOwner": {"id": w.carl}, "policyRuleIds": [a.rule],
        "schedule": {"type": "cron", "schedule": "0 3 * * *"}
    });
    policies::create(&w.engine, &carl(w), object(&policy)).await.unwrap();
    w.work().await;
    assert!(policies::scans(&w.engine, &carl(w)).await.unwrap().is_empty());
    for day in 1..=2_usize {
        w.clock.advance(Duration::days(1));
        w.work().await;
        let scans = policies::scans(&w.engine, &carl(w)).await.unwrap();
        assert_eq!(scans.len(), day);
        assert!(scans.iter().all(|scan| scan.status == ScanStatus::Complete && scan.found == 1));
    }
});

db_test!(somebody_is_told_what_more_access_would_break, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    a.give(w.jonas, w.pay).await;
    let of = async |by: UserId, more: &[ItemId]| {
        policies::scan_user(&w.engine, &w.by(by), w.jonas, more, &Filter::All).await
    };
    let found = of(w.jonas, &[w.read]).await.unwrap();
    assert_eq!(found.rules[0].rule.id, a.rule);
    assert!(of(w.jonas, &[w.root]).await.unwrap().rules.is_empty());
    assert_eq!(of(w.jonas, &[w.analyst]).await.unwrap().rules.len(), 1, "a role brings what it has");
    assert!(matches!(of(w.hana, &[w.read]).await, Err(EngineError::NotFound { .. })));
});

async fn asked(w: &World, items: &[ItemId], how: Mode) -> Vec<LineFault> {
    let lines = items.iter().map(|item| NewLine::new(w.jonas, *item, Modifier::Add)).collect();
    let new = NewRequests { lines, justification: "work".into(), ..NewRequests::default() };
    let made = create(&w.engine, &w.by(w.jonas), &new, how).await.unwrap();
    made.faults.into_iter().map(|one| one.fault).collect()
}

db_test!(requests_that_break_a_rule_together_are_prevented, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    assert_eq!(asked(w, &[w.pay, w.read], Mode::Validate).await, []);
    a.prevent().await;
    assert_eq!(asked(w, &[w.pay], Mode::Validate).await, []);
    let faults = asked(w, &[w.pay, w.read], Mode::Create).await;
    assert_eq!(faults.len(), 2);
    assert!(faults.iter().all(|fault| fault.code() == "POLICY_VIOLATION"), "{faults:?}");
    assert!(faults[0].to_string().contains("`Pay and read`"));
});
