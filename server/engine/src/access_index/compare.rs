//! Comparing the index with the database, which is the truth.

use bailiwick::authority::Authority;
use bailiwick::id::{ItemId, UserId};
use bailiwick_access_index::{Differences, differences};
use bailiwick_store::held;
use tokio::task::spawn_blocking;

use super::current;
use super::fill::collect;
use crate::{Context, Engine, EngineError};

/// So many differing pairs are looked at and told.
const MOST: usize = 1_000;

/// How the index compares with the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Pairs of a person and an item in the index.
    pub in_index: u64,
    /// Such pairs in the database, a moment later.
    pub in_database: u64,
    /// How many pairs differ, apart from those that changed meanwhile; when there are more than
    /// a thousand, changes in the meantime count too.
    pub differing: u64,
    /// The first thousand of them.
    pub pairs: Vec<Difference>,
}

/// A pair about which the index is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// The person.
    pub user: UserId,
    /// The item.
    pub item: ItemId,
    /// Whether they hold it, as the database says.
    pub held: bool,
}

/// Reads everything once more and tells where the index is wrong; nothing is put right. For
/// administrators and auditors.
///
/// # Errors
/// The actor is neither, or the database fails.
pub async fn compare(engine: &Engine, ctx: &Context) -> Result<Comparison, EngineError> {
    ctx.require(&[Authority::AccessAdmin, Authority::Auditor])?;
    let ours = current(engine).await?;
    let builder = collect(engine).await?;
    let (ours, truth, found) = spawn_blocking(move || {
        let truth = builder.finish();
        let found = differences(&ours, &truth, MOST).unwrap_or_default();
        (ours, truth, found)
    })
    .await
    .map_err(|error| EngineError::Internal(Box::new(error)))?;
    let (in_index, in_database, count) = (ours.pairs(), truth.pairs(), found.count);
    let (looked_at, pairs) = wrong_still(engine, found).await?;
    let differing = count - (looked_at - pairs.len()) as u64;
    Ok(Comparison { in_index, in_database, differing, pairs })
}

/// Which of these pairs the index is wrong about now: the others changed between its reading
/// and that of the database. And how many there were.
async fn wrong_still(engine: &Engine, found: Differences) -> Result<(usize, Vec<Difference>), EngineError> {
    let ours = current(engine).await?;
    let mut tx = engine.read().await?;
    let mut wrong = Vec::new();
    for (person, item, _) in &found.first {
        let ids = ours.person_ids([*person]).into_iter().zip(ours.item_ids([*item])).next();
        let Some((user, id)) = ids.map(|(user, item)| (UserId(user), ItemId(item))) else { continue };
        let held = held::is_held(&mut tx, user, id).await?;
        if held != ours.is_held(*person, *item) {
            wrong.push(Difference { user, item: id, held });
        }
    }
    Ok((found.first.len(), wrong))
}
