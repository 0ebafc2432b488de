//! Deciding: a comment, and two buttons of the same weight.

use bailiwick::request::PhaseKind;
use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::keys::leave_on_escape;
use crate::api::decisions::Decide;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, IconName, Tone};
use crate::wire::{SendForm, Sending};

/// A comment, Reject, Approve, and the way to hand it to somebody else.
#[component]
pub fn DecideBar(
    /// The request, with the phase that waits.
    view: RequestView,
    /// Decides.
    action: Sending<Decide>,
    /// Where to go on afterwards.
    #[prop(into)]
    back: String,
    /// Where it is handed to somebody else.
    #[prop(into)]
    reassign: String,
) -> impl IntoView {
    let open = view.request.open_phase();
    let phase = open.map(|phase| phase.name.clone()).unwrap_or_default();
    let to_be_done = open.is_some_and(|phase| phase.kind == PhaseKind::Fulfilment);
    let (no, yes) = if to_be_done {
        (("deny", "Not possible"), ("fulfill", "Done"))
    } else {
        (("reject", "Reject"), ("approve", "Approve"))
    };
    let rejected = format!(" {} for {}", view.what(), view.user.display_name);
    let approved = rejected.clone();
    let invalid = move || action.refusal()?.of_field("comment").map(|_| "true");
    view! {
        <SendForm action=action>
            <input type="hidden" name="request" value=view.request.id.to_string()/>
            <input type="hidden" name="phase" value=phase/>
            <input type="hidden" name="shown" value=view.shown().to_string()/>
            <input type="hidden" name="back" value=back/>
            <label for="decide-comment" class="sr-only">
                "Comment"
            </label>
            <div
                class="group/decide flex flex-wrap items-center gap-2"
                on:keydown=|event| leave_on_escape(&event)
            >
                // An area, not a line: Enter must not decide.
                <textarea
                    id="decide-comment"
                    name="comment"
                    rows="1"
                    maxlength="10000"
                    placeholder="Comment"
                    aria-invalid=invalid
                    aria-keyshortcuts="c"
                    class="field-sizing-content max-h-32 min-h-8 w-full min-w-40 flex-1 basis-full resize-none rounded-md border border-field bg-surface px-2.5 py-1.25 text-sm text-ink hover:border-muted aria-invalid:border-rejected-solid sm:basis-40"
                ></textarea>
                <div class="flex gap-2 max-sm:w-full">
                    <Button
                        submit=true
                        kind=ButtonKind::Danger
                        icon=IconName::X
                        key="x"
                        class="max-sm:flex-1"
                        disabled=action.pending()
                        attr:id="decide-reject"
                        attr:name="decision"
                        attr:value=no.0
                        attr:aria-describedby="decide-reject-hint"
                    >
                        {no.1}
                        <span class="sr-only">{rejected}</span>
                    </Button>
                    <Button
                        submit=true
                        kind=ButtonKind::Approve
                        icon=IconName::Check
                        key="a"
                        class="max-sm:flex-1"
                        disabled=action.pending()
                        attr:id="decide-approve"
                        attr:name="decision"
                        attr:value=yes.0
                    >
                        {yes.1}
                        <span class="sr-only">{approved}</span>
                    </Button>
                    <ButtonLink href=reassign icon=IconName::Forward label="Hand it to somebody else" attr:title="Hand it to somebody else"/>
                </div>
                <p
                    id="decide-reject-hint"
                    class="hidden w-full text-meta text-muted group-has-[#decide-reject:focus-visible]/decide:block"
                >
                    "Enter rejects, Escape keeps it."
                </p>
            </div>
        </SendForm>
    }
    .into_any()
}

/// Why the last decision was not taken.
#[component]
pub fn DecideError(
    /// What decided.
    action: Sending<Decide>,
) -> impl IntoView {
    move || {
        let title = action.refusal()?.to_string();
        Some(view! {
            <div class="px-4 pt-3">
                <Alert tone=Tone::Rejected title urgent=true>
                    "Nothing was decided; what you wrote is still there."
                </Alert>
            </div>
        })
    }
}
