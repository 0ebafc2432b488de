//! The rules there are.

use std::collections::HashMap;

use bailiwick::authority::Authority;
use bailiwick::id::PolicyRuleId;
use bailiwick_engine::policies::{self, ReadRule};
use leptos::prelude::*;

use super::{NEW, POLICIES, Query, ROWS, RULES, href, said, tabs, words};
use crate::api::PortalError;
use crate::components::{
    Badge, Button, ButtonKind, ButtonLink, Card, Cell, Choice, Column, DataTable, EmptyState, Field,
    IconName, Order, Pagination, Row, RowHead, RowLink, Select, Tone, page_top,
};
use crate::server::{call, failed};
use crate::text::{counted, int, number};
use crate::url;

/// A rule in the list.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub id: PolicyRuleId,
    pub name: String,
    pub about: String,
    pub owner: String,
    pub active: bool,
    pub when: &'static str,
    pub open: i64,
}

/// The rules as lines.
pub(super) fn lines(rules: Vec<ReadRule>, open: &HashMap<PolicyRuleId, i64>) -> Vec<Line> {
    let line = |read: ReadRule| {
        let definition = &read.rule.definition;
        Line {
            id: read.rule.id,
            name: definition.name.clone(),
            about: definition.description.clone().unwrap_or_default(),
            owner: read.owner.map(|owner| owner.display_name).unwrap_or_default(),
            active: definition.is_active,
            when: words::when(definition),
            open: open.get(&read.rule.id).copied().unwrap_or(0),
        }
    };
    rules.into_iter().map(line).collect()
}

/// Those that fit, in the order asked for.
pub(super) fn shown(mut lines: Vec<Line>, search: &str, state: &str, sort: &str) -> Vec<Line> {
    let search = search.trim().to_lowercase();
    lines.retain(|line| {
        let fits =
            [&line.name, &line.about, &line.owner].iter().any(|text| text.to_lowercase().contains(&search));
        fits && match state {
            "active" => line.active,
            "inactive" => !line.active,
            "violated" => line.open > 0,
            _ => true,
        }
    });
    let (key, backwards) = sort.strip_prefix('-').map_or((sort, false), |key| (key, true));
    match key {
        "open" => lines.sort_by_key(|line| (line.open, line.name.to_lowercase())),
        "owner" => lines.sort_by_key(|line| (line.owner.to_lowercase(), line.name.to_lowercase())),
        _ => lines.sort_by_key(|line| line.name.to_lowercase()),
    }
    if backwards {
        lines.reverse();
    }
    lines
}

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let rules = policies::rules(&engine, &ctx).await.map_err(failed)?;
    let open = policies::open_violations(&engine, &ctx).await.map_err(failed)?;
    let admin = ctx.actor.has(&[Authority::PolicyAdmin]);
    let (lines, query) = (lines(rules, &open), query.clone());
    Ok(crate::drawn::draw("Policies", move || view(lines, &query, admin)))
}

/// The page.
pub(super) fn view(lines: Vec<Line>, query: &Query, admin: bool) -> AnyView {
    let (search, state, sort) = (query.get("q"), query.get("state"), query.get("sort"));
    let all = lines.len();
    let shown = shown(lines, search, state, sort);
    let pages = shown.len().div_ceil(ROWS).max(1);
    let page = query.get("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let note = if shown.len() == all {
        counted(int(all), "rule")
    } else {
        format!("{} of {}", number(int(shown.len())), number(int(all)))
    };
    let new = admin.then(|| {
        ViewFnOnce::from(|| view! { <ButtonLink href=NEW kind=ButtonKind::Primary icon=IconName::Plus>"New rule"</ButtonLink> })
    });
    let top = page_top(
        Signal::stored("Policies".to_owned()),
        MaybeProp::from("What nobody may hold together, who does, and what is decided about it.".to_owned()),
        None,
        None,
        new,
        Some(ViewFnOnce::from(|| tabs(POLICIES))),
    );
    let to = |page: usize| {
        let page = page.to_string();
        address(&[("q", search), ("state", state), ("sort", sort), ("page", &page)])
    };
    let first = (page - 1) * ROWS;
    let foot = (pages > 1).then(|| {
        let text = format!("{} to {} of {}", first + 1, shown.len().min(first + ROWS), shown.len());
        let (previous, next) = ((page > 1).then(|| to(page - 1)), (page < pages).then(|| to(page + 1)));
        view! { <Pagination shown=text previous next/> }
    });
    let body = match (all, shown.is_empty()) {
        (0, _) => nothing(admin),
        (_, true) => view! {
            <EmptyState
                icon=IconName::Search
                title="No rule fits"
                text="Try fewer letters, or look through all of them."
                actions=|| view! { <ButtonLink href=POLICIES>"Show all"</ButtonLink> }
            />
        }
        .into_any(),
        _ => table(shown.into_iter().skip(first).take(ROWS).collect(), search, state, sort),
    };
    let filters = filters(search, state);
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(query)} <Card id="rules" title="Rules" note>
                {filters} {body} {foot}
            </Card>
        </div>
    }
    .into_any()
}

