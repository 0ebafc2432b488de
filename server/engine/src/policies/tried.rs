//! What a rule would find now, whether it is kept already or only being written.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::id::{ItemId, PolicyRuleId, UserId};
use bailiwick::policy::{Rule, RuleDefinition};
use bailiwick_store::{items, users};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::compile::{Compiled, CompiledSide};
use super::rules::unsearchable;
use super::{readable, scan};
use crate::{Context, Engine, EngineError};

/// So many items of a side, and people, are named; all of them are counted.
pub const MOST_SHOWN: usize = 50;

/// What a rule would find now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tried {
    /// For each side, what matches it.
    pub sides: Vec<TriedSide>,
    /// How many people break the rule.
    pub people: usize,
    /// The first of them, by name.
    pub first: Vec<Breaker>,
}

/// What matches a side of a rule.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TriedSide {
    /// How many items.
    pub items: usize,
    /// The first of them, by name.
    pub first: Vec<ItemBrief>,
}

/// Somebody who breaks a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Breaker {
    /// Who.
    pub user: UserBrief,
    /// For each side, what of it they hold.
    pub causes: Vec<Vec<ItemBrief>>,
}

/// Tries a rule by its body, which need not be kept: what its sides match, and who breaks it now. Nothing is written.
/// For policy administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: see [`RuleDefinition::parse`]; a property that cannot be searched by.
pub async fn try_rule(engine: &Engine, ctx: &Context, body: Map<String, Json>) -> Result<Tried, EngineError> {
    readable(ctx)?;
    let definition = RuleDefinition::parse(body)?;
    let mut tx = engine.read().await?;
    let faults = unsearchable(&mut tx, &definition).await?;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let id = PolicyRuleId(engine.new_id());
    let rule = Rule { id, definition, revision: 0, created_at: ctx.now, modified_at: ctx.now };
    let compiled = Compiled::of(&mut tx, vec![rule]).await?;
    let (_, found) = scan::search(engine, &mut tx, &compiled).await?;

    let people: Vec<UserId> = found.iter().map(|one| one.user).collect();
    let mut named = users::briefs(&mut tx, &people).await?;
    named.sort_by_cached_key(|user| (user.display_name.to_lowercase(), user.id));
    named.truncate(MOST_SHOWN);
    let mut causes: HashMap<UserId, Vec<Vec<Uuid>>> =
        found.into_iter().map(|one| (one.user, one.causes)).collect();
    let mut sides: Vec<Vec<ItemId>> = Vec::new();
    for rule in &compiled.rules {
        for (place, side) in rule.sides.iter().enumerate() {
            sides.push(match side {
                CompiledSide::Items(items) => items.clone(),
                CompiledSide::Grants => rule.items_by_grants(&mut tx, place).await?,
            });
        }
    }
    let shown = sides.iter().flat_map(|side| side.iter().take(MOST_SHOWN * 4)).copied();
    let held = named.iter().filter_map(|user| causes.get(&user.id)).flatten().flatten().map(|id| ItemId(*id));
    let mut wanted: Vec<ItemId> = shown.chain(held).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let briefs: HashMap<ItemId, ItemBrief> =
        items::briefs(&mut tx, &wanted).await?.into_iter().map(|item| (item.id, item)).collect();
    let side = |side: Vec<ItemId>| {
        let mut first: Vec<ItemBrief> = side.iter().filter_map(|id| briefs.get(id).cloned()).collect();
        first.sort_by_cached_key(|item| (item.name.to_lowercase(), item.id));
        first.truncate(MOST_SHOWN);
        TriedSide { items: side.len(), first }
    };
    let breaker = |user: UserBrief| {
        let of_side =
            |side: Vec<Uuid>| side.iter().filter_map(|id| briefs.get(&ItemId(*id)).cloned()).collect();
        let causes = causes.remove(&user.id).unwrap_or_default().into_iter().map(of_side).collect();
        Breaker { user, causes }
    };
    Ok(Tried {
        sides: sides.into_iter().map(side).collect(),
        people: people.len(),
        first: named.into_iter().map(breaker).collect(),
    })
}
