//! Mitigating controls: what exceptions rest on, and what happens when it stops.

use bailiwick::attachment::{FileTypes, Taken};
use bailiwick::authority::{Actor, Authority};
use bailiwick::catalog::ItemKind;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{ControlId, ItemId, PolicyRuleId, UserId, ViolationId};
use bailiwick::notification::Notification;
use bailiwick::policy::{ControlState, ViolationStatus};
use bailiwick_engine::controls::{self, NewEvidence, ReadControl};
use bailiwick_engine::delegations::{Naming, name};
use bailiwick_engine::policies::{self, ScanMode, Started};
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::tasks::NewFile;
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::violations::{self, Action, ViolationView};
use bailiwick_engine::{Context, EngineError, jobs, notifications};
use bailiwick_store::{Db, db_test, users, violations as violations_store};
use chrono::Duration;
use serde_json::{Map, Value, json};

use crate::support::world;

/// Carl keeps duties apart: nobody may both pay and read; Marta is asked. Priya answers for a control of that, with
/// evidence every 20 days.
struct Controlled {
    w: World,
    rule: PolicyRuleId,
    control: ControlId,
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn side(item: ItemId) -> Value {
    json!({"type": ["entitlementGrant"], "operator": "EQUALS", "operand": {"targetName": "entitlement.id", "targetValue": item}})
}

fn control(owner: UserId, days: u32) -> Map<String, Value> {
    object(
        &json!({"name": "Payments looked through", "controlOwner": {"id": owner}, "evidenceInterval": days}),
    )
}

fn taken() -> Taken {
    Taken { most_bytes: 1_000, types: FileTypes::default() }
}

fn words(comment: &str) -> NewEvidence {
    NewEvidence { comment: comment.into(), file: None }
}

/// A call by a policy administrator.
fn admin(w: &World, person: UserId) -> Context {
    let authorities = vec![Authority::PolicyAdmin];
    w.engine.context(Actor::Person { id: person, name: "Carl Berg".into(), authorities }, "test")
}

impl Controlled {
    async fn on(db: Db) -> Self {
        let w = world(db).await;
        let mut tx = w.engine.db().write().await.unwrap();
        users::add_authority(&mut tx, w.carl, Authority::PolicyAdmin).await.unwrap();
        tx.commit().await.unwrap();
        let rule = object(&json!({
            "name": "Pay and read", "policyRuleOwner": {"id": w.carl}, "violationOwner": {"id": w.marta},
            "active": true, "maxExceptionDuration": 90, "scanTypes": {"preventative": true, "detective": true},
            "ruleDefinition": [side(w.pay), side(w.read)],
        }));
        let carl = admin(&w, w.carl);
        let rule = policies::create_rule(&w.engine, &carl, rule).await.unwrap().rule.id;
        let control = controls::create(&w.engine, &carl, control(w.priya, 20)).await.unwrap().control.id;
        controls::link(&w.engine, &carl, control, &[rule]).await.unwrap();
        Self { w, rule, control }
    }

    fn carl(&self) -> Context {
        admin(&self.w, self.w.carl)
    }

    /// A person breaks the rule, a scan has found it, and Marta is asked.
    async fn violated_by(&self, person: UserId) -> ViolationId {
        for item in [self.w.pay, self.w.read] {
            let system = system(&self.w.engine);
            let terms = Terms::default();
            add(&self.w.engine, &system, person, ItemKind::Entitlement, item, &terms).await.unwrap();
        }
        let what = Started::Rule(self.rule);
        policies::begin_scan(&self.w.engine, &self.carl(), what, ScanMode::Detect, false).await.unwrap();
        self.w.work().await;
        let list = ListQuery { page_size: 100, ..ListQuery::default() };
        let (found, _) = violations::list(&self.w.engine, &self.carl(), &list).await.unwrap();
        found.into_iter().find(|one| one.violation.user == person).unwrap().violation.id
    }

    /// Excepts a violation for 60 days.
    async fn except(
        &self,
        id: ViolationId,
        control: Option<ControlId>,
    ) -> Result<ViolationView, EngineError> {
        let by = self.w.by(self.w.marta);
        let until = by.now + Duration::days(60);
        let action = Action::Except { until, control, comment: "until the new colleague is here".into() };
        violations::act(&self.w.engine, &by, id, None, &action).await
    }

    async fn give(&self, by: &Context) -> Result<ReadControl, EngineError> {
        controls::give(&self.w.engine, by, self.control, words("looked at all of March"), &taken()).await
    }

