//! The violations there are: as a board by where they stand, or as a list.

use bailiwick::authority::Authority;
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, Op, Path, Value};
use bailiwick::policy::ViolationStatus;
use bailiwick_engine::violations::{self, ViolationView};
use bailiwick_engine::{Context, Engine, policies};
use leptos::prelude::*;

use super::fix::FIX;
use super::{Query, VIOLATIONS, board};
use crate::api::PortalError;
use crate::components::{
    Button, ButtonLink, Card, Checkbox, Choice, EmptyState, Field, IconName, Pagination, Segments, Select,
    Tab, page_top,
};
use crate::drawn::policies::said;
use crate::server::{call, clock, failed};
use crate::text::{counted, number};
use crate::url;

/// Rows of a list, and cards of a column.
const ROWS: u32 = 25;
/// The columns of the board.
const COLUMNS: [ViolationStatus; 4] = [
    ViolationStatus::InProgress,
    ViolationStatus::Pending,
    ViolationStatus::Exception,
    ViolationStatus::Complete,
];

/// What is looked for, as the address says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub rule: String,
    pub person: String,
    pub status: String,
    /// Only what is put to the reader.
    pub mine: bool,
    pub list: bool,
}

impl Wanted {
    fn of(query: &Query) -> Self {
        Self {
            rule: query.get("rule").to_owned(),
            person: query.get("person").trim().to_owned(),
            status: query.get("status").to_owned(),
            mine: query.get("mine") == "true",
            list: query.get("as") == "list" || !query.get("status").is_empty(),
        }
    }

    pub(super) fn href(&self, page: u32) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let (mine, list) = (if self.mine { "true" } else { "" }, if self.list { "list" } else { "" });
        let query = [
            ("rule", self.rule.as_str()),
            ("person", &self.person),
            ("status", &self.status),
            ("mine", mine),
            ("as", list),
            ("page", &page),
        ];
        let query: Vec<(&str, &str)> = query.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        url::to(VIOLATIONS, &query)
    }

    fn filter(&self, status: Option<ViolationStatus>) -> Result<Filter, PortalError> {
        let mut filter = Filter::All;
        if !self.rule.is_empty() {
            filter = filter.and(Filter::equals(path("policyRule.id")?, self.rule.as_str()));
        }
        if !self.person.is_empty() {
            let value = Value::from(self.person.as_str());
            filter = filter.and(Filter::Compare { path: path("user.displayName")?, op: Op::Contains, value });
        }
        let status =
            status.map(ViolationStatus::as_str).or(Some(self.status.as_str()).filter(|one| !one.is_empty()));
        if let Some(status) = status {
            filter = filter.and(Filter::equals(path("decision.status")?, status));
        }
        Ok(filter)
    }
}

fn path(name: &str) -> Result<Path, PortalError> {
    Path::dotted(name).map_err(|_| PortalError::Unavailable)
}

/// Reads a page of them: everybody's for who may read them, else those the reader is asked about.
async fn read(
    engine: &Engine,
    ctx: &Context,
    wanted: &Wanted,
    status: Option<ViolationStatus>,
    page: u32,
) -> Result<(Vec<ViolationView>, i64), PortalError> {
    let offset = u64::from(page.saturating_sub(1)) * u64::from(ROWS);
    let list = ListQuery { page_size: ROWS, offset, filter: wanted.filter(status)?, ..ListQuery::default() };
    let found = if reads_all(ctx) && !wanted.mine {
        violations::list(engine, ctx, &list).await
    } else {
        violations::mine(engine, ctx, wanted.mine.then_some(true), &list).await
    };
    found.map_err(failed)
}

fn reads_all(ctx: &Context) -> bool {
    ctx.actor.has(&[Authority::PolicyAdmin, Authority::AccessAdmin, Authority::Auditor])
}

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    ctx.person().map_err(failed)?;
    let (wanted, clock) = (Wanted::of(query), clock(&ctx));
    let page = query.get("page").parse::<u32>().unwrap_or(1).clamp(1, 100_000);
    let all = reads_all(&ctx);
    let rules = if all { policies::rules(&engine, &ctx).await.map_err(failed)? } else { Vec::new() };
    let rules: Vec<Choice> = rules
        .iter()
        .map(|one| Choice::new(one.rule.id.to_string(), one.rule.definition.name.clone()))
        .collect();
    let (shown, total) = if wanted.list {
        let (rows, total) = read(&engine, &ctx, &wanted, None, page).await?;
        (Shown::Rows(rows, page), total)
    } else {
        let (mut columns, mut total) = (Vec::new(), 0);
        for status in COLUMNS {
            let (rows, count) = read(&engine, &ctx, &wanted, Some(status), 1).await?;
            total += count;
            let more = Wanted { status: status.as_str().to_owned(), list: true, ..wanted.clone() }.href(1);
            columns.push((status, rows, count, more));
        }
        (Shown::Columns(columns), total)
    };
    let said = query.clone();
    Ok(crate::drawn::draw("Violations", move || {
        let body = match shown {
            Shown::Rows(rows, page) => {
                let foot = foot(&wanted, page, total);
                view! { {board::table(rows, clock)} {foot} }.into_any()
            }
            Shown::Columns(columns) => board::columns(columns, clock),
        };
        view(&wanted, rules, total, all, &said, body)
    }))
}

