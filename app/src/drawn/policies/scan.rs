//! One scan: how far it is, and what it found, rule by rule.

mod found;

use bailiwick::authority::Authority;
use bailiwick::id::PolicyRuleId;
use bailiwick::policy::{Scan, ScanStatus, Standing};
use bailiwick_engine::policies::{self, ScanPage, Wanted};
use leptos::{prelude::*, server_fn::ServerFn};

use super::scans::{badge, progress};
use super::{Query, SCANS, href, past};
use crate::api::PortalError;
use crate::api::policies::DeleteScan;
use crate::clock::Clock;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, IconName, Stat, Stats, Tone, page_top};
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::text::{int, number};

/// People on a page.
const ROWS: u32 = 50;

struct Page {
    scan: Scan,
    results: ScanPage,
    /// How often each rule is broken, and how that compares with today.
    counts: Vec<(PolicyRuleId, Option<Standing>, i64)>,
    /// What is shown of it.
    wanted: Wanted,
    page: u32,
    admin: bool,
    ask: String,
    clock: Clock,
}

impl Page {
    /// How often that was found.
    fn count(&self, wanted: Wanted) -> i64 {
        let counts = |(rule, standing, _): &&(PolicyRuleId, Option<Standing>, i64)| {
            wanted.rule.is_none_or(|one| one == *rule)
                && wanted.standing.is_none_or(|one| Some(one) == *standing)
        };
        self.counts.iter().filter(counts).map(|(_, _, count)| count).sum()
    }

    /// Where that is shown.
    fn address(&self, wanted: Wanted, page: Option<u32>) -> String {
        let rule = wanted.rule.map(|rule| rule.to_string());
        let page = page.map(|page| page.to_string());
        let parts = [
            ("page", page.as_deref()),
            ("rule", rule.as_deref()),
            ("show", wanted.standing.map(Standing::as_str)),
        ];
        let query: Vec<(&str, &str)> =
            parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        href(SCANS, &self.scan.id, &query)
    }
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let scan = policies::read_scan(&engine, &ctx, parse(id)?).await.map_err(failed)?;
    let wanted = Wanted { rule: query.get("rule").parse().ok(), standing: query.get("show").parse().ok() };
    let page = query.get("page").parse::<u32>().unwrap_or(1).clamp(1, 1_000_000);
    let offset = (page - 1) * ROWS;
    let results = policies::results(&engine, &ctx, scan.id, wanted, offset, ROWS).await.map_err(failed)?;
    let counts = policies::scan_counts(&engine, &ctx, scan.id).await.map_err(failed)?;
    let admin = ctx.actor.has(&[Authority::PolicyAdmin]);
    let page = Page {
        scan,
        results,
        counts,
        wanted,
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
    let mut note = format!("Begun by {} on {}", scan.started_by, clock.moment(scan.started));
    if scan.as_of.is_some() {
        note.push_str(". Who held what is as of then; items and people are as today.");
    }
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
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {question(page)} {waiting} {failure} {stats(page)} {found::card(page)}
        </div>
    }
    .into_any()
}

fn stats(page: &Page) -> AnyView {
    let scan = &page.scan;
    if let Some(at) = scan.as_of {
        let count = |standing| page.count(Wanted { rule: None, standing: Some(standing) });
        return past::stats(scan, at, page.clock, count);
    }
    let (opened, note) = if scan.is_simulation {
        ("none".to_owned(), "a simulation only tells")
    } else {
        (number(scan.opened), "others were known already")
    };
    let (people, rules, found) = (number(scan.people), number(int(scan.rules.len())), number(scan.found));
    view! {
        <Stats>
            <Stat label="People looked at" value=people/>
            <Stat label="Rules" value=rules/>
            <Stat label="Times a rule is broken" value=found/>
            <Stat label="New violations" value=opened note=note.to_owned()/>
        </Stats>
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
