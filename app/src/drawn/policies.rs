//! Duties kept apart: rules, the policies that hold them, scans, and where duties clash.

mod builder;
mod cards;
pub(super) mod controls;
pub(super) mod edit;
pub(super) mod list;
pub(super) mod matrix;
mod mitigation;
pub(super) mod one;
mod past;
pub(super) mod scan;
pub(super) mod scans;
pub(super) mod set;
pub(super) mod sets;
#[cfg(test)]
mod tests;
mod tried;
pub(crate) mod words;

pub use cards::side_title;
pub use controls::{CONTROLS, is_upload_form};
use leptos::prelude::*;

use super::Query;
use crate::components::{Alert, Tab, Tabs, Tone};
use crate::url;

/// The page that lists the rules.
pub const POLICIES: &str = "/admin/policies";
/// Where the pages of rules are.
pub const RULES: &str = "/admin/policies/rules";
/// The builder of a new rule.
pub const NEW: &str = "/admin/policies/rules/new";
/// Where the pages of policies are.
pub const SETS: &str = "/admin/policies/sets";
/// Where the pages of scans are.
pub const SCANS: &str = "/admin/policies/scans";
/// The conflict matrix.
pub const MATRIX: &str = "/admin/policies/matrix";
/// Rows on a page of a list.
const ROWS: usize = 25;

/// The page of one thing below such an address.
pub fn href(below: &str, id: &impl ToString, query: &[(&str, &str)]) -> String {
    url::to(&format!("{below}/{}", url::escape(&id.to_string())), query)
}

/// The parts of these pages, with the open one.
fn tabs(open: &str) -> AnyView {
    let tab = |label: &str, href: &str| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: None,
        current: href == open,
    };
    let tabs = vec![
        tab("Rules", POLICIES),
        tab("Policies", SETS),
        tab("Scans", SCANS),
        tab("Controls", CONTROLS),
        tab("Conflict matrix", MATRIX),
    ];
    view! { <Tabs label="Parts of policies" tabs=Signal::stored(tabs)/> }.into_any()
}

/// What has just been done, as the address says; nothing for a word nobody knows.
pub(super) fn said(query: &Query) -> Option<AnyView> {
    let title = match query.get("said") {
        "saved" => "Saved",
        "copied" => "Copied: the copy is not active yet",
        "deleted" => "Deleted",
        "activated" => "The rule is active",
        "deactivated" => "The rule is not active any more",
        "linked" => "Linked: exceptions of the rule rest on a control from now on",
        "unlinked" => "Not linked to the rule any more",
        "retired" => "Retired: exceptions that rested on it end",
        "evidence" => "Evidence given: the control works",
        "allowed" => "Allowed: it stays",
        "excepted" => "Excepted until the date",
        "ended" => "The exception has ended",
        "remediated" => "The access is being taken away",
        "commented" => "Comment added",
        "reassigned" => "Others are asked now",
        _ => return None,
    };
    Some(view! { <div role="status"><Alert tone=Tone::Approved title/></div> }.into_any())
}
