//! Narrowing what is shown: by words, by kind; as table or graph.

use bailiwick::catalog::ItemKind;
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use super::Asked;
use crate::components::{FilterChip, Icon, IconName, Segments, Tab};

/// The switch between table and graph.
#[component]
pub fn ViewSwitch(asked: Asked) -> impl IntoView {
    let query = use_query_map();
    let tabs = Signal::derive(move || {
        let query = query.read();
        let tab = |graph: bool, label: &str| Tab {
            label: label.to_owned(),
            href: asked.to(&query, &[("view", graph.then_some("graph")), ("page", None)]),
            count: None,
            current: asked.graph == graph,
        };
        vec![tab(false, "Table"), tab(true, "Graph")]
    });
    view! { <Segments label="Show as" tabs/> }
}

/// Words and kinds.
#[component]
pub fn Search(asked: Asked) -> impl IntoView {
    let query = use_query_map();
    let chips = {
        let asked = asked.clone();
        move || {
            let query = query.read();
            let chip = |kind: Option<ItemKind>, text: &'static str| {
                let href = asked.to(&query, &[("kind", kind.map(ItemKind::as_str)), ("page", None)]);
                view! { <FilterChip href on=asked.kind == kind text/> }
            };
            view! {
                {chip(None, "All")}
                {chip(Some(ItemKind::Application), "Applications")}
                {chip(Some(ItemKind::Entitlement), "Entitlements")}
                {chip(Some(ItemKind::Role), "Roles")}
            }
        }
    };
    let kind = asked.kind.map(|kind| view! { <input type="hidden" name="kind" value=kind.as_str()/> });
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
            <Form method="get" action=asked.path attr:role="search" attr:aria-label="What is held" attr:class="w-full sm:w-72">
                {kind}
                <label for="access-q" class="sr-only">
                    "Search what is held"
                </label>
                <span class="relative block">
                    <Icon name=IconName::Search class="pointer-events-none absolute start-2.5 top-2 size-4 text-faint"/>
                    <input
                        id="access-q"
                        name="q"
                        type="search"
                        value=asked.q
                        autocomplete="off"
                        placeholder="Search by item or application"
                        data-search
                        class="h-8 w-full rounded-md border border-field bg-surface ps-8 pe-2.5 text-sm hover:border-muted"
                    />
                </span>
            </Form>
            <nav aria-label="Kinds of access" class="flex flex-wrap gap-1.5">
                {chips}
            </nav>
        </div>
    }
    .into_any()
}
