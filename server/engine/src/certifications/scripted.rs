//! Certifiers whom scripts name (`certifierType` `custom`): asked once for each line item and stage while line items are
//! made, some people at a time, before the transaction is open. What they say is kept in the transaction that makes the
//! line items, so that a crash costs one step.

mod documents;
mod named;
mod script;

use std::collections::HashMap;

use bailiwick::certification::{Campaign, Certifier, TemplateDefinition};
use bailiwick::document::Fault;
use bailiwick::id::CampaignId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns;
use bailiwick_store::certifications::generate::{self, Span};
use bailiwick_store::certifications::scripted::{self as store, Named, Told};

use super::unusable;
use crate::{Context, Engine, EngineError};
use documents::documents;
use named::resolved;
use script::Script;

/// So many people's grants are asked about in one step.
const PEOPLE: i64 = 100;

/// The scripts of a definition, by stage.
pub(super) fn scripts(definition: &TemplateDefinition) -> Vec<(usize, &str)> {
    let stages = definition.stages.iter().enumerate();
    stages
        .filter_map(|(stage, one)| match &one.certifier {
            Certifier::Script(source) => Some((stage, source.as_str())),
            _ => None,
        })
        .collect()
}

/// Whether the scripts of a definition parse.
///
/// # Errors
/// `InvalidAll`: those that do not.
pub(super) async fn check(engine: &Engine, definition: &TemplateDefinition) -> Result<(), EngineError> {
    let mut faults = Vec::new();
    for (stage, source) in scripts(definition) {
        // Where none are run, as in calls of workflows, the first campaign tells.
        let Ok(runner) = engine.runner() else { return Ok(()) };
        if let Err(fault) = runner.scripts.check(source).await {
            let fault = fault.to_string();
            let fault = fault.trim_start_matches("the script ").to_owned();
            faults.push(Fault { property: format!("stages[{stage}].certifierScript"), fault });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// How the scripts of a campaign go while its line items are made, by stage: read once, and counted on from there.
pub(super) struct Tally(HashMap<i16, Went>);

/// For how many rows a script named somebody, and for how many it failed.
#[derive(Clone, Copy, Default)]
struct Went {
    named: i64,
    failed: i64,
}

impl Tally {
    /// How they went so far.
    pub(super) async fn read(tx: &mut Tx, campaign: &Campaign) -> Result<Self, EngineError> {
        let told = store::told(tx, campaign.number).await?;
        let went = |one: Told| (one.stage, Went { named: one.named, failed: one.failed });
        Ok(Self(told.into_iter().map(went).collect()))
    }

    /// Counts what is kept from now on.
    pub(super) fn add(&mut self, named: &[Named]) {
        for one in named {
            let went = self.0.entry(one.stage).or_default();
            went.named += i64::from(one.reviewer.is_some());
            went.failed += i64::from(one.fault.is_some());
        }
    }

    /// How often the script of a stage failed, while it named nobody.
    fn failures(&self, stage: i16) -> i64 {
        self.0.get(&stage).filter(|went| went.named == 0).map_or(0, |went| went.failed)
    }
}

/// What scripts say about the next people of a campaign.
pub(super) struct Ahead {
    /// About which people or definitions.
    pub span: Span,
    /// What they say.
    pub named: Vec<Named>,
}

/// Runs the scripts of a campaign for the next people; none when there is nobody left.
pub(super) async fn ahead(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    tally: &Tally,
) -> Result<Option<Ahead>, EngineError> {
    let mut tx = engine.read().await?;
    // Whoever makes line items finds out for themselves that it was deleted.
    let Some(campaign) = campaigns::find(&mut tx, id).await? else { return Ok(None) };
    let after = generate::position(&mut tx, id).await?;
    let reviewed = campaign.definition.kind.reviews();
    let Some(until) = generate::next(&mut tx, reviewed, after, PEOPLE).await? else { return Ok(None) };
    let span = (after, until);
    let rows = store::unnamed(&mut tx, &campaign.definition, span).await.map_err(unusable)?;
    let documents = documents(&mut tx, &campaign, &rows).await?;
    drop(tx);
    let mut named = Vec::with_capacity(rows.len());
    for (stage, source) in scripts(&campaign.definition) {
        let stage = i16::try_from(stage).unwrap_or(i16::MAX);
        let mut script =
            Script { engine, runner: engine.runner()?, ctx, source, failures: tally.failures(stage) };
        let answers = script.answers(&documents).await?;
        named.extend(resolved(engine, &campaign, stage, &rows, answers).await?);
    }
    Ok(Some(Ahead { span, named }))
}

/// What happened to that which runs scripts, where that is why a campaign could not be made.
pub(super) fn host_fault(error: &EngineError) -> Option<String> {
    match error {
        EngineError::Internal(source) => {
            source.downcast_ref::<bailiwick_script_host::Fault>().map(ToString::to_string)
        }
        _ => None,
    }
}

/// What is to be said of how the scripts of a campaign went.
pub(super) async fn messages(tx: &mut Tx, campaign: &Campaign) -> Result<Vec<String>, EngineError> {
    if scripts(&campaign.definition).is_empty() {
        return Ok(Vec::new());
    }
    let then = if campaign.definition.default_certifier.is_some() {
        "the default certifier is asked"
    } else {
        "they are left out"
    };
    let mut messages = Vec::new();
    for told in store::told(tx, campaign.number).await? {
        let stage = told.stage + 1;
        if told.nobody > 0 {
            messages
                .push(format!("the script of stage {stage} named nobody for {} grants: {then}", told.nobody));
        }
        if let (1.., Some(fault)) = (told.failed, &told.fault) {
            messages.push(format!(
                "the script of stage {stage} failed for {} grants: {then}; {fault}",
                told.failed
            ));
        }
    }
    Ok(messages)
}
