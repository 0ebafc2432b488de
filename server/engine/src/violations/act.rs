//! What people decide about a violation (contract rows 101 to 106, 113, 117 to 124).

use bailiwick::delegation::Acting;
use bailiwick::id::{ControlId, UserId, ViolationId};
use bailiwick::policy::{Remediation, ViolationDecision, administers};
use bailiwick::request::{self, CommentAction, PhaseDecision, PhaseKind, may_see};
use bailiwick::text::check_present;
use bailiwick_store::workflows::instances;
use bailiwick_store::{Tx, requests, settings, violations};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::ground::choose;
use super::read::{ViolationView, read, roles_of};
use super::settle::{close, resume, store_case};
use super::{Loaded, load};
use crate::audit::Event;
use crate::engine::retry;
use crate::jobs::Job;
use crate::requests::{apply, record};
use crate::{Context, Engine, EngineError, delegations};

/// What somebody does about a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It stays for good.
    Allow {
        /// Why.
        comment: String,
    },
    /// It stays until a date.
    Except {
        /// Until when.
        until: DateTime<Utc>,
        /// The control that it rests on; one that works, where the rule has any.
        control: Option<ControlId>,
        /// Why.
        comment: String,
    },
    /// It does not stay any longer.
    CancelException {
        /// Why.
        comment: String,
    },
    /// Access is taken away.
    Remediate(Remediation),
    /// Something is said.
    Comment {
        /// The words.
        comment: String,
    },
    /// It was taken away by hand.
    Fulfil {
        /// How.
        comment: String,
    },
    /// It cannot be taken away.
    Deny {
        /// Why.
        comment: String,
    },
    /// Others are asked.
    Reassign {
        /// Who; active people.
        actors: Vec<UserId>,
        /// Why.
        comment: String,
    },
}

/// Does something about a violation, in a phase or in the one that waits. Whoever is asked in it may, or a policy
/// administrator; nobody about themselves.
///
/// # Errors
/// `NotFound`, also for who may not know of it; `Forbidden`; `Invalid` for a date, grants or words that cannot be;
/// `Conflict`: it has ended, or its rule does not leave this.
pub async fn act(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    phase: Option<&str>,
    action: &Action,
) -> Result<ViolationView, EngineError> {
    ctx.signed_in()?;
    retry!(try_act(engine, ctx, id, phase, action))?;
    engine.settle(std::slice::from_ref(&bailiwick::id::RequestId(id.to_string()))).await?;
    read(engine, ctx, id).await
}

pub(super) async fn try_act(
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    phase: Option<&str>,
    action: &Action,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let loaded = load(&mut tx, id).await?;
    let stands_in_for = delegations::stood_in_for(&mut tx, ctx).await?;
    let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
    if !may_see(&loaded.case, acting) && !administers(&ctx.actor) {
        return Err(EngineError::not_found("violation", id));
    }
    let deed = Deed { engine, ctx, acting, phase, loaded };
    deed.carry_out(&mut tx, action).await?;
    tx.commit().await?;
    Ok(())
}

struct Deed<'a> {
    engine: &'a Engine,
    ctx: &'a Context,
    acting: Acting<'a>,
    phase: Option<&'a str>,
    loaded: Loaded,
}

