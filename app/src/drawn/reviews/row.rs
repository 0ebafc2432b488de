//! One row: what is held, why, what colleagues hold, and what to do about it.

use bailiwick::certification::{ItemPermission, LineItemStatus, Verdict};
use bailiwick_engine::certifications::ReviewRow;
use leptos::prelude::*;

use super::detail::detail;
use super::effect;
use super::itself;
use super::words;
use super::workspace::Page;
use crate::components::{
    Alert, Badge, Button, ButtonKind, ButtonLink, Cell, FaceSize, Icon, IconName, Peers, Risk, RowHead, Size,
    Tile, Tone,
};

/// How many columns the table has.
pub(super) const COLUMNS: u32 = 6;

/// A row, with what is told at it and what is open below.
pub(super) fn row(page: &Page, row: &ReviewRow) -> AnyView {
    let view = &row.view;
    let number = view.item.id.number;
    let is_open = page.address.open() == Some(number);
    let told = (page.address.get("at") == number.to_string()).then(|| page.address.get("fault").to_owned());
    let told = told.filter(|fault| !fault.is_empty()).map(|fault| {
        view! {
            <tr role="row" class="detail">
                <td role="cell" colspan=COLUMNS>
                    <Alert tone=Tone::Rejected urgent=true title=fault/>
                </td>
            </tr>
        }
    });
    let chosen = view.permissions.contains(&ItemPermission::Certify)
        || view.permissions.contains(&ItemPermission::Revoke);
    let name = named(row);
    let chosen = chosen.then(|| {
        let label = format!("Choose {name}");
        view! { <input type="checkbox" form="many" name=format!("act[rows][{number}]") value=number.to_string() aria-label=label data-choose data-key=" "/> }
    });
    let more = if is_open || told.is_some() { "has-detail" } else { "" };
    let [about, risk, held, colleagues] = cells(page, row);
    let [_, risk_head, held_head, last_head] = heads(page);
    let (actions, below) = (actions(page, row, &name), is_open.then(|| detail(page, row)));
    view! {
        <tr role="row" class=format!("row scroll-mt-24 {more}") id=format!("row-{number}") tabindex="-1" data-row>
            <Cell class="select">{chosen}</Cell>
            <RowHead>{about}</RowHead>
            <Cell label=risk_head>{risk}</Cell>
            <Cell label=held_head>{held}</Cell>
            <Cell label=last_head>{colleagues}</Cell>
            <Cell>{actions}</Cell>
        </tr>
        {told}
        {below}
    }
    .into_any()
}

/// What a row is called, where nothing else says it.
pub(super) fn named(row: &ReviewRow) -> String {
    if row.view.item.held().is_none() {
        return itself::called(&row.view);
    }
    let item = row.view.of.as_ref().map_or("access that is gone", |item| item.name.as_str());
    format!("{item} of {}", whose(row))
}

fn whose(row: &ReviewRow) -> &str {
    row.view.user.as_ref().map_or("somebody who is gone", |user| user.display_name.as_str())
}

/// The heads of the columns between the first and the last.
fn heads(page: &Page) -> [&'static str; 4] {
    itself::heads(page.seen.campaign.definition.kind.reviews())
}

/// What stands below them.
fn cells(page: &Page, row: &ReviewRow) -> [AnyView; 4] {
    if row.view.item.held().is_none() {
        return itself::cells(page, row);
    }
    let level = words::level(row.view.item.risk);
    [access(page, row), view! { <Risk level/> }.into_any(), held(page, row), colleagues(page, row)]
}

fn access(page: &Page, row: &ReviewRow) -> AnyView {
    let view = &row.view;
    let name = view.of.as_ref().map_or_else(|| "Access that is gone".to_owned(), |item| item.name.clone());
    let place = view.of.as_ref().map(|item| match item.kind {
        bailiwick::catalog::ItemKind::Role => "Role".to_owned(),
        bailiwick::catalog::ItemKind::Application => "Account".to_owned(),
        bailiwick::catalog::ItemKind::Entitlement => item.application_name.clone().unwrap_or_default(),
    });
    let conflict = (!row.insight.violations.is_empty()).then(|| {
        let text = match row.insight.violations.len() {
            1 => "Violation".to_owned(),
            n => format!("{n} violations"),
        };
        view! { <Badge tone=Tone::Violation text/> }
    });
    let is_new =
        view.grant.as_ref().is_some_and(|grant| page.clock.now - grant.start < chrono::Duration::days(90));
    let is_new = is_new.then(|| view! { <Badge tone=Tone::Accent text="New"/> });
    let tile =
        view.of.as_ref().and_then(|item| item.application_name.clone()).unwrap_or_else(|| name.clone());
    let person = whose(row).to_owned();
    let about = match place.filter(|place| !place.is_empty()) {
        Some(place) => format!("{person} · {place}"),
        None => person,
    };
    view! {
        <span class="flex items-center gap-2.5">
            // On most screens its place is better used for words.
            <span class="max-2xl:hidden"><Tile name=tile size=FaceSize::Bar/></span>
            <span class="min-w-0 xl:min-w-44">
                <span class="block wrap-anywhere">{name}</span>
                <span class="block text-meta font-normal text-muted">{about} " " {conflict} " " {is_new}</span>
            </span>
        </span>
    }
    .into_any()
}

