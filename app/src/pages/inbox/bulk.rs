//! Deciding several tasks at once, and saying which could not be.

use leptos::prelude::*;

use super::Actions;
use super::place::{Place, failure};
use crate::components::{Alert, Button, ButtonKind, IconName, Size, TextLink, Tone};
use crate::pages::requests::words::number;

/// What is done with the ticked tasks; it shows when one is ticked.
#[component]
pub fn BulkBar(place: Memo<Place>, actions: Actions) -> impl IntoView {
    let action = actions.decide_all;
    let back = move || place.with(|place| Place { page: 0, ..place.clone() }.to(None));
    view! {
        <div class="sticky bottom-14 hidden border-t border-line bg-surface px-4 py-3 group-has-checked/list:block lg:static">
            <input type="hidden" name="back" value=back/>
            <label for="bulk-comment" class="mb-1 block text-meta font-medium">
                "The ticked tasks"
            </label>
            <textarea
                id="bulk-comment"
                name="comment"
                rows="1"
                maxlength="10000"
                placeholder="One comment for all of them"
                class="field-sizing-content max-h-24 min-h-8 w-full resize-none rounded-md border border-field bg-surface px-2.5 py-1.25 text-sm text-ink hover:border-muted"
            ></textarea>
            <div class="mt-2 grid grid-cols-2 gap-2">
                <Button
                    submit=true
                    kind=ButtonKind::Danger
                    size=Size::Medium
                    icon=IconName::X
                    disabled=action.pending()
                    attr:name="decision"
                    attr:value="reject"
                >
                    "Reject ticked"
                </Button>
                <Button
                    submit=true
                    kind=ButtonKind::Approve
                    size=Size::Medium
                    icon=IconName::Check
                    disabled=action.pending()
                    attr:name="decision"
                    attr:value="approve"
                >
                    "Approve ticked"
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// What could not be decided with the others, row by row.
#[component]
pub fn BulkFailures(place: Memo<Place>, actions: Actions) -> impl IntoView {
    let refused = move || {
        let title = actions.decide_all.refusal()?.to_string();
        Some(view! {
            <div class="border-b border-line px-4 py-3">
                <Alert tone=Tone::Rejected title urgent=true>
                    "Nothing was decided."
                </Alert>
            </div>
        })
    };
    let row = |(task, code): (i64, String)| {
        let href = format!("/requests/{task}");
        view! {
            <li>
                <TextLink href>{number(task)}</TextLink>
                {format!(": {}", failure(&code))}
            </li>
        }
    };
    let failed = move || {
        let failed = place.with(|place| place.failed.clone());
        let title = match failed.len() {
            0 => return None,
            1 => "One task could not be decided".to_owned(),
            n => format!("{n} tasks could not be decided"),
        };
        Some(view! {
            <div class="border-b border-line px-4 py-3">
                <Alert tone=Tone::Rejected title urgent=true>
                    <ul class="grid gap-0.5">{failed.into_iter().map(row).collect_view()}</ul>
                </Alert>
            </div>
        })
    };
    view! {
        {refused}
        {failed}
    }
}
