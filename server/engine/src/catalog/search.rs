//! Search as one types.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use bailiwick::catalog::{ItemKind, Risk, rank};
use bailiwick::id::{ItemId, UserId};
use bailiwick::text::{normalise, words};
use bailiwick::view::{CatalogPage, CatalogSearch, Facet, FacetCount, Page, SearchOrder, SearchRow};
use bailiwick_store::search::{Candidate, MOST_CANDIDATES, Narrowing};
use bailiwick_store::{Tx, carts, grants, items, search as found};

use super::list::{ItemListed, listed};
use crate::{Context, Engine, EngineError};

/// The most values a facet lists.
const MOST_VALUES: usize = 12;

/// Finds items that can be requested: best match first, with ways to narrow.
///
/// Everybody who has signed in may search.
pub async fn search(
    engine: &Engine,
    ctx: &Context,
    query: &CatalogSearch,
) -> Result<CatalogPage, EngineError> {
    let begun = Instant::now();
    let mut tx = checked(engine, ctx, query).await?;
    let Found { candidates, corrected } = ranked(&mut tx, query).await?;
    let total = candidates.len();
    let facets = facets(&mut tx, &candidates).await?;
    let rows = rows(&mut tx, ctx, query.for_user, &page(candidates, query)).await?;
    Ok(CatalogPage {
        rows,
        total: i64::try_from(total).unwrap_or(i64::MAX),
        exact: total < MOST_CANDIDATES,
        facets,
        corrected,
        micros: u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
    })
}

/// The same as [`search`] finds, as [`list`](super::list()) shows it.
pub async fn find(
    engine: &Engine,
    ctx: &Context,
    query: &CatalogSearch,
) -> Result<Page<ItemListed>, EngineError> {
    let mut tx = checked(engine, ctx, query).await?;
    let Found { candidates, .. } = ranked(&mut tx, query).await?;
    let total = i64::try_from(candidates.len()).unwrap_or(i64::MAX);
    let ids: Vec<ItemId> = page(candidates, query).iter().map(|candidate| candidate.id).collect();
    let mut briefs = items::briefs(&mut tx, &ids).await?;
    briefs.sort_by_key(|brief| ids.iter().position(|id| *id == brief.id));
    Ok(Page { rows: listed(&mut tx, briefs).await?, total })
}

async fn checked(engine: &Engine, ctx: &Context, query: &CatalogSearch) -> Result<Tx, EngineError> {
    ctx.signed_in()?;
    bailiwick::text::check(&query.text, 200).map_err(|fault| EngineError::invalid("text", fault))?;
    engine.read().await
}

/// What a search found, in the order that is asked for.
struct Found {
    candidates: Vec<Candidate>,
    /// What the words were taken to mean, when they were mistyped.
    corrected: Option<String>,
}

async fn ranked(tx: &mut Tx, query: &CatalogSearch) -> Result<Found, EngineError> {
    let (mut typed, mut typed_words) = found::typed(&query.text);
    let mut corrected = None;
    for word in &mut typed_words {
        if let Some(meant) = found::correction(tx, word).await? {
            *word = meant;
            corrected = Some(());
        }
    }
    if corrected.is_some() {
        typed = typed_words.join(" ");
    }
    let narrowing = Narrowing {
        kinds: query.kinds.clone(),
        applications: query.applications.clone(),
        risks: query.risks.clone(),
        tags: query.tags.clone(),
        added_since: query.added_since,
    };
    let mut candidates = found::candidates(tx, &typed, &typed_words, &narrowing).await?;
    order(&mut candidates, query.order, &typed, &typed_words);
    Ok(Found { candidates, corrected: corrected.map(|()| typed_words.join(" ")) })
}

fn page(candidates: Vec<Candidate>, query: &CatalogSearch) -> Vec<Candidate> {
    candidates.into_iter().skip(query.offset as usize).take(query.limit.clamp(1, 100) as usize).collect()
}