fn address(query: &[(&str, &str)]) -> String {
    let said: Vec<(&str, &str)> = query.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    url::to(POLICIES, &said)
}

fn filters(search: &str, state: &str) -> AnyView {
    let choices = vec![
        Choice::new("", "All"),
        Choice::new("active", "Active"),
        Choice::new("inactive", "Not active"),
        Choice::new("violated", "With open violations"),
    ];
    let (search, state) = (search.to_owned(), state.to_owned());
    view! {
        <form method="get" action=POLICIES role="search" aria-label="Rules" class="flex flex-wrap items-end gap-2 border-b border-line px-4 py-3">
            <div class="w-full sm:w-72">
                <Field name="q" label="Name, description or owner" r#type="search" value=search/>
            </div>
            <div class="w-44">
                <Select name="state" label="State" choices selected=state/>
            </div>
            <Button submit=true icon=IconName::Search>"Search"</Button>
        </form>
    }
    .into_any()
}

fn nothing(admin: bool) -> AnyView {
    view! {
        <EmptyState
            icon=IconName::Scale
            title="No rules yet"
            text="A rule names what nobody may hold together, such as creating vendors and paying them. You see who breaks it before it counts."
            actions=move || admin.then(|| view! { <ButtonLink href=NEW kind=ButtonKind::Primary icon=IconName::Plus>"New rule"</ButtonLink> })
        />
    }
    .into_any()
}

fn table(lines: Vec<Line>, search: &str, state: &str, sort: &str) -> AnyView {
    let sorted = |column: Column, key: &str, natural: Order| {
        let is = sort.trim_start_matches('-') == key || (sort.is_empty() && key == "name");
        let backwards = sort.starts_with('-');
        let now = is.then_some(if backwards { Order::Descending } else { Order::Ascending });
        let descend = if is { !backwards } else { natural == Order::Descending };
        let next = if descend { format!("-{key}") } else { key.to_owned() };
        column.sorted(address(&[("q", search), ("state", state), ("sort", &next)]), now)
    };
    let columns = vec![
        sorted(Column::new("Rule"), "name", Order::Ascending),
        Column::new("State"),
        Column::new("Asked"),
        sorted(Column::new("Owner"), "owner", Order::Ascending),
        sorted(Column::num("Open violations"), "open", Order::Descending),
    ];
    view! {
        <DataTable caption="Rules" columns>
            {lines.into_iter().map(row).collect_view()}
        </DataTable>
    }
    .into_any()
}

fn row(line: Line) -> AnyView {
    let (tone, word) = if line.active { (Tone::Approved, "Active") } else { (Tone::Neutral, "Not active") };
    let open = if line.open > 0 {
        let violations = url::to(crate::drawn::violations::VIOLATIONS, &[("rule", &line.id.to_string())]);
        let label = format!("Open violations of {}: {}", line.name, line.open);
        view! { <a href=violations aria-label=label class="font-medium text-violation underline">{number(line.open)}</a> }.into_any()
    } else {
        view! { <span class="text-faint">"0"</span> }.into_any()
    };
    view! {
        <Row>
            <RowHead>
                <span class="block font-medium">
                    <RowLink href=href(RULES, &line.id, &[])>{line.name}</RowLink>
                </span>
                <span class="line-clamp-2 block text-meta font-normal text-muted">{line.about}</span>
            </RowHead>
            <Cell label="State">
                <Badge tone text=word/>
            </Cell>
            <Cell label="Asked">{line.when}</Cell>
            <Cell label="Owner">{line.owner}</Cell>
            <Cell label="Open violations" class="num">{open}</Cell>
        </Row>
    }
    .into_any()
}
