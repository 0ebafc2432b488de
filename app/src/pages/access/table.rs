//! What somebody holds, as a table.

use bailiwick::view::AccessView;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Asked;
use super::held::by_rule;
use super::row::HeldRow;
use super::search::{Search, ViewSwitch};
use crate::api::access::{HeldPage, ROWS_A_PAGE};
use crate::components::{ButtonLink, Card, Column, DataTable, EmptyState, IconName, Pagination};
use crate::text::{self, counted};
use crate::url;

/// The table with its search.
#[component]
pub fn TableCard(page: HeldPage, asked: Asked) -> impl IntoView {
    let HeldPage { clock, own, access, rules, .. } = page;
    let total = access.total;
    let switch = asked.clone();
    let row = {
        let asked = asked.clone();
        move |row: AccessView| {
            let rule = by_rule(&row).then(|| rules.iter().find(|(role, _)| *role == row.item.id)).flatten();
            let rule = rule.map(|(_, words)| words.clone());
            view! { <HeldRow row rule asked=asked.clone() clock/> }
        }
    };
    let columns = vec![
        Column::new("Access"),
        Column::new("Risk").class("w-28"),
        Column::new("Why"),
        Column::new("Since").class("w-40"),
        Column::new("Ends").class("w-32"),
        Column::hidden("Actions").class("w-28"),
    ];
    let rows = if access.rows.is_empty() {
        view! { <Nothing asked=asked.clone() own/> }.into_any()
    } else {
        view! {
            <DataTable caption="What is held, and why" columns>
                {access.rows.into_iter().map(row).collect_view()}
            </DataTable>
        }
        .into_any()
    };
    view! {
        <Card
            id="access-all"
            title="All access"
            note=counted(total, "grant")
            actions=move || view! { <ViewSwitch asked=switch/> }
        >
            <Search asked=asked.clone()/>
            {rows}
            {(total > i64::from(ROWS_A_PAGE)).then(|| view! { <Pages asked total/> })}
        </Card>
    }
    .into_any()
}

#[component]
fn Nothing(asked: Asked, own: bool) -> impl IntoView {
    let narrowed = !asked.q.is_empty() || asked.kind.is_some();
    let (title, text) = match (narrowed, own) {
        (true, _) => ("Nothing fits", "Try fewer words, or all kinds."),
        (false, true) => ("You hold nothing yet", "Find what you need in the catalog and ask for it."),
        (false, false) => ("Nothing is held", "This person has no access that we know of."),
    };
    let href = if narrowed { asked.path.clone() } else { "/catalog".to_owned() };
    let words = if narrowed { "Show all" } else { "Open the catalog" };
    view! { <EmptyState icon=IconName::KeyRound title text actions=move || view! { <ButtonLink href>{words}</ButtonLink> }/> }
}

#[component]
fn Pages(asked: Asked, total: i64) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let to = |page: u32| asked.to(&query, &[("page", url::page_number(page).as_deref())]);
    let first = i64::from(asked.page) * i64::from(ROWS_A_PAGE);
    let last = (first + i64::from(ROWS_A_PAGE)).min(total);
    let shown = format!("{} to {} of {}", text::number(first + 1), text::number(last), text::number(total));
    view! { <Pagination shown previous=asked.page.checked_sub(1).map(to) next=(last < total).then(|| to(asked.page + 1))/> }
}
