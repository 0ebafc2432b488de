//! The rules that a control is linked to.

use bailiwick::id::PolicyRuleId;
use leptos::{prelude::*, server_fn::ServerFn};

use super::super::RULES;
use super::one::One;
use super::{CONTROLS, href};
use crate::api::controls::SetControl;
use crate::components::{Button, ButtonLink, Card, Choice, EmptyState, IconName, Select, Size};

/// The card.
pub(super) fn card(one: &One) -> AnyView {
    let rows: Vec<AnyView> = one.read.rules.iter().map(|(id, name)| row(one, *id, name)).collect();
    let body = if rows.is_empty() {
        view! { <EmptyState icon=IconName::Scale title="No rules" text="Exceptions of the rules that it is linked to rest on it, or on another control of theirs."/> }
            .into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    let link = link(one);
    view! {
        <Card id="rules" title="Rules" note="Their exceptions rest on a control that works">
            {body} {link}
        </Card>
    }
    .into_any()
}

fn row(one: &One, id: PolicyRuleId, name: &str) -> AnyView {
    let shown = name.to_owned();
    let name = if one.reads_all {
        view! { <a href=href(RULES, &id, &[]) class="min-w-0 flex-1 text-sm font-medium wrap-anywhere hover:underline">{shown.clone()}</a> }
            .into_any()
    } else {
        view! { <span class="min-w-0 flex-1 text-sm font-medium wrap-anywhere">{shown.clone()}</span> }
            .into_any()
    };
    let unlink = one.admin.then(|| {
        let href = href(CONTROLS, &one.read.control.id, &[("ask", "unlink"), ("rule", &id.to_string())]);
        view! {
            <ButtonLink href size=Size::Small>
                "Unlink"
                <span class="sr-only">{format!(": {shown}")}</span>
            </ButtonLink>
        }
    });
    view! {
        <li class="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2 last:border-0">{name} {unlink}</li>
    }
    .into_any()
}

/// The form that links it to another rule.
fn link(one: &One) -> Option<AnyView> {
    if !one.admin || one.read.control.retired.is_some() || one.rules.is_empty() {
        return None;
    }
    let id = one.read.control.id.to_string();
    let mut choices = vec![Choice::new("", "Choose a rule")];
    choices.extend(one.rules.iter().cloned());
    let view = view! {
        <form method="post" action=SetControl::PATH class="flex flex-wrap items-end gap-2 border-t border-line px-4 py-3">
            <input type="hidden" name="control" value=id/>
            <input type="hidden" name="to" value="link"/>
            <div class="w-full sm:w-72">
                <Select name="rule" id="link-rule" label="Another rule" choices/>
            </div>
            <Button submit=true icon=IconName::Link>"Link it"</Button>
        </form>
    };
    Some(view.into_any())
}
