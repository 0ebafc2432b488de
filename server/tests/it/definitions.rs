//! Reviews of what there is to be held, and of what is written about people: from who is asked to what was corrected.

use bailiwick::catalog::RoleStatus;
use bailiwick::certification::{CampaignStatus, LineItemStatus, Removal, Standing, Verdict};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, ItemId, RequestId, UserId};
use bailiwick::patch::Patch;
use bailiwick::request::{Action, Outcome, PhaseDecision};
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{
    ItemAction, LineItemView, Selection, Shown, Wanted, act, create, ledger, line_items, outlook_of,
};
use bailiwick_engine::entitlements::{self, EntitlementChange};
use bailiwick_engine::{EngineError, people, roles};
use bailiwick_store::certifications::items::removal_request;
use bailiwick_store::{db_test, testing};
use chrono::Duration;
use serde_json::{Map, Value, json};

use crate::certifications::{Review, carl, object, publisher};

/// Entitlements themselves, put to their owners.
fn entitlements() -> Value {
    json!({"name": "Entitlements", "certificationType": "entitlementComposition",
        "stages": [{"certifierType": "entitlementOwner"}], "targetFilter": {}})
}

fn records() -> Value {
    json!({"name": "Records", "certificationType": "identityProfile", "stages": [{"certifierType": "manager"}],
        "targetFilter": {}})
}

impl Review {
    async fn all(&self, id: CampaignId) -> Vec<LineItemView> {
        line_items(&self.w.engine, &carl(&self.w), id, &Wanted::default(), &ListQuery::rows(0, 100))
            .await
            .unwrap()
            .rows
    }

    async fn of(&self, id: CampaignId, item: ItemId) -> LineItemView {
        self.all(id).await.into_iter().find(|row| row.item.item() == Some(item)).unwrap()
    }

    async fn record(&self, id: CampaignId, user: UserId) -> LineItemView {
        self.all(id).await.into_iter().find(|row| row.item.user() == Some(user)).unwrap()
    }

    /// Revokes a row and signs it: the request that came of it.
    async fn revoked(&self, who: UserId, id: CampaignId, row: &LineItemView) -> RequestId {
        assert_eq!(self.decide(who, id, &[row], Verdict::Revoke).await.done, 1);
        assert_eq!(self.act(who, id, &[row], ItemAction::SignOff).await.done, 1);
        let mut tx = self.w.engine.db().read().await.unwrap();
        removal_request(&mut tx, row.item.id).await.unwrap().unwrap()
    }

    /// Who is asked to correct it.
    async fn asked(&self, request: &RequestId) -> Vec<UserId> {
        self.w.read(request).await.request.open_phase().unwrap().active()
    }

    async fn answers(&self, who: UserId, request: &RequestId, decision: PhaseDecision) {
        let answer = Action::Decide { decision, phase: None, justification: "done".into() };
        self.w.act(who, request, answer).await.unwrap();
    }

    async fn describes(&self, item: ItemId, description: &str) {
        self.w.clock.advance(Duration::minutes(1));
        let mut object = Map::new();
        object.insert("description".into(), json!(description));
        let change = EntitlementChange { object, ..EntitlementChange::default() };
        entitlements::change(&self.w.engine, &self.w.by(self.w.grace), item, &change).await.unwrap();
    }

    /// How many stand how at the start of a campaign, and all of them.
    async fn known(&self, id: CampaignId) -> (Vec<(Standing, i64)>, i64) {
        let (lines, _) = ledger(&self.w.engine, &carl(&self.w), id).await.unwrap();
        let all = lines.iter().map(|line| line.grants).sum();
        let of =
            |standing| lines.iter().filter(|line| line.standing == standing).map(|line| line.grants).sum();
        let counts = Standing::ALL.iter().map(|standing| (*standing, of(*standing)));
        (counts.filter(|(_, count): &(_, i64)| *count > 0).collect(), all)
    }
}

