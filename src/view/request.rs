//! Requests as they are read and decided.

use serde::{Deserialize, Serialize};

use crate::catalog::ItemBrief;
use crate::directory::{Colleagues, UserBrief};
use crate::id::{PhaseId, UserId};
use crate::request::{Comment, Permission, Phase, Request, Shown};

/// A request with the people and the item it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// The request.
    pub request: Request,
    /// For whom.
    pub user: UserBrief,
    /// What; absent when it is not about access.
    pub item: Option<ItemBrief>,
    /// What it is about without giving or taking it away: an entitlement or role that is to be changed, the
    /// application of an entitlement that is to be.
    pub about: Option<ItemBrief>,
    /// What its type is called.
    pub type_name: String,
    /// What it holds beside the common properties: names and values, as shown.
    pub facts: Vec<(String, String)>,
    /// What was said, oldest first.
    pub comments: Vec<Comment>,
    /// Everybody the request names: requester, actors, deciders.
    pub people: Vec<UserBrief>,
    /// Owners of the item, or of what it is about (of its application when it has none).
    pub owners: Vec<UserBrief>,
    /// Owners of the application it is about; empty when it is about none.
    pub application_owners: Vec<UserBrief>,
    /// The manager of the person it is for, where there is one.
    pub manager: Option<UserBrief>,
    /// The definition it goes by.
    pub workflow: String,
    /// The tasks that lie ahead if everybody agrees, as shown; which way gateways take is not known before.
    pub to_come: Vec<String>,
    /// What the reader may do in the phase that waits.
    pub permissions: Vec<Permission>,
    /// In whose stead they would, as a deputy.
    pub in_stead_of: Option<UserId>,
    /// The reader may call it off.
    pub may_cancel: bool,
}

impl RequestView {
    /// What is asked for: the item's name, or what the type is called.
    pub fn what(&self) -> &str {
        self.item.as_ref().map_or(self.type_name.as_str(), |item| item.name.as_str())
    }

    /// Whether the reader is asked to decide, or to carry it out.
    pub fn decides(&self) -> bool {
        let decisions = [Permission::Approve, Permission::Reject, Permission::Fulfil, Permission::Deny];
        decisions.iter().any(|decision| self.permissions.contains(decision))
    }

    /// What the reader is shown.
    pub fn shown(&self) -> Shown {
        Shown { edition: Some(self.request.edition), on_behalf_of: self.in_stead_of }
    }

    /// A person the request names.
    pub fn person(&self, id: UserId) -> Option<&UserBrief> {
        self.people.iter().find(|person| person.id == id)
    }
}

/// A policy rule that a request would break (contract 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The rule, by name.
    pub rule: String,
    /// What its owner advises.
    pub advice: Option<String>,
    /// What the person holds already that clashes with what is asked for, by name and application.
    pub with: Vec<ItemBrief>,
}

/// What a decision about a request needs beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestContext {
    /// The request.
    pub view: RequestView,
    /// How many of the person's colleagues hold the item, and how many there are.
    pub peers: (u32, u32),
    /// Who these are.
    pub colleagues: Colleagues,
    /// How many people hold the item.
    pub holders: i64,
    /// How many items of the same application the person holds.
    pub held_in_application: i64,
    /// The policy rules that it would break.
    pub conflicts: Vec<Conflict>,
    /// The last decisions about the same item: the person it was for, and the request.
    pub decided_before: Vec<RequestView>,
}

/// One row of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRow {
    /// The request that waits.
    pub view: RequestView,
}

/// What waits for a person, most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPage {
    /// The rows of this page.
    pub rows: Vec<InboxRow>,
    /// All that waits.
    pub total: i64,
}

/// What one phase of a request asks of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskView {
    /// The phase.
    pub phase: PhaseId,
    /// Its request.
    pub view: RequestView,
}

impl TaskView {
    /// The phase, as it stands in the request.
    pub fn phase(&self) -> Option<&Phase> {
        self.view.request.phases.iter().find(|phase| phase.id == self.phase)
    }
}
