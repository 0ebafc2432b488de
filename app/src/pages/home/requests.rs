//! My requests that something can still happen to.

use bailiwick::{
    id::UserId,
    view::{Page, RequestView},
};
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{
    Badge, ButtonLink, Card, Cell, Column, DataTable, EmptyState, IconName, Person, Row, RowHead, RowLink,
    Size, TextLink, When, WhenForm,
};
use crate::pages::requests::words;

/// The newest of my open requests, each with where it stands.
#[component]
pub(super) fn OpenRequests(open: Page<RequestView>, reader: UserId, clock: Clock) -> impl IntoView {
    if open.rows.is_empty() {
        return view! {
            <Card id="home-open" title="Your open requests">
                <EmptyState
                    icon=IconName::Send
                    title="No request is under way"
                    text="What you ask for stands here until it is given or refused."
                    actions=|| {
                        view! {
                            <ButtonLink href="/catalog" size=Size::Small icon=IconName::Search>
                                "Search the catalog"
                            </ButtonLink>
                        }
                    }
                />
            </Card>
        }
        .into_any();
    }
    let columns = ["Request", "Status", "Waiting for", "Since"].map(Column::new).to_vec();
    let actions = || {
        view! {
            <span class="text-sm">
                <TextLink href="/requests">"All requests"</TextLink>
            </span>
        }
    };
    view! {
        <Card id="home-open" title="Your open requests" actions>
            <DataTable caption="Your open requests" columns>
                {open.rows.into_iter().map(move |view| row(&view, reader, clock)).collect_view()}
            </DataTable>
        </Card>
    }
    .into_any()
}

fn row(view: &RequestView, reader: UserId, clock: Clock) -> impl IntoView + use<> {
    let request = &view.request;
    let (tone, status) = words::badge(request, clock);
    let (number, asked, href) =
        (words::number(request.number), words::asked(view), format!("/requests/{}", request.number));
    let whom =
        if view.user.id == reader { "for you".to_owned() } else { format!("for {}", view.user.display_name) };
    let phase = request.open_phase();
    let actor = phase.and_then(|phase| phase.actors.iter().find(|actor| actor.active));
    let waits_for = if let Some(person) = actor.and_then(|actor| view.person(actor.user)) {
        view! { <Person name=person.display_name.clone()/> }.into_any()
    } else {
        let words = if phase.is_some() { "Its first day" } else { "Being carried out" };
        view! { <span class="text-muted">{words}</span> }.into_any()
    };
    let since = phase.map_or(request.started, |phase| phase.started);
    view! {
        <Row>
            <RowHead>
                <RowLink href>{asked}</RowLink>
                <span class="block text-meta font-normal text-faint">{format!("{number}, {whom}")}</span>
            </RowHead>
            <Cell label="Status">
                <Badge tone text=status/>
            </Cell>
            <Cell label="Waiting for">{waits_for}</Cell>
            <Cell label="Since">
                <When at=since clock form=WhenForm::Since/>
            </Cell>
        </Row>
    }
}
