//! Applications, entitlements and roles.

mod list;

pub use list::{OF_ACCOUNTS, Reach, SEARCHABLE, matching_ids, page};
pub(crate) use list::{OfAccount, among, attribute_of, defined, in_reach, property_of_grant, sort_column};

use std::collections::{HashMap, HashSet};

use bailiwick::catalog::{Item, ItemBrief, ItemKind};
use bailiwick::directory::UserBrief;
use bailiwick::id::{ItemId, UserId};
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{search, users, word};

/// One row of `items` with its application's name.
#[derive(FromRow)]
pub(crate) struct BriefRow {
    id: Uuid,
    kind: String,
    name: String,
    description: String,
    native_key: String,
    application_id: Option<Uuid>,
    application_name: Option<String>,
    risk: String,
    requestable: bool,
    status: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<BriefRow> for ItemBrief {
    type Error = StoreError;
    fn try_from(row: BriefRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ItemId(row.id),
            kind: word(&row.kind, "items", "kind")?,
            name: row.name,
            description: row.description,
            native_key: row.native_key,
            application: row.application_id.map(ItemId),
            application_name: row.application_name,
            risk: word(&row.risk, "items", "risk")?,
            requestable: row.requestable,
            status: word(&row.status, "items", "status")?,
            created_at: row.created_at,
        })
    }
}

/// Selects [`BriefRow`]s from `items i` with its application `a`.
pub(crate) fn select_briefs() -> SelectStatement {
    let own = [
        "id",
        "kind",
        "name",
        "description",
        "native_key",
        "application_id",
        "risk",
        "requestable",
        "status",
        "created_at",
    ];
    Query::select()
        .exprs(own.map(|column| Expr::col(("i", column))))
        .expr_as(Expr::col(("a", "name")), Alias::new("application_name"))
        .from_as("items", "i")
        .join_as(
            sea_query::JoinType::LeftJoin,
            "items",
            "a",
            Expr::col(("a", "id")).equals(("i", "application_id")),
        )
        .take()
}

/// Adds an item, its owners and tags, and makes it findable.
pub async fn insert(tx: &mut Tx, item: &Item) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO items (id, kind, application_id, native_key, name, name_norm, description, risk, requestable, \
         status, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        args![
            item.id.uuid(),
            item.kind.as_str(),
            item.application.map(ItemId::uuid),
            item.native_key.clone(),
            item.name.clone(),
            normalise(&item.name),
            item.description.clone(),
            item.risk.as_str(),
            item.requestable,
            item.status.as_str(),
            item.created_at,
        ],
    )
    .await?;
    set_owners(tx, item.id, &item.owners).await?;
    set_tags(tx, item.id, &item.tags).await?;
    search::index(tx, item.id).await
}

/// Replaces what can change about an item, its owners and tags, and what it is found by.
pub async fn update(tx: &mut Tx, item: &Item, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE items SET native_key = $2, name = $3, name_norm = $4, description = $5, risk = $6, requestable = $7, \
         status = $8, modified_at = $9 WHERE id = $1",
        args![
            item.id.uuid(),
            item.native_key.clone(),
            item.name.clone(),
            normalise(&item.name),
            item.description.clone(),
            item.risk.as_str(),
            item.requestable,
            item.status.as_str(),
            now,
        ],
    )
    .await?;
    set_owners(tx, item.id, &item.owners).await?;
    set_tags(tx, item.id, &item.tags).await?;
    search::index(tx, item.id).await?;
    if item.kind == ItemKind::Application {
        search::index_entitlements_of(tx, item.id).await?;
    }
    Ok(())
}

async fn set_owners(tx: &mut Tx, item: ItemId, owners: &[UserId]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM item_owners WHERE item_id = $1", args![item.uuid()]).await?;
    for (position, owner) in (0_i64..).zip(owners) {
        tx.execute(
            "INSERT INTO item_owners (item_id, user_id, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            args![item.uuid(), owner.uuid(), position],
        )
        .await?;
    }
    Ok(())
}

async fn set_tags(tx: &mut Tx, item: ItemId, tags: &[String]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM item_tags WHERE item_id = $1", args![item.uuid()]).await?;
    for tag in tags {
        tx.execute(
            "INSERT INTO item_tags (item_id, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            args![item.uuid(), tag.clone()],
        )
        .await?;
    }
    Ok(())
}

/// Puts an entitlement into a role.
pub async fn add_to_role(tx: &mut Tx, role: ItemId, entitlement: ItemId) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO role_entitlements (role_id, entitlement_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        args![role.uuid(), entitlement.uuid()],
    )
    .await?;
    Ok(())
}

