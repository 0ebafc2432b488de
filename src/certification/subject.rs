//! What a certification is about: what people hold, what there is to be held, what is written about people, or accounts that
//! are no person's.

use super::LineItem;
use crate::catalog::ItemKind;
use crate::id::{AccountId, GrantId, ItemId, UserId};

/// What the line items of a certification are about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reviewed {
    /// What people hold.
    #[default]
    Grants,
    /// What there is to be held, of one kind: what it is, who answers for it, what it brings.
    Definitions(ItemKind),
    /// What is written about people.
    Records,
    /// Accounts of machines, and accounts that nobody holds.
    Accounts,
}

/// What one line item is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Something that a person holds.
    Grant(Held),
    /// An entitlement or a role itself.
    Definition(Definition),
    /// What is written about this person.
    Record(UserId),
    /// An account of a machine, or that nobody holds.
    Account(Alone),
}

/// Something that a person holds, as it was when the campaign began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The grant.
    pub grant: GrantId,
    /// Whose.
    pub user: UserId,
    /// Of what kind of thing.
    pub kind: ItemKind,
    /// Of what.
    pub item: ItemId,
    /// In which application; none for a role.
    pub application: Option<ItemId>,
    /// By which account.
    pub account: Option<AccountId>,
    /// What brings it.
    pub through: Option<ItemId>,
}

/// An entitlement or a role itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// What kind of thing it is.
    pub kind: ItemKind,
    /// Which.
    pub item: ItemId,
    /// In which application; none for a role.
    pub application: Option<ItemId>,
}

/// An account of a machine, or that nobody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alone {
    /// Which.
    pub account: AccountId,
    /// In which application.
    pub application: ItemId,
}

impl LineItem {
    /// What is held; nothing where a definition, a record or an account is reviewed.
    pub const fn held(&self) -> Option<&Held> {
        match &self.subject {
            Subject::Grant(held) => Some(held),
            Subject::Definition(_) | Subject::Record(_) | Subject::Account(_) => None,
        }
    }

    /// The person it is about: who holds it, or whose record it is.
    pub const fn user(&self) -> Option<UserId> {
        match &self.subject {
            Subject::Grant(held) => Some(held.user),
            Subject::Record(user) => Some(*user),
            Subject::Definition(_) | Subject::Account(_) => None,
        }
    }

    /// What is held, or what is defined.
    pub const fn item(&self) -> Option<ItemId> {
        match &self.subject {
            Subject::Grant(held) => Some(held.item),
            Subject::Definition(definition) => Some(definition.item),
            Subject::Record(_) | Subject::Account(_) => None,
        }
    }

    /// What kind of thing is held or defined.
    pub const fn kind(&self) -> Option<ItemKind> {
        match &self.subject {
            Subject::Grant(held) => Some(held.kind),
            Subject::Definition(definition) => Some(definition.kind),
            Subject::Record(_) | Subject::Account(_) => None,
        }
    }

    /// The application it is in; none for roles and records.
    pub const fn application(&self) -> Option<ItemId> {
        match &self.subject {
            Subject::Grant(held) => held.application,
            Subject::Definition(definition) => definition.application,
            Subject::Account(alone) => Some(alone.application),
            Subject::Record(_) => None,
        }
    }

    /// The account itself, where that is reviewed.
    pub const fn account(&self) -> Option<AccountId> {
        match &self.subject {
            Subject::Account(alone) => Some(alone.account),
            Subject::Grant(_) | Subject::Definition(_) | Subject::Record(_) => None,
        }
    }

    /// What brings it.
    pub const fn through(&self) -> Option<ItemId> {
        match &self.subject {
            Subject::Grant(held) => held.through,
            Subject::Definition(_) | Subject::Record(_) | Subject::Account(_) => None,
        }
    }
}