db_test!(an_owner_certifies_what_they_own_and_corrects_what_was_revoked, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut body = object(&r.body());
    body.extend(object(&entitlements()));
    let ahead = outlook_of(&w.engine, &carl(w), body).await.unwrap();
    assert_eq!((ahead.standing(Standing::Reviewed), ahead.known(), ahead.people), (3, 3, 0));
    assert_eq!(
        ahead.reviewers.iter().map(|one| (one.user.id, one.items)).collect::<Vec<_>>(),
        [(w.priya, 3)]
    );

    let id = r.running(entitlements()).await;
    assert_eq!(r.known(id).await, (vec![(Standing::Reviewed, 3)], 3));
    let mine = r.rows(id, w.priya).await;
    assert_eq!(mine.len(), 3, "what she owns, and what is in her application without an owner");
    let read = r.of(id, w.read).await;
    let Some(Shown::Definition(shown)) = &read.shown else { unreachable!("{:?}", read.shown) };
    assert_eq!(shown.listed.item.description, "Read accounting documents");
    assert_eq!((shown.listed.owners.len(), shown.listed.application_owners[0].id), (0, w.priya));
    assert_eq!((read.holders, read.user.is_none(), read.grant.is_none()), (2, true, true));

    let (pay, root) = (r.of(id, w.pay).await, r.of(id, w.root).await);
    assert_eq!(r.decide(w.priya, id, &[&pay, &root], Verdict::Certify).await.done, 2);
    assert_eq!(r.act(w.priya, id, &[&pay, &root], ItemAction::SignOff).await.done, 2);
    let request = r.revoked(w.priya, id, &read).await;
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
    assert_eq!(r.of(id, w.read).await.item.removal, Some(Removal::Pending));
    assert!(w.holds(w.jonas).await.contains(&"Display documents".to_owned()), "nothing is taken away");
    assert_eq!(r.asked(&request).await, [w.priya]);

    r.describes(w.read, "Read documents of one company code").await;
    r.answers(w.priya, &request, PhaseDecision::Fulfil).await;
    assert_eq!(w.read(&request).await.request.outcome, Some(Outcome::Fulfilled));
    let read = r.of(id, w.read).await;
    assert_eq!(read.item.removal, Some(Removal::Complete), "{:?}", read.comments);
    w.clock.advance(Duration::days(2));
    w.work().await;
    let comments = r.of(id, w.read).await.comments;
    assert!(!comments.iter().any(|said| said.action == "access-returned"), "{comments:?}");

    let bundle = evidence(&w.engine, &carl(w), id, Part::Bundle).await.unwrap();
    let mut seen = String::new();
    let mut zip = zip::ZipArchive::new(bundle.file).unwrap();
    std::io::Read::read_to_string(&mut zip.by_name("seen.csv").unwrap(), &mut seen).unwrap();
    assert!(
        seen.contains(",Description,Read accounting documents\r\n"),
        "as it was when it was decided: {seen}"
    );
    assert!(!seen.contains("company code"), "{seen}");
    assert_eq!(seen.matches(",Name,").count(), 3, "{seen}");
});

db_test!(what_is_as_it_was_is_not_corrected, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(entitlements()).await;
    let (pay, read) = (r.of(id, w.pay).await, r.of(id, w.read).await);
    let request = r.revoked(w.priya, id, &read).await;
    w.clock.advance(Duration::minutes(1));
    r.answers(w.priya, &request, PhaseDecision::Fulfil).await;
    let read = r.of(id, w.read).await;
    assert_eq!(read.item.removal, Some(Removal::Failed));
    let said = &read.comments.last().unwrap().comment;
    assert!(said.contains("it is as it was when it was revoked"), "{said}");
    assert_eq!(w.read(&request).await.request.outcome, Some(Outcome::NotProvisioned));
    let refused = r.revoked(w.priya, id, &pay).await;
    r.answers(w.priya, &refused, PhaseDecision::Deny).await;
    assert_eq!(r.of(id, w.pay).await.item.removal, Some(Removal::Failed));
    assert_eq!(w.read(&refused).await.request.outcome, Some(Outcome::Denied));
});