fn order(candidates: &mut [Candidate], order: SearchOrder, typed: &str, typed_words: &[String]) {
    match order {
        SearchOrder::Best => candidates.sort_by_cached_key(|candidate| {
            let score = rank::score(typed, typed_words, &normalise(&candidate.name), &words(&candidate.name));
            (std::cmp::Reverse(if typed_words.is_empty() { 0 } else { score }), candidate.number)
        }),
        SearchOrder::Name => {
            candidates.sort_by_cached_key(|candidate| (normalise(&candidate.name), candidate.number));
        }
        SearchOrder::Newest => {
            candidates.sort_by_key(|candidate| (std::cmp::Reverse(candidate.created_at), candidate.number));
        }
    }
}

async fn rows(
    tx: &mut Tx,
    ctx: &Context,
    for_user: Option<UserId>,
    page: &[Candidate],
) -> Result<Vec<SearchRow>, EngineError> {
    let ids: Vec<ItemId> = page.iter().map(|candidate| candidate.id).collect();
    let briefs = items::briefs(tx, &ids).await?;
    let me = ctx.actor.user_id();
    let person = for_user.or(me);
    let (held, peers) = match person {
        Some(person) => {
            let peers = grants::peers_among(tx, person, &ids).await?;
            (grants::held_among(tx, person, &ids).await?, Some(peers))
        }
        None => (Vec::new(), None),
    };
    let in_cart: HashSet<ItemId> = match me {
        Some(me) => carts::find(tx, me).await?.map_or_else(HashSet::new, |cart| {
            cart.lines.iter().filter(|line| Some(line.user) == person).map(|line| line.item).collect()
        }),
        None => HashSet::new(),
    };
    let holders = grants::holders_among(tx, &ids).await?;
    let row = |id: &ItemId| {
        let item = briefs.iter().find(|brief| brief.id == *id)?.clone();
        Some(SearchRow {
            item,
            held: held.contains(id),
            in_cart: in_cart.contains(id),
            holders: holders.get(id).copied().unwrap_or(0),
            peers: peers.as_ref().map_or((0, 0), |peers| peers.holding(*id)),
        })
    };
    Ok(ids.iter().filter_map(row).collect())
}

async fn facets(tx: &mut Tx, candidates: &[Candidate]) -> Result<Vec<Facet>, EngineError> {
    let mut kinds: HashMap<ItemKind, u32> = HashMap::new();
    let mut risks: HashMap<Risk, u32> = HashMap::new();
    let mut applications: HashMap<ItemId, u32> = HashMap::new();
    for candidate in candidates {
        *kinds.entry(candidate.kind).or_default() += 1;
        *risks.entry(candidate.risk).or_default() += 1;
        if let Some(application) = candidate.application {
            *applications.entry(application).or_default() += 1;
        }
    }
    let mut applications: Vec<(ItemId, u32)> = applications.into_iter().collect();
    applications.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    applications.truncate(MOST_VALUES);
    let named = items::briefs(tx, &applications.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    let name = |id: ItemId| {
        named.iter().find(|item| item.id == id).map_or_else(String::new, |item| item.name.clone())
    };
    let ids: Vec<ItemId> = candidates.iter().map(|candidate| candidate.id).collect();
    let tags = found::tags_of(tx, &ids, MOST_VALUES).await?;
    let word =
        |value: &str, count: u32| FacetCount { value: value.to_owned(), label: capitalised(value), count };
    Ok(vec![
        Facet {
            name: "kind".into(),
            values: ItemKind::ALL
                .iter()
                .filter_map(|kind| Some(word(kind.as_str(), *kinds.get(kind)?)))
                .collect(),
        },
        Facet {
            name: "application".into(),
            values: applications
                .into_iter()
                .map(|(id, count)| FacetCount { value: id.to_string(), label: name(id), count })
                .collect(),
        },
        Facet {
            name: "risk".into(),
            values: Risk::ALL
                .iter()
                .filter_map(|risk| Some(word(risk.as_str(), *risks.get(risk)?)))
                .collect(),
        },
        Facet {
            name: "tag".into(),
            values: tags
                .into_iter()
                .map(|(tag, count)| FacetCount { label: tag.clone(), value: tag, count })
                .collect(),
        },
    ])
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
