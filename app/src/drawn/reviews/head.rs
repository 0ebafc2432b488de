//! The head of a workspace: how far it is, until when, and the ways on.

use bailiwick::directory::UserBrief;
use bailiwick_engine::certifications::{Counts, Workspace};
use leptos::prelude::*;

use super::list::work;
use super::{Address, REVIEWS};
use crate::clock::Clock;
use crate::components::{ButtonKind, ButtonLink, Due, IconName};
use crate::text::number;

/// How far a review is, as a bar with its figures.
pub(super) fn bar(counts: &Counts) -> AnyView {
    let decided = counts.total - counts.undecided();
    let parts = [
        (counts.certify, "fill-approved-solid", "bg-approved-solid", "certified"),
        (counts.revoke, "fill-revoked-solid", "bg-revoked-solid", "to revoke"),
        (counts.exception, "fill-overdue-solid", "bg-overdue-solid", "until a date"),
        (counts.abstain, "fill-faint", "bg-faint", "abstained"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, _, _, word)| format!("{} {word}", number(*count)))
        .collect();
    let said = if said.is_empty() { "none yet".to_owned() } else { said.join(", ") };
    let label = format!("{} of {} rows decided: {said}", number(decided), number(counts.total));
    let mut from = 0;
    let bars = parts.map(|(count, fill, ..)| {
        let x = from;
        from += count;
        (count > 0)
            .then(|| view! { <rect x=x.to_string() width=count.to_string() height="8" class=fill></rect> })
    });
    let words = parts.map(|(count, _, dot, word)| {
        (count > 0).then(|| {
            view! {
                <span class="inline-flex items-center gap-1.5">
                    <span class=format!("size-2 rounded-full {dot}")></span>
                    {format!("{} {word}", number(count))}
                </span>
            }
        })
    });
    let (whole, total) = (format!("0 0 {} 8", counts.total.max(1)), counts.total.max(1).to_string());
    view! {
        <div class="overflow-hidden rounded-full">
            <svg class="block h-2 w-full" viewBox=whole preserveAspectRatio="none" role="img" aria-label=label>
                <rect width=total height="8" class="fill-active"></rect>
                {bars.collect_view()}
            </svg>
        </div>
        <p class="mt-1.5 flex flex-wrap gap-x-4 text-meta text-muted">
            <span><b class="font-semibold text-ink">{number(decided)}</b> {format!(" of {} decided", number(counts.total))}</span>
            {words.collect_view()}
        </p>
    }
    .into_any()
}

/// The title of a page below a workspace: with who it is done for, where that is somebody else.
pub(super) fn title(words: &str, person: Option<&UserBrief>) -> String {
    match person {
        Some(person) => format!("{words} for {}", person.display_name),
        None => words.to_owned(),
    }
}

/// The head.
pub(super) fn head(seen: &Workspace, address: &Address, clock: Clock) -> AnyView {
    let (campaign, counts) = (&seen.campaign, &seen.counts);
    let name = campaign.definition.name.clone();
    let open = campaign.status.is_open();
    let due = seen.due.filter(|_| open).map(|at| view! { <Due at clock/> });
    let undecided = if open { counts.undecided() } else { 0 };
    let left = (undecided > 0).then(|| {
        view! { <p class="text-meta text-faint">{format!("about {} of work", work(undecided))}</p> }
    });
    let signs = (seen.decides && open && counts.decided > 0).then(|| {
        let words = format!("Sign off {}", crate::text::counted(counts.decided, "row"));
        view! { <ButtonLink href=address.below("sign-off").href(&[]) kind=ButtonKind::Primary icon=IconName::BadgeCheck>{words}</ButtonLink> }
    });
    let up = ("Reviews", REVIEWS.to_owned());
    let name_of = &seen.reviewer.display_name;
    let whose = match (seen.is_own, seen.decides) {
        (true, _) => None,
        (false, true) => Some(format!("For {name_of}: you stand in. What you decide names you both.")),
        (false, false) if seen.is_past => {
            Some(format!("What you decided or signed for {name_of}. You do not decide here any more."))
        }
        (false, false) => Some(format!("What {name_of} decides. You look on.")),
    };
    let whose = whose.map(|words| view! { <p class="text-meta text-muted">{words}</p> });
    view! {
        <header class="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-line bg-surface px-4 py-3 lg:px-5">
            <div class="min-w-0">
                <nav aria-label="Breadcrumb">
                    <ol class="flex flex-wrap items-center gap-1 text-meta text-faint">
                        <li><a href=up.1 class="rounded-md hover:text-ink hover:underline">{up.0}</a></li>
                    </ol>
                </nav>
                <h1 class="text-lg leading-6 font-semibold wrap-anywhere">{name}</h1>
                {whose}
            </div>
            <div class="flex w-full min-w-0 flex-1 basis-80 flex-col sm:w-auto lg:max-w-xl">{bar(counts)}</div>
            <div class="flex w-full flex-wrap items-center gap-3 sm:ms-auto sm:w-auto">
                <div class="me-auto leading-tight sm:me-0 sm:text-end">{due} {left}</div>
                {signs}
            </div>
        </header>
    }
    .into_any()
}