impl Deed<'_> {
    async fn carry_out(mut self, tx: &mut Tx, action: &Action) -> Result<(), EngineError> {
        match action {
            Action::Allow { comment } => self.allow(tx, comment).await,
            Action::Except { until, control, comment } => self.except(tx, *until, *control, comment).await,
            Action::CancelException { comment } => {
                let before = self.loaded.case.clone();
                let Loaded { violation, case, .. } = &mut self.loaded;
                let said = violation.end_exception(case, comment, self.acting, self.ctx.now)?;
                resume(tx, self.engine, self.ctx, &before, &self.loaded, &said).await
            }
            Action::Remediate(remediation) => self.remediate(tx, remediation).await,
            Action::Comment { comment } => self.comment(tx, comment).await,
            Action::Fulfil { comment } => {
                self.in_case(tx, &self.decide(PhaseDecision::Fulfil, comment)).await
            }
            Action::Deny { comment } => self.in_case(tx, &self.decide(PhaseDecision::Deny, comment)).await,
            Action::Reassign { actors, comment } => {
                self.loaded.violation.open()?;
                let phase = self.phase.map(str::to_owned);
                let reassign =
                    request::Action::Reassign { phase, actors: actors.clone(), comment: comment.clone() };
                self.in_case(tx, &reassign).await
            }
        }
    }

    /// Somebody is asked in a phase that waits: where they decide, the workflow goes on and writes back what came of it.
    fn is_asked(&self) -> bool {
        self.loaded.case.open_phases().any(|phase| phase.kind == PhaseKind::Violation)
    }

    async fn in_case(&self, tx: &mut Tx, action: &request::Action) -> Result<(), EngineError> {
        // In a box: few calls end here, and each of them would carry it along.
        Box::pin(apply(tx, self.engine, self.ctx, &self.loaded.case.id, action)).await.map(drop)
    }

    fn decide(&self, decision: PhaseDecision, words: &str) -> request::Action {
        let phase = self.phase.map(str::to_owned);
        request::Action::Decide { decision, phase, justification: words.to_owned() }
    }

    async fn allow(mut self, tx: &mut Tx, comment: &str) -> Result<(), EngineError> {
        self.loaded.violation.open()?;
        if !self.loaded.rule.options.allow {
            return Err(EngineError::Conflict("the rule leaves no violation allowed".into()));
        }
        self.not_excepted()?;
        if self.is_asked() {
            self.in_case(tx, &self.decide(PhaseDecision::Allow, comment)).await?;
            // A workflow goes on from there; without one, this is the end.
            if instances::of_request(tx, &self.loaded.case.id).await?.is_some() {
                return Ok(());
            }
            self.loaded = load(tx, self.loaded.violation.id).await?;
        } else {
            self.without_a_phase()?;
        }
        let allowed = Some(ViolationDecision::Allow);
        close(tx, self.engine, self.ctx, &mut self.loaded, allowed, comment, &self.ctx.actor).await
    }

    async fn except(
        mut self,
        tx: &mut Tx,
        until: DateTime<Utc>,
        control: Option<ControlId>,
        comment: &str,
    ) -> Result<(), EngineError> {
        let settings = settings::access_request(tx).await?;
        let before = self.loaded.case.clone();
        let Loaded { violation, case, rule, .. } = &mut self.loaded;
        let said =
            violation.except(case, rule, self.phase, until, comment, self.acting, &settings, self.ctx.now)?;
        let control = choose(tx, self.ctx, &self.loaded, control).await?;
        self.loaded.violation.control = control.as_ref().map(|control| control.id);
        let loaded = &self.loaded;
        violations::update(tx, &loaded.violation, loaded.revision, self.ctx.now).await?;
        requests::update(tx, &loaded.case, loaded.case_revision, self.ctx.now).await?;
        requests::add_comment(tx, self.engine.new_id(), &loaded.case, &said).await?;
        let job = Job::EndException { violation: loaded.violation.id, at: until };
        job.write(tx, self.engine, self.ctx, until).await?;
        Event::new("except-violation", "violation", loaded.violation.id, loaded.violation.rule_name())
            .about(loaded.violation.user)
            .set("until", until.to_rfc3339())
            .change("mitigatingControl", None::<String>, control.map(|control| control.definition.name))
            .write(tx, self.engine, self.ctx)
            .await?;
        record(tx, self.engine, self.ctx, &before, &loaded.case, &said).await
    }

    async fn remediate(mut self, tx: &mut Tx, remediation: &Remediation) -> Result<(), EngineError> {
        self.loaded.violation.open()?;
        let roles = roles_of(tx, std::slice::from_ref(&self.loaded.violation)).await?;
        self.loaded.violation.check_remediation(&self.loaded.rule, remediation, &roles)?;
        self.not_excepted()?;
        if !self.is_asked() {
            self.without_a_phase()?;
            let fault = "nobody is asked about it: there is no workflow that takes access away";
            return Err(EngineError::Conflict(fault.into()));
        }
        self.loaded.violation.remediation = Some(remediation.clone());
        let loaded = &self.loaded;
        violations::update(tx, &loaded.violation, loaded.revision, self.ctx.now).await?;
        // Its scripts read how from their variables (contract 6.7).
        if let Some((mut instance, revision)) = instances::of_request(tx, &loaded.case.id).await? {
            instance.variables.insert("remediation".into(), json!(remediation));
            instances::update(tx, &instance, revision, self.ctx.now).await?;
        }
        self.in_case(tx, &self.decide(PhaseDecision::Remediate, &remediation.justification)).await
    }

    async fn comment(self, tx: &mut Tx, comment: &str) -> Result<(), EngineError> {
        check_present(comment, request::MOST_TEXT).map_err(|fault| EngineError::invalid("comment", fault))?;
        let before = self.loaded.case.clone();
        store_case(tx, self.engine, self.ctx, &before, &self.loaded, comment, CommentAction::Comment).await
    }

    fn not_excepted(&self) -> Result<(), EngineError> {
        if self.loaded.violation.exception_until.is_some() {
            return Err(EngineError::Conflict("there is an exception: end it first".into()));
        }
        Ok(())
    }

    /// Where nobody is asked, policy administrators decide; not about themselves.
    fn without_a_phase(&self) -> Result<(), EngineError> {
        if !administers(&self.ctx.actor) {
            return Err(EngineError::forbidden("you are not asked to decide this"));
        }
        if self.ctx.actor.user_id() == Some(self.loaded.violation.user) {
            return Err(EngineError::forbidden("nobody decides about their own access"));
        }
        Ok(())
    }
}
