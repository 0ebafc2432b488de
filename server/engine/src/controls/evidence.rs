//! Giving and reading evidence.

use bailiwick::attachment::Taken;
use bailiwick::delegation::Acting;
use bailiwick::id::{ControlId, EvidenceId, UserId};
use bailiwick::policy::control::{EvidenceFile, Given, check_words};
use bailiwick::policy::{Control, Evidence};
use bailiwick_store::violations::resting;
use bailiwick_store::{Tx, controls};

use super::change::not_retired;
use super::read::{ReadControl, named};
use super::{for_change, plan, readable};
use crate::audit::Event;
use crate::engine::retry;
use crate::tasks::{Checked, NewFile, checked_file};
use crate::{Context, Engine, EngineError, delegations};

/// The most bytes of all files of one control.
const MOST_OF_CONTROL: i64 = 100 * 1_024 * 1_024;

/// Evidence that somebody gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewEvidence {
    /// What was looked at, and what it said; may be empty beside a file.
    pub comment: String,
    /// What shows it.
    pub file: Option<NewFile>,
}

/// Gives evidence that a control works: it does for another interval from now. Exceptions that have ended stay so. For its
/// owner, their deputies and policy administrators; nobody confirms a control for their own exception.
///
/// # Errors
/// `NotFound`; `Forbidden`; `Invalid` (`comment`, `file`); `Conflict`: it is retired, or has too many files already.
pub async fn give(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    new: NewEvidence,
    taken: &Taken,
) -> Result<ReadControl, EngineError> {
    readable(&mut engine.read().await?, ctx, id).await?;
    let NewEvidence { comment, file } = new;
    let comment = comment.trim();
    check_words(comment, file.is_some())?;
    let file = file.map(|file| checked_file(file, taken)).transpose();
    let file = file.map_err(|fault| EngineError::invalid("file", fault))?;
    let read = retry!(write(engine, ctx, id, comment, file.as_ref()))?;
    engine.ring();
    Ok(read)
}

async fn write(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    comment: &str,
    file: Option<&Checked>,
) -> Result<ReadControl, EngineError> {
    let mut tx = engine.write().await?;
    let mut control = for_change(&mut tx, id).await?;
    let on_behalf_of = giver(&mut tx, ctx, &control).await?;
    let evidence = Evidence {
        id: EvidenceId(engine.new_id()),
        control: id,
        by: ctx.actor.user_id(),
        name: ctx.actor.name().to_owned(),
        on_behalf_of,
        at: ctx.now,
        comment: comment.to_owned(),
        file: file.map(|((name, kind), content)| EvidenceFile {
            name: name.clone(),
            kind: *kind,
            size: content.len() as u64,
        }),
    };
    if let Some((_, content)) = file {
        let more = i64::try_from(content.len()).unwrap_or(i64::MAX);
        if controls::evidence::bytes(&mut tx, id).await?.saturating_add(more) > MOST_OF_CONTROL {
            return Err(EngineError::Conflict("the control has too many files already".into()));
        }
    }
    controls::evidence::insert(&mut tx, &evidence, file.map(|(_, content)| content.clone())).await?;
    // Of two at the same moment, the later one counts.
    if control.given.is_none_or(|given| given.at <= evidence.at) {
        control.given = Some(Given { at: evidence.at, by: evidence.by, on_behalf_of });
        controls::set_given(&mut tx, &control).await?;
        plan(&mut tx, engine, ctx, &control).await?;
    }
    Event::new("give-evidence", "mitigating-control", id, &control.definition.name)
        .set("evidence", evidence.id)
        .change("comment", None::<String>, Some(comment).filter(|comment| !comment.is_empty()))
        .change("file", None::<String>, evidence.file.as_ref().map(|file| &file.name))
        .change("onBehalfOf", None::<String>, on_behalf_of)
        .write(&mut tx, engine, ctx)
        .await?;
    let read = named(&mut tx, control).await?;
    tx.commit().await?;
    Ok(read)
}

/// In whose stead the caller gives evidence of a control, if they may.
pub(super) async fn giver(
    tx: &mut Tx,
    ctx: &Context,
    control: &Control,
) -> Result<Option<UserId>, EngineError> {
    not_retired(control)?;
    let stands_in_for = delegations::stood_in_for(tx, ctx).await?;
    let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
    let excepted = resting::people(tx, control.id).await?;
    Ok(control.may_confirm(acting, &excepted)?)
}

/// Evidence of a control, the latest first, a part of it; and how much there is. For whom may read the control.
///
/// # Errors
/// `NotFound`.
pub async fn evidence(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    offset: u64,
    most: u32,
) -> Result<(Vec<Evidence>, i64), EngineError> {
    let mut tx = engine.read().await?;
    readable(&mut tx, ctx, id).await?;
    let offset = i64::try_from(offset).unwrap_or(i64::MAX);
    let found = controls::evidence::of_control(&mut tx, id, offset, i64::from(most)).await?;
    Ok((found, controls::evidence::count(&mut tx, id).await?))
}

/// The file of a piece of evidence with its content, for whom may read the control.
///
/// # Errors
/// `NotFound`.
pub async fn file(
    engine: &Engine,
    ctx: &Context,
    control: ControlId,
    id: EvidenceId,
) -> Result<(EvidenceFile, Vec<u8>), EngineError> {
    let mut tx = engine.read().await?;
    readable(&mut tx, ctx, control).await?;
    let missing = || EngineError::not_found("file of evidence", id);
    let found = controls::evidence::find(&mut tx, id).await?.filter(|found| found.control == control);
    let file = found.and_then(|found| found.file).ok_or_else(missing)?;
    let content = controls::evidence::content(&mut tx, id).await?.ok_or_else(missing)?;
    Ok((file, content))
}
