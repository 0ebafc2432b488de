//! What is asked of the domain about one line item.

use std::collections::HashMap;

use bailiwick::authority::Authority;
use bailiwick::certification::{Campaign, ItemPermission, ItemRefusal, LineItem};
use bailiwick::directory::Status;
use bailiwick::id::UserId;
use bailiwick::text::{check, check_present};
use bailiwick_store::certifications::items;
use bailiwick_store::{Tx, users};

use super::super::unusable;
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

/// Who decides next about line items that have a stage left; in the last one, or where there is nobody, they are signed
/// for good.
pub(in super::super) async fn next(
    tx: &mut Tx,
    campaign: &Campaign,
    found: &[LineItem],
) -> Result<HashMap<i64, UserId>, EngineError> {
    let mut all = HashMap::new();
    for stage in 1..campaign.definition.stages.len() {
        let at: Vec<i64> =
            found.iter().filter(|item| item.stage + 1 == stage).map(|item| item.id.number).collect();
        let who = items::next_certifiers(tx, &campaign.definition, stage, campaign.number, &at).await;
        all.extend(who.map_err(unusable)?);
    }
    Ok(all)
}

/// Does it with one line item, if the domain lets.
pub(super) fn apply(
    item: &mut LineItem,
    campaign: &Campaign,
    ctx: &Context,
    action: &ItemAction,
    comment: &str,
    next: Option<UserId>,
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
