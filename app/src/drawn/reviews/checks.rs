//! What is to be looked at again before a sign-off: rows of the reviewer's own, each with the reason why. That this is
//! asked, and who sees what is answered, is told beforehand.

use bailiwick::certification::Reviewed;
use bailiwick_engine::certifications::{Check, LineItemView};
use leptos::prelude::*;

use super::{Address, Query, itself, words};
use crate::components::{Card, Risk, TextLink};

/// The form that the answers belong to.
pub(super) const SIGN: &str = "sign";

/// The rows, each to be answered; nothing where there are none.
pub(super) fn checks(all: &[Check], address: &Address) -> Option<AnyView> {
    let rows: Vec<AnyView> = all.iter().map(|check| one(check, address)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <Card id="again" title="Before you sign: look at these again">
                <p class="px-4 pt-3 text-meta text-muted">"You certified these. Say of each whether it stays so. Whoever owns this campaign sees how many you were asked about, and how many you changed. If you change any, these wait for you again, and nothing is signed yet."</p>
                <ul class="divide-y divide-line">{rows}</ul>
            </Card>
        }
        .into_any()
    })
}

fn one(check: &Check, address: &Address) -> AnyView {
    let view = &check.view;
    let number = view.item.id.number;
    let name = called(view);
    let why: Vec<String> = check.doubts.iter().map(ToString::to_string).collect();
    let (level, why) = (words::level(view.item.risk), format!("Because {}.", why.join(", and ")));
    let group = format!("act[checks][row-{number}]");
    let answer = |value: &'static str, label: &'static str, about: &'static str| {
        view! {
            <label class="flex min-h-7 items-center gap-2 text-sm">
                <input type="radio" form=SIGN name=group.clone() value=value required/>
                <span><span class="font-medium">{label}</span> {format!(" {about}")}</span>
            </label>
        }
    };
    let (keep, change) =
        (answer("keep", "Keep", "it certified"), answer("change", "Change", "what I decided"));
    let (to, spoken) = (link(view, address), format!(" {name}"));
    view! {
        <li class="px-4 py-3">
            <fieldset>
                <legend class="text-sm font-medium wrap-anywhere">{name}</legend>
                <p class="flex flex-wrap items-center gap-x-2 text-meta text-muted"><Risk level/> {why}</p>
                <div class="mt-1 flex flex-wrap items-center gap-x-5 gap-y-1">
                    {keep} {change}
                    <span class="text-sm"><TextLink href=to>"Look at the row" <span class="sr-only">{spoken}</span></TextLink></span>
                </div>
            </fieldset>
        </li>
    }
    .into_any()
}

/// What is held, by whom and where; or what else is reviewed.
fn called(view: &LineItemView) -> String {
    if view.item.held().is_none() {
        return itself::called(view);
    }
    let item = view.of.as_ref().map_or("access that is gone", |item| item.name.as_str());
    let person = view.user.as_ref().map_or("somebody who is gone", |user| user.display_name.as_str());
    match view.of.as_ref().and_then(|item| item.application_name.as_deref()) {
        Some(application) => format!("{item} in {application}, held by {person}"),
        None => format!("{item}, held by {person}"),
    }
}

/// The row in the workspace, among those of the same person or thing.
fn link(view: &LineItemView, address: &Address) -> String {
    let mut row = Address::new(view.campaign, &Query::default());
    row.set("reviewer", address.get("reviewer"));
    match (view.item.user(), view.item.item()) {
        (Some(user), _) => row.set("user", &user.to_string()),
        (None, Some(thing)) => row.set("item", &thing.to_string()),
        (None, None) => {}
    }
    let number = view.item.id.number;
    row.set("open", &number.to_string());
    format!("{}#row-{number}", row.to())
}

/// Who sees how this is decided, and what is asked again before a sign-off.
pub(super) fn watched(reviewed: Reviewed) -> AnyView {
    let (sees, again) = if reviewed == Reviewed::Grants {
        (
            "Whoever owns this campaign sees how fast you decide, how much you certify, and how often you follow what is recommended. Recommendations come from open rules: most colleagues hold it and its risk is low or medium: certify; a violation, an earlier revoke, or hardly any colleague: revoke.",
            "Before you sign, up to five rows are put to you again: certified although part of an open violation or against a recommendation to revoke, or of high or critical risk and certified with others or within 2 seconds of another decision. Rows about which you said why, each by itself, are left out. The owner sees how many you were asked about, and how many you changed.",
        )
    } else {
        (
            "Whoever owns this campaign sees how fast you decide and how much you certify. Nothing is recommended: look at what each row is, and say whether it is right.",
            "Before you sign, up to five rows are put to you again: of high or critical risk, and certified with others or within 2 seconds of another decision. Rows about which you said why, each by itself, are left out. The owner sees how many you were asked about, and how many you changed.",
        )
    };
    view! {
        <div class="grid gap-1 border-t border-line px-4 py-2 text-meta text-faint lg:px-5">
            <p>{sees}</p>
            <p>{again}</p>
        </div>
    }
    .into_any()
}
