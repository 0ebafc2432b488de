//! Line items of campaigns (contract 3.18).

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::certification::{LineItemStatus, Removal, Revocability};
use bailiwick::grant::GrantStatus;
use bailiwick::id::UserId;
use bailiwick::view::AccessView;
use bailiwick_engine::certifications::{CameBack, LineItemView, OtherWay, Verified};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::reviewed::reviewed;
use super::{Grant, User};

/// How a removal went.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `updateRemediationStatus` reads")]
pub struct NewRemediationStatus {
    /// `complete` or `failed`.
    remediation_status: String,
    /// What is said with it.
    comment: Option<String>,
}

/// With which line items something is done.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `act` reads")]
pub struct ManyLineItems {
    /// Which, at most 10,000; with `selectAllActorId` none.
    ids: Option<Vec<String>>,
    /// Why; with `comment` it must be there.
    comment: Option<String>,
    /// With `forward` and `reassign`: to whom.
    new_actor_id: Option<String>,
    /// With `reassign`: what they may.
    permissions: Option<Vec<String>>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineItemBulk {
    /// That it is done.
    #[schema(example = "Action 'certify' complete.")]
    pub message: String,
    /// Those that were left as they are.
    pub ids_not_acted_on: Vec<String>,
}

/// A row of a campaign: the members of a grant, a definition, a person or an account, and `decision.certification`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineItem {
    /// UUID.
    pub id: String,
    /// What is held, and by whom; the entitlement or role with its owners, its glossary, `holderCount` and what a role
    /// brings; the person with title, organisation, manager and `accountCount`; the account with its kind, owner, last use and what it
    /// may do. Absent when it is gone altogether.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub subject: Map<String, Value>,
    /// `{certification: {…}}` (contract 3.18).
    #[schema(value_type = Object)]
    pub decision: Value,
    /// What the caller may do with it.
    #[schema(value_type = Object, example = json!({"certify": true}))]
    pub permissions: Map<String, Value>,
}

impl From<&LineItemView> for LineItem {
    fn from(view: &LineItemView) -> Self {
        Self::of(view)
    }
}

impl LineItem {
    /// As clients read it.
    fn of(view: &LineItemView) -> Self {
        let item = &view.item;
        let person = |id: UserId| view.people.iter().find(|user| user.id == id).map(User::bare);
        let actors = item.actors.iter().filter_map(|(id, permissions)| {
            let may: Map<String, Value> =
                permissions.iter().map(|one| (one.as_str().to_owned(), json!(true))).collect();
            let mut actor = json!(person(*id)?);
            actor["permissions"] = json!(may);
            Some(actor)
        });
        let comments = view.comments.iter().map(|said| {
            json!({"user": User::named(said.user, &said.name), "action": said.action, "comment": said.comment,
                   "timeStamp": said.at})
        });
        let mut certification = json!({
            "campaignId": view.campaign,
            "targetId": view.target(),
            "status": item.status,
            "decision": item.verdict,
            "decisionDate": item.decided,
            "decisionBy": item.decided_by.and_then(person),
            "completionDate": item.signed,
            "completedBy": item.signed_by.and_then(person),
            "exceptionExpirationDate": item.until,
            "remediationStatus": item.removal,
            "remediated": item.removal == Some(Removal::Complete),
            "deadline": view.deadline,
            "stageIndex": item.stage,
            "isExpired": item.status == LineItemStatus::Expired,
            "primaryReviewer": person(item.reviewer),
            "actors": actors.collect::<Vec<_>>(),
            "comments": comments.collect::<Vec<_>>(),
        });
        if let Some(after) = &view.after {
            certification["remediationDate"] = json!(after.gone);
            certification["verified"] = json!(after.verified.as_ref().map(verified));
            certification["awaitsFile"] = json!(after.awaits_file);
            certification["returned"] = json!(after.came_back.as_ref().map(returned));
        }
        if item.held().is_some() {
            let is_held = view.grant.as_ref().is_some_and(|grant| grant.status == GrantStatus::Active);
            certification["isHeld"] = json!(is_held);
            certification["revocability"] = revocability(view);
        }
        let may = view.permissions.iter().map(|one| (one.as_str().to_owned(), json!(true)));
        Self {
            id: item.id.to_string(),
            subject: match &view.shown {
                Some(shown) => reviewed(view, shown),
                None => grant(view),
            },
            decision: json!({"certification": certification}),
            permissions: may.collect(),
        }
    }
}

/// Whether the access can be taken away by itself, what would have to change where it cannot, and by which other ways the
/// same is held: a member of our own.
fn revocability(view: &LineItemView) -> Value {
    let named = |item: &ItemBrief| json!({"type": item.kind, "id": item.id, "name": item.name});
    let mut shown = json!({
        "revocable": view.revocability.is_none_or(Revocability::is_direct),
        "type": view.revocability,
    });
    if let Some(item) = view.to_change() {
        shown["change"] = named(item);
    }
    if !view.way.is_empty() {
        shown["way"] = view.way.iter().map(named).collect();
    }
    if !view.also_held.is_empty() {
        let other = |way: &OtherWay| {
            let mut other = json!({"type": way.kind, "description": format!("Held {}.", way.how())});
            if let Some(item) = &way.through {
                other["through"] = named(item);
            }
            other
        };
        shown["alsoHeld"] = view.also_held.iter().map(other).collect();
    }
    shown
}

/// By what it was seen that access is gone: a member of our own.
fn verified(one: &Verified) -> Value {
    let description = format!("Seen gone {}.", one.by());
    json!({"date": one.at, "file": one.file, "rows": one.rows, "description": description})
}

/// How access came back: a member of our own.
fn returned(one: &CameBack) -> Value {
    let brought = |kind: ItemKind| {
        let through = one.through.as_ref().filter(|item| item.kind == kind);
        through.map(|item| json!({"id": item.id, "name": item.name}))
    };
    json!({
        "date": one.at,
        "origin": one.origin,
        "by": one.by.as_ref().map(User::bare),
        "requestId": one.request,
        "requester": one.asked_by.as_ref().map(User::bare),
        "role": brought(ItemKind::Role),
        "member": brought(ItemKind::Entitlement),
        "description": format!("Came back {}.", one.how()),
    })
}

/// The members of the grant, but for its own id and standing.
fn grant(view: &LineItemView) -> Map<String, Value> {
    let (Some(user), Some(of), Some(grant)) = (&view.user, &view.of, &view.grant) else {
        return Map::new();
    };
    let access = AccessView {
        item: of.clone(),
        through: view.through.clone(),
        account: None,
        granted_by: None,
        request_number: None,
        justification: None,
        grant: grant.clone(),
    };
    let shown = serde_json::to_value(Grant::of(&access, user)).unwrap_or_default();
    let Value::Object(mut members) = shown else { return Map::new() };
    for own in ["id", "decision", "permissions"] {
        members.remove(own);
    }
    members
}
