//! The audit trail: entries written beside each change, sealed into the chain later.

use bailiwick::audit::{Entry, Record, Seal};
use bailiwick::id::UserId;
use bailiwick::view::{AuditQuery, ChainState};
use chrono::{DateTime, SubsecRound, Utc};
use sea_query::{Cond, Expr, ExprTrait, Order, Query, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Entries are counted up to here; nobody turns that many pages.
pub const MOST_COUNTED: u64 = 10_000;

/// Which entries a reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Those about a person, and those of what they did.
    Person(UserId),
    /// Those of what a program did.
    Client(String),
}

#[derive(FromRow)]
struct EntryRow {
    number: i64,
    id: Uuid,
    at: DateTime<Utc>,
    actor_kind: String,
    actor_id: String,
    actor_name: String,
    event: String,
    object_kind: String,
    object_id: String,
    object_name: String,
    user_id: Option<Uuid>,
    trace_id: String,
    changes: String,
    sequence: Option<i64>,
    hash: Option<String>,
}

impl TryFrom<EntryRow> for (i64, Record) {
    type Error = StoreError;
    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        let corrupt = |fault: serde_json::Error| StoreError::Corrupt {
            table: "audit_entries",
            column: "changes",
            fault: fault.to_string(),
        };
        let entry = Entry {
            id: row.id,
            at: row.at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            actor_name: row.actor_name,
            event: row.event,
            object_kind: row.object_kind,
            object_id: row.object_id,
            object_name: row.object_name,
            user: row.user_id.map(UserId),
            trace_id: row.trace_id,
            changes: serde_json::from_str(&row.changes).map_err(corrupt)?,
        };
        let seal = row.sequence.zip(row.hash).map(|(sequence, hash)| Seal { sequence, hash });
        Ok((row.number, Record { entry, seal }))
    }
}

/// The columns of an [`EntryRow`], in the order of the table.
const COLUMNS: [&str; 15] = [
    "number",
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "event",
    "object_kind",
    "object_id",
    "object_name",
    "user_id",
    "trace_id",
    "changes",
    "sequence",
    "hash",
];

macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "SELECT number, id, at, actor_kind, actor_id, actor_name, event, object_kind, object_id, object_name, ",
            "user_id, trace_id, changes, sequence, hash FROM audit_entries ",
            $rest
        )
    };
}

/// Adds an entry; its place in the chain comes later.
///
/// The time is kept to the microsecond, so that it reads, and hashes, the same everywhere.
pub async fn insert(tx: &mut Tx, entry: &Entry) -> Result<(), StoreError> {
    let changes =
        serde_json::to_string(&entry.changes).map_err(|fault| StoreError::Unusable(fault.to_string()))?;
    tx.execute(
        "INSERT INTO audit_entries (id, at, actor_kind, actor_id, actor_name, event, object_kind, object_id, \
         object_name, user_id, trace_id, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            entry.id,
            entry.at.trunc_subsecs(6),
            entry.actor_kind.clone(),
            entry.actor_id.clone(),
            entry.actor_name.clone(),
            entry.event.clone(),
            entry.object_kind.clone(),
            entry.object_id.clone(),
            entry.object_name.clone(),
            entry.user.map(UserId::uuid),
            entry.trace_id.clone(),
            changes,
        ],
    )
    .await?;
    Ok(())
}

/// The last place of the chain: its sequence (0 when nothing is sealed) and its hash.
pub async fn head(tx: &mut Tx) -> Result<Seal, StoreError> {
    let row: Option<(i64, String)> =
        tx.row("SELECT sequence, hash FROM audit_chain WHERE id = 1", args![]).await?;
    let missing = || StoreError::Corrupt { table: "audit_chain", column: "id", fault: "no row 1".into() };
    let (sequence, hash) = row.ok_or_else(missing)?;
    Ok(Seal { sequence, hash })
}

/// Takes the head for this transaction alone; whoever comes second waits.
pub async fn lock_head(tx: &mut Tx) -> Result<Seal, StoreError> {
    tx.execute("UPDATE audit_chain SET sequence = sequence WHERE id = 1", args![]).await?;
    head(tx).await
}

/// Moves the head.
pub async fn set_head(tx: &mut Tx, seal: &Seal) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE audit_chain SET sequence = $1, hash = $2 WHERE id = 1",
        args![seal.sequence, seal.hash.clone()],
    )
    .await?;
    Ok(())
}

