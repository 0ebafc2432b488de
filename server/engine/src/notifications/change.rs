//! Who is told what of a change of a request.

use bailiwick::id::UserId;
use bailiwick::notification::{NotificationKind, OUTCOME};
use bailiwick::request::Request;
use bailiwick_store::Tx;

use super::Notice;
use crate::{Context, Engine, EngineError};

/// Tells those who are asked now and were not before; and, when the request has ended, whoever asked and the person
/// it is about, unless they ended it themselves.
pub(crate) async fn tell_of(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Request,
    after: &Request,
) -> Result<(), EngineError> {
    let before_edition = before.edition;
    for phase in after.open_phases() {
        let before = before.open_phases().find(|one| one.id == phase.id);
        let asked_before = before.map(bailiwick::request::Phase::active).unwrap_or_default();
        let mut asked = phase.active();
        asked.retain(|user| !asked_before.contains(user));
        let (template, cause) = if before.is_none() {
            (&phase.events.assignment, format!("assigned:{}", phase.id))
        } else if after.edition > before_edition {
            (&phase.events.assignment, format!("changed:{}:{}", phase.id, after.edition))
        } else {
            (&phase.events.reassign, format!("reassigned:{}:{}", phase.id, ctx.now.timestamp_micros()))
        };
        let kind = NotificationKind::Assigned;
        let notice = Notice { kind, template: template.clone(), cause, request: after, phase: Some(phase) };
        notice.tell(tx, engine, ctx, &asked).await?;
    }
    // Of what was never sent, nobody was told.
    if before.status.is_open() && !after.status.is_open() && !before.is_draft {
        let mut concerned: Vec<UserId> = after.requester.user.into_iter().chain([after.user]).collect();
        concerned.sort();
        concerned.dedup();
        concerned.retain(|user| ctx.actor.user_id() != Some(*user));
        let notice = Notice {
            kind: NotificationKind::Outcome,
            template: Some(OUTCOME.to_owned()),
            cause: format!("ended:{}", after.id),
            request: after,
            phase: None,
        };
        notice.tell(tx, engine, ctx, &concerned).await?;
    }
    Ok(())
}
