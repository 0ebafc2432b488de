//! Whether what is known of applications is good enough to be certified: files that were loaded too long ago, or not to
//! their end. What is kept by hand has no file, and is as good as it is.

use bailiwick::certification::{Campaign, LedgerLine, Reviewed, SourceLoad, Standing, TemplateDefinition};
use bailiwick::id::ItemId;
use bailiwick_store::certifications::{forecast, ledger};
use bailiwick_store::{Tx, items, source_loads};

use super::outlook::Outlook;
use super::unusable;
use crate::{Context, EngineError};

/// So many faults are told.
const MOST_TOLD: usize = 20;

/// Whether a campaign of a definition may be started.
///
/// # Errors
/// `Conflict`: which applications stand in its way, and what to do.
pub(super) async fn check(
    tx: &mut Tx,
    ctx: &Context,
    definition: &TemplateDefinition,
) -> Result<(), EngineError> {
    refused(&in_the_way(tx, ctx, definition).await?)
}

/// Whether people may be asked about the line items that a campaign has: its sources may have aged, or broken off, since
/// they were made.
///
/// # Errors
/// As [`check`].
pub(super) async fn check_made(tx: &mut Tx, ctx: &Context, campaign: &Campaign) -> Result<(), EngineError> {
    let faulty = faulty(tx, ctx, &campaign.definition).await?;
    let ledger = ledger::of_campaign(tx, campaign.number).await?;
    refused(&told(faulty, |id| covers(&ledger, id)))
}

fn refused(told: &[String]) -> Result<(), EngineError> {
    if told.is_empty() { Ok(()) } else { Err(EngineError::Conflict(told.join("; "))) }
}

/// Whether something of an application is reviewed.
fn covers(ledger: &[LedgerLine], application: ItemId) -> bool {
    ledger.iter().any(|line| line.application == Some(application) && line.standing == Standing::Reviewed)
}

/// What stands in a campaign's way.
pub(super) async fn in_the_way(
    tx: &mut Tx,
    ctx: &Context,
    definition: &TemplateDefinition,
) -> Result<Vec<String>, EngineError> {
    let faulty = faulty(tx, ctx, definition).await?;
    if faulty.is_empty() {
        return Ok(Vec::new());
    }
    // Most campaigns rest on nothing that is faulty: what they cover is looked for only now.
    let ids: Vec<ItemId> = faulty.iter().map(|(id, _)| *id).collect();
    let covered = forecast::covered(tx, definition, &ids).await.map_err(unusable)?;
    Ok(told(faulty, |id| covered.contains(&id)))
}

/// What would stand in a campaign's way, of which it is known what it would cover.
pub(super) async fn ahead(
    tx: &mut Tx,
    ctx: &Context,
    definition: &TemplateDefinition,
    outlook: &Outlook,
) -> Result<Vec<String>, EngineError> {
    Ok(told(faulty(tx, ctx, definition).await?, |id| covers(&outlook.ledger, id)))
}

/// Every application that no certification may rest on, with why.
async fn faulty(
    tx: &mut Tx,
    ctx: &Context,
    definition: &TemplateDefinition,
) -> Result<Vec<(ItemId, String)>, EngineError> {
    let loads = source_loads::all(tx).await?;
    // How old it is who holds what matters where that is reviewed.
    let days = definition.source_days.filter(|_| definition.kind.reviews() == Reviewed::Grants);
    let fault = |load: &SourceLoad| load.fault(ctx.now, days);
    let faults: Vec<_> = loads.iter().filter_map(|load| Some((load.application, fault(load)?))).collect();
    let ids: Vec<ItemId> = faults.iter().map(|(id, _)| *id).collect();
    let names = items::briefs(tx, &ids).await?;
    let name = |id: ItemId| names.iter().find(|item| item.id == id).map_or("", |item| item.name.as_str());
    Ok(faults.into_iter().map(|(id, fault)| (id, fault.told(name(id)))).collect())
}

fn told(faulty: Vec<(ItemId, String)>, covers: impl Fn(ItemId) -> bool) -> Vec<String> {
    let mut told: Vec<String> =
        faulty.into_iter().filter(|(id, _)| covers(*id)).map(|(_, told)| told).collect();
    if told.len() > MOST_TOLD {
        let more = told.len() - MOST_TOLD;
        told.truncate(MOST_TOLD);
        told.push(format!("and {more} more"));
    }
    told
}
