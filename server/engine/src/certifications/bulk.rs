//! Deciding many rows at once. Certifying in bulk leaves out what a person should look at: what is risky, breaks a rule,
//! was revoked before, or is unlike what colleagues hold.

use std::collections::BTreeMap;

use bailiwick::certification::{Campaign, Guard, LineItemId, LineItemStatus, Verdict};
use bailiwick::id::CampaignId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::items::{self, Place, Wanted, Window};

use super::act::{Acted, ItemAction, Selection, act, may_know_item};
use super::ask::{Ask, wanted};
use super::deputies;
use super::insight::insights;
use super::read::known;
use crate::{Context, Engine, EngineError};

/// So many rows are looked at together.
const CHUNK: usize = 500;

/// Which rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// Those at these places.
    Rows(Vec<i64>),
    /// Everything that is put to the caller, or to whom they look at and stand in for, waits to be signed and matches.
    All(Ask),
}

/// What certifying many rows would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The places of all that are meant.
    pub all: Vec<i64>,
    /// Of those, the places of what may be certified without a look at each, and is not certified yet.
    pub safe: Vec<i64>,
    /// How many are left out, and why.
    pub left: BTreeMap<Guard, Vec<i64>>,
    /// There are more behind these: only so many are decided at once, the riskiest first.
    pub more: bool,
}

/// So many rows are looked at, or decided, at once.
pub const MOST_AT_ONCE: u64 = 10_000;

/// Looks at many rows before they are decided.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign.
pub async fn look(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    chosen: &Chosen,
) -> Result<Look, EngineError> {
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    look_at(&mut tx, ctx, &campaign, chosen).await
}

async fn look_at(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    chosen: &Chosen,
) -> Result<Look, EngineError> {
    ctx.person()?;
    let mut found = Look::default();
    let (wanted, only, recommended) = match chosen {
        Chosen::Rows(numbers) => (Wanted::default(), Some(numbers), None),
        Chosen::All(ask) => (waiting(tx, ctx, campaign, ask).await?, None, ask.recommended),
    };
    let mut at = Window::First;
    let mut looked_at = 0;
    let mut chunks = only.map(|numbers| numbers.chunks(CHUNK));
    loop {
        let rows = if let Some(chunks) = &mut chunks {
            let Some(numbers) = chunks.next() else { return Ok(found) };
            items::find(tx, campaign.number, numbers).await?
        } else {
            let (rows, more) = items::window(tx, campaign.number, &wanted, at, CHUNK).await?;
            looked_at += rows.len() as u64;
            found.more = more && looked_at >= MOST_AT_ONCE;
            rows
        };
        let Some(last) = rows.last() else { return Ok(found) };
        at = Window::After(Place::of(last));
        let known = insights(tx, ctx, campaign, &rows).await?;
        let stands_in_for = deputies::stood_in_for(tx, ctx, &rows).await?;
        for row in rows {
            if !may_know_item(ctx, campaign, &row, &stands_in_for) {
                continue;
            }
            let Some(insight) = known.get(&row.id.number) else { continue };
            if recommended.is_some_and(|one| insight.evidence.recommend().verdict != Some(one)) {
                continue;
            }
            found.all.push(row.id.number);
            match insight.evidence.guard() {
                Some(guard) => found.left.entry(guard).or_default().push(row.id.number),
                None if row.verdict != Some(Verdict::Certify) => found.safe.push(row.id.number),
                None => {}
            }
        }
        if found.more {
            return Ok(found);
        }
    }
}

/// What matches of the rows at which the caller decides and that wait to be signed.
async fn waiting(tx: &mut Tx, ctx: &Context, campaign: &Campaign, ask: &Ask) -> Result<Wanted, EngineError> {
    let Wanted { actor, deputy, .. } = deputies::decided_by_caller(tx, ctx, ask.reviewer).await?;
    // What was meant for somebody else is not done with one's own instead: who stood in for them may do so no more.
    if ask.reviewer.is_some() && ask.reviewer != actor {
        return Err(EngineError::forbidden("you do not stand in for this reviewer"));
    }
    let wanted = wanted(tx, ctx, campaign, ask).await?;
    Ok(Wanted { actor, deputy, status: Some(LineItemStatus::InProgress), ..wanted })
}

/// Does the same with many rows. Certifying leaves out what needs a look; everything else is done with all of them.
///
/// # Errors
/// As [`act`]; `Conflict` where nothing matches.
pub async fn act_on(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    chosen: &Chosen,
    action: &ItemAction,
    comment: &str,
) -> Result<Acted, EngineError> {
    let certifies = *action == ItemAction::Decide(Verdict::Certify);
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let looked = match chosen {
        // Only certifying, and what is recommended, asks for a look at each.
        Chosen::Rows(numbers) if !certifies => Look { all: numbers.clone(), ..Look::default() },
        Chosen::All(ask) if !certifies && ask.recommended.is_none() => {
            let wanted = waiting(&mut tx, ctx, &campaign, ask).await?;
            let all = items::riskiest(&mut tx, campaign.number, &wanted, MOST_AT_ONCE).await?;
            Look { all, ..Look::default() }
        }
        _ => look_at(&mut tx, ctx, &campaign, chosen).await?,
    };
    drop(tx);
    let mut numbers = if certifies { looked.safe } else { looked.all };
    if numbers.is_empty() && looked.left.is_empty() {
        return Err(EngineError::Conflict("nothing is left that this could be done with".into()));
    }
    numbers.sort_unstable();
    let mut acted = if numbers.is_empty() {
        Acted::default()
    } else {
        act(engine, ctx, id, &Selection::Places(numbers), action, comment).await?
    };
    if certifies {
        for (guard, numbers) in looked.left {
            let left = numbers.into_iter().map(|number| {
                let id = LineItemId { campaign: campaign.number, number };
                (id.to_string(), guard.to_string())
            });
            acted.left.extend(left);
        }
    }
    Ok(acted)
}
