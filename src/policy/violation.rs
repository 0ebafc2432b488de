//! Violations: a person breaks a rule, and what is decided about it (contract 3.14, 9).
//!
//! Whom it is put to, and what they said, is a [`Request`] of the same id: here called its case.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::RuleDefinition;
use crate::authority::{Actor, Authority};
use crate::delegation::Acting;
use crate::grant::{Grant, Origin};
use crate::id::{
    ControlId, GrantId, ItemId, PolicyId, PolicyRuleId, RequestId, RequestTypeId, ScanId, UserId, ViolationId,
};
use crate::request::{
    Comment, CommentAction, Outcome, Permission, Phase, PhaseKind, PhaseStatus, Priority, Refusal, Request,
    RequestStatus, Requester, VIOLATION, phase_for, said,
};
use crate::settings::AccessRequestSettings;
use crate::text::{check, check_present};

/// The most characters of a comment.
const MOST_TEXT: usize = 10_000;
/// The most grants of a remediation.
const MOST_GRANTS: usize = 1_000;

crate::words! {
    /// Where a violation stands.
    pub enum ViolationStatus {
        /// Nobody has been asked.
        Pending = "pending",
        /// Somebody has to decide.
        InProgress = "in-progress",
        /// It is excepted until a date.
        Exception = "exception",
        /// It has ended.
        Complete = "complete",
    }
}

impl ViolationStatus {
    /// Whether something can still be decided.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Complete)
    }
}

crate::words! {
    /// What was decided about a violation.
    pub enum ViolationDecision {
        /// It stays for good.
        Allow = "allow",
        /// It stays until a date.
        Exception = "exception",
        /// Access is taken away.
        Remediate = "remediate",
    }
}

crate::words! {
    /// How far a remediation is.
    pub enum RemediationStatus {
        /// The access is being taken away.
        InProgress = "in-progress",
        /// It is gone.
        Complete = "complete",
        /// It could not be taken away: somebody has to.
        Failed = "failed",
    }
}

impl RemediationStatus {
    /// Whether access is being taken away.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::InProgress)
    }
}

/// How a violation is remediated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Remediation {
    /// By what; `grantRemoval` is known.
    pub remediation_option_id: String,
    /// The grants that go, by the contract's composite ids.
    pub grant_ids: Vec<String>,
    /// Why.
    pub justification: String,
}

/// A person breaks a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// Server-made; also that of its case.
    pub id: ViolationId,
    /// The rule.
    pub rule_id: PolicyRuleId,
    /// The policy whose scan found it.
    pub policy: Option<PolicyId>,
    /// Who breaks it.
    pub user: UserId,
    /// The scan that found it.
    pub scan: Option<ScanId>,
    /// The rule as it was then; see [`super::Rule::document`].
    pub rule: Map<String, Json>,
    /// For each side of the rule, the grants that match it.
    pub access: Vec<Vec<Grant>>,
    /// Where it stands.
    pub status: ViolationStatus,
    /// What was decided.
    pub decision: Option<ViolationDecision>,
    /// Until when it is excepted.
    pub exception_until: Option<DateTime<Utc>>,
    /// Since when.
    pub excepted: Option<DateTime<Utc>>,
    /// The control that the exception rests on.
    pub control: Option<ControlId>,
    /// Whoever was asked when the exception began; they are asked again when it ends.
    pub paused: Vec<UserId>,
    /// How it is remediated.
    pub remediation: Option<Remediation>,
    /// How far that is.
    pub remediation_status: Option<RemediationStatus>,
    /// Another one of the same rule and person is not opened beside it.
    pub is_standing: bool,
    /// When it was found.
    pub created: DateTime<Utc>,
    /// When it ended.
    pub completed: Option<DateTime<Utc>>,
    /// Who ended it; absent when the product did.
    pub completed_by: Option<UserId>,
}

impl Violation {
    /// The id of its case.
    pub fn case_id(&self) -> RequestId {
        RequestId(self.id.to_string())
    }