    /// There is evidence, and an exception of Jonas that rests on the control.
    async fn excepted(&self) -> ViolationId {
        let id = self.violated_by(self.w.jonas).await;
        self.give(&self.w.by(self.w.priya)).await.unwrap();
        self.except(id, Some(self.control)).await.unwrap();
        id
    }

    async fn read(&self, id: ViolationId) -> ViolationView {
        violations::read(&self.w.engine, &self.carl(), id).await.unwrap()
    }

    async fn status(&self, id: ViolationId) -> ViolationStatus {
        self.read(id).await.violation.status
    }

    async fn state(&self) -> ControlState {
        let read = controls::read(&self.w.engine, &self.carl(), self.control).await.unwrap();
        read.control.state(self.carl().now)
    }

    async fn pass(&self, time: Duration) {
        self.w.clock.advance(time);
        self.w.work().await;
    }

    /// What a person was told by a template.
    async fn told(&self, person: UserId, template: &str) -> Vec<Notification> {
        let mut told = notifications::mine(&self.w.engine, &self.w.by(person)).await.unwrap();
        told.retain(|one| one.template == template);
        told
    }

    /// Marta is asked again, and the last comment says why.
    async fn is_asked_again(&self, id: ViolationId, why: &str) {
        let view = self.read(id).await;
        assert_eq!((view.violation.status, view.violation.control), (ViolationStatus::InProgress, None));
        assert_eq!(view.case.request.open_phase().unwrap().active(), [self.w.marta]);
        let says = |words: &str| words.contains(why) && words.contains("Payments looked through");
        let comments = &view.case.comments;
        assert!(comments.iter().any(|one| one.user.is_none() && says(&one.comment)), "{comments:?}");
    }
}

fn field<T: std::fmt::Debug>(result: Result<T, EngineError>) -> (String, String) {
    match result.unwrap_err() {
        EngineError::Invalid { field, fault } => (field, fault),
        other => (String::new(), other.to_string()),
    }
}

db_test!(what_nobody_confirms_any_more_ends_the_exceptions_that_rest_on_it, |db| async move {
    let c = Controlled::on(db).await;
    let id = c.excepted().await;
    let w = &c.w;
    let asked = c.told(w.marta, "violationAssigned").await;
    assert_eq!(asked[0].subject, "Please look at a violation: Pay and read");
    assert_eq!((asked[0].object_kind.as_str(), &asked[0].object_id), ("violation", &id.to_string()));
    assert_eq!(c.told(w.priya, "controlAssigned").await.len(), 1);
    c.pass(Duration::days(14)).await;
    assert_eq!(c.told(w.priya, "controlReminder").await.len(), 0);
    c.pass(Duration::days(1)).await;
    let reminder = c.told(w.priya, "controlReminder").await;
    assert_eq!(reminder.len(), 1, "a quarter of the interval before its end");
    assert_eq!(reminder[0].subject, "Evidence is due: Payments looked through");
    assert!(reminder[0].body.contains("Exceptions that rest on it: 1"), "{}", reminder[0].body);
    assert_eq!(
        (reminder[0].object_kind.as_str(), &reminder[0].object_id),
        ("control", &c.control.to_string())
    );
    assert_eq!(c.state().await, ControlState::Due);
    c.pass(Duration::days(5) - Duration::microseconds(1)).await;
    assert_eq!(c.status(id).await, ViolationStatus::Exception, "to the last moment");
    c.pass(Duration::microseconds(1)).await;
    assert_eq!(c.state().await, ControlState::Lapsed);
    c.is_asked_again(id, "has been without evidence since").await;
    assert_eq!(c.told(w.priya, "controlLapsed").await.len(), 1);
    let told = c.told(w.marta, "exceptionLapsed").await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].object_kind.as_str(), &told[0].object_id), ("violation", &id.to_string()));
    assert_eq!(told[0].subject, "An exception has ended: Pay and read");
    assert!(c.told(w.marta, "violationReassigned").await.is_empty(), "told once");
    assert!(c.told(w.jonas, "exceptionLapsed").await.is_empty(), "whom it is about is not asked");

    // None twice; evidence makes it work again, and what has ended stays so.
    c.pass(Duration::days(3)).await;
    assert_eq!(c.told(w.priya, "controlLapsed").await.len(), 1);
    assert_eq!(c.told(w.priya, "controlReminder").await.len(), 1);
    c.give(&w.by(w.priya)).await.unwrap();
    w.work().await;
    assert_eq!((c.state().await, c.status(id).await), (ControlState::Current, ViolationStatus::InProgress));
    c.except(id, Some(c.control)).await.unwrap();
    assert_eq!(c.status(id).await, ViolationStatus::Exception);
});

