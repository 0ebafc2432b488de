//! Administration of workflows: what there is, each as a graph, and how it is changed.

mod ask;
mod edges;
mod edit;
mod findings;
mod form;
mod graph;
mod inspect;
mod layout;
pub(super) mod list;
pub(super) mod one;
#[cfg(test)]
mod tests;
mod words;

use bailiwick::id::WorkflowId;
use bailiwick::workflow::DefinitionStatus;

use super::Query;
use crate::url;

/// The page that lists them.
pub const WORKFLOWS: &str = "/admin/workflows";

/// The page of one, as its address says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The workflow.
    pub id: WorkflowId,
    /// Which copy.
    pub status: DefinitionStatus,
    /// The step whose inspector is open; empty for none.
    pub step: String,
    /// Whether it is validated.
    pub check: bool,
}

impl Place {
    fn of(id: &str, status: DefinitionStatus, query: &Query) -> Self {
        let (step, check) = (query.get("step").to_owned(), query.get("check") == "1");
        Self { id: WorkflowId(id.to_owned()), status, step, check }
    }

    /// The draft.
    pub fn draft(id: &WorkflowId) -> Self {
        Self { id: id.clone(), status: DefinitionStatus::Draft, step: String::new(), check: false }
    }

    /// What is published.
    pub fn published(id: &WorkflowId) -> Self {
        Self { status: DefinitionStatus::Published, ..Self::draft(id) }
    }

    /// With that step open.
    #[must_use]
    pub fn at(&self, step: &str) -> Self {
        Self { step: step.to_owned(), ..self.clone() }
    }

    /// Validated.
    #[must_use]
    pub fn checked(&self) -> Self {
        Self { check: true, ..self.clone() }
    }

    /// Its address.
    pub fn href(&self) -> String {
        self.with(&[])
    }

    /// Its address with more in the query.
    pub fn with(&self, more: &[(&str, &str)]) -> String {
        let mut query = vec![("status", self.status.as_str())];
        if !self.step.is_empty() {
            query.push(("step", self.step.as_str()));
        }
        if self.check {
            query.push(("check", "1"));
        }
        query.extend(more);
        url::to(&format!("{WORKFLOWS}/{}", url::escape(&self.id.0)), &query)
    }
}
