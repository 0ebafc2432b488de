//! The certifications that ask the reader for something, or did.

use bailiwick::certification::CampaignStatus;
use bailiwick_engine::certifications::{self, MyReview};
use leptos::prelude::*;

use super::REVIEWS;
use super::head::bar;
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{
    Badge, ButtonKind, ButtonLink, Card, Due, EmptyState, IconName, Tone, When, WhenForm, page_top,
};
use crate::drawn::campaigns::ahead::PACE;
use crate::server::{call, clock, failed};
use crate::text::{counted, int};
use crate::url;

/// So many that are done are shown at once.
const LATEST: usize = 10;

/// Draws the page.
pub async fn page() -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let all = certifications::my_reviews(&engine, &ctx).await.map_err(failed)?;
    let clock = clock(&ctx);
    Ok(crate::drawn::draw("Reviews", move || view(all, clock)))
}

fn view(all: Vec<MyReview>, clock: Clock) -> AnyView {
    let (open, done): (Vec<MyReview>, Vec<MyReview>) = all.into_iter().partition(waits);
    let note = match open.len() {
        0 => "Nothing waits for you.".to_owned(),
        n => format!("{} for you.", if n == 1 { "1 waits".to_owned() } else { format!("{n} wait") }),
    };
    let top = page_top(Signal::stored("Reviews".to_owned()), MaybeProp::from(note), None, None, None, None);
    let is_empty = open.is_empty() && done.is_empty();
    let open = (!open.is_empty()).then(|| {
        let rows: Vec<AnyView> = open.into_iter().map(|one| row(one, clock)).collect();
        view! { <Card id="open" title="To do"><ul>{rows}</ul></Card> }
    });
    let done = (!done.is_empty()).then(|| {
        let mut rows: Vec<AnyView> = done.into_iter().rev().map(|one| row(one, clock)).collect();
        // What was done years ago is there still, and in nobody's way.
        let older = rows.split_off(rows.len().min(LATEST));
        let older = (!older.is_empty()).then(|| {
            let words = format!("Show {} that ended before", counted(int(older.len()), "review"));
            view! {
                <details class="border-t border-line">
                    <summary class="cursor-pointer px-4 py-3 text-meta text-accent-ink">{words}</summary>
                    <ul class="border-t border-line">{older}</ul>
                </details>
            }
        });
        view! { <Card id="done" title="Done"><ul>{rows}</ul> {older}</Card> }
    });
    let empty = is_empty.then(|| {
        view! {
            <Card id="none" title="To do">
                <EmptyState
                    icon=IconName::ClipboardCheck
                    title="No reviews"
                    text="When a certification asks you who may keep what, it is here, and you are told."
                />
            </Card>
        }
    });
    // What is looked at is said to whom it is about.
    let told = (!is_empty).then(|| {
        view! {
            <p class="text-meta text-muted">
                "Whoever runs a campaign sees how far you are and how you decide: the pause between your clicks, how much you decide at once, and how much as others do."
            </p>
        }
    });
    view! { {top} <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">{open} {done} {empty} {told}</div> }
        .into_any()
}

/// Whether something is to be done about it.
const fn waits(one: &MyReview) -> bool {
    one.decides && one.campaign.status.is_open() && one.counts.open > 0
}

fn row(one: MyReview, clock: Clock) -> AnyView {
    let waits = waits(&one);
    let MyReview { campaign, due, counts, reviewer, is_own, decides } = one;
    let mut href = format!("{REVIEWS}/{}", campaign.id);
    let mut label_of = campaign.definition.name.clone();
    // Whom the reader stands in for.
    let person = (!is_own).then(|| {
        href = url::to(&href, &[("reviewer", &reviewer.id.to_string())]);
        let text = format!("for {}", reviewer.display_name);
        label_of = format!("{label_of}, {text}");
        view! { <Badge tone=Tone::Accent text/> }
    });
    let due = due.filter(|_| waits).map(|at| view! { <Due at clock/> });
    let ended = campaign.completed.filter(|_| !waits).map(|at| {
        view! { <span class="text-meta text-faint">"Ended " <When at clock form=WhenForm::Day/></span> }
    });
    let state = (!waits).then(|| {
        let (tone, text) = match campaign.status {
            CampaignStatus::Cancelled => (Tone::Neutral, "Called off"),
            CampaignStatus::Expired => (Tone::Overdue, "Expired"),
            CampaignStatus::InProgress | CampaignStatus::Expiring if !decides => {
                (Tone::Neutral, "Goes on without you")
            }
            _ => (Tone::Approved, "Signed off"),
        };
        view! { <Badge tone text/> }
    });
    let left = match (waits, counts.undecided()) {
        (false, _) if !decides => format!("{} decided or signed by you", counted(counts.total, "row")),
        (false, _) => counted(counts.total, "row"),
        (true, 0) => format!("All {} are decided: sign off", counted(counts.total, "row")),
        (true, undecided) => format!("{} to decide, about {}", counted(undecided, "row"), work(undecided)),
    };
    let (kind, words) =
        if waits { (ButtonKind::Primary, "Review") } else { (ButtonKind::Secondary, "Look at it") };
    let label = format!("{words}: {label_of}");
    let (name, about) = (campaign.definition.name.clone(), campaign.definition.description.clone());
    let to = href.clone();
    view! {
        <li class="grid gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0 md:grid-cols-[minmax(0,1fr)_18rem_auto] md:items-center">
            <div class="min-w-0">
                <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <a href=href class="rounded-md text-sm font-medium wrap-anywhere hover:underline">{name}</a>
                    {person} {state} {due} {ended}
                </p>
                {about.map(|about| view! { <p class="mt-0.5 line-clamp-2 text-meta text-muted">{about}</p> })}
                <p class="mt-0.5 text-meta text-muted">{left}</p>
            </div>
            <div class="min-w-0">{bar(&counts)}</div>
            <div>
                <ButtonLink href=to kind label>{words}</ButtonLink>
            </div>
        </li>
    }
    .into_any()
}

/// How long so many rows take, as the forecast has it.
pub(super) fn work(rows: i64) -> String {
    match (rows.saturating_mul(PACE) + 59) / 60 {
        minutes @ ..60 => counted(minutes.max(1), "minute"),
        minutes => counted((minutes + 30) / 60, "hour"),
    }
}
