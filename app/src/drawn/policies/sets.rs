//! The policies there are: rules that are scanned together.

use bailiwick::authority::Authority;
use bailiwick_engine::policies::{self, ReadPolicy};
use leptos::prelude::*;

use super::{Query, SETS, href, said, tabs};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{
    Badge, ButtonKind, ButtonLink, Card, Cell, Column, DataTable, EmptyState, IconName, Row, RowHead,
    RowLink, Tone, When, WhenForm, page_top,
};
use crate::server::{call, clock, failed};
use crate::text::{counted, int, number};
use crate::url;

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let all = policies::all(&engine, &ctx).await.map_err(failed)?;
    let admin = ctx.actor.has(&[Authority::PolicyAdmin]);
    let (clock, query) = (clock(&ctx), query.clone());
    Ok(crate::drawn::draw("Policies", move || view(all, &query, admin, clock)))
}

fn view(all: Vec<ReadPolicy>, query: &Query, admin: bool, clock: Clock) -> AnyView {
    let new = admin.then(|| {
        ViewFnOnce::from(|| {
            let href = url::to(&format!("{SETS}/new"), &[]);
            view! { <ButtonLink href kind=ButtonKind::Primary icon=IconName::Plus>"New policy"</ButtonLink> }
        })
    });
    let top = page_top(
        Signal::stored("Policies".to_owned()),
        MaybeProp::from("Rules that are scanned together, by a schedule of their own.".to_owned()),
        None,
        None,
        new,
        Some(ViewFnOnce::from(|| tabs(SETS))),
    );
    let note = match all.len() {
        1 => "1 policy".to_owned(),
        n => format!("{} policies", number(int(n))),
    };
    let body = if all.is_empty() {
        view! { <EmptyState icon=IconName::Scale title="No policies yet" text="A policy gathers rules and says when they are scanned. Rules count without one, too."/> }
            .into_any()
    } else {
        table(all, clock)
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(query)} <Card id="policies" title="Policies" note>{body}</Card>
        </div>
    }
    .into_any()
}

fn table(all: Vec<ReadPolicy>, clock: Clock) -> AnyView {
    let columns = vec![
        Column::new("Policy"),
        Column::new("State"),
        Column::new("Owner"),
        Column::new("Rules"),
        Column::new("Next scan"),
    ];
    let row = |read: ReadPolicy| {
        let definition = &read.policy.definition;
        let (tone, word) =
            if definition.is_active { (Tone::Approved, "Active") } else { (Tone::Neutral, "Not active") };
        let next = definition.schedule.as_ref().filter(|_| definition.is_active);
        let next = next.and_then(|schedule| schedule.next_after(clock.now, read.policy.created_at));
        let next = match next {
            Some(at) => view! { <When at clock form=WhenForm::Moment/> }.into_any(),
            None => view! { <span class="text-faint">"not planned"</span> }.into_any(),
        };
        let rules: Vec<&str> = read.rules.iter().map(|(_, name)| name.as_str()).collect();
        let rules = if rules.len() > 3 { counted(int(rules.len()), "rule") } else { rules.join(", ") };
        let (name, about) = (definition.name.clone(), definition.description.clone());
        view! {
            <Row>
                <RowHead>
                    <span class="block font-medium">
                        <RowLink href=href(SETS, &read.policy.id, &[])>{name}</RowLink>
                    </span>
                    {about.map(|text| view! { <span class="line-clamp-2 block text-meta font-normal text-muted">{text}</span> })}
                </RowHead>
                <Cell label="State"><Badge tone text=word/></Cell>
                <Cell label="Owner">{read.owner.map(|owner| owner.display_name)}</Cell>
                <Cell label="Rules">{rules}</Cell>
                <Cell label="Next scan">{next}</Cell>
            </Row>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = all.into_iter().map(row).collect();
    view! {
        <DataTable caption="Policies" columns>
            {rows}
        </DataTable>
    }
    .into_any()
}