/// An item in brief.
pub async fn brief(tx: &mut Tx, id: ItemId) -> Result<Option<ItemBrief>, StoreError> {
    Ok(briefs(tx, &[id]).await?.pop())
}

/// Items in brief, in no order; unknown ids are left out.
pub async fn briefs(tx: &mut Tx, ids: &[ItemId]) -> Result<Vec<ItemBrief>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let mut statement = select_briefs();
        statement.and_where(Expr::col(("i", "id")).is_in(chunk.iter().map(|id| id.uuid())));
        for row in tx.select::<BriefRow>(&statement).await? {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Makes whole items of briefs: with owners and tags.
pub async fn complete(tx: &mut Tx, briefs: Vec<ItemBrief>) -> Result<Vec<Item>, StoreError> {
    let ids: Vec<Uuid> = briefs.iter().map(|brief| brief.id.uuid()).collect();
    let mut owners: Vec<(Uuid, Uuid)> = Vec::new();
    let mut tags: Vec<(Uuid, String)> = Vec::new();
    for chunk in ids.chunks(500) {
        let of_owners = Query::select()
            .columns(["item_id", "user_id"])
            .from("item_owners")
            .and_where(Expr::col("item_id").is_in(chunk.iter().copied()))
            .order_by("position", sea_query::Order::Asc)
            .take();
        owners.extend(tx.select::<(Uuid, Uuid)>(&of_owners).await?);
        let of_tags = Query::select()
            .columns(["item_id", "tag"])
            .from("item_tags")
            .and_where(Expr::col("item_id").is_in(chunk.iter().copied()))
            .order_by("tag", sea_query::Order::Asc)
            .take();
        tags.extend(tx.select::<(Uuid, String)>(&of_tags).await?);
    }
    let mut owners = grouped(owners.into_iter().map(|(item, user)| (item, UserId(user))));
    let mut tags = grouped(tags.into_iter());
    let whole = |brief: ItemBrief| Item {
        id: brief.id,
        kind: brief.kind,
        application: brief.application,
        native_key: brief.native_key,
        name: brief.name,
        description: brief.description,
        risk: brief.risk,
        requestable: brief.requestable,
        status: brief.status,
        owners: owners.remove(&brief.id.uuid()).unwrap_or_default(),
        tags: tags.remove(&brief.id.uuid()).unwrap_or_default(),
        created_at: brief.created_at,
    };
    Ok(briefs.into_iter().map(whole).collect())
}

fn grouped<T>(pairs: impl Iterator<Item = (Uuid, T)>) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for (id, value) in pairs {
        groups.entry(id).or_default().push(value);
    }
    groups
}

/// A whole item.
pub async fn find(tx: &mut Tx, id: ItemId) -> Result<Option<Item>, StoreError> {
    let Some(brief) = brief(tx, id).await? else { return Ok(None) };
    Ok(complete(tx, vec![brief]).await?.pop())
}

/// The item with a native key, of a kind, in an application (entitlements only).
pub async fn by_key(
    tx: &mut Tx,
    kind: ItemKind,
    application: Option<ItemId>,
    key: &str,
) -> Result<Option<ItemId>, StoreError> {
    let row: Option<(Uuid,)> = if let Some(application) = application {
        let sql = "SELECT id FROM items WHERE application_id = $1 AND kind = $2 AND native_key = $3";
        tx.row(sql, args![application.uuid(), kind.as_str(), key]).await?
    } else {
        let sql = "SELECT id FROM items WHERE application_id IS NULL AND kind = $1 AND native_key = $2";
        tx.row(sql, args![kind.as_str(), key]).await?
    };
    Ok(row.map(|(id,)| ItemId(id)))
}

/// A role's entitlements, by name.
pub async fn content_of_role(tx: &mut Tx, role: ItemId) -> Result<Vec<ItemBrief>, StoreError> {
    let mut statement = select_briefs();
    statement
        .join_as(
            sea_query::JoinType::InnerJoin,
            "role_entitlements",
            "c",
            Expr::col(("c", "entitlement_id")).equals(("i", "id")),
        )
        .and_where(Expr::col(("c", "role_id")).eq(role.uuid()))
        .order_by(("i", "name_norm"), sea_query::Order::Asc);
    tx.select::<BriefRow>(&statement).await?.into_iter().map(TryInto::try_into).collect()
}

