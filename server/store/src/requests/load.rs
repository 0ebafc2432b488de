//! Reading requests.

use std::collections::HashMap;

use bailiwick::id::{AttachmentId, ItemId, PhaseId, RequestId, RequestTypeId, UserId};
use bailiwick::request::{
    Access, Claim, Comment, Modifier, Phase, PhaseActor, Request, RequestStatus, Requester,
};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, JoinType, Order, Query};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, word};

#[derive(FromRow)]
struct RequestRow {
    number: i64,
    id: String,
    kind: String,
    modifier: Option<String>,
    requester_id: Option<Uuid>,
    requester_name: String,
    user_id: Uuid,
    item_id: Option<Uuid>,
    item_kind: Option<String>,
    application_id: Option<Uuid>,
    correlation_id: Option<Uuid>,
    priority: String,
    justification: String,
    start_at: Option<DateTime<Utc>>,
    end_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    external_id: Option<String>,
    context: Option<String>,
    is_draft: bool,
    edition: i64,
    status: String,
    decision: Option<String>,
    outcome: Option<String>,
    started_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
    completed_by: Option<Uuid>,
    revision: i64,
    content: String,
    unique_key: Option<String>,
}

const COLUMNS: [&str; 29] = [
    "number",
    "id",
    "kind",
    "modifier",
    "requester_id",
    "requester_name",
    "user_id",
    "item_id",
    "item_kind",
    "application_id",
    "correlation_id",
    "priority",
    "justification",
    "start_at",
    "end_at",
    "expires_at",
    "external_id",
    "context",
    "is_draft",
    "edition",
    "status",
    "decision",
    "outcome",
    "started_at",
    "completed_at",
    "completed_by",
    "revision",
    "content",
    "unique_key",
];

impl RequestRow {
    fn read(self, phases: Vec<Phase>) -> Result<(Request, i64), StoreError> {
        let access = match (self.modifier, self.item_kind, self.item_id) {
            (Some(modifier), Some(kind), Some(item)) => Some(Access {
                modifier: word(&modifier, "requests", "modifier")?,
                kind: word(&kind, "requests", "item_kind")?,
                item: ItemId(item),
                application: self.application_id.map(ItemId),
            }),
            _ => None,
        };
        let request = Request {
            id: RequestId(self.id),
            number: self.number,
            request_type: RequestTypeId(self.kind),
            requester: Requester { user: self.requester_id.map(UserId), name: self.requester_name },
            user: UserId(self.user_id),
            access,
            content: json(&self.content, "requests", "content")?,
            unique_key: self.unique_key,
            priority: word(&self.priority, "requests", "priority")?,
            justification: self.justification,
            start: self.start_at,
            end: self.end_at,
            expires: self.expires_at,
            external_id: self.external_id,
            context: self.context.map(|text| json(&text, "requests", "context")).transpose()?,
            correlation: self.correlation_id,
            is_draft: self.is_draft,
            edition: self.edition,
            status: word(&self.status, "requests", "status")?,
            decision: self.decision.map(|text| word(&text, "requests", "decision")).transpose()?,
            outcome: self.outcome.map(|text| word(&text, "requests", "outcome")).transpose()?,
            started: self.started_at,
            completed: self.completed_at,
            completed_by: self.completed_by.map(UserId),
            phases,
        };
        Ok((request, self.revision))
    }
}

#[derive(FromRow)]
struct PhaseRow {
    id: Uuid,
    request_id: String,
    name: String,
    display_name: String,
    kind: String,
    status: String,
    decision: Option<String>,
    started_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    completed_by: Option<Uuid>,
    on_behalf_of: Option<Uuid>,
    claimed_by: Option<Uuid>,
    claimed_for: Option<Uuid>,
    justification: Option<String>,
    mode: String,
    events: String,
    user_id: Option<Uuid>,
    permissions: Option<String>,
    is_active: Option<bool>,
    agreed_by: Option<Uuid>,
}

