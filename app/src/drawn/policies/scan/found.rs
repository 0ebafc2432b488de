//! What a scan found, with filters above.

use bailiwick::id::PolicyRuleId;
use bailiwick::policy::{Found, Standing};
use bailiwick_engine::policies::Wanted;
use leptos::prelude::*;

use super::super::cards::side_title;
use super::super::{RULES, href, past};
use super::{Page, ROWS};
use crate::components::{Avatar, Card, EmptyState, FaceSize, FilterChip, IconName, Pagination};
use crate::drawn::violations::words::grants;
use crate::text::{counted, number};

/// The card.
pub(super) fn card(page: &Page) -> AnyView {
    let rows: Vec<AnyView> = page.results.found.iter().map(|one| row(one, page)).collect();
    let body = if rows.is_empty() {
        view! { <EmptyState icon=IconName::ShieldCheck title="Nobody" text="Nobody breaks what was looked at."/> }.into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    let total = page.count(page.wanted);
    let to = |to: u32| page.address(page.wanted, Some(to));
    let seen = i64::from(page.page) * i64::from(ROWS);
    let foot = (total > i64::from(ROWS)).then(|| {
        let shown = format!("{} to {} of {}", seen - i64::from(ROWS) + 1, seen.min(total), number(total));
        let (previous, next) =
            ((page.page > 1).then(|| to(page.page - 1)), (seen < total).then(|| to(page.page + 1)));
        view! { <Pagination shown previous next/> }
    });
    let note = counted(total, "finding");
    let (rules, standings) = (of_rules(page), of_standings(page));
    view! { <Card id="found" title="Who breaks what" note>{rules} {standings} {body} {foot}</Card> }
        .into_any()
}

/// The rules as filters, where there are several.
fn of_rules(page: &Page) -> Option<AnyView> {
    let scan = &page.scan;
    let chip = |rule: Option<PolicyRuleId>, text: String| {
        let wanted = Wanted { rule, ..page.wanted };
        let on = page.wanted.rule == rule;
        view! { <FilterChip href=page.address(wanted, None) on count=number(page.count(wanted)) text/> }
    };
    let rules = scan.rules.iter().map(|(rule, name)| chip(Some(*rule), name.clone()));
    let chips = std::iter::once(chip(None, "All rules".to_owned())).chain(rules);
    (scan.rules.len() > 1).then(|| filters("Rules", chips.collect_view().into_any()))
}

/// How findings of the past compare with today, as filters.
fn of_standings(page: &Page) -> Option<AnyView> {
    let chip = |standing: Option<Standing>| {
        let wanted = Wanted { standing, ..page.wanted };
        let text = standing.map_or("All", past::word);
        let on = page.wanted.standing == standing;
        view! { <FilterChip href=page.address(wanted, None) on count=number(page.count(wanted)) text/> }
    };
    let chips = std::iter::once(None).chain(Standing::ALL.iter().copied().map(Some)).map(chip);
    page.scan.as_of.map(|_| filters("Compared with today", chips.collect_view().into_any()))
}

fn filters(label: &'static str, chips: AnyView) -> AnyView {
    view! { <nav aria-label=label class="flex flex-wrap gap-1.5 border-b border-line px-4 py-3">{chips}</nav> }
        .into_any()
}

fn row(one: &Found, page: &Page) -> AnyView {
    let person = page.results.user(one);
    let name = person.map_or_else(|| "Somebody who is gone".to_owned(), |person| person.display_name.clone());
    let about = person.and_then(|person| person.title.clone()).unwrap_or_default();
    let rule = page
        .scan
        .rules
        .iter()
        .find(|(id, _)| *id == one.rule)
        .map(|(_, name)| name.clone())
        .unwrap_or_default();
    let sides = one.access.len();
    let causes = one.access.iter().enumerate().map(|(place, side)| {
        view! {
            <div class="min-w-0 flex-1">
                <p class="text-meta text-faint">{side_title(place, sides)}</p>
                {grants(side, &page.results.items, page.clock)}
            </div>
        }
    });
    let causes = causes.collect_view();
    let rule = if page.scan.draft.is_some() {
        view! { <span>{rule}</span> }.into_any()
    } else {
        view! { <a href=href(RULES, &one.rule, &[]) class="text-accent-ink hover:underline">{rule}</a> }
            .into_any()
    };
    let breaks = if one.standing == Some(Standing::Over) { " broke " } else { " breaks " };
    view! {
        <li class="flex gap-3 border-b border-line px-4 py-3 last:border-0">
            <Avatar name=name.clone() size=FaceSize::Medium/>
            <div class="min-w-0 flex-1">
                <p class="text-sm">
                    <span class="font-medium">{name}</span>
                    {breaks}
                    {rule}
                    " "
                    {one.standing.map(past::badge)}
                </p>
                <p class="text-meta text-muted">{about}</p>
                <div class="mt-2 flex flex-col gap-3 sm:flex-row">{causes}</div>
            </div>
        </li>
    }
    .into_any()
}
