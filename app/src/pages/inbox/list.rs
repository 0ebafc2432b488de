//! The list of tasks, by how much they press.

use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::Actions;
use super::bulk::{BulkBar, BulkFailures};
use super::decided::DecidedLine;
use super::group::Group;
use super::place::{PATH, Place};
use super::row::TaskRow;
use crate::api::requests::{TASKS_A_PAGE, Tasks};
use crate::components::{EmptyState, ErrorState, IconName, Later, Pagination, SkeletonRows};
use crate::keys::KeysHint;
use crate::text::counted;
use crate::wire::{Load, SendForm};

/// The list. It is one form, so that ticked tasks can be decided together.
#[component]
pub fn TaskList(list: Load<Tasks>, place: Memo<Place>, actions: Actions) -> impl IntoView {
    let tabs = move || async move { list.await.ok().map(|tasks| view! { <Filters tasks place/> }) };
    let rows = move || async move {
        match list.await {
            // A closure of its own: rebuilt as new, so that no tick stays behind on another task.
            Ok(tasks) => (move || view! { <Rows tasks=tasks.clone() place/> }).into_any(),
            Err(error) => view! { <ErrorState error retry=PATH/> }.into_any(),
        }
    };
    let open = move || place.with(|place| place.task != 0);
    view! {
        <div
            class="min-w-0 border-line bg-surface lg:h-dvh lg:border-e"
            class:max-lg:hidden=open
        >
            <SendForm action=actions.decide_all attr:class="group/list flex min-w-0 flex-col lg:h-dvh">
                // Enter on a tick must not decide: the first button of the form is one that cannot be pressed.
                <button type="submit" disabled hidden></button>
                <div class="border-b border-line px-4 pt-4 pb-2.5">
                    <p class="text-xl font-semibold" aria-hidden="true">
                        "Inbox"
                    </p>
                    <Later fallback=|| view! { <div class="mt-2.5 h-7"></div> } view=tabs/>
                </div>
                <DecidedLine place class="lg:hidden"/>
                <BulkFailures place actions/>
                <div class="relative min-h-0 flex-1 overflow-y-auto" tabindex="0" role="region" aria-label="Tasks">
                    <Later fallback=|| view! { <SkeletonRows rows=8 label="Loading the tasks"/> } view=rows/>
                </div>
                <BulkBar place actions/>
                <div class="flex items-center gap-2 border-t border-line px-3 py-1.5 group-has-checked/list:hidden max-lg:hidden">
                    <KeysHint/>
                </div>
            </SendForm>
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

#[component]
fn Rows(tasks: Tasks, place: Memo<Place>) -> impl IntoView {
    let Tasks { clock, rows, total, .. } = tasks;
    let done = place.with_untracked(|place| place.done);
    let first = rows.first().map(|view| view.request.number);
    if rows.is_empty() {
        return view! { <Nothing done/> }.into_any();
    }
    let part = |group: Group| {
        let members: Vec<RequestView> =
            rows.iter().filter(|view| Group::of(view, done, clock) == group).cloned().collect();
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