    /// What its rule is called.
    pub fn rule_name(&self) -> &str {
        self.rule.get("name").and_then(Json::as_str).unwrap_or_default()
    }

    /// The case of a violation that was just found: nobody is asked yet.
    pub fn case(&self, now: DateTime<Utc>) -> Request {
        Request {
            id: self.case_id(),
            number: 0,
            request_type: RequestTypeId(VIOLATION.into()),
            requester: Requester { user: None, name: Actor::System.name().to_owned() },
            user: self.user,
            access: None,
            content: Map::new(),
            unique_key: None,
            priority: Priority::Medium,
            justification: String::new(),
            start: None,
            end: None,
            expires: None,
            external_id: None,
            context: None,
            correlation: None,
            is_draft: false,
            edition: 1,
            status: RequestStatus::InProgress,
            decision: None,
            outcome: None,
            started: now,
            completed: None,
            completed_by: None,
            phases: Vec::new(),
        }
    }

    /// Ends it and its case.
    pub fn close(
        &mut self,
        case: &mut Request,
        decision: Option<ViolationDecision>,
        by: &Actor,
        now: DateTime<Utc>,
    ) {
        self.status = ViolationStatus::Complete;
        self.decision = decision;
        self.exception_until = None;
        self.excepted = None;
        self.control = None;
        self.paused.clear();
        // What is allowed stays allowed; what was remediated and comes back is found again.
        self.is_standing = decision == Some(ViolationDecision::Allow);
        self.completed = Some(now);
        self.completed_by = by.user_id();
        if case.status.is_open() {
            case.end(RequestStatus::Complete, Outcome::Fulfilled, now);
            case.completed_by = by.user_id();
        }
    }

    /// Lets it stay until a date: nobody is asked until then.
    ///
    /// # Errors
    /// It has ended, the actor may not, or the date is not among those that the rule leaves.
    #[expect(clippy::too_many_arguments, reason = "everything about one decision")]
    pub fn except(
        &mut self,
        case: &mut Request,
        rule: &RuleDefinition,
        phase: Option<&str>,
        until: DateTime<Utc>,
        comment: &str,
        by: Acting<'_>,
        settings: &AccessRequestSettings,
        now: DateTime<Utc>,
    ) -> Result<Comment, Refusal> {
        self.open()?;
        if !rule.options.exception {
            return Err(Refusal::NotPermitted("the rule leaves no exceptions"));
        }
        let on_behalf_of = self.may(case, phase, Permission::Exception, by, settings)?;
        check_text(comment, rule.lifecycle.exception_needs_comment)?;
        let field = "exceptionExpirationDate";
        if until <= now {
            return Err(Refusal::Field { field, fault: "must not have passed".into() });
        }
        let latest = now + Duration::days(i64::from(rule.most_exception_days));
        if until > latest {
            let days = rule.most_exception_days;
            let fault = format!("must be within {days} days: the rule leaves no longer exceptions");
            return Err(Refusal::Field { field, fault });
        }
        if self.status != ViolationStatus::Exception {
            self.excepted = Some(now);
            self.paused = waiting(case);
            for phase in open_tasks(case) {
                phase.claim = None;
                phase.actors.iter_mut().for_each(|actor| actor.active = false);
            }
        }
        self.status = ViolationStatus::Exception;
        self.decision = Some(ViolationDecision::Exception);
        self.exception_until = Some(until);
        let phase = case.open_phase().map(|phase| phase.name.clone());
        Ok(Comment { on_behalf_of, phase, ..said(CommentAction::Exception, comment, by.actor, now) })
    }