impl PhaseRow {
    /// The actor that this row names; a phase has a row for each, and one without when it has none.
    fn actor(&self) -> Result<Option<PhaseActor>, StoreError> {
        let Some(user) = self.user_id else { return Ok(None) };
        let permissions =
            self.permissions.iter().flat_map(|all| all.split(',')).filter(|one| !one.is_empty());
        Ok(Some(PhaseActor {
            user: UserId(user),
            permissions: permissions
                .map(|text| word(text, "request_actors", "permissions"))
                .collect::<Result<_, _>>()?,
            active: self.is_active.unwrap_or_default(),
            agreed_by: self.agreed_by.map(UserId),
        }))
    }

    /// The phase, without its actors.
    fn read(self) -> Result<Phase, StoreError> {
        Ok(Phase {
            id: PhaseId(self.id),
            name: self.name,
            display_name: self.display_name,
            kind: word(&self.kind, "request_phases", "kind")?,
            status: word(&self.status, "request_phases", "status")?,
            decision: self.decision.map(|text| word(&text, "request_phases", "decision")).transpose()?,
            started: self.started_at,
            due: self.due_at,
            completed: self.completed_at,
            completed_by: self.completed_by.map(UserId),
            on_behalf_of: self.on_behalf_of.map(UserId),
            claim: self
                .claimed_by
                .map(|by| Claim { by: UserId(by), on_behalf_of: self.claimed_for.map(UserId) }),
            justification: self.justification,
            mode: word(&self.mode, "request_phases", "mode")?,
            events: json(&self.events, "request_phases", "events")?,
            actors: Vec::new(),
        })
    }
}

/// A request with its phases, and its revision.
pub async fn find(tx: &mut Tx, id: &RequestId) -> Result<Option<(Request, i64)>, StoreError> {
    Ok(find_many(tx, std::slice::from_ref(id)).await?.pop())
}

/// Requests with their phases and revisions, in the order given; unknown ids are left out.
pub async fn find_many(tx: &mut Tx, ids: &[RequestId]) -> Result<Vec<(Request, i64)>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let keys = || chunk.iter().map(|id| id.0.as_str());
        let statement =
            Query::select().columns(COLUMNS).from("requests").and_where(Expr::col("id").is_in(keys())).take();
        let rows: Vec<RequestRow> = tx.select(&statement).await?;
        let mut phases = phases_of(tx, keys().collect()).await?;
        for row in rows {
            let phases = phases.remove(&row.id).unwrap_or_default();
            found.push(row.read(phases)?);
        }
    }
    let place: HashMap<&RequestId, usize> = ids.iter().enumerate().map(|(at, id)| (id, at)).collect();
    found.sort_by_key(|(request, _)| place.get(&request.id).copied());
    Ok(found)
}

/// The phases of requests with their actors, by one statement: each read of a request makes it.
async fn phases_of(tx: &mut Tx, ids: Vec<&str>) -> Result<HashMap<String, Vec<Phase>>, StoreError> {
    let columns = [
        "id",
        "request_id",
        "name",
        "display_name",
        "kind",
        "status",
        "decision",
        "started_at",
        "due_at",
        "completed_at",
        "completed_by",
        "on_behalf_of",
        "claimed_by",
        "claimed_for",
        "justification",
        "mode",
        "events",
    ];
    let statement = Query::select()
        .columns(columns.map(|column| ("p", column)))
        .columns(["user_id", "permissions", "is_active", "agreed_by"].map(|column| ("a", column)))
        .from_as("request_phases", "p")
        .join_as(JoinType::LeftJoin, "request_actors", "a", Expr::col(("a", "phase_id")).equals(("p", "id")))
        .and_where(Expr::col(("p", "request_id")).is_in(ids))
        .order_by(("p", "request_id"), Order::Asc)
        .order_by(("p", "position"), Order::Asc)
        .order_by(("a", "user_id"), Order::Asc)
        .take();
    let mut phases: HashMap<String, Vec<Phase>> = HashMap::new();
    for row in tx.select::<PhaseRow>(&statement).await? {
        let of_request = phases.entry(row.request_id.clone()).or_default();
        let actor = row.actor()?;
        if of_request.last().is_none_or(|last| last.id.0 != row.id) {
            of_request.push(row.read()?);
        }
        if let Some(last) = of_request.last_mut() {
            last.actors.extend(actor);
        }
    }
    Ok(phases)
}

