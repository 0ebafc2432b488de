//! How far a campaign is, in figures and charts.

use std::collections::HashMap;

use bailiwick::certification::{LikelyEnd, LineItemStatus, Pace, Removal, Reviewed, Verdict};
use bailiwick::id::ItemId;
use bailiwick_engine::certifications::{Dashboard, Figure};
use leptos::prelude::*;

use super::charts::{Bar, Days, PartOf, bars, days};
use super::one::One;
use super::{ledger, reviewers, words};
use crate::clock::Clock;
use crate::components::{Card, Stat, Stats};
use crate::text::{counted, int, number};

/// So many bars are drawn; all the others together are the last one.
pub(super) const MOST: usize = 12;

const DECISIONS: [PartOf; 5] = [
    ("Certified", "fill-approved-solid"),
    ("Revoked", "fill-revoked-solid"),
    ("Until a date", "fill-overdue-solid"),
    ("Abstained", "fill-field"),
    ("Undecided", "fill-active"),
];

/// A verdict's place among [`DECISIONS`].
const fn place(verdict: Option<Verdict>) -> usize {
    match verdict {
        Some(Verdict::Certify) => 0,
        Some(Verdict::Revoke) => 1,
        Some(Verdict::Exception) => 2,
        Some(Verdict::Abstain) => 3,
        None => 4,
    }
}

/// The cards.
pub(super) fn cards(one: &One) -> AnyView {
    let board = &one.board;
    let reviewed = board.campaign.definition.kind.reviews();
    let note = ledger::sentence(reviewed, &one.ledger);
    let name = |id: ItemId| one.applications.get(&id).map(|item| item.name.clone());
    let progress = progress(board, one.clock).map(|days_shown| {
        view! { <Card id="by-day" title="Progress" note="by day, in UTC">{days(&days_shown)}</Card> }
    });
    let (applications, reviewers) =
        (by_application(board), reviewers::bars_of(one.asked.iter().map(|(user, counts)| (user, *counts))));
    let (removals, completeness) = (removals(board), ledger::picture(reviewed, &one.ledger, name, true));
    view! {
        {stats(one)}
        <div class="grid grid-cols-1 gap-5 xl:grid-cols-2">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {progress}
                <Card id="by-reviewer" title="Reviewers" note="those with the most to do">
                    {reviewers}
                </Card>
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                <Card id="by-application" title="Decisions" note="by application">
                    {applications}
                </Card>
                <Card id="removals" title=if reviewed == Reviewed::Grants { "Revoked access" } else { "What was revoked" }>
                    {removals}
                </Card>
            </div>
        </div>
        <Card id="completeness" title="Completeness ledger" note>
            {completeness}
        </Card>
    }
    .into_any()
}

/// A share in whole percent.
pub(super) fn percent(part: i64, of: i64) -> String {
    if of == 0 { "–".to_owned() } else { format!("{}%", part * 100 / of) }
}

