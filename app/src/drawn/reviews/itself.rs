//! Rows about definitions, records and accounts: what stands in their cells.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{LineItemStatus, Reviewed};
use bailiwick::directory::{Status, UserBrief};
use bailiwick_engine::certifications::{DefinitionView, LineItemView, ReviewRow, Shown};
use leptos::prelude::*;

use super::workspace::Page;
use super::{alone, effect, words};
use crate::components::{Badge, FaceSize, Icon, Risk, Tile, Tone};
use crate::text::counted;

/// What the columns say of what is reviewed; the first and the last are the same everywhere.
pub(super) const fn heads(reviewed: Reviewed) -> [&'static str; 4] {
    match reviewed {
        Reviewed::Grants => ["Access", "Risk", "Held by way of", "Colleagues"],
        Reviewed::Definitions(ItemKind::Role) => ["Role", "Risk", "Owned by", "Brings"],
        Reviewed::Definitions(_) => ["Entitlement", "Risk", "Owned by", "What it is"],
        Reviewed::Records => ["Person", "State", "Reports to", "Accounts"],
        Reviewed::Accounts => ["Account", "Risk", "Owned by", "Last used"],
    }
}

/// The cells between them, where that is no grant.
pub(super) fn cells(page: &Page, row: &ReviewRow) -> [AnyView; 4] {
    let view = &row.view;
    match &view.shown {
        Some(Shown::Definition(definition)) => [
            name(view),
            view! { <Risk level=words::level(view.item.risk)/> }.into_any(),
            owned(page, view, definition),
            brings(row, definition),
        ],
        Some(Shown::Record(record)) => [
            name(view),
            state(view),
            view! { {reports_to(record.manager.as_ref())} {revoke(page, view)} }.into_any(),
            view! { <span>{record.accounts.to_string()}</span> {before(row)} }.into_any(),
        ],
        Some(Shown::Account(shown)) => [
            alone::name(shown),
            view! { <Risk level=words::level(view.item.risk)/> }.into_any(),
            view! { {alone::owned(shown)} {revoke(page, view)} }.into_any(),
            view! { {alone::used(shown, page.clock)} {before(row)} }.into_any(),
        ],
        None => [name(view), ().into_any(), ().into_any(), ().into_any()],
    }
}

/// What such a row is called.
pub(super) fn called(view: &LineItemView) -> String {
    if let Some(Shown::Account(shown)) = &view.shown {
        return format!("the account {}", shown.account.name);
    }
    match (&view.of, &view.user) {
        (Some(item), _) => item.name.clone(),
        (None, Some(user)) => format!("the record of {}", user.display_name),
        (None, None) => "something that is gone".to_owned(),
    }
}

fn name(view: &LineItemView) -> AnyView {
    let (title, about) = match (&view.of, &view.user) {
        (Some(item), _) => {
            let place = if item.kind == ItemKind::Role {
                Some("Role".to_owned())
            } else {
                item.application_name.clone()
            };
            (item.name.clone(), place.unwrap_or_default())
        }
        (None, Some(user)) => {
            let about = [user.title.clone(), user.organisation.clone()].into_iter().flatten();
            (user.display_name.clone(), about.collect::<Vec<_>>().join(" · "))
        }
        (None, None) => ("Gone".to_owned(), "It is in the catalog no more.".to_owned()),
    };
    let place = view.of.as_ref().and_then(|item| item.application_name.clone());
    let face = place.unwrap_or_else(|| title.clone());
    view! {
        <span class="flex items-center gap-2.5">
            <span class="max-sm:hidden"><Tile name=face size=FaceSize::Bar/></span>
            <span class="min-w-0">
                <span class="block wrap-anywhere">{title}</span>
                <span class="block text-meta font-normal text-muted">{about}</span>
            </span>
        </span>
    }
    .into_any()
}

pub(super) fn names(people: &[UserBrief]) -> String {
    people.iter().map(|user| user.display_name.clone()).collect::<Vec<_>>().join(", ")
}

