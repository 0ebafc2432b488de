//! What each form is shown for: at most one form for each target.

use bailiwick::form::{Assignment, FormTarget};
use bailiwick::id::{FormId, ItemId};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::tx::{Tx, args};

#[derive(FromRow)]
struct Row {
    object_id: String,
    form_id: String,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<Row> for Assignment {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let target =
            row.object_id.parse().map_err(|fault: bailiwick::form::TargetFault| StoreError::Corrupt {
                table: "request_form_assignments",
                column: "object_id",
                fault: fault.to_string(),
            })?;
        Ok(Self {
            target,
            form: FormId(row.form_id),
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Every assignment.
pub async fn all(tx: &mut Tx) -> Result<Vec<Assignment>, StoreError> {
    let sql = "SELECT object_id, form_id, created_at, modified_at FROM request_form_assignments";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// The assignments of one form.
pub async fn of_form(tx: &mut Tx, form: &FormId) -> Result<Vec<Assignment>, StoreError> {
    let sql = "SELECT object_id, form_id, created_at, modified_at FROM request_form_assignments \
               WHERE form_id = $1 ORDER BY object_id";
    tx.rows::<Row>(sql, args![form.0.clone()]).await?.into_iter().map(TryInto::try_into).collect()
}

/// What is assigned to a target.
pub async fn find(tx: &mut Tx, target: &FormTarget) -> Result<Option<Assignment>, StoreError> {
    let sql = "SELECT object_id, form_id, created_at, modified_at FROM request_form_assignments \
               WHERE object_id = $1";
    tx.row::<Row>(sql, args![target.as_str()]).await?.map(TryInto::try_into).transpose()
}

/// How many assignments there are.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM request_form_assignments", args![]).await
}

/// Assigns a form to a target that has none.
///
/// # Errors
/// [`StoreError::Duplicate`]: it has one; [`StoreError::Dangling`]: there is no such form.
pub async fn insert(tx: &mut Tx, assignment: &Assignment) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO request_form_assignments (object_id, form_id, created_at, modified_at) \
         VALUES ($1, $2, $3, $4)",
        args![
            assignment.target.as_str(),
            assignment.form.0.clone(),
            assignment.created_at,
            assignment.modified_at,
        ],
    )
    .await?;
    Ok(())
}

/// Assigns another form to a target, if it still has the form `before`.
///
/// # Errors
/// [`StoreError::Stale`] when it has not; [`StoreError::Dangling`]: there is no such form.
pub async fn update(
    tx: &mut Tx,
    target: &FormTarget,
    before: &FormId,
    form: &FormId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sql = "UPDATE request_form_assignments SET form_id = $3, modified_at = $4 \
               WHERE object_id = $1 AND form_id = $2";
    let values = args![target.as_str(), before.0.clone(), form.0.clone(), now];
    if tx.execute(sql, values).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Takes a form away from a target, if it still has that one.
///
/// # Errors
/// [`StoreError::Stale`] when it has not.
pub async fn delete(tx: &mut Tx, target: &FormTarget, form: &FormId) -> Result<(), StoreError> {
    let sql = "DELETE FROM request_form_assignments WHERE object_id = $1 AND form_id = $2";
    let touched = tx.execute(sql, args![target.as_str(), form.0.clone()]).await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// What is assigned to an application: every target below its id, in order.
pub async fn of_application(tx: &mut Tx, application: ItemId) -> Result<Vec<Assignment>, StoreError> {
    let below = format!("application/{application}/");
    let sql = "SELECT object_id, form_id, created_at, modified_at FROM request_form_assignments \
               WHERE object_id LIKE $1";
    let rows: Vec<Row> = tx.rows(sql, args![format!("{below}%")]).await?;
    let mut all: Vec<Assignment> = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    all.retain(|one| one.target.as_str().starts_with(&below));
    all.sort_unstable_by(|one, other| one.target.cmp(&other.target));
    Ok(all)
}
