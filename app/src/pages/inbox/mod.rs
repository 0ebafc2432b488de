//! The inbox: what waits for a decision, list beside detail.

mod asked;
mod bulk;
mod context;
mod group;
mod head;
mod list;
mod place;
mod row;
mod task;

use leptos::{prelude::*, web_sys};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use web_sys::wasm_bindgen::JsCast;

use self::list::TaskList;
use self::place::Place;
use self::task::TaskPane;
use crate::api::decisions::{Decide, DecideAll, Reassign};
use crate::api::requests::{read_task, read_tasks};
use crate::components::{PaneLayout, Panes};
use crate::frame::use_me;
use crate::keys::use_key;

/// What can be done on the page.
#[derive(Clone, Copy)]
struct Actions {
    decide: ServerAction<Decide>,
    decide_all: ServerAction<DecideAll>,
    reassign: ServerAction<Reassign>,
}

impl Actions {
    /// Changes whenever something was done.
    fn version(self) -> usize {
        self.decide.version().get() + self.decide_all.version().get() + self.reassign.version().get()
    }
}

/// The page: `?task=` is the open task, `?filter=done` what was decided, `?page=` (from 0),
/// `?reassign=` the question who shall decide instead, `?failed=` what a bulk decision could not do.
#[component]
pub fn InboxPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| Place::of(&query.read()));
    let actions = Actions {
        decide: ServerAction::new(),
        decide_all: ServerAction::new(),
        reassign: ServerAction::new(),
    };
    let shown = Memo::new(move |_| place.with(|place| (place.done, place.page)));
    let list =
        Resource::new(move || (shown.get(), actions.version()), |((done, page), _)| read_tasks(done, page));
    let open = Resource::new(
        move || (place.with(|place| place.task), shown.get(), actions.version()),
        |(task, (done, page), _)| read_task(task, done, page),
    );
    let me = use_me();
    Effect::new(move |before: Option<usize>| {
        let version = actions.version();
        if before.is_some_and(|before| before != version) {
            me.refetch();
        }
        version
    });
    use_key("j", "Next task", || press("task-next"));
    use_key("k", "Task before", || press("task-previous"));
    use_key("a", "Approve", || press("decide-approve"));
    use_key("x", "Reject", || press("decide-reject"));
    use_key("c", "Write a comment", || focus("decide-comment"));
    use_key("Enter", "Read the task", || focus("task-body"));
    view! {
        <Title text="Inbox"/>
        <h1 class="sr-only">"Inbox"</h1>
        <Panes layout=PaneLayout::ListDetailContext>
            <TaskList list place actions/>
            <TaskPane open place actions/>
        </Panes>
    }
    .into_any()
}

fn element(id: &str) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn press(id: &str) {
    if let Some(element) = element(id) {
        element.click();
    }
}

fn focus(id: &str) {
    if let Some(element) = element(id) {
        // What cannot take the focus leaves it where it was.
        let _ = element.focus();
    }
}
