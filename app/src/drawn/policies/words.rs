//! Rules in words.

use bailiwick::catalog::ItemKind;
use bailiwick::filter::{Filter, Op};
use bailiwick::glossary::{Attribute, ObjectKind};
use bailiwick::policy::{RuleDefinition, Side};
use bailiwick_engine::policies::Owner;

use crate::components::Choice;

/// What items can be searched by, the usual first, as people read it.
pub const PROPERTIES: &[(&str, &str)] = &[
    ("entitlement.displayName", "Entitlement"),
    ("role.name", "Role"),
    ("application.name", "Application"),
    ("tags", "Tag"),
    ("item.name", "Name of any access"),
    ("item.description", "Description of any access"),
    ("glossary.idx./entitlement.riskLevel", "Risk of the entitlement"),
    ("glossary.idx./role.riskLevel", "Risk of the role"),
    ("glossary.idx./application.riskLevel", "Risk of the application"),
    ("entitlement.description", "Description of the entitlement"),
    ("role.description", "Description of the role"),
    ("application.description", "Description of the application"),
    ("glossary.idx./entitlement.requestable", "Entitlement can be asked for"),
    ("glossary.idx./role.requestable", "Role can be asked for"),
    ("account.name", "Name of the account"),
    ("account.status", "Status of the account"),
    ("account.created", "Creation of the account"),
    ("account.id", "Account’s id"),
    ("owner.id", "Owner’s id"),
    ("id", "Id"),
];

/// What people can be searched by, as people read it.
pub const OF_PEOPLE: &[(&str, &str)] = &[
    ("organization", "Organisation"),
    ("title", "Job title"),
    ("userName", "User name"),
    ("displayName", "Name"),
    ("mail", "Mail"),
    ("accountStatus", "Status"),
    ("manager.id", "Manager’s id"),
];

/// A property as people read it; its own name where there is no other.
pub fn property(name: &str) -> String {
    let name = name.strip_prefix("user.").unwrap_or(name);
    let known = PROPERTIES.iter().chain(OF_PEOPLE).find(|(known, _)| *known == name);
    let attribute = || {
        let (kind, attribute) = name.strip_prefix("glossary.idx./")?.split_once('.')?;
        Some(of_kind(attribute, kind.parse().ok()?))
    };
    known.map(|(_, label)| (*label).to_owned()).or_else(attribute).unwrap_or_else(|| name.to_owned())
}

/// An attribute as people read it.
pub fn of_kind(attribute: &str, kind: ObjectKind) -> String {
    let of = match kind {
        ObjectKind::Application => "application",
        ObjectKind::Entitlement => "entitlement",
        ObjectKind::Role => "role",
        ObjectKind::Account => "account",
        ObjectKind::User => "person",
    };
    format!("{attribute} of the {of}")
}

/// The attributes that administrators defined for such kinds, as choices.
pub fn attributes(defined: &[Attribute], is_meant: impl Fn(ObjectKind) -> bool) -> Vec<Choice> {
    let meant = defined.iter().filter(|one| one.built_in.is_none() && is_meant(one.definition.object_kind));
    meant
        .map(|one| Choice::new(one.key(), of_kind(&one.definition.display_name, one.definition.object_kind)))
        .collect()
}

/// An operator as people read it.
pub const fn operator(op: Op) -> &'static str {
    match op {
        Op::Equals => "is",
        Op::Contains => "contains",
        Op::StartsWith => "begins with",
        Op::EndsWith => "ends with",
        Op::GreaterThan => "is above",
        Op::GreaterOrEqual => "is at least",
        Op::LessThan => "is below",
        Op::LessOrEqual => "is at most",
    }
}

/// A filter in words.
pub fn filter(filter: &Filter) -> String {
    let all = |parts: &[Filter], between: &str| {
        let part = |part: &Filter| match part {
            Filter::And(_) | Filter::Or(_) => format!("({})", self::filter(part)),
            part => self::filter(part),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(between)
    };
    match filter {
        Filter::All => "anything".to_owned(),
        Filter::None => "nothing".to_owned(),
        Filter::And(parts) => all(parts, " and "),
        Filter::Or(parts) => all(parts, " or "),
        Filter::Not(part) => format!("not ({})", self::filter(part)),
        Filter::Present(path) => format!("{} is set", property(path.as_str())),
        Filter::Compare { path, op, value } => {
            format!("{} {} “{}”", property(path.as_str()), operator(*op), plain(&value.to_json()))
        }
        Filter::In { path, values } => {
            let values: Vec<String> =
                values.iter().map(|value| format!("“{}”", plain(&value.to_json()))).collect();
            format!("{} is {}", property(path.as_str()), values.join(" or "))
        }
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a side is about: its conditions, one by one.
pub fn conditions(side: &Side) -> Vec<String> {
    match &side.filter {
        Filter::Or(parts) => parts.iter().map(filter).collect(),
        other => vec![filter(other)],
    }
}

/// Which kinds of access a side counts; nothing when all.
pub fn kinds(side: &Side) -> Option<String> {
    let word = |kind: &ItemKind| match kind {
        ItemKind::Entitlement => "entitlements",
        ItemKind::Role => "roles",
        ItemKind::Application => "accounts",
    };
    let all = side.kinds.len() == ItemKind::ALL.len();
    (!all).then(|| format!("Counts {} only", side.kinds.iter().map(word).collect::<Vec<_>>().join(" and ")))
}

/// Whom a rule is about, at the beginning of a sentence.
pub fn people(rule: &RuleDefinition) -> String {
    match &rule.people {
        Filter::All => "Nobody".to_owned(),
        people => format!("Nobody whose {}", filter(people)),
    }
}

/// Who is asked about violations.
pub fn owner(owner: &Owner) -> String {
    match owner {
        Owner::Person(person) => person.display_name.clone(),
        Owner::Role(_, name) => format!("Whoever holds the role {name}"),
        Owner::Gone => "Somebody who is gone".to_owned(),
    }
}

/// When a rule is asked.
pub fn when(rule: &RuleDefinition) -> &'static str {
    match (rule.is_preventive, rule.is_detective) {
        (true, true) => "Before access is given, and by scans",
        (true, false) => "Before access is given",
        (false, true) => "By scans",
        (false, false) => "Never",
    }
}

/// What may be decided about a violation.
pub fn options(rule: &RuleDefinition) -> String {
    let mut options = Vec::new();
    if rule.options.remediate {
        options.push("taking access away".to_owned());
    }
    if rule.options.exception {
        options.push(format!("an exception of at most {} days", rule.most_exception_days));
    }
    if rule.options.allow {
        options.push("allowing it for good".to_owned());
    }
    options.join(", ")
}
