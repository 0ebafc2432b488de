//! What colleagues hold: of one person, or of many at once.

use std::collections::HashMap;

use bailiwick::directory::{Colleagues, FEWEST_COLLEAGUES, MOST_IN_ORGANISATION};
use bailiwick::id::{ItemId, OrganisationId, UserId};
use sea_query::{Expr, ExprTrait, Func, JoinType, Query, SelectStatement};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// So many are named in one statement.
const CHUNK: usize = 500;

/// What a person's colleagues hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peers {
    /// Who they are.
    pub colleagues: Colleagues,
    /// How many there are.
    pub of: u32,
    holders: HashMap<ItemId, u32>,
}

impl Peers {
    /// How many of them hold something, of how many.
    pub fn holding(&self, item: ItemId) -> (u32, u32) {
        (self.holders.get(&item).copied().unwrap_or(0), self.of)
    }
}

/// How many of a person's colleagues hold each of these items.
pub async fn peers_among(tx: &mut Tx, user: UserId, items: &[ItemId]) -> Result<Peers, StoreError> {
    let team: Vec<(Uuid,)> = tx
        .rows(
            "SELECT p.id FROM users u JOIN users p ON p.manager_id = u.manager_id AND p.id <> u.id \
             WHERE u.id = $1 AND p.status = 'active' LIMIT 400",
            args![user.uuid()],
        )
        .await?;
    let organisation: Vec<(Uuid,)> = if small(team.len()) < FEWEST_COLLEAGUES {
        // One more than may be compared: then there are too many.
        let most = i64::from(MOST_IN_ORGANISATION) + 1;
        let sql = "SELECT p.id FROM users u JOIN users p ON p.organisation_id = u.organisation_id AND p.id <> u.id \
                   WHERE u.id = $1 AND p.status = 'active' LIMIT $2";
        tx.rows(sql, args![user.uuid(), most]).await?
    } else {
        Vec::new()
    };
    let colleagues = Colleagues::among(small(team.len()), small(organisation.len()));
    let people = match colleagues {
        Colleagues::Team => team,
        Colleagues::Organisation => organisation,
    };
    let mut holders = HashMap::new();
    if !people.is_empty() && !items.is_empty() {
        let statement = Query::select()
            .column("item_id")
            .expr(Expr::col("user_id").count_distinct())
            .from("grants")
            .and_where(Expr::col("status").eq("active"))
            .and_where(Expr::col("user_id").is_in(people.iter().map(|(id,)| *id)))
            .and_where(Expr::col("item_id").is_in(items.iter().take(CHUNK).map(|id| id.uuid())))
            .group_by_col("item_id")
            .take();
        for (item, count) in tx.select::<(Uuid, i64)>(&statement).await? {
            holders.insert(ItemId(item), counted(count));
        }
    }
    Ok(Peers { colleagues, of: small(people.len()), holders })
}

/// The active people of groups, and what they hold. For many people at once: the colleagues of a person are those of
/// their group without themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    sizes: HashMap<Uuid, u32>,
    holders: HashMap<(Uuid, ItemId), u32>,
}

impl Groups {
    /// How many people are in one; of an organisation that is too large to compare with, only that it is.
    pub fn size(&self, group: Uuid) -> u32 {
        self.sizes.get(&group).copied().unwrap_or(0)
    }

    /// How many of them hold something.
    pub fn holders(&self, group: Uuid, item: ItemId) -> u32 {
        self.holders.get(&(group, item)).copied().unwrap_or(0)
    }
}

/// How many active people report to each of these managers, and how many of them hold each of these items.
pub async fn teams(tx: &mut Tx, managers: &[UserId], items: &[ItemId]) -> Result<Groups, StoreError> {
    let managers: Vec<Uuid> = managers.iter().map(|id| id.uuid()).collect();
    let mut found = Groups::default();
    for managers in managers.chunks(CHUNK) {
        let size = active("manager_id", managers).expr(Expr::cust("count(*)")).take();
        let sizes = tx.select::<(Uuid, i64)>(&size).await?;
        found.sizes.extend(sizes.into_iter().map(|(group, size)| (group, counted(size))));
    }
    found.holders = holders(tx, "manager_id", &managers, items).await?;
    Ok(found)
}

/// To which organisation each of these people belongs; how many active people belong to it, and how many of them hold each
/// of these items. Organisations that are too large to compare with are not counted to their end, nor what is held there.
pub async fn organisations(
    tx: &mut Tx,
    people: &[UserId],
    items: &[ItemId],
) -> Result<(HashMap<UserId, OrganisationId>, Groups), StoreError> {
    let mut theirs = HashMap::new();
    for people in people.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["id", "organisation_id"])
            .from("users")
            .and_where(Expr::col("id").is_in(people.iter().map(|id| id.uuid())))
            .and_where(Expr::col("organisation_id").is_not_null())
            .take();
        let rows = tx.select::<(Uuid, Uuid)>(&statement).await?;
        theirs.extend(rows.into_iter().map(|(user, own)| (UserId(user), OrganisationId(own))));
    }
    let mut all: Vec<Uuid> = theirs.values().map(|id| id.uuid()).collect();
    all.sort_unstable();
    all.dedup();
    // So many colleagues, and whoever is compared with them.
    let most = MOST_IN_ORGANISATION + 1;
    let mut found = Groups::default();
    for organisation in &all {
        // One more than that: then there are too many.
        let sql = "SELECT count(*) FROM (SELECT 1 FROM users WHERE organisation_id = $1 AND status = 'active' LIMIT $2) p";
        let size = tx.count(sql, args![*organisation, i64::from(most) + 1]).await?;
        found.sizes.insert(*organisation, counted(size));
    }
    all.retain(|organisation| found.size(*organisation) <= most);
    found.holders = holders(tx, "organisation_id", &all, items).await?;
    Ok((theirs, found))
}

/// The active people `p` of groups, by group.
fn active(column: &'static str, groups: &[Uuid]) -> SelectStatement {
    let p = |column: &'static str| Expr::col(("p", column));
    Query::select()
        .expr(p(column))
        .from_as("users", "p")
        .and_where(p(column).is_in(groups.iter().copied()))
        .and_where(p("status").eq("active"))
        .group_by_col(("p", column))
        .take()
}

/// How many active people of each of these groups hold each of these items.
async fn holders(
    tx: &mut Tx,
    column: &'static str,
    groups: &[Uuid],
    items: &[ItemId],
) -> Result<HashMap<(Uuid, ItemId), u32>, StoreError> {
    let g = |column: &'static str| Expr::col(("g", column));
    let mut found = HashMap::new();
    for groups in groups.chunks(CHUNK) {
        for items in items.chunks(CHUNK) {
            let statement = active(column, groups)
                .expr(g("item_id"))
                .expr(g("user_id").count_distinct())
                .join_as(JoinType::InnerJoin, "grants", "g", g("user_id").equals(("p", "id")))
                .and_where(g("status").eq("active"))
                // Not by the index of items: a popular one has more holders than these groups have people.
                .and_where(
                    Expr::expr(Func::coalesce([g("item_id"), g("item_id")]))
                        .is_in(items.iter().map(|id| id.uuid())),
                )
                .group_by_col(("g", "item_id"))
                .take();
            for (group, item, holders) in tx.select::<(Uuid, Uuid, i64)>(&statement).await? {
                found.insert((group, ItemId(item)), counted(holders));
            }
        }
    }
    Ok(found)
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn counted(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