/// Where a request stands.
pub async fn status(tx: &mut Tx, id: &RequestId) -> Result<Option<RequestStatus>, StoreError> {
    let row: Option<(String,)> =
        tx.row("SELECT status FROM requests WHERE id = $1", args![id.0.clone()]).await?;
    row.map(|(status,)| word(&status, "requests", "status")).transpose()
}

/// Nobody else changes a request until this transaction is over.
pub async fn lock(tx: &mut Tx, id: &RequestId) -> Result<(), StoreError> {
    if matches!(tx, Tx::Postgres(_)) {
        let sql = "SELECT id FROM requests WHERE id = $1 FOR UPDATE";
        tx.row::<(String,)>(sql, args![id.0.clone()]).await?;
    }
    Ok(())
}

/// The id of the request with a number.
pub async fn id_of_number(tx: &mut Tx, number: i64) -> Result<Option<RequestId>, StoreError> {
    let row: Option<(String,)> = tx.row("SELECT id FROM requests WHERE number = $1", args![number]).await?;
    Ok(row.map(|(id,)| RequestId(id)))
}

/// The unfinished request that asks for the same.
pub async fn open_request(
    tx: &mut Tx,
    user: UserId,
    item: ItemId,
    modifier: Modifier,
) -> Result<Option<RequestId>, StoreError> {
    let row: Option<(String,)> = tx
        .row(
            "SELECT id FROM requests WHERE user_id = $1 AND item_id = $2 AND modifier = $3 \
             AND status IN ('in-progress', 'suspended') AND NOT is_draft",
            args![user.uuid(), item.uuid(), modifier.as_str()],
        )
        .await?;
    Ok(row.map(|(id,)| RequestId(id)))
}

/// The unfinished request that has the same unique key.
pub async fn with_unique_key(tx: &mut Tx, key: &str) -> Result<Option<RequestId>, StoreError> {
    let sql = "SELECT id FROM requests WHERE unique_key = $1 AND status IN ('in-progress', 'suspended') AND NOT is_draft";
    let row: Option<(String,)> = tx.row(sql, args![key]).await?;
    Ok(row.map(|(id,)| RequestId(id)))
}

#[derive(FromRow)]
struct CommentRow {
    request_id: String,
    phase: Option<String>,
    user_id: Option<Uuid>,
    user_name: String,
    on_behalf_of: Option<Uuid>,
    action: String,
    comment: String,
    at: DateTime<Utc>,
    attachment_id: Option<Uuid>,
    attachment_name: Option<String>,
}

/// What was said about requests, oldest first.
pub async fn comments(
    tx: &mut Tx,
    ids: &[RequestId],
) -> Result<HashMap<RequestId, Vec<Comment>>, StoreError> {
    let mut all: HashMap<RequestId, Vec<Comment>> = HashMap::new();
    for chunk in ids.chunks(500) {
        let columns =
            ["request_id", "phase", "user_id", "user_name", "on_behalf_of", "action", "comment", "at"];
        let statement = Query::select()
            .columns(columns.map(|column| ("c", column)))
            .expr_as(Expr::col(("a", "id")), "attachment_id")
            .expr_as(Expr::col(("a", "name")), "attachment_name")
            .from_as("request_comments", "c")
            .join_as(
                JoinType::LeftJoin,
                "attachments",
                "a",
                Expr::col(("a", "comment_id")).equals(("c", "id")),
            )
            .and_where(Expr::col(("c", "request_id")).is_in(chunk.iter().map(|id| id.0.as_str())))
            .order_by(("c", "at"), Order::Asc)
            .order_by(("c", "id"), Order::Asc)
            .take();
        for row in tx.select::<CommentRow>(&statement).await? {
            let comment = Comment {
                user: row.user_id.map(UserId),
                name: row.user_name,
                on_behalf_of: row.on_behalf_of.map(UserId),
                action: word(&row.action, "request_comments", "action")?,
                comment: row.comment,
                phase: row.phase,
                at: row.at,
                attachment: row.attachment_id.map(AttachmentId).zip(row.attachment_name),
            };
            all.entry(RequestId(row.request_id)).or_default().push(comment);
        }
    }
    Ok(all)
}
