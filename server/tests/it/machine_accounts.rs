//! Reviews of accounts that machines use or nobody holds: from who answers for one to the account that is disabled.

use std::io::Cursor;

use bailiwick::authority::Authority;
use bailiwick::catalog::Risk;
use bailiwick::certification::{CampaignStatus, LineItemStatus, Removal, Standing, Verdict};
use bailiwick::directory::AccountKind;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, RequestId, UserId};
use bailiwick::request::{Action, Outcome, PhaseDecision};
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{
    AccountView, ItemAction, LineItemView, Shown, Wanted, create, dashboard, ledger, line_items, outlook_of,
};
use bailiwick_engine::import::{Format, ImportJob, Kind, Mapping, run};
use bailiwick_engine::people;
use bailiwick_engine::testing::person;
use bailiwick_store::certifications::items::removal_request;
use bailiwick_store::{Db, db_test};
use chrono::Duration;
use serde_json::{Value, json};

use crate::certifications::{Review, carl, object};
use crate::nesting::{PAY, READ, ROOT, nest};

const ACCOUNTS: &str = "application,name,user,kind,owner,lastUsed,status\n\
    SAP S/4HANA,BATCH_PAY,,machine,hana,2020-01-05T04:00:00Z,active\n\
    SAP S/4HANA,OLD_IF,,machine,,2016-03-01,active\n\
    SAP S/4HANA,GONE_IF,,machine,hana,,inactive\n\
    SAP S/4HANA,TEST01,,,,,active\n\
    Wiki,BOT,,machine,marta,,active\n";
const RIGHTS: &str = "account,application,entitlement,start\n\
    BATCH_PAY,SAP S/4HANA,POST_VENDOR_PAYMENTS,2019-05-01\n\
    BATCH_PAY,SAP S/4HANA,DISPLAY_DOCUMENTS,2019-05-01\n";

/// Put to who answers for each.
fn accounts() -> Value {
    json!({"name": "Machines", "certificationType": "account", "stages": [{"certifierType": "accountOwner"}],
        "targetFilter": {}})
}

fn shown(row: &LineItemView) -> &AccountView {
    match &row.shown {
        Some(Shown::Account(shown)) => shown,
        other => unreachable!("{other:?}"),
    }
}

async fn machines(db: Db) -> Review {
    let r = Review::on(db).await;
    r.load(Kind::Accounts, ACCOUNTS).await;
    r.load(Kind::Grants, RIGHTS).await;
    r
}

impl Review {
    async fn load(&self, kind: Kind, text: &str) {
        let grace = person(&self.w.engine, self.w.grace, &[Authority::AccessAdmin]);
        let reader = Cursor::new(text.as_bytes().to_vec());
        let (mapping, name) = (Mapping::default(), "file".to_owned());
        let job = ImportJob { kind, format: Format::Csv, mapping, name, rows: None, reader };
        let report = run(&self.w.engine, &grace, job).await.unwrap();
        assert_eq!(report.faults, []);
        self.w.work().await;
    }

    async fn account(&self, id: CampaignId, name: &str) -> LineItemView {
        let all =
            line_items(&self.w.engine, &carl(&self.w), id, &Wanted::default(), &ListQuery::rows(0, 100))
                .await
                .unwrap();
        all.rows.into_iter().find(|row| shown(row).account.name == name).unwrap()
    }

    async fn names(&self, id: CampaignId) -> Vec<String> {
        let all =
            line_items(&self.w.engine, &carl(&self.w), id, &Wanted::default(), &ListQuery::rows(0, 100))
                .await
                .unwrap();
        let mut names: Vec<String> = all.rows.iter().map(|row| shown(row).account.name.clone()).collect();
        names.sort();
        names
    }

    async fn standings(&self, id: CampaignId) -> Vec<(Standing, i64)> {
        let (lines, _) = ledger(&self.w.engine, &carl(&self.w), id).await.unwrap();
        let of =
            |standing| lines.iter().filter(|line| line.standing == standing).map(|line| line.grants).sum();
        let counts = Standing::ALL.iter().map(|standing| (*standing, of(*standing)));
        counts.filter(|(_, count): &(_, i64)| *count > 0).collect()
    }

    /// Revokes a row and signs it: the request that came of it.
    async fn disabled(&self, who: UserId, id: CampaignId, row: &LineItemView) -> RequestId {
        assert_eq!(self.decide(who, id, &[row], Verdict::Revoke).await.done, 1);
        assert_eq!(self.act(who, id, &[row], ItemAction::SignOff).await.done, 1);
        let mut tx = self.w.engine.db().read().await.unwrap();
        removal_request(&mut tx, row.item.id).await.unwrap().unwrap()
    }

