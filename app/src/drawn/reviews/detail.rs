//! What is below a row that is open: why it is held, what it clashes with, what a revoke does, what was said, and what
//! else can be done.

use bailiwick::catalog::ItemBrief;
use bailiwick::certification::{ItemPermission, LineItemStatus};
use bailiwick::directory::UserBrief;
use bailiwick_engine::certifications::ReviewRow;
use leptos::prelude::*;

use super::forms::More;
use super::row::COLUMNS;
use super::workspace::Page;
use super::{colleagues, effect, whole, words};
use crate::components::{AccessPath, Due, PathStep, When};
use crate::drawn::violations::VIOLATIONS;
use crate::url;

/// The row below.
pub(super) fn detail(page: &Page, row: &ReviewRow) -> AnyView {
    let (stage, back, said) = (stage(page, row), came_back(page, row), said(page, row));
    let still = effect::still_held(&row.view)
        .map(|words| view! { <p class="font-medium text-overdue wrap-anywhere">{words}</p> });
    let forms = forms(page, row);
    let gone = words::seen_gone(&row.view, page.clock)
        .map(|words| view! { <p class="text-muted wrap-anywhere">{words}</p> });
    let label = format!("About {}", super::row::named(row));
    let about = match (row.view.item.held(), &row.view.user) {
        (Some(_), Some(user)) => {
            let (why, clash, revoke) = (why(page, row, user), clash(row), revoke(row));
            view! { <div class="grid gap-4 md:grid-cols-3">{why} {clash} {revoke}</div> }.into_any()
        }
        _ => whole::below(page, row),
    };
    view! {
        <tr role="row" class="detail">
            <td role="cell" colspan=COLUMNS>
                <section aria-label=label class="grid gap-4 rounded-md border border-accent-line bg-surface px-4 py-3 text-meta">
                    {stage} {gone} {back} {still} {about}
                    {said} {forms}
                </section>
            </td>
        </tr>
    }
    .into_any()
}

/// In which stage it is and until when, where there are several.
fn stage(page: &Page, row: &ReviewRow) -> Option<AnyView> {
    let (campaign, item) = (&page.seen.campaign, &row.view.item);
    let stages = campaign.definition.stages.len();
    let waits = campaign.status.is_open() && item.status == LineItemStatus::InProgress;
    let due = row.view.deadline.filter(|_| waits);
    let due = due.map(|at| view! { <Due at clock=page.clock/> });
    let words = format!("Stage {} of {stages}", item.stage + 1);
    (stages > 1).then(|| {
        view! { <p class="flex flex-wrap items-center gap-x-2"><span class="font-medium">{words}</span> {due}</p> }
            .into_any()
    })
}

/// Who brought back what was revoked and gone.
fn came_back(page: &Page, row: &ReviewRow) -> Option<AnyView> {
    let back = row.view.after.as_ref()?.came_back.as_ref()?;
    let words = format!("Came back on {}, {}.", page.clock.day(back.at), back.how());
    let request = back.request.as_ref().map(|request| {
        let href = format!("/requests/{}", url::escape(&request.0));
        view! { " " <a href=href class="text-accent-ink underline">"The request"</a> }
    });
    Some(view! { <p class="font-medium text-rejected wrap-anywhere">{words} {request}</p> }.into_any())
}

fn part(title: &'static str, body: AnyView) -> AnyView {
    view! { <div class="min-w-0"><h2 class="mb-1 font-medium text-faint">{title}</h2>{body}</div> }.into_any()
}