db_test!(a_role_is_seen_with_what_it_brings_and_corrected_by_whom_the_campaign_names, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let body = json!({"name": "Roles", "certificationType": "roleComposition", "targetFilter": {},
        "stages": [{"certifierType": "roleOwner"}, {"certifierType": "user", "certifierId": w.grace}],
        "remediationActorId": format!("managed/user/{}", w.hana)});
    let id = r.running(body).await;
    let row = r.of(id, w.analyst).await;
    assert_eq!((row.item.reviewer, r.all(id).await.len()), (w.marta, 1));
    let Some(Shown::Definition(shown)) = &row.shown else { unreachable!("{:?}", row.shown) };
    let names: Vec<&str> = shown.content.iter().map(|item| item.name.as_str()).collect();
    assert_eq!((names, row.holders), (vec!["Display documents", "Post vendor payments"], 1));

    r.decide(w.marta, id, &[&row], Verdict::Revoke).await;
    r.act(w.marta, id, &[&row], ItemAction::SignOff).await;
    let second = r.of(id, w.analyst).await;
    assert_eq!((second.item.reviewer, second.item.verdict), (w.grace, None), "the next stage decides anew");
    let request = r.revoked(w.grace, id, &second).await;
    assert_eq!(r.asked(&request).await, [w.hana]);
    assert_eq!(w.read(&request).await.request.request_type.0, "modifyRole");
    roles::delete(&w.engine, &w.by(w.grace), w.analyst, RoleStatus::Active).await.unwrap();
    w.work().await;
    r.answers(w.hana, &request, PhaseDecision::Fulfil).await;
    assert_eq!(r.of(id, w.analyst).await.item.removal, Some(Removal::Complete), "it is out of use");
});

db_test!(a_rule_that_is_a_workflow_is_run_with_the_line_item, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut body = entitlements();
    body["remediationRule"] = json!("ModifyEntitlement");
    body["stages"] = json!([{"certifierType": "user", "certifierId": w.grace}]);
    let id = r.running(body).await;
    let row = r.of(id, w.read).await;
    let request = r.revoked(w.grace, id, &row).await;
    assert_eq!(r.asked(&request).await, [w.grace], "that workflow asks the certifier");
    let context = w.read(&request).await.request.context.unwrap();
    assert_eq!(context["lineItemId"], json!(row.item.id.to_string()));
    // It ends as the certifier says: changed, or not.
    r.describes(w.read, "Read documents of one company code").await;
    r.answers(w.grace, &request, PhaseDecision::Fulfil).await;
    assert_eq!(w.read(&request).await.request.outcome, Some(Outcome::Provisioned));
    assert_eq!(r.of(id, w.read).await.item.removal, Some(Removal::Complete));
    let other = r.of(id, w.pay).await;
    let denied = r.revoked(w.grace, id, &other).await;
    r.answers(w.grace, &denied, PhaseDecision::Deny).await;
    assert_eq!(w.read(&denied).await.request.outcome, Some(Outcome::Denied));
    assert_eq!(r.of(id, w.pay).await.item.removal, Some(Removal::Failed));
});

db_test!(who_runs_certifications_names_no_workflow_that_does_more_than_ask, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    for (body, rule) in [(records(), "DeleteUser"), (entitlements(), "BasicRoleDelete")] {
        let mut whole = object(&r.body());
        whole.extend(object(&body));
        whole.insert("remediationRule".into(), json!(rule));
        let refused = create(&w.engine, &carl(w), whole.clone()).await.unwrap_err();
        assert!(matches!(refused, EngineError::Forbidden(_)), "{rule}: {refused}");
        create(&w.engine, &publisher(w), whole).await.unwrap();
    }
});