    /// Ends its exception: those who were asked are asked again, and have as long as they had.
    ///
    /// # Errors
    /// There is no exception, or the actor may not end it.
    pub fn end_exception(
        &mut self,
        case: &mut Request,
        comment: &str,
        by: Acting<'_>,
        now: DateTime<Utc>,
    ) -> Result<Comment, Refusal> {
        self.open()?;
        if self.status != ViolationStatus::Exception {
            return Err(Refusal::NotPermitted("there is no exception"));
        }
        let me = by.actor.user_id();
        let asked =
            self.paused.iter().any(|user| Some(*user) == me || by.persons(case).any(|one| one == *user));
        if !asked && !administers(by.actor) {
            return Err(Refusal::NotPermitted("you are not asked to decide this"));
        }
        check_text(comment, false)?;
        let paused = std::mem::take(&mut self.paused);
        let since = self.excepted.take().unwrap_or(now);
        for phase in open_tasks(case) {
            for actor in phase.actors.iter_mut().filter(|actor| paused.contains(&actor.user)) {
                actor.active = true;
            }
            phase.events.postpone(now - since);
            phase.due = phase.events.expiration.as_ref().map(|expiration| expiration.date);
        }
        self.status =
            if case.open_phase().is_some() { ViolationStatus::InProgress } else { ViolationStatus::Pending };
        self.decision = None;
        self.exception_until = None;
        self.control = None;
        let phase = case.open_phase().map(|phase| phase.name.clone());
        Ok(Comment { phase, ..said(CommentAction::CancelException, comment, by.actor, now) })
    }

