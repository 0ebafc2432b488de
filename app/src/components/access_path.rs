//! Path: by what way a person holds an access.

use leptos::prelude::*;

use super::{Icon, IconName};

/// One stop on the way: a person, a role, an entitlement, an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathStep {
    /// Its name.
    pub name: String,
    /// Its page, if there is one to open.
    pub href: Option<String>,
}

impl PathStep {
    /// A stop that cannot be opened.
    pub fn plain(name: impl Into<String>) -> Self {
        Self { name: name.into(), href: None }
    }

    /// A stop with a page of its own.
    pub fn link(name: impl Into<String>, href: impl Into<String>) -> Self {
        Self { name: name.into(), href: Some(href.into()) }
    }
}

/// Person › role › entitlement › application.
#[component]
pub fn AccessPath(
    /// The stops, from the person to the application.
    steps: Vec<PathStep>,
) -> impl IntoView {
    let step = |(i, step): (usize, PathStep)| {
        let name = match step.href {
            Some(href) => {
                view! { <a href=href class="inline-flex min-h-6 min-w-6 items-center rounded-md hover:text-ink hover:underline">{step.name}</a> }
                    .into_any()
            }
            None => view! { <span>{step.name}</span> }.into_any(),
        };
        let before = (i > 0).then(|| view! { <Icon name=IconName::ChevronRight class="size-3 text-faint"/> });
        view! {
            {before}
            {name}
        }
    };
    view! {
        <span class="inline-flex flex-wrap items-center gap-x-1 gap-y-0.5 text-meta text-muted">
            {steps.into_iter().enumerate().map(step).collect_view()}
        </span>
    }
}
