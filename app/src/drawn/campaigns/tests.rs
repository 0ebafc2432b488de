//! The pages of certification, drawn.

use bailiwick::certification::{LedgerLine, Pace, Reviewed, Standing};
use bailiwick::directory::Organisation;
use bailiwick::id::{ItemId, OrganisationId};
use bailiwick_engine::certifications::{CampaignOrder, CampaignsPage, CampaignsWanted, HeldNow};
use chrono::{DateTime, TimeDelta};
use leptos::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::clock::Clock;
use crate::server::campaigns::form;

fn html(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html())
}

fn draft(step: &'static str, fault: &str) -> wizard::Wizard {
    let mut body = form::empty("managed/user/1");
    body.insert("name".into(), json!("Quarterly <review>"));
    body["targetFilter"]["application"] =
        json!({"operator": "CONTAINS", "operand": {"targetName": "name", "targetValue": "SAP \"R/3\""}});
    wizard::Wizard {
        id: String::new(),
        revision: 0,
        body,
        step,
        names: [("managed/user/1".to_owned(), "ann".to_owned())].into(),
        attributes: Vec::new(),
        organisations: vec![Organisation {
            id: OrganisationId(Uuid::from_u128(7)),
            name: "Finance & Risk".into(),
            parent: None,
        }],
        ahead: Some(Err("Stage 1 names nobody".into())),
        pace: ahead::PACE,
        fault: fault.into(),
    }
}

#[test]
fn each_step_shows_what_the_definition_says_and_carries_the_rest() {
    let shown = |step| html(|| wizard::view(&draft(step, "the name is taken"), "New template".into()));
    for (step, parts) in [
        (
            "what",
            vec!["value=\"ann\"", "SAP &quot;R/3&quot;", "template[rows][1][value]", "Stage 1 names nobody"],
        ),
        ("who", vec!["The manager", "template[stages][1][how]", "Owner and default certifier"]),
        ("rules", vec!["template[permissions][0]", "Longest exception"]),
        ("when", vec!["Every quarter", "template[stage_days]", "template[tell_begins]"]),
        ("check", vec!["Save the template", "Seconds a row", "Each reviewer, when the campaign begins"]),
        ("json", vec!["template[json]", "certificationType"]),
    ] {
        let html = shown(step);
        assert!(html.contains("the name is taken") && html.contains("template[body]"), "{step}");
        assert!(!html.contains("<review>"), "{step}: escaped");
        for part in parts {
            assert!(html.contains(part), "{step}: {part} in {html}");
        }
    }
}

#[test]
fn the_last_step_says_who_will_be_told() {
    let mut body = form::empty("managed/user/1");
    let said = |body: &serde_json::Map<_, _>| told::sentences(body, |id| format!("<{id}>"));
    assert_eq!(
        said(&body),
        [
            "Each reviewer, when the campaign begins",
            "Each reviewer, every 7 days while something waits",
            "Each reviewer for whom something waits, 3 days before the deadline",
            "Whoever rows are handed to",
            "The owner, of rows that nobody can decide and of revokes that fail",
        ]
    );
    body.insert("stageDuration".into(), json!(5));
    body.insert("escalationFrequency".into(), json!(1));
    assert_eq!(
        said(&body)[1],
        "Each reviewer, every 7 days while something waits: never, the time is over before"
    );
    assert_eq!(said(&body)[4], "The owner, every day while something waits");
    body.insert("escalationOwner".into(), json!("managed/user/2"));
    assert_eq!(said(&body)[4], "<managed/user/2>, every day while something waits");
    for name in ["assignmentNotification", "reassignNotification", "reminderFrequency", "escalationFrequency"]
    {
        body.remove(name);
    }
    body.remove("expirationNotificationDay");
    let mut silent = draft("check", "");
    silent.body = body;
    let shown = html(|| wizard::view(&silent, "New template".into()));
    assert!(shown.contains("Reviewers are not told that it begins"), "{shown}");
    assert!(!shown.contains("Each reviewer"), "{shown}");
}

#[test]
fn managers_and_whoever_else_is_told_stand_in_the_sentences() {
    let mut body = form::empty("managed/user/1");
    body.insert("assignmentNotificationIncludeManager".into(), json!(true));
    body.insert("escalationFrequency".into(), json!(5));
    let (person, role) = (Uuid::from_u128(7), format!("managed/role/{}", Uuid::from_u128(8)));
    body.insert(
        "events".into(),
        json!({
            "reminder": {"includeActor": false, "includeManager": true},
            "escalation": {"actors": [{"id": person}, role, "manager"]},
        }),
    );
    let said = told::sentences(&body, str::to_owned);
    assert_eq!(said[0], "Each reviewer, and their managers, when the campaign begins");
    assert_eq!(
        said[1],
        "The managers of reviewers, not these themselves, every 7 days while something waits"
    );
    let others = "another person, whoever holds 1 role and the managers of these reviewers";
    assert_eq!(said[4], format!("The owner, {others}, every 5 days while something waits"));
    let mut wizard = draft("when", "");
    wizard.body = body;
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    for part in ["template[tell_managers]", "template[remind_managers]", others] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}

#[test]
fn organisations_are_chosen_by_name_and_correctors_typed() {
    let mut wizard = draft("what", "");
    let id = Uuid::from_u128(7).to_string();
    wizard.body["targetFilter"]["memberOfOrg"] = json!([id, "gone"]);
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    for part in ["Finance &amp; Risk", "template[organisations][2]", "Take this one out", "value=\"gone\""] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let mut wizard = draft("rules", "");
    wizard.body.insert("remediationActorId".into(), json!("managed/user/1"));
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    assert!(!shown.contains("Who corrects it") && shown.contains("value=\"managed/user/1\""), "{shown}");
    wizard.body.insert("certificationType".into(), json!("identityProfile"));
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    assert!(shown.contains("Who corrects it") && shown.contains("value=\"ann\""), "{shown}");
}

