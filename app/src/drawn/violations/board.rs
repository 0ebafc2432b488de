//! Violations as columns by where they stand, or as rows.

use bailiwick::policy::ViolationStatus;
use bailiwick_engine::violations::ViolationView;
use leptos::prelude::*;

use super::VIOLATIONS;
use super::words::{asked, due, state};
use crate::clock::Clock;
use crate::components::{Avatar, Badge, Cell, Column, DataTable, Due, FaceSize, Row, RowHead, RowLink, When};
use crate::drawn::policies::href;
use crate::text::number;

/// A column: where they stand, the first of them, how many there are, where all of them are.
pub(super) type Standing = (ViolationStatus, Vec<ViolationView>, i64, String);

/// The board.
pub(super) fn columns(columns: Vec<Standing>, clock: Clock) -> AnyView {
    let column = |(status, rows, count, more): Standing| {
        let (id, title) = match status {
            ViolationStatus::InProgress => ("column-open", "Open"),
            ViolationStatus::Pending => ("column-pending", "Nobody is asked"),
            ViolationStatus::Exception => ("column-excepted", "Excepted"),
            ViolationStatus::Complete => ("column-ended", "Ended"),
        };
        let hidden = count - i64::try_from(rows.len()).unwrap_or(count);
        let more = (hidden > 0).then(|| view! { <a href=more class="text-meta text-accent-ink underline">{format!("{} more", number(hidden))}</a> });
        let none = rows.is_empty().then(|| view! { <p class="text-meta text-faint">"None"</p> });
        let cards = rows.into_iter().map(|one| card(one, clock)).collect_view();
        view! {
            <section aria-labelledby=id class="grid min-w-0 content-start gap-2">
                <h3 id=id class="flex items-center gap-2 text-sm font-semibold">
                    {title}
                    <span class="rounded-md bg-sunken px-1.5 text-xs font-normal text-muted">{number(count)}</span>
                </h3>
                {none} <ul class="grid gap-2">{cards}</ul> {more}
            </section>
        }
    };
    let columns =
        columns.into_iter().filter(|(status, _, count, _)| *count > 0 || *status != ViolationStatus::Pending);
    view! { <div class="grid gap-4 p-4 sm:grid-cols-2 xl:auto-cols-fr xl:grid-flow-col xl:grid-cols-none">{columns.map(column).collect_view()}</div> }
        .into_any()
}

fn card(one: ViolationView, clock: Clock) -> AnyView {
    let (tone, word) = state(&one.violation, clock);
    let name = one.user().display_name.clone();
    let face = name.clone();
    let (rule, asked, due) = (one.violation.rule_name().to_owned(), asked(&one), due(&one));
    let (href, spoken) = (href(VIOLATIONS, &one.violation.id, &[]), format!(": {rule}"));
    view! {
        <li class="rounded-md border border-line bg-surface p-3">
            <div class="flex items-start gap-2">
                <Avatar name=face size=FaceSize::Small/>
                <div class="min-w-0 flex-1">
                    <p class="text-sm font-medium wrap-anywhere">
                        <RowLink href>
                            {name}
                            <span class="sr-only">{spoken}</span>
                        </RowLink>
                    </p>
                    <p class="text-meta wrap-anywhere text-muted">{rule}</p>
                </div>
            </div>
            <div class="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-meta text-muted">
                <Badge tone text=word/>
                {due.map(|at| view! { <Due at clock/> })}
            </div>
            {(!asked.is_empty()).then(|| view! { <p class="mt-1 text-meta text-muted">{format!("Asked: {asked}")}</p> })}
        </li>
    }
    .into_any()
}

/// The list.
pub(super) fn table(rows: Vec<ViolationView>, clock: Clock) -> AnyView {
    let columns = vec![
        Column::new("Person"),
        Column::new("Rule"),
        Column::new("State"),
        Column::new("Due"),
        Column::new("Asked"),
        Column::new("Found"),
    ];
    let row = |one: ViolationView| {
        let (tone, word) = state(&one.violation, clock);
        let due = due(&one).map(|at| view! { <Due at clock/> });
        let (name, title, rule) =
            (one.user().display_name.clone(), one.user().title.clone(), one.violation.rule_name().to_owned());
        let (href, spoken) = (href(VIOLATIONS, &one.violation.id, &[]), format!(": {rule}"));
        let (asked, found) = (asked(&one), one.violation.created);
        view! {
            <Row>
                <RowHead>
                    <span class="block font-medium">
                        <RowLink href>
                            {name}
                            <span class="sr-only">{spoken}</span>
                        </RowLink>
                    </span>
                    <span class="block text-meta font-normal text-muted">{title}</span>
                </RowHead>
                <Cell label="Rule">{rule}</Cell>
                <Cell label="State"><Badge tone text=word/></Cell>
                <Cell label="Due">{due}</Cell>
                <Cell label="Asked">{asked}</Cell>
                <Cell label="Found"><When at=found clock/></Cell>
            </Row>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    view! {
        <DataTable caption="Violations" columns>
            {rows}
        </DataTable>
    }
    .into_any()
}
