//! The trail in words: what happened, and to what.

use bailiwick::audit::{Entry, names_people};
use bailiwick::id::UserId;

use crate::components::IconName;
use crate::pages::tokens::browser::browser;

/// What can be searched for, with its words.
pub const EVENTS: &[(&str, &str)] = &[
    ("create-request", "sent the request"),
    ("approve-request", "approved"),
    ("reject-request", "rejected"),
    ("comment-request", "commented on"),
    ("reassign-request", "passed on"),
    ("cancel-request", "cancelled"),
    ("assign-request", "asked people about"),
    ("fulfill-request", "carried out"),
    ("deny-request", "could not carry out"),
    ("resume-request", "took up again"),
    ("fail-request", "could not carry out"),
    ("end-request", "finished"),
    ("create-account", "created the account"),
    ("grant-application", "gave an account in"),
    ("grant-entitlement", "granted"),
    ("grant-role", "granted the role"),
    ("revoke-application", "took away the account in"),
    ("revoke-entitlement", "took away"),
    ("revoke-role", "took away the role"),
    ("sign-in", "signed in"),
    ("link-identity", "came by single sign-on for the first time"),
    ("unlink-identity", "undid the single sign-on of"),
    ("sign-in-failed", "failed to sign in as"),
    ("locked", "locked after wrong tries"),
    ("sign-out", "signed out"),
    ("revoke-session", "ended the session"),
    ("create-user", "created"),
    ("invite", "invited"),
    ("set-password", "set the password of"),
    ("create-token", "created the token"),
    ("revoke-token", "revoked the token"),
    ("create-client", "created the API client"),
    ("disable-client", "disabled the API client"),
    ("name-deputy", "named as deputy"),
    ("end-deputy", "ended as deputy"),
    ("publish-workflow", "published the workflow"),
    ("modify-configuration", "changed the configuration"),
    ("modify-glossary", "changed the glossary of"),
    ("create-glossary-attribute", "defined the attribute"),
    ("modify-glossary-attribute", "changed the attribute"),
    ("delete-glossary-attribute", "deleted the attribute"),
];

/// What was done, before the object's name.
pub fn verb(event: &str) -> String {
    let known = EVENTS.iter().find(|(name, _)| *name == event);
    known.map_or_else(|| event.replace('-', " "), |(_, words)| (*words).to_owned())
}

/// A picture of what happened.
pub fn icon(entry: &Entry) -> IconName {
    let (event, first) = (entry.event.as_str(), entry.event.split('-').next().unwrap_or_default());
    match (event, first, entry.object_kind.as_str()) {
        ("sign-in", ..) => IconName::UserRound,
        ("sign-in-failed" | "locked", ..) => IconName::Lock,
        ("sign-out", ..) | (.., "session") => IconName::LogOut,
        (_, "approve" | "grant", _) => IconName::Check,
        (_, "reject", _) => IconName::X,
        (_, "revoke" | "cancel" | "disable", _) => IconName::Ban,
        (_, "comment", _) => IconName::MessageSquare,
        (_, "reassign", _) => IconName::Forward,
        (.., "request") => IconName::Send,
        (.., "user") => IconName::UserRound,
        (.., "token" | "client") => IconName::KeyRound,
        _ => IconName::Pencil,
    }
}

/// Who did it.
pub fn actor(entry: &Entry) -> String {
    match entry.actor_kind.as_str() {
        "system" => "Bailiwick".to_owned(),
        "anonymous" => "Somebody unknown".to_owned(),
        "client" => format!("{} (API client)", entry.actor_name),
        _ => entry.actor_name.clone(),
    }
}

/// The object's name; nothing when the actor is the object.
pub fn object(entry: &Entry) -> String {
    match entry.object_kind.as_str() {
        "session" => browser(&entry.object_name),
        _ if entry.object_name == entry.actor_name => String::new(),
        _ => entry.object_name.clone(),
    }
}

/// The word before the person whom it is about, where the object alone does not say who that is.
pub fn aimed(entry: &Entry) -> Option<&'static str> {
    let held = matches!(entry.object_kind.as_str(), "application" | "entitlement" | "role");
    match entry.event.split('-').next().filter(|_| held) {
        Some("grant") => Some("to"),
        Some("revoke") => Some("from"),
        _ => None,
    }
}

/// The name of a person; nothing for one who is not there any more.
pub fn person(names: &[(UserId, String)], id: UserId) -> Option<&str> {
    names.iter().find(|(person, _)| *person == id).map(|(_, name)| name.as_str())
}

/// A field's value, with names for the ids of people.
pub fn value(names: &[(UserId, String)], field: &str, value: String) -> String {
    if !names_people(field) || value.is_empty() {
        return value;
    }
    let name = |id: &str| id.parse().ok().and_then(|id| person(names, id)).unwrap_or(id).to_owned();
    value.split(' ').map(name).collect::<Vec<_>>().join(", ")
}

/// The page of the object, where it has one.
pub fn href(entry: &Entry) -> Option<String> {
    let id = &entry.object_id;
    match entry.object_kind.as_str() {
        _ if id.is_empty() => None,
        "request" => Some(format!("/requests/{}", crate::url::escape(id))),
        "user" => Some(format!("/people/{id}/access")),
        "application" | "entitlement" | "role" => Some(crate::url::to("/catalog", &[("item", id)])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailiwick::audit::ACTORS;

    #[test]
    fn an_event_nobody_named_is_told_as_it_is() {
        assert_eq!(verb("create-request"), "sent the request");
        assert_eq!(verb("rotate-key"), "rotate key");
    }

    #[test]
    fn people_are_named_where_their_ids_stand() {
        let ann = UserId(uuid::Uuid::from_u128(1));
        let names = [(ann, "Ann Able".to_owned())];
        assert_eq!(value(&names, ACTORS, format!("{ann} gone")), "Ann Able, gone");
        assert_eq!(value(&names, "status", ann.to_string()), ann.to_string());
    }
}
