//! Tasks: the phases in which people are asked. Who may see one is part of the statement.

use bailiwick::id::{PhaseId, RequestId, UserId};
use bailiwick::request::{PhaseDecision, PhaseKind, TASKS, TaskState};
use chrono::{DateTime, Utc};
use sea_query::{Condition, Expr, ExprTrait, Order, Query, SelectStatement, UnionType};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Which tasks are listed.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'a> {
    /// Those that this person is or was asked to do, or, when only what is assigned is wanted, those that wait for
    /// them; everybody's when absent.
    pub of: Option<UserId>,
    /// With them, those of whom this person stands in for.
    pub stands_in_for: &'a [UserId],
    /// In one of these states; any when empty.
    pub states: &'a [TaskState],
    /// Decided like this; anyhow when empty.
    pub decisions: &'a [PhaseDecision],
}

fn in_state(state: TaskState) -> Condition {
    let p = |column: &'static str| Expr::col(("p", column));
    // Nobody decided, though there was a last day for it: the product did, on that day.
    let in_silence = || {
        Condition::all()
            .add(p("completed_by").is_null())
            .add(p("due_at").is_not_null())
            .add(p("completed_at").gte(p("due_at")))
    };
    match state {
        TaskState::Assigned => Condition::all().add(p("status").eq("in-progress")),
        TaskState::Completed => Condition::all().add(p("status").eq("complete")).add(in_silence().not()),
        TaskState::Expired => Condition::all().add(p("status").eq("complete")).add(in_silence()),
        TaskState::Cancelled => Condition::all().add(p("status").eq("cancelled")),
    }
}

/// The phases a person is or was asked in, in their own right or as a deputy
/// (`bailiwick::delegation::reaches`), and those they decided as one; `waiting`, only those that wait for them: few, and
/// found by an index, however much they have done.
fn asked_in(user: UserId, stands_in_for: &[UserId], waiting: bool) -> SelectStatement {
    let me = user.uuid();
    let active = Some(true).filter(|_| waiting);
    let mut asked = Query::select()
        .column("phase_id")
        .from("request_actors")
        .and_where(Expr::col("user_id").eq(me))
        .and_where_option(active.map(|active| Expr::col("is_active").eq(active)))
        .take();
    if !stands_in_for.is_empty() {
        asked.union(UnionType::Distinct, super::list::instead(user, stands_in_for, "phase_id", active));
    }
    if waiting {
        return asked;
    }
    let decided = Query::select()
        .column("id")
        .from("request_phases")
        .and_where(Expr::col("completed_by").eq(me))
        .and_where(Expr::col("on_behalf_of").is_not_null())
        .take();
    asked.union(UnionType::Distinct, decided);
    asked
}

/// The newest tasks, at most `limit`: each with its request.
pub async fn tasks(
    tx: &mut Tx,
    wanted: &Wanted<'_>,
    limit: u32,
) -> Result<Vec<(PhaseId, RequestId)>, StoreError> {
    let mut statement = Query::select();
    statement
        .columns([("p", "id"), ("p", "request_id")])
        .from_as("request_phases", "p")
        .and_where(Expr::col(("p", "kind")).is_in(TASKS.map(PhaseKind::as_str)))
        .order_by(("p", "started_at"), Order::Desc)
        .order_by(("p", "id"), Order::Desc)
        .limit(u64::from(limit));
    if let Some(user) = wanted.of {
        let waiting = wanted.states == [TaskState::Assigned];
        let asked = asked_in(user, wanted.stands_in_for, waiting);
        statement.and_where(Expr::col(("p", "id")).in_subquery(asked));
    }
    if !wanted.states.is_empty() {
        let any = wanted.states.iter().fold(Condition::any(), |any, state| any.add(in_state(*state)));
        statement.cond_where(any);
    }
    if !wanted.decisions.is_empty() {
        let words = wanted.decisions.iter().map(|decision| decision.as_str());
        statement.and_where(Expr::col(("p", "decision")).is_in(words));
    }
    let rows: Vec<(Uuid, String)> = tx.select(&statement).await?;
    Ok(rows.into_iter().map(|(phase, request)| (PhaseId(phase), RequestId(request))).collect())
}

/// Phases that a deputy has claimed who does not stand in for that person at an instant, at most `limit`: each with its
/// request.
pub async fn claims_past(
    tx: &mut Tx,
    at: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(RequestId, PhaseId)>, StoreError> {
    let sql = "SELECT p.request_id, p.id FROM request_phases p \
               WHERE p.claimed_for IS NOT NULL AND p.status = 'in-progress' AND NOT EXISTS (\
               SELECT 1 FROM delegations d JOIN users u ON u.id = d.user_id AND u.status = 'active' \
               JOIN users s ON s.id = d.deputy_id AND s.status = 'active' \
               WHERE d.deputy_id = p.claimed_by AND d.user_id = p.claimed_for AND d.ended_at IS NULL \
               AND d.starts_at <= $1 AND d.ends_at >= $1) ORDER BY p.id LIMIT $2";
    let rows: Vec<(String, Uuid)> = tx.rows(sql, args![at, i64::from(limit)]).await?;
    Ok(rows.into_iter().map(|(request, phase)| (RequestId(request), PhaseId(phase))).collect())
}

/// The request of a phase.
pub async fn request_of_phase(tx: &mut Tx, phase: PhaseId) -> Result<Option<RequestId>, StoreError> {
    let sql = "SELECT request_id FROM request_phases WHERE id = $1";
    let row: Option<(String,)> = tx.row(sql, args![phase.uuid()]).await?;
    Ok(row.map(|(id,)| RequestId(id)))
}