fn stats(one: &One) -> AnyView {
    let board = &one.board;
    let total = board.count(|_| true);
    let decided = board.count(|figure| figure.verdict.is_some());
    let signed = board.count(|figure| figure.status == LineItemStatus::SignedOff);
    let (time, left) = time(board, one.clock);
    let (revoked, gone) = (board.decided(Verdict::Revoke), board.removals(Removal::Complete));
    let asked = gone + board.removals(Removal::Pending) + board.removals(Removal::Failed);
    let failed = board.removals(Removal::Failed);
    let verified = board.verified();
    let reviewed = board.campaign.definition.kind.reviews();
    // Whether access is gone, or an account disabled, is seen again later.
    let is_seen_again = matches!(reviewed, Reviewed::Grants | Reviewed::Accounts);
    let gone_note = if reviewed == Reviewed::Accounts {
        let not = if failed > 0 { format!(", {} not", number(failed)) } else { String::new() };
        format!("{} of {} disabled{not}", number(gone), number(asked))
    } else if !is_seen_again {
        let not = if failed > 0 { format!(", {} not", number(failed)) } else { String::new() };
        format!("{} of {} corrected{not}", number(gone), number(asked))
    } else if failed > 0 {
        format!("{} of {} gone, {} failed", number(gone), number(asked), number(failed))
    } else {
        format!("{} of {} signed revokes gone", number(gone), number(asked))
    };
    let waits = words::awaits_file(board.awaits_file);
    let gone_note = format!("{gone_note}{}{waits}", words::held_now(reviewed, board.held_now));
    view! {
        <Stats>
            <Stat label="Decided" value=percent(decided, total) note=format!("{} of {}", number(decided), counted(total, "row"))/>
            <Stat label="Signed" value=percent(signed, total) note=format!("{} of {}", number(signed), number(total))/>
            <Stat label="Time left" value=time note=left/>
            <Stat label="Revoked" value=number(revoked) note=format!("{} of decisions", percent(revoked, decided))/>
            {if is_seen_again {
                view! { <Stat label="Verified gone" value=percent(verified, asked) note=gone_note/> }
            } else {
                view! { <Stat label="Corrected" value=percent(gone, asked) note=gone_note/> }
            }}
        </Stats>
    }
    .into_any()
}

/// How long there is, and when everything will likely be decided.
fn time(board: &Dashboard, clock: Clock) -> (String, String) {
    let campaign = &board.campaign;
    let Some(deadline) = campaign.deadline.filter(|_| campaign.status.is_open()) else {
        let note = campaign.completed.map(|at| format!("ended {}", clock.ago(at)));
        return ("–".to_owned(), note.unwrap_or_else(|| "not begun".into()));
    };
    if deadline < clock.now {
        return ("over".to_owned(), format!("since {}", clock.day(deadline)));
    }
    let value = counted((deadline - clock.now).num_days(), "day");
    let pace = Pace {
        started: campaign.started.unwrap_or(clock.now),
        now: clock.now,
        deadline,
        decided: board.count(|figure| figure.verdict.is_some()),
        total: board.count(|_| true),
        days: &board.days,
    };
    (value, likely_end(pace, clock))
}

/// That in words.
pub(super) fn likely_end(pace: Pace<'_>, clock: Clock) -> String {
    match pace.likely_end() {
        LikelyEnd::Decided => "everything is decided".to_owned(),
        LikelyEnd::Unknown => format!("until {}", clock.day(pace.deadline)),
        LikelyEnd::Stalled => "nothing was decided in the last 7 days".to_owned(),
        LikelyEnd::Between(soon, late) => {
            let (soon, late) = (clock.day(soon), clock.day(late));
            if soon == late {
                format!("likely decided {soon}")
            } else {
                format!("likely decided between {soon} and {late}")
            }
        }
        LikelyEnd::PerhapsLate(soon) => {
            format!("likely decided from {} on, perhaps after the deadline", clock.day(soon))
        }
        LikelyEnd::Late => format!("until {}, likely not decided by then", clock.day(pace.deadline)),
    }
}

fn progress(board: &Dashboard, clock: Clock) -> Option<Days> {
    let from = board.campaign.started?;
    let now = board.campaign.completed.unwrap_or(clock.now);
    let until = board.campaign.deadline.unwrap_or(now).max(now).max(from);
    let total = board.count(|_| true);
    Some(Days { from, until, total, days: board.days.clone(), now })
}

fn by_application(board: &Dashboard) -> AnyView {
    let mut all: HashMap<Option<ItemId>, Vec<i64>> = HashMap::new();
    for Figure { application, verdict, items, .. } in &board.figures {
        all.entry(*application).or_insert_with(|| vec![0; DECISIONS.len()])[place(*verdict)] += items;
    }
    let name = |id: Option<ItemId>| match id {
        None => words::in_none(board.campaign.definition.kind.reviews()).to_owned(),
        Some(id) => board.applications.get(&id).cloned().unwrap_or_else(|| "gone".into()),
    };
    let drawn = all.into_iter().map(|(id, parts)| Bar { name: name(id), parts }).collect();
    decisions("Decisions by application", "Application", drawn)
}

