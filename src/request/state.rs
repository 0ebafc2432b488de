//! What a request is made of (contract 3.2).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::event::PhaseEvents;
use crate::catalog::ItemKind;
use crate::id::{AttachmentId, ItemId, PhaseId, RequestId, RequestTypeId, UserId};
use crate::workflow::TaskMode;

crate::words! {
    /// Whether access is to be given or taken away (`accessModifier`).
    pub enum Modifier {
        /// Give.
        Add = "add",
        /// Take away.
        Remove = "remove",
    }
}

crate::words! {
    /// How urgent a request is.
    pub enum Priority {
        /// Whenever.
        Low = "low",
        /// Soon.
        Medium = "medium",
        /// First of all.
        High = "high",
    }
}

crate::words! {
    /// Where a request stands.
    pub enum RequestStatus {
        /// Somebody has to do something.
        InProgress = "in-progress",
        /// It waits for a date.
        Suspended = "suspended",
        /// It has ended.
        Complete = "complete",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

impl RequestStatus {
    /// Whether something can still happen.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::InProgress | Self::Suspended)
    }
}

crate::words! {
    /// What the deciders said.
    pub enum Decision {
        /// All of them yes.
        Approved = "approved",
        /// One of them no.
        Rejected = "rejected",
    }
}

crate::words! {
    /// What came of it.
    pub enum Outcome {
        /// The access was given, or taken away.
        Provisioned = "provisioned",
        /// It was approved but could not be carried out.
        NotProvisioned = "not provisioned",
        /// It was refused.
        Denied = "denied",
        /// A person carried it out.
        Fulfilled = "fulfilled",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

crate::words! {
    /// What a phase waits for.
    pub enum PhaseKind {
        /// A decision.
        Approval = "request",
        /// That somebody carries something out.
        Fulfilment = "fulfillment",
        /// That somebody deals with a violation.
        Violation = "violation",
        /// A date.
        Scheduled = "scheduled",
    }
}

crate::words! {
    /// Where a phase stands.
    pub enum PhaseStatus {
        /// It waits.
        InProgress = "in-progress",
        /// It was decided, or its date came.
        Complete = "complete",
        /// The request ended before.
        Cancelled = "cancelled",
    }
}

crate::words! {
    /// Where a phase stands as a task of people.
    pub enum TaskState {
        /// It waits for them.
        Assigned = "Assigned",
        /// Somebody did it.
        Completed = "Completed",
        /// Nobody did in time: the product went on without them.
        Expired = "Expired",
        /// The request ended before.
        Cancelled = "Cancelled",
    }
}

crate::words! {
    /// How a phase was decided.
    pub enum PhaseDecision {
        /// Yes.
        Approve = "approve",
        /// No.
        Reject = "reject",
        /// It has been carried out.
        Fulfil = "fulfill",
        /// It cannot be carried out.
        Deny = "deny",
        /// A violation stays for good.
        Allow = "allow",
        /// The access that makes a violation is taken away.
        Remediate = "remediate",
    }
}

impl PhaseDecision {
    /// What the workflow hears of it (contract 6.2).
    pub const fn outcome(self) -> &'static str {
        match self {
            Self::Approve => "APPROVE",
            Self::Reject => "REJECT",
            Self::Fulfil => "FULFILL",
            Self::Deny => "DENY",
            Self::Allow => "ALLOW",
            Self::Remediate => "REMEDIATE",
        }
    }

    /// Whether it agrees.
    pub const fn agrees(self) -> bool {
        matches!(self, Self::Approve | Self::Fulfil)
    }

    /// In what kind of phase it is made, and what it needs.
    pub const fn needs(self) -> (PhaseKind, Permission) {
        match self {
            Self::Approve => (PhaseKind::Approval, Permission::Approve),
            Self::Reject => (PhaseKind::Approval, Permission::Reject),
            Self::Fulfil => (PhaseKind::Fulfilment, Permission::Fulfil),
            Self::Deny => (PhaseKind::Fulfilment, Permission::Deny),
            Self::Allow => (PhaseKind::Violation, Permission::Allow),
            Self::Remediate => (PhaseKind::Violation, Permission::Remediate),
        }
    }
}

crate::words! {
    /// What an actor of a phase may do.
    pub enum Permission {
        /// Say yes.
        Approve = "approve",
        /// Say no.
        Reject = "reject",
        /// Say that it has been carried out.
        Fulfil = "fulfill",
        /// Say that it cannot be carried out.
        Deny = "deny",
        /// Let a violation stay for good.
        Allow = "allow",
        /// Let it stay until a date.
        Exception = "exception",
        /// Have the access taken away that makes it.
        Remediate = "remediate",
        /// Hand it to others.
        Reassign = "reassign",
        /// Change what is asked.
        Modify = "modify",
        /// Say something.
        Comment = "comment",
    }
}

impl Permission {
    /// Everything that can be done in a phase of that kind.
    pub const fn of(kind: PhaseKind) -> &'static [Self] {
        match kind {
            PhaseKind::Approval => {
                &[Self::Approve, Self::Reject, Self::Reassign, Self::Modify, Self::Comment]
            }
            PhaseKind::Fulfilment => &[Self::Fulfil, Self::Deny, Self::Reassign, Self::Modify, Self::Comment],
            PhaseKind::Violation => {
                &[Self::Allow, Self::Exception, Self::Remediate, Self::Reassign, Self::Comment]
            }
            PhaseKind::Scheduled => &[Self::Reassign, Self::Comment],
        }
    }
}

crate::words! {
    /// What a comment came with.
    pub enum CommentAction {
        /// Nothing: just words.
        Comment = "comment",
        /// An approval.
        Approve = "approve",
        /// A rejection.
        Reject = "reject",
        /// Word that it has been carried out.
        Fulfil = "fulfill",
        /// Word that it cannot be carried out.
        Deny = "deny",
        /// Word that a violation stays for good.
        Allow = "allow",
        /// Word that it stays until a date.
        Exception = "exception",
        /// Word that it does not stay any longer.
        CancelException = "cancel-exception",
        /// Word that the access is taken away.
        Remediate = "remediate",
        /// A hand-over.
        Reassign = "reassign",
        /// Taking a task alone.
        Claim = "claim",
        /// Letting go of it.
        Release = "release",
        /// Calling it off.
        Cancel = "cancel",
        /// A change of what is asked.
        Modify = "modify",
        /// A failure of the product.
        Failure = "failure",
    }
}

impl CommentAction {
    /// Whether it came with the end of a phase.
    pub const fn ends_phase(self) -> bool {
        matches!(
            self,
            Self::Approve
                | Self::Reject
                | Self::Fulfil
                | Self::Deny
                | Self::Allow
                | Self::Remediate
                | Self::Failure
        )
    }
}

/// Who asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// The person; absent for API clients and the product itself.
    pub user: Option<UserId>,
    /// Their name.
    pub name: String,
}

