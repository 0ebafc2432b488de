//! What people do with line items: one, several, or everything that is put to them (contract rows 39, 40).

mod apply;
mod select;

use std::collections::{BTreeMap, HashMap};

use bailiwick::audit::ON_BEHALF_OF;
use bailiwick::certification::{Campaign, ItemPermission, ItemRefusal, LineItem, LineItemId, Verdict};
use bailiwick::id::{CampaignId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns;
use bailiwick_store::certifications::items::{self, ItemComment};
use chrono::{DateTime, Duration, Utc};

use super::attention;
use super::campaigns::{end_when_signed, told};
use super::deputies;
use super::exceptions::plan_end_of_exceptions;
use super::find;
use super::insight::advice;
use super::notices::tell_of_handover;
use super::seen::keep;
use super::signatures::{self, Signatures};
use super::stages::{next, note_next};
pub(super) use apply::apply;
use apply::check_all;
use select::select;
pub(super) use select::{may_know, may_know_item};

use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// The most line items that are named at once.
pub(super) const MOST: usize = 10_000;
/// The most characters of a comment.
pub(super) const MOST_TEXT: usize = 10_000;
/// So many are changed in one transaction.
const CHUNK: usize = 2_000;

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemAction {
    /// Decide.
    Decide(Verdict),
    /// Except it, not for as long as the campaign leaves but until a date.
    Except {
        /// Until when.
        until: DateTime<Utc>,
    },
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
            Self::Except { .. } => Verdict::Exception.as_str(),
            Self::Reset => "reset",
            Self::Comment => "comment",
            Self::Forward { .. } => "forward",
            Self::Reassign { .. } => "reassign",
            Self::SignOff => "signoff",
        }
    }

    /// What somebody needs to do it.
    const fn needs(&self) -> ItemPermission {
        match self {
            Self::Decide(verdict) => verdict.needs(),
            Self::Except { .. } => Verdict::Exception.needs(),
            Self::Reset => ItemPermission::Reset,
            Self::Comment => ItemPermission::Comment,
            Self::Forward { .. } => ItemPermission::Forward,
            Self::Reassign { .. } => ItemPermission::Reassign,
            Self::SignOff => ItemPermission::Signoff,
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
    /// Those at these places, as they were found before.
    Places(Vec<i64>),
}

/// What was done in whose place: as oneself, or for who is stood in for.
type InPlaceOf = BTreeMap<Option<UserId>, Vec<LineItemId>>;

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acted {
    /// With how many it was done.
    pub done: usize,
    /// Those with which it was not, and why.
    pub left: Vec<(String, String)>,
}

/// Does something with line items of a campaign, each by itself: what cannot be done is left out and named. Whoever they
/// are put to may, who was given a part, and who stands in for one of these; certification administrators hand over and
/// let others decide.
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
    in_parts(engine, ctx, id, selection, (action, comment), None).await
}

/// Signs everything that is put to a person and waits, unless something of it is to be looked at again first.
///
/// # Errors
/// `Conflict`: something is; else as [`act`].
pub(super) async fn sign_looked_at(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    whose: UserId,
    comment: &str,
) -> Result<Acted, EngineError> {
    let all = Selection::AllOf(whose);
    in_parts(engine, ctx, id, &all, (&ItemAction::SignOff, comment), Some(whose)).await
}

async fn in_parts(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    selection: &Selection,
    (action, comment): (&ItemAction, &str),
    mut looked_at: Option<UserId>,
) -> Result<Acted, EngineError> {
    ctx.signed_in()?;
    let (numbers, mut acted) = select(engine, ctx, id, selection, action).await?;
    for chunk in numbers.chunks(CHUNK) {
        let done = retry!(try_act(engine, ctx, id, chunk, (action, comment), looked_at))?;
        // Once some are signed, others would be asked about in their place.
        looked_at = None;
        acted.done += done.done;
        acted.left.extend(done.left);
    }
    engine.ring();
    Ok(acted)
}

