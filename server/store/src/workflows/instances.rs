//! Instances: one row each, which says where the instance stands.

use std::collections::HashMap;

use bailiwick::id::{InstanceId, RequestId, WorkflowId};
use bailiwick::workflow::{Definition, Instance, Token};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use sqlx::FromRow;
use uuid::Uuid;

use super::definitions::parse;
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text, word};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    request_id: String,
    workflow_id: String,
    version: String,
    status: String,
    tokens: String,
    variables: String,
    turns: i64,
    failure: Option<String>,
    revision: i64,
}

impl TryFrom<Row> for (Instance, i64) {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        const TABLE: &str = "workflow_instances";
        let instance = Instance {
            id: InstanceId(row.id),
            request: RequestId(row.request_id),
            workflow: WorkflowId(row.workflow_id),
            version: row.version,
            status: word(&row.status, TABLE, "status")?,
            tokens: json(&row.tokens, TABLE, "tokens")?,
            variables: json(&row.variables, TABLE, "variables")?,
            turns: u32::try_from(row.turns).unwrap_or(u32::MAX),
            failure: row.failure,
        };
        Ok((instance, row.revision))
    }
}

/// Keeps the text of a definition under its hash; once is enough.
pub async fn keep_version(tx: &mut Tx, hash: &str, definition: &Definition) -> Result<(), StoreError> {
    let known = tx.count("SELECT count(*) FROM workflow_versions WHERE hash = $1", args![hash]).await?;
    if known == 0 {
        let sql = "INSERT INTO workflow_versions (hash, body) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        tx.execute(sql, args![hash, json_text(definition.body())?]).await?;
    }
    Ok(())
}

/// The definition whose text has that hash.
pub async fn version(tx: &mut Tx, hash: &str) -> Result<Option<Definition>, StoreError> {
    let row: Option<(String,)> =
        tx.row("SELECT body FROM workflow_versions WHERE hash = $1", args![hash]).await?;
    row.map(|(body,)| parse(&body, "workflow_versions")).transpose()
}

/// Adds an instance.
pub async fn insert(tx: &mut Tx, instance: &Instance, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO workflow_instances (id, request_id, workflow_id, version, status, tokens, variables, turns, \
         failure, revision, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10)",
        args![
            instance.id.uuid(),
            instance.request.0.clone(),
            instance.workflow.0.clone(),
            instance.version.clone(),
            instance.status.as_str(),
            json_text(&instance.tokens)?,
            json_text(&instance.variables)?,
            i64::from(instance.turns),
            instance.failure.clone(),
            now,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces where an instance stands, if nobody moved it since `revision`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn update(
    tx: &mut Tx,
    instance: &Instance,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE workflow_instances SET status = $3, tokens = $4, variables = $5, turns = $6, failure = $7, \
             modified_at = $8, revision = revision + 1 WHERE id = $1 AND revision = $2",
            args![
                instance.id.uuid(),
                revision,
                instance.status.as_str(),
                json_text(&instance.tokens)?,
                json_text(&instance.variables)?,
                i64::from(instance.turns),
                instance.failure.clone(),
                now,
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// An instance and its revision.
pub async fn find(tx: &mut Tx, id: InstanceId) -> Result<Option<(Instance, i64)>, StoreError> {
    let sql = "SELECT id, request_id, workflow_id, version, status, tokens, variables, turns, failure, revision \
               FROM workflow_instances WHERE id = $1";
    tx.row::<Row>(sql, args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// The instance of a request and its revision.
pub async fn of_request(tx: &mut Tx, id: &RequestId) -> Result<Option<(Instance, i64)>, StoreError> {
    let sql = "SELECT id, request_id, workflow_id, version, status, tokens, variables, turns, failure, revision \
               FROM workflow_instances WHERE request_id = $1";
    tx.row::<Row>(sql, args![id.0.clone()]).await?.map(TryInto::try_into).transpose()
}

/// How many instances of a definition run or wait.
pub async fn count_running(tx: &mut Tx, id: &WorkflowId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM workflow_instances WHERE workflow_id = $1 AND status = 'running'";
    tx.count(sql, args![id.0.clone()]).await
}

/// How many instances of each definition run or wait; of those that have any.
pub async fn running(tx: &mut Tx) -> Result<HashMap<WorkflowId, i64>, StoreError> {
    let sql =
        "SELECT workflow_id, count(*) FROM workflow_instances WHERE status = 'running' GROUP BY workflow_id";
    let rows = tx.rows::<(String, i64)>(sql, args![]).await?;
    Ok(rows.into_iter().map(|(id, count)| (WorkflowId(id), count)).collect())
}

/// Where instances of a definition stand that run or wait, at most so many of them, in no order.
pub async fn running_of(tx: &mut Tx, id: &WorkflowId, most: i64) -> Result<Vec<Vec<Token>>, StoreError> {
    let sql = "SELECT tokens FROM workflow_instances WHERE workflow_id = $1 AND status = 'running' LIMIT $2";
    let rows = tx.rows::<(String,)>(sql, args![id.0.clone(), most]).await?;
    rows.iter().map(|(tokens,)| json(tokens, "workflow_instances", "tokens")).collect()
}

/// Where an instance stands, without what its scripts have stored.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The definition.
    pub workflow: WorkflowId,
    /// Which text of it.
    pub version: String,
    /// Where it stands.
    pub tokens: Vec<Token>,
}

/// Where the instances of some requests stand.
pub async fn standing(tx: &mut Tx, ids: &[RequestId]) -> Result<HashMap<RequestId, Standing>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let statement = Query::select()
            .columns(["request_id", "workflow_id", "version", "tokens"])
            .from("workflow_instances")
            .and_where(Expr::col("request_id").is_in(chunk.iter().map(|id| id.0.as_str())))
            .take();
        for (request, workflow, version, tokens) in
            tx.select::<(String, String, String, String)>(&statement).await?
        {
            let tokens = json(&tokens, "workflow_instances", "tokens")?;
            let standing = Standing { workflow: WorkflowId(workflow), version, tokens };
            found.insert(RequestId(request), standing);
        }
    }
    Ok(found)
}
