//! Calls that a step has made and that changed something.

use bailiwick::id::InstanceId;
use serde_json::Value as Json;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

/// Which call: the first, second … of one visit to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallKey {
    /// The instance.
    pub instance: InstanceId,
    /// The visit.
    pub turn: u32,
    /// The call, from 0.
    pub number: u32,
}

impl CallKey {
    fn args(self) -> Vec<sea_query::Value> {
        args![self.instance.uuid(), i64::from(self.turn), i64::from(self.number)]
    }
}

/// Says, in the transaction of its change, that a call was made; `false` when it was made before.
pub async fn made(tx: &mut Tx, key: CallKey) -> Result<bool, StoreError> {
    let sql =
        "INSERT INTO workflow_calls (instance_id, turn, number) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, key.args()).await? > 0)
}

/// Keeps what a call answered.
pub async fn answered(tx: &mut Tx, key: CallKey, answer: &Json) -> Result<(), StoreError> {
    let sql = "UPDATE workflow_calls SET answer = $4 WHERE instance_id = $1 AND turn = $2 AND number = $3";
    let mut args = key.args();
    args.push(json_text(answer)?.into());
    tx.execute(sql, args).await?;
    Ok(())
}

/// Whether a call was made, and what it answered as far as that is known.
pub async fn find(tx: &mut Tx, key: CallKey) -> Result<Option<Option<Json>>, StoreError> {
    let sql = "SELECT answer FROM workflow_calls WHERE instance_id = $1 AND turn = $2 AND number = $3";
    let row: Option<(Option<String>,)> = tx.row(sql, key.args()).await?;
    let read = |text: String| json(&text, "workflow_calls", "answer");
    row.map(|(answer,)| answer.map(read).transpose()).transpose()
}

/// The step has been left: its calls need not be known any more.
pub async fn forget(tx: &mut Tx, instance: InstanceId, turn: u32) -> Result<(), StoreError> {
    let sql = "DELETE FROM workflow_calls WHERE instance_id = $1 AND turn = $2";
    tx.execute(sql, args![instance.uuid(), i64::from(turn)]).await?;
    Ok(())
}
