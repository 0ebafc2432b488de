//! The cart as it is shown: each line checked.

use serde::{Deserialize, Serialize};

use super::ApproverView;
use crate::cart::{CartLine, LineFault};
use crate::catalog::ItemBrief;
use crate::directory::UserBrief;
use crate::id::RequestId;
use crate::request::Priority;

/// A cart with its lines checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartView {
    /// Why all of it is needed.
    pub justification: String,
    /// Whether a justification must be given.
    pub justification_required: bool,
    /// How urgent it is.
    pub priority: Priority,
    /// By person, then in the order added.
    pub lines: Vec<CartLineView>,
}

/// One checked line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLineView {
    /// The line.
    pub line: CartLine,
    /// What; absent when it was deleted meanwhile.
    pub item: Option<ItemBrief>,
    /// For whom; absent when deleted meanwhile.
    pub user: Option<UserBrief>,
    /// What stands in its way; nothing when it is ready to send.
    pub fault: Option<LineFault>,
    /// The policy rules that it would break, by name; where the installation forbids that, they are a fault instead.
    pub conflicts: Vec<String>,
    /// Who would decide; empty for lines with a fault.
    pub approvers: Vec<ApproverView>,
    /// A form belongs to it.
    pub has_form: bool,
}

/// A line that was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedFault {
    /// For whom, as given.
    pub user: String,
    /// What, as given (catalog id or item id).
    pub item: String,
    /// Why not.
    pub fault: LineFault,
}

/// What sending came to: the good lines are requests now, the others stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// The requests of one sending share it.
    pub correlation: uuid::Uuid,
    /// One request for each good line.
    pub requests: Vec<RequestId>,
    /// The others.
    pub faults: Vec<SubmittedFault>,
}
