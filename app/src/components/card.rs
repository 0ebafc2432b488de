//! Card: a titled part of a page.

use leptos::prelude::*;

/// A titled part of a page. Its body has no padding of its own, so that tables and lists reach the edges:
/// wrap text in `<div class="px-4 py-4">`.
#[component]
pub fn Card(
    /// The heading's id, unique on the page.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: Signal<String>,
    /// A few words beside the heading.
    #[prop(optional, into)]
    note: MaybeProp<String>,
    /// At the end of the head.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// Below a line at the end.
    #[prop(optional, into)]
    foot: Option<ViewFnOnce>,
    /// The body.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="min-w-0 rounded-md border border-line bg-surface" aria-labelledby=id>
            <div class="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
                <h2 id=id class="text-sm font-semibold">
                    {title}
                </h2>
                {move || note.get().map(|note| view! { <p class="text-meta text-faint">{note}</p> })}
                {actions.map(|actions| view! { <div class="ms-auto flex items-center gap-2">{actions.run()}</div> })}
            </div>
            {children()}
            {foot.map(|foot| view! { <div class="border-t border-line px-4 py-2.5 text-sm">{foot.run()}</div> })}
        </section>
    }
    .into_any()
}