/// What each of these roles brings, by name, in one statement for every 500; those that bring nothing are left out.
pub async fn contents_of_roles(
    tx: &mut Tx,
    roles: &[ItemId],
) -> Result<HashMap<ItemId, Vec<ItemBrief>>, StoreError> {
    let mut found: HashMap<ItemId, Vec<ItemBrief>> = HashMap::new();
    for chunk in roles.chunks(500) {
        let statement = Query::select()
            .columns([("c", "role_id"), ("c", "entitlement_id")])
            .from_as("role_entitlements", "c")
            .join_as(
                sea_query::JoinType::InnerJoin,
                "items",
                "i",
                Expr::col(("i", "id")).equals(("c", "entitlement_id")),
            )
            .and_where(Expr::col(("c", "role_id")).is_in(chunk.iter().map(|role| role.uuid())))
            .order_by(("i", "name_norm"), sea_query::Order::Asc)
            .take();
        let rows = tx.select::<(Uuid, Uuid)>(&statement).await?;
        let mut named: Vec<ItemId> = rows.iter().map(|(_, held)| ItemId(*held)).collect();
        named.sort_unstable();
        named.dedup();
        let known: HashMap<ItemId, ItemBrief> =
            briefs(tx, &named).await?.into_iter().map(|item| (item.id, item)).collect();
        for (role, held) in rows {
            let held = known.get(&ItemId(held)).cloned();
            found.entry(ItemId(role)).or_default().extend(held);
        }
    }
    Ok(found)
}

/// The active owners of an item; of its application when it has none itself.
pub async fn owners(tx: &mut Tx, id: ItemId) -> Result<Vec<UserBrief>, StoreError> {
    Ok(owners_among(tx, &[id]).await?.remove(&id).unwrap_or_default())
}

/// The active owners of each of these items, as [`owners`], in three statements for every 250.
pub async fn owners_among(
    tx: &mut Tx,
    ids: &[ItemId],
) -> Result<HashMap<ItemId, Vec<UserBrief>>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    // With their applications, 500 at most.
    for chunk in ids.chunks(250) {
        let above = Query::select()
            .columns(["id", "application_id"])
            .from("items")
            .and_where(Expr::col("id").is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        let above: HashMap<Uuid, Option<Uuid>> =
            tx.select::<(Uuid, Option<Uuid>)>(&above).await?.into_iter().collect();
        let wanted: HashSet<Uuid> =
            above.iter().flat_map(|(id, above)| [Some(*id), *above]).flatten().collect();
        let rows = Query::select()
            .columns([("o", "item_id"), ("o", "user_id")])
            .from_as("item_owners", "o")
            .join_as(
                sea_query::JoinType::InnerJoin,
                "users",
                "u",
                Expr::col(("u", "id")).equals(("o", "user_id")),
            )
            .and_where(Expr::col(("o", "item_id")).is_in(wanted))
            .and_where(Expr::col(("u", "status")).eq("active"))
            .order_by(("o", "position"), sea_query::Order::Asc)
            .take();
        let owners = grouped(tx.select::<(Uuid, Uuid)>(&rows).await?.into_iter());
        let mut named: Vec<UserId> = owners.values().flatten().copied().map(UserId).collect();
        named.sort_unstable();
        named.dedup();
        let people = users::briefs(tx, &named).await?;
        for (id, application) in above {
            let own = owners.get(&id).or_else(|| owners.get(&application?));
            let brief = |owner: &Uuid| people.iter().find(|person| person.id.uuid() == *owner).cloned();
            found.insert(ItemId(id), own.into_iter().flatten().filter_map(brief).collect());
        }
    }
    Ok(found)
}

/// How many people hold an item.
pub async fn holders(tx: &mut Tx, id: ItemId) -> Result<i64, StoreError> {
    tx.count(
        "SELECT count(DISTINCT user_id) FROM grants WHERE item_id = $1 AND status = 'active'",
        args![id.uuid()],
    )
    .await
}

/// Says what its application calls such entitlements.
pub async fn set_object_type(tx: &mut Tx, id: ItemId, object_type: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE items SET object_type = $2 WHERE id = $1", args![id.uuid(), object_type]).await?;
    Ok(())
}

/// What their applications call them, for those of which it was said, in one statement for every 500.
pub async fn object_types(tx: &mut Tx, ids: &[ItemId]) -> Result<HashMap<ItemId, String>, StoreError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        let statement = Query::select()
            .columns(["id", "object_type"])
            .from("items")
            .and_where(Expr::col("id").is_in(chunk.iter().map(|id| id.uuid())))
            .and_where(Expr::col("object_type").is_not_null())
            .take();
        let rows: Vec<(Uuid, String)> = tx.select(&statement).await?;
        found.extend(rows.into_iter().map(|(id, word)| (ItemId(id), word)));
    }
    Ok(found)
}
