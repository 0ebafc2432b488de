//! The inbox: what waits for a decision, list beside detail.

mod asked;
mod bulk;
mod context;
mod decided;
mod group;
mod head;
mod list;
mod place;
mod row;
mod task;

use leptos::{prelude::*, web_sys};
use leptos_router::hooks::use_query_map;
use web_sys::wasm_bindgen::JsCast;

use self::list::TaskList;
use self::place::Place;
use self::task::TaskPane;
use crate::api::decisions::{Decide, DecideAll, Reassign};
use crate::api::requests::{ReadTask, ReadTasks};
use crate::components::{PageTitle, PaneLayout, Panes};
use crate::frame::use_me;
use crate::keys::use_key;
use crate::pages::done::{emptied_when_done, times_done};
use crate::pages::requests::{focus, press, use_decision_keys};
use crate::wire::{Load, Sending};

/// What can be done on the page.
#[derive(Clone, Copy)]
struct Actions {
    decide: Sending<Decide>,
    decide_all: Sending<DecideAll>,
    reassign: Sending<Reassign>,
}

/// The page: `?task=` is the open task, `?filter=done` what was decided, `?page=`,
/// `?reassign=` the question who shall decide instead, `?decided=` what was done just now, `?failed=`
/// what a bulk decision could not do.
#[component]
pub fn InboxPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| Place::of(&query.read()));
    let actions = Actions { decide: Sending::new(), decide_all: Sending::new(), reassign: Sending::new() };
    let shown = Memo::new(move |_| place.with(|place| (place.done, place.page)));
    let done = [times_done(actions.decide), times_done(actions.decide_all), times_done(actions.reassign)];
    let version = move || done.iter().map(Memo::get).sum::<usize>();
    let list = Load::new(move || {
        let (done, page) = shown.get();
        (ReadTasks { done, page }, version())
    });
    let open = Load::new(move || {
        let (done, page) = shown.get();
        (ReadTask { number: place.with(|place| place.task), done, page }, version())
    });
    let me = use_me();
    Effect::new(move |before: Option<usize>| {
        let version = version();
        if before.is_some_and(|before| before != version) {
            me.refetch();
        }
        version
    });
    emptied_when_done(done[1], "bulk-comment");
    use_key("j", "Next task", || press("task-next"));
    use_key("k", "Task before", || press("task-previous"));
    use_key("Enter", "Read the task", || focus("task-body"));
    use_key("s", "Tick or untick the task", tick);
    use_decision_keys();
    view! {
        <PageTitle text="Inbox"/>
        <h1 class="sr-only">"Inbox"</h1>
        <Panes layout=PaneLayout::ListDetailContext>
            <TaskList list place actions/>
            <TaskPane open place actions/>
        </Panes>
    }
    .into_any()
}

/// Ticks or unticks the open task for a decision about several.
fn tick() {
    let selector = "li:has([aria-current=true]) input[type=checkbox]";
    let found = document().query_selector(selector).ok().flatten();
    if let Some(tick) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        tick.click();
    }
}
