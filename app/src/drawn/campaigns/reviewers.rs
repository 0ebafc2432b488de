//! The reviewers: how far each is, and how they go about it.

use std::cmp::Reverse;

use bailiwick::certification::conduct::Sign;
use bailiwick::directory::UserBrief;
use bailiwick_engine::certifications::{Counts, ReviewerView};
use leptos::prelude::*;

use super::charts::Bar;
use super::one::One;
use super::overview::{decisions, percent};
use crate::components::{
    Alert, Badge, Card, Cell, Column, DataTable, EmptyState, IconName, Order, Pagination, Progress, Row,
    RowHead, TextLink, Tone,
};
use crate::text::{int, number};

/// Reviewers on a page.
const ROWS: usize = 50;

/// This part of the campaign's page, in an order and at a page.
fn address(one: &One, sort: &str, page: &str, more: &[(&str, &str)]) -> String {
    let kept = [("tab", "reviewers"), ("sort", sort), ("page", page)];
    let pairs: Vec<(&str, &str)> =
        kept.into_iter().chain(more.iter().copied()).filter(|(_, value)| !value.is_empty()).collect();
    one.href(&pairs)
}

/// The same as it is shown now.
pub(super) fn here(one: &One, more: &[(&str, &str)]) -> String {
    address(one, one.query.get("sort"), one.query.get("page"), more)
}

/// The reviewers as the address wants them: by name, or by how far they are; those who are furthest behind first.
fn in_order(one: &One) -> Vec<&ReviewerView> {
    let mut all: Vec<&ReviewerView> = one.reviewers.iter().collect();
    let share = |counts: Counts| match counts.total {
        0 => 1_000,
        total => (total - counts.undecided()) * 1_000 / total,
    };
    match one.query.get("sort") {
        "decided" => all.sort_by_key(|one| (share(one.counts), Reverse(one.counts.undecided()))),
        "-decided" => all.sort_by_key(|one| (Reverse(share(one.counts)), one.counts.undecided())),
        "-name" => all.reverse(),
        _ => {}
    }
    all
}

/// A head that sorts by a key; the other way round where it is sorted so.
fn sorted(one: &One, column: Column, key: &str) -> Column {
    let now = match one.query.get("sort") {
        "" => "name",
        now => now,
    };
    let descending = now.strip_prefix('-') == Some(key);
    let order = if descending { Some(Order::Descending) } else { (now == key).then_some(Order::Ascending) };
    let next = if now == key { format!("-{key}") } else { key.to_owned() };
    column.sorted(address(one, &next, "", &[]), order)
}

/// What each reviewer decided, as bars.
pub(super) fn bars_of<'a>(all: impl Iterator<Item = (&'a UserBrief, Counts)>) -> AnyView {
    let bar = |(user, counts): (&UserBrief, Counts)| {
        let parts = vec![counts.certify, counts.revoke, counts.exception, counts.abstain, counts.undecided()];
        Bar { name: user.display_name.clone(), parts }
    };
    let drawn = all.filter(|(_, counts)| counts.total > 0).map(bar).collect();
    decisions("Progress by reviewer", "Reviewer", drawn)
}

