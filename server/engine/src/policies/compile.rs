//! Rules, compiled: what matches each of their sides.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bailiwick::grant::Grant;
use bailiwick::id::{GrantId, ItemId, UserId};
use bailiwick::policy::{Rule, Side};
use bailiwick_store::grants::matching::Matching;
use bailiwick_store::{Tx, items, policies};
use chrono::{DateTime, Duration, Utc};
use tokio::sync::Mutex;

use crate::EngineError;

/// So long compiled rules are good while none of them changes: an item whose properties change comes under a rule by
/// then. Scans compile anew.
const GOOD_FOR: Duration = Duration::seconds(30);

/// A rule and what matches its sides, in their order.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    pub(crate) rule: Rule,
    pub(crate) sides: Vec<CompiledSide>,
}

/// What matches a side of a rule.
#[derive(Debug)]
pub(crate) enum CompiledSide {
    /// These items, whoever holds them; in ascending order.
    Items(Vec<ItemId>),
    /// It depends on the account that something is held by: see [`Side::is_of_accounts`].
    Grants,
}

impl CompiledRule {
    /// The sides that match by grants, by their places.
    pub(crate) fn by_grants(&self) -> impl Iterator<Item = (usize, Matching<'_>)> {
        let sides = self.rule.definition.sides.iter().zip(&self.sides).enumerate();
        sides.filter_map(|(place, (side, compiled))| match compiled {
            CompiledSide::Items(_) => None,
            CompiledSide::Grants => Some((place, matching(side))),
        })
    }

    /// What is held now that matches a side by grants.
    pub(crate) async fn items_by_grants(
        &self,
        tx: &mut Tx,
        place: usize,
    ) -> Result<Vec<ItemId>, EngineError> {
        match self.by_grants().find(|(one, _)| *one == place) {
            Some((_, matching)) => Ok(matching.items(tx).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Which of some people's grants match by their accounts, for each side; nothing for the others.
    pub(crate) async fn own(
        &self,
        tx: &mut Tx,
        people: &[UserId],
    ) -> Result<Vec<HashSet<GrantId>>, EngineError> {
        let mut own = vec![HashSet::new(); self.sides.len()];
        for (place, matching) in self.by_grants() {
            own[place] = matching.grants(tx, people).await?;
        }
        Ok(own)
    }

    /// For each side, the grants of a person that match it; `own` as told by [`Self::own`].
    pub(crate) fn access(&self, held: &[Grant], own: &[HashSet<GrantId>]) -> Vec<Vec<Grant>> {
        let of_side = |(side, own): (&CompiledSide, &HashSet<GrantId>)| {
            let matches = |grant: &&Grant| match side {
                CompiledSide::Items(items) => items.binary_search(&grant.item).is_ok(),
                CompiledSide::Grants => own.contains(&grant.id),
            };
            held.iter().filter(matches).cloned().collect()
        };
        self.sides.iter().zip(own).map(of_side).collect()
    }
}

/// The condition of a side.
fn matching(side: &Side) -> Matching<'_> {
    Matching { filter: &side.filter, kinds: &side.kinds }
}

/// Rules, compiled.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) rules: Vec<CompiledRule>,
    /// For each item, of which rules it matches which side.
    touched: HashMap<ItemId, Vec<(usize, usize)>>,
}

/// A rule's place, its side's, and items that match it by their accounts.
pub(crate) type ByAccount = (usize, usize, Vec<ItemId>);

/// A rule that a set of items breaks, whoever holds them.
#[derive(Debug)]
pub(crate) struct Broken<'a> {
    pub(crate) rule: &'a Rule,
    /// For each side, the items that match it.
    pub(crate) causes: Vec<Vec<ItemId>>,
}

