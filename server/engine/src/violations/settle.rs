//! What a workflow writes back to its violation, and what time does to it (contract rows 112 to 115).

use bailiwick::authority::Actor;
use bailiwick::delegation::Acting;
use bailiwick::directory::Status;
use bailiwick::id::{PhaseId, UserId, ViolationId};
use bailiwick::policy::{Remediation, RemediationStatus, ViolationDecision, ViolationStatus, administers};
use bailiwick::request::{
    Asked, Asking, Comment, CommentAction, Opened, Outcome, Permission, PhaseEvents, PhaseKind, Request,
    RequestStatus,
};
use bailiwick::text::check_present;
use bailiwick::workflow::{Task, TaskKind};
use bailiwick_store::{Tx, policies, requests, users, violations};

use super::open::broken_now;
use super::read::{ViolationView, read_as_workflow, roles_of};
use super::{Loaded, load};
use crate::audit::Event;
use crate::engine::retry;
use crate::requests::{changed, record};
use crate::workflows::{Heard, at_all, signal};
use crate::{Context, Engine, EngineError};

/// Closes a violation as allowed, once that was decided. For workflows and policy administrators.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it has ended, its rule does not leave this, or somebody is still asked.
pub async fn allow(engine: &Engine, ctx: &Context, id: ViolationId) -> Result<ViolationView, EngineError> {
    settler(ctx)?;
    retry!(try_allow(engine, ctx, id))?;
    read_as_workflow(engine, ctx, id).await
}

async fn try_allow(engine: &Engine, ctx: &Context, id: ViolationId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let mut loaded = load(&mut tx, id).await?;
    loaded.violation.open()?;
    if !loaded.rule.options.allow {
        return Err(EngineError::Conflict("the rule leaves no violation allowed".into()));
    }
    nobody_is_asked(ctx, &loaded)?;
    close(&mut tx, engine, ctx, &mut loaded, Some(ViolationDecision::Allow), "", &ctx.actor).await?;
    tx.commit().await?;
    Ok(())
}

/// Says that a violation is remediated, and how; as it was chosen before when `given` is absent. For workflows and
/// policy administrators.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` for a remediation that cannot be; `Conflict` as for [`allow`].
pub async fn remediate(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    given: Option<Remediation>,
) -> Result<ViolationView, EngineError> {
    settler(ctx)?;
    retry!(try_remediate(engine, ctx, id, given.clone()))?;
    read_as_workflow(engine, ctx, id).await
}

