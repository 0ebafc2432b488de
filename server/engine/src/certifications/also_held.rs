//! The ways by which the same access is held beside the grant that is reviewed.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::certification::{LineItemId, Revocability};
use bailiwick::id::ItemId;
use bailiwick_store::certifications::items::{self, Beside};
use bailiwick_store::{Tx, items as catalog};

use super::views::distinct;
use crate::EngineError;

/// A way by which the same access is held beside the grant that is reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWay {
    /// How it could be taken away.
    pub kind: Revocability,
    /// What brings it: a role, or an entitlement that is a member of it.
    pub through: Option<ItemBrief>,
}

impl OtherWay {
    /// To be said after that it is held.
    pub fn how(&self) -> String {
        let name = self.through.as_ref().map(|item| item.name.as_str());
        match (self.kind, name) {
            (Revocability::Role, Some(role)) => format!("with the role {role}"),
            (Revocability::Role, None) => "with a role".to_owned(),
            (Revocability::Nested, Some(inner)) => format!("by membership of {inner}"),
            (Revocability::Nested, None) => "by a membership".to_owned(),
            (Revocability::Rule, _) => "by a rule".to_owned(),
            (Revocability::Direct, _) => "directly".to_owned(),
        }
    }

    /// All of them, to be said after that it is held; nothing where there are none.
    pub fn all(ways: &[Self]) -> Option<String> {
        let ways: Vec<String> = ways.iter().map(Self::how).collect();
        (!ways.is_empty()).then(|| ways.join(" and "))
    }
}

/// What brings other ways: their names are to be known.
pub(super) fn bringing(beside: &HashMap<i64, Vec<Beside>>) -> impl Iterator<Item = ItemId> + '_ {
    beside.values().flatten().filter_map(|one| one.through)
}

/// The other ways among what is in force beside a grant. While that counts, all that is not in its place; once it is
/// gone, what was there before: what was given since came back.
pub(super) fn other_ways(
    is_gone: bool,
    beside: &[Beside],
    things: &HashMap<ItemId, ItemBrief>,
) -> Vec<OtherWay> {
    let is_other = |one: &&Beside| if is_gone { !one.is_since } else { !one.is_in_its_place };
    let way = |one: &Beside| OtherWay {
        kind: Revocability::beside(one.origin, one.through),
        through: one.through.and_then(|through| things.get(&through).cloned()),
    };
    beside.iter().filter(is_other).map(way).collect()
}

/// The other ways by which these line items' access is held, by their numbers; for a whole page at once. `gone`: those
/// whose own grant went, in order.
pub(super) async fn ways_of(
    tx: &mut Tx,
    campaign: i64,
    numbers: &[i64],
    gone: &[i64],
) -> Result<HashMap<i64, Vec<OtherWay>>, EngineError> {
    let beside = items::beside(tx, campaign, numbers).await?;
    let found = catalog::briefs(tx, &distinct(bringing(&beside))).await?;
    let things: HashMap<ItemId, ItemBrief> = found.into_iter().map(|item| (item.id, item)).collect();
    let ways = |(number, found): (i64, Vec<Beside>)| {
        (number, other_ways(gone.binary_search(&number).is_ok(), &found, &things))
    };
    Ok(beside.into_iter().map(ways).collect())
}

/// By which other ways what a line item was about is still held, in words; nothing where it is not.
pub(super) async fn still_held(tx: &mut Tx, item: LineItemId) -> Result<Option<String>, EngineError> {
    let ways = ways_of(tx, item.campaign, &[item.number], &[item.number]).await?;
    Ok(ways.get(&item.number).and_then(|ways| OtherWay::all(ways)))
}

/// What was given since a line item's own grant went.
pub(super) async fn given_since(tx: &mut Tx, item: LineItemId) -> Result<Vec<Beside>, EngineError> {
    let beside = items::beside(tx, item.campaign, &[item.number]).await?;
    Ok(beside.into_values().flatten().filter(|one| one.is_since).collect())
}