async fn try_act(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    numbers: &[i64],
    (action, comment): (&ItemAction, &str),
    looked_at: Option<UserId>,
) -> Result<Acted, EngineError> {
    let mut tx = engine.write().await?;
    if *action == ItemAction::SignOff {
        // Whom the next stage asks is not changed meanwhile; and the campaign may end by this, which is for one to see.
        campaigns::lock(&mut tx, id).await?;
    }
    let campaign = find(&mut tx, id).await?;
    check_all(&mut tx, action, comment).await?;
    let found = items::find(&mut tx, campaign.number, numbers).await?;
    if let Some(whose) = looked_at {
        // After they are read: what is decided otherwise from here on is not as it was read, and is not stored.
        Box::pin(attention::is_looked_at(&mut tx, ctx, &campaign, whose)).await?;
    }
    let stands_in_for = deputies::stood_in_for(&mut tx, ctx, &found).await?;
    let (next, signatures) = if *action == ItemAction::SignOff {
        let signatures = signatures::of_caller(&mut tx, ctx, &campaign, &found, &stands_in_for).await?;
        (next(&mut tx, &campaign, &found, &signatures).await?, signatures)
    } else {
        (HashMap::new(), Signatures::new())
    };
    let decides = matches!(action, ItemAction::Decide(_) | ItemAction::Except { .. });
    let advised = if decides { advice(&mut tx, ctx, &campaign, &found).await? } else { HashMap::new() };
    let (mut before, mut after, mut acted) = (Vec::new(), Vec::new(), Acted::default());
    let mut in_place_of = InPlaceOf::new();
    for number in numbers {
        let missing = LineItemId { campaign: campaign.number, number: *number };
        let Ok(at) = found.binary_search_by_key(number, |item| item.id.number) else {
            acted.left.push((missing.to_string(), "there is no such line item".into()));
            continue;
        };
        let mut item = found[at].clone();
        if !may_know_item(ctx, &campaign, &item, &stands_in_for) {
            acted.left.push((missing.to_string(), "there is no such line item".into()));
            continue;
        }
        let who = (ctx, stands_in_for.as_slice());
        let then = (next.get(number).copied(), signatures.get(number).copied());
        match apply(&mut item, &campaign, who, action, comment, then) {
            Ok(person) => {
                in_place_of.entry(person).or_default().push(item.id);
                if decides {
                    item.recommended = advised.get(number).copied();
                }
                before.push(found[at].clone());
                after.push(item);
            }
            Err(ItemRefusal::Field { field, fault }) => return Err(EngineError::invalid(field, fault)),
            Err(refusal) => acted.left.push((item.id.to_string(), refusal.to_string())),
        }
    }
    acted.done = after.len();
    store(&mut tx, engine, ctx, (&before, &after, &in_place_of), action, comment).await?;
    note_next(&mut tx, engine, ctx, &campaign, (&before, &after)).await?;
    if decides {
        keep(&mut tx, ctx, &campaign, &after).await?;
    }
    tell_of_handover(&mut tx, engine, ctx, &campaign, (&before, &after)).await?;
    if *action == ItemAction::SignOff && acted.done > 0 {
        plan_removals(&mut tx, engine, ctx, &campaign).await?;
        plan_end_of_exceptions(&mut tx, engine, ctx, &campaign).await?;
        end_when_signed(&mut tx, engine, ctx, id).await?;
    }
    if *action != ItemAction::Comment {
        for (person, ids) in &in_place_of {
            told("act-on-line-items", &campaign)
                .set("action", action.word())
                .set("count", ids.len())
                .change(ON_BEHALF_OF, None::<String>, *person)
                .write(&mut tx, engine, ctx)
                .await?;
        }
    }
    tx.commit().await?;
    Ok(acted)
}

async fn store(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    (before, after, in_place_of): (&[LineItem], &[LineItem], &InPlaceOf),
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
    for (person, ids) in in_place_of {
        let said = ItemComment {
            user: ctx.actor.user_id(),
            name: deputies::name(tx, ctx, *person).await?,
            action: action.word().to_owned(),
            comment: comment.trim().to_owned(),
            at: ctx.now,
        };
        items::add_comments(tx, ids, &said, || engine.new_id()).await?;
    }
    Ok(())
}

/// What was revoked and signed until now goes when its delay is over; what is to go at a later date is looked for then,
/// and goes at its date (`remove.rs`).
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