db_test!(managers_certify_records_and_nobody_their_own, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(records()).await;
    let (known, all) = r.known(id).await;
    let expected = [(Standing::Reviewed, 6), (Standing::InactivePerson, 1), (Standing::NoCertifier, 1)];
    assert_eq!((known, all), (expected.to_vec(), 8), "Ida has left, and Carl has no manager");
    let jonas = r.record(id, w.jonas).await;
    assert_eq!(jonas.item.reviewer, w.marta);
    let Some(Shown::Record(shown)) = &jonas.shown else { unreachable!("{:?}", jonas.shown) };
    assert_eq!((shown.manager.as_ref().unwrap().id, shown.accounts), (w.marta, 1));

    let request = r.revoked(w.marta, id, &jonas).await;
    assert_eq!(r.asked(&request).await, [w.marta]);
    w.clock.advance(Duration::minutes(1));
    let title = json!([{"operation": "replace", "field": "/title", "value": "Clerk"}]);
    people::patch(&w.engine, &w.by(w.grace), w.jonas, &Patch::parse(&title).unwrap(), None).await.unwrap();
    r.answers(w.marta, &request, PhaseDecision::Fulfil).await;
    assert_eq!(r.record(id, w.jonas).await.item.removal, Some(Removal::Complete));

    let mut own = records();
    own["name"] = json!("By Grace");
    own["stages"] = json!([{"certifierType": "user", "certifierId": w.grace}]);
    let named = r.running(own.clone()).await;
    assert!(
        !r.all(named).await.iter().any(|row| row.item.user() == Some(w.grace)),
        "her own record is left out"
    );
    own["name"] = json!("By Grace, hers too");
    own["selfCertificationRule"] = json!("all");
    let all = r.running(own).await;
    let hers = r.record(all, w.grace).await;
    assert_eq!(r.decide(w.grace, all, &[&hers], Verdict::Certify).await.done, 1);
});

db_test!(a_record_is_not_corrected_because_a_manager_was_deleted, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut by_priya = records();
    by_priya["remediationActorId"] = json!(w.priya);
    let id = r.running(by_priya).await;
    let jonas = r.record(id, w.jonas).await;
    let request = r.revoked(w.marta, id, &jonas).await;
    assert_eq!(r.asked(&request).await, [w.priya]);
    w.clock.advance(Duration::minutes(1));
    people::delete(&w.engine, &w.by(w.grace), w.marta, None).await.unwrap();
    r.answers(w.priya, &request, PhaseDecision::Fulfil).await;
    let row = r.record(id, w.jonas).await;
    assert_eq!(row.item.removal, Some(Removal::Failed), "only whom Jonas reports to has changed");
});

db_test!(rows_close_when_a_definition_goes_out_of_use_or_a_person_leaves, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let roles_of = json!({"name": "Roles", "certificationType": "roleComposition", "targetFilter": {},
        "stages": [{"certifierType": "roleOwner"}]});
    let (kept, role, people_of) =
        (r.running(entitlements()).await, r.running(roles_of).await, r.running(records()).await);
    roles::delete(&w.engine, &w.by(w.grace), w.analyst, RoleStatus::Active).await.unwrap();
    w.work().await;
    let row = r.of(role, w.analyst).await;
    assert_eq!(
        (row.item.status, r.status(role).await),
        (LineItemStatus::Cancelled, CampaignStatus::SignedOff)
    );
    assert_eq!(row.comments.last().unwrap().action, "definition-gone");

    let leaves = json!([{"operation": "replace", "field": "/accountStatus", "value": "inactive"}]);
    people::patch(&w.engine, &w.by(w.grace), w.jonas, &Patch::parse(&leaves).unwrap(), None).await.unwrap();
    w.work().await;
    let row = r.record(people_of, w.jonas).await;
    assert_eq!(row.item.status, LineItemStatus::Cancelled);
    assert_eq!(row.comments.last().unwrap().action, "person-gone");
    let open = |row: &LineItemView| row.item.status == LineItemStatus::InProgress;
    assert_eq!(r.all(people_of).await.iter().filter(|row| open(row)).count(), 5);
    assert_eq!(r.all(kept).await.iter().filter(|row| open(row)).count(), 3, "nothing else is closed");
});

