//! The page of a role, drawn.

use bailiwick::catalog::{Item, ItemKind, Risk};
use bailiwick::directory::{Colleagues, Status};
use serde_json::json;
use uuid::Uuid;

use super::*;

fn one(had: Json, change: Option<Change>, query: &str) -> One {
    let item = Item {
        id: ItemId(Uuid::from_u128(7)),
        kind: ItemKind::Role,
        application: None,
        native_key: String::new(),
        name: "Teller <junior>".into(),
        description: String::new(),
        risk: Risk::Medium,
        requestable: true,
        status: Status::Active,
        owners: Vec::new(),
        tags: Vec::new(),
        created_at: chrono::DateTime::UNIX_EPOCH,
    };
    let detail = ItemDetail {
        item,
        catalog_id: String::new(),
        application: None,
        owners: Vec::new(),
        holders: 3,
        user: None,
        held: false,
        peers: (0, 0),
        colleagues: Colleagues::Team,
        content: Vec::new(),
        member_of: Vec::new(),
        members: Vec::new(),
        approvers: Vec::new(),
        glossary: Vec::new(),
    };
    One { detail, had, change, query: Query::parse(query) }
}

fn change(node: Json, ahead: Result<MembersAhead, String>) -> Change {
    Change { node, ahead, attributes: Vec::new() }
}

fn html(one: &One) -> String {
    Owner::new().with(|| view(one).to_html())
}

fn titled(title: &str) -> Json {
    json!({"operator": "EQUALS", "operand": {"targetName": "user.title", "targetValue": title}})
}

#[test]
fn everybody_reads_the_rule_and_who_administers_roles_changes_it() {
    let read = html(&one(titled("Teller"), None, ""));
    assert!(read.contains("Everybody who works here and whose Job title is “Teller”"), "{read}");
    assert!(!read.contains("Change the rule") && !read.contains("Who meets it now"), "{read}");
    let ahead = MembersAhead { meet: 4, first: Vec::new(), gain: 0, lose: 0 };
    let admin = html(&one(titled("Teller"), Some(change(titled("Teller"), Ok(ahead))), ""));
    for part in ["Change the rule", "data-count=\"4\"", "Nobody would get or lose it."] {
        assert!(admin.contains(part), "{part} in {admin}");
    }
    assert!(html(&one(Json::Null, None, "")).contains("Nobody: it is asked for, or given by hand."));
}

#[test]
fn a_rule_is_saved_only_after_its_effect_was_seen() {
    let ahead = || Ok(MembersAhead { meet: 1_200, first: Vec::new(), gain: 7, lose: 1 });
    let same = html(&one(titled("Teller"), Some(change(titled("Teller"), ahead())), "edit=1"));
    assert!(same.contains("See what it would do") && !same.contains("Save the rule"), "{same}");
    let other = html(&one(titled("Teller"), Some(change(titled("Clerk"), ahead())), "edit=1"));
    for part in [
        "Save the rule",
        "1,200",
        "7 people would get it.",
        "1 person would lose it, who had it by the rule.",
    ] {
        assert!(other.contains(part), "{part} in {other}");
    }
    let wrong = html(&one(
        Json::Null,
        Some(change(titled("x"), Err("The condition is wrong".into()))),
        "edit=1&fault=no",
    ));
    assert!(!wrong.contains("Save the rule") && wrong.contains("This was not saved"), "{wrong}");
}
