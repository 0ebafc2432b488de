//! Entitlements that are members of others, and the grants that come of it: whoever holds the inner one, directly or by a
//! role, holds each outer one through it. Grants that come of nesting bring nothing further themselves, since what an
//! entitlement is a member of is known over any number of steps.

mod follow;

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::catalog::nesting::Membership;
use bailiwick::id::ItemId;
use sea_query::{Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use crate::bulk::rows::Rows;
use crate::error::StoreError;
use crate::items::{BriefRow, Reach, in_reach};
use crate::tx::{Tx, args};

pub use follow::{Nested, Scope, begin, end, follow_begun_of_many};
pub(crate) use follow::{follow_begun, follow_ended, follow_ended_of_many};

/// Items named in one statement.
const CHUNK: usize = 500;

/// The memberships among an application's entitlements, as they were loaded. Whoever is about to change them at this moment
/// waits.
pub async fn of_application(tx: &mut Tx, application: ItemId) -> Result<Vec<Membership>, StoreError> {
    if let Tx::Postgres(_) = tx {
        let sql = "SELECT id FROM items WHERE id = $1 FOR NO KEY UPDATE";
        tx.row::<(Uuid,)>(sql, args![application.uuid()]).await?;
    }
    let sql = "SELECT m.inner_id, m.outer_id FROM entitlement_members m JOIN items i ON i.id = m.inner_id \
               WHERE i.application_id = $1 ORDER BY m.inner_id, m.outer_id";
    Ok(pairs(tx.rows(sql, args![application.uuid()]).await?))
}

/// What an entitlement is a member of itself, by name, and what is a member of it: of those in use that somebody may know
/// of, at most so many of each.
pub async fn around(
    tx: &mut Tx,
    item: ItemId,
    reach: Reach,
    most: u64,
) -> Result<(Vec<ItemBrief>, Vec<ItemBrief>), StoreError> {
    let (inner, outer) = ("inner_id", "outer_id");
    Ok((
        beside(tx, (inner, item), outer, reach, most).await?,
        beside(tx, (outer, item), inner, reach, most).await?,
    ))
}

/// What stands in the other column beside an entitlement.
async fn beside(
    tx: &mut Tx,
    (column, item): (&'static str, ItemId),
    other: &'static str,
    reach: Reach,
    most: u64,
) -> Result<Vec<ItemBrief>, StoreError> {
    let members = Query::select()
        .column(other)
        .from("entitlement_members")
        .and_where(Expr::col(column).eq(item.uuid()))
        .take();
    let mut statement = in_reach(reach)?;
    statement
        .and_where(Expr::col(("i", "id")).in_subquery(members))
        .order_by(("i", "name_norm"), Order::Asc)
        .order_by(("i", "id"), Order::Asc)
        .limit(most);
    tx.select::<BriefRow>(&statement).await?.into_iter().map(TryInto::try_into).collect()
}

/// What each of these entitlements is a member of, over any number of steps; those of nothing are left out.
pub async fn outer_of(tx: &mut Tx, items: &[ItemId]) -> Result<HashMap<ItemId, Vec<ItemId>>, StoreError> {
    let mut found: HashMap<ItemId, Vec<ItemId>> = HashMap::new();
    for chunk in items.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["inner_id", "outer_id"])
            .from("entitlement_closure")
            .and_where(Expr::col("inner_id").is_in(chunk.iter().map(|item| item.uuid())))
            .order_by("outer_id", Order::Asc)
            .take();
        for (inner, outer) in tx.select::<(Uuid, Uuid)>(&statement).await? {
            found.entry(ItemId(inner)).or_default().push(ItemId(outer));
        }
    }
    Ok(found)
}

/// The memberships by which the ways lead outwards from these entitlements.
pub async fn ways_from(tx: &mut Tx, items: &[ItemId]) -> Result<Vec<Membership>, StoreError> {
    let mut found = Vec::new();
    for chunk in items.chunks(CHUNK) {
        let of = |column: &'static str| Expr::col(column).is_in(chunk.iter().map(|item| item.uuid()));
        let above =
            Query::select().column("outer_id").from("entitlement_closure").and_where(of("inner_id")).take();
        let statement = Query::select()
            .columns(["inner_id", "outer_id"])
            .from("entitlement_members")
            .and_where(of("inner_id").or(Expr::col("inner_id").in_subquery(above)))
            .order_by("inner_id", Order::Asc)
            .order_by("outer_id", Order::Asc)
            .take();
        found.extend(pairs(tx.select::<(Uuid, Uuid)>(&statement).await?));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn pairs(rows: Vec<(Uuid, Uuid)>) -> Vec<Membership> {
    rows.into_iter().map(|(inner, outer)| (ItemId(inner), ItemId(outer))).collect()
}

/// Replaces the memberships among an application's entitlements, and what comes of them. Nobody's grants are changed by it.
/// Whoever gives or takes access away meanwhile waits.
pub async fn replace(
    tx: &mut Tx,
    application: ItemId,
    direct: &[Membership],
    closure: &[Membership],
) -> Result<(), StoreError> {
    if let Tx::Postgres(_) = tx {
        tx.execute("LOCK TABLE grants IN SHARE ROW EXCLUSIVE MODE", args![]).await?;
    }
    let sql =
        "DELETE FROM entitlement_members WHERE inner_id IN (SELECT id FROM items WHERE application_id = $1)";
    tx.execute(sql, args![application.uuid()]).await?;
    let sql =
        "DELETE FROM entitlement_closure WHERE inner_id IN (SELECT id FROM items WHERE application_id = $1)";
    tx.execute(sql, args![application.uuid()]).await?;
    insert(tx, direct, closure).await
}

/// Until this transaction ends no memberships change: whoever looks at what something would bring, and then gives it, gives
/// what was looked at. Whoever gives or takes access away does not wait. The embedded database has one writer at a time anyway.
pub async fn hold_still(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(_) = tx {
        // What writing a grant takes anyway, only sooner; `replace` waits for it, and it for `replace`.
        tx.execute("LOCK TABLE grants IN ROW EXCLUSIVE MODE", args![]).await?;
    }
    Ok(())
}

/// Adds memberships, and what comes of them.
pub async fn insert(tx: &mut Tx, direct: &[Membership], closure: &[Membership]) -> Result<(), StoreError> {
    for (table, pairs) in [("entitlement_members", direct), ("entitlement_closure", closure)] {
        let mut rows = Rows::new(table, &["inner_id", "outer_id"], pairs.len());
        for (inner, outer) in pairs {
            rows.push([inner.uuid().into(), outer.uuid().into()]);
        }
        rows.write(tx).await?;
    }
    Ok(())
}
