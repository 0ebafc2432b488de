//! Who acts, in which call, when; and where time and randomness come from.

use bailiwick::authority::{Actor, Authority};
use bailiwick::id::UserId;
use chrono::{DateTime, SubsecRound, Utc};

use crate::EngineError;

/// How the actor proved who they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Proof {
    /// Not at all, or nothing had to be proved: nobody, the product itself.
    #[default]
    None,
    /// By a session: a browser that has signed in.
    Session,
    /// By a token: a program.
    Token,
}

/// Every use case takes one first.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who acts.
    pub actor: Actor,
    /// How they proved it.
    pub proof: Proof,
    /// The call this belongs to, as in logs and audit.
    pub trace_id: String,
    /// When the call began, to the microsecond.
    pub now: DateTime<Utc>,
}

impl Context {
    /// The same call, done by the product itself.
    #[must_use]
    pub fn as_system(&self) -> Self {
        Self { actor: Actor::System, proof: Proof::None, ..self.clone() }
    }

    /// The person who acts.
    ///
    /// # Errors
    /// Nobody has signed in, or the actor is a program.
    pub fn person(&self) -> Result<UserId, EngineError> {
        self.signed_in()?;
        self.actor.user_id().ok_or_else(|| EngineError::forbidden("only a person can do this"))
    }

    /// The person who acts, in a browser that has signed in: what a token must not be enough for.
    ///
    /// # Errors
    /// As [`Self::person`]; or they came with a token.
    pub fn person_in_session(&self) -> Result<UserId, EngineError> {
        let person = self.person()?;
        if self.proof == Proof::Session {
            Ok(person)
        } else {
            Err(EngineError::forbidden("a token cannot do this: sign in with a browser"))
        }
    }

    /// Somebody has signed in.
    ///
    /// # Errors
    /// Nobody has.
    pub fn signed_in(&self) -> Result<(), EngineError> {
        if self.actor == Actor::Anonymous { Err(EngineError::NotAuthenticated) } else { Ok(()) }
    }

    /// The actor has one of these authorities.
    ///
    /// # Errors
    /// Nobody has signed in, or the actor has none of them.
    pub fn require(&self, any_of: &[Authority]) -> Result<(), EngineError> {
        self.signed_in()?;
        if self.actor.has(any_of) {
            Ok(())
        } else {
            Err(EngineError::forbidden("you are not permitted to do this"))
        }
    }
}

/// Where the time comes from. Tests own theirs.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;
}

/// Where randomness comes from.
pub trait Random: Send + Sync {
    /// Fills a buffer with unpredictable bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The machine's clock, to the microsecond: no database keeps more.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time is read")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// The operating system's generator.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the one place where randomness is read")]
    #[expect(clippy::expect_used, reason = "without randomness nothing is safe: better to stop")]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives random bytes");
    }
}
