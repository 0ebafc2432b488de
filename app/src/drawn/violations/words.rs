//! Violations in words.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::grant::{Grant, Origin};
use bailiwick::id::ItemId;
use bailiwick::policy::{RemediationStatus, Violation, ViolationDecision, ViolationStatus};
use bailiwick_engine::violations::ViolationView;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{Risk, Tone};
use crate::pages::requests::words::risk;
use crate::url;

/// Where a violation stands.
pub fn state(violation: &Violation, clock: Clock) -> (Tone, String) {
    match (violation.status, violation.decision) {
        (ViolationStatus::Complete, Some(ViolationDecision::Allow)) => (Tone::Approved, "Allowed".into()),
        (ViolationStatus::Complete, Some(ViolationDecision::Remediate)) => {
            (Tone::Revoked, "Remediated".into())
        }
        (ViolationStatus::Complete, _) => (Tone::Neutral, "Gone".into()),
        (ViolationStatus::Exception, _) => {
            let until = violation.exception_until.map(|until| format!(" until {}", clock.day(until)));
            (Tone::Progress, format!("Excepted{}", until.unwrap_or_default()))
        }
        (_, Some(ViolationDecision::Remediate)) => match violation.remediation_status {
            Some(RemediationStatus::Failed) => (Tone::Rejected, "Remediation failed".into()),
            _ => (Tone::Progress, "Being remediated".into()),
        },
        (ViolationStatus::Pending, _) => (Tone::Overdue, "Nobody is asked".into()),
        (ViolationStatus::InProgress, _) => (Tone::Violation, "Open".into()),
    }
}

/// When it must be decided, where that is so.
pub fn due(view: &ViolationView) -> Option<DateTime<Utc>> {
    match view.violation.status {
        ViolationStatus::Complete => None,
        ViolationStatus::Exception => view.violation.exception_until,
        _ => view.case.request.open_phase().and_then(|phase| phase.due),
    }
}

/// Who is asked, by name.
pub fn asked(view: &ViolationView) -> String {
    let open =
        view.case.request.open_phases().flat_map(|phase| phase.actors.iter().filter(|actor| actor.active));
    let names: Vec<&str> = open
        .filter_map(|actor| view.case.person(actor.user))
        .map(|person| person.display_name.as_str())
        .collect();
    names.join(", ")
}

/// How access is held.
pub fn held(grant: &Grant, items: &HashMap<ItemId, ItemBrief>) -> String {
    let role = grant.through.and_then(|role| items.get(&role)).map(|role| role.name.as_str());
    match (grant.origin, role) {
        (Origin::Nested, Some(inner)) => format!("as a member of {inner}"),
        (Origin::Nested, None) => "by a membership".to_owned(),
        (_, Some(role)) => format!("through the role {role}"),
        (Origin::Role, None) => "through a role".to_owned(),
        (Origin::Request, None) => "asked for".to_owned(),
        (Origin::Rule, None) => "given by a rule".to_owned(),
        (Origin::Administrator, None) => "given by an administrator".to_owned(),
        (Origin::Reconciliation, None) => "found in the application".to_owned(),
    }
}

/// Grants as a list: what, how it is held, since when, by which request.
pub fn grants(grants: &[Grant], items: &HashMap<ItemId, ItemBrief>, clock: Clock) -> AnyView {
    let one = |grant: &Grant| {
        let item = items.get(&grant.item);
        let name = item.map_or_else(|| "Access that is gone".to_owned(), |item| item.name.clone());
        let of = item.and_then(|item| item.application_name.clone());
        let level = item.map(|item| risk(item.risk));
        let until = grant.end.map(|end| format!(", until {}", clock.day(end))).unwrap_or_default();
        let held = format!("{}, since {}{until}", held(grant, items), clock.day(grant.start));
        let request = grant.request.as_ref().map(|id| format!("/requests/{}", url::escape(&id.0)));
        view! {
            <li class="py-1">
                <p class="flex flex-wrap items-center gap-x-2 text-sm">
                    <span class="font-medium wrap-anywhere">{name}</span>
                    {of.map(|of| view! { <span class="text-meta text-muted">{of}</span> })}
                    {level.map(|level| view! { <Risk level/> })}
                </p>
                <p class="text-meta text-muted">
                    {held}
                    {request.map(|href| view! { " " <a href=href class="text-accent-ink underline">"The request"</a> })}
                </p>
            </li>
        }
    };
    view! { <ul>{grants.iter().map(one).collect_view()}</ul> }.into_any()
}
