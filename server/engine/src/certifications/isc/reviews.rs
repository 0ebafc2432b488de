//! Certifications: listed, read, and what they are about.

use std::collections::{HashMap, HashSet};

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::certification::{Reviewed, Revocability};
use bailiwick::directory::{Account, UserBrief};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{AccountId, CertificationId, ItemId, UserId};
use bailiwick_store::certifications::reviews::{self, Whose};
use bailiwick_store::certifications::{campaigns as store, items as rows};
use bailiwick_store::{Tx, accounts, items as catalog, roles, users};
use chrono::{DateTime, Utc};

use super::campaigns::{CampaignView, views};
use super::{Identity, ItemFilter, KindCount, Progress, Review, administers, known};
use crate::certifications::shown::of_accounts;
use crate::certifications::views::distinct;
use crate::certifications::{AccountView, LineItemView};
use crate::{Context, Engine, EngineError};

/// A certification with what is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewView {
    /// The certification.
    pub review: Review,
    /// Its campaign.
    pub campaign: CampaignView,
    /// Who is asked; nobody when they are gone.
    pub reviewer: Option<UserBrief>,
    /// How far it is.
    pub progress: Progress,
    /// The certification it was handed over from, and who was asked there.
    pub from: Option<(Review, Option<UserBrief>)>,
}

/// What is known of access beside a row: for a page of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Who answers for each thing, first the one who is asked first.
    pub owners: HashMap<ItemId, Vec<UserBrief>>,
    /// What the application calls such a thing.
    pub types: HashMap<ItemId, String>,
    /// The accounts.
    pub accounts: HashMap<AccountId, Account>,
    /// What each role brings.
    pub contents: HashMap<ItemId, Vec<ItemBrief>>,
    /// About whom everything is decided.
    pub done: HashSet<UserId>,
    /// What can be taken away by itself from somebody at least; of things that are listed without those who hold them.
    pub revocable: HashSet<ItemId>,
}

/// A page of a certification's rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewItems {
    /// The rows.
    pub rows: Vec<LineItemView>,
    /// What is known of the access.
    pub facts: Facts,
    /// How many match.
    pub total: i64,
    /// When the campaign was made.
    pub made: DateTime<Utc>,
}

/// A page of certifications, and how many match: everybody's for certification administrators, else those that are put to
/// the caller; of one reviewer, when one is named.
pub async fn certifications(
    engine: &Engine,
    ctx: &Context,
    reviewer: Option<UserId>,
    list: &ListQuery,
) -> Result<(Vec<ReviewView>, i64), EngineError> {
    ctx.signed_in()?;
    let whose = if administers(ctx) {
        Whose { reviewer, begun: false }
    } else {
        let me = ctx.person()?;
        if reviewer.is_some_and(|reviewer| reviewer != me) {
            return Ok((Vec::new(), 0));
        }
        Whose { reviewer: Some(me), begun: true }
    };
    let mut tx = engine.read().await?;
    let (page, total) = reviews::page(&mut tx, whose, list).await?;
    Ok((shown(&mut tx, page).await?, total))
}

/// One certification, for its reviewer and for certification administrators.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn certification(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
) -> Result<ReviewView, EngineError> {
    let mut tx = engine.read().await?;
    let review = match known(&mut tx, ctx, id).await {
        Ok((_, review)) => review,
        Err(error) => return Err(error),
    };
    let shown = shown(&mut tx, vec![review]).await?.pop();
    shown.ok_or_else(|| EngineError::not_found("certification", id))
}

async fn shown(tx: &mut Tx, page: Vec<Review>) -> Result<Vec<ReviewView>, EngineError> {
    let mut numbers: Vec<i64> = page.iter().map(|review| review.campaign).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let (mut campaigns, mut progress) = (Vec::new(), HashMap::new());
    for number in numbers {
        campaigns.extend(store::of_number(tx, number).await?);
        let asked: Vec<UserId> =
            page.iter().filter(|review| review.campaign == number).map(|review| review.reviewer).collect();
        progress.insert(number, reviews::progress(tx, number, &asked).await?);
    }
    let campaigns: HashMap<i64, CampaignView> =
        views(tx, campaigns).await?.into_iter().map(|view| (view.campaign.number, view)).collect();
    let mut before = HashMap::new();
    for id in page.iter().filter_map(|review| review.from) {
        if let Some(from) = reviews::find(tx, id).await? {
            before.insert(id, from);
        }
    }
    let mut people: Vec<UserId> = page.iter().chain(before.values()).map(|review| review.reviewer).collect();
    people.sort_unstable();
    people.dedup();
    let people = users::briefs(tx, &people).await?;
    let person = |id: UserId| people.iter().find(|user| user.id == id).cloned();
    let shown = page.into_iter().filter_map(|review| {
        let progress = progress.get(&review.campaign)?.get(&review.reviewer).copied().unwrap_or_default();
        let from = review.from.and_then(|id| before.get(&id)).cloned();
        Some(ReviewView {
            campaign: campaigns.get(&review.campaign)?.clone(),
            reviewer: person(review.reviewer),
            progress,
            from: from.map(|from| (from.clone(), person(from.reviewer))),
            review,
        })
    });
    Ok(shown.collect())
}

