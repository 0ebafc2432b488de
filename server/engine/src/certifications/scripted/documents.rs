//! What scripts see of each grant.

use std::collections::HashMap;

use bailiwick::certification::Campaign;
use bailiwick::directory::UserBrief;
use bailiwick::id::{ItemId, UserId};
use bailiwick_store::certifications::scripted::Unnamed;
use bailiwick_store::{Tx, items, users};
use serde_json::{Value as Json, json};

use crate::EngineError;

/// What scripts see of these grants, in their order.
pub(super) async fn documents(
    tx: &mut Tx,
    campaign: &Campaign,
    rows: &[Unnamed],
) -> Result<Vec<Json>, EngineError> {
    let mut ids: Vec<UserId> = rows.iter().filter_map(|row| row.user).collect();
    ids.dedup();
    let people = by_id(users::briefs(tx, &ids).await?);
    let managers: Vec<UserId> = people.values().filter_map(|user| user.manager).collect();
    let managers = by_id(users::briefs(tx, &managers).await?);
    let mut ids: Vec<ItemId> = rows.iter().filter_map(|row| row.item).collect();
    ids.sort_unstable();
    ids.dedup();
    let briefs = items::briefs(tx, &ids).await?;
    let names: HashMap<ItemId, Option<String>> =
        briefs.iter().map(|item| (item.id, item.application_name.clone())).collect();
    let whole = items::complete(tx, briefs).await?;
    let whole: HashMap<ItemId, Json> = whole
        .into_iter()
        .map(|item| {
            let owners: Vec<Json> = item.owners.iter().map(|id| json!({"id": id})).collect();
            let name = names.get(&item.id).cloned().flatten();
            let document = json!({
                "id": item.id, "type": item.kind, "name": item.name, "description": item.description,
                "riskLevel": item.risk, "owner": owners, "tags": item.tags,
                "application": item.application.map(|id| json!({"id": id, "name": name})),
            });
            (item.id, document)
        })
        .collect();
    let about = json!({
        "id": campaign.id, "name": campaign.definition.name, "ownerId": campaign.definition.owner,
    });
    let one = |row: &Unnamed| {
        let user = row.user.and_then(|id| people.get(&id));
        let manager = user.and_then(|user| user.manager).and_then(|id| managers.get(&id));
        let mut document = user.map_or(Json::Null, person);
        if let Json::Object(members) = &mut document {
            members.insert("manager".into(), manager.map_or(Json::Null, person));
        }
        json!({
            "user": document, "item": row.item.and_then(|id| whole.get(&id)), "grantId": row.grant, "accountId": row.account,
            "campaign": about,
        })
    };
    Ok(rows.iter().map(one).collect())
}

fn by_id(people: Vec<UserBrief>) -> HashMap<UserId, UserBrief> {
    people.into_iter().map(|user| (user.id, user)).collect()
}

fn person(user: &UserBrief) -> Json {
    json!({
        "id": user.id, "userName": user.user_name, "givenName": user.given_name, "sn": user.sn,
        "displayName": user.display_name, "mail": user.mail, "title": user.title, "organization": user.organisation,
        "accountStatus": user.status, "managerId": user.manager,
    })
}
