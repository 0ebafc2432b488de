//! Dialog: a question that must be answered before going on. It is a place: the page renders it
//! while its address says so, and leaving it is a link.

use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{ButtonKind, ButtonLink, IconName, Size};

/// A question that must be answered before going on.
#[component]
pub fn Dialog(
    /// The heading's id, unique on the page.
    id: &'static str,
    /// The question.
    #[prop(into)]
    title: String,
    /// The address of the page without it.
    #[prop(into)]
    close: String,
    /// The answers, at the end: the way out first, the main one last.
    #[prop(optional, into)]
    foot: Option<ViewFnOnce>,
    /// What the answer means.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let navigate = use_navigate();
    let back = close.clone();
    // Without the program it stands open over the page; with it, it also holds the focus.
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            dialog.close();
            // It can only fail when the element has left the page, and then there is nothing to show.
            let _ = dialog.show_modal();
        }
    });
    view! {
        <div class="fixed inset-0 z-40 bg-ink/40" aria-hidden="true"></div>
        <dialog
            open
            node_ref=dialog
            aria-labelledby=id
            class="fixed inset-0 z-50 m-auto h-fit w-[min(32rem,calc(100vw-2rem))] rounded-md border border-line-strong bg-raised text-ink shadow-overlay backdrop:bg-transparent"
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                navigate(&back, NavigateOptions { scroll: false, ..NavigateOptions::default() });
            }
        >
            <div class="flex items-center gap-2 px-5 pt-4">
                <h2 id=id class="text-base font-semibold">
                    {title}
                </h2>
                <ButtonLink
                    href=close
                    kind=ButtonKind::Ghost
                    size=Size::Small
                    icon=IconName::X
                    label="Close"
                    class="ms-auto"
                />
            </div>
            <div class="px-5 py-3 text-sm">{children()}</div>
            {foot
                .map(|foot| view! { <div class="flex justify-end gap-2 border-t border-line px-5 py-3">{foot.run()}</div> })}
        </dialog>
    }
    .into_any()
}
