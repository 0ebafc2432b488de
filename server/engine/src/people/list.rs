//! People as the faces list them, with what somebody may do to each.

use bailiwick::authority::ScopePermission;
use bailiwick::directory::UserBrief;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::UserId;
use bailiwick::view::Page;
use bailiwick_store::users::{self, People};

use super::EndUser;
use crate::{Context, Engine, EngineError};

/// A person with what somebody may do to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPerson {
    /// The person.
    pub user: UserBrief,
    /// What may be done.
    pub permissions: Vec<ScopePermission>,
}

/// One page of the people to whom somebody (who acts, or `end_user`) may do something; without a permission, those whom
/// they may know of: themselves and their reports, everybody for administrators and auditors.
///
/// # Errors
/// `Forbidden` for somebody else's permissions; `Invalid` for a permission that is not about people.
pub async fn list(
    engine: &Engine,
    ctx: &Context,
    end_user: Option<UserId>,
    permission: Option<ScopePermission>,
    query: &ListQuery,
) -> Result<Page<ListedPerson>, EngineError> {
    let mut tx = engine.read().await?;
    let asked = EndUser::load(&mut tx, ctx, end_user).await?;
    let (found, total) = users::page(&mut tx, asked.people(permission)?, query).await?;
    let row = |user: UserBrief| ListedPerson { permissions: asked.permissions(&user), user };
    Ok(Page { rows: found.into_iter().map(row).collect(), total })
}

impl EndUser {
    /// To whom they may do something. To create somebody is about nobody yet: who may, is answered everybody.
    fn people(&self, permission: Option<ScopePermission>) -> Result<People, EngineError> {
        let everybody_or = |all: bool, others: fn(UserId) -> People| match self.id {
            _ if all => People::Everybody,
            Some(id) => others(id),
            None => People::Nobody,
        };
        Ok(match permission {
            None | Some(ScopePermission::ViewUserAccess | ScopePermission::ViewGrants) => {
                everybody_or(self.reads_everything, People::OwnAndReports)
            }
            Some(ScopePermission::ModifyUser) => everybody_or(self.administers, People::Reports),
            Some(ScopePermission::CreateUser | ScopePermission::DeleteUser) => {
                everybody_or(self.administers, |_| People::Nobody)
            }
            Some(ScopePermission::CreateEntitlement | ScopePermission::ModifyEntitlement) => {
                return Err(EngineError::invalid("scopePermission", "is not about people"));
            }
        })
    }

    fn permissions(&self, user: &UserBrief) -> Vec<ScopePermission> {
        let is_manager = self.id.is_some() && user.manager == self.id;
        let sees = self.reads_everything || is_manager || self.id == Some(user.id);
        [
            (ScopePermission::ViewUserAccess, sees),
            (ScopePermission::ViewGrants, sees),
            (ScopePermission::CreateUser, self.administers),
            (ScopePermission::ModifyUser, self.administers || is_manager),
            (ScopePermission::DeleteUser, self.administers),
        ]
        .into_iter()
        .filter_map(|(permission, may)| may.then_some(permission))
        .collect()
    }
}