/// The cards.
pub(super) fn cards(one: &One) -> AnyView {
    if one.reviewers.is_empty() {
        return view! {
            <Card id="reviewers" title="Reviewers">
                <EmptyState icon=IconName::Users title="Nobody is asked yet" text="Reviewers appear here as rows are put to them."/>
            </Card>
        }
        .into_any();
    }
    let pages = one.reviewers.len().div_ceil(ROWS).max(1);
    let page = one.query.get("page").parse::<usize>().unwrap_or(1).clamp(1, pages);
    let first = (page - 1) * ROWS;
    let to = |page: usize| address(one, one.query.get("sort"), &page.to_string(), &[]);
    let foot = (pages > 1).then(|| {
        let text =
            format!("{} to {} of {}", first + 1, one.reviewers.len().min(first + ROWS), one.reviewers.len());
        let (previous, next) = ((page > 1).then(|| to(page - 1)), (page < pages).then(|| to(page + 1)));
        view! { <Pagination shown=text previous next/> }
    });
    let signs: Vec<&ReviewerView> =
        one.reviewers.iter().filter(|reviewer| !reviewer.conduct.signs().is_empty()).collect();
    let attention = (!signs.is_empty()).then(|| {
        let names: Vec<String> = signs.iter().map(|one| one.user.display_name.clone()).collect();
        let title = if names.len() == 1 {
            "1 reviewer deserves a second look".to_owned()
        } else {
            format!("{} reviewers deserve a second look", number(int(names.len())))
        };
        view! {
            <Alert tone=Tone::Overdue title>
                <p>{format!("{}. Signs are no proof: ask, and read some of the rows.", names.join(", "))}</p>
            </Alert>
        }
    });
    let columns = vec![
        sorted(one, Column::new("Reviewer"), "name"),
        sorted(one, Column::new("Decided").class("w-40"), "decided"),
        Column::num("Certified"),
        Column::num("Seconds a click"),
        Column::num("In bulk"),
        Column::num("As others"),
        Column::num("As recommended"),
        Column::new("Signs"),
        Column::hidden("Actions"),
    ];
    let hands_over = one.board.runs && one.board.campaign.status.is_open();
    let rows = in_order(one).into_iter().skip(first).take(ROWS);
    let rows = rows.map(|reviewer| row(one, reviewer, hands_over)).collect::<Vec<_>>();
    let drawn = bars_of(one.reviewers.iter().map(|one| (&one.user, one.counts)));
    view! {
        {attention}
        <Card id="by-reviewer" title="Progress by reviewer">
            {drawn}
        </Card>
        <Card id="reviewers" title="How they go about it" note="Reviewers are told that this is looked at">
            <DataTable caption="Reviewers" columns>
                {rows}
            </DataTable>
            <p class="border-t border-line px-4 py-3 text-meta text-muted">
                "Seconds a click: the median pause between two of their decisions. In bulk: rows decided together by one click. As others: their decisions to certify or revoke that agree with what most others decided about the same access in this campaign. As recommended: their decisions that agree with what was recommended when they decided."
            </p>
            {foot}
        </Card>
    }
    .into_any()
}

fn row(one: &One, reviewer: &ReviewerView, hands_over: bool) -> AnyView {
    let (counts, conduct) = (reviewer.counts, &reviewer.conduct);
    let done = counts.total - counts.undecided();
    let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let text = format!("{} of {}", number(done), number(counts.total));
    let label = format!("{text} rows decided");
    let pause = conduct.median_pause().map_or_else(|| "–".to_owned(), number);
    let (certified, bulk) =
        (percent(conduct.certified, conduct.decided()), percent(conduct.in_bulk, conduct.decided()));
    let agreed = percent(conduct.agreed, conduct.compared);
    let followed = percent(conduct.followed, conduct.advised);
    let sign = |sign: Sign| {
        let text = match sign {
            Sign::Hasty(rows) => format!("{} certified within a minute", number(rows)),
            Sign::ApprovesEverything => "Certified everything".to_owned(),
        };
        view! { <Badge tone=Tone::Overdue text/> }
    };
    let signs = conduct.signs().into_iter().map(sign).collect_view();
    let away = reviewer.deputies.first().map(|deputy| {
        view! { <span class="block text-meta font-normal text-muted">{format!("away: {} stands in", deputy.display_name)}</span> }
    });
    let id = reviewer.user.id.to_string();
    let to = here(one, &[("ask", "reassign"), ("reviewer", &id)]);
    let name = reviewer.user.display_name.clone();
    let spoken = format!(" the rows of {name}");
    let action = (hands_over && counts.open > 0).then(|| {
        view! {
            <TextLink href=to>
                "Hand over"
                <span class="sr-only">{spoken}</span>
            </TextLink>
        }
    });
    view! {
        <Row>
            <RowHead>
                <span class="block font-medium">{name}</span>
                {away}
            </RowHead>
            <Cell label="Decided">
                <span class="block text-meta text-muted">{text}</span>
                <Progress done=small(done) of=small(counts.total) label/>
            </Cell>
            <Cell label="Certified" class="num">{certified}</Cell>
            <Cell label="Seconds a click" class="num">{pause}</Cell>
            <Cell label="In bulk" class="num">{bulk}</Cell>
            <Cell label="As others" class="num">{agreed}</Cell>
            <Cell label="As recommended" class="num">{followed}</Cell>
            <Cell label="Signs">
                <span class="flex flex-wrap gap-1">{signs}</span>
            </Cell>
            <Cell>{action}</Cell>
        </Row>
    }
    .into_any()
}
