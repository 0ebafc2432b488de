//! Drawer: the open thing beside its list; on a phone, the whole screen.

use leptos::prelude::*;

use super::{ButtonKind, ButtonLink, IconName};

/// The open thing beside its list. The page renders it while its `?item=` is in the address.
#[component]
pub fn Drawer(
    /// The heading's id, unique on the page.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: String,
    /// A line below the heading.
    #[prop(optional, into)]
    note: Option<ViewFnOnce>,
    /// Before the heading: a tile or avatar of 40 px.
    #[prop(optional, into)]
    picture: Option<ViewFnOnce>,
    /// The address of the list without it.
    #[prop(into)]
    close: String,
    /// Its foot, which stays in sight: what to do.
    #[prop(optional, into)]
    foot: Option<ViewFnOnce>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <aside
            aria-labelledby=id
            class="fixed inset-0 z-30 flex min-w-0 flex-col border-line bg-surface xl:sticky xl:top-0 xl:z-auto xl:h-dvh xl:border-s"
        >
            <div class="flex items-start gap-3 border-b border-line px-5 py-4">
                {picture.map(ViewFnOnce::run)}
                <div class="min-w-0 flex-1">
                    <h2 id=id class="text-base leading-6 font-semibold">
                        {title}
                    </h2>
                    {note.map(|note| view! { <p class="text-meta text-muted">{note.run()}</p> })}
                </div>
                <ButtonLink href=close kind=ButtonKind::Ghost icon=IconName::X label="Close" class="-me-2"/>
            </div>
            <div class="relative min-h-0 flex-1 overflow-y-auto" tabindex="0" role="region" aria-labelledby=id>
                {children()}
            </div>
            {foot.map(|foot| view! { <div class="flex items-center gap-2 border-t border-line px-5 py-3">{foot.run()}</div> })}
        </aside>
    }
    .into_any()
}

/// One part of a drawer, below a line.
#[component]
pub fn DrawerSection(
    /// The heading's id, unique on the page.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: String,
    /// At the end of the heading's line.
    #[prop(optional, into)]
    note: MaybeProp<String>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section aria-labelledby=id class="border-t border-line px-5 py-4">
            <div class="mb-2 flex items-baseline justify-between gap-3">
                <h3 id=id class="text-meta font-semibold">
                    {title}
                </h3>
                {move || note.get().map(|note| view! { <p class="text-meta text-muted">{note}</p> })}
            </div>
            {children()}
        </section>
    }
    .into_any()
}
