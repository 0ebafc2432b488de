//! Whose permissions are asked about (contract 2.21, `endUserId` and `scopePermission`).
//!
//! There are no scopes yet: who may what follows from authorities, from whom people report to, and from who answers
//! for an application or entitlement.

use bailiwick::authority::Authority;
use bailiwick::directory::Status;
use bailiwick::id::UserId;
use bailiwick_store::{Tx, users};

use crate::{Context, EngineError};

/// Whose permissions are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EndUser {
    /// Who; absent for programs and the product itself.
    pub(crate) id: Option<UserId>,
    /// They administer access.
    pub(crate) administers: bool,
    /// They read everything.
    pub(crate) reads_everything: bool,
}

impl EndUser {
    /// Who acts, or whom they ask about.
    ///
    /// # Errors
    /// Nobody has signed in; `Forbidden` for somebody else's permissions, unless who acts reads everything.
    pub(crate) async fn load(tx: &mut Tx, ctx: &Context, given: Option<UserId>) -> Result<Self, EngineError> {
        ctx.signed_in()?;
        let Some(other) = given.filter(|given| ctx.actor.user_id() != Some(*given)) else {
            return Ok(Self {
                id: ctx.actor.user_id(),
                administers: ctx.actor.is_access_admin(),
                reads_everything: ctx.actor.reads_everything(),
            });
        };
        if !ctx.actor.reads_everything() {
            return Err(EngineError::forbidden("only administrators and auditors ask what others may do"));
        }
        let is_active = users::brief(tx, other).await?.is_some_and(|user| user.status == Status::Active);
        let trusted = if is_active { users::authorities(tx, other).await? } else { Vec::new() };
        let has = |any_of: &[Authority]| trusted.iter().any(|one| any_of.contains(one));
        let administers = has(&[Authority::AccessAdmin, Authority::OrgAdmin]);
        Ok(Self {
            id: is_active.then_some(other),
            administers,
            reads_everything: administers || has(&[Authority::Auditor]),
        })
    }

    /// Whether they are one of these.
    pub(crate) fn is_among(&self, people: &[UserId]) -> bool {
        self.id.is_some_and(|id| people.contains(&id))
    }
}
