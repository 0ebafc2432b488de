//! One scan: how far it is, and what it found, rule by rule.

use std::collections::HashMap;

use bailiwick::authority::Authority;
use bailiwick::id::PolicyRuleId;
use bailiwick::policy::{Found, Scan, ScanStatus};
use bailiwick_engine::policies::{self, ScanPage};
use leptos::{prelude::*, server_fn::ServerFn};

use super::scans::{badge, progress};
use super::{Query, RULES, SCANS, href};
use crate::api::PortalError;
use crate::api::policies::DeleteScan;
use crate::clock::Clock;
use crate::components::{
    Alert, Avatar, Button, ButtonKind, ButtonLink, Card, EmptyState, FaceSize, FilterChip, IconName,
    Pagination, Stat, Stats, Tone, page_top,
};
use crate::drawn::violations::words::grants;
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::text::{counted, number};

/// People on a page.
const ROWS: u32 = 50;

struct Page {
    scan: Scan,
    results: ScanPage,
    /// How often each rule is broken.
    counts: HashMap<PolicyRuleId, i64>,
    /// The one rule that is shown.
    rule: Option<PolicyRuleId>,
    page: u32,
    admin: bool,
    ask: String,
    clock: Clock,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let scan = policies::read_scan(&engine, &ctx, parse(id)?).await.map_err(failed)?;
    let rule = query.get("rule").parse().ok();
    let page = query.get("page").parse::<u32>().unwrap_or(1).clamp(1, 1_000_000);
    let offset = (page - 1) * ROWS;
    let results = policies::results(&engine, &ctx, scan.id, rule, offset, ROWS).await.map_err(failed)?;
    let counts = policies::scan_counts(&engine, &ctx, scan.id).await.map_err(failed)?;
    let admin = ctx.actor.has(&[Authority::PolicyAdmin]);
    let page = Page {
        scan,
        results,
        counts,
        rule,
        page,
        admin,
        ask: query.get("ask").to_owned(),
        clock: clock(&ctx),
    };
    let title = format!("Scan of {}", page.scan.target_name);
    Ok(crate::drawn::draw(&title.clone(), move || view(&page, title)))
}

fn view(page: &Page, title: String) -> AnyView {
    let (scan, clock) = (page.scan.clone(), page.clock);
    let id = scan.id.to_string();
    let going = scan.status == ScanStatus::InProgress;
    let note = format!("Begun by {} on {}", scan.started_by, clock.moment(scan.started));
    let export = format!("/export/policies/scans/{id}.csv");
    let (delete, look) =
        (page.admin && !going, href(SCANS, &id, &[("look", &clock.now.timestamp().to_string())]));
    let state = scan.clone();
    let ask = href(SCANS, &id, &[("ask", "delete")]);
    let top = page_top(
        Signal::stored(title),
        MaybeProp::from(note),
        Some(("Scans".to_owned(), SCANS.to_owned())),
        Some(ViewFnOnce::from(move || badge(&state))),
        Some(ViewFnOnce::from(move || {
            view! {
                {delete.then(|| view! { <ButtonLink href=ask icon=IconName::Trash2>"Delete"</ButtonLink> })}
                {going.then(|| view! { <ButtonLink href=look kind=ButtonKind::Primary icon=IconName::RefreshCw>"Look again"</ButtonLink> })}
                {(!going).then(|| view! { <ButtonLink href=export external=true icon=IconName::Download>"Export CSV"</ButtonLink> })}
            }
        })),
        None,
    );
    let progress = progress(&scan);
    let waiting = going.then(|| {
        view! {
            // Without scripts the page looks again by itself.
            <noscript>
                <meta http-equiv="refresh" content="3"/>
            </noscript>
            <Alert tone=Tone::Progress title="The scan goes on: you may leave this page and come back">
                {progress}
            </Alert>
        }
    });
    let failure = scan
        .failure
        .clone()
        .map(|why| view! { <Alert tone=Tone::Rejected title="The scan failed"><p>{why}</p></Alert> });
    let opened = if scan.is_simulation { "none".to_owned() } else { number(scan.opened) };
    let opened_note =
        if scan.is_simulation { "a simulation only tells" } else { "others were known already" };
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {question(page)} {waiting} {failure}
            <Stats>
                <Stat label="People looked at" value=number(scan.people)/>
                <Stat label="Rules" value=number(super::list::int(scan.rules.len()))/>
                <Stat label="Times a rule is broken" value=number(scan.found)/>
                <Stat label="New violations" value=opened note=opened_note.to_owned()/>
            </Stats>
            {found(page)}
        </div>
    }
    .into_any()
}