db_test!(many_rows_close_together, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.more_entitlements(600).await;
    let mut by_marta = entitlements();
    by_marta["stages"] = json!([{"certifierType": "user", "certifierId": w.marta}]);
    let id = r.running(by_marta).await;
    let waiting = async || {
        let wanted = Wanted { status: Some(LineItemStatus::InProgress), ..Wanted::default() };
        line_items(&w.engine, &carl(w), id, &wanted, &ListQuery::rows(0, 1)).await.unwrap().total
    };
    assert!(waiting().await > 600);
    // Another system retires them; what a role changes for many has every campaign looked through.
    let retire = "UPDATE items SET status = 'inactive' WHERE native_key LIKE 'COMPANY_%'";
    testing::execute(w.engine.db(), retire).await;
    roles::delete(&w.engine, &w.by(w.grace), w.analyst, RoleStatus::Active).await.unwrap();
    w.work().await;
    assert!(waiting().await < 10, "{}", waiting().await);
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(a_deadline_does_with_definitions_what_it_does_with_grants, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut late = entitlements();
    late["expirationAction"] = json!("revoke");
    let revoked = r.running(late.clone()).await;
    late["name"] = json!("Handed over");
    late["expirationAction"] = json!("reassign");
    late["expirationReassignee"] = json!(format!("managed/user/{}", w.grace));
    let handed = r.running(late).await;
    let mut excepted = entitlements();
    excepted["name"] = json!("Excepted");
    let excepted = r.running(excepted).await;
    let row = r.of(excepted, w.pay).await;
    r.decide(w.priya, excepted, &[&row], Verdict::Exception).await;
    r.act(w.priya, excepted, &[&row], ItemAction::SignOff).await;

    w.clock.advance(Duration::days(15));
    w.work().await;
    let row = r.of(revoked, w.read).await;
    assert_eq!((row.item.verdict, row.item.removal), (Some(Verdict::Revoke), Some(Removal::Pending)));
    assert_eq!(r.status(revoked).await, CampaignStatus::SignedOff);
    assert_eq!(r.of(handed, w.read).await.item.reviewer, w.grace);
    assert_eq!(r.of(excepted, w.pay).await.item.removal, None, "the exception lasts");
    w.clock.advance(Duration::days(20));
    w.work().await;
    let row = r.of(excepted, w.pay).await;
    assert_eq!(row.item.removal, Some(Removal::Pending), "{:?}", row.comments);
});

db_test!(definitions_are_narrowed_shared_out_and_handed_over, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut body = entitlements();
    body["targetFilter"] = json!({"entitlement": {"operator": "CONTAINS",
        "operand": {"targetName": "name", "targetValue": "vendor"}}});
    body["stages"] = json!([{"certifierType": "role", "certifierId": format!("managed/role/{}", w.analyst)}]);
    let id = r.running(body.clone()).await;
    assert_eq!(r.known(id).await, (vec![(Standing::Reviewed, 1), (Standing::Filter, 2)], 3));
    let row = r.of(id, w.pay).await;
    assert_eq!(row.item.reviewer, w.hana, "who holds the role");
    let ids = vec![row.item.id.to_string()];
    let over = ItemAction::Forward { to: w.priya };
    act(&w.engine, &w.by(w.hana), id, &Selection::Items(ids), &over, "hers").await.unwrap();
    assert_eq!(r.of(id, w.pay).await.item.reviewer, w.priya, "an owner may be asked about what they own");

    let mut by_people = object(&r.body());
    by_people.extend(object(&body));
    by_people.insert("name".into(), json!("By people"));
    by_people.insert("targetFilter".into(), json!({"memberOfOrg": ["00000000-0000-0000-0000-000000000051"]}));
    let refused = create(&w.engine, &carl(w), by_people).await.unwrap_err().to_string();
    assert!(refused.contains("targetFilter.memberOfOrg"), "{refused}");
});