db_test!(evidence_in_time_keeps_the_exceptions, |db| async move {
    let c = Controlled::on(db).await;
    let id = c.excepted().await;
    for _ in 0..2 {
        c.pass(Duration::days(19)).await;
        c.give(&c.w.by(c.w.priya)).await.unwrap();
    }
    c.pass(Duration::days(2)).await;
    assert_eq!(c.status(id).await, ViolationStatus::Exception);
    assert!(c.told(c.w.priya, "controlLapsed").await.is_empty());
    assert_eq!(c.told(c.w.priya, "controlReminder").await.len(), 2, "one before each end");
    let (evidence, total) = controls::evidence(&c.w.engine, &c.carl(), c.control, 0, 2).await.unwrap();
    assert_eq!((evidence.len(), total), (2, 3));
    assert!(evidence[0].at > evidence[1].at);
    // Its own end comes as it always did.
    c.pass(Duration::days(20)).await;
    assert_eq!(c.status(id).await, ViolationStatus::InProgress);
});

db_test!(a_control_that_is_retired_unlinked_or_asked_for_sooner_ends_exceptions_at_once, |db| async move {
    let c = Controlled::on(db).await;
    let (w, carl) = (&c.w, c.carl());
    let engine = &w.engine;
    let id = c.excepted().await;
    controls::unlink(engine, &carl, c.control, &[c.rule]).await.unwrap();
    w.work().await;
    c.is_asked_again(id, "is not linked to the rule").await;
    let (named, fault) = field(c.except(id, Some(c.control)).await);
    assert_eq!(named, "mitigatingControlId", "{fault}");
    c.except(id, None).await.unwrap();

    controls::link(engine, &carl, c.control, &[c.rule]).await.unwrap();
    w.work().await;
    assert_eq!(c.status(id).await, ViolationStatus::Exception, "those there are stay as they are");
    c.pass(Duration::days(10)).await;
    // Whoever administers policies moves its date; then it needs a control, too.
    let moved = |control| Action::Except {
        until: c.carl().now + Duration::days(30),
        control,
        comment: String::new(),
    };
    let without = violations::act(engine, &c.carl(), id, None, &moved(None)).await;
    assert_eq!(field(without).0, "mitigatingControlId");
    violations::act(engine, &c.carl(), id, None, &moved(Some(c.control))).await.unwrap();
    let changed = controls::replace(engine, &carl, c.control, control(w.priya, 5), Some(1)).await.unwrap();
    w.work().await;
    c.is_asked_again(id, "has been without evidence since").await;
    let stale = controls::replace(engine, &carl, c.control, control(w.priya, 50), Some(1)).await;
    assert!(matches!(stale, Err(EngineError::Changed(_))), "{stale:?}");

    c.give(&w.by(w.priya)).await.unwrap();
    c.except(id, Some(c.control)).await.unwrap();
    let refused = controls::delete(engine, &carl, c.control).await;
    assert!(matches!(refused, Err(EngineError::Conflict(_))), "there is evidence: {refused:?}");
    controls::retire(engine, &carl, c.control, Some(changed.control.revision)).await.unwrap();
    w.work().await;
    c.is_asked_again(id, "was retired").await;
    for refused in [
        c.give(&w.by(w.priya)).await,
        controls::retire(engine, &carl, c.control, None).await,
        controls::replace(engine, &carl, c.control, control(w.priya, 7), None).await,
        controls::link(engine, &carl, c.control, &[c.rule]).await,
    ] {
        assert!(matches!(refused, Err(EngineError::Conflict(_))), "{refused:?}");
    }
});

db_test!(evidence_and_its_end_at_the_same_instant_leave_one_truth, |db| async move {
    let c = Controlled::on(db).await;
    let id = c.excepted().await;
    c.w.clock.advance(Duration::days(20));
    let priya = c.w.by(c.w.priya);
    let worker = async { while jobs::run_due(&c.w.engine).await.unwrap() {} };
    let (given, ()) = tokio::join!(c.give(&priya), worker);
    given.unwrap();
    c.w.work().await;
    assert_eq!(c.state().await, ControlState::Current);
    let view = c.read(id).await;
    match view.violation.status {
        // Evidence came first.
        ViolationStatus::Exception => assert_eq!(view.violation.control, Some(c.control)),
        _ => c.is_asked_again(id, "without evidence").await,
    }
    let ended = i64::from(view.violation.status != ViolationStatus::Exception);
    let told = c.told(c.w.marta, "exceptionLapsed").await.len();
    assert_eq!(i64::try_from(told).unwrap(), ended);
    c.pass(Duration::days(19)).await;
    assert_eq!(c.status(id).await, view.violation.status);
});