#[test]
fn only_permissions_with_an_effect_are_offered_and_others_stay() {
    let mut wizard = draft("rules", "");
    wizard.body.insert("reassignPermissions".into(), json!(["certify", "claim"]));
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    assert!(shown.contains("Take decisions back") && !shown.contains("deputy"), "{shown}");
    assert!(shown.contains("type=\"hidden\" name=\"template[permissions][5]\" value=\"claim\""), "{shown}");
    assert!(!shown.contains("value=\"save\""), "what was off is not turned on: {shown}");
}

#[test]
fn rows_follow_managers_where_a_row_has_one() {
    let mut wizard = draft("who", "");
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    assert!(shown.contains("When somebody gets another manager"), "{shown}");
    wizard.body.insert("certificationType".into(), json!("roleComposition"));
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    assert!(
        !shown.contains("another manager") && shown.contains("name=\"template[follow]\" value=\"true\""),
        "{shown}"
    );
}

#[test]
fn the_last_decision_narrows_grants_only() {
    let mut wizard = draft("what", "");
    wizard.body["targetFilter"]["decision"] =
        json!({"operator": "EQUALS", "operand": {"targetName": "decision", "targetValue": "exception"}});
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    for part in ["Last decision", "value=\"exception\"", "When it was decided"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    wizard.body.insert("certificationType".into(), json!("identityProfile"));
    let shown = html(|| wizard::view(&wizard, "New template".into()));
    assert!(!shown.contains("Last decision"), "{shown}");
}

#[test]
fn the_ledger_adds_up_in_words_and_bars() {
    let line = |application: Option<u128>, standing, grants| LedgerLine {
        application: application.map(|n| ItemId(Uuid::from_u128(n))),
        standing,
        grants,
    };
    let lines = [
        line(Some(1), Standing::Reviewed, 1_200),
        line(Some(1), Standing::Filter, 30),
        line(None, Standing::Reviewed, 4),
    ];
    assert_eq!(
        ledger::sentence(Reviewed::Grants, &lines),
        "1,234 grants known = 1,204 in the campaign + 30 left out, each with its reason"
    );
    let drawn = html(|| ledger::picture(Reviewed::Grants, &lines, |_| Some("SAP <ERP>".into()), false));
    for part in ["SAP &lt;ERP", "Roles", "1,230", "Left out by the filter", "The numbers as a table"] {
        assert!(drawn.contains(part), "{part} in {drawn}");
    }
}

#[test]
fn an_effort_is_told_in_minutes_and_hours() {
    assert_eq!(ahead::effort(1, 40), "1 min");
    assert_eq!(ahead::effort(60, 40), "40 min");
    assert_eq!(ahead::effort(900, 40), "10.0 h");
    assert_eq!((ahead::pace(""), ahead::pace("12"), ahead::pace("-3")), (40, 12, 40));
}

#[test]
fn what_came_back_and_what_another_way_holds_are_told_apart() {
    let said = |reviewed, again, still| words::held_now(reviewed, HeldNow { again, still });
    assert_eq!(said(Reviewed::Grants, 0, 0), "");
    assert_eq!(said(Reviewed::Grants, 2, 1_162), "; 2 held again; 1,162 still held another way");
    assert_eq!(said(Reviewed::Grants, 0, 1), "; 1 still held another way");
    assert_eq!(said(Reviewed::Accounts, 1, 0), "; 1 active again");
    assert_eq!(
        (words::awaits_file(0).as_str(), words::awaits_file(1_200).as_str()),
        ("", "; 1,200 waiting for the next load")
    );
}

#[test]
fn when_everything_will_be_decided_is_told_once_it_can_be_said() {
    let at = |day: i64| DateTime::UNIX_EPOCH + TimeDelta::days(day);
    let told = |now: i64, deadline: i64, decided: i64, total: i64| {
        let days = [(at(0).date_naive(), decided, 0)];
        let pace = Pace { started: at(0), now: at(now), deadline: at(deadline), decided, total, days: &days };
        overview::likely_end(pace, Clock::from(at(now)))
    };
    assert_eq!(told(0, 14, 50, 100), "until Thu 15 Jan", "not on its first day");
    assert_eq!(told(2, 14, 1, 100), "until Thu 15 Jan", "nor of so little");
    assert_eq!(told(4, 14, 50, 100), "likely decided between Fri 9 Jan and Sat 10 Jan");
    assert_eq!(told(4, 8, 50, 100), "likely decided from Fri 9 Jan on, perhaps after the deadline");
    assert_eq!(told(4, 14, 10, 100), "until Thu 15 Jan, likely not decided by then");
    assert_eq!(told(9, 14, 50, 100), "nothing was decided in the last 7 days");
    assert_eq!(told(9, 14, 100, 100), "everything is decided");
}

#[test]
fn behind_the_last_page_there_is_a_way_back() {
    let wanted = CampaignsWanted {
        owner: None,
        text: "fin".into(),
        state: None,
        order: CampaignOrder::Started,
        descending: true,
        after: Some(1),
        before: None,
    };
    let listed = list::Listed {
        page: CampaignsPage { rows: Vec::new(), total: 25 },
        wanted,
        query: Query::parse("after=1&q=fin"),
        admin: true,
        reads: true,
        clock: Clock::from(DateTime::UNIX_EPOCH),
    };
    let shown = html(|| list::view(&listed));
    assert!(shown.contains("There are no more") && shown.contains("/campaigns?q=fin\""), "{shown}");
    assert!(!shown.contains("No campaign fits"), "{shown}");
}