    /// How it shall be remediated, if that can be: the grants must be among those that break the rule, or that bring them,
    /// `roles`; and none of what comes with something else.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_remediation(
        &self,
        rule: &RuleDefinition,
        given: &Remediation,
        roles: &[Grant],
    ) -> Result<(), Refusal> {
        if !rule.options.remediate {
            return Err(Refusal::NotPermitted("the rule leaves no remediation"));
        }
        if given.remediation_option_id != "grantRemoval" {
            let fault = "must be `grantRemoval`: nothing else is known".into();
            return Err(Refusal::Field { field: "remediationOptionId", fault });
        }
        if given.grant_ids.is_empty() || given.grant_ids.len() > MOST_GRANTS {
            let fault = format!("must name 1 to {MOST_GRANTS} grants");
            return Err(Refusal::Field { field: "grantIds", fault });
        }
        let known = |id: &str| {
            self.access.iter().flatten().chain(roles).any(|grant| crate::grant::composite_id(grant.id) == *id)
        };
        if let Some(unknown) = given.grant_ids.iter().find(|id| !known(id)) {
            let shown: String = unknown.chars().take(140).collect();
            let fault = format!("names `{shown}`, which does not break the rule");
            return Err(Refusal::Field { field: "grantIds", fault });
        }
        // Taking it away by itself would take away what is held of the same beside it.
        let is_brought = |grant: &&Grant| {
            grant.through.is_some() && given.grant_ids.contains(&crate::grant::composite_id(grant.id))
        };
        if let Some(brought) = self.access.iter().flatten().chain(roles).find(is_brought) {
            let id = crate::grant::composite_id(brought.id);
            let fault = format!("names `{id}`, which comes with something else: name that");
            return Err(Refusal::Field { field: "grantIds", fault });
        }
        check_text(&given.justification, false)
    }

    /// The roles, and members of it, by which the access that breaks the rule is held.
    pub fn roles(&self) -> Vec<ItemId> {
        let mut roles: Vec<ItemId> = self.access.iter().flatten().filter_map(|grant| grant.through).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Whether it ends when these grants go: nothing is left of one side. What something brings goes with all grants of
    /// that, which are among `roles`.
    pub fn ends_without(&self, gone: &[GrantId], roles: &[Grant]) -> bool {
        self.access.iter().any(|side| side.iter().all(|grant| goes(grant, gone, roles)))
    }

    /// Whether somebody may decide about it, and in whose stead: whoever is asked in the phase that waits; where none
    /// does, who administers policies. Nobody decides about themselves.
    ///
    /// # Errors
    /// They may not.
    pub fn may(
        &self,
        case: &Request,
        phase: Option<&str>,
        needed: Permission,
        by: Acting<'_>,
        settings: &AccessRequestSettings,
    ) -> Result<Option<UserId>, Refusal> {
        if !settings.allow_self_approval && by.actor.user_id() == Some(self.user) {
            return Err(Refusal::NotPermitted("nobody decides about their own access"));
        }
        match phase_for(case, phase, by, &[PhaseKind::Violation], &[needed]) {
            Ok((_, person)) => Ok(person),
            Err(_) if administers(by.actor) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// Something can still be decided.
    ///
    /// # Errors
    /// It has ended.
    pub fn open(&self) -> Result<(), Refusal> {
        if self.status.is_open() { Ok(()) } else { Err(Refusal::Ended(RequestStatus::Complete)) }
    }
}

/// Who may decide about any violation.
pub fn administers(actor: &Actor) -> bool {
    actor.has(&[Authority::PolicyAdmin])
}

/// Those who are asked now.
fn waiting(case: &Request) -> Vec<UserId> {
    case.open_phases().flat_map(Phase::active).collect()
}

fn open_tasks(case: &mut Request) -> impl Iterator<Item = &mut Phase> {
    case.phases
        .iter_mut()
        .filter(|phase| phase.status == PhaseStatus::InProgress && phase.kind == PhaseKind::Violation)
}

fn check_text(comment: &str, required: bool) -> Result<(), Refusal> {
    let checked = if required { check_present(comment, MOST_TEXT) } else { check(comment, MOST_TEXT) };
    checked.map_err(|fault| Refusal::Field { field: "comment", fault: fault.to_string() })
}

/// Whether a grant goes when these are taken away: it is one of them; or it comes with something else, and everything that
/// brings it goes. What comes with something else is never taken away by itself.
fn goes(grant: &Grant, taken: &[GrantId], bringing: &[Grant]) -> bool {
    let Some(through) = grant.through else { return taken.contains(&grant.id) };
    let mut ways =
        bringing.iter().filter(|one| one.item == through && one.origin != Origin::Nested).peekable();
    ways.peek().is_some() && ways.all(|one| goes(one, taken, bringing))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::catalog::ItemKind;
    use crate::grant::GrantStatus;

    fn held(id: u128, item: u128, origin: Origin, through: Option<u128>) -> Grant {
        let of = |n: u128| ItemId(Uuid::from_u128(n));
        Grant {
            id: GrantId(Uuid::from_u128(id)),
            user: UserId(Uuid::nil()),
            kind: ItemKind::Entitlement,
            item: of(item),
            account: None,
            origin,
            request: None,
            through: through.map(of),
            granted_by: None,
            status: GrantStatus::Active,
            start: DateTime::UNIX_EPOCH,
            end: None,
            used: None,
        }
    }

    #[test]
    fn what_comes_with_something_else_goes_with_all_that_brings_it_and_not_by_itself() {
        const ROOT: u128 = 1;
        const PAY: u128 = 2;
        const CLERK: u128 = 3;
        let root = held(10, ROOT, Origin::Nested, Some(PAY));
        let pay = held(11, PAY, Origin::Request, None);
        let by_role = held(12, PAY, Origin::Role, Some(CLERK));
        let clerk = held(13, CLERK, Origin::Administrator, None);
        let all = [pay.clone(), by_role.clone(), clerk.clone()];
        assert!(!goes(&root, &[root.id], &all), "it would come back with what brings it");
        assert!(
            !goes(&root, &[root.id, pay.id, by_role.id], &all),
            "nor does what a role brings go by itself"
        );
        assert!(!goes(&root, &[pay.id], &all) && !goes(&root, &[clerk.id], &all));
        assert!(goes(&root, &[pay.id, clerk.id], &all));
        assert!(goes(&by_role, &[clerk.id], &all) && goes(&pay, &[pay.id], &all));
        assert!(!goes(&root, &[pay.id], &[]), "of what is not known to be brought nothing is promised");
    }
}
