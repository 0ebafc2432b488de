//! By whose hand line items are signed, and who decides in a later stage in place of whoever signed an earlier one: what that
//! means says the domain ([`bailiwick::certification::Signature`]).

use std::collections::{HashMap, HashSet};

use bailiwick::certification::{Campaign, ItemPermission, LineItem, Signature, TemplateDefinition};
use bailiwick::id::UserId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::items;

use super::unusable;
use crate::{Context, EngineError};

/// Signatures by the places of line items.
pub(super) type Signatures = HashMap<i64, Signature>;

/// What the caller's signatures under these line items are: as themselves, or in the place of one of these.
pub(super) async fn of_caller(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    found: &[LineItem],
    stands_in_for: &[UserId],
) -> Result<Signatures, EngineError> {
    let Some(me) = ctx.actor.user_id() else { return Ok(Signatures::new()) };
    let handed = handed_over(tx, campaign, found).await?;
    let one = |item: &LineItem| {
        let place = item.in_place_of(campaign, me, stands_in_for, ItemPermission::Signoff);
        let number = item.id.number;
        (number, item.signature(me, place.ok().flatten(), handed.contains(&number)))
    };
    Ok(found.iter().map(one).collect())
}

/// What the caller's signatures in the reviewers' places are.
pub(super) async fn in_reviewers_place(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    found: &[LineItem],
) -> Result<Signatures, EngineError> {
    let Some(me) = ctx.actor.user_id() else { return Ok(Signatures::new()) };
    let handed = handed_over(tx, campaign, found).await?;
    let one = |item: &LineItem| {
        let place = Some(item.reviewer).filter(|reviewer| *reviewer != me);
        let number = item.id.number;
        (number, item.signature(me, place, handed.contains(&number)))
    };
    Ok(found.iter().map(one).collect())
}

/// What somebody handed over in its stage. Where there is no other stage, nobody asks.
async fn handed_over(
    tx: &mut Tx,
    campaign: &Campaign,
    found: &[LineItem],
) -> Result<HashSet<i64>, EngineError> {
    if !campaign.has_several_stages() {
        return Ok(HashSet::new());
    }
    let numbers: Vec<i64> = found.iter().map(|item| item.id.number).collect();
    Ok(items::handed_over(tx, campaign.number, &numbers).await?)
}

/// Puts whoever decides when nobody else can in the place of those who are not to decide in a stage, for what they signed
/// before or sign now. Where that is nobody either, or somebody who signed too, it stays as it is.
pub(super) async fn but_who_is_barred(
    tx: &mut Tx,
    campaign: i64,
    (definition, stage): (&TemplateDefinition, usize),
    (found, signatures): (&[LineItem], &Signatures),
    mut who: HashMap<i64, UserId>,
) -> Result<HashMap<i64, UserId>, EngineError> {
    let now = |item: &LineItem| signatures.get(&item.id.number).copied();
    let is_barred = |item: &LineItem, to: UserId| {
        item.is_barred(to) || now(item).is_some_and(|one| one.by == to && !one.is_own)
    };
    let has_signed =
        |item: &LineItem, to: UserId| item.was_signed_by(to) || now(item).is_some_and(|one| one.by == to);
    let barred = found.iter().filter(|item| who.get(&item.id.number).is_some_and(|to| is_barred(item, *to)));
    let barred: Vec<i64> = barred.map(|item| item.id.number).collect();
    let mut definition = definition.clone();
    let (Some(default), Some(asked)) = (
        definition.default_certifier.clone().filter(|_| !barred.is_empty()),
        definition.stages.get_mut(stage),
    ) else {
        return Ok(who);
    };
    asked.certifier = default;
    let others = items::next_certifiers(tx, &definition, stage, campaign, &barred).await.map_err(unusable)?;
    for item in found {
        let other = others.get(&item.id.number).copied().filter(|to| !has_signed(item, *to));
        if let Some(to) = other {
            who.insert(item.id.number, to);
        }
    }
    Ok(who)
}
