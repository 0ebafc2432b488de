//! What a workflow writes back to its request (contract 2.1.1, `update`).

use chrono::{DateTime, Utc};

use super::act::{MOST_TEXT, Refusal};
use super::state::{Comment, CommentAction, Decision, Outcome, Request, RequestStatus};
use crate::authority::Actor;

/// What is written back; members that are absent stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Update {
    /// Where it stands.
    pub status: Option<RequestStatus>,
    /// What the deciders said.
    pub decision: Option<Decision>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Words.
    pub comment: Option<String>,
    /// The words tell of a failure.
    pub failure: bool,
}

impl Update {
    /// Writes back. Only the product itself may: what a request came to is never a caller's to say.
    ///
    /// # Errors
    /// The actor is somebody else; the request has ended; it is to end without an outcome, or with one that does
    /// not fit its decision.
    pub fn apply(
        &self,
        mut request: Request,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(Request, Option<Comment>), Refusal> {
        if *by != Actor::System {
            return Err(Refusal::NotPermitted("only a workflow may write back to its request"));
        }
        let only_words = self.status.is_none() && self.decision.is_none() && self.outcome.is_none();
        if !request.status.is_open() && !only_words {
            return Err(Refusal::Ended(request.status));
        }
        if let Some(decision) = self.decision {
            request.decision = Some(decision);
        }
        if let Some(outcome) = self.outcome {
            request.outcome = Some(outcome);
        }
        match self.status {
            Some(RequestStatus::Complete) => {
                let outcome =
                    request.outcome.ok_or_else(|| field("outcome", "is missing: the request ends"))?;
                if !fits(request.decision, outcome) {
                    let said = request.decision.map_or("no decision", Decision::as_str);
                    return Err(field("outcome", &format!("`{outcome}` does not fit {said}")));
                }
                request.end(RequestStatus::Complete, outcome, now);
            }
            Some(RequestStatus::Cancelled) => {
                request.end(RequestStatus::Cancelled, Outcome::Cancelled, now);
            }
            // Where an open request stands is told by what it waits for.
            Some(RequestStatus::InProgress | RequestStatus::Suspended) | None => {}
        }
        let comment = self.comment.as_deref().map(str::trim).filter(|comment| !comment.is_empty());
        let action = if self.failure { CommentAction::Failure } else { CommentAction::Comment };
        let comment = comment.map(|comment| Comment {
            on_behalf_of: None,
            attachment: None,
            user: None,
            name: by.name().to_owned(),
            action,
            comment: comment.chars().take(MOST_TEXT).collect(),
            phase: None,
            at: now,
        });
        Ok((request, comment))
    }
}

impl Request {
    /// Ends a request whose workflow cannot go on (contract 5.1: approved but not carried out, or called off).
    pub fn fail(&mut self, now: DateTime<Utc>) {
        if self.decision == Some(Decision::Approved) {
            self.end(RequestStatus::Complete, Outcome::NotProvisioned, now);
        } else {
            self.end(RequestStatus::Cancelled, Outcome::Cancelled, now);
        }
    }
}

/// The ends that the contract names (5.1).
const fn fits(decision: Option<Decision>, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Provisioned | Outcome::NotProvisioned | Outcome::Fulfilled => {
            matches!(decision, Some(Decision::Approved))
        }
        Outcome::Denied => matches!(decision, Some(Decision::Rejected)),
        Outcome::Cancelled => true,
    }
}

fn field(field: &'static str, fault: &str) -> Refusal {
    Refusal::Field { field, fault: fault.to_owned() }
}
