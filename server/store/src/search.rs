//! Finding catalog items by what was typed.
//!
//! No ranking over all matches: candidates are taken in three steps, each bounded — names
//! that begin with the text (an index on the name), names that have the words, anything that
//! has the words (full-text lists) — and only these are ranked, by the domain's rule. So the
//! cost does not grow with the number of matches.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bailiwick::catalog::{ItemBrief, ItemKind, Risk, typing};
use bailiwick::directory::Status;
use bailiwick::id::ItemId;
use bailiwick::text::{normalise, words};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::items::{BriefRow, select_briefs};
use crate::tx::{Tx, args};
use crate::{dialect, word};

/// The most candidates that are ranked.
pub const MOST_CANDIDATES: usize = 1_000;
/// The most that the index on the name contributes.
const MOST_BY_NAME: u64 = 200;

/// What narrows a search, beside the words.
#[derive(Debug, Clone, Default)]
pub struct Narrowing {
    /// Of these kinds.
    pub kinds: Vec<ItemKind>,
    /// Of these applications (an application is of itself).
    pub applications: Vec<ItemId>,
    /// Of these risks.
    pub risks: Vec<Risk>,
    /// With any of these tags.
    pub tags: Vec<String>,
    /// Added since then.
    pub added_since: Option<DateTime<Utc>>,
}

/// A found item, with what ranking and counting need.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Which.
    pub id: ItemId,
    /// Its place in the catalog: lower is more popular.
    pub number: i64,
    /// What it is.
    pub kind: ItemKind,
    /// Its application.
    pub application: Option<ItemId>,
    /// How risky.
    pub risk: Risk,
    /// Its name.
    pub name: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct CandidateRow {
    number: i64,
    id: Uuid,
    kind: String,
    application_id: Option<Uuid>,
    risk: String,
    name: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<CandidateRow> for Candidate {
    type Error = StoreError;
    fn try_from(row: CandidateRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ItemId(row.id),
            number: row.number,
            kind: word(&row.kind, "items", "kind")?,
            application: row.application_id.map(ItemId),
            risk: word(&row.risk, "items", "risk")?,
            name: row.name,
            created_at: row.created_at,
        })
    }
}

/// Candidates for the words, in no order; fewer than [`MOST_CANDIDATES`] means all there are.
pub async fn candidates(
    tx: &mut Tx,
    typed: &str,
    typed_words: &[String],
    narrowing: &Narrowing,
) -> Result<Vec<Candidate>, StoreError> {
    let mut found: HashMap<i64, Candidate> = HashMap::new();
    if typed_words.is_empty() {
        let mut statement = select_candidates(narrowing);
        statement.order_by(("i", "number"), Order::Asc).limit(MOST_CANDIDATES as u64);
        return collect(tx, &statement, found).await.map(|found| found.into_values().collect());
    }
    let mut by_name = select_candidates(narrowing);
    by_name
        .and_where(Expr::col(("i", "name_norm")).gte(typed))
        .and_where(Expr::col(("i", "name_norm")).lt(format!("{typed}\u{10ffff}")))
        .order_by(("i", "name_norm"), Order::Asc)
        .limit(MOST_BY_NAME);
    found = collect(tx, &by_name, found).await?;
    dialect::expect_few(tx).await?;
    for only_name in [true, false] {
        if found.len() < MOST_CANDIDATES {
            let mut statement = select_candidates(narrowing);
            dialect::match_words(tx, &mut statement, typed_words, only_name);
            statement.limit(MOST_CANDIDATES as u64);
            found = collect(tx, &statement, found).await?;
        }
    }
    Ok(found.into_values().collect())
}

async fn collect(
    tx: &mut Tx,
    statement: &SelectStatement,
    mut found: HashMap<i64, Candidate>,
) -> Result<HashMap<i64, Candidate>, StoreError> {
    for row in tx.select::<CandidateRow>(statement).await? {
        if found.len() == MOST_CANDIDATES {
            break;
        }
        if let Entry::Vacant(place) = found.entry(row.number) {
            place.insert(row.try_into()?);
        }
    }
    Ok(found)
}

fn select_candidates(narrowing: &Narrowing) -> SelectStatement {
    let mut statement = Query::select();
    statement
        .exprs(
            ["number", "id", "kind", "application_id", "risk", "name", "created_at"]
                .map(|column| Expr::col(("i", column))),
        )
        .from_as("items", "i")
        .and_where(Expr::col(("i", "requestable")).eq(true))
        .and_where(Expr::col(("i", "status")).eq(Status::Active.as_str()));
    if !narrowing.kinds.is_empty() {
        statement.and_where(Expr::col(("i", "kind")).is_in(narrowing.kinds.iter().map(|kind| kind.as_str())));
    }
    if !narrowing.applications.is_empty() {
        let ids = || narrowing.applications.iter().map(|id| id.uuid());
        statement.and_where(
            Expr::col(("i", "application_id")).is_in(ids()).or(Expr::col(("i", "id")).is_in(ids())),
        );
    }
    if !narrowing.risks.is_empty() {
        statement.and_where(Expr::col(("i", "risk")).is_in(narrowing.risks.iter().map(|risk| risk.as_str())));
    }
    if !narrowing.tags.is_empty() {
        let tagged = Query::select()
            .column("item_id")
            .from("item_tags")
            .and_where(Expr::col("tag").is_in(narrowing.tags.iter().map(String::as_str)))
            .take();
        statement.and_where(Expr::col(("i", "id")).in_subquery(tagged));
    }
    if let Some(since) = narrowing.added_since {
        statement.and_where(Expr::col(("i", "created_at")).gte(since));
    }
    statement.take()
}

