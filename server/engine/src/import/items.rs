//! What applications and entitlements have in common.

use std::collections::HashMap;

use bailiwick::catalog::{Item, ItemBrief, ItemKind, Risk};
use bailiwick::directory::{Status, User};
use bailiwick::id::{ItemId, UserId};
use bailiwick::text::normalise;
use bailiwick_store::bulk::NewItem;
use bailiwick_store::{Tx, bulk, items};

use super::found::unknown_person;
use super::glossary::{self, Change, Known};
use super::row::{NAME, Row, Said, TEXT};
use super::{Counts, Faults};
use crate::audit::{Event, Trail};
use crate::{Context, Engine, EngineError, certifications};

/// Items read, written or completed at once.
const PIECE: usize = 500;

/// What a row says about an item, beside its key.
pub(super) struct Given {
    pub(super) line: u64,
    pub(super) name: Option<String>,
    pub(super) description: Said<String>,
    pub(super) risk: Option<Risk>,
    pub(super) requestable: Option<bool>,
    pub(super) owners: Option<Vec<String>>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) status: Option<Status>,
    pub(super) glossary: glossary::Given,
}

impl Given {
    pub(super) fn read(row: &mut Row<'_>, line: u64) -> Self {
        let mut tags = row.list("tags");
        if let Some(tags) = &mut tags {
            tags.sort_unstable();
        }
        Self {
            line,
            name: row.replaced("name", NAME),
            description: row.optional("description", TEXT),
            risk: row.word("risk"),
            requestable: row.flag("requestable"),
            owners: row.list("owners"),
            tags,
            status: row.word("status"),
            glossary: row.glossary(),
        }
    }

    /// Puts what the row says into an item; what it changes in its glossary.
    pub(super) fn apply(
        self,
        item: &mut Item,
        people: &HashMap<String, User>,
        known: &Known,
        faults: &mut Faults,
    ) -> Vec<Change> {
        if let Some(name) = self.name {
            item.name = name;
        }
        match self.description {
            Said::Nothing => {}
            Said::None => item.description.clear(),
            Said::Value(description) => item.description = description,
        }
        item.risk = self.risk.unwrap_or(item.risk);
        item.requestable = self.requestable.unwrap_or(item.requestable);
        item.status = self.status.unwrap_or(item.status);
        item.tags = self.tags.unwrap_or_else(|| std::mem::take(&mut item.tags));
        if let Some(owners) = self.owners {
            item.owners.clear();
            for owner in owners {
                match people.get(&normalise(&owner)) {
                    Some(user) if !item.owners.contains(&user.id) => item.owners.push(user.id),
                    Some(_) => {}
                    None => faults.add(self.line, Some("owners"), unknown_person(&owner)),
                }
            }
        }
        known.changes(item.id.uuid(), self.glossary, self.line, faults)
    }
}

/// An item as it is made when nothing is said about it.
pub(super) fn plain(
    engine: &Engine,
    ctx: &Context,
    kind: ItemKind,
    application: Option<ItemId>,
    key: &str,
) -> Item {
    Item {
        id: ItemId(engine.new_id()),
        kind,
        application,
        native_key: key.into(),
        name: key.into(),
        description: String::new(),
        risk: Risk::Low,
        requestable: true,
        status: Status::Active,
        owners: Vec::new(),
        tags: Vec::new(),
        created_at: ctx.now,
    }
}

/// Whole items of briefs, by id.
pub(super) async fn complete(
    tx: &mut Tx,
    briefs: impl Iterator<Item = ItemBrief>,
) -> Result<HashMap<ItemId, Item>, EngineError> {
    let briefs: Vec<ItemBrief> = briefs.collect();
    let mut whole = HashMap::with_capacity(briefs.len());
    for piece in briefs.chunks(PIECE) {
        let items = items::complete(tx, piece.to_vec()).await?;
        whole.extend(items.into_iter().map(|item| (item.id, item)));
    }
    Ok(whole)
}

/// An item before and after.
pub(super) struct Changed {
    pub(super) before: Option<Item>,
    pub(super) after: Item,
    pub(super) glossary: Vec<Change>,
    pub(super) application_name: Option<String>,
    /// What it was a member of, and is, where that changes.
    pub(super) member_of: Option<(String, String)>,
}

/// Writes what is new and what has changed.
pub(super) async fn store(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    list: Vec<Changed>,
    known: &Known,
) -> Result<Counts, EngineError> {
    let mut counts = Counts::default();
    let mut trail = Trail::default();
    let (mut new, mut described) = (Vec::new(), Vec::new());
    let mut goes = false;
    for changed in list {
        let is_same = changed.before.as_ref() == Some(&changed.after);
        if is_same && changed.glossary.is_empty() && changed.member_of.is_none() {
            counts.unchanged += 1;
            continue;
        }
        trail.add(engine, ctx, known.told(event(&changed), &changed.glossary));
        described.extend(changed.glossary.into_iter().map(|change| (changed.after.id.uuid(), change)));
        if changed.before.is_some() {
            counts.changed += 1;
            if !is_same {
                items::update(tx, &changed.after, ctx.now).await?;
                goes |= changed.after.status != Status::Active;
            }
        } else {
            counts.added += 1;
            new.push(NewItem { number: 0, item: changed.after, application_name: changed.application_name });
        }
    }
    let numbers = bulk::next_numbers(tx, new.len()).await?;
    for (item, number) in new.iter_mut().zip(numbers) {
        item.number = number;
    }
    bulk::insert_items(tx, new, &mut bulk::Vocabulary::default()).await?;
    known.write(tx, described).await?;
    trail.write(tx).await?;
    if goes {
        // Whoever reviews what is out of use now has nothing left to decide.
        certifications::follow_all_access(tx, engine, ctx).await?;
    }
    Ok(counts)
}

/// What the audit trail says about an item.
fn event(changed: &Changed) -> Event {
    let (before, after) = (changed.before.as_ref(), &changed.after);
    let what = match (after.kind, before.is_some()) {
        (ItemKind::Application, false) => "create-application",
        (ItemKind::Application, true) => "update-application",
        (ItemKind::Entitlement, false) => "create-entitlement",
        (ItemKind::Entitlement, true) => "update-entitlement",
        (ItemKind::Role, false) => "create-role",
        (ItemKind::Role, true) => "update-role",
    };
    let owners = |item: &Item| item.owners.iter().map(UserId::to_string).collect::<Vec<_>>().join(" ");
    let event = Event::new(what, after.kind.as_str(), after.id, &after.name)
        .change("key", before.map(|item| &item.native_key), Some(&after.native_key))
        .change("name", before.map(|item| &item.name), Some(&after.name))
        .change("description", before.map(|item| &item.description), Some(&after.description))
        .change("risk", before.map(|item| item.risk), Some(after.risk))
        .change("requestable", before.map(|item| item.requestable), Some(after.requestable))
        .change("owners", before.map(owners), Some(owners(after)))
        .change("tags", before.map(|item| item.tags.join(" ")), Some(after.tags.join(" ")))
        .change("status", before.map(|item| item.status), Some(after.status));
    match &changed.member_of {
        Some((was, is)) => event.change("memberOf", Some(was), Some(is)),
        None => event,
    }
}
