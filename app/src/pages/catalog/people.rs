//! For whom: the people that what is added to the cart is for.

use bailiwick::{directory::UserBrief, id::UserId};
use leptos::{prelude::*, web_sys, web_sys::wasm_bindgen::JsCast};
use leptos_router::{NavigateOptions, hooks::use_navigate, hooks::use_query_map};

use super::{Search, query};
use crate::api::catalog::{CatalogQuery, FindPeople};
use crate::components::{
    Button, ButtonKind, ButtonLink, Choice, ChosenChip, Combobox, Icon, IconName, Later, Size, Suggest,
};
use crate::wire::{Load, ask};

/// The people, each with a way to take them away, and a way to add one: `?add` opens its field.
#[component]
pub(super) fn People(search: Search) -> impl IntoView {
    let map = use_query_map();
    let adding = move || map.read().get_str("add").is_some();
    let chips = move || async move {
        let query = search.query.get_untracked();
        let found = search.found.await.ok()?;
        Some(found.people.into_iter().map(|person| chip(&query, person, found.me)).collect_view())
    };
    let add_href = move || query::with(&search.query.get(), Some(("add", String::new())));
    view! {
        <div class="mt-2.5 flex flex-wrap items-center gap-x-2 gap-y-1.5">
            <span class="text-meta text-muted">"For"</span>
            <Later view=chips/>
            <a
                href=add_href
                data-noscroll
                class="inline-flex h-6 items-center gap-1 rounded-md px-1.5 text-meta text-muted hover:bg-hover hover:text-ink"
            >
                <Icon name=IconName::UserPlus class="size-3.5"/>
                "Add person"
            </a>
        </div>
        {move || adding().then(|| view! { <AddPerson search/> })}
    }
    .into_any()
}

fn chip(query: &CatalogQuery, person: UserBrief, me: UserId) -> AnyView {
    let name = if person.id == me { "You".to_owned() } else { person.display_name };
    if query.people.is_empty() {
        return view! {
            <span class="inline-flex h-6 items-center rounded-md border border-accent-line bg-accent-soft px-1.5 text-meta text-accent-ink">
                {name}
            </span>
        }
        .into_any();
    }
    let others = query.people.iter().copied().filter(|id| *id != person.id).collect();
    let remove_href = query::href(&query::for_people(query, others));
    view! { <ChosenChip text=name remove_href/> }.into_any()
}

/// Finds a person to add. As one types after hydration; without the program, the form is sent, and the
/// people that fit are listed as links.
#[component]
fn AddPerson(search: Search) -> impl IntoView {
    let map = use_query_map();
    let navigate = use_navigate();
    // Whoever opens the field wants to type in it.
    Effect::new(|_| {
        let field = document().query_selector("#person").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            // A field that cannot take the focus leaves it where it was.
            let _ = field.focus();
        }
    });
    let typed = Memo::new(move |_| map.read().get("personText").unwrap_or_default());
    let suggest = Suggest::new(|text| async move {
        ask(FindPeople { text }).await.map(|people| people.into_iter().map(choice).collect())
    });
    let choose = move |choice: Choice| {
        let (Ok(person), Some(Ok(found))) = (choice.value.parse(), search.found.get_untracked()) else {
            return;
        };
        let href = query::href(&with_person(&search.query.get_untracked(), person, found.me));
        navigate(&href, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    };
    let hidden = move || {
        let pairs = query::pairs(&search.query.get()).into_iter().chain([("add", String::new())]);
        pairs.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
    };
    view! {
        <form action=query::PATH class="mt-2 flex max-w-md items-end gap-2">
            {hidden}
            <div class="min-w-0 flex-1">
                <Combobox
                    name="person"
                    label="Who else is it for?"
                    suggest
                    people=true
                    adds=true
                    placeholder="First letters of a name"
                    on_choose=Callback::new(choose)
                />
            </div>
            <Button submit=true>"Find"</Button>
            <ButtonLink
                href=move || query::href(&search.query.get())
                kind=ButtonKind::Ghost
                icon=IconName::X
                label="Close"
                attr:data-noscroll=""
            />
        </form>
        {move || {
            let text = typed.get();
            (!text.trim().is_empty()).then(|| view! { <Fitting search text/> })
        }}
    }
    .into_any()
}

/// The people whose name fits what was sent.
#[component]
fn Fitting(search: Search, text: String) -> impl IntoView {
    let people = Load::new(move || (FindPeople { text: text.clone() }, ""));
    let list = move || async move {
        let query = search.query.get_untracked();
        let people = people.await.unwrap_or_default();
        let me = search.found.await.ok().map(|found| found.me);
        let Some(me) = me.filter(|_| !people.is_empty()) else {
            return view! { <p class="mt-2 text-meta text-muted">"Nobody with such a name works here."</p> }
                .into_any();
        };
        let person = |person: UserBrief| {
            let href = query::href(&with_person(&query, person.id, me));
            view! {
                <ButtonLink href size=Size::Small icon=IconName::Plus>
                    {note(&person)}
                </ButtonLink>
            }
        };
        view! { <div class="mt-2 flex flex-wrap gap-2">{people.into_iter().map(person).collect_view()}</div> }
            .into_any()
    };
    view! { <Later view=list/> }
}

/// The same search for one more. Where nobody was named it was for the reader, and stays so.
fn with_person(query: &CatalogQuery, person: UserId, me: UserId) -> CatalogQuery {
    let mut people = if query.people.is_empty() { vec![me] } else { query.people.clone() };
    if !people.contains(&person) {
        people.push(person);
    }
    query::for_people(query, people)
}

fn choice(person: UserBrief) -> Choice {
    let note = [person.title.as_deref(), person.organisation.as_deref()];
    let note: Vec<_> = note.into_iter().flatten().collect();
    Choice {
        value: person.id.to_string(),
        note: (!note.is_empty()).then(|| note.join(", ")),
        label: person.display_name,
    }
}

fn note(person: &UserBrief) -> String {
    match &person.title {
        Some(title) => format!("{}, {title}", person.display_name),
        None => person.display_name.clone(),
    }
}
