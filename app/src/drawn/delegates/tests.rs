//! The page of deputies, drawn.

use bailiwick::delegation::Delegation;
use bailiwick::directory::Status;
use bailiwick::id::{DelegationId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn person(n: u128, name: &str) -> UserBrief {
    UserBrief {
        id: UserId(Uuid::from_u128(n)),
        user_name: name.to_lowercase(),
        given_name: name.into(),
        sn: "Able".into(),
        display_name: format!("{name} Able"),
        mail: None,
        title: Some("Clerk".into()),
        organisation: None,
        manager: None,
        status: Status::Active,
    }
}

fn one(n: u128, state: DelegationState, note: &str) -> DelegationView {
    let (person, deputy) = (person(1, "Ann"), person(2, "Ben"));
    let delegation = Delegation {
        id: DelegationId(Uuid::from_u128(n)),
        person: person.id,
        deputy: deputy.id,
        from: at("2026-11-20T00:00:00Z"),
        until: at("2026-11-30T23:59:59Z"),
        note: note.into(),
        created_at: at("2026-11-01T00:00:00Z"),
        ended_at: None,
    };
    DelegationView { delegation, state, person, deputy }
}

fn shown(named: Vec<DelegationView>, stands_in: Vec<DelegationView>) -> Shown {
    let clock = Clock::from(at("2026-11-22T12:00:00Z"));
    Shown { clock, named, stands_in, search: String::new(), found: Vec::new(), end: String::new() }
}

fn html(shown: Shown) -> String {
    Owner::new().with(|| view(shown).to_html())
}

#[test]
fn it_tells_what_counts_what_comes_and_what_is_over() {
    let nothing = html(shown(Vec::new(), Vec::new()));
    assert!(nothing.contains("Nobody stands in for you") && nothing.contains("You stand in for nobody"));
    let named = vec![one(1, DelegationState::Current, "<b>hi</b>"), one(2, DelegationState::Past, "")];
    let html = html(shown(named, vec![one(3, DelegationState::Future, "")]));
    for part in
        ["At work", "To come", "Over", "Ben Able for Ann Able", "Fri 20 Nov to Mon 30 Nov", "&lt;b&gt;hi"]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!(html.matches("end=").count(), 2, "what is over is not ended again: {html}");
}

#[test]
fn one_is_found_then_named() {
    let mut shown = shown(Vec::new(), Vec::new());
    assert!(!html(shown.clone()).contains("Name as deputy"));
    shown.search = "b".into();
    assert!(html(shown.clone()).contains("Nobody has this name"));
    shown.found = vec![person(2, "Ben")];
    let html = html(shown);
    for part in ["Name as deputy", "Ben Able", "Clerk", "2026-11-22", "checked"] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn ending_is_asked_about_first() {
    let mut shown =
        shown(vec![one(1, DelegationState::Current, "")], vec![one(3, DelegationState::Past, "")]);
    shown.end = Uuid::from_u128(1).to_string();
    assert!(html(shown.clone()).contains("Shall Ben Able no longer stand in for you?"));
    shown.end = Uuid::from_u128(3).to_string();
    assert!(!html(shown).contains("End it"), "it is over");
}
