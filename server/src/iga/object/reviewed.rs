//! Definitions, records and accounts as line items show them (contract 3.5, 3.18).

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick_engine::certifications::{
    AccountRight, AccountView, DefinitionView, LineItemView, RecordView, Shown,
};
use serde_json::{Map, Value, json};

use super::User;
use super::catalog::{Application, CatalogItem};

/// The members of what is reviewed, each at the place that it has in a grant.
pub fn reviewed(view: &LineItemView, shown: &Shown) -> Map<String, Value> {
    let members = match shown {
        Shown::Definition(definition) => self::definition(view, definition),
        Shown::Record(record) => self::record(view, record),
        Shown::Account(account) => self::account(account),
    };
    match members {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn definition(view: &LineItemView, definition: &DefinitionView) -> Value {
    let item = &definition.listed.item;
    let (kind, id, application) = (item.kind, item.id, item.application);
    let mut members = json!(CatalogItem::from(definition.listed.clone()));
    if let Value::Object(members) = &mut members {
        members.remove("id");
    }
    members["item"] = json!({"type": kind});
    members["keys"] = match kind {
        ItemKind::Role => json!({"type": kind, "roleId": id}),
        _ => json!({"type": kind, "entitlementId": id, "applicationId": application}),
    };
    members["holderCount"] = json!(view.holders);
    if kind == ItemKind::Role {
        let one = |held: &ItemBrief| {
            json!({"id": held.id, "name": held.name, "description": held.description, "riskLevel": held.risk,
                   "application": Application::around(held)})
        };
        members["role"]["entitlements"] = definition.content.iter().map(one).collect();
    }
    members
}

fn record(view: &LineItemView, record: &RecordView) -> Value {
    let Some(user) = &view.user else { return Value::Null };
    let mut shown = json!(User::bare(user));
    for (name, value) in [
        ("displayName", json!(user.display_name)),
        ("title", json!(user.title)),
        ("organization", json!(user.organisation)),
        ("manager", json!(record.manager.as_ref().map(User::bare))),
        ("accountStatus", json!(user.status)),
        ("accountCount", json!(record.accounts)),
    ] {
        shown[name] = value;
    }
    json!({
        "item": {"type": "user"},
        "keys": {"type": "user", "userId": user.id},
        "user": shown,
        "descriptor": {"idx": {"/user": {"displayName": user.display_name}}},
    })
}

fn account(view: &AccountView) -> Value {
    let account = &view.account;
    let right = |right: &AccountRight| {
        let item = &right.item;
        let mut shown = json!({"id": item.id, "name": item.name, "description": item.description,
                               "riskLevel": item.risk, "since": right.since});
        if let Some(inner) = &right.through {
            shown["member"] = json!({"id": inner.id, "name": inner.name});
        }
        shown
    };
    let application = view.application.as_ref().map(|application| {
        let mut shown = json!(Application::around(application));
        shown["owners"] = view.application_owners.iter().map(|owner| json!(User::bare(owner))).collect();
        shown
    });
    json!({
        "item": {"type": "account"},
        "keys": {"type": "account", "accountId": account.id, "applicationId": account.application},
        "account": {
            "id": account.id,
            "name": account.name,
            "kind": account.kind,
            "status": account.status,
            "owner": view.owner.as_ref().map(User::bare),
            "user": view.user.as_ref().map(User::bare),
            "created": account.created_at,
            "lastUsed": account.last_used,
            "entitlements": view.entitlements.iter().map(right).collect::<Vec<_>>(),
        },
        "application": application,
        "descriptor": {"idx": {"/account": {"displayName": account.name}}},
    })
}
