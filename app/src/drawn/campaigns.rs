//! Certification from its owner's side: what is reviewed and by whom, how far it is, what came of it.

pub(super) mod ahead;
mod ask;
mod charts;
mod ledger;
pub(super) mod list;
pub(super) mod one;
mod overview;
mod reviewers;
pub(super) mod template;
pub(super) mod templates;
#[cfg(test)]
mod tests;
mod told;
pub(super) mod wizard;
mod words;

use leptos::prelude::*;

use super::Query;
use crate::components::{Alert, Tab, Tabs, Tone};
use crate::text::counted;
use crate::url;

/// The page that lists the campaigns; the pages of each are below it.
pub const CAMPAIGNS: &str = "/campaigns";
/// The page that lists the templates; the pages of each are below it.
pub const TEMPLATES: &str = "/campaigns/templates";
/// The wizard of a new template.
pub const NEW: &str = "/campaigns/templates/new";

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
    let tabs = vec![tab("Campaigns", CAMPAIGNS), tab("Templates", TEMPLATES)];
    view! { <Tabs label="Parts of certification" tabs=Signal::stored(tabs)/> }.into_any()
}

/// What has just been done, or why not, as the address says; nothing for a word nobody knows.
fn said(query: &Query) -> Option<AnyView> {
    let fault = query.get("fault");
    if !fault.is_empty() {
        let fault = fault.to_owned();
        let alert = view! {
            <Alert tone=Tone::Rejected urgent=true title="This could not be done">
                <p class="wrap-anywhere">{fault}</p>
            </Alert>
        };
        return Some(alert.into_any());
    }
    let rows = |name: &str| counted(query.get(name).parse::<i64>().unwrap_or_default(), "row");
    let title = match query.get("said") {
        "saved" => "Saved".to_owned(),
        "copied" => "Copied".into(),
        "deleted" => "Deleted: its campaigns stay".into(),
        "campaign-deleted" => "Deleted: the audit trail keeps that it was there".into(),
        "started" => "Started: its rows are being made".into(),
        "activated" => "Reviewers are asked from now on".into(),
        "extended" => "The deadline was moved".into(),
        "reminded" => "Reminded: everybody for whom rows wait".into(),
        "cancelled" => "Called off: what was signed stays signed".into(),
        "completed" => "Ended: what nobody signed is being dealt with".into(),
        "reassigned" if query.get("left") == "0" => format!("{} handed over", rows("went")),
        "reassigned" => {
            let left = rows("left");
            format!("{} handed over; {left} about the new reviewer’s own access stay", rows("went"))
        }
        _ => return None,
    };
    Some(view! { <div role="status"><Alert tone=Tone::Approved title/></div> }.into_any())
}
