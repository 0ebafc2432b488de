//! Items, with owners, tags and everything they are found by.

use std::collections::HashSet;

use bailiwick::catalog::{Item, ItemBrief, typing};
use bailiwick::id::ItemId;
use bailiwick::text::normalise;
use sqlx::Row;

use super::rows::{Cell, Rows};
use crate::search::words_of;
use crate::tx::args;
use crate::{StoreError, Tx};

/// An item on its way into the catalog.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// Its place in the catalog: a lower number is found earlier.
    pub number: i64,
    /// The item.
    pub item: Item,
    /// The name of an entitlement's application.
    pub application_name: Option<String>,
}

/// The words of the catalog that were stored already in this load.
#[derive(Debug, Default)]
pub struct Vocabulary(HashSet<String>);

/// Numbers for new items, lowest first.
pub async fn next_numbers(tx: &mut Tx, count: usize) -> Result<Vec<i64>, StoreError> {
    let wanted = i64::try_from(count).unwrap_or(i64::MAX);
    match tx {
        Tx::Sqlite(_) => {
            let last = tx.count("SELECT seq FROM sqlite_sequence WHERE name = 'items'", args![]).await?;
            Ok((last + 1..=last + wanted).collect())
        }
        Tx::Postgres(tx) => {
            let sql = "SELECT nextval(pg_get_serial_sequence('items', 'number')) FROM generate_series(1, $1)";
            let rows = sqlx::query(sql).bind(wanted).fetch_all(&mut **tx).await?;
            let mut numbers = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
            numbers.sort_unstable();
            Ok(numbers)
        }
    }
}

/// Adds items and makes them findable.
pub async fn insert_items(
    tx: &mut Tx,
    items: Vec<NewItem>,
    vocabulary: &mut Vocabulary,
) -> Result<(), StoreError> {
    const COLUMNS: &[&str] = &[
        "number",
        "id",
        "kind",
        "application_id",
        "native_key",
        "name",
        "name_norm",
        "description",
        "risk",
        "requestable",
        "status",
        "created_at",
        "modified_at",
    ];
    let mut rows = Rows::new("items", COLUMNS, items.len());
    let mut owners = Rows::new("item_owners", &["item_id", "user_id", "position"], items.len());
    let mut tags = Rows::new("item_tags", &["item_id", "tag"], items.len());
    let mut texts = Vec::with_capacity(items.len());
    let mut new_words = Vec::new();
    for NewItem { number, item, application_name } in items {
        for (position, owner) in (0_i64..).zip(&item.owners) {
            owners.push([item.id.uuid().into(), owner.uuid().into(), position.into()]);
        }
        for tag in &item.tags {
            tags.push([item.id.uuid().into(), tag.clone().into()]);
        }
        let brief = ItemBrief {
            id: item.id,
            kind: item.kind,
            name: item.name,
            description: item.description,
            native_key: item.native_key,
            application: item.application,
            application_name,
            risk: item.risk,
            requestable: item.requestable,
            status: item.status,
            created_at: item.created_at,
        };
        let (name, other) = words_of(&brief, item.tags.iter().map(String::as_str));
        texts.push((number, name.join(" "), other.join(" ")));
        for word in name.into_iter().chain(other) {
            if !vocabulary.0.contains(&word) {
                vocabulary.0.insert(word.clone());
                new_words.push(word);
            }
        }
        let name_norm = normalise(&brief.name);
        rows.push([
            number.into(),
            brief.id.uuid().into(),
            brief.kind.as_str().into(),
            brief.application.map(ItemId::uuid).into(),
            brief.native_key.into(),
            brief.name.into(),
            name_norm.into(),
            brief.description.into(),
            brief.risk.as_str().into(),
            brief.requestable.into(),
            brief.status.as_str().into(),
            brief.created_at.into(),
            brief.created_at.into(),
        ]);
    }
    rows.write(tx).await?;
    owners.write(tx).await?;
    tags.write(tx).await?;
    index(tx, texts).await?;
    add_words(tx, new_words).await
}

/// The full-text rows: (number, words of the name, other words).
async fn index(tx: &mut Tx, texts: Vec<(i64, String, String)>) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(_) => {
            let mut rows = Rows::new("item_search", &["rowid", "name", "other"], texts.len());
            for (number, name, other) in texts {
                rows.push([number.into(), name.into(), other.into()]);
            }
            rows.write(tx).await
        }
        Tx::Postgres(tx) => {
            let (mut numbers, mut names, mut others) = (Vec::new(), Vec::new(), Vec::new());
            for (number, name, other) in texts {
                numbers.push(number);
                names.push(name);
                others.push(other);
            }
            sqlx::query(
                "INSERT INTO item_search (number, words) \
                 SELECT number, setweight(to_tsvector('simple', name), 'A') || to_tsvector('simple', other) \
                 FROM UNNEST($1::bigint[], $2::text[], $3::text[]) AS t (number, name, other)",
            )
            .bind(numbers)
            .bind(names)
            .bind(others)
            .execute(&mut **tx)
            .await?;
            Ok(())
        }
    }
}

/// Words, and what typing errors make of them.
async fn add_words(tx: &mut Tx, words: Vec<String>) -> Result<(), StoreError> {
    let mut variants = Rows::new("search_variants", &["variant", "word"], words.len());
    let mut rows = Rows::new("search_words", &["word"], words.len());
    for word in words {
        if typing::is_correctable(&word) {
            for (variant, meant) in typing::entries(&word) {
                variants.push([variant.into(), meant.into()]);
            }
        }
        rows.push([Cell::from(word)]);
    }
    rows.write_new(tx).await?;
    variants.write_new(tx).await
}

/// Puts entitlements into roles: (role, entitlement).
pub async fn insert_role_content(tx: &mut Tx, content: &[(ItemId, ItemId)]) -> Result<(), StoreError> {
    let mut rows = Rows::new("role_entitlements", &["role_id", "entitlement_id"], content.len());
    for (role, entitlement) in content {
        rows.push([role.uuid().into(), entitlement.uuid().into()]);
    }
    rows.write(tx).await
}
