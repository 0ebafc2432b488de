//! What an open item is, who has it, what it holds.

use bailiwick::{
    catalog::{ItemBrief, ItemKind},
    directory::{Colleagues, UserBrief},
    view::{GlossaryFact, ItemDetail},
};
use leptos::prelude::*;

use crate::components::{Badge, DrawerSection, FaceSize, Fact, Facts, Person, Risk, TextLink};
use crate::pages::requests::words;
use crate::text::number;

/// Colleagues that are drawn one by one; of more, a bar is drawn.
const DOTS: u32 = 24;
/// Entitlements of a role that are seen without asking for more.
const SEEN: usize = 5;

/// What it is, and who answers for it.
#[component]
pub(super) fn About(detail: ItemDetail) -> impl IntoView {
    let ItemDetail { item, owners, holders, glossary, .. } = detail;
    let people = if holders == 1 { "1 person".to_owned() } else { format!("{} people", number(holders)) };
    let owner = if owners.len() > 1 { "Owners" } else { "Owner" };
    let tags = (!item.tags.is_empty()).then(|| {
        let tags = item.tags.into_iter().map(|tag| view! { <Badge text=tag/> }).collect_view();
        view! {
            <Fact name="Tags">
                <span class="flex flex-wrap gap-1.5">{tags}</span>
            </Fact>
        }
    });
    let fact = |fact: GlossaryFact| view! { <Fact name=fact.label>{fact.values.join(", ")}</Fact> };
    let known = glossary.into_iter().map(fact).collect_view();
    let rule = (item.kind == ItemKind::Role).then(|| {
        let href = format!("/roles/{}", item.id);
        view! {
            <Fact name="By a rule">
                <TextLink href>"Who has it by a rule"</TextLink>
            </Fact>
        }
    });
    view! {
        <div class="grid gap-3 px-5 py-4">
            <p class="text-sm wrap-anywhere text-muted">{item.description}</p>
            <Facts>
                <Fact name="Risk">
                    <Risk level=words::risk(item.risk)/>
                </Fact>
                <Fact name=owner>
                    <Owners owners/>
                </Fact>
                <Fact name="Held by">{people}</Fact>
                {tags}
                {rule} {known}
            </Facts>
        </div>
    }
    .into_any()
}

#[component]
fn Owners(owners: Vec<UserBrief>) -> impl IntoView {
    if owners.is_empty() {
        return view! { <span class="text-muted">"Nobody is set"</span> }.into_any();
    }
    let person = |owner: UserBrief| {
        view! {
            <li>
                <Person name=owner.display_name size=FaceSize::Tiny/>
            </li>
        }
    };
    view! { <ul class="grid gap-1">{owners.into_iter().map(person).collect_view()}</ul> }.into_any()
}

/// How many of the people like this one hold it, one dot a person.
#[component]
pub(super) fn PeopleLike(detail: ItemDetail, own: bool) -> impl IntoView {
    let (have, of) = detail.peers;
    let (title, manager) = match &detail.user {
        Some(user) if !own => {
            (format!("People like {}", user.given_name), format!("{}’s manager", user.given_name))
        }
        _ => ("People like you".to_owned(), "your manager".to_owned()),
    };
    let organisation = detail.user.as_ref().and_then(|user| user.organisation.as_ref());
    let like = match organisation {
        Some(name) if detail.colleagues == Colleagues::Organisation => format!("in {name}"),
        _ => format!("who report to {manager}"),
    };
    if of == 0 {
        return ().into_any();
    }
    let sentence = match have {
        0 => format!("None of the {of} colleagues {like} hold it"),
        have if have == of => format!("All {of} colleagues {like} hold it"),
        have => format!("{have} of {of} colleagues {like} hold it"),
    };
    let picture = if of <= DOTS { dots(have, of, sentence.clone()) } else { bar(have, of, sentence.clone()) };
    view! {
        <DrawerSection id="item-peers" title note=format!("{have} of {of} hold it")>
            {picture}
            <p class="mt-2 text-meta text-muted">{sentence} "."</p>
        </DrawerSection>
    }
    .into_any()
}

fn dots(have: u32, of: u32, label: String) -> AnyView {
    let width = (of * 16).saturating_sub(4).to_string();
    let dot = move |n: u32| {
        let cx = (n * 16 + 6).to_string();
        if n < have {
            view! { <circle cx=cx cy="6" r="5" class="fill-accent"></circle> }.into_any()
        } else {
            view! { <circle cx=cx cy="6" r="4.5" class="fill-none stroke-line-strong"></circle> }.into_any()
        }
    };
    view! {
        <svg
            class="block h-3 max-w-full"
            width=width.clone()
            height="12"
            viewBox=format!("0 0 {width} 12")
            preserveAspectRatio="xMinYMid meet"
            role="img"
            aria-label=label
        >
            {(0..of).map(dot).collect_view()}
        </svg>
    }
    .into_any()
}

fn bar(have: u32, of: u32, label: String) -> AnyView {
    let width = (u64::from(have.min(of)) * 100 / u64::from(of.max(1))).to_string();
    view! {
        <span class="block overflow-hidden rounded-full">
            <svg class="block h-1.5 w-full" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=label>
                <rect width="100" height="6" class="fill-active"></rect>
                <rect width=width height="6" class="fill-accent"></rect>
            </svg>
        </span>
    }
    .into_any()
}

/// What a role holds, what an entitlement is a member of, or what is a member of it.
#[component]
pub(super) fn Content(id: &'static str, title: &'static str, items: Vec<ItemBrief>) -> impl IntoView {
    let mut seen = items;
    if seen.is_empty() {
        return ().into_any();
    }
    let all = seen.len();
    let more = seen.split_off(all.min(SEEN));
    let folded = (!more.is_empty()).then(|| {
        let count = more.len();
        view! {
            <details class="group/more">
                <summary class="mt-1.5 inline-flex rounded-md text-meta text-accent-ink hover:underline">
                    <span class="group-open/more:hidden">{format!("Show {count} more")}</span>
                    <span class="hidden group-open/more:inline">"Show fewer"</span>
                </summary>
                <ul class="mt-1.5 grid gap-1.5 text-sm">{more.into_iter().map(line).collect_view()}</ul>
            </details>
        }
    });
    let note = if all == 1 { "1 entitlement".to_owned() } else { format!("{all} entitlements") };
    view! {
        <DrawerSection id title note>
            <ul class="grid gap-1.5 text-sm">{seen.into_iter().map(line).collect_view()}</ul>
            {folded}
        </DrawerSection>
    }
    .into_any()
}

fn line(item: ItemBrief) -> impl IntoView {
    view! {
        <li class="flex items-baseline justify-between gap-3">
            <span class="min-w-0 wrap-anywhere">{item.name}</span>
            <span class="shrink-0 text-meta text-faint">{item.application_name}</span>
        </li>
    }
}