fn owned(page: &Page, view: &LineItemView, definition: &DefinitionView) -> AnyView {
    let (own, above) = (&definition.listed.owners, &definition.listed.application_owners);
    let owner = if own.is_empty() {
        let words = match above.as_slice() {
            [] => "Nobody".to_owned(),
            above => format!("Nobody; the application by {}", names(above)),
        };
        view! { <span class="block wrap-anywhere text-overdue">{words}</span> }.into_any()
    } else {
        view! { <span class="block wrap-anywhere text-ink">{names(own)}</span> }.into_any()
    };
    let holders = format!("Held by {}", people(view.holders));
    view! { <span class="block text-meta">{owner} <span class="block text-muted">{holders}</span> {revoke(page, view)}</span> }.into_any()
}

pub(super) fn people(count: i64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{} people", crate::text::number(count)) }
}

fn brings(row: &ReviewRow, definition: &DefinitionView) -> AnyView {
    let item = &definition.listed.item;
    let text = if item.kind == ItemKind::Role {
        match definition.content.len() {
            0 => "Nothing".to_owned(),
            count => counted(crate::text::int(count), "entitlement"),
        }
    } else if item.description.trim().is_empty() {
        "No description".to_owned()
    } else {
        item.description.clone()
    };
    view! { <span class="block max-w-96 text-meta"><span class="line-clamp-2 wrap-anywhere">{text}</span> {before(row)}</span> }
        .into_any()
}

fn state(view: &LineItemView) -> AnyView {
    let is_active = view.user.as_ref().is_some_and(|user| user.status == Status::Active);
    let (tone, text) = if is_active { (Tone::Approved, "Active") } else { (Tone::Overdue, "Not active") };
    view! { <Badge tone text/> }.into_any()
}

fn reports_to(manager: Option<&UserBrief>) -> AnyView {
    match manager {
        Some(manager) => {
            let name = manager.display_name.clone();
            let gone = (manager.status != Status::Active)
                .then(|| view! { <Badge tone=Tone::Overdue text="Not active"/> });
            view! { <span class="flex flex-wrap items-center gap-x-1.5 text-meta">{name} {gone}</span> }
                .into_any()
        }
        None => view! { <span class="text-meta text-overdue">"Nobody"</span> }.into_any(),
    }
}

/// What was decided about it before.
fn before(row: &ReviewRow) -> Option<AnyView> {
    let (verdict, _) = row.insight.evidence.before?;
    let words = format!("Last time: {}", words::decided(verdict).1.to_lowercase());
    Some(view! { <span class="block text-meta text-faint">{words}</span> }.into_any())
}

/// Who is asked to correct what is revoked.
pub(super) fn corrector(page: &Page, view: &LineItemView) -> String {
    let definition = &page.seen.campaign.definition;
    if definition.remediator.is_some() {
        return "whom the campaign names".to_owned();
    }
    match &view.shown {
        Some(Shown::Definition(shown)) => {
            let active =
                |people: &[UserBrief]| people.iter().find(|user| user.status == Status::Active).cloned();
            let owner = active(&shown.listed.owners).or_else(|| active(&shown.listed.application_owners));
            owner.map_or_else(
                || "whoever answers for the campaign's requests".to_owned(),
                |user| user.display_name,
            )
        }
        Some(Shown::Record(record)) => {
            let manager = record.manager.as_ref().filter(|user| user.status == Status::Active);
            manager.map_or_else(|| "an administrator".to_owned(), |user| user.display_name.clone())
        }
        Some(Shown::Account(shown)) => {
            let active = shown.application_owners.iter().find(|user| user.status == Status::Active);
            active.map_or_else(|| "an administrator".to_owned(), |user| user.display_name.clone())
        }
        None => "whoever answers for it".to_owned(),
    }
}

/// A revoke, in a word, with the icon of what it brings about.
fn revoke(page: &Page, view: &LineItemView) -> Option<AnyView> {
    if view.item.status != LineItemStatus::InProgress {
        return None;
    }
    let revoke = effect::of_whole(page, view);
    let ink = revoke.tone.ink();
    let shown = view! {
        <span class=format!("flex items-center gap-1 text-meta {ink}") title=revoke.text>
            <Icon name=revoke.icon class="size-3.5"/>
            <span class="sr-only">"A revoke: "</span>
            {revoke.word}
        </span>
    };
    Some(shown.into_any())
}
