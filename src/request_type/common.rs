//! Reading the properties that every request has (contract 7).

use chrono::{DateTime, Datelike, Utc};
use serde_json::{Map, Value as Json};

use super::Fault;
use crate::filter::Value;
use crate::request::Priority;

/// Properties that have a place of their own in a request; all others are kept as they came.
pub(super) const PLACED: [&str; 9] = [
    "justification",
    "externalRequestId",
    "requestIdPrefix",
    "isDraft",
    "priority",
    "expiryDate",
    "startDate",
    "endDate",
    "context",
];

/// The section `common` of what a request holds, with the faults found so far.
pub(super) struct Reader<'a> {
    pub(super) common: &'a Map<String, Json>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub(super) fn fault(&mut self, name: &str, fault: impl std::fmt::Display) {
        self.faults.push(Fault::new(format!("common.{name}"), fault));
    }

    /// A text that is not blank.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.common.get(name).and_then(Json::as_str).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn id<T>(&mut self, name: &str, what: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let Some(text) = self.text(name) else {
            self.fault(name, "is missing");
            return None;
        };
        let id = read(text);
        if id.is_none() {
            self.fault(name, format!("must be the id of {what}"));
        }
        id
    }

    pub(super) fn priority(&mut self) -> Priority {
        let Some(word) = self.text("priority") else { return Priority::Low };
        word.parse().unwrap_or_else(|fault: crate::word::UnknownWord| {
            self.fault("priority", format!("must be one of {}", fault.allowed));
            Priority::Low
        })
    }

    pub(super) fn moment(&mut self, name: &str) -> Option<DateTime<Utc>> {
        let text = self.text(name)?;
        let moment = Value::from(text).instant().filter(|moment| (1970..=9999).contains(&moment.year()));
        if moment.is_none() {
            self.fault(name, "must be an ISO 8601 date");
        }
        moment
    }
}
