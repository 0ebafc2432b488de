//! Applications.

use bailiwick::catalog::ItemKind;
use bailiwick::glossary::ObjectKind;
use bailiwick::text::normalise;
use bailiwick_store::Tx;

use super::found::{Applications, Keys, cut, people};
use super::glossary;
use super::items::{Changed, Given, complete, plain, store};
use super::row::{NAME, Row};
use super::table::Table;
use super::{Counts, Faults};
use crate::{Context, Engine, EngineError};

pub(super) async fn load(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    table: &Table,
    faults: &mut Faults,
) -> Result<Counts, EngineError> {
    let applications = Applications::load(tx).await?;
    let (mut names, mut keys) = (Keys::new(), Keys::new());
    let mut rows = Vec::with_capacity(table.rows.len());
    for line in &table.rows {
        let mut row = Row::new(table, line, faults);
        let name = row.required("name", NAME);
        let key = row.replaced("key", NAME).unwrap_or_else(|| name.clone());
        let given = Given::read(&mut row, line.number);
        if !row.is_good() {
            continue;
        }
        if let Err(reason) = names.add(normalise(&name), line.number) {
            row.fault("name", reason);
        }
        match applications.by_name(&name) {
            Ok(Some(known)) => rows.push((given, key, Some(known.clone()))),
            Ok(None) => {
                if let Err(reason) = keys.add(key.clone(), line.number) {
                    row.fault("key", reason);
                } else if let Some(other) = applications.by_key(&key) {
                    row.fault("key", format!("is the key of `{}` already", cut(&other.name)));
                }
                rows.push((given, key, None));
            }
            Err(reason) => row.fault("name", reason),
        }
    }
    let owners =
        people(tx, rows.iter().filter_map(|row| row.0.owners.as_ref()).flatten().map(String::as_str)).await?;
    let known = complete(tx, rows.iter().filter_map(|row| row.2.clone())).await?;
    let is_named = !table.attributes.is_empty();
    let attributes =
        glossary::Known::load(tx, ObjectKind::Application, is_named, known.keys().map(|id| id.uuid()))
            .await?;
    let mut list = Vec::with_capacity(rows.len());
    for (given, key, brief) in rows {
        let before = brief.and_then(|brief| known.get(&brief.id).cloned());
        let mut after =
            before.clone().unwrap_or_else(|| plain(engine, ctx, ItemKind::Application, None, &key));
        let glossary = given.apply(&mut after, &owners, &attributes, faults);
        list.push(Changed { before, after, glossary, application_name: None, member_of: None });
    }
    if !faults.is_empty() {
        return Ok(Counts::default());
    }
    store(tx, engine, ctx, list, &attributes).await
}