db_test!(an_exception_that_begins_as_its_control_ends_does_not_outlive_it, |db| async move {
    let c = Controlled::on(db).await;
    let id = c.violated_by(c.w.jonas).await;
    c.give(&c.w.by(c.w.priya)).await.unwrap();
    let carl = c.carl();
    let (excepted, retired) =
        tokio::join!(c.except(id, Some(c.control)), controls::retire(&c.w.engine, &carl, c.control, None),);
    retired.unwrap();
    c.w.work().await;
    assert_eq!(c.status(id).await, ViolationStatus::InProgress, "{excepted:?}");
});

db_test!(nobody_confirms_a_control_for_their_own_exception, |db| async move {
    let c = Controlled::on(db).await;
    let w = &c.w;
    let naming = Naming {
        person: w.priya,
        deputies: vec![w.hana],
        from: None,
        until: w.by(w.priya).now + Duration::days(40),
        note: String::new(),
    };
    name(&w.engine, &w.by(w.priya), &naming).await.unwrap();
    let given = c.give(&w.by(w.hana)).await.unwrap();
    assert_eq!(given.control.given.unwrap().on_behalf_of, Some(w.priya));

    // Priya's own exception: neither she nor who stands in for her, before or after.
    let id = c.violated_by(w.priya).await;
    let (named, fault) = field(c.except(id, Some(c.control)).await);
    assert!(named == "mitigatingControlId" && fault.contains("themselves"), "{fault}");
    c.give(&c.carl()).await.unwrap();
    c.except(id, Some(c.control)).await.unwrap();
    for by in [w.by(w.priya), w.by(w.hana), admin(w, w.priya)] {
        let refused = c.give(&by).await;
        assert!(
            matches!(refused, Err(EngineError::Forbidden(ref why)) if why.contains("their own exception")),
            "{refused:?}"
        );
    }
    c.give(&c.carl()).await.unwrap();
    assert_eq!(c.status(id).await, ViolationStatus::Exception);
    let refused = c.give(&w.by(w.otto)).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))), "auditors read: {refused:?}");
});

db_test!(a_rule_with_controls_leaves_exceptions_only_on_one_that_works, |db| async move {
    let c = Controlled::on(db).await;
    let w = &c.w;
    let id = c.violated_by(w.jonas).await;
    let (named, fault) = field(c.except(id, None).await);
    assert!(named == "mitigatingControlId" && fault.contains("none of them works"), "{fault}");
    assert!(field(c.except(id, Some(c.control)).await).1.contains("no evidence yet"));
    c.give(&w.by(w.priya)).await.unwrap();
    assert!(field(c.except(id, None).await).1.contains("`Payments looked through`"));
    let mut other = control(w.priya, 5);
    other.insert("name".into(), json!("Another"));
    let other = controls::create(&w.engine, &c.carl(), other).await.unwrap().control.id;
    assert!(field(c.except(id, Some(other)).await).1.contains("not linked"));

    let action = |control| Action::Except {
        until: w.by(w.marta).now + Duration::days(3),
        control,
        comment: String::new(),
    };
    let ids = [id.to_string()];
    let left = violations::bulk(&w.engine, &w.by(w.marta), &ids, &action(None)).await.unwrap();
    assert!(left[0].message.contains("mitigatingControlId"), "{left:?}");
    assert_eq!(c.status(id).await, ViolationStatus::InProgress);
    let left = violations::bulk(&w.engine, &w.by(w.marta), &ids, &action(Some(c.control))).await.unwrap();
    assert!(left.is_empty());
    let view = c.read(id).await;
    assert_eq!(view.violation.control, Some(c.control));
    assert_eq!(view.control.unwrap().id, c.control);
    let resting = controls::resting(&w.engine, &w.by(w.priya), c.control).await.unwrap();
    assert_eq!((resting[0].violation, resting[0].rule.as_str()), (id, "Pay and read"));
    // Who ends it by hand, ends what it rests on.
    let end = Action::CancelException { comment: String::new() };
    violations::act(&w.engine, &w.by(w.marta), id, None, &end).await.unwrap();
    assert_eq!(c.read(id).await.violation.control, None);

    // A copy of the rule has the same controls; a rule that is deleted is linked to none.
    let copy = policies::duplicate_rule(&w.engine, &c.carl(), c.rule).await.unwrap();
    assert_eq!(copy.controls, [c.control]);
    policies::delete_rule(&w.engine, &c.carl(), copy.rule.id).await.unwrap();
    let read = controls::read(&w.engine, &c.carl(), c.control).await.unwrap();
    assert_eq!(read.rules, [(c.rule, "Pay and read".to_owned())]);
});

