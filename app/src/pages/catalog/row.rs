//! One row of what was found.

use bailiwick::{
    catalog::{ItemBrief, ItemKind},
    directory::UserBrief,
    id::UserId,
    view::SearchRow,
};
use chrono::TimeDelta;
use leptos::prelude::*;

use super::{Search, mark::Marked, query};
use crate::api::catalog::{CatalogQuery, NEW_DAYS};
use crate::clock::Clock;
use crate::components::{Badge, Button, Icon, IconName, Peers, Risk, Size, TextLink, Tile, Tone};
use crate::pages::requests::words;
use crate::wire::SendForm;

/// One row: what it is, what a decision to ask for it needs, and a way to do so.
#[component]
pub(super) fn Row(
    row: SearchRow,
    people: Vec<UserBrief>,
    me: UserId,
    text: String,
    query: CatalogQuery,
    clock: Clock,
    search: Search,
) -> impl IntoView {
    let id = row.item.id;
    let current = move || search.item.get() == Some(id);
    let look = move || {
        if current() {
            "relative border-b border-line bg-accent-soft last:border-0"
        } else {
            "relative border-b border-line last:border-0 hover:bg-hover has-[[data-row]:focus-visible]:bg-hover"
        }
    };
    let rail = move || {
        current().then(|| {
            view! { <span class="absolute inset-y-0 start-0 w-0.5 bg-accent" data-rail aria-hidden="true"></span> }
        })
    };
    let item = row.item.clone();
    let new = item.created_at > clock.now - TimeDelta::days(NEW_DAYS);
    let (have, of) = row.peers;
    view! {
        <li class=look>
            {rail}
            <div class="flex items-start gap-3 px-4 py-3 lg:px-5">
                <Tile name=item.application_name.clone().unwrap_or_else(|| item.name.clone())/>
                <div class="min-w-0 flex-1">
                    <p class="flex flex-wrap items-baseline gap-x-2 text-sm font-medium">
                        <a
                            href=query::with_item(&query, id)
                            data-noscroll
                            data-row
                            aria-current=move || current().then_some("true")
                            class="rounded-md wrap-anywhere hover:underline"
                        >
                            <Marked name=item.name.clone() text/>
                        </a>
                        {new.then(|| view! { <Badge tone=Tone::Accent text="New"/> })}
                    </p>
                    <p class="mt-0.5 line-clamp-2 text-meta text-muted">{item.description.clone()}</p>
                    <div class="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1">
                        <span class="text-meta text-muted">{place(&item)}</span>
                        <Risk level=words::risk(item.risk)/>
                        {(of > 0).then(|| view! { <Peers have of/> })}
                        <Holds row=row.clone() people=people.clone() me/>
                    </div>
                </div>
                <div class="shrink-0">
                    <Ask row people query search/>
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// Where it lives, or what it is.
pub fn place(item: &ItemBrief) -> String {
    let kind = match item.kind {
        ItemKind::Application => "Application",
        ItemKind::Entitlement => "Entitlement",
        ItemKind::Role => "Role",
    };
    item.application_name.clone().unwrap_or_else(|| kind.to_owned())
}

/// Where it is asked for several people: that the first of them has it, which keeps nobody from asking.
#[component]
fn Holds(row: SearchRow, people: Vec<UserBrief>, me: UserId) -> impl IntoView {
    let first = people.first().filter(|_| people.len() > 1);
    first.filter(|_| row.held).map(|person| {
        let words = if person.id == me {
            "You hold it".to_owned()
        } else {
            format!("{} holds it", person.given_name)
        };
        view! {
            <span class="inline-flex items-center gap-1 text-meta text-muted">
                <Icon name=IconName::Check class="size-3.5"/>
                {words}
            </span>
        }
    })
}

/// Held, in the cart, not to be asked for, or the button that adds it.
#[component]
fn Ask(row: SearchRow, people: Vec<UserBrief>, query: CatalogQuery, search: Search) -> impl IntoView {
    let one = people.len() < 2;
    let quiet = "inline-flex h-7 items-center gap-1 text-meta text-muted";
    if row.held && one {
        return view! {
            <span class=quiet>
                <Icon name=IconName::Check class="size-3.5"/>
                "Held"
            </span>
        }
        .into_any();
    }
    if row.in_cart && one {
        return view! {
            <span class=quiet>
                <Icon name=IconName::Check class="size-3.5"/>
                <TextLink href="/cart">"In cart"</TextLink>
            </span>
        }
        .into_any();
    }
    if !row.item.requestable {
        return view! { <span class="inline-flex h-7 items-center text-meta text-faint">"Not on request"</span> }.into_any();
    }
    let add = search.changes.add;
    let id = row.item.id.to_string();
    let busy = {
        let id = id.clone();
        Signal::derive(move || add.sends("item", &id))
    };
    let people: Vec<_> = people.iter().map(|person| person.id.to_string()).collect();
    view! {
        <SendForm action=add>
            <input type="hidden" name="item" value=id/>
            <input type="hidden" name="people" value=people.join(",")/>
            <input type="hidden" name="back" value=query::href(&query)/>
            <Button submit=true size=Size::Small icon=IconName::Plus busy>
                "Add"
                <span class="sr-only">" " {row.item.name}</span>
            </Button>
        </SendForm>
    }
    .into_any()
}
