//! What a reviewer of definitions and records looks at: the definition or the record as it is now.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::certification::{LineItem, Reviewed};
use bailiwick::directory::UserBrief;
use bailiwick::id::{ItemId, UserId};
use bailiwick::view::GlossaryFact;
use bailiwick_store::{Tx, accounts, items as catalog, users};

use super::views::distinct;
use crate::catalog::{ItemListed, listed};
use crate::{EngineError, glossary};

/// What is reviewed, where that is no grant.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// An entitlement or a role.
    Definition(Box<DefinitionView>),
    /// What is written about a person.
    Record(Box<RecordView>),
}

/// An entitlement or a role with what says whether it is right.
#[derive(Debug, Clone, PartialEq)]
pub struct DefinitionView {
    /// The item, its application and who owns both.
    pub listed: ItemListed,
    /// What is known about it, as people read it.
    pub facts: Vec<GlossaryFact>,
    /// What a role brings, by name.
    pub content: Vec<ItemBrief>,
}

/// A person's record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordView {
    /// Whom they report to.
    pub manager: Option<UserBrief>,
    /// How many accounts they have that can be used.
    pub accounts: i64,
    /// What else is known about them, as people read it.
    pub facts: Vec<GlossaryFact>,
}

/// What these line items are about, by their numbers; nothing for grants.
pub(super) async fn shown(
    tx: &mut Tx,
    reviewed: Reviewed,
    rows: &[LineItem],
) -> Result<HashMap<i64, Shown>, EngineError> {
    match reviewed {
        Reviewed::Grants => Ok(HashMap::new()),
        Reviewed::Definitions(_) => definitions(tx, rows).await,
        Reviewed::Records => records(tx, rows).await,
    }
}

async fn definitions(tx: &mut Tx, rows: &[LineItem]) -> Result<HashMap<i64, Shown>, EngineError> {
    let ids = distinct(rows.iter().filter_map(LineItem::item));
    let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let briefs = catalog::briefs(tx, &ids).await?;
    let mut facts = glossary::facts_among(tx, &uuids).await?;
    let mut contents = catalog::contents_of_roles(tx, &ids).await?;
    let found = listed(tx, briefs).await?.into_iter().map(|listed| (listed.item.id, listed));
    let mut found: HashMap<ItemId, ItemListed> = found.collect();
    // An item is defined once: each is looked at by one row of a campaign.
    let one = |row: &LineItem| {
        let id = row.item()?;
        let view = DefinitionView {
            listed: found.remove(&id)?,
            facts: facts.remove(&id.uuid()).unwrap_or_default(),
            content: contents.remove(&id).unwrap_or_default(),
        };
        Some((row.id.number, Shown::Definition(Box::new(view))))
    };
    Ok(rows.iter().filter_map(one).collect())
}

async fn records(tx: &mut Tx, rows: &[LineItem]) -> Result<HashMap<i64, Shown>, EngineError> {
    let ids = distinct(rows.iter().filter_map(LineItem::user));
    let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let people = users::briefs(tx, &ids).await?;
    let managers = distinct(people.iter().filter_map(|user| user.manager));
    let managers = users::briefs(tx, &managers).await?;
    let reports_to: HashMap<UserId, Option<UserId>> =
        people.iter().map(|user| (user.id, user.manager)).collect();
    let counts = accounts::counts(tx, &ids).await?;
    let mut facts = glossary::facts_among(tx, &uuids).await?;
    let one = |row: &LineItem| {
        let id = row.user()?;
        let manager = reports_to.get(&id).copied().flatten();
        let view = RecordView {
            manager: managers.iter().find(|user| Some(user.id) == manager).cloned(),
            accounts: counts.get(&id).copied().unwrap_or_default(),
            facts: facts.remove(&id.uuid()).unwrap_or_default(),
        };
        Some((row.id.number, Shown::Record(Box::new(view))))
    };
    Ok(rows.iter().filter_map(one).collect())
}
