//! One grant, as a row of the table.

use bailiwick::catalog::ItemKind;
use bailiwick::view::AccessView;
use chrono::TimeDelta;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Asked;
use super::held::{application, by_rule, directly, place, used, why};
use crate::clock::Clock;
use crate::components::{
    AccessPath, ButtonKind, ButtonLink, Cell, PathStep, Risk, Row, RowHead, RowLink, Size, Tile, When,
    WhenForm,
};
use crate::pages::requests::words::risk;
use crate::url;

/// The row.
#[component]
pub fn HeldRow(
    /// The grant.
    row: AccessView,
    /// By which rule, in words, where one gives it.
    rule: Option<String>,
    /// What the page shows.
    asked: Asked,
    /// Now.
    clock: Clock,
) -> impl IntoView {
    let query = use_query_map();
    let item = url::to("/catalog", &[("item", &row.item.id.to_string())]);
    let remove = {
        let id = row.grant.id.to_string();
        let name = row.item.name.clone();
        directly(&row).then(|| {
            let href = move || asked.to(&query.read(), &[]);
            let joint =
                move || if href().contains('?') { format!("{}&", href()) } else { format!("{}?", href()) };
            let href = Signal::derive(move || format!("{}remove={id}", joint()));
            view! {
                <ButtonLink href kind=ButtonKind::QuietRevoke size=Size::Small>
                    "Remove"
                    <span class="sr-only">{format!(" {name}")}</span>
                </ButtonLink>
            }
        })
    };
    let kept = by_rule(&row).then(|| {
        view! { <span class="text-meta text-faint">"A rule gives it"</span> }
    });
    let end = match row.grant.end {
        None => view! { <span class="text-faint">"No end"</span> }.into_any(),
        Some(at) => {
            let soon = at - clock.now < TimeDelta::days(30);
            let class = if soon { "font-medium text-overdue" } else { "" };
            view! { <span class=class><When at clock form=WhenForm::Day/></span> }.into_any()
        }
    };
    let (name, place, tile) =
        (row.item.name.clone(), place(&row), application(&row).unwrap_or_else(|| row.item.name.clone()));
    let (start, granted_by) = (row.grant.start, row.granted_by.clone());
    let used = used(&row.grant, clock).map(|(words, long)| {
        let class = if long { "block text-meta font-medium" } else { "block text-meta text-faint" };
        view! { <span class=class>{words}</span> }
    });
    view! {
        <Row>
            <RowHead>
                <span class="flex items-center gap-2.5">
                    <Tile name=tile/>
                    <span class="min-w-0">
                        <span class="block">
                            <RowLink href=item>{name}</RowLink>
                        </span>
                        <span class="block text-meta font-normal wrap-anywhere text-faint">{place}</span>
                    </span>
                </span>
            </RowHead>
            <Cell label="Risk">
                <Risk level=risk(row.item.risk)/>
            </Cell>
            <Cell label="Why">
                <span class="block min-w-0">
                    <Why row=row.clone()/>
                    {rule.map(|rule| view! { <span class="line-clamp-4 text-meta wrap-anywhere text-faint" title=rule.clone()>{rule.clone()}</span> })}
                </span>
            </Cell>
            <Cell label="Since">
                <span class="block text-meta">
                    <When at=start clock form=WhenForm::Day/>
                </span>
                {granted_by.map(|person| view! { <span class="block text-meta text-faint">{person.display_name}</span> })}
                {used}
            </Cell>
            <Cell label="Ends">
                <span class="text-meta">{end}</span>
            </Cell>
            <Cell>
                <span class="flex md:justify-end">{remove} {kept}</span>
            </Cell>
        </Row>
    }
    .into_any()
}

/// How it is held: the request with its reason, the way through a role, or the word for it.
#[component]
fn Why(row: AccessView) -> impl IntoView {
    let words = why(&row);
    let first = match (&row.through, row.request_number) {
        (Some(role), _) => {
            let how = if role.kind == ItemKind::Role { "By role" } else { "By membership" };
            let role =
                PathStep::link(role.name.clone(), url::to("/catalog", &[("item", &role.id.to_string())]));
            let mut steps = vec![role, PathStep::plain(row.item.name.clone())];
            steps.extend(row.item.application_name.clone().map(PathStep::plain));
            view! {
                <span class="block text-meta">{how}</span>
                <AccessPath steps/>
            }
            .into_any()
        }
        (None, Some(number)) => {
            let href = format!("/requests/{number}");
            view! { <span class="block text-meta"><RowLink href>{words}</RowLink></span> }.into_any()
        }
        (None, None) => view! { <span class="block text-meta">{words}</span> }.into_any(),
    };
    let reason = row.justification.filter(|reason| !reason.is_empty());
    view! {
        {first}
        {reason.map(|reason| view! { <span class="line-clamp-2 text-meta wrap-anywhere text-faint">{format!("“{reason}”")}</span> })}
    }
}
