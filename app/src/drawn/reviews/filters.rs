//! What of a review is shown: chips, a search, and what narrows the list.

use bailiwick::catalog::Risk;
use bailiwick::certification::{Reviewed, Verdict};
use bailiwick_engine::certifications::{Counts, Shown, Workspace};
use leptos::prelude::*;

use super::{Address, words};
use crate::components::{Button, ButtonLink, Choice, ChosenChip, Field, FilterChip, IconName, Select, Size};
use crate::text::number;

/// The bar above the rows.
pub(super) fn filters(seen: &Workspace, address: &Address) -> AnyView {
    let counts = &seen.counts;
    let chips = shows(counts)
        .into_iter()
        .filter(|(value, _, count)| value.is_empty() || *count > 0 || address.get("show") == *value);
    let chips: Vec<AnyView> = chips
        .map(|(value, words, count)| {
            let on = address.get("show") == value;
            view! { <FilterChip href=address.href(&[("show", value)]) on count=number(count) text=words/> }
                .into_any()
        })
        .collect();
    let toggle = |name: &'static str, words: &'static str| {
        let on = address.get(name) == "true";
        view! { <FilterChip href=address.href(&[(name, if on { "" } else { "true" })]) on text=words/> }
    };
    let advice = |verdict: Verdict, words: &'static str| {
        let on = address.get("recommended") == verdict.as_str();
        view! { <FilterChip href=address.href(&[("recommended", if on { "" } else { verdict.as_str() })]) on text=words/> }
    };
    let reviewed = seen.campaign.definition.kind.reviews();
    // Only what is held breaks rules, is new, and is like what colleagues hold.
    let known = (reviewed == Reviewed::Grants).then(|| {
        let (violations, new) = (toggle("violations", "In violation"), toggle("new", "New in 90 days"));
        let unused = toggle("unused", "Not used for 90 days");
        let (certify, revoke) =
            (advice(Verdict::Certify, "Certify recommended"), advice(Verdict::Revoke, "Revoke recommended"));
        view! { {violations} {new} {unused} {certify} {revoke} }
    });
    view! {
        <div class="grid gap-2 border-b border-line bg-surface px-4 py-2.5 lg:px-5">
            <div class="flex flex-wrap items-end justify-between gap-2">{search(address, reviewed)} {together(seen, address)}</div>
            <nav aria-label="Which rows" class="flex flex-wrap gap-1.5">
                {chips} {known}
            </nav>
            {chosen(seen, address)}
        </div>
    }
    .into_any()
}

fn shows(counts: &Counts) -> [(&'static str, &'static str, i64); 6] {
    [
        ("", "All", counts.total),
        ("undecided", "Undecided", counts.undecided()),
        (Verdict::Certify.as_str(), "Certified", counts.certify),
        (Verdict::Revoke.as_str(), "Revoked", counts.revoke),
        (Verdict::Exception.as_str(), "Until a date", counts.exception),
        (Verdict::Abstain.as_str(), "Abstained", counts.abstain),
    ]
}

fn search(address: &Address, reviewed: Reviewed) -> AnyView {
    let kept = address.kept(&["person", "risk"]).into_iter();
    let kept: Vec<AnyView> =
        kept.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any()).collect();
    let mut risks = vec![Choice::new("", "Any risk")];
    risks.extend(
        [Risk::Critical, Risk::High, Risk::Medium, Risk::Low]
            .map(|risk| Choice::new(risk.as_str(), words::risk(risk))),
    );
    view! {
        <form method="get" action=address.path() role="search" aria-label="Rows" class="flex flex-wrap items-end gap-2">
            {kept}
 {matches!(reviewed, Reviewed::Grants | Reviewed::Records).then(|| view! {
            <div class="w-full sm:w-56">
                <Field name="person" id="rows-person" label="Person" r#type="search" value=address.get("person").to_owned() size=Size::Small/>
            </div>
            })}
            {(reviewed != Reviewed::Records).then(|| view! {
            <div class="w-32">
                <Select name="risk" id="rows-risk" label="Risk" choices=risks selected=address.get("risk").to_owned() size=Size::Small/>
            </div>
            })}
            <Button submit=true size=Size::Small icon=IconName::Search>"Show"</Button>
        </form>
    }
    .into_any()
}

/// What was chosen beyond the chips, each to be taken away.
fn chosen(seen: &Workspace, address: &Address) -> Option<AnyView> {
    let mut chips: Vec<AnyView> = Vec::new();
    let mut add = |name: &'static str, text: String| {
        chips.push(view! { <ChosenChip text remove_href=address.href(&[(name, "")])/> }.into_any());
    };
    let first = seen.rows.first().map(|row| &row.view);
    if !address.get("user").is_empty() {
        add(
            "user",
            first.map_or_else(
                || "One person".to_owned(),
                |view| view.user.as_ref().map(|user| user.display_name.clone()).unwrap_or_default(),
            ),
        );
    }
    if !address.get("item").is_empty() {
        let name = first.and_then(|view| view.of.as_ref()).map(|item| item.name.clone());
        add("item", name.unwrap_or_else(|| "One item".to_owned()));
    }
    if !address.get("application").is_empty() {
        let named = first.and_then(|view| match &view.shown {
            Some(Shown::Account(shown)) => {
                shown.application.as_ref().map(|application| application.name.clone())
            }
            _ => view.of.as_ref().and_then(|item| item.application_name.clone()),
        });
        let name = named.filter(|_| address.get("application") != "none");
        add("application", name.unwrap_or_else(|| "Roles".to_owned()));
    }
    if !address.get("person").is_empty() {
        add("person", format!("Name has “{}”", address.get("person")));
    }
    if !address.get("risk").is_empty() {
        add("risk", format!("Risk {}", address.get("risk")));
    }
    (!chips.is_empty())
        .then(|| view! { <div class="flex flex-wrap items-center gap-1.5">{chips}</div> }.into_any())
}

/// The way to deciding everything that is listed and can be decided still.
fn together(seen: &Workspace, address: &Address) -> Option<AnyView> {
    let is_here = || seen.rows.iter().any(|row| !row.view.permissions.is_empty());
    let waits = seen.waiting.map_or_else(is_here, |count| count > 0);
    (seen.decides && seen.campaign.status.is_open() && waits).then(|| {
        let words = match seen.waiting {
            Some(1) => "Decide the one row".to_owned(),
            Some(count) => format!("Decide all {} together", number(count)),
            None => "Decide all of these together".to_owned(),
        };
        view! { <ButtonLink href=address.below("all").href(&[]) size=Size::Small icon=IconName::Layers>{words}</ButtonLink> }
            .into_any()
    })
}
