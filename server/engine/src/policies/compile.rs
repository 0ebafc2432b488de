//! Rules, compiled: the items that match each of their sides.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bailiwick::id::ItemId;
use bailiwick::policy::Rule;
use bailiwick_store::{Tx, items, policies};
use chrono::{DateTime, Duration, Utc};
use tokio::sync::Mutex;

use crate::EngineError;

/// So long compiled rules are good while none of them changes: an item whose properties change comes under a rule by
/// then. Scans compile anew.
const GOOD_FOR: Duration = Duration::seconds(30);

/// A rule and the items that match its sides, in their order.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    pub(crate) rule: Rule,
    pub(crate) sides: Vec<Vec<ItemId>>,
}

/// Rules, compiled.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) rules: Vec<CompiledRule>,
    /// For each item, of which rules it matches which side.
    touched: HashMap<ItemId, Vec<(usize, usize)>>,
}

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
                let matching = items::matching_ids(tx, &side.filter, &side.kinds).await?;
                for item in &matching {
                    compiled.touched.entry(*item).or_default().push((number, place));
                }
                sides.push(matching);
            }
            compiled.rules.push(CompiledRule { rule, sides });
        }
        Ok(compiled)
    }

    /// The rules that whoever holds all these items breaks, if they are about them: in the order of the rules.
    pub(crate) fn broken_by(&self, held: &HashSet<ItemId>) -> Vec<Broken<'_>> {
        let mut hit: HashMap<usize, Vec<Vec<ItemId>>> = HashMap::new();
        for item in held {
            for (rule, side) in self.touched.get(item).into_iter().flatten() {
                let sides = self.rules[*rule].sides.len();
                hit.entry(*rule).or_insert_with(|| vec![Vec::new(); sides])[*side].push(*item);
            }
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
