//! What a reviewer of definitions, records and accounts looks at: each as it is now.

use std::collections::{HashMap, HashSet};

use bailiwick::catalog::ItemBrief;
use bailiwick::certification::{LineItem, Reviewed};
use bailiwick::directory::{Account, UserBrief};
use bailiwick::id::{AccountId, ItemId, UserId};
use bailiwick::view::GlossaryFact;
use bailiwick_store::{Tx, accounts as store, items as catalog, nesting, users};
use chrono::{DateTime, Utc};

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
    /// An account of a machine, or that nobody holds.
    Account(Box<AccountView>),
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

/// An account of a machine, or that nobody holds.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// Its application.
    pub application: Option<ItemBrief>,
    /// Who answers for the application.
    pub application_owners: Vec<UserBrief>,
    /// Who answers for the account.
    pub owner: Option<UserBrief>,
    /// Whose it is, where a machine's account is somebody's.
    pub user: Option<UserBrief>,
    /// What it may do, the riskiest first.
    pub entitlements: Vec<AccountRight>,
    /// What else is known about it, as people read it.
    pub facts: Vec<GlossaryFact>,
}

/// Something that an account may do.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountRight {
    /// What.
    pub item: ItemBrief,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What brings it, where the account may do that and it is a member of this.
    pub through: Option<ItemBrief>,
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
        Reviewed::Accounts => accounts(tx, rows).await,
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
    let counts = store::counts(tx, &ids).await?;
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

async fn accounts(tx: &mut Tx, rows: &[LineItem]) -> Result<HashMap<i64, Shown>, EngineError> {
    let ids = distinct(rows.iter().filter_map(LineItem::account));
    let mut views = of_accounts(tx, &ids).await?;
    // An account is looked at by one row of a campaign.
    let one = |row: &LineItem| {
        let view = views.remove(&row.account()?)?;
        Some((row.id.number, Shown::Account(Box::new(view))))
    };
    Ok(rows.iter().filter_map(one).collect())
}

/// Accounts with everything that says whether they are right.
pub(super) async fn of_accounts(
    tx: &mut Tx,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, AccountView>, EngineError> {
    let found = store::many(tx, ids).await?;
    let mut rights = store::entitlements(tx, ids).await?;
    let outer = nesting::outer_of(tx, &distinct(rights.values().flatten().map(|(item, _)| *item))).await?;
    let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let mut facts = glossary::facts_among(tx, &uuids).await?;
    let applications = distinct(found.values().map(|account| account.application));
    let owners = catalog::owners_among(tx, &applications).await?;
    let held = rights.values().flatten().map(|(item, _)| *item);
    let things = distinct(held.chain(outer.values().flatten().copied()).chain(applications));
    let things: HashMap<ItemId, ItemBrief> =
        catalog::briefs(tx, &things).await?.into_iter().map(|item| (item.id, item)).collect();
    let people = distinct(found.values().flat_map(|account| account.owner.into_iter().chain(account.user)));
    let people: HashMap<UserId, UserBrief> =
        users::briefs(tx, &people).await?.into_iter().map(|user| (user.id, user)).collect();
    let view = |(id, account): (AccountId, Account)| {
        let own = rights.remove(&id).unwrap_or_default();
        let mut entitlements: Vec<_> = whole(&own, &outer)
            .into_iter()
            .filter_map(|(item, since, through)| {
                let through = through.and_then(|inner| things.get(&inner).cloned());
                Some(AccountRight { item: things.get(&item)?.clone(), since, through })
            })
            .collect();
        entitlements
            .sort_by(|a, b| b.item.risk.cmp(&a.item.risk).then_with(|| a.item.name.cmp(&b.item.name)));
        let view = AccountView {
            application: things.get(&account.application).cloned(),
            application_owners: owners.get(&account.application).cloned().unwrap_or_default(),
            owner: account.owner.and_then(|owner| people.get(&owner).cloned()),
            user: account.user.and_then(|user| people.get(&user).cloned()),
            entitlements,
            facts: facts.remove(&id.uuid()).unwrap_or_default(),
            account,
        };
        (id, view)
    };
    Ok(found.into_iter().map(view).collect())
}

/// What an account may do, with what comes of it by membership: each once, since when and through what.
fn whole(
    own: &[(ItemId, DateTime<Utc>)],
    outer: &HashMap<ItemId, Vec<ItemId>>,
) -> Vec<(ItemId, DateTime<Utc>, Option<ItemId>)> {
    let mut all: Vec<_> = own.iter().map(|(item, since)| (*item, *since, None)).collect();
    let mut known: HashSet<ItemId> = own.iter().map(|(item, _)| *item).collect();
    for (inner, since) in own {
        for item in outer.get(inner).into_iter().flatten() {
            if known.insert(*item) {
                all.push((*item, *since, Some(*inner)));
            }
        }
    }
    all
}
