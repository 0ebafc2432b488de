//! What has values: an item of the catalog, an account, or a person.

use bailiwick::catalog::{Item, ItemKind};
use bailiwick::directory::{Account, UserBrief};
use bailiwick::glossary::{BuiltIn, ObjectKind};
use bailiwick::id::{AccountId, ItemId, UserId};
use bailiwick_store::{Tx, accounts, users};
use uuid::Uuid;

use crate::access::visible;
use crate::{Context, EngineError, catalog};

/// One object that is described.
pub(super) enum Object {
    Item(Item),
    Account(Account),
    User(UserBrief),
}

impl Object {
    /// The object, when the actor may know of it: items as in the catalog, people as their access, accounts as the
    /// access of the person whose it is.
    pub(super) async fn load(
        tx: &mut Tx,
        ctx: &Context,
        kind: ObjectKind,
        id: Uuid,
    ) -> Result<Self, EngineError> {
        let item = match kind {
            ObjectKind::Application => ItemKind::Application,
            ObjectKind::Entitlement => ItemKind::Entitlement,
            ObjectKind::Role => ItemKind::Role,
            ObjectKind::Account => return account(tx, ctx, AccountId(id)).await.map(Self::Account),
            ObjectKind::User => return visible(tx, ctx, UserId(id)).await.map(Self::User),
        };
        let missing = || EngineError::not_found(kind.as_str(), id);
        let found = catalog::visible(tx, ctx, ItemId(id)).await.map_err(|error| match error {
            EngineError::NotFound { .. } => missing(),
            other => other,
        })?;
        if found.kind == item { Ok(Self::Item(found)) } else { Err(missing()) }
    }

    pub(super) fn id(&self) -> Uuid {
        match self {
            Self::Item(item) => item.id.uuid(),
            Self::Account(account) => account.id.uuid(),
            Self::User(user) => user.id.uuid(),
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Item(item) => &item.name,
            Self::Account(account) => &account.name,
            Self::User(user) => &user.display_name,
        }
    }

    /// The person it is about.
    pub(super) fn user(&self) -> Option<UserId> {
        match self {
            Self::Item(_) => None,
            Self::Account(account) => account.user,
            Self::User(user) => Some(user.id),
        }
    }

    /// The values of a built-in attribute, as they are kept.
    pub(super) fn built_in(&self, property: BuiltIn) -> Vec<String> {
        let Self::Item(item) = self else { return Vec::new() };
        match property {
            BuiltIn::Requestable => vec![item.requestable.to_string()],
            BuiltIn::Risk => vec![item.risk.to_string()],
            BuiltIn::Owner => item.owners.iter().map(|id| format!("managed/user/{id}")).collect(),
        }
    }
}

async fn account(tx: &mut Tx, ctx: &Context, id: AccountId) -> Result<Account, EngineError> {
    let missing = || EngineError::not_found("account", id);
    let account = accounts::find(tx, id).await?.ok_or_else(missing)?;
    let me = ctx.actor.user_id();
    let is_theirs = me.is_some() && (me == account.user || me == account.owner);
    let mut may = ctx.actor.reads_everything() || is_theirs;
    if let (false, Some(me), Some(user)) = (may, me, account.user) {
        may = users::brief(tx, user).await?.is_some_and(|person| person.manager == Some(me));
    }
    if may { Ok(account) } else { Err(missing()) }
}
