//! Controls as a table.

use bailiwick_engine::controls::ReadControl;
use leptos::prelude::*;

use super::list::address;
use super::words::badge;
use super::{CONTROLS, Query, href};
use crate::clock::Clock;
use crate::components::{Cell, Column, DataTable, Order, Row, RowHead, RowLink, When, WhenForm};
use crate::text::{counted, int, number};

/// The table, sorted as the address says.
pub(super) fn table(shown: Vec<ReadControl>, query: &Query, clock: Clock) -> AnyView {
    let sort = query.get("sort");
    let sorted = |column: Column, key: &str, natural: Order| {
        let is = sort.trim_start_matches('-') == key || (sort.is_empty() && key == "name");
        let backwards = sort.starts_with('-');
        let now = is.then_some(if backwards { Order::Descending } else { Order::Ascending });
        let descend = if is { !backwards } else { natural == Order::Descending };
        let next = if descend { format!("-{key}") } else { key.to_owned() };
        column.sorted(address(query, &[("sort", &next)]), now)
    };
    let columns = vec![
        sorted(Column::new("Control"), "name", Order::Ascending),
        Column::new("State"),
        sorted(Column::new("Owner"), "owner", Order::Ascending),
        Column::new("Every"),
        sorted(Column::new("Runs out"), "due", Order::Ascending),
        Column::num("Rules"),
        sorted(Column::num("Exceptions"), "exceptions", Order::Descending),
    ];
    view! {
        <DataTable caption="Controls" columns>
            {shown.into_iter().map(|one| row(one, clock)).collect_view()}
        </DataTable>
    }
    .into_any()
}

fn row(one: ReadControl, clock: Clock) -> AnyView {
    let control = one.control;
    let until = control.until().filter(|_| control.retired.is_none());
    let until = match until {
        Some(at) => view! { <When at clock form=WhenForm::Day/> }.into_any(),
        None => view! { <span class="text-faint">"–"</span> }.into_any(),
    };
    let (state, every) = (badge(&control, clock), counted(control.definition.interval_days, "day"));
    let (href, definition) = (href(CONTROLS, &control.id, &[]), control.definition);
    view! {
        <Row>
            <RowHead>
                <span class="block font-medium">
                    <RowLink href>{definition.name}</RowLink>
                </span>
                <span class="line-clamp-2 block text-meta font-normal text-muted">{definition.description}</span>
            </RowHead>
            <Cell label="State">{state}</Cell>
            <Cell label="Owner">{one.owner.map(|owner| owner.display_name)}</Cell>
            <Cell label="Every">{every}</Cell>
            <Cell label="Runs out">{until}</Cell>
            <Cell label="Rules" class="num">{number(int(one.rules.len()))}</Cell>
            <Cell label="Exceptions" class="num">{number(one.exceptions)}</Cell>
        </Row>
    }
    .into_any()
}