/// What is shown: rows of that page, or columns.
enum Shown {
    Rows(Vec<ViolationView>, u32),
    Columns(Vec<board::Standing>),
}

fn foot(wanted: &Wanted, page: u32, total: i64) -> Option<AnyView> {
    let seen = i64::from(page) * i64::from(ROWS);
    (total > i64::from(ROWS)).then(|| {
        let shown = format!("{} to {} of {}", seen - i64::from(ROWS) + 1, seen.min(total), number(total));
        let (previous, next) =
            ((page > 1).then(|| wanted.href(page - 1)), (seen < total).then(|| wanted.href(page + 1)));
        view! { <Pagination shown previous next/> }.into_any()
    })
}

fn view(wanted: &Wanted, rules: Vec<Choice>, total: i64, all: bool, query: &Query, body: AnyView) -> AnyView {
    let note = if all {
        "Who breaks which rule, and what is decided about it."
    } else {
        "What you are asked to decide, or were."
    };
    let tab = |label: &str, list: bool| {
        let to = Wanted {
            list,
            status: if list { wanted.status.clone() } else { String::new() },
            ..wanted.clone()
        };
        Tab { label: label.to_owned(), href: to.href(1), count: None, current: wanted.list == list }
    };
    let segments = vec![tab("Board", false), tab("List", true)];
    let fix = (!wanted.rule.is_empty() && total > 0).then(|| url::to(FIX, &[("rule", &wanted.rule)]));
    let top = page_top(
        Signal::stored("Violations".to_owned()),
        MaybeProp::from(note.to_owned()),
        None,
        None,
        Some(ViewFnOnce::from(move || {
            view! {
                {fix.map(|href| view! { <ButtonLink href icon=IconName::ShieldCheck>"Smallest fix"</ButtonLink> })}
                <Segments label="How they are shown" tabs=Signal::stored(segments)/>
            }
        })),
        None,
    );
    let body = if total == 0 {
        let unfiltered = *wanted == Wanted { list: wanted.list, ..Wanted::default() };
        let (title, text) = if unfiltered {
            ("No violations", "Scans open one for each person who breaks an active rule.")
        } else {
            ("No violation fits", "Choose less, or look through all of them.")
        };
        view! { <EmptyState icon=IconName::ShieldCheck title text actions=move || (!unfiltered).then(|| view! { <ButtonLink href=VIOLATIONS>"Show all"</ButtonLink> })/> }
            .into_any()
    } else {
        body
    };
    let filters = filters(wanted, rules, all);
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(query)} <Card id="violations" title="Violations" note=counted(total, "violation")>
                {filters} {body}
            </Card>
        </div>
    }
    .into_any()
}

fn filters(wanted: &Wanted, rules: Vec<Choice>, all: bool) -> AnyView {
    let wanted = wanted.clone();
    let mut choices = vec![Choice::new("", "All rules")];
    choices.extend(rules);
    let mut states = vec![Choice::new("", "All")];
    states.extend(
        [
            ("in-progress", "Open"),
            ("pending", "Nobody is asked"),
            ("exception", "Excepted"),
            ("complete", "Ended"),
        ]
        .map(|(value, label)| Choice::new(value, label)),
    );
    let by_state = wanted.list.then(|| view! { <div class="w-40"><Select name="status" label="State" choices=states selected=wanted.status.clone()/></div> });
    view! {
        <form method="get" action=VIOLATIONS role="search" aria-label="Violations" class="flex flex-wrap items-end gap-2 border-b border-line px-4 py-3">
            {wanted.list.then(|| view! { <input type="hidden" name="as" value="list"/> })}
            {(choices.len() > 1).then(|| view! { <div class="w-full sm:w-64"><Select name="rule" label="Rule" choices selected=wanted.rule.clone()/></div> })}
            <div class="w-full sm:w-56">
                <Field name="person" label="Person" r#type="search" value=wanted.person.clone()/>
            </div>
            {by_state}
            {all.then(|| view! { <Checkbox name="mine" label="Put to me" checked=wanted.mine/> })}
            <Button submit=true icon=IconName::Search>"Show"</Button>
        </form>
    }
    .into_any()
}
