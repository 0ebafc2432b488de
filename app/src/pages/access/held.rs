//! How somebody came by what they hold, in words.

use bailiwick::catalog::ItemKind;
use bailiwick::grant::Origin;
use bailiwick::view::AccessView;

/// How it is held, in a few words.
pub fn why(row: &AccessView) -> String {
    match (row.grant.origin, &row.role, row.request_number) {
        (_, Some(role), _) => format!("Role {}", role.name),
        (Origin::Request, _, Some(number)) => format!("Request REQ-{number}"),
        (Origin::Request, _, None) => "Asked for".to_owned(),
        (Origin::Role, ..) => "By a role".to_owned(),
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
        (Origin::Rule, _) => "by rule".to_owned(),
        (Origin::Administrator, _) => "by an administrator".to_owned(),
        (Origin::Reconciliation, _) => "found there".to_owned(),
    }
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

/// It is held for its own sake, not as a part of a role: it can be taken away alone.
pub fn directly(row: &AccessView) -> bool {
    row.grant.role.is_none()
}
