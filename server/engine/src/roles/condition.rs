//! The rule by which people have a role: what it would do, and setting it alone.

use bailiwick::authority::Authority;
use bailiwick::catalog::RoleBody;
use bailiwick::directory::UserBrief;
use bailiwick::filter::{Filter, target};
use bailiwick::id::ItemId;
use bailiwick_store::{roles, users};
use serde_json::Value as Json;

use super::change::patch_active;
use super::members;
use super::read::{RoleView, active};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// So many people are named.
const NAMED: u64 = 20;

/// What a rule would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersAhead {
    /// So many people meet it now.
    pub meet: i64,
    /// The first of them, by name.
    pub first: Vec<UserBrief>,
    /// So many would get the role.
    pub gain: i64,
    /// So many have it by a rule and would lose it.
    pub lose: i64,
}

/// What a rule would do if people had the role by it from now on; without one, nobody has it so. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `NotFound`: there is no such role in the catalog; `Invalid`: people cannot be searched by the condition.
pub async fn members_ahead(
    engine: &Engine,
    ctx: &Context,
    role: ItemId,
    condition: Option<&Filter>,
) -> Result<MembersAhead, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let mut tx = engine.read().await?;
    active(&mut tx, role).await?.ok_or_else(|| EngineError::not_found("role", role))?;
    let lose = roles::count_undue(&mut tx, role, condition).await?;
    let Some(condition) = condition else {
        return Ok(MembersAhead { meet: 0, first: Vec::new(), gain: 0, lose });
    };
    members::check(&mut tx, condition).await?;
    let (meet, first) = roles::meeting(&mut tx, condition, NAMED).await?;
    let briefs = users::briefs(&mut tx, &first).await?;
    let by_name = first.iter().filter_map(|id| briefs.iter().find(|one| one.id == *id).cloned());
    Ok(MembersAhead {
        meet,
        first: by_name.collect(),
        gain: roles::count_owed(&mut tx, role, condition).await?,
        lose,
    })
}

/// Says by which rule people have a role from now on, none or another; everything else about it stays. `had` is the rule
/// that the caller saw. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `NotFound`: there is no such role in the catalog; `Invalid`: people cannot be searched by the condition;
/// `Changed`: somebody else has changed the rule since.
pub async fn set_condition(
    engine: &Engine,
    ctx: &Context,
    role: ItemId,
    had: Option<&Filter>,
    condition: Option<&Filter>,
) -> Result<(), EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let said = |before: &RoleView| {
        if before.object.membership.as_ref() != had {
            let fault = "somebody else has changed the rule since you opened it: look at it again";
            return Err(EngineError::Changed(fault.into()));
        }
        let mut document = before.document();
        if let Some(object) = document.get_mut("role").and_then(Json::as_object_mut) {
            object.insert("membershipCondition".into(), condition.map(target::write).unwrap_or_default());
        }
        Ok(RoleBody::parse(role, &document)?)
    };
    retry!(patch_active(engine, ctx, role, said)).map(drop)
}
