//! Writing requests.

use bailiwick::id::{ItemId, UserId};
use bailiwick::request::{Comment, Decision, Outcome, Phase, PhaseDecision, Request};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::error::StoreError;
use crate::json_text;
use crate::tx::{Tx, args};

/// Adds a request with its phases; its number.
///
/// # Errors
/// [`StoreError::Duplicate`] when an unfinished request asks for the same.
pub async fn insert(tx: &mut Tx, request: &Request, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let row: Option<(i64,)> = tx
        .row(
            "INSERT INTO requests (id, kind, modifier, requester_id, requester_name, user_id, item_id, item_kind, \
             application_id, correlation_id, priority, justification, start_at, end_at, expires_at, external_id, context, \
             is_draft, status, decision, outcome, started_at, completed_at, completed_by, modified_at, content, \
             unique_key, edition, about_id, revision) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
             $23, $24, $25, $26, $27, $28, $29, 1) RETURNING number",
            args![
                request.id.0.clone(),
                request.request_type.0.clone(),
                request.access.map(|access| access.modifier.as_str()),
                request.requester.user.map(UserId::uuid),
                request.requester.name.clone(),
                request.user.uuid(),
                request.item().map(ItemId::uuid),
                request.access.map(|access| access.kind.as_str()),
                request.application().map(ItemId::uuid),
                request.correlation,
                request.priority.as_str(),
                request.justification.clone(),
                request.start,
                request.end,
                request.expires,
                request.external_id.clone(),
                request.context.as_ref().map(json_text).transpose()?,
                request.is_draft,
                request.status.as_str(),
                request.decision.map(Decision::as_str),
                request.outcome.map(Outcome::as_str),
                request.started,
                request.completed,
                request.completed_by.map(UserId::uuid),
                now,
                json_text(&request.content)?,
                request.unique_key.clone(),
                request.edition,
                request.about().uuid(),
            ],
        )
        .await?;
    save_phases(tx, request).await?;
    Ok(row.map_or(0, |(number,)| number))
}

/// Replaces what a request holds and where it stands, if nobody changed it since `revision`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; [`StoreError::Duplicate`] when another unfinished request asks for the same.
pub async fn update(
    tx: &mut Tx,
    request: &Request,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE requests SET status = $3, decision = $4, outcome = $5, completed_at = $6, completed_by = $7, \
             modified_at = $8, end_at = $9, user_id = $10, priority = $11, justification = $12, start_at = $13, \
             expires_at = $14, external_id = $15, context = $16, is_draft = $17, started_at = $18, content = $19, \
             unique_key = $20, edition = $21, about_id = $22, revision = revision + 1 WHERE id = $1 AND revision = $2",
            args![
                request.id.0.clone(),
                revision,
                request.status.as_str(),
                request.decision.map(Decision::as_str),
                request.outcome.map(Outcome::as_str),
                request.completed,
                request.completed_by.map(UserId::uuid),
                now,
                request.end,
                request.user.uuid(),
                request.priority.as_str(),
                request.justification.clone(),
                request.start,
                request.expires,
                request.external_id.clone(),
                request.context.as_ref().map(json_text).transpose()?,
                request.is_draft,
                request.started,
                json_text(&request.content)?,
                request.unique_key.clone(),
                request.edition,
                request.about().uuid(),
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Stale);
    }
    save_phases(tx, request).await
}

async fn save_phases(tx: &mut Tx, request: &Request) -> Result<(), StoreError> {
    for (position, phase) in (0_i64..).zip(&request.phases) {
        save_phase(tx, request, phase, position).await?;
    }
    Ok(())
}

async fn save_phase(tx: &mut Tx, request: &Request, phase: &Phase, position: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO request_phases (id, request_id, position, name, display_name, kind, status, decision, started_at, \
         due_at, completed_at, completed_by, justification, mode, events, on_behalf_of, claimed_by, \
         claimed_for) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (id) DO UPDATE SET status = excluded.status, decision = excluded.decision, \
         due_at = excluded.due_at, completed_at = excluded.completed_at, completed_by = excluded.completed_by, \
         justification = excluded.justification, events = excluded.events, on_behalf_of = excluded.on_behalf_of, \
         claimed_by = excluded.claimed_by, claimed_for = excluded.claimed_for",
        args![
            phase.id.uuid(),
            request.id.0.clone(),
            position,
            phase.name.clone(),
            phase.display_name.clone(),
            phase.kind.as_str(),
            phase.status.as_str(),
            phase.decision.map(PhaseDecision::as_str),
            phase.started,
            phase.due,
            phase.completed,
            phase.completed_by.map(UserId::uuid),
            phase.justification.clone(),
            phase.mode.as_str(),
            json_text(&phase.events)?,
            phase.on_behalf_of.map(UserId::uuid),
            phase.claim.map(|claim| claim.by.uuid()),
            phase.claim.and_then(|claim| claim.on_behalf_of).map(UserId::uuid),
        ],
    )
    .await?;
    for actor in &phase.actors {
        let permissions: Vec<&str> = actor.permissions.iter().map(|permission| permission.as_str()).collect();
        tx.execute(
            "INSERT INTO request_actors (phase_id, user_id, request_id, permissions, is_active, agreed_by) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (phase_id, user_id) DO UPDATE SET \
             permissions = excluded.permissions, is_active = excluded.is_active, agreed_by = excluded.agreed_by",
            args![
                phase.id.uuid(),
                actor.user.uuid(),
                request.id.0.clone(),
                permissions.join(","),
                actor.active,
                actor.agreed_by.map(UserId::uuid),
            ],
        )
        .await?;
    }
    Ok(())
}

/// Adds a comment.
pub async fn add_comment(
    tx: &mut Tx,
    id: Uuid,
    request: &Request,
    comment: &Comment,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO request_comments (id, request_id, phase, user_id, user_name, action, comment, at, on_behalf_of) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            id,
            request.id.0.clone(),
            comment.phase.clone(),
            comment.user.map(UserId::uuid),
            comment.name.clone(),
            comment.action.as_str(),
            comment.comment.clone(),
            comment.at,
            comment.on_behalf_of.map(UserId::uuid),
        ],
    )
    .await?;
    Ok(())
}
