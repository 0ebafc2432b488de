//! What the use cases answer: domain objects joined with what a reader needs beside them.
//! The browser and the faces read these; nothing here decides anything.

mod access;
mod audit;
mod cart;
mod catalog;
mod delegation;
mod request;

pub use access::{AccessView, HeldAccess, PersonAccess};
pub use audit::{AuditPage, AuditQuery, ChainState};
pub use cart::{CartLineView, CartView, Submitted, SubmittedFault};
pub use catalog::{
    ApproverView, CatalogPage, CatalogSearch, Facet, FacetCount, GlossaryFact, ItemDetail, SearchOrder,
    SearchRow,
};
pub use delegation::DelegationView;
pub use request::{Conflict, InboxPage, InboxRow, RequestContext, RequestView, TaskView};

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// Rows that match, over all pages.
    pub total: i64,
}