/// A page of a certification's rows, the riskiest first unless the list says otherwise.
///
/// # Errors
/// `NotFound`.
pub async fn items(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    also: &ItemFilter,
    list: &ListQuery,
) -> Result<ReviewItems, EngineError> {
    let mut tx = engine.read().await?;
    let (campaign, review) = known(&mut tx, ctx, id).await?;
    let (numbers, total) = reviews::items(&mut tx, campaign.number, review.reviewer, also, list).await?;
    let mut found = rows::find(&mut tx, campaign.number, &numbers).await?;
    let places: HashMap<i64, usize> =
        numbers.iter().enumerate().map(|(place, number)| (*number, place)).collect();
    found.sort_by_key(|item| places.get(&item.id.number).copied());
    let views = crate::certifications::views::views(&mut tx, ctx, &campaign, found, false).await?;
    let thing = |view: &LineItemView| view.item.item().or_else(|| view.item.application());
    let things: Vec<ItemId> = views.iter().filter_map(thing).collect();
    let mut facts = facts(&mut tx, things).await?;
    let held_by: Vec<AccountId> = views.iter().filter_map(|view| view.item.held()?.account).collect();
    facts.accounts = accounts::many(&mut tx, &held_by).await?;
    let about: Vec<UserId> = views.iter().filter_map(|view| view.item.user()).collect();
    facts.done = reviews::done_among(&mut tx, &review, &about).await?;
    Ok(ReviewItems { rows: views, facts, total, made: campaign.created_at })
}

async fn facts(tx: &mut Tx, things: Vec<ItemId>) -> Result<Facts, EngineError> {
    let mut things = distinct(things);
    let contents = catalog::contents_of_roles(tx, &things).await?;
    things.extend(contents.values().flatten().map(|item| item.id));
    let things = distinct(things);
    let owners = catalog::owners_among(tx, &things).await?;
    let types = catalog::object_types(tx, &things).await?;
    Ok(Facts { owners, types, contents, ..Facts::default() })
}

/// A page of the people whom a certification is about, and how many match.
///
/// # Errors
/// `NotFound`.
pub async fn identities(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    list: &ListQuery,
) -> Result<(Vec<Identity>, i64), EngineError> {
    let mut tx = engine.read().await?;
    let (campaign, review) = known(&mut tx, ctx, id).await?;
    Ok(reviews::identities(&mut tx, campaign.number, review.reviewer, list).await?)
}

/// What a certification is about, each once.
#[derive(Debug, Clone, PartialEq)]
pub enum Summarised {
    /// Things that are held or defined.
    Items(Vec<ItemBrief>),
    /// Accounts themselves.
    Accounts(Vec<AccountView>),
}

/// A page of the things of a kind that a certification is about, and how many match.
///
/// # Errors
/// `NotFound`.
pub async fn access_summaries(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    kind: Option<ItemKind>,
    list: &ListQuery,
) -> Result<(Summarised, Facts, i64), EngineError> {
    let mut tx = engine.read().await?;
    let (campaign, review) = known(&mut tx, ctx, id).await?;
    let Some(kind) = kind else { return Ok((Summarised::Items(Vec::new()), Facts::default(), 0)) };
    if kind == ItemKind::Application && campaign.definition.kind.reviews() == Reviewed::Accounts {
        let (ids, total) = reviews::accounts(&mut tx, campaign.number, review.reviewer, list).await?;
        let mut views = of_accounts(&mut tx, &ids).await?;
        let views: Vec<AccountView> = ids.iter().filter_map(|id| views.remove(id)).collect();
        let places = views.iter().map(|view| view.account.application).collect();
        return Ok((Summarised::Accounts(views), facts(&mut tx, places).await?, total));
    }
    let (ids, total) = reviews::accesses(&mut tx, campaign.number, review.reviewer, kind, list).await?;
    let mut found = catalog::briefs(&mut tx, &ids).await?;
    found.sort_by_key(|item| ids.iter().position(|id| *id == item.id));
    let revocable = revocable(&mut tx, &review, &ids).await?;
    let facts = Facts { revocable, ..facts(&mut tx, ids).await? };
    Ok((Summarised::Items(found), facts, total))
}

/// Which of these things can be taken away by themselves from somebody at least, of those whom a certification is about.
async fn revocable(tx: &mut Tx, review: &Review, ids: &[ItemId]) -> Result<HashSet<ItemId>, EngineError> {
    let ways = reviews::ways(tx, review.campaign, review.reviewer, ids).await?;
    let by_rule = roles::by_rule_among(tx, ids).await?;
    let is_direct = |way: &reviews::Way| {
        let is_due = way.is_here && by_rule.contains(&way.item);
        Revocability::by(way.origin, way.is_brought, is_due).is_direct()
    };
    Ok(ways.iter().filter(|way| is_direct(way)).map(|way| way.item).collect())
}

/// How a certification's rows of each kind are decided.
///
/// # Errors
/// `NotFound`.
pub async fn by_kind(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
    list: &ListQuery,
) -> Result<Vec<KindCount>, EngineError> {
    let mut tx = engine.read().await?;
    let (campaign, review) = known(&mut tx, ctx, id).await?;
    Ok(reviews::by_kind(&mut tx, campaign.number, review.reviewer, list).await?)
}

/// Who decides in a certification: its reviewer, and whom they let decide too.
///
/// # Errors
/// `NotFound`.
pub async fn reviewers(
    engine: &Engine,
    ctx: &Context,
    id: CertificationId,
) -> Result<Vec<UserBrief>, EngineError> {
    let mut tx = engine.read().await?;
    let (_, review) = known(&mut tx, ctx, id).await?;
    let beside = reviews::beside(&mut tx, &review).await?;
    let ids: Vec<UserId> = std::iter::once(review.reviewer).chain(beside).collect();
    Ok(users::briefs(&mut tx, &ids).await?)
}
