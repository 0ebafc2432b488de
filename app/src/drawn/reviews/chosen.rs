//! The bar that is there as soon as a row is chosen.

use leptos::{prelude::*, server_fn::ServerFn};

use super::workspace::Page;
use crate::api::reviews::Review;
use crate::components::{Button, ButtonKind, IconName, Size};

/// What can be done with the rows that are chosen: there as soon as one is.
pub(super) fn chosen(page: &Page) -> Option<AnyView> {
    let campaign = &page.seen.campaign;
    if !page.seen.decides || !campaign.status.is_open() {
        return None;
    }
    let definition = &campaign.definition;
    let forms = page.forms();
    let button = |then: &'static str, words: &'static str, kind: ButtonKind, icon: IconName| {
        view! { <Button submit=true size=Size::Small kind icon attr:name="act[then]" attr:value=then>{words}</Button> }
    };
    let certify = definition
        .allows
        .bulk_certify
        .then(|| button("certify", "Certify", ButtonKind::Approve, IconName::Check));
    let note = if definition.allows.bulk_certify {
        "Certifying many leaves out what is risky, breaks a rule, or is unlike what colleagues hold."
    } else {
        "This campaign leaves no certifying in bulk."
    };
    // Deputies hand nothing on.
    let hands_on = page.seen.is_own && (definition.allows.forward || definition.allows.reassign);
    let hands = hands_on.then(|| {
        let forward = definition.allows.forward.then(|| button("forward", "Hand over", ButtonKind::Secondary, IconName::Forward));
        let reassign = definition.allows.reassign.then(|| button("reassign", "Ask them, too", ButtonKind::Secondary, IconName::UserPlus));
        let field = forms.to("many-to", false);
        // The field is needed by these two alone.
        view! { <div class="grid gap-2 border-t border-line pt-2">{field}<div class="flex gap-2">{forward} {reassign}</div></div> }
    });
    let until = forms.until("many-until", false);
    let comment = forms.comment("many-comment", false, false);
    Some(
        view! {
            <form
                id="many"
                method="post"
                action=Review::PATH
                novalidate
                aria-label="What to do with the chosen rows"
                class="sticky inset-x-0 bottom-14 z-10 mx-auto hidden w-fit max-w-[calc(100%-2rem)] flex-wrap items-center gap-2 rounded-md border border-line-strong bg-raised px-4 py-2.5 text-sm shadow-overlay group-has-[input[data-choose]:checked]/rows:flex lg:bottom-4"
            >
                {forms.hidden()}
                <p class="me-2 max-w-96"><b class="font-semibold" data-chosen>"Chosen rows."</b> " " <span class="text-meta text-muted">{note}</span></p>
                {certify}
                {button("revoke", "Revoke", ButtonKind::Revoke, IconName::Ban)}
                <details class="relative">
                    <summary class="inline-flex h-7 items-center rounded-md border border-line-strong bg-surface px-2.5 text-meta font-medium hover:bg-hover">"More"</summary>
                    <div class="absolute end-0 bottom-full mb-2 grid max-h-[70vh] w-80 max-w-[calc(100vw-2rem)] gap-3 overflow-y-auto rounded-md border border-line-strong bg-raised p-3 shadow-overlay">
                        {comment}
                        <div class="grid gap-2">{until}<div>{button("exception", "Allow until then", ButtonKind::Secondary, IconName::Calendar)}</div></div>
                        <div class="flex gap-2 border-t border-line pt-2">
                            {button("abstain", "Abstain", ButtonKind::Secondary, IconName::Minus)}
                            {button("reset", "Take back", ButtonKind::Secondary, IconName::Undo2)}
                        </div>
                        {hands}
                    </div>
                </details>
            </form>
        }
        .into_any(),
    )
}
