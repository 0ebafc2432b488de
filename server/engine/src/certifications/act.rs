//! What people do with line items: one, several, or everything that is put to them (contract rows 39, 40).

use bailiwick::authority::{Actor, Authority};
use bailiwick::certification::{
    Campaign, ItemPermission, ItemRefusal, LineItem, LineItemId, LineItemStatus, Verdict,
};
use bailiwick::directory::Status;
use bailiwick::id::{CampaignId, UserId};
use bailiwick::text::{check, check_present};
use bailiwick_store::certifications::items::{self, ItemComment, Wanted};
use bailiwick_store::{Tx, users};
use chrono::Duration;

use super::campaigns::{end_when_signed, told};
use super::exceptions::plan_end_of_exceptions;
use super::notices::tell_of_handover;
use super::{find, unusable};
use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// The most line items that are named at once.
const MOST: usize = 10_000;
/// The most characters of a comment.
pub(super) const MOST_TEXT: usize = 10_000;
/// So many are changed in one transaction.
const CHUNK: usize = 2_000;

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemAction {
    /// Decide.
    Decide(Verdict),
    /// Take the decision back.
    Reset,
    /// Say something.
    Comment,
    /// Hand it over.
    Forward {
        /// To whom; an active person.
        to: UserId,
    },
    /// Let somebody else decide too.
    Reassign {
        /// Whom; an active person.
        to: UserId,
        /// What they may.
        permissions: Vec<ItemPermission>,
    },
    /// Sign what was decided.
    SignOff,
}

impl ItemAction {
    const fn word(&self) -> &'static str {
        match self {
            Self::Decide(verdict) => verdict.as_str(),
            Self::Reset => "reset",
            Self::Comment => "comment",
            Self::Forward { .. } => "forward",
            Self::Reassign { .. } => "reassign",
            Self::SignOff => "signoff",
        }
    }
}

/// With which line items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These.
    Items(Vec<String>),
    /// Everything that is put to a person and waits.
    AllOf(UserId),
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acted {
    /// With how many it was done.
    pub done: usize,
    /// Those with which it was not, and why.
    pub left: Vec<(String, String)>,
}

/// Does something with line items of a campaign, each by itself: what cannot be done is left out and named. Whoever they
/// are put to may, and who was given a part; certification administrators hand over and let others decide.
///
/// # Errors
/// `NotFound`: there is no such campaign for the caller; `Invalid`: nothing or too much is named, or what holds for all
/// of them: a comment that is missing, a person who does not work here; `Conflict`: the campaign asks nobody now, or
/// leaves no bulk certification or partial sign-off.
pub async fn act(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    selection: &Selection,
    action: &ItemAction,
    comment: &str,
) -> Result<Acted, EngineError> {
    ctx.signed_in()?;
    let (numbers, mut acted) = select(engine, ctx, id, selection, action).await?;
    for chunk in numbers.chunks(CHUNK) {
        let done = retry!(try_act(engine, ctx, id, chunk, action, comment))?;
        acted.done += done.done;
        acted.left.extend(done.left);
    }
    engine.ring();
    Ok(acted)
}