/// Bars of decisions, the longest first.
pub(super) fn decisions(title: &str, of: &'static str, mut all: Vec<Bar>) -> AnyView {
    let sum = |bar: &Bar| bar.parts.iter().sum::<i64>();
    all.sort_by(|a, b| sum(b).cmp(&sum(a)).then_with(|| a.name.cmp(&b.name)));
    if all.len() > MOST {
        let rest = all.split_off(MOST - 1);
        let mut parts = vec![0; DECISIONS.len()];
        for bar in &rest {
            parts.iter_mut().zip(&bar.parts).for_each(|(all, one)| *all += one);
        }
        all.push(Bar { name: format!("{} others", number(int(rest.len()))), parts });
    }
    let used: Vec<usize> =
        (0..DECISIONS.len()).filter(|place| all.iter().any(|bar| bar.parts[*place] > 0)).collect();
    let parts: Vec<PartOf> = used.iter().map(|place| DECISIONS[*place]).collect();
    for bar in &mut all {
        bar.parts = used.iter().map(|place| bar.parts[*place]).collect();
    }
    if all.is_empty() {
        return view! { <p class="px-4 py-6 text-center text-meta text-muted">"There is nothing yet."</p> }
            .into_any();
    }
    bars(title, of, &parts, &all)
}

fn removals(board: &Dashboard) -> AnyView {
    let revoked = board.decided(Verdict::Revoke);
    if revoked == 0 {
        return view! { <p class="px-4 py-6 text-center text-meta text-muted">"Nothing is revoked."</p> }
            .into_any();
    }
    let parts = [
        ("Gone, and seen so again", "fill-approved-solid"),
        ("Gone", "fill-accent"),
        ("Being taken away", "fill-progress-solid"),
        ("Failed", "fill-rejected-solid"),
        ("Not signed, or only written down", "fill-active"),
    ];
    let of = |removal| board.removals(removal);
    let (gone, pending, failed) = (of(Removal::Complete), of(Removal::Pending), of(Removal::Failed));
    let rest = (revoked - gone - pending - failed).max(0);
    let reviewed = board.campaign.definition.kind.reviews();
    if reviewed == Reviewed::Accounts {
        let parts = [
            ("Disabled, and seen so again", "fill-approved-solid"),
            ("Disabled", "fill-accent"),
            ("To be disabled", "fill-progress-solid"),
            ("Not disabled", "fill-rejected-solid"),
            ("Not signed, or only written down", "fill-active"),
        ];
        let verified = board.verified();
        let all =
            [Bar { name: "Revoked".into(), parts: vec![verified, gone - verified, pending, failed, rest] }];
        return bars("What becomes of revoked accounts", "Rows", &parts, &all);
    }
    if reviewed != Reviewed::Grants {
        let parts = [
            ("Corrected", "fill-approved-solid"),
            ("To be corrected", "fill-progress-solid"),
            ("Not corrected", "fill-rejected-solid"),
            ("Not signed, or only written down", "fill-active"),
        ];
        let all = [Bar { name: "Revoked".into(), parts: vec![gone, pending, failed, rest] }];
        return bars("What becomes of what was revoked", "Rows", &parts, &all);
    }
    let (verified, waits) = (board.verified(), board.awaits_file);
    let mut parts = parts.to_vec();
    let mut counts = vec![verified, gone - verified - waits, pending, failed, rest];
    if waits > 0 {
        parts.insert(1, ("Gone, waiting for the next load", "fill-overdue-solid"));
        counts.insert(1, waits);
    }
    let all = [Bar { name: "Revoked".into(), parts: counts }];
    bars("What becomes of revoked access", "Rows", &parts, &all)
}
