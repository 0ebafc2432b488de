//! A table that becomes cards on a phone. The roles are written out, since a table that
//! is laid out as blocks may lose them.

use leptos::prelude::*;

use super::{Icon, IconName};

/// One column's head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    label: String,
    hidden: bool,
    class: &'static str,
    sort: Option<(String, Option<Order>)>,
}

/// Which way a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Greatest first.
    Descending,
}

impl Column {
    /// A column of words.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// A column whose head only screen readers need: boxes to tick, actions.
    pub fn hidden(label: impl Into<String>) -> Self {
        Self { label: label.into(), hidden: true, ..Self::default() }
    }

    /// A column of numbers, at the end of their cells.
    pub fn num(label: impl Into<String>) -> Self {
        Self { label: label.into(), class: "num", ..Self::default() }
    }

    /// Sets the width, as a class like `w-40`.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// Makes the head a link that sorts, and says how the column is sorted now.
    #[must_use]
    pub fn sorted(mut self, href: impl Into<String>, now: Option<Order>) -> Self {
        self.sort = Some((href.into(), now));
        self
    }
}

fn head(column: Column) -> impl IntoView {
    let Column { label, hidden, class, sort } = column;
    let order = sort.as_ref().and_then(|(_, order)| *order);
    let label = match (sort, hidden) {
        (Some((href, order)), _) => {
            let arrow = order.map(|order| match order {
                Order::Ascending => IconName::ArrowUp,
                Order::Descending => IconName::ArrowDown,
            });
            view! {
                <a href=href class="inline-flex items-center gap-1 text-ink hover:text-ink">
                    {label}
                    {arrow.map(|name| view! { <Icon name class="size-3"/> })}
                </a>
            }
            .into_any()
        }
        (None, true) => view! { <span class="sr-only">{label}</span> }.into_any(),
        (None, false) => label.into_any(),
    };
    let aria_sort = order.map(|order| match order {
        Order::Ascending => "ascending",
        Order::Descending => "descending",
    });
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=aria_sort>
            {label}
        </th>
    }
}

/// A table that becomes cards below 768 px. Its children are [`Row`]s and [`GroupRow`]s.
#[component]
pub fn DataTable(
    /// What the table lists, for screen readers.
    #[prop(into)]
    caption: String,
    /// The heads.
    columns: Vec<Column>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! {
        <table role="table" class="data-table stack">
            <caption class="sr-only">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">{columns.into_iter().map(head).collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{children()}</tbody>
        </table>
    }
    .into_any()
}

/// One row; its children are one [`RowHead`] and [`Cell`]s.
#[component]
pub fn Row(
    /// The one that the keys act on, or that is open beside the table.
    #[prop(optional, into)]
    current: Signal<bool>,
    /// The cells.
    children: Children,
) -> impl IntoView {
    view! {
        <tr role="row" class="row" class:is-current=current aria-current=move || current.get().then_some("true")>
            {children()}
        </tr>
    }
}

/// A row that names the group of the rows after it.
#[component]
pub fn GroupRow(
    /// How many columns the table has.
    span: u32,
    /// The name.
    children: Children,
) -> impl IntoView {
    view! {
        <tr role="row" class="group">
            <th role="rowheader" scope="rowgroup" colspan=span>
                <span class="text-sm font-semibold">{children()}</span>
            </th>
        </tr>
    }
}

/// The cell that names its row.
#[component]
pub fn RowHead(
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <th role="rowheader" scope="row">
            {children()}
        </th>
    }
}

/// Any other cell.
#[component]
pub fn Cell(
    /// The column's name, shown when the row is a card. None for a cell of buttons.
    #[prop(optional)]
    label: Option<&'static str>,
    /// `num` for numbers, `select` for a box to tick, `corner` for what stands in the card's corner.
    #[prop(optional)]
    class: &'static str,
    /// What is in it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <td role="cell" class=class data-label=label>
            {children.map(|children| children())}
        </td>
    }
}