/// The places of what is meant, and what is no line item of the campaign.
async fn select(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    selection: &Selection,
    action: &ItemAction,
) -> Result<(Vec<i64>, Acted), EngineError> {
    let mut tx = engine.read().await?;
    let campaign = find(&mut tx, id).await?;
    let mut acted = Acted::default();
    let numbers = match selection {
        Selection::Items(ids) => {
            if ids.is_empty() || ids.len() > MOST {
                return Err(EngineError::invalid("ids", format!("must name 1 to {MOST} line items")));
            }
            let mut numbers = Vec::with_capacity(ids.len());
            for id in ids {
                match id.parse::<LineItemId>().ok().filter(|id| id.campaign == campaign.number) {
                    Some(id) => numbers.push(id.number),
                    None => acted.left.push((id.clone(), "there is no such line item".into())),
                }
            }
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        }
        Selection::AllOf(actor) => {
            // What is put to others is theirs to know.
            if ctx.actor.user_id() != Some(*actor) && !ctx.actor.has(&[Authority::CertAdmin]) {
                return Err(EngineError::forbidden("only what is put to yourself may be meant as a whole"));
            }
            let wanted =
                Wanted { actor: Some(*actor), status: Some(LineItemStatus::InProgress), ..Wanted::default() };
            items::numbers(&mut tx, campaign.number, &wanted).await?
        }
    };
    if !may_know(&mut tx, ctx, &campaign).await? {
        return Err(EngineError::not_found("campaign", id));
    }
    let definition = &campaign.definition;
    let certifies = *action == ItemAction::Decide(Verdict::Certify);
    if certifies && numbers.len() > 1 && !definition.allows.bulk_certify {
        return Err(EngineError::Conflict("the campaign leaves no certifying in bulk".into()));
    }
    if *action == ItemAction::SignOff
        && !definition.allows.partial_signoff
        && let Some(me) = ctx.actor.user_id()
    {
        let waits = Wanted {
            actor: Some(me),
            status: Some(LineItemStatus::InProgress),
            verdict: Some(None),
            ..Wanted::default()
        };
        let undecided = items::counts(&mut tx, campaign.number, &waits).await?.total;
        if undecided > 0 {
            let why = format!("{undecided} line items are not decided: the campaign is signed as a whole");
            return Err(EngineError::Conflict(why));
        }
    }
    Ok((numbers, acted))
}

/// Whoever has line items in a campaign, owns it, or reads every campaign may know of it.
pub(super) async fn may_know(tx: &mut Tx, ctx: &Context, campaign: &Campaign) -> Result<bool, EngineError> {
    if super::readable(ctx).is_ok() {
        return Ok(true);
    }
    let Some(me) = ctx.actor.user_id() else { return Ok(false) };
    let wanted = Wanted { actor: Some(me), ..Wanted::default() };
    Ok(campaign.definition.owner == me
        || (campaign.started.is_some() && items::page(tx, campaign.number, &wanted, 0, 1).await?.1 > 0))
}

async fn try_act(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    numbers: &[i64],
    action: &ItemAction,
    comment: &str,
) -> Result<Acted, EngineError> {
    let mut tx = engine.write().await?;
    let campaign = find(&mut tx, id).await?;
    check_all(&mut tx, action, comment).await?;
    let found = items::find(&mut tx, campaign.number, numbers).await?;
    let next = match action {
        ItemAction::SignOff => next(&mut tx, &campaign, &found).await?,
        _ => std::collections::HashMap::new(),
    };
    let (mut before, mut after, mut acted) = (Vec::new(), Vec::new(), Acted::default());
    for number in numbers {
        let missing = LineItemId { campaign: campaign.number, number: *number };
        let Ok(at) = found.binary_search_by_key(number, |item| item.id.number) else {
            acted.left.push((missing.to_string(), "there is no such line item".into()));
            continue;
        };
        let mut item = found[at].clone();
        if !may_know_item(ctx, &campaign, &item) {
            acted.left.push((missing.to_string(), "there is no such line item".into()));
            continue;
        }
        match apply(&mut item, &campaign, ctx, action, comment, next.get(number).copied()) {
            Ok(()) => {
                before.push(found[at].clone());
                after.push(item);
            }
            Err(ItemRefusal::Field { field, fault }) => return Err(EngineError::invalid(field, fault)),
            Err(refusal) => acted.left.push((item.id.to_string(), refusal.to_string())),
        }
    }
    acted.done = after.len();
    store(&mut tx, engine, ctx, (&before, &after), action, comment).await?;
    tell_of_handover(&mut tx, engine, ctx, &campaign, (&before, &after)).await?;
    if *action == ItemAction::SignOff && acted.done > 0 {
        plan_removals(&mut tx, engine, ctx, &campaign).await?;
        plan_end_of_exceptions(&mut tx, engine, ctx, &campaign).await?;
        end_when_signed(&mut tx, engine, ctx, id).await?;
    }
    if !after.is_empty() && *action != ItemAction::Comment {
        told("act-on-line-items", &campaign)
            .set("action", action.word())
            .set("count", after.len())
            .write(&mut tx, engine, ctx)
            .await?;
    }
    tx.commit().await?;
    Ok(acted)
}