async fn try_remediate(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    given: Option<Remediation>,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let mut loaded = load(&mut tx, id).await?;
    let violation = &mut loaded.violation;
    violation.open()?;
    if let Some(given) = given {
        let roles = roles_of(&mut tx, std::slice::from_ref(violation)).await?;
        violation.check_remediation(&loaded.rule, &given, &roles)?;
        violation.remediation = Some(given);
    }
    nobody_is_asked(ctx, &loaded)?;
    let violation = &mut loaded.violation;
    violation.decision = Some(ViolationDecision::Remediate);
    violation.status = ViolationStatus::InProgress;
    violation.remediation_status = Some(RemediationStatus::InProgress);
    violations::update(&mut tx, violation, loaded.revision, ctx.now).await?;
    Event::new("begin-remediation", "violation", id, loaded.violation.rule_name())
        .about(loaded.violation.user)
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Says how far a remediation is; `complete` ends the violation. For workflows and policy administrators.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it is not remediated, or has ended; or it is said to be complete, and the person
/// breaks the rule still.
pub async fn set_remediation_status(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    status: RemediationStatus,
) -> Result<ViolationView, EngineError> {
    settler(ctx)?;
    retry!(try_set_status(engine, ctx, id, status))?;
    read_as_workflow(engine, ctx, id).await
}

async fn try_set_status(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    status: RemediationStatus,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let mut loaded = load(&mut tx, id).await?;
    loaded.violation.open()?;
    not_about_oneself(ctx, &loaded)?;
    if loaded.violation.decision != Some(ViolationDecision::Remediate) {
        return Err(EngineError::Conflict("the violation is not being remediated".into()));
    }
    loaded.violation.remediation_status = Some(status);
    match status {
        RemediationStatus::Complete => {
            let rule = policies::rules::find(&mut tx, loaded.violation.rule_id).await?;
            if let Some(rule) = rule
                && broken_now(&mut tx, &rule, loaded.violation.user).await?.is_some()
            {
                return Err(EngineError::Conflict("the person still breaks the rule".into()));
            }
            let remediated = Some(ViolationDecision::Remediate);
            close(&mut tx, engine, ctx, &mut loaded, remediated, "", &ctx.actor).await?;
        }
        RemediationStatus::Failed => {
            // It stays open, for somebody to look after; its workflow has done what it could.
            loaded.violation.status = ViolationStatus::Pending;
            violations::update(&mut tx, &loaded.violation, loaded.revision, ctx.now).await?;
            let before = loaded.case.clone();
            loaded.case.end(RequestStatus::Complete, Outcome::NotProvisioned, ctx.now);
            let words = "The remediation could not be carried out: the violation is open again.";
            store_case(&mut tx, engine, ctx, &before, &loaded, words, CommentAction::Failure).await?;
        }
        RemediationStatus::InProgress => {
            violations::update(&mut tx, &loaded.violation, loaded.revision, ctx.now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// People to be asked about a violation, beside its workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhase {
    /// The phase's name; no other phase of the violation has it.
    pub name: String,
    /// As shown.
    pub display_name: String,
    /// Who; active people.
    pub actors: Vec<UserId>,
}

/// Adds a phase in which people decide. For workflows and policy administrators.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid`: a name that is taken, or nobody who could be asked; `Conflict`: it has ended.
pub async fn add_phase(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    new: &NewPhase,
) -> Result<ViolationView, EngineError> {
    settler(ctx)?;
    retry!(try_add_phase(engine, ctx, id, new))?;
    read_as_workflow(engine, ctx, id).await
}

async fn try_add_phase(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    new: &NewPhase,
) -> Result<(), EngineError> {
    check_present(&new.name, 200).map_err(|fault| EngineError::invalid("phase.name", fault))?;
    check_present(&new.display_name, 200)
        .map_err(|fault| EngineError::invalid("phase.displayName", fault))?;
    let mut tx = engine.write().await?;
    let mut loaded = load(&mut tx, id).await?;
    loaded.violation.open()?;
    not_about_oneself(ctx, &loaded)?;
    if loaded.case.phases.iter().any(|phase| phase.name == new.name) {
        return Err(EngineError::invalid("phase.name", "is taken: the violation has a phase of that name"));
    }
    let known = users::briefs(&mut tx, &new.actors).await?;
    let permissions = Permission::of(PhaseKind::Violation).to_vec();
    let asked: Vec<Asked> = known
        .iter()
        .filter(|user| user.status == Status::Active)
        .map(|user| Asked { user: user.id, permissions: permissions.clone() })
        .collect();
    if asked.len() < new.actors.len() || asked.is_empty() {
        return Err(EngineError::invalid("actors", "must name people who work here"));
    }
    let before = loaded.case.clone();
    let asking = Asking {
        id: PhaseId(engine.new_id()),
        name: new.name.clone(),
        display_name: new.display_name.clone(),
        asked,
        fallback: Vec::new(),
        events: PhaseEvents::default(),
    };
    let task = Task::plain(TaskKind::Violation);
    if loaded.case.ask(&task, asking, ctx.now) == Opened::Nobody {
        return Err(EngineError::invalid("actors", "must name somebody else than whom it is about"));
    }
    if loaded.violation.status == ViolationStatus::Pending {
        loaded.violation.status = ViolationStatus::InProgress;
    }
    violations::update(&mut tx, &loaded.violation, loaded.revision, ctx.now).await?;
    requests::update(&mut tx, &loaded.case, loaded.case_revision, ctx.now).await?;
    changed(&mut tx, engine, ctx, "assign-violation", &before, &loaded.case).await?;
    tx.commit().await?;
    Ok(())
}

fn settler(ctx: &Context) -> Result<(), EngineError> {
    if administers(&ctx.actor) {
        Ok(())
    } else {
        Err(EngineError::forbidden("workflows and policy administrators may"))
    }
}

fn not_about_oneself(ctx: &Context, loaded: &Loaded) -> Result<(), EngineError> {
    if ctx.actor.user_id() == Some(loaded.violation.user) {
        return Err(EngineError::forbidden("nobody decides about their own access"));
    }
    Ok(())
}

fn nobody_is_asked(ctx: &Context, loaded: &Loaded) -> Result<(), EngineError> {
    not_about_oneself(ctx, loaded)?;
    if loaded.case.open_phases().any(|phase| phase.actors.iter().any(|actor| actor.active)) {
        return Err(EngineError::Conflict("somebody is still asked about it: decide in their phase".into()));
    }
    Ok(())
}

/// Ends a violation and its case, and calls off what its workflow still waits for.
pub(super) async fn close(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    loaded: &mut Loaded,
    decision: Option<ViolationDecision>,
    words: &str,
    by: &Actor,
) -> Result<(), EngineError> {
    let before = loaded.case.clone();
    loaded.violation.close(&mut loaded.case, decision, by, ctx.now);
    if before.open_phases().next().is_some() {
        // Its workflow goes no further.
        loaded.case.status = RequestStatus::Cancelled;
        loaded.case.outcome = Some(Outcome::Cancelled);
        signal(tx, engine, ctx, &before, &mut loaded.case, Heard::Answer).await?;
    }
    violations::update(tx, &loaded.violation, loaded.revision, ctx.now).await?;
    let action = match decision {
        Some(ViolationDecision::Allow) => CommentAction::Allow,
        Some(ViolationDecision::Remediate) => CommentAction::Remediate,
        _ => CommentAction::Comment,
    };
    store_case(tx, engine, ctx, &before, loaded, words, action).await?;
    Event::new("close-violation", "violation", loaded.violation.id, loaded.violation.rule_name())
        .about(loaded.violation.user)
        .change("decision", None::<String>, decision)
        .write(tx, engine, ctx)
        .await
}

/// Stores a case that has changed; with words, they are kept as a comment.
pub(super) async fn store_case(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Request,
    loaded: &Loaded,
    words: &str,
    action: CommentAction,
) -> Result<(), EngineError> {
    requests::update(tx, &loaded.case, loaded.case_revision, ctx.now).await?;
    let comment = Comment {
        user: ctx.actor.user_id(),
        name: ctx.actor.name().to_owned(),
        on_behalf_of: None,
        action,
        comment: words.to_owned(),
        phase: None,
        at: ctx.now,
        attachment: None,
    };
    if !words.is_empty() {
        requests::add_comment(tx, engine.new_id(), &loaded.case, &comment).await?;
    }
    record(tx, engine, ctx, before, &loaded.case, &comment).await
}

/// The end of an exception has come: those who were asked are asked again.
pub(crate) async fn end_exception(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
) -> Result<(), EngineError> {
    let Ok(mut loaded) = load(tx, id).await else { return Ok(()) };
    let is_over = loaded.violation.exception_until.is_some_and(|until| until <= ctx.now);
    if loaded.violation.status != ViolationStatus::Exception || !is_over {
        return Ok(());
    }
    let ctx = &ctx.as_system();
    let before = loaded.case.clone();
    let words = "The exception has ended.";
    let comment =
        loaded.violation.end_exception(&mut loaded.case, words, Acting::from(&ctx.actor), ctx.now)?;
    resume(tx, engine, ctx, &before, &loaded, &comment).await
}

/// Stores a violation whose exception has ended, and sets the times of its phases anew.
pub(super) async fn resume(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Request,
    loaded: &Loaded,
    comment: &Comment,
) -> Result<(), EngineError> {
    put_back(tx, engine, ctx, loaded, comment).await?;
    record(tx, engine, ctx, before, &loaded.case, comment).await
}

/// As [`resume`], without the trail and without telling anybody.
pub(super) async fn put_back(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    loaded: &Loaded,
    comment: &Comment,
) -> Result<(), EngineError> {
    violations::update(tx, &loaded.violation, loaded.revision, ctx.now).await?;
    requests::update(tx, &loaded.case, loaded.case_revision, ctx.now).await?;
    requests::add_comment(tx, engine.new_id(), &loaded.case, comment).await?;
    at_all(tx, engine, ctx, &loaded.case).await
}
