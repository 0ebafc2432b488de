//! The scans there were.

use bailiwick::authority::Authority;
use bailiwick::policy::{Scan, ScanStatus};
use bailiwick_engine::policies;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Query, ROWS, SCANS, href, said, tabs};
use crate::api::PortalError;
use crate::api::policies::BeginScan;
use crate::clock::Clock;
use crate::components::{
    Badge, Button, ButtonKind, Card, Cell, Column, DataTable, EmptyState, IconName, Pagination, Progress,
    Row, RowHead, RowLink, Tone, When, page_top,
};
use crate::server::{call, clock, failed};
use crate::text::{counted, int, number};
use crate::url;

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let scans = policies::scans(&engine, &ctx).await.map_err(failed)?;
    let admin = ctx.actor.has(&[Authority::PolicyAdmin]);
    let (clock, query) = (clock(&ctx), query.clone());
    Ok(crate::drawn::draw("Scans", move || view(scans, &query, admin, clock)))
}

fn view(scans: Vec<Scan>, query: &Query, admin: bool, clock: Clock) -> AnyView {
    let button = admin.then(|| {
        ViewFnOnce::from(|| {
            view! {
                <form method="post" action=BeginScan::PATH>
                    <input type="hidden" name="simulate" value="false"/>
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::RefreshCw>"Scan everything"</Button>
                </form>
            }
        })
    });
    let top = page_top(
        Signal::stored("Policies".to_owned()),
        MaybeProp::from("Who breaks which rule, as it was looked up.".to_owned()),
        None,
        None,
        button,
        Some(ViewFnOnce::from(|| tabs(SCANS))),
    );
    let all = scans.len();
    let pages = all.div_ceil(ROWS).max(1);
    let page = query.get("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let first = (page - 1) * ROWS;
    let to = |page: usize| url::to(SCANS, &[("page", &page.to_string())]);
    let foot = (pages > 1).then(|| {
        let text = format!("{} to {} of {all}", first + 1, all.min(first + ROWS));
        let (previous, next) = ((page > 1).then(|| to(page - 1)), (page < pages).then(|| to(page + 1)));
        view! { <Pagination shown=text previous next/> }
    });
    let body = if scans.is_empty() {
        view! { <EmptyState icon=IconName::RefreshCw title="No scans yet" text="A scan looks at everybody who is there and opens a violation for each who breaks an active rule."/> }
            .into_any()
    } else {
        table(scans.into_iter().skip(first).take(ROWS).collect(), clock)
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(query)} <Card id="scans" title="Scans" note=counted(int(all), "scan")>
                {body} {foot}
            </Card>
        </div>
    }
    .into_any()
}

fn table(scans: Vec<Scan>, clock: Clock) -> AnyView {
    let columns = vec![
        Column::new("What"),
        Column::new("State"),
        Column::new("Began"),
        Column::new("By"),
        Column::num("Broken"),
        Column::num("New violations"),
    ];
    let row = |scan: Scan| {
        let (href, name) = (href(SCANS, &scan.id, &[]), scan.target_name.clone());
        let (mut about, state, progress) =
            (counted(int(scan.rules.len()), "rule"), badge(&scan), progress(&scan));
        if let Some(at) = scan.as_of {
            about = format!("{about}, as of {}", clock.moment(at));
        }
        let opened = if scan.is_simulation { "none: simulated".to_owned() } else { number(scan.opened) };
        let (began, found, by) = (scan.started, number(scan.found), scan.started_by);
        view! {
            <Row>
                <RowHead>
                    <span class="block font-medium">
                        <RowLink href>{name}</RowLink>
                    </span>
                    <span class="block text-meta font-normal text-muted">{about}</span>
                </RowHead>
                <Cell label="State">{state} {progress}</Cell>
                <Cell label="Began"><When at=began clock/></Cell>
                <Cell label="By">{by}</Cell>
                <Cell label="Broken" class="num">{found}</Cell>
                <Cell label="New violations" class="num">{opened}</Cell>
            </Row>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = scans.into_iter().map(row).collect();
    view! {
        <DataTable caption="Scans" columns>
            {rows}
        </DataTable>
    }
    .into_any()
}

/// Where a scan stands.
pub(super) fn badge(scan: &Scan) -> AnyView {
    let (tone, word) = match scan.status {
        ScanStatus::InProgress => (Tone::Progress, "In progress"),
        ScanStatus::Complete => (Tone::Approved, "Complete"),
        ScanStatus::Failed => (Tone::Rejected, "Failed"),
    };
    view! {
        <span class="inline-flex flex-wrap gap-1">
            <Badge tone text=word/>
            {scan.is_simulation.then(|| view! { <Badge icon=IconName::Play text="Simulation"/> })}
        </span>
    }
    .into_any()
}

/// How far a scan is, while it goes on: first the past is put together, then what was found written down.
pub(super) fn progress(scan: &Scan) -> Option<AnyView> {
    if scan.status != ScanStatus::InProgress || scan.found == 0 {
        return None;
    }
    let count = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
    let (done, of) = (count(scan.done), count(scan.found));
    let first = scan.as_of.is_some() && scan.people == 0;
    let label = format!("{done} of {of} {}", if first { "people put back" } else { "written down" });
    Some(view! { <span class="mt-1 block w-40"><Progress done of label/></span> }.into_any())
}
