//! The controls of a rule, on its page.

use bailiwick::policy::Control;
use leptos::prelude::*;

use super::controls::words::badge;
use super::one::One;
use super::{CONTROLS, href};
use crate::components::{ButtonLink, Card, Size};

/// The card; nothing where a rule leaves no exceptions and has none.
pub(super) fn card(one: &One) -> Option<AnyView> {
    if one.controls.is_empty() && !one.read.rule.definition.options.exception {
        return None;
    }
    let rows: Vec<AnyView> = one.controls.iter().map(|(control, _)| row(one, control)).collect();
    let text = match (rows.is_empty(), one.controls.iter().any(|(_, loss)| loss.is_none())) {
        (true, _) => "It has none: exceptions rest on nothing but their date.",
        (false, true) => "An exception rests on one of these, and ends when that stops.",
        (false, false) => "None of these works now: no exception can begin.",
    };
    let admin = one.admin;
    let all =
        move || admin.then(|| view! { <ButtonLink href=CONTROLS size=Size::Small>"Controls"</ButtonLink> });
    let view = view! {
        <Card id="mitigation" title="Mitigating controls" actions=all>
            <p class="px-4 py-3 text-meta text-muted">{text}</p>
            {(!rows.is_empty()).then(|| view! { <ul class="border-t border-line">{rows}</ul> })}
        </Card>
    };
    Some(view.into_any())
}

fn row(one: &One, control: &Control) -> AnyView {
    let name = control.definition.name.clone();
    let name = if one.reads_controls {
        view! { <a href=href(CONTROLS, &control.id, &[]) class="min-w-0 flex-1 text-sm font-medium wrap-anywhere hover:underline">{name}</a> }
            .into_any()
    } else {
        view! { <span class="min-w-0 flex-1 text-sm font-medium wrap-anywhere">{name}</span> }.into_any()
    };
    view! {
        <li class="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2 last:border-0">{name} {badge(control, one.clock)}</li>
    }
    .into_any()
}
