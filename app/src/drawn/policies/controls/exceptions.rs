//! The exceptions that rest on a control.

use bailiwick_engine::controls::Resting;
use leptos::prelude::*;

use super::href;
use super::one::One;
use crate::clock::Clock;
use crate::components::{
    Card, Cell, Column, DataTable, EmptyState, IconName, Row, RowHead, RowLink, When, WhenForm,
};
use crate::drawn::violations::VIOLATIONS;
use crate::text::{counted, int, number};

/// The card.
pub(super) fn card(one: &One) -> AnyView {
    let total = one.read.exceptions;
    let shown = int(one.resting.len());
    let note = if shown < total {
        format!("the first {} of {}", number(shown), number(total))
    } else {
        counted(total, "exception")
    };
    let body = if one.resting.is_empty() {
        view! { <EmptyState icon=IconName::CalendarClock title="Nothing rests on it" text="Exceptions that rest on it are listed here."/> }
            .into_any()
    } else {
        let columns = vec![Column::new("Person"), Column::new("Rule"), Column::new("Until")];
        let rows = one.resting.iter().map(|resting| row(resting, one.reads_all, one.clock)).collect_view();
        view! {
            <DataTable caption="Exceptions that rest on it" columns>
                {rows}
            </DataTable>
        }
        .into_any()
    };
    view! { <Card id="exceptions" title="What rests on it" note>{body}</Card> }.into_any()
}

fn row(resting: &Resting, reads_all: bool, clock: Clock) -> AnyView {
    let name = resting
        .user
        .as_ref()
        .map_or_else(|| "Somebody who is gone".to_owned(), |user| user.display_name.clone());
    let name = if reads_all {
        view! { <RowLink href=href(VIOLATIONS, &resting.violation, &[])>{name}</RowLink> }.into_any()
    } else {
        name.into_any()
    };
    let rule = resting.rule.clone();
    let until = resting.until.map(|at| view! { <When at clock form=WhenForm::Day/> });
    view! {
        <Row>
            <RowHead>
                <span class="font-medium">{name}</span>
            </RowHead>
            <Cell label="Rule">{rule}</Cell>
            <Cell label="Until">{until}</Cell>
        </Row>
    }
    .into_any()
}