/// A request. What browsers have no use for does not travel to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Server-made, behind the creator's prefix.
    pub id: RequestId,
    /// The number people call it by; 0 before it is stored.
    pub number: i64,
    /// The contract's request type, such as `entitlementGrant`, or one that was defined here.
    pub request_type: RequestTypeId,
    /// Who asked.
    pub requester: Requester,
    /// For whom; whoever asked where a request is about nobody else.
    pub user: UserId,
    /// The access it gives or takes away; absent for types that do something else.
    pub access: Option<Access>,
    /// What it holds by section, beside the common properties that have a place of their own (contract 3.2).
    #[serde(skip)]
    pub content: Map<String, Json>,
    /// Two unfinished requests must not have the same.
    #[serde(skip)]
    pub unique_key: Option<String>,
    /// How urgent.
    pub priority: Priority,
    /// Why.
    pub justification: String,
    /// From when; at once when absent.
    pub start: Option<DateTime<Utc>>,
    /// Until when; for ever when absent.
    pub end: Option<DateTime<Utc>>,
    /// Called off when not finished by then.
    pub expires: Option<DateTime<Utc>>,
    /// The creator's own name for it.
    pub external_id: Option<String>,
    /// What brought it about, such as `{"type": "admin"}` (contract 3.1); ordinary when absent.
    #[serde(skip)]
    pub context: Option<Json>,
    /// Requests that were sent together.
    pub correlation: Option<uuid::Uuid>,
    /// It is kept for whoever made it, and not sent yet.
    pub is_draft: bool,
    /// Which edition of what it asks for this is: 1 as it was sent, one more with every change.
    pub edition: i64,
    /// Where it stands.
    pub status: RequestStatus,
    /// What the deciders said.
    pub decision: Option<Decision>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// When it was sent.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub completed: Option<DateTime<Utc>>,
    /// Who ended it; absent when the product did.
    pub completed_by: Option<UserId>,
    /// The phases so far, oldest first.
    pub phases: Vec<Phase>,
}

/// What a request for access gives or takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Give or take away.
    pub modifier: Modifier,
    /// What kind of item.
    pub kind: ItemKind,
    /// What.
    pub item: ItemId,
    /// The application of an entitlement, or the application itself.
    pub application: Option<ItemId>,
}

