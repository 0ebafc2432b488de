//! The smallest fix: the cheapest access to take away so that a person breaks no rule any more.

use std::collections::HashMap;

use bailiwick::catalog::Risk;
use bailiwick::grant::{Grant, Origin};
use bailiwick::id::{GrantId, ItemId, UserId, ViolationId};
use bailiwick_access_index::smallest_fix as search;
use bailiwick_store::{Tx, grants, items};

use super::load;
use super::read::read;
use crate::{Context, Engine, EngineError};

/// What to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmallestFix {
    /// The grants that go. What is held through a role goes by the grant of the role.
    pub remove: Vec<GrantId>,
    /// What it costs, as weighed; less is better.
    pub weight: u64,
    /// Whether nothing cheaper exists; else it is the best that was found within bounds.
    pub is_exact: bool,
}

/// What has to go when access is taken away: a grant, or the role it is held through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Item(ItemId),
    Role(ItemId),
}

/// The cheapest access to take away so that a violation ends. For whoever may read it.
///
/// # Errors
/// `NotFound`.
pub async fn smallest_fix(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
) -> Result<SmallestFix, EngineError> {
    // Who may not know of it is told so.
    read(engine, ctx, id).await?;
    let mut tx = engine.read().await?;
    let violation = load(&mut tx, id).await?.violation;
    of_conflicts(&mut tx, violation.user, &[&violation.access]).await
}

/// The cheapest access to take away so that a person has none of these conflicts any more; each has for each side of a
/// rule the grants that match it.
pub(super) async fn of_conflicts(
    tx: &mut Tx,
    user: UserId,
    conflicts: &[&Vec<Vec<Grant>>],
) -> Result<SmallestFix, EngineError> {
    let held = grants::of_users(tx, &[user]).await?;
    let mut wanted: Vec<ItemId> =
        held.iter().flat_map(|grant| [Some(grant.item), grant.through]).flatten().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let risks: HashMap<ItemId, Risk> =
        items::briefs(tx, &wanted).await?.into_iter().map(|item| (item.id, item.risk)).collect();
    let peers = grants::peers_among(tx, user, &wanted).await?;
    let unit = |grant: &Grant| grant.through.map_or(Unit::Item(grant.item), Unit::Role);
    // What somebody holds as a member of something goes with all ways in which they hold that.
    let units = |grant: &Grant| -> Vec<Unit> {
        let brings = |one: &&Grant| Some(one.item) == grant.through && one.origin != Origin::Nested;
        match grant.origin {
            Origin::Nested => held.iter().filter(brings).map(unit).collect(),
            _ => vec![unit(grant)],
        }
    };
    // What taking a unit away costs: something else goes with a role; what colleagues hold too is more likely needed;
    // what is risky is better gone.
    let weight = |unit: &Unit| {
        let (item, lost) = match unit {
            Unit::Item(item) => (*item, 0),
            Unit::Role(role) => (*role, held.iter().filter(|grant| grant.through == Some(*role)).count()),
        };
        let (have, of) = peers.holding(item);
        let alike = have * 4 / of.max(1);
        let risk = match risks.get(&item) {
            Some(Risk::High) => 0,
            Some(Risk::Medium) => 2,
            _ => 4,
        };
        2 + risk + alike + u32::try_from(lost).unwrap_or(u32::MAX / 2) * 2
    };
    let conflicts: Vec<Vec<Vec<Unit>>> = conflicts
        .iter()
        .map(|sides| sides.iter().map(|side| side.iter().flat_map(units).collect()).collect())
        .collect();
    let fix = search(&conflicts, weight);
    let goes = |grant: &&Grant| {
        fix.remove.iter().any(|unit| match unit {
            Unit::Item(item) => grant.item == *item && grant.through.is_none(),
            Unit::Role(role) => grant.item == *role && grant.through.is_none(),
        })
    };
    let remove = held.iter().filter(goes).map(|grant| grant.id).collect();
    Ok(SmallestFix { remove, weight: fix.weight, is_exact: fix.exact })
}