impl Compiled {
    /// Looks up the items that match each side.
    pub(crate) async fn of(tx: &mut Tx, rules: Vec<Rule>) -> Result<Self, EngineError> {
        let mut compiled = Self::default();
        for (number, rule) in rules.into_iter().enumerate() {
            let mut sides = Vec::with_capacity(rule.definition.sides.len());
            for (place, side) in rule.definition.sides.iter().enumerate() {
                if side.is_of_accounts() {
                    sides.push(CompiledSide::Grants);
                    continue;
                }
                let mut matching = items::matching_ids(tx, &side.filter, &side.kinds).await?;
                matching.sort_unstable();
                for item in &matching {
                    compiled.touched.entry(*item).or_default().push((number, place));
                }
                sides.push(CompiledSide::Items(matching));
            }
            compiled.rules.push(CompiledRule { rule, sides });
        }
        Ok(compiled)
    }

    /// What a person holds, and what of `added` they would hold, that matches sides by its account: rule, side, items.
    pub(crate) async fn by_account(
        &self,
        tx: &mut Tx,
        user: UserId,
        held: &[Grant],
        added: &HashSet<ItemId>,
    ) -> Result<Vec<ByAccount>, EngineError> {
        let added: Vec<ItemId> = added.iter().copied().collect();
        let mut found = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            for (place, matching) in rule.by_grants() {
                let own = matching.grants(tx, &[user]).await?;
                let mut items: Vec<ItemId> =
                    held.iter().filter(|grant| own.contains(&grant.id)).map(|grant| grant.item).collect();
                items.extend(matching.would(tx, user, &added).await?);
                items.sort_unstable();
                items.dedup();
                found.push((number, place, items));
            }
        }
        Ok(found)
    }

    /// The rules that whoever holds all these items breaks, if they are about them: in the order of the rules.
    /// `by_account` are items that match by the account they are held by.
    pub(crate) fn broken_by(&self, held: &HashSet<ItemId>, by_account: &[ByAccount]) -> Vec<Broken<'_>> {
        let mut hit: HashMap<usize, Vec<Vec<ItemId>>> = HashMap::new();
        for item in held {
            for (rule, side) in self.touched.get(item).into_iter().flatten() {
                let sides = self.rules[*rule].sides.len();
                hit.entry(*rule).or_insert_with(|| vec![Vec::new(); sides])[*side].push(*item);
            }
        }
        for (rule, side, items) in by_account {
            let sides = self.rules[*rule].sides.len();
            hit.entry(*rule).or_insert_with(|| vec![Vec::new(); sides])[*side].extend(items);
        }
        let mut broken: Vec<(usize, Vec<Vec<ItemId>>)> =
            hit.into_iter().filter(|(_, causes)| causes.iter().all(|side| !side.is_empty())).collect();
        broken.sort_unstable_by_key(|(rule, _)| *rule);
        let named = |(rule, mut causes): (usize, Vec<Vec<ItemId>>)| {
            for side in &mut causes {
                side.sort_unstable();
            }
            Broken { rule: &self.rules[rule].rule, causes }
        };
        broken.into_iter().map(named).collect()
    }
}

/// What changes with every change of a rule.
type State = (i64, i64, Option<DateTime<Utc>>);

/// Keeps the rules compiled that are asked before access is given.
#[derive(Debug, Default)]
pub(crate) struct Compiler(Mutex<Option<Kept>>);

/// What was compiled, of which rules, and when.
type Kept = (State, DateTime<Utc>, Arc<Compiled>);

impl Compiler {
    /// The active preventive rules.
    pub(crate) async fn preventive(
        &self,
        tx: &mut Tx,
        now: DateTime<Utc>,
    ) -> Result<Arc<Compiled>, EngineError> {
        let state = policies::rules::state(tx).await?;
        let mut kept = self.0.lock().await;
        if let Some((known, since, compiled)) = kept.as_ref()
            && *known == state
            && (now - *since).abs() < GOOD_FOR
        {
            return Ok(Arc::clone(compiled));
        }
        let rules = policies::rules::preventive(tx).await?;
        let compiled = Arc::new(Compiled::of(tx, rules).await?);
        *kept = Some((state, now, Arc::clone(&compiled)));
        Ok(compiled)
    }
}