db_test!(what_has_lapsed_lets_no_access_pass_before_its_exceptions_have_ended, |db| async move {
    let c = Controlled::on(db).await;
    let w = &c.w;
    c.excepted().await;
    let tolerated = || async {
        let mut tx = w.engine.db().read().await.unwrap();
        violations_store::tolerated(&mut tx, w.jonas, c.carl().now).await.unwrap()
    };
    assert!(tolerated().await.contains(&c.rule));
    w.clock.advance(Duration::days(20));
    assert!(tolerated().await.is_empty(), "though no job has ended the exception yet");
    c.give(&w.by(w.priya)).await.unwrap();
    assert!(tolerated().await.contains(&c.rule));
    controls::retire(&w.engine, &c.carl(), c.control, None).await.unwrap();
    assert!(tolerated().await.is_empty());
});

db_test!(who_keeps_a_control_reads_it_and_others_do_not_learn_of_it, |db| async move {
    let c = Controlled::on(db).await;
    let w = &c.w;
    let file = NewFile { name: "../a\"b.pdf".into(), content: b"%PDF-1.7 x".to_vec() };
    let with_file = NewEvidence { comment: String::new(), file: Some(file) };
    let priya = w.by(w.priya);
    controls::give(&w.engine, &priya, c.control, with_file, &taken()).await.unwrap();
    let (found, _) = controls::evidence(&w.engine, &w.by(w.otto), c.control, 0, 9).await.unwrap();
    assert_eq!(found[0].file.as_ref().unwrap().name, "a_b.pdf");
    let (_, content) = controls::file(&w.engine, &priya, c.control, found[0].id).await.unwrap();
    assert_eq!(content, b"%PDF-1.7 x");
    for stranger in [w.jonas, w.marta, w.grace] {
        let by = w.by(stranger);
        assert!(controls::all(&w.engine, &by).await.unwrap().is_empty());
        for refused in [
            controls::read(&w.engine, &by, c.control).await.map(drop),
            controls::evidence(&w.engine, &by, c.control, 0, 1).await.map(drop),
            controls::file(&w.engine, &by, c.control, found[0].id).await.map(drop),
            controls::resting(&w.engine, &by, c.control).await.map(drop),
            c.give(&by).await.map(drop),
        ] {
            assert!(matches!(refused, Err(EngineError::NotFound { .. })), "{refused:?}");
        }
    }
    assert_eq!(controls::all(&w.engine, &priya).await.unwrap().len(), 1);
    let wrong = |name: &str, content: &[u8]| NewEvidence {
        comment: "x".into(),
        file: Some(NewFile { name: name.into(), content: content.to_vec() }),
    };
    for new in [
        wrong("a.exe", b"MZ"),
        wrong("a.pdf", b"no such thing"),
        wrong("a.txt", &[b'a'; 1_001]),
        wrong("a.txt", b""),
    ] {
        assert_eq!(field(controls::give(&w.engine, &priya, c.control, new, &taken()).await).0, "file");
    }
    let nothing = controls::give(&w.engine, &priya, c.control, words(" "), &taken()).await;
    assert_eq!(field(nothing).0, "comment");
});

db_test!(controls_have_names_of_their_own_and_owners_who_work_here, |db| async move {
    let c = Controlled::on(db).await;
    let (w, carl) = (&c.w, c.carl());
    let mut same = control(w.priya, 3);
    same.insert("name".into(), json!(" payments LOOKED through "));
    let twice = controls::create(&w.engine, &carl, same).await;
    assert!(
        matches!(twice, Err(EngineError::InvalidAll(ref all)) if all[0].contains("must be different")),
        "{twice:?}"
    );
    let mut gone = control(w.ida, 3);
    gone.insert("name".into(), json!("Other"));
    let refused = controls::create(&w.engine, &carl, gone.clone()).await;
    assert!(
        matches!(refused, Err(EngineError::InvalidAll(ref all)) if all[0].contains("controlOwner.id")),
        "{refused:?}"
    );
    gone.insert("controlOwner".into(), json!({"id": w.hana}));
    let refused = controls::create(&w.engine, &w.by(w.otto), gone.clone()).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))), "{refused:?}");
    let other = controls::create(&w.engine, &carl, gone).await.unwrap().control.id;
    let (named, _) = field(controls::link(&w.engine, &carl, other, &[PolicyRuleId(other.uuid())]).await);
    assert_eq!(named, "policyRuleIds");
    controls::link(&w.engine, &carl, other, &[c.rule, c.rule]).await.unwrap();
    controls::delete(&w.engine, &carl, other).await.unwrap();
    assert!(controls::read(&w.engine, &carl, other).await.is_err());
});
