//! The stages of a campaign: who decides next, and what becomes of line items whose time in a stage is over while their
//! campaign runs. `looks.rs` has each looked through every hour.

use std::collections::HashMap;

use bailiwick::certification::{Campaign, ExpirationAction, LineItem, LineItemId, LineItemStatus};
use bailiwick::id::{CampaignId, UserId};
use bailiwick::notification::NotificationKind;
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, Began, ItemComment};
use chrono::{DateTime, Duration, Utc};

use super::act::plan_removals;
use super::campaigns::{end_when_signed, told};
use super::exceptions::plan_end_of_exceptions;
use super::expire::change;
use super::living::by_product;
use super::notices::{tell_of_handover, tell_of_orphans};
use super::signatures::{Signatures, but_who_is_barred};
use super::{find, unusable};
use crate::engine::retry;
use crate::notifications::{CampaignNotice, ToldOf};
use crate::{Context, Engine, EngineError};

/// So many line items are looked at in one transaction.
const CHUNK: i64 = 2_000;
/// So many people are told in one transaction.
const PEOPLE: usize = 200;

/// Who decides next about line items that have a stage left, and in which: the first one behind theirs in which somebody
/// does. In the last one, or where there is nobody any more, they are signed for good. With what is signed now.
pub(super) async fn next(
    tx: &mut Tx,
    campaign: &Campaign,
    found: &[LineItem],
    signatures: &Signatures,
) -> Result<HashMap<i64, (usize, UserId)>, EngineError> {
    let mut all: HashMap<i64, (usize, UserId)> = HashMap::new();
    for stage in 1..campaign.definition.stages.len() {
        let waits = |item: &&LineItem| item.stage < stage && !all.contains_key(&item.id.number);
        let at: Vec<i64> = found.iter().filter(waits).map(|item| item.id.number).collect();
        if at.is_empty() {
            continue;
        }
        let definition = &campaign.definition;
        let who = items::next_certifiers(tx, definition, stage, campaign.number, &at).await;
        let (asked, rows) = ((definition, stage), (found, signatures));
        let who = but_who_is_barred(tx, campaign.number, asked, rows, who.map_err(unusable)?).await?;
        all.extend(who.into_iter().map(|(number, user)| (number, (stage, user))));
    }
    Ok(all)
}

/// What is noted where whoever is asked next is not to decide.
const SAME_HAND: &str = "Whoever is asked in this stage signed an earlier one without being asked by the campaign \
                         itself: somebody else has to be named.";

/// Notes at line items that came to another stage what is to be said of that.
pub(super) async fn note_next(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    (before, after): (&[LineItem], &[LineItem]),
) -> Result<(), EngineError> {
    note_passed_over(tx, engine, ctx, campaign, (before, after)).await?;
    let barred = |(before, after): &(&LineItem, &LineItem)| {
        let came = after.stage != before.stage && after.status == LineItemStatus::InProgress;
        came && after.is_barred(after.reviewer)
    };
    let barred: Vec<LineItemId> =
        before.iter().zip(after).filter(barred).map(|(_, after)| after.id).collect();
    if barred.is_empty() {
        return Ok(());
    }
    let said = by_product(ctx, items::NO_CERTIFIER, SAME_HAND);
    items::add_comments(tx, &barred, &said, || engine.new_id()).await?;
    told("miss-certifier", campaign).set("count", barred.len()).write(tx, engine, &ctx.as_system()).await?;
    tell_of_orphans(tx, engine, ctx, campaign).await
}

/// Notes at line items that a stage was passed over, because it has nobody to decide.
async fn note_passed_over(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    (before, after): (&[LineItem], &[LineItem]),
) -> Result<(), EngineError> {
    let mut alike: HashMap<(usize, usize), Vec<LineItemId>> = HashMap::new();
    for (before, after) in before.iter().zip(after) {
        let passed = after.passed_over(before, campaign);
        if !passed.is_empty() {
            alike.entry((passed.start, passed.end)).or_default().push(after.id);
        }
    }
    for ((from, until), ids) in alike {
        for stage in from..until {
            let name = campaign.definition.stages.get(stage).and_then(|stage| stage.name.as_deref());
            let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
            let said = ItemComment {
                user: None,
                name: ctx.as_system().actor.name().to_owned(),
                action: "stage-passed-over".into(),
                comment: format!("Stage {}{name} was passed over: it has nobody to decide.", stage + 1),
                at: ctx.now,
            };
            items::add_comments(tx, &ids, &said, || engine.new_id()).await?;
        }
    }
    Ok(())
}

