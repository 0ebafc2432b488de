//! The pages of policies, drawn.

use bailiwick::id::PolicyRuleId;
use bailiwick_engine::policies::{Matrix, MatrixRow};
use leptos::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::list::Line;
use super::*;
use crate::server::policies::form;

fn line(n: u128, name: &str, open: i64) -> Line {
    Line {
        id: PolicyRuleId(Uuid::from_u128(n)),
        name: name.into(),
        about: "About <it>".into(),
        owner: "Dmitri Havel".into(),
        active: n == 1,
        when: "By scans",
        open,
    }
}

fn html(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html())
}

fn names(lines: &[Line]) -> Vec<&str> {
    lines.iter().map(|line| line.name.as_str()).collect()
}

#[test]
fn rules_are_searched_sorted_and_escaped() {
    let lines = vec![line(1, "Pay", 2), line(2, "buy", 0), line(3, "Sell", 7)];
    assert_eq!(names(&list::shown(lines.clone(), "", "", "")), ["buy", "Pay", "Sell"]);
    assert_eq!(names(&list::shown(lines.clone(), "", "", "-open")), ["Sell", "Pay", "buy"]);
    assert_eq!(names(&list::shown(lines.clone(), "", "violated", "")), ["Pay", "Sell"]);
    assert_eq!(names(&list::shown(lines.clone(), "hav", "active", "")), ["Pay"]);
    let html = html(|| list::view(lines, &Query::default(), false));
    assert!(html.contains("About &lt;it") && !html.contains("New rule"), "{html}");
}

#[test]
fn nothing_there_and_nothing_fitting_say_what_to_do() {
    assert!(html(|| list::view(Vec::new(), &Query::default(), true)).contains("No rules yet"));
    let none = html(|| list::view(vec![line(1, "Pay", 0)], &Query::parse("q=zzz"), true));
    assert!(none.contains("No rule fits") && none.contains("Show all"), "{none}");
}

#[test]
fn the_builder_keeps_what_was_typed_and_says_why_it_was_refused() {
    let mut rule = form::empty("ann".into());
    rule.name = "Pay \"and\" <approve>".into();
    rule.rows[1].value = "Approve".into();
    let built = builder::Built {
        form: rule,
        tried: Err("Side 1 is empty".into()),
        attributes: Vec::new(),
        known: past::Known { since: None, clock: chrono::DateTime::UNIX_EPOCH.into() },
        past: None,
        fault: "the name is taken".into(),
        title: "New rule".into(),
    };
    let html = html(|| builder::view(&built));
    for part in [
        "the name is taken",
        "Side 1 is empty",
        "rule[rows][1][value]",
        "Approve",
        "&lt;approve",
        "Left",
        "Right",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn conditions_are_told_in_words() {
    let leaf = |name: &str, value: &str| json!({"operator": "EQUALS", "operand": {"targetName": name, "targetValue": value}});
    let both = json!({"operator": "AND", "operand": [leaf("application.name", "SAP"), leaf("tags", "sox")]});
    let told = words::filter(&bailiwick::filter::target::parse(&both).unwrap());
    assert_eq!(told, "Application is “SAP” and Tag is “sox”");
}

#[test]
fn the_matrix_has_a_number_in_every_field() {
    let matrix = Matrix {
        applications: vec![(None, "Roles".into())],
        rows: vec![MatrixRow {
            rule: PolicyRuleId(Uuid::from_u128(1)),
            name: "Pay".into(),
            people: 4,
            cells: vec![3],
        }],
    };
    let drawn = html(|| matrix::view(&matrix));
    assert!(drawn.contains("Roles") && drawn.contains(">3<") && drawn.contains(">4<"), "{drawn}");
    assert!(html(|| matrix::view(&Matrix::default())).contains("No rule is active"));
}
