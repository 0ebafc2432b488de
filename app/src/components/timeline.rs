//! Timeline: what happened, in order, and what is to come.

use leptos::prelude::*;

use super::{Icon, IconName, Tone};

/// Steps in order; its children are [`TimelineStep`]s.
#[component]
pub fn Timeline(
    /// The steps.
    children: Children,
) -> impl IntoView {
    view! { <ol class="grid">{children()}</ol> }
}

/// One step.
#[component]
pub fn TimelineStep(
    /// A picture of it.
    icon: IconName,
    /// The hue.
    #[prop(optional)]
    tone: Tone,
    /// Has not happened yet.
    #[prop(optional)]
    to_come: bool,
    /// What happened, in one line; a person's name in `<b class="font-medium">`.
    #[prop(into)]
    title: ViewFnOnce,
    /// When, at the end of the line.
    #[prop(optional, into)]
    when: Option<ViewFnOnce>,
    /// More about it: a comment, a change.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let look = if to_come { "border-dashed border-line-strong bg-surface text-faint" } else { tone.soft() };
    let ink = if to_come { "text-muted" } else { "" };
    view! {
        <li class="group/step relative flex gap-3 pb-4 last:pb-0">
            <span
                class="absolute start-3 top-7 bottom-0.5 w-px bg-line-strong group-last/step:hidden"
                aria-hidden="true"
            ></span>
            <span class=format!("inline-flex size-6 shrink-0 items-center justify-center rounded-full border {look}")>
                <Icon name=icon class="size-3.5"/>
            </span>
            <div class="min-w-0 flex-1 pt-0.5">
                <div class=format!("flex flex-wrap items-baseline gap-x-2 text-sm {ink}")>
                    <span class="min-w-0 wrap-anywhere">{title.run()}</span>
                    {when
                        .map(|when| {
                            view! { <span class="ms-auto text-meta whitespace-nowrap text-faint">{when.run()}</span> }
                        })}
                </div>
                {children.map(|children| view! { <div class="mt-1 text-sm text-muted">{children()}</div> })}
            </div>
        </li>
    }
    .into_any()
}

/// What somebody wrote, inside a step or an entry.
#[component]
pub fn Quote(
    /// Their words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <p class="rounded-md bg-sunken px-3 py-2 wrap-anywhere whitespace-pre-line text-ink">{text}</p> }
}