/// How many items have each tag, among those given; most frequent first, at most `limit`.
pub async fn tags_of(tx: &mut Tx, ids: &[ItemId], limit: usize) -> Result<Vec<(String, u32)>, StoreError> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for chunk in ids.chunks(500) {
        let statement = Query::select()
            .column("tag")
            .from("item_tags")
            .and_where(Expr::col("item_id").is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        for (tag,) in tx.select::<(String,)>(&statement).await? {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(limit);
    Ok(counts)
}

/// What a typed word was probably meant to be: `None` when the catalog has words that begin
/// with it, or none that is one slip away.
pub async fn correction(tx: &mut Tx, typed: &str) -> Result<Option<String>, StoreError> {
    let known: Option<(String,)> = tx
        .row(
            "SELECT word FROM search_words WHERE word >= $1 AND word < $2 LIMIT 1",
            args![typed, format!("{typed}\u{10ffff}")],
        )
        .await?;
    if known.is_some() || !typing::is_correctable(typed) {
        return Ok(None);
    }
    let variants = typing::variants(typed);
    let statement = Query::select()
        .distinct()
        .column("word")
        .from("search_variants")
        .and_where(Expr::col("variant").is_in(variants.iter().map(String::as_str)))
        .order_by("word", Order::Asc)
        .limit(200)
        .take();
    let near: Vec<(String,)> = tx.select(&statement).await?;
    let letters = typed.chars().count();
    let unlikeness = |meant: &String| {
        (meant.chars().count().abs_diff(letters), meant.chars().next() != typed.chars().next())
    };
    Ok(near
        .into_iter()
        .map(|(meant,)| meant)
        .filter(|meant| typing::is_one_off(typed, meant))
        .min_by_key(unlikeness))
}

/// Makes an item findable by its present words; call it in the transaction that changed it.
pub async fn index(tx: &mut Tx, id: ItemId) -> Result<(), StoreError> {
    let mut statement = select_briefs();
    statement.and_where(Expr::col(("i", "id")).eq(id.uuid()));
    let Some(row) = tx.select::<BriefRow>(&statement).await?.pop() else { return Ok(()) };
    let item: ItemBrief = row.try_into()?;
    let tags: Vec<(String,)> =
        tx.rows("SELECT tag FROM item_tags WHERE item_id = $1", args![id.uuid()]).await?;
    let number = tx.count("SELECT number FROM items WHERE id = $1", args![id.uuid()]).await?;
    let (name, other) = words_of(&item, tags.iter().map(|(tag,)| tag.as_str()));
    dialect::index_words(tx, number, &name.join(" "), &other.join(" ")).await?;
    for word in name.iter().chain(&other) {
        add_word(tx, word).await?;
    }
    Ok(())
}

/// Makes the entitlements of an application findable by its present name.
pub(crate) async fn index_entitlements_of(tx: &mut Tx, application: ItemId) -> Result<(), StoreError> {
    let ids: Vec<(Uuid,)> =
        tx.rows("SELECT id FROM items WHERE application_id = $1", args![application.uuid()]).await?;
    for (id,) in ids {
        index(tx, ItemId(id)).await?;
    }
    Ok(())
}

/// The words an item is found by: those of its name, and the others.
pub fn words_of<'a>(item: &ItemBrief, tags: impl Iterator<Item = &'a str>) -> (Vec<String>, Vec<String>) {
    let name = words(&item.name);
    let mut other = words(&item.native_key);
    other.extend(words(item.application_name.as_deref().unwrap_or_default()));
    other.extend(words(&item.description));
    other.extend(tags.flat_map(words));
    let mut seen = std::collections::HashSet::new();
    other.retain(|word| seen.insert(word.clone()));
    (name, other)
}

async fn add_word(tx: &mut Tx, word: &str) -> Result<(), StoreError> {
    let added =
        tx.execute("INSERT INTO search_words (word) VALUES ($1) ON CONFLICT DO NOTHING", args![word]).await?;
    if added == 1 && typing::is_correctable(word) {
        for (variant, meant) in typing::entries(word) {
            tx.execute(
                "INSERT INTO search_variants (variant, word) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                args![variant, meant],
            )
            .await?;
        }
    }
    Ok(())
}

/// What was typed, normalised as names are stored, and its words (at most 12).
pub fn typed(text: &str) -> (String, Vec<String>) {
    let mut list = words(text);
    list.truncate(12);
    (normalise(text), list)
}
