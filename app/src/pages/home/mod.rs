//! Home: what waits for me, where my requests stand, what I hold.

mod access;
mod requests;
mod waiting;

use bailiwick::view::Page;
use bailiwick::view::RequestView;
use leptos::prelude::*;

use crate::api::{
    PortalError,
    home::{HomeAnswer, ReadHome},
};
use crate::clock::{Clock, Urgency};
use crate::components::{
    ButtonKind, ButtonLink, Card, ErrorState, Icon, IconName, Later, PageBody, PageHeader, SkeletonRows,
};
use crate::text::{counted, number};
use crate::wire::Load;

/// Home.
#[component]
pub fn Home() -> impl IntoView {
    let answer = Load::new(|| (ReadHome {}, ""));
    let page = move || async move {
        match answer.await {
            Ok(answer) => view! { <Filled answer/> }.into_any(),
            Err(error) => view! { <Failed error/> }.into_any(),
        }
    };
    view! { <Later fallback=|| view! { <SkeletonRows rows=5 label="Loading your page"/> } view=page/> }
        .into_any()
}

#[component]
fn Failed(error: PortalError) -> impl IntoView {
    view! {
        <PageHeader title="Home"/>
        <ErrorState error retry="/"/>
    }
}

#[component]
fn Filled(answer: HomeAnswer) -> impl IntoView {
    let HomeAnswer { reader, given_name, clock, waiting, open, held, applications, ending, cart } = answer;
    let title = format!("{}, {given_name}", clock.greeting());
    let note = format!("{}. {}", clock.today(), waits(&waiting, clock));
    let actions = || {
        view! {
            <ButtonLink href="/catalog" kind=ButtonKind::Primary icon=IconName::Plus>
                "Request access"
            </ButtonLink>
        }
    };
    let aside = move || {
        view! {
            <access::EndsSoon ending clock/>
            <access::YourAccess held applications/>
            <Shortcuts cart/>
        }
    };
    view! {
        <PageHeader title note actions/>
        <PageBody aside>
            <waiting::Waiting waiting clock/>
            <requests::OpenRequests open reader clock/>
        </PageBody>
    }
    .into_any()
}

/// How much waits, and whether any of it is late.
fn waits(waiting: &Page<RequestView>, clock: Clock) -> String {
    let late = overdue(&waiting.rows, clock);
    let all = match waiting.total {
        0 => return "Nothing waits for you.".to_owned(),
        1 => "One approval waits for you".to_owned(),
        n => format!("{} approvals wait for you", number(n)),
    };
    match late {
        0 => format!("{all}."),
        1 => format!("{all}; one is late."),
        late => format!("{all}; {late} are late."),
    }
}

fn overdue(rows: &[RequestView], clock: Clock) -> usize {
    let due = |view: &RequestView| view.request.open_phase().and_then(|phase| phase.due);
    rows.iter().filter_map(due).filter(|due| clock.due(*due).0 == Urgency::Late).count()
}

/// What people come for, one press away.
#[component]
fn Shortcuts(cart: i64) -> impl IntoView {
    let in_cart = (cart > 0).then(|| counted(cart, "line"));
    let link = |(icon, words, href, note): (IconName, &'static str, &'static str, Option<String>)| {
        view! {
            <li>
                <a href=href class="flex min-h-10 items-center gap-2.5 px-4 py-2 text-sm hover:bg-hover">
                    <Icon name=icon class="size-4 text-faint"/>
                    {words}
                    {note.map(|note| view! { <span class="text-meta text-muted">{note}</span> })}
                    <Icon name=IconName::ChevronRight class="ms-auto size-4 text-faint"/>
                </a>
            </li>
        }
    };
    let links = [
        (IconName::UserPlus, "Ask for a colleague", "/catalog?add=", None),
        (IconName::ShoppingCart, "Your cart", "/cart", in_cart),
        (IconName::Sparkles, "New in the catalog", "/catalog?added=lately&sort=newest", None),
    ];
    view! {
        <Card id="home-shortcuts" title="Shortcuts">
            <ul class="divide-y divide-line">{links.map(link).collect_view()}</ul>
        </Card>
    }
    .into_any()
}
