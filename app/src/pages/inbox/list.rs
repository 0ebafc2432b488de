//! The list of tasks, by how much they press.

use bailiwick::view::RequestView;
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

use super::Actions;
use super::bulk::{BulkBar, BulkFailures};
use super::place::{PATH, Place};
use crate::api::PortalError;
use crate::api::requests::{TASKS_A_PAGE, Tasks};
use crate::clock::{Clock, Urgency};
use crate::components::{
    Badge, Due, EmptyState, ErrorState, Icon, IconName, Pagination, Risk, SkeletonRows,
};
use crate::keys::KeysHint;
use crate::pages::requests::words::{asked, badge, kind_icon, place as lives, risk};
use crate::text::counted;

/// The list. It is one form, so that ticked tasks can be decided together.
#[component]
pub fn TaskList(
    list: Resource<Result<Tasks, PortalError>>,
    place: Memo<Place>,
    actions: Actions,
) -> impl IntoView {
    let tabs = move || Suspend::new(async move { list.await.ok().map(|tasks| view! { <Filters tasks place/> }) });
    let rows = move || {
        Suspend::new(async move {
            match list.await {
                // A closure of its own: rebuilt as new, so that no tick stays behind on another task.
                Ok(tasks) => (move || view! { <Rows tasks=tasks.clone() place/> }).into_any(),
                Err(error) => view! { <ErrorState error retry=PATH/> }.into_any(),
            }
        })
    };
    let open = move || place.with(|place| place.task != 0);
    view! {
        <div
            class="min-w-0 border-line bg-surface lg:h-dvh lg:border-e"
            class:max-lg:hidden=open
        >
            <ActionForm action=actions.decide_all attr:class="group/list flex min-w-0 flex-col lg:h-dvh">
                // Enter on a tick must not decide: the first button of the form is one that cannot be pressed.
                <button type="submit" disabled hidden></button>
                <div class="border-b border-line px-4 pt-4 pb-2.5">
                    <p class="text-xl font-semibold" aria-hidden="true">
                        "Inbox"
                    </p>
                    <Transition fallback=|| view! { <div class="mt-2.5 h-7"></div> }>{tabs}</Transition>
                </div>
                <BulkFailures place actions/>
                <div class="relative min-h-0 flex-1 overflow-y-auto" tabindex="0" role="region" aria-label="Tasks">
                    <Transition fallback=|| view! { <SkeletonRows rows=8 label="Loading the tasks"/> }>{rows}</Transition>
                </div>
                <BulkBar place actions/>
                <div class="flex items-center gap-2 border-t border-line px-3 py-1.5 group-has-checked/list:hidden max-lg:hidden">
                    <KeysHint/>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}

#[component]
fn Filters(tasks: Tasks, place: Memo<Place>) -> impl IntoView {
    let filter = move |done: bool, label: &'static str, count: i64| {
        let current = move || place.with(|place| place.done == done);
        let href = Place { done, ..Place::default() }.to(None);
        view! {
            <a
                href=href
                aria-current=move || current().then_some("page")
                class="inline-flex h-7 shrink-0 items-center gap-1 rounded-md px-1.5 text-meta text-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
                {label}
                <span class="text-faint">{count}</span>
            </a>
        }
    };
    view! {
        <nav aria-label="Kinds of task" class="-ms-1.5 mt-2.5 flex gap-0.5 overflow-x-auto">
            {filter(false, "To decide", tasks.waiting)} {filter(true, "Done", tasks.done)}
        </nav>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Overdue,
    Today,
    ThisWeek,
    Later,
    Done,
}

impl Group {
    const ALL: [Self; 5] = [Self::Overdue, Self::Today, Self::ThisWeek, Self::Later, Self::Done];

    fn of(view: &RequestView, done: bool, clock: Clock) -> Self {
        let due = due(view).map(|due| (due, clock.due(due).0));
        match due {
            _ if done => Self::Done,
            Some((_, Urgency::Late)) => Self::Overdue,
            Some((_, Urgency::Today)) => Self::Today,
            Some((due, Urgency::Later)) if due - clock.now < TimeDelta::days(7) => Self::ThisWeek,
            _ => Self::Later,
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::Today => "Today",
            Self::ThisWeek => "This week",
            Self::Later => "Later",
            Self::Done => "Decided or passed on",
        }
    }
}

fn due(view: &RequestView) -> Option<DateTime<Utc>> {
    view.request.open_phase()?.due
}

#[component]
fn Rows(tasks: Tasks, place: Memo<Place>) -> impl IntoView {
    let Tasks { clock, rows, total, .. } = tasks;
    let done = place.with_untracked(|place| place.done);
    let first = rows.first().map(|view| view.request.number);
    if rows.is_empty() {
        return view! { <Nothing done/> }.into_any();
    }
    let part = |group: Group| {
        let members: Vec<RequestView> = rows.iter().filter(|view| Group::of(view, done, clock) == group).cloned().collect();
        (!members.is_empty()).then(|| {
            let count = members.len();
            let row = move |view| view! { <TaskRow view place first clock/> };
            view! {
                <section aria-label=group.label()>
                    <h2 class="flex h-7 items-center gap-2 border-b border-line bg-sunken px-4 text-xs font-medium text-muted">
                        {group.label()} <span class="text-faint">{count}</span>
                    </h2>
                    <ul class="divide-y divide-line border-b border-line">{members.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    };
    let parts = Group::ALL.map(part).collect_view();
    view! {
        {parts}
        {(total > i64::from(TASKS_A_PAGE)).then(|| view! { <Pages place total/> })}
    }
    .into_any()
}

#[component]
fn TaskRow(view: RequestView, place: Memo<Place>, first: Option<i64>, clock: Clock) -> impl IntoView {
    let number = view.request.number;
    let done = place.with_untracked(|place| place.done);
    let open = move || place.with(|place| if place.task == 0 { first == Some(number) } else { place.task == number });
    let href = place.with_untracked(|place| place.to(Some(number)));
    let phase = view.request.open_phase().map(|phase| phase.name.clone()).unwrap_or_default();
    let name = asked(&view);
    let end = match due(&view).filter(|_| !done) {
        Some(at) => view! { <Due at clock/> }.into_any(),
        None => {
            let (tone, text) = badge(&view.request, clock);
            view! { <Badge tone text/> }.into_any()
        }
    };
    let tick = (!done).then(|| {
        let value = format!("{number}:{phase}");
        let label = format!("Select {name} for {}", view.user.display_name);
        view! { <input type="checkbox" name="tasks[]" value=value class="mt-0.5" autocomplete="off" aria-label=label/> }
    });
    let about = format!("{}, from {}", view.user.display_name, lives(&view));
    view! {
        <li
            class="group/task relative hover:bg-hover has-aria-[current=true]:bg-accent-soft"
        >
            <span
                class="absolute inset-y-0 start-0 hidden w-0.5 bg-accent group-has-aria-[current=true]/task:block"
                data-rail
                aria-hidden="true"
            ></span>
            <div class="flex gap-2.5 px-4 py-2.5">
                {tick}
                <a href=href aria-current=move || open().then_some("true") class="min-w-0 flex-1 rounded-md">
                    <span class="flex items-center gap-2">
                        <span class="min-w-0 flex-1 truncate text-sm font-medium">{name}</span>
                        <span class="flex shrink-0">{end}</span>
                    </span>
                    <span class="mt-0.5 flex items-center gap-1.5 text-meta text-muted">
                        <Icon name=kind_icon(view.item.kind) class="size-3.5 text-faint"/>
                        <span class="min-w-0 flex-1 truncate">{about}</span>
                        <Risk level=risk(view.item.risk) bars_only=true/>
                    </span>
                </a>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn Nothing(done: bool) -> impl IntoView {
    let (title, text) = if done {
        ("Nothing here yet", "What you decide is kept here, with what became of it.")
    } else {
        ("Nothing waits for you", "When somebody needs your decision, it is here, the most urgent first.")
    };
    view! { <EmptyState icon=IconName::Inbox title text/> }
}

#[component]
fn Pages(place: Memo<Place>, total: i64) -> impl IntoView {
    let here = place.get_untracked();
    let to = |page: u32| Place { page, ..here.clone() }.to(None);
    let first = i64::from(here.page) * i64::from(TASKS_A_PAGE);
    let last = (first + i64::from(TASKS_A_PAGE)).min(total);
    let shown = format!("{} to {last} of {}", first + 1, counted(total, "task"));
    view! { <Pagination shown previous=here.page.checked_sub(1).map(to) next=(last < total).then(|| to(here.page + 1))/> }
}