impl Request {
    /// A request as it begins: nothing is decided, and it asks for nothing but what its type says.
    pub fn new(
        id: RequestId,
        request_type: RequestTypeId,
        requester: Requester,
        user: UserId,
        started: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            number: 0,
            request_type,
            requester,
            user,
            access: None,
            content: Map::new(),
            unique_key: None,
            priority: Priority::Low,
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
            started,
            completed: None,
            completed_by: None,
            phases: Vec::new(),
        }
    }

    /// Whether it takes access away.
    pub fn removes(&self) -> bool {
        self.access.is_some_and(|access| access.modifier == Modifier::Remove)
    }

    /// The item it gives or takes away.
    pub fn item(&self) -> Option<ItemId> {
        self.access.map(|access| access.item)
    }

    /// The application it is about.
    pub fn application(&self) -> Option<ItemId> {
        self.access.and_then(|access| access.application)
    }

    /// The phase that waits, the first where several do.
    pub fn open_phase(&self) -> Option<&Phase> {
        self.open_phases().next()
    }

    /// The phases that wait, oldest first.
    pub fn open_phases(&self) -> impl Iterator<Item = &Phase> {
        self.phases.iter().filter(|phase| phase.status == PhaseStatus::InProgress)
    }
}

/// The type of what people are asked about a violation: it has the id of the violation, and is nobody's request.
pub const VIOLATION: &str = "violation";

/// The contract's name of a request's type.
pub const fn request_type(kind: ItemKind, modifier: Modifier) -> &'static str {
    match (kind, modifier) {
        (ItemKind::Application, Modifier::Add) => "applicationGrant",
        (ItemKind::Application, Modifier::Remove) => "applicationRemove",
        (ItemKind::Entitlement, Modifier::Add) => "entitlementGrant",
        (ItemKind::Entitlement, Modifier::Remove) => "entitlementRemove",
        (ItemKind::Role, Modifier::Add) => "roleGrant",
        (ItemKind::Role, Modifier::Remove) => "roleRemove",
    }
}

/// A phase of a request: somebody decides, or a date is awaited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Server-made.
    pub id: PhaseId,
    /// The step's name, unique in the request.
    pub name: String,
    /// As shown.
    pub display_name: String,
    /// What it waits for.
    pub kind: PhaseKind,
    /// Where it stands.
    pub status: PhaseStatus,
    /// How it was decided.
    pub decision: Option<PhaseDecision>,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it should be done, or the awaited date.
    pub due: Option<DateTime<Utc>>,
    /// When it ended.
    pub completed: Option<DateTime<Utc>>,
    /// Who decided.
    pub completed_by: Option<UserId>,
    /// Who has taken it alone, while it waits.
    #[serde(skip)]
    pub claim: Option<Claim>,
    /// In whose stead they did, as a deputy.
    #[serde(skip)]
    pub on_behalf_of: Option<UserId>,
    /// Why.
    pub justification: Option<String>,
    /// Whose decision counts.
    #[serde(skip)]
    pub mode: TaskMode,
    /// What happens while it waits.
    #[serde(skip)]
    pub events: PhaseEvents,
    /// Who may decide, and who could before.
    pub actors: Vec<PhaseActor>,
}

impl Phase {
    /// Where it stands as a task.
    pub fn task_state(&self) -> TaskState {
        let in_silence = self.completed_by.is_none() && self.due.is_some() && self.completed >= self.due;
        match self.status {
            PhaseStatus::InProgress => TaskState::Assigned,
            PhaseStatus::Cancelled => TaskState::Cancelled,
            PhaseStatus::Complete if in_silence => TaskState::Expired,
            PhaseStatus::Complete => TaskState::Completed,
        }
    }

    /// Those it waits for.
    pub fn active(&self) -> Vec<UserId> {
        self.actors.iter().filter(|actor| actor.active).map(|actor| actor.user).collect()
    }
}

/// Somebody has taken a task that several people are asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub by: UserId,
    /// In whose stead, when as a deputy.
    pub on_behalf_of: Option<UserId>,
}

/// A person who may, or could, act on a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseActor {
    /// Who.
    pub user: UserId,
    /// What they may do.
    pub permissions: Vec<Permission>,
    /// Whether it still waits for them.
    pub active: bool,
    /// Who said yes for them, themselves or as their deputy, to what the request asks for now.
    #[serde(skip)]
    pub agreed_by: Option<UserId>,
}

/// Something said about a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Who, when a person.
    pub user: Option<UserId>,
    /// Their name.
    pub name: String,
    /// In whose stead, when as a deputy.
    pub on_behalf_of: Option<UserId>,
    /// What it came with.
    pub action: CommentAction,
    /// The words; may be empty for a decision without a reason.
    pub comment: String,
    /// The phase it belongs to.
    pub phase: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// The file beside it.
    pub attachment: Option<(AttachmentId, String)>,
}
