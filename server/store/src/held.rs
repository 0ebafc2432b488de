//! Who holds what now, all of it: tens of millions of pairs, as fast as the database gives them.

use bailiwick::id::{ItemId, UserId};
use futures::TryStreamExt;
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Pairs of a person and an item that they hold.
pub type Pairs = Vec<(Uuid, Uuid)>;

/// Pairs handed over at once.
const BATCH: usize = 8_192;

/// Items, from the first to the last of them by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemRange {
    first: Uuid,
    last: Uuid,
}

/// All ids there can be, in about so many ranges with as many items each.
pub async fn ranges(tx: &mut Tx, count: usize) -> Result<Vec<ItemRange>, StoreError> {
    let ids: Vec<(Uuid,)> = tx.rows("SELECT id FROM items ORDER BY id", args![]).await?;
    let size = ids.len().div_ceil(count).max(1);
    let starts = ids.iter().step_by(size).skip(1).map(|(id,)| id.as_u128());
    let mut ranges = Vec::with_capacity(count);
    let mut first = 0;
    for start in starts {
        ranges.push(ItemRange { first: Uuid::from_u128(first), last: Uuid::from_u128(start - 1) });
        first = start;
    }
    ranges.push(ItemRange { first: Uuid::from_u128(first), last: Uuid::max() });
    Ok(ranges)
}

/// Reads who holds the items of a range, each pair as often as there are grants of it. Stops
/// when nobody listens any more.
pub async fn read(tx: &mut Tx, range: ItemRange, to: &Sender<Pairs>) -> Result<(), StoreError> {
    match tx {
        // A row for each item with all its holders, from the index alone: handing over a row
        // costs far more than finding it.
        Tx::Sqlite(tx) => {
            let sql = "SELECT item_id, group_concat(hex(user_id), '') FROM grants INDEXED BY grants_item \
                       WHERE item_id BETWEEN $1 AND $2 AND status = 'active' GROUP BY item_id";
            let mut rows =
                sqlx::query_as::<_, (Uuid, String)>(sql).bind(range.first).bind(range.last).fetch(&mut **tx);
            let mut batch = Pairs::with_capacity(BATCH);
            while let Some((item, holders)) = rows.try_next().await? {
                for holder in holders.as_bytes().chunks(32) {
                    batch.push((id(holder)?, item));
                    if batch.len() == BATCH && !hand_over(&mut batch, to).await {
                        return Ok(());
                    }
                }
            }
            hand_over(&mut batch, to).await;
        }
        Tx::Postgres(tx) => {
            let ItemRange { first, last } = range;
            let sql = format!(
                "COPY (SELECT user_id, item_id FROM grants WHERE item_id BETWEEN '{first}' AND '{last}' \
                 AND status = 'active') TO STDOUT"
            );
            let mut rows = tx.copy_out_raw(&sql).await?;
            let mut batch = Pairs::with_capacity(BATCH);
            // Two ids of 36 characters, a tabulator and a line break; messages may end anywhere.
            let mut rest: Vec<u8> = Vec::new();
            while let Some(piece) = rows.try_next().await? {
                rest.extend_from_slice(&piece);
                let mut lines = rest.chunks_exact(74);
                for line in lines.by_ref() {
                    batch.push((id(&line[..36])?, id(&line[37..73])?));
                    if batch.len() == BATCH && !hand_over(&mut batch, to).await {
                        return Ok(());
                    }
                }
                let begun = rest.len() - lines.remainder().len();
                rest.drain(..begun);
            }
            hand_over(&mut batch, to).await;
        }
    }
    Ok(())
}

/// Whether there is somebody who takes them.
async fn hand_over(batch: &mut Pairs, to: &Sender<Pairs>) -> bool {
    let full = std::mem::replace(batch, Pairs::with_capacity(BATCH));
    full.is_empty() || to.send(full).await.is_ok()
}

fn id(text: &[u8]) -> Result<Uuid, StoreError> {
    Uuid::try_parse_ascii(text).map_err(|fault| StoreError::Corrupt {
        table: "grants",
        column: "user_id",
        fault: fault.to_string(),
    })
}

/// Whether a person holds an item.
pub async fn is_held(tx: &mut Tx, user: UserId, item: ItemId) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM grants WHERE user_id = $1 AND item_id = $2 AND status = 'active'";
    Ok(tx.count(sql, args![user.uuid(), item.uuid()]).await? > 0)
}