    async fn says_done(&self, who: UserId, request: &RequestId) {
        let answer =
            Action::Decide { decision: PhaseDecision::Fulfil, phase: None, justification: "done".into() };
        self.w.act(who, request, answer).await.unwrap();
    }
}

db_test!(whoever_answers_for_a_machine_certifies_it_and_every_account_is_accounted_for, |db| async move {
    let r = machines(db).await;
    let w = &r.w;
    let mut body = object(&r.body());
    body.extend(object(&accounts()));
    let ahead = outlook_of(&w.engine, &carl(w), body).await.unwrap();
    assert_eq!((ahead.standing(Standing::Reviewed), ahead.known(), ahead.people), (2, 5, 0));

    let id = r.running(accounts()).await;
    let expected = [(Standing::Reviewed, 2), (Standing::InactiveAccount, 1), (Standing::NoCertifier, 2)];
    assert_eq!(r.standings(id).await, expected, "and nothing of what people hold");
    let mine = r.rows(id, w.hana).await;
    let [row] = mine.as_slice() else { unreachable!("{mine:?}") };
    let account = shown(row);
    assert_eq!((account.account.kind, account.account.owner), (AccountKind::Machine, Some(w.hana)));
    assert_eq!(account.account.last_used, Some("2020-01-05T04:00:00Z".parse().unwrap()));
    assert_eq!(account.application_owners[0].id, w.priya);
    let mut may: Vec<&str> = account.entitlements.iter().map(|right| right.item.name.as_str()).collect();
    may.sort_unstable();
    assert_eq!(may, ["Display documents", "Post vendor payments"]);
    let riskiest = account.entitlements.iter().map(|right| right.item.risk).max();
    assert_eq!(Some(row.item.risk), riskiest, "as risky as what it may do");
    assert!(row.item.risk > Risk::Low, "not as its application");
    assert_eq!((row.item.user(), row.item.application()), (None, Some(w.sap)));

    assert_eq!(
        r.decide(w.hana, id, &[row], Verdict::Certify).await.done,
        1,
        "answering for it is no self-interest"
    );
    assert_eq!(r.act(w.hana, id, &[row], ItemAction::SignOff).await.done, 1);
    let bot = r.account(id, "BOT").await;
    assert_eq!(bot.item.reviewer, w.marta);
    r.decide(w.marta, id, &[&bot], Verdict::Certify).await;
    r.act(w.marta, id, &[&bot], ItemAction::SignOff).await;
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
    let board = dashboard(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!(board.count(|figure| figure.status == LineItemStatus::SignedOff), 2);
});

db_test!(what_an_account_may_do_by_membership_is_told_and_weighs, |db| async move {
    let r = machines(db).await;
    assert_eq!(nest(&r.w, &[(PAY, READ), (READ, ROOT)]).await.faults, []);
    r.load(Kind::Entitlements, "application,key,risk\nSAP S/4HANA,SUPERUSER,critical\n").await;
    let id = r.running(accounts()).await;
    let row = r.account(id, "BATCH_PAY").await;
    let rights = &shown(&row).entitlements;
    let root: Vec<_> = rights.iter().filter(|right| right.item.id == r.w.root).collect();
    assert_eq!(root.len(), 1, "once, though two ways lead there: {rights:?}");
    assert!(root[0].through.is_some());
    assert_eq!(Some(row.item.risk), rights.iter().map(|right| right.item.risk).max());
    assert_eq!(row.item.risk, root[0].item.risk, "nothing that it has itself is as risky");
    let own = rights.iter().filter(|right| right.through.is_none());
    let riskiest = own.map(|right| right.item.risk).max();
    assert!(riskiest < Some(row.item.risk), "{rights:?}");
});

db_test!(a_revoked_account_is_disabled_where_it_is_used_and_looked_at_again, |db| async move {
    let r = machines(db).await;
    let w = &r.w;
    let id = r.running(accounts()).await;
    let row = r.account(id, "BATCH_PAY").await;
    let request = r.disabled(w.hana, id, &row).await;
    let asked = w.read(&request).await;
    assert_eq!(asked.request.open_phase().unwrap().active(), [w.priya], "who looks after the application");
    assert_eq!(asked.request.content["entity"]["entityType"], "account");
    assert_eq!(asked.request.content["entity"]["account"], "BATCH_PAY");
    assert_eq!(asked.type_name, "Disable the account BATCH_PAY");
    assert_eq!(r.account(id, "BATCH_PAY").await.item.removal, Some(Removal::Pending));

    w.clock.advance(Duration::hours(1));
    r.load(Kind::Accounts, "application,name,status\nSAP S/4HANA,BATCH_PAY,inactive\n").await;
    let outcome = w.read(&request).await.request.outcome;
    assert_eq!(outcome, Some(Outcome::Cancelled), "nobody is asked to do what is done");
    let row = r.account(id, "BATCH_PAY").await;
    assert_eq!(row.item.removal, Some(Removal::Complete), "{:?}", row.comments);

    w.clock.advance(Duration::days(2));
    w.work().await;
    let board = dashboard(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!((board.verified(), board.held_now.again), (1, 0));
    r.load(Kind::Accounts, "application,name,status\nSAP S/4HANA,BATCH_PAY,active\n").await;
    assert_eq!(dashboard(&w.engine, &carl(w), id).await.unwrap().held_now.again, 1, "it can be used again");
    let row = r.account(id, "BATCH_PAY").await;
    assert!(Review::noted(&row, "access-returned"), "though it was seen disabled: {:?}", row.comments);

    let mut again = accounts();
    again["name"] = json!("Machines again");
    let again = r.running(again).await;
    let row = r.account(again, "BATCH_PAY").await;
    assert_eq!(row.item.reviewer, w.hana);
});

db_test!(an_account_that_is_active_still_is_not_disabled, |db| async move {
    let r = machines(db).await;
    let w = &r.w;
    let mut body = accounts();
    body["remediationActorId"] = json!(format!("managed/user/{}", w.jonas));
    let id = r.running(body).await;
    let row = r.account(id, "BOT").await;
    let request = r.disabled(w.marta, id, &row).await;
    assert_eq!(w.read(&request).await.request.open_phase().unwrap().active(), [w.jonas]);
    w.clock.advance(Duration::minutes(1));
    r.says_done(w.jonas, &request).await;
    let row = r.account(id, "BOT").await;
    assert_eq!(row.item.removal, Some(Removal::Failed));
    let said = &row.comments.last().unwrap().comment;
    assert!(said.contains("the account is active still"), "{said}");
    assert_eq!(w.read(&request).await.request.outcome, Some(Outcome::NotProvisioned));

    // The file that says so comes later.
    r.load(Kind::Accounts, "application,name,status\nWiki,BOT,inactive\n").await;
    let row = r.account(id, "BOT").await;
    assert_eq!(row.item.removal, Some(Removal::Complete), "{:?}", row.comments);

    let rows = evidence(&w.engine, &carl(w), id, Part::Rows).await.unwrap();
    let text = std::io::read_to_string(rows.file).unwrap();
    let bot = text.lines().find(|line| line.contains("BOT")).unwrap();
    assert!(bot.contains(",account,") && bot.contains(",machine,marta"), "{bot}");
});

db_test!(rows_close_when_an_account_goes_or_comes_to_be_somebodys, |db| async move {
    let r = machines(db).await;
    let w = &r.w;
    let mut body = accounts();
    body["stages"] = json!([{"certifierType": "applicationOwner"}]);
    body["defaultCertifierId"] = json!(format!("managed/user/{}", w.grace));
    let id = r.running(body).await;
    assert_eq!(r.names(id).await, ["BATCH_PAY", "BOT", "OLD_IF", "TEST01"]);
    assert_eq!(r.account(id, "BOT").await.item.reviewer, w.grace, "the wiki has no owner");

    r.load(
        Kind::Accounts,
        "application,name,user,owner,status\n\
         SAP S/4HANA,OLD_IF,,,inactive\n\
         SAP S/4HANA,TEST01,jonas,,active\n\
         SAP S/4HANA,BATCH_PAY,hana,jonas,active\n",
    )
    .await;
    for (name, action) in [("OLD_IF", "account-gone"), ("TEST01", "account-given")] {
        let row = r.account(id, name).await;
        assert_eq!(row.item.status, LineItemStatus::Cancelled, "{name}");
        assert_eq!(row.comments.last().unwrap().action, action);
    }
    let batch = r.account(id, "BATCH_PAY").await;
    assert_eq!(
        batch.item.status,
        LineItemStatus::InProgress,
        "a machine's account stays one, whoever has it"
    );
    assert_eq!(
        shown(&batch).owner.as_ref().unwrap().id,
        w.jonas,
        "another owner is shown, and asks nobody else"
    );
    assert_eq!(batch.item.reviewer, w.priya);

    people::delete(&w.engine, &w.by(w.grace), w.hana, None).await.unwrap();
    w.work().await;
    assert_eq!(r.account(id, "BATCH_PAY").await.item.status, LineItemStatus::Cancelled, "it went with her");
});

db_test!(accounts_are_narrowed_by_what_is_known_of_them, |db| async move {
    let r = machines(db).await;
    let w = &r.w;
    let leaf = |operator: &str, name: &str, value: Value| json!({"operator": operator, "operand": {"targetName": name, "targetValue": value}});
    let by = |target: Value| {
        json!({"name": target.to_string(), "certificationType": "account", "targetFilter": target,
            "stages": [{"certifierType": "user", "certifierId": w.grace}]})
    };
    for (target, names) in [
        (json!({"account": leaf("EQUALS", "kind", json!("machine"))}), vec!["BATCH_PAY", "BOT", "OLD_IF"]),
        (json!({"account": leaf("EQUALS", "owner.id", json!(w.hana))}), vec!["BATCH_PAY"]),
        (json!({"account": leaf("LT", "lastUsed", json!("2018-01-01"))}), vec!["OLD_IF"]),
        (json!({"account": leaf("STARTS_WITH", "displayName", json!("TEST"))}), vec!["TEST01"]),
        (json!({"application": leaf("EQUALS", "name", json!("Wiki"))}), vec!["BOT"]),
    ] {
        let id = r.running(by(target.clone())).await;
        assert_eq!(r.names(id).await, names, "{target}");
        let all: i64 = r.standings(id).await.iter().map(|(_, count)| count).sum();
        assert_eq!(all, 5, "what the filter leaves out is in the ledger");
    }
    for (more, fault) in [
        (
            json!({"stages": [{"certifierType": "manager"}]}),
            "must be one of user, role, accountOwner, applicationOwner",
        ),
        (json!({"defaultCertifierId": "manager"}), "such accounts have none"),
        (
            json!({"targetFilter": {"user": leaf("EQUALS", "userName", json!("jonas"))}}),
            "narrow it by application, account",
        ),
        (json!({"targetFilter": {"account": leaf("EQUALS", "colour", json!("red"))}}), "colour"),
    ] {
        let mut body = object(&r.body());
        body.extend(object(&accounts()));
        body.extend(object(&more));
        let refused = create(&w.engine, &carl(w), body).await.unwrap_err().to_string();
        assert!(refused.contains(fault), "{refused}");
    }
    let mut of_people = object(&r.body());
    of_people.insert("stages".into(), json!([{"certifierType": "accountOwner"}]));
    let refused = create(&w.engine, &carl(w), of_people).await.unwrap_err().to_string();
    assert!(refused.contains("certifierType"), "what people hold has no owner of an account: {refused}");
});

db_test!(a_second_stage_is_asked_and_a_role_shares_the_accounts_out, |db| async move {
    let r = machines(db).await;
    let w = &r.w;
    let mut body = accounts();
    body["stages"] = json!([{"certifierType": "role", "certifierId": format!("managed/role/{}", w.analyst)},
        {"certifierType": "accountOwner"}]);
    body["targetFilter"] = json!({"account": {"operator": "EQUALS",
        "operand": {"targetName": "displayName", "targetValue": "BOT"}}});
    let id = r.running(body).await;
    let row = r.account(id, "BOT").await;
    assert_eq!(row.item.reviewer, w.hana, "who holds the role");
    r.decide(w.hana, id, &[&row], Verdict::Certify).await;
    r.act(w.hana, id, &[&row], ItemAction::SignOff).await;
    let second = r.account(id, "BOT").await;
    assert_eq!((second.item.reviewer, second.item.verdict), (w.marta, None), "its owner decides anew");
});

db_test!(an_exception_for_an_account_ends_in_its_being_disabled, |db| async move {
    let r = machines(db).await;
    let w = &r.w;
    let id = r.running(accounts()).await;
    let row = r.account(id, "BATCH_PAY").await;
    r.decide(w.hana, id, &[&row], Verdict::Exception).await;
    r.act(w.hana, id, &[&row], ItemAction::SignOff).await;
    w.clock.advance(Duration::days(31));
    w.work().await;
    let row = r.account(id, "BATCH_PAY").await;
    assert_eq!(row.item.removal, Some(Removal::Pending), "{:?}", row.comments);
});