/// Whoever it is put or left to, the campaign's owner, and who reads every campaign may know of a line item.
pub(super) fn may_know_item(ctx: &Context, campaign: &Campaign, item: &LineItem) -> bool {
    let me = ctx.actor.user_id();
    let is_theirs = |me| {
        let asked = item.reviewer == me || item.actors.iter().any(|(actor, _)| *actor == me);
        campaign.definition.owner == me || (asked && campaign.started.is_some())
    };
    super::readable(ctx).is_ok() || me.is_some_and(is_theirs)
}

/// What holds for all of them.
async fn check_all(tx: &mut Tx, action: &ItemAction, comment: &str) -> Result<(), EngineError> {
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
async fn next(
    tx: &mut Tx,
    campaign: &Campaign,
    found: &[LineItem],
) -> Result<std::collections::HashMap<i64, UserId>, EngineError> {
    let mut all = std::collections::HashMap::new();
    for stage in 1..campaign.definition.stages.len() {
        let at: Vec<i64> =
            found.iter().filter(|item| item.stage + 1 == stage).map(|item| item.id.number).collect();
        let who = items::next_certifiers(tx, &campaign.definition, stage, campaign.number, &at).await;
        all.extend(who.map_err(unusable)?);
    }
    Ok(all)
}

fn apply(
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
        Some(me) if hands_over && me == item.user && me != item.reviewer => {
            return Err(ItemRefusal::NotPermitted(
                "nobody chooses who decides about what they hold themselves",
            ));
        }
        // What was put to the wrong person an administrator puts right; nobody decides in another's place.
        _ if administers && hands_over => item.reviewer,
        Some(me) => me,
        None => return Err(ItemRefusal::NotPermitted("people decide about line items")),
    };
    match action {
        ItemAction::Decide(verdict) => item.decide(campaign, *verdict, comment, who, ctx.now),
        ItemAction::Reset => item.reset(campaign, who),
        ItemAction::Comment => item.may(campaign, who, ItemPermission::Comment),
        ItemAction::Forward { to } => item.forward(campaign, *to, who),
        ItemAction::Reassign { to, permissions } => item.reassign(campaign, *to, permissions, who),
        ItemAction::SignOff => item.sign(campaign, next, who, ctx.now).map(drop),
    }
}

async fn store(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    (before, after): (&[LineItem], &[LineItem]),
    action: &ItemAction,
    comment: &str,
) -> Result<(), EngineError> {
    if *action != ItemAction::Comment {
        items::update_many(tx, before, after).await?;
    }
    for (before, after) in before.iter().zip(after) {
        if before.actors != after.actors {
            items::set_actors(tx, after).await?;
        }
    }
    let said = ItemComment {
        user: if let Actor::Person { id, .. } = &ctx.actor { Some(*id) } else { None },
        name: ctx.actor.name().to_owned(),
        action: action.word().to_owned(),
        comment: comment.trim().to_owned(),
        at: ctx.now,
    };
    let ids: Vec<LineItemId> = after.iter().map(|item| item.id).collect();
    items::add_comments(tx, &ids, &said, || engine.new_id()).await?;
    Ok(())
}

/// What was revoked and signed until now goes when its delay is over.
pub(super) async fn plan_removals(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    if campaign.definition.remediation_rule.is_none() {
        return Ok(());
    }
    let at = ctx.now + Duration::days(i64::from(campaign.definition.remediation_delay_days));
    Job::RemoveRevoked { campaign: campaign.id, at }.write(tx, engine, ctx, at).await
}