/// Until when a person has to sign what is put to them: the first of their line items.
pub(super) async fn due_of(
    tx: &mut Tx,
    campaign: &Campaign,
    user: UserId,
) -> Result<Option<DateTime<Utc>>, EngineError> {
    Ok(due_of_each(tx, campaign, &[user]).await?.get(&user).copied().or(campaign.deadline))
}

/// The same for many: those whose line items end with the campaign may be missing.
pub(crate) async fn due_of_each(
    tx: &mut Tx,
    campaign: &Campaign,
    people: &[UserId],
) -> Result<HashMap<UserId, DateTime<Utc>>, EngineError> {
    if !campaign.has_several_stages() {
        return Ok(HashMap::new());
    }
    let began = items::soonest(tx, campaign.number, people).await?;
    Ok(began.into_iter().filter_map(|(user, began)| Some((user, campaign.due(began)?))).collect())
}

/// What was due between the last look and this one is looked at, however late this one runs.
pub(super) async fn look(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    time: (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), EngineError> {
    let campaign = store::find(&mut engine.read().await?, id).await?;
    let Some(campaign) = campaign.filter(|campaign| campaign.status.is_open()) else { return Ok(()) };
    tell(engine, ctx, &campaign, time).await?;
    if matches!(
        campaign.definition.expiration.action,
        // They stay where they are until the campaign ends.
        ExpirationAction::Nothing | ExpirationAction::Wait
    ) {
        return Ok(());
    }
    let mut after = 0;
    while let Some(last) = retry!(part(engine, ctx, id, after))? {
        after = last;
    }
    Ok(())
}

/// Tells those whose time in a stage ends soon. When the campaign itself does, all are told (`notices.rs`).
async fn tell(
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    (since, at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), EngineError> {
    let notices = &campaign.definition.notices;
    let (Some(days), Some(started)) = (notices.expiration_days, campaign.started) else { return Ok(()) };
    let days = Duration::days(i64::from(days));
    let began = |at: DateTime<Utc>| campaign.began_if_due(at);
    // Where a stage is not longer than that, whoever gets line items reads with them until when they have.
    if began(started + days).is_none_or(|began| began >= started) {
        return Ok(());
    }
    let last = campaign.deadline.and_then(|end| began(end - Duration::microseconds(1)));
    let (Some(from), Some(until), Some(last)) = (began(since + days), began(at + days), last) else {
        return Ok(());
    };
    let mut tx = engine.read().await?;
    let began = Began { campaign: started, after: from, until: until.min(last) };
    let people = items::began_between(&mut tx, campaign.number, started, (from, until.min(last))).await?;
    drop(tx);
    let cause = format!("certification-stage:{}:{}", campaign.id, at.timestamp_micros());
    let notice =
        CampaignNotice { kind: NotificationKind::Reminder, template: &notices.expiration, cause: &cause };
    for chunk in people.chunks(PEOPLE) {
        let mut tx = engine.write().await?;
        notice.tell(&mut tx, engine, ctx, campaign, (chunk, ToldOf::Began(began))).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Deals with some line items that are late in their stage, as the definition says: the last of them; nothing when there
/// are no more.
async fn part(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    after: i64,
) -> Result<Option<i64>, EngineError> {
    let mut tx = engine.write().await?;
    store::lock(&mut tx, id).await?;
    let campaign = find(&mut tx, id).await?;
    if !campaign.status.is_open() {
        return Ok(None);
    }
    let delay = Duration::days(i64::from(campaign.definition.expiration.delay_days));
    let began = campaign.began_if_due(ctx.now - delay);
    let Some(began) = began.filter(|began| campaign.started.is_some_and(|started| started <= *began)) else {
        return Ok(None);
    };
    let numbers = items::late(&mut tx, campaign.number, began, after, CHUNK).await?;
    let Some(last) = numbers.last().copied() else { return Ok(None) };
    let late = items::find(&mut tx, campaign.number, &numbers).await?;
    let next = next(&mut tx, &campaign, &late, &Signatures::new()).await?;
    let words = "The time to decide in this stage has passed.";
    let (before, after) = change(&mut tx, engine, ctx, &campaign, (late, &next), words).await?;
    if !after.is_empty() {
        let changed = (before.as_slice(), after.as_slice());
        note_next(&mut tx, engine, ctx, &campaign, changed).await?;
        tell_of_handover(&mut tx, engine, ctx, &campaign, changed).await?;
        plan_removals(&mut tx, engine, ctx, &campaign).await?;
        plan_end_of_exceptions(&mut tx, engine, ctx, &campaign).await?;
        told("expire-line-items", &campaign)
            .set("action", campaign.definition.expiration.action)
            .set("count", after.len())
            .write(&mut tx, engine, ctx)
            .await?;
        end_when_signed(&mut tx, engine, ctx, id).await?;
        tx.commit().await?;
    }
    Ok(Some(last))
}
