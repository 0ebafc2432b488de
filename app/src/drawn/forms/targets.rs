//! What a form is shown for.

use bailiwick::form::Assignment;
use leptos::{prelude::*, server_fn::ServerFn};

use super::one::One;
use crate::api::forms::{AssignForm, UnassignForm};
use crate::components::{Button, ButtonKind, Card, Choice, EmptyState, Field, IconName, Select, Size};

/// What the form is shown for, and how that is changed.
pub(super) fn targets(one: &One) -> AnyView {
    let (form, admin) = (one.form.id.0.clone(), one.admin);
    let rows: Vec<AnyView> = one.shown_for.iter().map(|assignment| target(assignment, admin)).collect();
    let list = if rows.is_empty() {
        view! { <EmptyState icon=IconName::Link title="Shown for nothing" text="Choose the type of request it belongs to."/> }
            .into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    let mut choices = vec![Choice::new("", "Another target…")];
    choices.extend(one.types.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())));
    let more = admin.then(|| {
        view! {
            <form method="post" action=AssignForm::PATH class="grid gap-3 border-t border-line px-4 py-4">
                <input type="hidden" name="form" value=form/>
                <Select name="kind" id="assign-kind" label="Show it for the type of request" choices/>
                <Field
                    name="target"
                    id="assign-target"
                    label="Or for another target"
                    hint="Such as lcm/user/create, or application/{id}/User/create."
                    max_length=500_u32
                />
                <div>
                    <Button submit=true icon=IconName::Plus>"Show it there"</Button>
                </div>
            </form>
        }
    });
    view! { <Card id="shown-for" title="Shown for">{list} {more}</Card> }.into_any()
}

fn target(assignment: &Assignment, admin: bool) -> AnyView {
    let (form, target) = (assignment.form.0.clone(), assignment.target.to_string());
    let words = target.clone();
    let remove = admin.then(|| {
        view! {
            <form method="post" action=UnassignForm::PATH>
                <input type="hidden" name="form" value=form/>
                <input type="hidden" name="target" value=target.clone()/>
                <Button submit=true size=Size::Small kind=ButtonKind::QuietDanger icon=IconName::X label=format!("Show it no more for {target}")/>
            </form>
        }
    });
    view! {
        <li class="flex items-center gap-2 border-b border-line px-4 py-2 last:border-0">
            <span class="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{words}</span>
            {remove}
        </li>
    }
    .into_any()
}