fn why(page: &Page, row: &ReviewRow, user: &UserBrief) -> AnyView {
    let view = &row.view;
    let mut steps = vec![PathStep::plain(user.display_name.clone())];
    if view.way.is_empty() {
        steps.extend(view.through.as_ref().map(|role| PathStep::plain(role.name.clone())));
        steps.extend(view.of.as_ref().map(|item| PathStep::plain(item.name.clone())));
    } else {
        let item = |item: &ItemBrief| {
            PathStep::link(item.name.clone(), url::to("/catalog", &[("item", &item.id.to_string())]))
        };
        steps.extend(view.way.iter().map(item));
    }
    steps.extend(view.of.as_ref().and_then(|item| item.application_name.clone()).map(PathStep::plain));
    let request = view.grant.as_ref().and_then(|grant| grant.request.clone()).map(|request| {
        let href = format!("/requests/{}", url::escape(&request.0));
        view! { " " <a href=href class="text-accent-ink underline">"The request"</a> }
    });
    let how = words::held(view);
    let since = view.grant.as_ref().map(|grant| words::since(view, grant, page.clock));
    let end = view.grant.as_ref().and_then(|grant| grant.end);
    let end = end.map(|end| view! { <p>{format!("It ends by itself on {}.", page.clock.day(end))}</p> });
    let last_use = words::used(view, page.clock).map(|(words, _)| view! { <p>{words} "."</p> });
    let about = [user.title.clone(), user.organisation.clone()].into_iter().flatten();
    let about = about.collect::<Vec<_>>().join(", ");
    let body = view! {
        <AccessPath steps/>
        <p class="mt-1">{how} {since.map(|since| format!(", {since}"))} "." {request}</p>
        {last_use}
        {end}
        {(!about.is_empty()).then(|| view! { <p class="text-muted">{format!("{}: {about}", user.display_name)}</p> })}
    };
    part("Why it is held", body.into_any())
}

fn clash(row: &ReviewRow) -> AnyView {
    let rules: Vec<AnyView> = row
        .insight
        .violations
        .iter()
        .map(|(id, rule)| {
            let href = format!("{VIOLATIONS}/{id}");
            view! { <li><a href=href class="text-violation underline">{rule.clone()}</a></li> }.into_any()
        })
        .collect();
    let body = if rules.is_empty() {
        view! { <p>"It is part of no open violation."</p> }.into_any()
    } else {
        view! { <p>"It breaks, with what else is held:"</p> <ul>{rules}</ul> }.into_any()
    };
    let (have, of) = row.insight.evidence.peers;
    let peers = match of {
        0 => "There are no colleagues to compare with.".to_owned(),
        of => {
            let whose = colleagues::whose(row).unwrap_or_default();
            format!("{have} of {of} colleagues {whose} hold it, too.")
        }
    };
    let (word, why) = words::recommended(&row.recommendation, false);
    let advice = view! { <p class="mt-1">{word} " " {why} "."</p> };
    part("What speaks for and against", view! { {body} <p class="mt-1">{peers}</p> {advice} }.into_any())
}

fn revoke(row: &ReviewRow) -> AnyView {
    let revoke = effect::of(&row.view);
    let before = row.insight.evidence.before;
    let before = before.map(|(verdict, at)| {
        let word = words::decided(verdict).1.to_lowercase();
        view! { <p class="mt-1">{format!("In an earlier campaign: {word}, {}.", at.format("%-d %b %Y"))}</p> }
    });
    part("If you revoke", view! { <p>{revoke.text}</p> {before} }.into_any())
}

/// What was done and said about it.
fn said(page: &Page, row: &ReviewRow) -> Option<AnyView> {
    let lines: Vec<AnyView> = row
        .view
        .comments
        .iter()
        .map(|one| {
            let what = one.action.replace('-', " ");
            let (name, comment) = (one.name.clone(), one.comment.clone());
            view! {
                <li class="wrap-anywhere">
                    <span class="font-medium">{name}</span>
                    {format!(" · {what} · ")}
                    <When at=one.at clock=page.clock/>
                    {(!comment.is_empty()).then(|| view! { <span class="block whitespace-pre-line text-muted">{comment}</span> })}
                </li>
            }
            .into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! { <div><h2 class="mb-1 font-medium text-faint">"What was done and said"</h2><ul class="grid gap-1">{lines}</ul></div> }
            .into_any()
    })
}

fn forms(page: &Page, row: &ReviewRow) -> Option<AnyView> {
    let may = &row.view.permissions;
    let number = row.view.item.id.number;
    let offered = [
        (ItemPermission::Certify, More::Certify),
        (ItemPermission::Revoke, More::Revoke),
        (ItemPermission::Exception, More::Exception),
        (ItemPermission::Certify, More::Abstain),
        (ItemPermission::Comment, More::Comment),
        (ItemPermission::Forward, More::Forward),
        (ItemPermission::Reassign, More::Reassign),
    ];
    let forms: Vec<AnyView> = offered
        .into_iter()
        .filter(|(needed, _)| may.contains(needed))
        .map(|(_, more)| page.forms().form(more, Some(number)))
        .collect();
    (!forms.is_empty()).then(|| {
        view! { <div class="grid items-start gap-2 md:grid-cols-2 xl:grid-cols-3">{forms}</div> }.into_any()
    })
}