fn held(page: &Page, row: &ReviewRow) -> AnyView {
    let view = &row.view;
    let how = words::held(view);
    let since = view.grant.as_ref().map(|grant| words::since(view, grant, page.clock));
    // All of it one after the other, so that a row stays low; whether nothing is known of its use, the open row says.
    let used = words::used_briefly(view, page.clock).map(|(words, long)| {
        let ink = if long { "font-medium text-ink" } else { "" };
        view! { ", " <span class=ink>{words}</span> }
    });
    let revoke = (view.item.status == LineItemStatus::InProgress).then(|| {
        let revoke = effect::of(view);
        let ink = revoke.tone.ink();
        view! {
            <span class=format!("inline-flex items-center gap-1 align-bottom whitespace-nowrap {ink}") title=revoke.text>
                <Icon name=revoke.icon class="size-3.5"/>
                <span class="sr-only">"A revoke: "</span>
                {revoke.word}
            </span>
        }
    });
    view! {
        <span class="block text-meta text-muted">
            <span class="wrap-anywhere text-ink">{how}</span>
            {since.map(|since| view! { " · " {since} {used} })}
            " "
            {revoke}
        </span>
    }
    .into_any()
}

fn colleagues(page: &Page, row: &ReviewRow) -> AnyView {
    let (have, of) = row.insight.evidence.peers;
    let peers = (of > 0).then(|| {
        let whose = super::colleagues::whose_in_row(row, page.seen.reviewer.id);
        view! { <Peers have of/> <span class="text-meta text-faint">{whose}</span> }
    });
    let (word, why) = words::recommended(&row.recommendation, true);
    let waits = row.view.item.verdict.is_none();
    let before = row.insight.evidence.before.map(|(verdict, _)| {
        let word = words::decided(verdict).1.to_lowercase();
        view! { <span class="text-meta text-faint">{format!("Last time: {word}")}</span> }
    });
    view! {
        <span class="block">
            <span class="flex flex-wrap items-center gap-x-2.5">{peers} {word.filter(|_| waits)} {before}</span>
            {(waits && !why.is_empty()).then(|| view! { <span class="block max-w-80 text-meta text-muted">{why}</span> })}
        </span>
    }
    .into_any()
}

fn actions(page: &Page, row: &ReviewRow, name: &str) -> AnyView {
    let view = &row.view;
    let number = view.item.id.number;
    let may = |one: ItemPermission| view.permissions.contains(&one);
    let state = words::ended(view);
    let verdict = words::verdict(view, page.clock);
    let decided = verdict.is_some();
    let buttons = (!decided).then(|| {
        let certify = may(ItemPermission::Certify).then(|| decide(page, number, Verdict::Certify, name));
        let revoke = may(ItemPermission::Revoke).then(|| decide(page, number, Verdict::Revoke, name));
        view! { {certify} {revoke} }
    });
    let item = &view.item;
    let is_barred = page.seen.is_own
        && item.status == LineItemStatus::InProgress
        && item.is_barred(page.seen.reviewer.id);
    let barred = is_barred.then(|| {
        view! { <span class="text-meta text-muted">"You signed an earlier stage: somebody else decides."</span> }
    });
    let undo = (decided && may(ItemPermission::Reset)).then(|| {
        let label = format!("Take back: {name}");
        view! {
            <Button submit=true kind=ButtonKind::Ghost size=Size::Small icon=IconName::Undo2 label attr:form="decide" attr:name="act[then]" attr:value=format!("reset {number}") attr:data-key="u"/>
        }
    });
    let is_open = page.address.open() == Some(number);
    let to = if is_open { String::new() } else { number.to_string() };
    let href = format!("{}#row-{number}", page.address.href(&[("open", &to), ("do", "")]));
    let label = format!("{}: {name}", if is_open { "Less" } else { "More" });
    // The keys for what stands in the open row lead there.
    let keys = (!view.permissions.is_empty()).then(|| {
        let form = |doing: &str| {
            format!("{}#row-{number}", page.address.href(&[("open", &number.to_string()), ("do", doing)]))
        };
        view! {
            <a hidden href=form("comment") data-key="c"></a>
            <a hidden href=form("exception") data-key="e"></a>
        }
    });
    view! {
        <span class="flex flex-wrap items-center gap-1.5 md:flex-nowrap md:justify-end">
            <span class="flex flex-wrap items-center gap-1.5 empty:hidden md:justify-end">{verdict} {state} {barred}</span>
            {buttons} {undo}
            <ButtonLink href kind=ButtonKind::Ghost size=Size::Small icon=IconName::Ellipsis label attr:data-key="Enter" attr:aria-expanded=if is_open { "true" } else { "false" }/>
            {keys}
        </span>
    }
    .into_any()
}

/// The button that decides; where the campaign wants to know why, the way to the form that asks.
fn decide(page: &Page, number: i64, verdict: Verdict, name: &str) -> AnyView {
    let (kind, words, key) = match verdict {
        Verdict::Certify => (ButtonKind::QuietApprove, "Certify", "a"),
        _ => (ButtonKind::QuietRevoke, "Revoke", "x"),
    };
    let label = format!("{words}: {name}");
    let rule = page.seen.campaign.definition.comments;
    let asks = if verdict == Verdict::Certify { rule.certify } else { rule.revoke };
    if asks {
        let changes = [("open", number.to_string()), ("do", verdict.to_string())];
        let changes: Vec<(&str, &str)> =
            changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let href = format!("{}#row-{number}", page.address.href(&changes));
        let words = format!("{words}…");
        return view! { <ButtonLink href kind size=Size::Small label attr:title="The campaign wants to know why" attr:data-key=key>{words}</ButtonLink> }
            .into_any();
    }
    view! {
        <Button submit=true kind size=Size::Small label attr:form="decide" attr:name="act[then]" attr:value=format!("{verdict} {number}") attr:data-key=key attr:data-on=true>
            {words}
        </Button>
    }
    .into_any()
}
