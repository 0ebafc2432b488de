//! The pages of controls, drawn.

use bailiwick::id::{ControlId, EvidenceId, PolicyRuleId, UserId};
use bailiwick::policy::control::{EvidenceFile, Given};
use bailiwick::policy::{Control, ControlDefinition, Evidence};
use bailiwick_engine::controls::ReadControl;
use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::clock::Clock;

fn clock() -> Clock {
    Clock::from(DateTime::UNIX_EPOCH + Duration::days(100))
}

fn ago(days: i64) -> DateTime<Utc> {
    clock().now - Duration::days(days)
}

fn read(n: u128, name: &str, given: Option<i64>) -> ReadControl {
    let owner = Uuid::from_u128(1);
    let body = json!({"name": name, "controlOwner": {"id": owner}, "evidenceInterval": 40});
    let given = given.map(|days| Given { at: ago(days), by: Some(UserId(owner)), on_behalf_of: None });
    let control = Control {
        id: ControlId(Uuid::from_u128(n)),
        definition: ControlDefinition::parse(body.as_object().cloned().unwrap()).unwrap(),
        given,
        retired: None,
        revision: 3,
        created_at: ago(90),
        modified_at: ago(90),
    };
    let rules = vec![(PolicyRuleId(Uuid::from_u128(50)), "Pay & approve".to_owned())];
    ReadControl { control, owner: None, rules, exceptions: i64::try_from(n).unwrap() }
}

fn html(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html())
}

#[test]
fn controls_are_searched_sorted_and_say_where_they_stand() {
    let all = vec![
        read(1, "Access <review>", Some(1)),
        read(2, "Bank statements", Some(35)),
        read(3, "Counting", None),
        read(4, "Dual control", Some(60)),
    ];
    let names = |query: &str| -> Vec<String> {
        let shown = list::shown(all.clone(), &Query::parse(query), clock());
        shown.into_iter().map(|one| one.control.definition.name).collect()
    };
    assert_eq!(names("state=due"), ["Bank statements"]);
    assert_eq!(names("state=lapsed"), ["Counting", "Dual control"]);
    assert_eq!(names("q=DUAL"), ["Dual control"]);
    assert_eq!(names("sort=-exceptions")[0], "Dual control");
    let listed = |all: Vec<ReadControl>, reads_all| list::Listed {
        all,
        query: Query::default(),
        admin: false,
        reads_all,
        clock: clock(),
    };
    let drawn = html(|| list::view(listed(all.clone(), true)));
    for part in
        ["Access &lt;review", "Current", "Due in 5 days", "No evidence yet", "Lapsed", "Conflict matrix"]
    {
        assert!(drawn.contains(part), "{part} in {drawn}");
    }
    assert!(!drawn.contains("New control"));
    let own = html(|| list::view(listed(Vec::new(), false)));
    assert!(own.contains("Nothing is yours") && !own.contains("Conflict matrix"), "{own}");
}

fn one(read: ReadControl, query: &str, admin: bool, refused: Option<&str>) -> String {
    let file = EvidenceFile { name: "march.pdf".into(), kind: bailiwick::attachment::FileType::Pdf, size: 9 };
    let evidence = Evidence {
        id: EvidenceId(Uuid::from_u128(7)),
        control: read.control.id,
        by: Some(UserId(Uuid::from_u128(1))),
        name: "Ann".into(),
        on_behalf_of: None,
        at: ago(3),
        comment: "all <fine>".into(),
        file: Some(file),
    };
    let one = one::One {
        evidence: read.control.given.map(|_| evidence).into_iter().collect(),
        total: 1,
        page: 1,
        resting: Vec::new(),
        refused: refused.map(str::to_owned),
        rules: Vec::new(),
        admin,
        reads_all: true,
        query: Query::parse(query),
        clock: clock(),
        read,
    };
    html(|| one::view(&one))
}

#[test]
fn a_control_asks_before_it_ends_and_hands_its_files_over() {
    let drawn = one(read(1, "Review", Some(1)), "", true, None);
    for part in [
        "Give evidence",
        "march.pdf",
        "all &lt;fine",
        "/evidence/00000000-0000-0000-0000-000000000007/file",
        "Retire",
        "Pay &amp; approve",
    ] {
        assert!(drawn.contains(part), "{part} in {drawn}");
    }
    assert!(!drawn.contains("Retire the control?"));
    assert!(one(read(1, "Review", Some(1)), "ask=retire", true, None).contains("Retire the control?"));
    let unlink = format!("ask=unlink&rule={}", Uuid::from_u128(50));
    assert!(one(read(1, "Review", Some(1)), &unlink, true, None).contains("Unlink it from"));
    let reader = one(read(1, "Review", Some(1)), "ask=retire", false, Some("its owner and others"));
    assert!(!reader.contains("Retire") && !reader.contains("Give evidence"), "{reader}");
    let lapsed = one(read(1, "Review", None), "ask=delete", true, None);
    assert!(lapsed.contains("No exception can rest on it now") && lapsed.contains("Delete the control?"));
}

#[test]
fn what_was_typed_comes_back_with_why_it_was_refused() {
    let query = Query::parse("fault=%60file%60+is+empty&comment=looked+%3C");
    let drawn = html(|| evidence::view(&read(1, "Review", Some(1)), None, &query, clock()));
    for part in ["`file` is empty", "looked &lt;", "multipart/form-data", "/upload/controls/"] {
        assert!(drawn.contains(part), "{part} in {drawn}");
    }
    let refused = Some("nobody confirms a control for their own exception".to_owned());
    let drawn = html(|| evidence::view(&read(1, "Review", None), refused, &Query::default(), clock()));
    assert!(drawn.contains("their own exception") && !drawn.contains("<form"), "{drawn}");
}

#[test]
fn the_browser_sends_the_form_with_a_file_by_itself() {
    assert!(is_upload_form("/admin/policies/controls/7/evidence"));
    for other in [
        "/admin/policies/controls/7",
        "/admin/policies/controls/7/8/evidence",
        "/evidence",
        "/admin/policies/controls",
    ] {
        assert!(!is_upload_form(other), "{other}");
    }
}
