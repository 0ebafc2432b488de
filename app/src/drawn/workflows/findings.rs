//! What validation found.

use bailiwick::workflow::Finding;
use leptos::prelude::*;

use super::Place;
use crate::components::{Alert, RowLink, Tone};
use crate::text::{counted, int};

/// The findings, each leading to its step.
#[component]
pub fn Findings(
    /// All of them.
    findings: Vec<Finding>,
    /// The page.
    place: Place,
    /// What it means that there are some.
    said: &'static str,
) -> impl IntoView {
    if findings.is_empty() {
        return view! { <Alert tone=Tone::Approved title="Nothing is wrong: it can be published"/> }
            .into_any();
    }
    let title = format!("{} {said}", counted(int(findings.len()), "finding"));
    let row = move |finding: Finding| {
        let step = finding.step.map(|step| {
            let words = finding.display_name.unwrap_or_else(|| step.clone());
            let href = format!("{}#inspector", place.at(&step).href());
            view! {
                <b class="font-medium text-ink">
                    <RowLink href>{words}</RowLink>
                </b>
                ": "
            }
        });
        view! { <li class="wrap-anywhere">{step} {finding.reason}</li> }
    };
    view! {
        <Alert tone=Tone::Rejected title>
            <ul class="grid list-disc gap-1 ps-4">{findings.into_iter().map(row).collect_view()}</ul>
        </Alert>
    }
    .into_any()
}
