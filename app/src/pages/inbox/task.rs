//! The open task: what is asked and why, what happened so far, and the decision.

use bailiwick::request::{Modifier, Permission};
use bailiwick::view::{RequestContext, RequestView};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::Actions;
use super::context::ContextPane;
use super::place::{PATH, Place};
use crate::api::PortalError;
use crate::api::requests::OpenTask;
use crate::clock::Clock;
use crate::components::{
    Badge, ButtonKind, ButtonLink, Dot, Due, EmptyState, ErrorState, Fact, Facts, Icon, IconName, TextLink, Tile, When,
    WhenForm,
};
use crate::pages::requests::words::{badge, number, place as lives, title};
use crate::pages::requests::{DecideBar, DecideError, ReassignDialog, RequestTimeline};
use crate::text::counted;

/// The open task and what helps to decide; on a phone, the whole screen.
#[component]
pub fn TaskPane(
    open: Resource<Result<Option<OpenTask>, PortalError>>,
    place: Memo<Place>,
    actions: Actions,
) -> impl IntoView {
    let chosen = move || place.with(|place| place.task != 0);
    let class = move || {
        let phone = if chosen() { "max-lg:fixed max-lg:inset-0 max-lg:z-30 flex" } else { "hidden lg:flex" };
        format!("{phone} min-w-0 flex-col bg-surface lg:h-dvh")
    };
    let task = move || {
        Suspend::new(async move {
            match open.await {
                Ok(Some(task)) => view! { <Task task place actions/> }.into_any(),
                Ok(None) => view! { <NoTask/> }.into_any(),
                Err(error) => view! { <ErrorState error retry=PATH/> }.into_any(),
            }
        })
    };
    let context = move || {
        Suspend::new(async move {
            let task = open.await.ok().flatten();
            task.map(|OpenTask { clock, context, .. }| view! { <ContextPane context clock/> })
        })
    };
    view! {
        <article id="task" aria-label="The open task" class=class>
            <Transition>{task}</Transition>
        </article>
        <Transition>{context}</Transition>
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
    let OpenTask { clock, reader, context: RequestContext { view, .. }, previous, next } = task;
    let here = place.get_untracked();
    let number = view.request.number;
    // What comes next stays open; there is none when this was the last.
    let back = here.to(next.or(previous));
    let decides = view.permissions.contains(&Permission::Approve);
    let foot = if decides {
        let reassign = here.to_reassign(number);
        view! { <DecideBar view=view.clone() action=actions.decide back=back.clone() reassign/> }.into_any()
    } else {
        view! { <Decided view=view.clone() clock/> }.into_any()
    };
    let question = {
        let (view, close) = (view.clone(), here.to(Some(number)));
        move || {
            let asks = place.with(|place| place.reassign) && view.permissions.contains(&Permission::Reassign);
            let (view, close, back) = (view.clone(), close.clone(), back.clone());
            asks.then(|| view! { <ReassignDialog view action=actions.reassign close back/> })
        }
    };
    view! {
        <Head view=view.clone() place=here previous next clock/>
        <DecideError action=actions.decide/>
        <div
            id="task-body"
            class="relative min-h-0 flex-1 overflow-y-auto px-5 py-4 lg:px-6"
            tabindex="0"
            role="region"
            aria-labelledby="task-title"
        >
            <Asked view=view.clone() clock/>
            <section aria-labelledby="task-history" class="mt-6 border-t border-line pt-5">
                <h3 id="task-history" class="mb-3 text-meta font-semibold">
                    "So far"
                </h3>
                <RequestTimeline view reader clock/>
            </section>
        </div>
        <div class="border-t border-line bg-surface px-5 py-3 lg:px-6">{foot}</div>
        {question}
    }
    .into_any()
}

#[component]
fn Head(view: RequestView, place: Place, previous: Option<i64>, next: Option<i64>, clock: Clock) -> impl IntoView {
    let request = format!("/requests/{}", view.request.number);
    let due = view.request.open_phase().and_then(|phase| phase.due);
    let step = |task: Option<i64>, id: &'static str, icon: IconName, label: &'static str| {
        task.map(|task| view! { <ButtonLink href=place.to(Some(task)) kind=ButtonKind::Ghost icon label attr:id=id/> })
    };
    view! {
        <div class="border-b border-line px-5 py-3.5 lg:px-6">
            <div class="flex items-start gap-3">
                <a href=place.to(None) class="mt-0.5 rounded-md text-muted lg:hidden" aria-label="Back to the list">
                    <Icon name=IconName::ChevronLeft class="size-5"/>
                </a>
                <Tile name=lives(&view) size=crate::components::FaceSize::Large/>
                <div class="min-w-0 flex-1">
                    <h2 id="task-title" class="text-lg leading-6 font-semibold">
                        {title(&view)}
                    </h2>
                    <p class="mt-0.5 flex flex-wrap items-center gap-x-1 text-meta text-muted">
                        <span>{lives(&view)}</span>
                        <Dot/>
                        <TextLink href=request>{number(view.request.number)}</TextLink>
                        {due
                            .map(|at| {
                                view! {
                                    <Dot/>
                                    <Due at clock/>
                                }
                            })}
                    </p>
                </div>
                <div class="hidden gap-1 sm:flex">
                    {step(previous, "task-previous", IconName::ArrowUp, "Task before")}
                    {step(next, "task-next", IconName::ArrowDown, "Next task")}
                </div>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Asked(view: RequestView, clock: Clock) -> impl IntoView {
    let RequestView { request, item, .. } = view;
    let reason = if request.justification.is_empty() {
        view! { <p class="mt-2 text-sm text-faint">"No reason was given."</p> }.into_any()
    } else {
        view! {
            <blockquote class="mt-2 border-s-2 border-line-strong ps-3 text-sm whitespace-pre-line text-muted">
                {request.justification}
            </blockquote>
        }
        .into_any()
    };
    let gives = if request.modifier == Modifier::Add { "Grants" } else { "Takes away" };
    let what = if item.description.is_empty() { item.name } else { item.description };
    let started = request.started;
    view! {
        <section aria-labelledby="task-why">
            <h3 id="task-why" class="text-meta font-semibold">
                "What is asked, and why"
            </h3>
            {reason}
            <div class="mt-3">
                <Facts>
                    <Fact name=gives>{what}</Fact>
                    <Fact name="From, until">{span(request.start, request.end, clock)}</Fact>
                    <Fact name="Asked by">
                        {request.requester.name} ", " <When at=started clock/>
                    </Fact>
                    <Fact name="Priority">{crate::pages::requests::words::priority(request.priority)}</Fact>
                </Facts>
            </div>
        </section>
    }
    .into_any()
}

/// From when until when, and how long that is.
fn span(start: Option<DateTime<Utc>>, end: Option<DateTime<Utc>>, clock: Clock) -> String {
    let from = start.map_or_else(|| "At once".to_owned(), |at| clock.day(at));
    match end {
        None => format!("{from}, no end"),
        Some(end) => {
            let days = (end - start.unwrap_or(clock.now)).num_days() + 1;
            format!("{from} to {} ({})", clock.day(end), counted(days, "day"))
        }
    }
}

/// The foot of a task that does not wait for the reader any more.
#[component]
fn Decided(view: RequestView, clock: Clock) -> impl IntoView {
    let (tone, text) = badge(&view.request, clock);
    let completed = view.request.completed;
    view! {
        <p class="flex flex-wrap items-center gap-2 text-sm text-muted">
            <Badge tone text/>
            {completed.map(|at| view! { <When at clock form=WhenForm::Moment/> })}
            <span>"This does not wait for you."</span>
        </p>
    }
}