fn question(page: &Page) -> Option<AnyView> {
    if !page.admin || page.ask != "delete" {
        return None;
    }
    let id = page.scan.id.to_string();
    let close = href(SCANS, &id, &[]);
    let view = view! {
        <Alert
            tone=Tone::Overdue
            title="Delete the scan and what it found?"
            actions=move || {
                view! {
                    <form method="post" action=DeleteScan::PATH>
                        <input type="hidden" name="scan" value=id/>
                        <Button submit=true kind=ButtonKind::Danger>"Delete it"</Button>
                    </form>
                    <ButtonLink href=close>"Keep it"</ButtonLink>
                }
            }
        >
            <p>"Violations that it opened stay."</p>
        </Alert>
    };
    Some(view.into_any())
}

/// What was found, the rules as filters above.
fn found(page: &Page) -> AnyView {
    let (scan, results) = (&page.scan, &page.results);
    let count = |id: &PolicyRuleId| page.counts.get(id).copied().unwrap_or(0);
    let id = scan.id.to_string();
    let all: i64 = page.counts.values().sum();
    let chips = scan.rules.iter().map(|(rule, name)| {
        let to = href(SCANS, &id, &[("rule", &rule.to_string())]);
        view! { <FilterChip href=to on=page.rule == Some(*rule) count=number(count(rule)) text=name.clone()/> }
    });
    let chips = (scan.rules.len() > 1).then(|| {
        view! {
            <nav aria-label="Rules" class="flex flex-wrap gap-1.5 border-b border-line px-4 py-3">
                <FilterChip href=href(SCANS, &id, &[]) on=page.rule.is_none() count=number(all) text="All rules"/>
                {chips.collect_view()}
            </nav>
        }
    });
    let total = page.rule.as_ref().map_or(all, count);
    let rows: Vec<AnyView> = results.found.iter().map(|one| row(one, page)).collect();
    let body = if rows.is_empty() {
        view! { <EmptyState icon=IconName::ShieldCheck title="Nobody" text="Nobody breaks what was looked at."/> }.into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    let rule = page.rule.map(|rule| rule.to_string()).unwrap_or_default();
    let to = |to: u32| {
        let number = to.to_string();
        let mut query = vec![("page", number.as_str())];
        if !rule.is_empty() {
            query.push(("rule", &rule));
        }
        href(SCANS, &id, &query)
    };
    let seen = i64::from(page.page) * i64::from(ROWS);
    let foot = (total > i64::from(ROWS)).then(|| {
        let shown = format!("{} to {} of {}", seen - i64::from(ROWS) + 1, seen.min(total), number(total));
        let (previous, next) =
            ((page.page > 1).then(|| to(page.page - 1)), (seen < total).then(|| to(page.page + 1)));
        view! { <Pagination shown previous next/> }
    });
    let note = counted(total, "finding");
    view! { <Card id="found" title="Who breaks what" note>{chips} {body} {foot}</Card> }.into_any()
}

fn row(one: &Found, page: &Page) -> AnyView {
    let person = page.results.user(one);
    let name = person.map_or_else(|| "Somebody who is gone".to_owned(), |person| person.display_name.clone());
    let about = person.and_then(|person| person.title.clone()).unwrap_or_default();
    let rule = page
        .scan
        .rules
        .iter()
        .find(|(id, _)| *id == one.rule)
        .map(|(_, name)| name.clone())
        .unwrap_or_default();
    let sides = one.access.len();
    let causes = one.access.iter().enumerate().map(|(place, side)| {
        view! {
            <div class="min-w-0 flex-1">
                <p class="text-meta text-faint">{super::cards::side_title(place, sides)}</p>
                {grants(side, &page.results.items, page.clock)}
            </div>
        }
    });
    let causes = causes.collect_view();
    view! {
        <li class="flex gap-3 border-b border-line px-4 py-3 last:border-0">
            <Avatar name=name.clone() size=FaceSize::Medium/>
            <div class="min-w-0 flex-1">
                <p class="text-sm">
                    <span class="font-medium">{name}</span>
                    " breaks "
                    <a href=href(RULES, &one.rule, &[]) class="text-accent-ink hover:underline">{rule}</a>
                </p>
                <p class="text-meta text-muted">{about}</p>
                <div class="mt-2 flex flex-col gap-3 sm:flex-row">{causes}</div>
            </div>
        </li>
    }
    .into_any()
}