/// Entries that have no place in the chain yet, in the order of their numbers.
pub async fn unsealed(tx: &mut Tx, limit: i64) -> Result<Vec<(i64, Entry)>, StoreError> {
    let rows: Vec<EntryRow> =
        tx.rows(entries!("WHERE sequence IS NULL ORDER BY number LIMIT $1"), args![limit]).await?;
    rows.into_iter()
        .map(|row| <(i64, Record)>::try_from(row).map(|(number, record)| (number, record.entry)))
        .collect()
}

/// Whether there are such entries.
pub async fn any_unsealed(tx: &mut Tx) -> Result<bool, StoreError> {
    let row: Option<(i64,)> =
        tx.row("SELECT number FROM audit_entries WHERE sequence IS NULL LIMIT 1", args![]).await?;
    Ok(row.is_some())
}

/// Gives an entry its place in the chain.
pub async fn seal(tx: &mut Tx, number: i64, seal: &Seal) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE audit_entries SET sequence = $2, hash = $3 WHERE number = $1",
        args![number, seal.sequence, seal.hash.clone()],
    )
    .await?;
    Ok(())
}

/// How the chain stands.
pub async fn chain(tx: &mut Tx) -> Result<ChainState, StoreError> {
    let head = head(tx).await?;
    let unsealed = tx.count("SELECT count(*) FROM audit_entries WHERE sequence IS NULL", args![]).await?;
    Ok(ChainState { sealed: head.sequence, unsealed, head: head.hash })
}

/// Sealed entries behind the place `after`, in the order of the chain, at most `limit`.
pub async fn sealed(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<(Entry, Seal)>, StoreError> {
    let rows: Vec<EntryRow> =
        tx.rows(entries!("WHERE sequence > $1 ORDER BY sequence LIMIT $2"), args![after, limit]).await?;
    let mut sealed = Vec::with_capacity(rows.len());
    for row in rows {
        let (_, record) = row.try_into()?;
        let unhashed =
            || StoreError::Corrupt { table: "audit_entries", column: "hash", fault: "absent".into() };
        sealed.push((record.entry, record.seal.ok_or_else(unhashed)?));
    }
    Ok(sealed)
}

/// Matching entries that the reader may see, newest first, at most `limit`; with their numbers.
pub async fn search(
    tx: &mut Tx,
    query: &AuditQuery,
    scope: &Scope,
    limit: u64,
) -> Result<Vec<(i64, Record)>, StoreError> {
    let mut statement = matching(query, scope);
    statement.columns(COLUMNS).order_by("number", Order::Desc).limit(limit);
    if let Some(before) = query.before {
        statement.and_where(Expr::col("number").lt(before));
    }
    tx.select::<EntryRow>(&statement).await?.into_iter().map(TryInto::try_into).collect()
}

/// How many entries match on all pages, counted up to [`MOST_COUNTED`].
pub async fn count(tx: &mut Tx, query: &AuditQuery, scope: &Scope) -> Result<i64, StoreError> {
    let found = matching(query, scope).column("number").limit(MOST_COUNTED).take();
    let statement = Query::select().expr(Expr::cust("count(*)")).from_subquery(found, "found").take();
    tx.select_count(&statement).await
}

fn matching(query: &AuditQuery, scope: &Scope) -> SelectStatement {
    let by = |kind: &str, id: String| {
        Cond::all().add(Expr::col("actor_id").eq(id)).add(Expr::col("actor_kind").eq(kind))
    };
    let seen = match scope {
        Scope::All => Cond::all(),
        Scope::Person(person) => {
            Cond::any().add(Expr::col("user_id").eq(person.uuid())).add(by("user", person.to_string()))
        }
        Scope::Client(id) => by("client", id.clone()),
    };
    let wanted = Cond::all()
        .add(seen)
        .add_option(query.object_id.as_deref().map(|id| Expr::col("object_id").eq(id)))
        .add_option(query.user.map(|user| Expr::col("user_id").eq(user.uuid())))
        .add_option(query.actor.as_deref().map(|id| Expr::col("actor_id").eq(id)))
        .add_option(query.event.as_deref().map(|event| Expr::col("event").eq(event)))
        .add_option(query.from.map(|from| Expr::col("at").gte(from)))
        .add_option(query.to.map(|to| Expr::col("at").lt(to)));
    Query::select().from("audit_entries").cond_where(wanted).take()
}
