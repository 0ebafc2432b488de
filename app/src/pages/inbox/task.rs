//! The open task: what is asked and why, what happened so far, and the decision.

use bailiwick::request::{Permission, VIOLATION};
use bailiwick::view::RequestContext;
use leptos::prelude::*;

use super::Actions;
use super::asked::{Asked, Decided};
use super::context::ContextPane;
use super::decided::DecidedLine;
use super::head::Head;
use super::place::{PATH, Place};
use crate::api::requests::OpenTask;
use crate::components::{ButtonKind, ButtonLink, EmptyState, ErrorState, IconName, Later};
use crate::pages::requests::{DecideBar, DecideError, ReassignDialog, request_timeline, told};
use crate::wire::Load;

/// The open task and what helps to decide; on a phone, the whole screen.
#[component]
pub fn TaskPane(open: Load<Option<OpenTask>>, place: Memo<Place>, actions: Actions) -> impl IntoView {
    let chosen = move || place.with(|place| place.task != 0);
    let class = move || {
        let phone = if chosen() { "max-lg:fixed max-lg:inset-0 max-lg:z-30 flex" } else { "hidden lg:flex" };
        format!("{phone} min-w-0 flex-col bg-surface lg:h-dvh")
    };
    let task = move || async move {
        match open.await {
            Ok(Some(task)) => view! { <Task task place actions/> }.into_any(),
            Ok(None) => view! { <NoTask/> }.into_any(),
            Err(error) => view! { <ErrorState error retry=PATH/> }.into_any(),
        }
    };
    let context = move || async move {
        let task = open.await.ok().flatten();
        task.map(|OpenTask { clock, context, .. }| view! { <ContextPane context clock/> })
    };
    view! {
        <article id="task" aria-label="The open task" class=class>
            <DecidedLine place class="shrink-0"/>
            <Later view=task/>
        </article>
        <Later view=context/>
    }
    .into_any()
}

#[component]
fn NoTask() -> impl IntoView {
    view! {
        <div class="m-auto">
            <EmptyState
                icon=IconName::Inbox
                title="No task is open"
                text="Choose one on the left, or come back when something waits for you."
            />
        </div>
    }
}

#[component]
fn Task(task: OpenTask, place: Memo<Place>, actions: Actions) -> impl IntoView {
    let OpenTask { clock, reader, context: RequestContext { view, conflicts, .. }, previous, next } = task;
    let here = place.get_untracked();
    let number = view.request.number;
    // What comes next stays open; there is none when this was the last.
    let back = here.to(next.or(previous));
    let (close, head) = (here.to(Some(number)), here.clone());
    let decides = view.decides();
    let foot = {
        let (view, back) = (view.clone(), back.clone());
        // A closure of its own: built anew for each task, so that no comment stays behind on another.
        move || {
            let (view, back, reassign) = (view.clone(), back.clone(), here.to_reassign(number));
            if view.request.request_type.0 == VIOLATION {
                let href = format!("/violations/{}", view.request.id.0);
                view! { <ButtonLink href kind=ButtonKind::Primary>"Open the violation"</ButtonLink> }
                    .into_any()
            } else if decides {
                view! { <DecideBar view action=actions.decide back reassign/> }.into_any()
            } else {
                view! { <Decided view clock/> }.into_any()
            }
        }
    };
    let question = {
        let (view, close) = (view.clone(), close);
        move || {
            let asks = place.with(|place| place.reassign) && view.permissions.contains(&Permission::Reassign);
            let (view, close, back) = (view.clone(), close.clone(), back.clone());
            asks.then(|| view! { <ReassignDialog view action=actions.reassign close back/> })
        }
    };
    let timeline = {
        // The reason stands above already.
        let mut told = view.clone();
        told.request.justification.clear();
        request_timeline(&told, reader, clock)
    };
    view! {
        <Head view=view.clone() place=head previous next clock/>
        <DecideError action=actions.decide/>
        <div
            id="task-body"
            class="relative min-h-0 flex-1 overflow-y-auto px-5 py-4 lg:px-6"
            tabindex="0"
            role="region"
            aria-labelledby="task-title"
        >
            {told(conflicts).map(|told| view! { <div class="mb-4">{told}</div> })}
            <Asked view clock/>
            <section aria-labelledby="task-history" class="mt-6 border-t border-line pt-5">
                <h3 id="task-history" class="mb-3 text-meta font-semibold">
                    "So far"
                </h3>
                {timeline}
            </section>
        </div>
        <div class="border-t border-line bg-surface px-5 py-3 lg:px-6">{foot}</div>
        {question}
    }
    .into_any()
}
