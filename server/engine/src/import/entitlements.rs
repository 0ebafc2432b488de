//! Rights in applications.

use std::collections::HashMap;

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::glossary::ObjectKind;
use bailiwick::id::ItemId;
use bailiwick_store::{Tx, bulk};

use super::found::{Applications, Keys, people};
use super::glossary;
use super::items::{Changed, Given, complete, plain, store};
use super::nesting;
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
    let mut keys = Keys::new();
    let mut rows: Vec<(Given, &ItemBrief, String, Option<Vec<String>>)> =
        Vec::with_capacity(table.rows.len());
    for line in &table.rows {
        let mut row = Row::new(table, line, faults);
        let (application, key) = (row.required("application", NAME), row.required("key", NAME));
        let given = Given::read(&mut row, line.number);
        let member_of = row.list("memberOf");
        if !row.is_good() {
            continue;
        }
        match applications.find(&application) {
            Ok(application) => match keys.add((application.id, key.clone()), line.number) {
                Ok(()) => rows.push((given, application, key, member_of)),
                Err(reason) => row.fault("key", reason),
            },
            Err(reason) => row.fault("application", reason),
        }
    }
    let owners =
        people(tx, rows.iter().filter_map(|row| row.0.owners.as_ref()).flatten().map(String::as_str)).await?;
    let known =
        entitlements(tx, rows.iter().map(|(_, application, key, _)| (application.id, key.clone()))).await?;
    let mut whole = complete(tx, known.values().cloned()).await?;
    let is_named = !table.attributes.is_empty();
    let ids = known.values().map(|brief| brief.id.uuid());
    let attributes = glossary::Known::load(tx, ObjectKind::Entitlement, is_named, ids).await?;
    let mut list = Vec::with_capacity(rows.len());
    let (mut nested, mut ids) = (Vec::new(), HashMap::with_capacity(rows.len()));
    for (given, application, key, member_of) in rows {
        let (id, line) = ((application.id, key), given.line);
        let before = known.get(&id).and_then(|brief| whole.remove(&brief.id));
        let mut after = before
            .clone()
            .unwrap_or_else(|| plain(engine, ctx, ItemKind::Entitlement, Some(application.id), &id.1));
        let glossary = given.apply(&mut after, &owners, &attributes, faults);
        let application_name = application.name.clone();
        nested.extend(member_of.map(|outer| nesting::Said {
            line,
            application: application.id,
            application_name: application_name.clone(),
            inner: after.id,
            outer,
        }));
        ids.insert(id, after.id);
        list.push(Changed {
            before,
            after,
            glossary,
            application_name: Some(application_name),
            member_of: None,
        });
    }
    let mut nestings = nesting::check(tx, nested, ids, faults).await?;
    if !faults.is_empty() {
        return Ok(Counts::default());
    }
    for changed in &mut list {
        changed.member_of = nestings.told(changed.after.id);
    }
    let counts = store(tx, engine, ctx, list, &attributes).await?;
    nesting::write(tx, engine, ctx, nestings).await?;
    Ok(counts)
}

/// Entitlements that exist, by application and key.
pub(super) async fn entitlements(
    tx: &mut Tx,
    wanted: impl Iterator<Item = (ItemId, String)>,
) -> Result<HashMap<(ItemId, String), ItemBrief>, EngineError> {
    let mut by_application: HashMap<ItemId, Vec<String>> = HashMap::new();
    for (application, key) in wanted {
        by_application.entry(application).or_default().push(key);
    }
    let mut found = HashMap::new();
    for (application, mut keys) in by_application {
        keys.sort_unstable();
        keys.dedup();
        let items = bulk::entitlements(tx, application, &keys).await?;
        found.extend(items.into_iter().map(|(key, item)| ((application, key), item)));
    }
    Ok(found)
}
