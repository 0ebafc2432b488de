//! What rows of reviews say.

use bailiwick::catalog::{ItemBrief, ItemKind, Risk};
use bailiwick::certification::{
    Held, LineItem, LineItemId, LineItemStatus, Removal, Revocability, Subject, Targets,
};
use bailiwick::directory::Status;
use bailiwick::grant::{Grant, GrantStatus, Origin};
use bailiwick::id::{CampaignId, GrantId, ItemId, UserId};
use bailiwick_engine::certifications::{Afterwards, CameBack, LineItemView, OtherWay, Verified};
use chrono::DateTime;
use leptos::prelude::*;
use uuid::Uuid;

use super::{effect, words};
use crate::clock::Clock;
use crate::components::Tone;

fn brief(kind: ItemKind, name: &str) -> ItemBrief {
    ItemBrief {
        id: ItemId(Uuid::nil()),
        kind,
        name: name.into(),
        description: String::new(),
        native_key: name.into(),
        application: None,
        application_name: None,
        risk: Risk::Low,
        requestable: true,
        status: Status::Active,
        created_at: DateTime::UNIX_EPOCH,
    }
}

fn held() -> Held {
    Held {
        grant: GrantId(Uuid::nil()),
        user: UserId(Uuid::nil()),
        kind: ItemKind::Entitlement,
        item: ItemId(Uuid::nil()),
        application: None,
        account: None,
        through: None,
    }
}

fn item() -> LineItem {
    LineItem {
        id: LineItemId { campaign: 1, number: 1 },
        subject: Subject::Grant(held()),
        risk: Risk::Low,
        stage: 0,
        stage_began: None,
        reviewer: UserId(Uuid::nil()),
        actors: Vec::new(),
        earlier: Vec::new(),
        status: LineItemStatus::InProgress,
        verdict: None,
        recommended: None,
        decided_by: None,
        decided: None,
        until: None,
        signed: None,
        signed_by: None,
        removal: None,
        revision: 1,
    }
}

fn grant() -> Grant {
    Grant {
        id: GrantId(Uuid::nil()),
        user: UserId(Uuid::nil()),
        kind: ItemKind::Entitlement,
        item: ItemId(Uuid::nil()),
        account: None,
        origin: Origin::Administrator,
        request: None,
        through: None,
        granted_by: None,
        status: GrantStatus::Active,
        start: DateTime::UNIX_EPOCH,
        end: None,
        used: None,
    }
}

/// A right that somebody holds directly, and in these ways, too.
fn view(also_held: Vec<OtherWay>) -> LineItemView {
    LineItemView {
        item: item(),
        campaign: CampaignId(Uuid::nil()),
        targets: Targets::People,
        deadline: None,
        user: None,
        of: Some(brief(ItemKind::Entitlement, "Payment run")),
        through: None,
        way: Vec::new(),
        revocability: Some(Revocability::Direct),
        also_held,
        shown: None,
        grant: Some(grant()),
        holders: 0,
        people: Vec::new(),
        permissions: Vec::new(),
        after: None,
        comments: Vec::new(),
    }
}

fn by_role_and_membership() -> Vec<OtherWay> {
    vec![
        OtherWay { kind: Revocability::Role, through: Some(brief(ItemKind::Role, "Accountant")) },
        OtherWay { kind: Revocability::Nested, through: Some(brief(ItemKind::Entitlement, "Post entries")) },
    ]
}

/// The same, revoked and gone.
fn removed(also_held: Vec<OtherWay>) -> LineItemView {
    let mut view = view(also_held);
    view.item.status = LineItemStatus::SignedOff;
    view.item.removal = Some(Removal::Complete);
    view.after = Some(gone());
    view
}

fn gone() -> Afterwards {
    Afterwards { gone: Some(DateTime::UNIX_EPOCH), verified: None, awaits_file: false, came_back: None }
}

fn badge(view: &LineItemView) -> String {
    Owner::new().with(|| words::ended(view).unwrap().to_html())
}

#[test]
fn a_row_says_which_other_ways_a_revoke_leaves() {
    let alone = effect::of(&view(Vec::new()));
    assert_eq!((alone.tone, alone.word), (Tone::Approved, "Removes it"));
    let twice = effect::of(&view(by_role_and_membership()));
    assert_eq!((twice.tone, twice.word), (Tone::Overdue, "Leaves another way"));
    let said =
        "Also held with the role Accountant and by membership of Post entries: revoking this leaves it.";
    assert!(twice.text.starts_with(said), "{}", twice.text);
    assert_eq!(effect::still_held(&view(by_role_and_membership())), None, "nothing is gone yet");

    let directly = OtherWay { kind: Revocability::Direct, through: None };
    let mut by_role = view(vec![directly]);
    by_role.revocability = Some(Revocability::Role);
    by_role.through = Some(brief(ItemKind::Role, "Accountant"));
    let brought = effect::of(&by_role);
    assert_eq!(brought.word, "Change the role");
    assert!(brought.text.ends_with("It is also held directly: that would stay."), "{}", brought.text);
}

#[test]
fn what_is_gone_and_still_held_another_way_says_so() {
    assert!(badge(&removed(Vec::new())).contains("Removed<"), "{}", badge(&removed(Vec::new())));
    assert_eq!(effect::still_held(&removed(Vec::new())), None);
    let still = removed(by_role_and_membership());
    assert!(badge(&still).contains("Removed, still held"), "{}", badge(&still));
    let said =
        "Still held with the role Accountant and by membership of Post entries: what was revoked is gone.";
    assert_eq!(effect::still_held(&still).as_deref(), Some(said));
    assert_eq!(effect::of(&still).word, "Removes it", "what it leaves is said above");

    let mut back = still;
    back.after = Some(Afterwards {
        came_back: Some(CameBack {
            at: DateTime::UNIX_EPOCH,
            origin: Origin::Administrator,
            by: None,
            request: None,
            asked_by: None,
            through: None,
        }),
        ..gone()
    });
    assert!(badge(&back).contains("Came back"), "{}", badge(&back));
}

#[test]
fn a_row_says_by_what_it_was_seen_gone() {
    let clock = Clock { now: DateTime::UNIX_EPOCH, zone: 0 };
    let mut row = removed(Vec::new());
    let said = |row: &LineItemView| words::seen_gone(row, clock);
    assert_eq!(said(&row), None, "nobody looked yet");
    row.after = Some(Afterwards { awaits_file: true, ..gone() });
    assert!(said(&row).unwrap().contains("the next file of grants will tell"), "{:?}", said(&row));
    let by = |file: Option<&str>, rows: Option<i64>| {
        let verified = Verified { at: DateTime::UNIX_EPOCH, file: file.map(str::to_owned), rows };
        Some(Afterwards { verified: Some(verified), ..gone() })
    };
    for (rows, words) in [(Some(1_200), " (1200 rows)"), (Some(1), " (1 row)"), (None, "")] {
        row.after = by(Some("grants.csv"), rows);
        let by_file = format!("Seen gone by the file of grants grants.csv{words}, loaded 1 Jan, 00:00.");
        assert_eq!(said(&row), Some(by_file));
    }
    row.after = by(None, None);
    assert_eq!(said(&row).as_deref(), Some("Seen gone on Thu 1 Jan, by the house’s own record."));
}
