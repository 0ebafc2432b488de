//! The head of the open task: what it is, when it is due, the tasks before and after.

use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::place::Place;
use crate::clock::{Clock, Urgency};
use crate::components::{ButtonKind, ButtonLink, Dot, Due, FaceSize, Icon, IconName, TextLink, Tile};
use crate::pages::requests::words::{number, place as lives, title};

/// The head.
#[component]
pub fn Head(
    view: RequestView,
    place: Place,
    previous: Option<i64>,
    next: Option<i64>,
    clock: Clock,
) -> impl IntoView {
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
                <Tile name=lives(&view) size=FaceSize::Large/>
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
                                    {(clock.due(at).0 != Urgency::Late).then_some("Due ")}
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
