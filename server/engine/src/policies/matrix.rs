//! Where duties clash: rules against the applications of the access that breaks them.

use std::collections::{HashMap, HashSet};

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::id::{ItemId, PolicyRuleId};
use bailiwick_store::{items, policies};
use uuid::Uuid;

use super::compile::Compiled;
use super::{readable, scan};
use crate::{Context, Engine, EngineError};

/// Active rules against applications.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matrix {
    /// The applications whose access breaks a rule, by name; what is held through roles alone is under `None`.
    pub applications: Vec<(Option<ItemId>, String)>,
    /// The rules, by name.
    pub rows: Vec<MatrixRow>,
}

/// A rule against the applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// The rule.
    pub rule: PolicyRuleId,
    /// What it is called.
    pub name: String,
    /// How many people break it.
    pub people: usize,
    /// For each application, how many of them do with access of it.
    pub cells: Vec<usize>,
}

/// How many people break each active rule now, and with access of which applications. For policy administrators,
/// access administrators and auditors.
///
/// # Errors
/// `Forbidden`.
pub async fn matrix(engine: &Engine, ctx: &Context) -> Result<Matrix, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let mut rules = policies::rules::all(&mut tx).await?;
    rules.retain(|rule| rule.definition.is_active);
    let compiled = Compiled::of(&mut tx, rules).await?;
    let (_, found) = scan::search(engine, &mut tx, &compiled).await?;
    let mut wanted: Vec<ItemId> =
        found.iter().flat_map(|one| one.causes.iter().flatten()).map(|id| ItemId(*id)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let homes: HashMap<Uuid, (Option<ItemId>, String)> = items::briefs(&mut tx, &wanted)
        .await?
        .into_iter()
        .map(|item| (item.id.uuid(), home(&item)))
        .collect();
    let mut applications: Vec<(Option<ItemId>, String)> =
        homes.values().cloned().collect::<HashSet<_>>().into_iter().collect();
    applications.sort_by_cached_key(|(id, name)| (id.is_none(), name.to_lowercase(), *id));
    let column: HashMap<Option<ItemId>, usize> =
        applications.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
    let empty = |one: &super::compile::CompiledRule| MatrixRow {
        rule: one.rule.id,
        name: one.rule.definition.name.clone(),
        people: 0,
        cells: vec![0; applications.len()],
    };
    let mut rows: Vec<MatrixRow> = compiled.rules.iter().map(empty).collect();
    for one in found {
        let Some(row) = rows.get_mut(one.rule) else { continue };
        row.people += 1;
        let touched: HashSet<usize> =
            one.causes.iter().flatten().filter_map(|id| column.get(&homes.get(id)?.0).copied()).collect();
        for place in touched {
            row.cells[place] += 1;
        }
    }
    rows.sort_by_cached_key(|row| row.name.to_lowercase());
    Ok(Matrix { applications, rows })
}

/// The application of an item.
fn home(item: &ItemBrief) -> (Option<ItemId>, String) {
    match (item.kind, item.application) {
        (ItemKind::Application, _) => (Some(item.id), item.name.clone()),
        (_, Some(id)) => (Some(id), item.application_name.clone().unwrap_or_default()),
        (_, None) => (None, "Roles".to_owned()),
    }
}
