//! What is asked of the domain about one line item.

use bailiwick::authority::Authority;
use bailiwick::certification::{Campaign, ItemPermission, ItemRefusal, LineItem};
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

/// Does it with one line item, if the domain lets.
pub(super) fn apply(
    item: &mut LineItem,
    campaign: &Campaign,
    ctx: &Context,
    action: &ItemAction,
    comment: &str,
    next: Option<(usize, UserId)>,
) -> Result<(), ItemRefusal> {
    let administers = ctx.actor.has(&[Authority::CertAdmin]);
    let hands_over = matches!(action, ItemAction::Forward { .. } | ItemAction::Reassign { .. });
    if *action == ItemAction::Comment && administers {
        return Ok(());
    }
    let who = match ctx.actor.user_id() {
        Some(me) if hands_over && item.user() == Some(me) && me != item.reviewer => {
            return Err(ItemRefusal::NotPermitted("nobody chooses who decides about what is their own"));
        }
        // What was put to the wrong person an administrator puts right; nobody decides in another's place.
        _ if administers && hands_over => item.reviewer,
        Some(me) => me,
        None => return Err(ItemRefusal::NotPermitted("people decide about line items")),
    };
    match action {
        ItemAction::Decide(verdict) => item.decide(campaign, *verdict, comment, who, ctx.now),
        ItemAction::Except { until } => item.except(campaign, *until, comment, who, ctx.now),
        ItemAction::Reset => item.reset(campaign, who),
        ItemAction::Comment => item.may(campaign, who, ItemPermission::Comment),
        ItemAction::Forward { to } => item.forward(campaign, *to, who),
        ItemAction::Reassign { to, permissions } => item.reassign(campaign, *to, permissions, who),
        ItemAction::SignOff => item.sign(campaign, next, who, ctx.now).map(drop),
    }
}
