//! What can be said about each kind of object.

use super::job::Kind;

/// A field of an imported object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// What a column is called, or mapped to. Case, blanks, `-` and `_` do not matter.
    pub name: &'static str,
    /// Whether the column must be there.
    pub required: bool,
    /// What it means.
    pub about: &'static str,
}

macro_rules! fields {
    ($($name:literal $required:ident $about:literal;)*) => {
        &[$(Field { name: $name, required: fields!(@ $required), about: $about }),*]
    };
    (@ required) => { true };
    (@ optional) => { false };
}

const USERS: &[Field] = fields![
    "userName" required "The name they sign in with; the key.";
    "givenName" optional "Given name; must be there for new people.";
    "sn" optional "Family name; must be there for new people.";
    "displayName" optional "As shown; given and family name unless said.";
    "mail" optional "Mail address.";
    "title" optional "What they do.";
    "organisation" optional "Where they belong; made when there is none of this name.";
    "manager" optional "The sign-in name of whom they report to, in this file or loaded before.";
    "status" optional "`active` or `inactive`.";
];

const APPLICATIONS: &[Field] = fields![
    "name" required "As shown; the key, without regard to case.";
    "key" optional "The name it is known by elsewhere; its name unless said. Only for new applications.";
    "description" optional "What it is for.";
    "risk" optional "`low`, `medium`, `high` or `critical`; `low` unless said.";
    "requestable" optional "Whether people may ask for it; `true` unless said.";
    "owners" optional "Sign-in names, separated by `;`, first the one who is asked first.";
    "tags" optional "Words, separated by `;`.";
    "status" optional "`active` or `inactive`.";
];

const ACCOUNTS: &[Field] = fields![
    "application" required "The application's name or key.";
    "name" required "The native name; with the application the key.";
    "user" optional "The sign-in name of whose it is; nobody's when empty.";
    "kind" optional "`personal` or `machine`; `personal` unless said.";
    "owner" optional "The sign-in name of who answers for it.";
    "lastUsed" optional "When it was last used, as the application says.";
    "status" optional "`active` or `inactive`.";
];

const ENTITLEMENTS: &[Field] = fields![
    "application" required "The application's name or key.";
    "key" required "The native name; with the application the key.";
    "name" optional "As shown; the native name unless said.";
    "description" optional "What it lets people do.";
    "risk" optional "`low`, `medium`, `high` or `critical`; `low` unless said.";
    "requestable" optional "Whether people may ask for it; `true` unless said.";
    "owners" optional "Sign-in names, separated by `;`; the application's owners decide when empty.";
    "tags" optional "Words, separated by `;`.";
    "status" optional "`active` or `inactive`.";
    "memberOf" optional "Native names of entitlements of the application that it is a member of, separated by `;`.";
];

const GRANTS: &[Field] = fields![
    "application" required "The application's name or key.";
    "user" optional "The sign-in name of who holds it.";
    "account" optional "In place of `user`: the native name of an account that nobody holds, and that may do it.";
    "entitlement" optional "The native name; the application itself is held when empty.";
    "start" optional "Since when; now unless said. Only for new grants.";
    "end" optional "Until when; for ever when empty.";
    "lastUsed" optional "When it was last used, or `never`; never moved back.";
];

/// The fields of a kind, the required ones first.
pub const fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Users => USERS,
        Kind::Applications => APPLICATIONS,
        Kind::Accounts => ACCOUNTS,
        Kind::Entitlements => ENTITLEMENTS,
        Kind::Grants => GRANTS,
    }
}

/// A column's or field's name without what does not matter.
pub(super) fn bare(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// The attribute that a column `glossary.NAME` is about, where the kind has a glossary.
pub(super) fn attribute(kind: Kind, name: &str) -> Option<&str> {
    let name = name.strip_prefix("glossary.").map(str::trim).filter(|name| !name.is_empty());
    name.filter(|_| kind != Kind::Grants)
}

/// The place of a field by its exact name.
pub(super) fn exact(kind: Kind, name: &str) -> Option<usize> {
    fields(kind).iter().position(|field| field.name == name)
}

/// The place of the field that a name means.
pub(super) fn place(kind: Kind, name: &str) -> Option<usize> {
    let name = bare(name);
    fields(kind).iter().position(|field| bare(field.name) == name)
}
