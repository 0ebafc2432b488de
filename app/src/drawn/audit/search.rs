//! The search of the trail: a plain form, since the URL is state.

use leptos::prelude::*;

use super::PATH;
use super::words::EVENTS;
use crate::api::PortalError;

use crate::components::{Button, ButtonLink, Choice, Field, IconName, Select};
use crate::server::audit::Search;

/// The form. `person` is the name of the person searched for, where the address has the id; `error` why the search was
/// refused.
pub(super) fn search_form(search: Search, person: String, error: Option<&PortalError>) -> AnyView {
    let narrowed = search != Search::default();
    let fault = |field: &str| Signal::stored(error.and_then(|error| error.of_field(field)));
    let (user_fault, from_fault, to_fault) = (fault("user"), fault("from"), fault("to"));
    let mut events = vec![Choice::new("", "Everything")];
    events.extend(EVENTS.iter().map(|(event, _)| Choice::new(*event, event.replace('-', " "))));
    if !search.event.is_empty() && EVENTS.iter().all(|(event, _)| *event != search.event) {
        events.push(Choice::new(search.event.clone(), search.event.clone()));
    }
    let by_id = search.user.parse::<bailiwick::id::UserId>().is_ok();
    let user = if by_id && !person.is_empty() { person } else { search.user };
    view! {
        <form
            method="get"
            action=PATH
            role="search"
            aria-label="The trail"
            class="grid gap-3 border-b border-line px-4 py-3 sm:grid-cols-2 lg:grid-cols-3"
        >
            <Field name="user" label="About" value=user placeholder="A person’s name" error=user_fault/>
            <Field name="actor" label="Done by" value=search.actor placeholder="A name or an API client"/>
            <Select name="event" label="What" choices=events selected=search.event/>
            <Field name="object" label="Object" value=search.object placeholder="Its id"/>
            <Field name="from" label="From" r#type="date" value=search.from error=from_fault/>
            <Field name="to" label="To" r#type="date" value=search.to error=to_fault/>
            <div class="flex items-center gap-2 sm:col-span-2 lg:col-span-3">
                <Button submit=true icon=IconName::Search>
                    "Search"
                </Button>
                {narrowed
                    .then(|| {
                        view! {
                            <ButtonLink href=PATH kind=crate::components::ButtonKind::Ghost>
                                "Show everything"
                            </ButtonLink>
                        }
                    })}
            </div>
        </form>
    }
    .into_any()
}
