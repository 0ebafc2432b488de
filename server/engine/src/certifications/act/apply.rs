//! What is asked of the domain about one line item.

use bailiwick::authority::Authority;
use bailiwick::certification::{Campaign, ItemPermission, ItemRefusal, LineItem, Signature};
use bailiwick::directory::Status;
use bailiwick::id::UserId;
use bailiwick::text::{check, check_present};
use bailiwick_store::{Tx, users};

use super::{ItemAction, MOST_TEXT};
use crate::{Context, EngineError};

/// What holds for all of them.
pub(super) async fn check_all(tx: &mut Tx, action: &ItemAction, comment: &str) -> Result<(), EngineError> {
    check(comment, MOST_TEXT).map_err(|fault| EngineError::invalid("comment", fault))?;
    match action {
        ItemAction::Comment => {
            check_present(comment, MOST_TEXT).map_err(|fault| EngineError::invalid("comment", fault))
        }
        ItemAction::Forward { to } | ItemAction::Reassign { to, .. } => {
            if users::brief(tx, *to).await?.is_none_or(|user| user.status != Status::Active) {
                return Err(EngineError::invalid("newActorId", "must be the id of somebody who works here"));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Does it with one line item, if the domain lets; in whose place. Decision and signature are those of who acts. What is
/// signed goes to who decides next.
pub(super) fn apply(
    item: &mut LineItem,
    campaign: &Campaign,
    (ctx, stands_in_for): (&Context, &[UserId]),
    action: &ItemAction,
    comment: &str,
    (next, signature): (Option<(usize, UserId)>, Option<Signature>),
) -> Result<Option<UserId>, ItemRefusal> {
    let administers = ctx.actor.has(&[Authority::CertAdmin]);
    let hands_over = matches!(action, ItemAction::Forward { .. } | ItemAction::Reassign { .. });
    if *action == ItemAction::Comment && administers {
        return Ok(None);
    }
    let me = match ctx.actor.user_id() {
        Some(me) if hands_over && item.user() == Some(me) && me != item.reviewer => {
            return Err(ItemRefusal::NotPermitted("nobody chooses who decides about what is their own"));
        }
        // What was put to the wrong person an administrator puts right; in another's place decide deputies only.
        _ if administers && hands_over => item.reviewer,
        Some(me) => me,
        None => return Err(ItemRefusal::NotPermitted("people decide about line items")),
    };
    let person = item.in_place_of(campaign, me, stands_in_for, action.needs())?;
    let who = person.unwrap_or(me);
    match action {
        ItemAction::Decide(verdict) => {
            item.decide(campaign, *verdict, comment, who, ctx.now)?;
            item.decided_by = Some(me);
        }
        ItemAction::Except { until } => {
            item.except(campaign, *until, comment, who, ctx.now)?;
            item.decided_by = Some(me);
        }
        ItemAction::Reset => item.reset(campaign, who)?,
        ItemAction::Comment => item.may(campaign, who, ItemPermission::Comment)?,
        ItemAction::Forward { to } => item.forward(campaign, *to, who)?,
        ItemAction::Reassign { to, permissions } => item.reassign(campaign, *to, permissions, who)?,
        ItemAction::SignOff => {
            item.sign(campaign, next, (who, signature), ctx.now)?;
        }
    }
    Ok(person)
}
