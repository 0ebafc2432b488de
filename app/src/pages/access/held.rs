//! How somebody came by what they hold, in words.

use bailiwick::catalog::ItemKind;
use bailiwick::grant::{Grant, LATELY_DAYS, Origin, UNUSED_DAYS, Use};
use bailiwick::view::AccessView;

use crate::clock::Clock;
use crate::text::counted;

/// How it is held, in a few words.
pub fn why(row: &AccessView) -> String {
    match (row.grant.origin, &row.through, row.request_number) {
        (Origin::Nested, Some(inner), _) => format!("Member of {}", inner.name),
        (_, Some(role), _) => format!("Role {}", role.name),
        (Origin::Request, _, Some(number)) => format!("Request REQ-{number}"),
        (Origin::Request, _, None) => "Asked for".to_owned(),
        (Origin::Role, ..) => "By a role".to_owned(),
        (Origin::Nested, ..) => "By a membership".to_owned(),
        (Origin::Rule, ..) => "By rule".to_owned(),
        (Origin::Administrator, ..) => "By an administrator".to_owned(),
        (Origin::Reconciliation, ..) => "Found in the application".to_owned(),
    }
}

/// The same for the edge of a graph.
pub fn edge(row: &AccessView) -> String {
    match (row.grant.origin, row.request_number) {
        (_, Some(number)) => format!("REQ-{number}"),
        (Origin::Request, None) => "asked for".to_owned(),
        (Origin::Role, _) => "by role".to_owned(),
        (Origin::Nested, _) => {
            let inner = row.through.as_ref().map_or("a membership", |inner| inner.name.as_str());
            format!("in {inner}")
        }
        (Origin::Rule, _) => "by rule".to_owned(),
        (Origin::Administrator, _) => "by an administrator".to_owned(),
        (Origin::Reconciliation, _) => "found there".to_owned(),
    }
}

/// When it was last used, where its source says so; long ago stands out.
pub fn used(grant: &Grant, clock: Clock) -> Option<(String, bool)> {
    let Use { last, told } = grant.used?;
    let words = if let Some(last) = last.filter(|last| *last >= grant.start) {
        match -clock.days_to(last) {
            ..=0 => "Last used today".to_owned(),
            1 => "Last used yesterday".to_owned(),
            days @ 14..=59 => format!("Last used {} weeks ago", days / 7),
            days => format!("Last used {days} days ago"),
        }
    } else {
        let days = grant.unused_days().unwrap_or_default();
        format!("Not used since it was given, {}", counted(days, "day"))
    };
    // A source that has not spoken for long does not know what came after.
    let is_old = -clock.days_to(told) > LATELY_DAYS;
    let words = if is_old { format!("{words}, as of {}", clock.day(told)) } else { words };
    Some((words, grant.unused_days() >= Some(UNUSED_DAYS)))
}

/// The application it is in; nothing for a role.
pub fn application(row: &AccessView) -> Option<String> {
    match row.item.kind {
        ItemKind::Application => Some(row.item.name.clone()),
        ItemKind::Entitlement | ItemKind::Role => row.item.application_name.clone(),
    }
}

/// The second line of an item: where it is, and by which account.
pub fn place(row: &AccessView) -> String {
    let place = match row.item.kind {
        ItemKind::Application => "Application".to_owned(),
        ItemKind::Role => "Role".to_owned(),
        ItemKind::Entitlement => {
            row.item.application_name.clone().unwrap_or_else(|| "Entitlement".to_owned())
        }
    };
    match &row.account {
        Some(account) => format!("{place}, account {account}"),
        None => place,
    }
}

/// It is held for its own sake, not as a part of a role, as a member of something nor by a rule: it can be taken away alone.
pub fn directly(row: &AccessView) -> bool {
    row.grant.through.is_none() && !by_rule(row)
}

/// A rule gives it: it stays for as long as the person meets the rule.
pub fn by_rule(row: &AccessView) -> bool {
    row.grant.through.is_none() && row.grant.origin == Origin::Rule
}
