//! The two shapes of a page: a header with cards below it, or panes that fill the height.

use leptos::prelude::*;

use super::PageTitle;

/// The top of a page: its title (also the document's), a line about it, its actions.
#[component]
pub fn PageHeader(
    /// The title.
    #[prop(into)]
    title: Signal<String>,
    /// A line about it.
    #[prop(optional, into)]
    note: MaybeProp<String>,
    /// What it belongs to: words and address.
    #[prop(optional, into)]
    up: Option<(String, String)>,
    /// Beside the title: a badge.
    #[prop(optional, into)]
    badge: Option<ViewFnOnce>,
    /// Buttons, at the end.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// Tabs, at the bottom edge.
    #[prop(optional, into)]
    tabs: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <PageTitle text=title/>
        {page_top(title, note, up, badge, actions, tabs)}
    }
}

/// The top of a page, without telling the document its title.
pub fn page_top(
    title: Signal<String>,
    note: MaybeProp<String>,
    up: Option<(String, String)>,
    badge: Option<ViewFnOnce>,
    actions: Option<ViewFnOnce>,
    tabs: Option<ViewFnOnce>,
) -> AnyView {
    let low = if tabs.is_some() { "pb-0" } else { "pb-4" };
    let crumbs = up.map(|(words, href)| {
        view! {
            <nav aria-label="Breadcrumb" class="mb-1">
                <ol class="flex flex-wrap items-center gap-1 text-meta text-faint">
                    <li class="flex items-center gap-1">
                        <a href=href class="rounded-md hover:text-ink hover:underline">
                            {words}
                        </a>
                    </li>
                </ol>
            </nav>
        }
    });
    view! {
        <div class=format!("border-b border-line bg-surface px-4 pt-4 lg:px-6 {low}")>
            <div class="mx-auto max-w-7xl">
                {crumbs}
                <div class="flex flex-wrap items-center gap-x-4 gap-y-3">
                    <div class="min-w-0">
                        <div class="flex flex-wrap items-center gap-2.5">
                            <h1 class="text-xl font-semibold text-balance">{title}</h1>
                            {badge.map(ViewFnOnce::run)}
                        </div>
                        {move || note.get().map(|note| view! { <p class="mt-0.5 text-sm text-muted">{note}</p> })}
                    </div>
                    {actions
                        .map(|actions| {
                            view! { <div class="flex flex-wrap items-center gap-2 sm:ms-auto">{actions.run()}</div> }
                        })}
                </div>
                {tabs.map(|tabs| view! { <div class="mt-3">{tabs.run()}</div> })}
            </div>
        </div>
    }
    .into_any()
}

/// Below the header: cards, and beside them, from 1280 px, narrower ones.
#[component]
pub fn PageBody(
    /// The narrow cards.
    #[prop(optional, into)]
    aside: Option<ViewFnOnce>,
    /// The cards.
    children: Children,
) -> impl IntoView {
    let columns = if aside.is_some() { "xl:grid-cols-[minmax(0,1fr)_21rem]" } else { "" };
    view! {
        <div class=format!("mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 {columns}")>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">{children()}</div>
            {aside.map(|aside| view! { <div class="grid min-w-0 grid-cols-1 content-start gap-5">{aside.run()}</div> })}
        </div>
    }
    .into_any()
}

/// How panes stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaneLayout {
    /// A wide list, and from 1280 px a drawer of 25 rem: catalog.
    ListAndDrawer,
    /// A list of 22 rem, from 1024 px the open thing, from 1280 px its context of 18 rem: inbox.
    ListDetailContext,
}

/// Panes that fill the height, each scrolling by itself.
#[component]
pub fn Panes(
    /// How they stand.
    layout: PaneLayout,
    /// The panes: [`ScrollPane`], [`Drawer`](super::Drawer) or any element.
    children: Children,
) -> impl IntoView {
    let class = match layout {
        PaneLayout::ListAndDrawer => "xl:grid xl:grid-cols-[minmax(0,1fr)_25rem]",
        PaneLayout::ListDetailContext => {
            "lg:grid lg:grid-cols-[22rem_minmax(0,1fr)] xl:grid-cols-[22rem_minmax(0,1fr)_18rem]"
        }
    };
    view! { <div class=class>{children()}</div> }.into_any()
}

/// A pane that scrolls: named, and reachable by keyboard.
#[component]
pub fn ScrollPane(
    /// Its name.
    #[prop(into)]
    label: String,
    /// Place and width.
    #[prop(default = "min-w-0 bg-surface xl:h-dvh")]
    class: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("relative overflow-y-auto {class}") tabindex="0" role="region" aria-label=label>
            {children()}
        </div>
    }
    .into_any()
}
