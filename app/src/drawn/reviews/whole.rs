//! What stands below an open row about a definition, a record or an account: all that is to be certified, and what a revoke does.

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::directory::Status;
use bailiwick::view::GlossaryFact;
use bailiwick_engine::certifications::{DefinitionView, LineItemView, RecordView, ReviewRow, Shown};
use leptos::prelude::*;

use super::itself::{names, people};
use super::workspace::Page;
use super::{alone, effect, words};
use crate::components::{Fact, Facts, Risk};

fn part(title: &'static str, body: AnyView) -> AnyView {
    view! { <div class="min-w-0"><h2 class="mb-1 font-medium text-faint">{title}</h2>{body}</div> }.into_any()
}

/// What stands below an open row: all that is to be certified, and what a revoke does.
pub(super) fn below(page: &Page, row: &ReviewRow) -> AnyView {
    let view = &row.view;
    let parts = match &view.shown {
        Some(Shown::Definition(definition)) => {
            let content =
                (definition.listed.item.kind == ItemKind::Role).then(|| contents(&definition.content));
            let about = part("What is to be certified", self::definition(view, definition));
            view! { {about} {content} }.into_any()
        }
        Some(Shown::Record(record)) => part("What is written about them", self::record(view, record)),
        Some(Shown::Account(shown)) => {
            let about = part("What is to be certified", alone::whole(shown, facts(&shown.facts), page.clock));
            let may = part("What it may do", alone::rights(shown, page.clock));
            view! { {about} {may} }.into_any()
        }
        None => part("What is to be certified", view! { <p>"It is gone altogether."</p> }.into_any()),
    };
    let revoke = effect::of_whole(page, view);
    let before = row.insight.evidence.before.map(|(verdict, at)| {
        let word = words::decided(verdict).1.to_lowercase();
        view! { <p class="mt-1">{format!("In an earlier campaign: {word}, {}.", page.clock.day(at))}</p> }
    });
    let what = part("If you revoke", view! { <p>{revoke.text}</p> {before} }.into_any());
    view! { <div class="grid gap-4 md:grid-cols-2 xl:grid-cols-3">{parts} {what}</div> }.into_any()
}

fn definition(view: &LineItemView, definition: &DefinitionView) -> AnyView {
    let item = &definition.listed.item;
    let described = Some(item.description.clone()).filter(|text| !text.trim().is_empty());
    let described = described.unwrap_or_else(|| "None is written.".to_owned());
    let (own, above) = (names(&definition.listed.owners), names(&definition.listed.application_owners));
    let or_nobody = |names: String| if names.is_empty() { "Nobody".to_owned() } else { names };
    let (own, above) = (or_nobody(own), or_nobody(above));
    let application = definition.listed.application.as_ref().map(|application| {
        let name = application.name.clone();
        view! { <Fact name="Application">{name}</Fact> <Fact name="Owner of the application">{above}</Fact> }
    });
    let key = (item.kind != ItemKind::Role).then(|| {
        let key = item.native_key.clone();
        view! { <Fact name="Known there as">{key}</Fact> }
    });
    let kind = definition.listed.object_type.clone().map(|kind| view! { <Fact name="Kind">{kind}</Fact> });
    let asked = if item.requestable { "By everybody" } else { "No" };
    let (risk, holders, more) = (words::risk(item.risk), people(view.holders), facts(&definition.facts));
    view! {
        <Facts>
            {application}
            <Fact name="Description">{described}</Fact>
            <Fact name="Owner">{own}</Fact>
            <Fact name="Risk">{risk}</Fact>
            {key} {kind}
            <Fact name="Can be asked for">{asked}</Fact>
            <Fact name="Held by">{holders}</Fact>
            {more}
        </Facts>
    }
    .into_any()
}

fn facts(all: &[GlossaryFact]) -> Vec<AnyView> {
    let one = |fact: &GlossaryFact| {
        let (label, values) = (fact.label.clone(), fact.values.join(", "));
        view! { <Fact name=label>{values}</Fact> }.into_any()
    };
    all.iter().map(one).collect()
}

/// What a role brings, by application.
fn contents(content: &[ItemBrief]) -> AnyView {
    let mut places: Vec<(String, Vec<&ItemBrief>)> = Vec::new();
    for item in content {
        let place = item.application_name.clone().unwrap_or_else(|| "In no application".to_owned());
        match places.iter_mut().find(|(name, _)| *name == place) {
            Some((_, held)) => held.push(item),
            None => places.push((place, vec![item])),
        }
    }
    places.sort_by(|a, b| a.0.cmp(&b.0));
    let one = |item: &ItemBrief| {
        let (name, level) = (item.name.clone(), words::level(item.risk));
        view! { <li class="flex flex-wrap items-center gap-x-2"><span class="wrap-anywhere">{name}</span> <Risk level bars_only=true/></li> }
            .into_any()
    };
    let lists: Vec<AnyView> = places
        .into_iter()
        .map(|(place, held)| {
            let held: Vec<AnyView> = held.into_iter().map(one).collect();
            view! { <li><span class="font-medium">{place}</span><ul class="ps-3">{held}</ul></li> }.into_any()
        })
        .collect();
    let body = if lists.is_empty() {
        view! { <p>"It brings nothing."</p> }.into_any()
    } else {
        view! { <ul class="grid gap-1.5">{lists}</ul> }.into_any()
    };
    part("What it brings", body)
}

fn record(view: &LineItemView, record: &RecordView) -> AnyView {
    let Some(user) = &view.user else { return ().into_any() };
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "None is written.".to_owned());
    let manager =
        record.manager.as_ref().map_or_else(|| "Nobody".to_owned(), |user| user.display_name.clone());
    let (given, family, sign_in) = (user.given_name.clone(), user.sn.clone(), user.user_name.clone());
    let status = if user.status == Status::Active { "Active" } else { "Not active" };
    let (mail, title, organisation) = (or(&user.mail), or(&user.title), or(&user.organisation));
    let (accounts, more) = (record.accounts, facts(&record.facts));
    view! {
        <Facts>
            <Fact name="Given name">{given}</Fact>
            <Fact name="Family name">{family}</Fact>
            <Fact name="User name">{sign_in}</Fact>
            <Fact name="Mail">{mail}</Fact>
            <Fact name="Title">{title}</Fact>
            <Fact name="Organisation">{organisation}</Fact>
            <Fact name="Manager">{manager}</Fact>
            <Fact name="Status">{status}</Fact>
            <Fact name="Accounts">{accounts}</Fact>
            {more}
        </Facts>
    }
    .into_any()
}
