//! The evidence of a control, the latest first.

use bailiwick::id::ControlId;
use bailiwick::policy::Evidence;
use leptos::prelude::*;

use super::one::{EVIDENCE, One};
use super::{CONTROLS, href};
use crate::clock::Clock;
use crate::components::{
    ButtonKind, ButtonLink, Card, EmptyState, Icon, IconName, Pagination, Quote, Timeline, TimelineStep,
    Tone, When, WhenForm,
};
use crate::text::number;

/// The card.
pub(super) fn card(one: &One) -> AnyView {
    let control = &one.read.control;
    let give = match &one.refused {
        None => {
            let form = format!("{}/evidence", href(CONTROLS, &control.id, &[]));
            view! {
                <div class="border-b border-line px-4 py-3">
                    <ButtonLink href=form external=true kind=ButtonKind::Primary icon=IconName::ClipboardCheck>"Give evidence"</ButtonLink>
                </div>
            }
            .into_any()
        }
        // That it is retired is said elsewhere; who only reads wants to give none.
        Some(why) if why.starts_with("nobody") => {
            view! { <p class="border-b border-line px-4 py-3 text-meta text-muted">"You cannot confirm it: an exception of yours, or of whom you stand in for, rests on it."</p> }
                .into_any()
        }
        Some(_) => ().into_any(),
    };
    let steps = one.evidence.iter().map(|evidence| step(control.id, evidence, one.clock)).collect_view();
    let body = if one.evidence.is_empty() {
        view! { <EmptyState icon=IconName::ClipboardCheck title="No evidence yet" text="The control works from the first evidence on."/> }
            .into_any()
    } else {
        view! { <div class="px-4 py-4"><Timeline>{steps}</Timeline></div> }.into_any()
    };
    let (first, last) =
        (i64::from(one.page - 1) * i64::from(EVIDENCE), i64::from(one.page) * i64::from(EVIDENCE));
    let foot = (one.total > i64::from(EVIDENCE)).then(|| {
        let shown = format!("{} to {} of {}", first + 1, last.min(one.total), number(one.total));
        let to = |page: u32| href(CONTROLS, &control.id, &[("page", &page.to_string())]);
        let (previous, next) =
            ((one.page > 1).then(|| to(one.page - 1)), (last < one.total).then(|| to(one.page + 1)));
        view! { <Pagination shown previous next/> }
    });
    view! { <Card id="evidence" title="Evidence">{give} {body} {foot}</Card> }.into_any()
}

fn step(control: ControlId, evidence: &Evidence, clock: Clock) -> AnyView {
    let (name, at, words) = (evidence.name.clone(), evidence.at, evidence.comment.clone());
    let name = if evidence.by.is_none() { format!("{name} (a program)") } else { name };
    let (icon, did) = match (&evidence.file, evidence.on_behalf_of) {
        (Some(_), None) => (IconName::Paperclip, "gave evidence"),
        (Some(_), Some(_)) => (IconName::Paperclip, "gave evidence as the owner’s deputy"),
        (None, None) => (IconName::Check, "confirmed it"),
        (None, Some(_)) => (IconName::Check, "confirmed it as the owner’s deputy"),
    };
    let file = evidence.file.as_ref().map(|file| {
        let href = format!("/iga/governance/mitigatingControl/{control}/evidence/{}/file", evidence.id);
        let name = file.name.clone();
        view! {
            <p class="mt-1">
                <a href=href rel="external" class="inline-flex items-center gap-1 text-accent-ink underline wrap-anywhere">
                    <Icon name=IconName::Paperclip class="size-3.5 shrink-0"/>
                    {name}
                </a>
            </p>
        }
    });
    view! {
        <TimelineStep
            icon
            tone=Tone::Approved
            title=move || view! { <b class="font-medium">{name}</b> " " {did} }
            when=move || view! { <When at clock form=WhenForm::Moment/> }
        >
            {(!words.is_empty()).then(|| view! { <Quote text=words/> })}
            {file}
        </TimelineStep>
    }
    .into_any()
}
