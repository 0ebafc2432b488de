//! Excepting a violation: until when, and on which control that rests.

use bailiwick::policy::Control;
use bailiwick::policy::control::Loss;
use chrono::Duration;
use leptos::prelude::*;

use super::decide::{comment, form, typed};
use super::one::One;
use crate::components::{Alert, Button, Checkbox, IconName, Tone};
use crate::days;
use crate::drawn::policies::controls::words::{badge, why_not};

/// The form.
pub(super) fn except(one: &One) -> AnyView {
    let rule = &one.view.rule.rule.definition;
    let (first, last) = (
        one.clock.now + Duration::days(1),
        one.clock.now + Duration::days(i64::from(rule.most_exception_days)),
    );
    // The last second of a day must be within the bound.
    let last = (last - Duration::days(1)).max(first);
    let hint = format!(
        "From {} to {}: at most {} days.",
        one.clock.day(first),
        one.clock.day(last),
        rule.most_exception_days
    );
    let (min, max) = (days::field(one.clock, Some(first)), days::field(one.clock, Some(last)));
    let value = typed(one, "except", "until");
    if !one.controls.is_empty() && one.controls.iter().all(|(_, loss)| loss.is_some()) {
        return form(one, "except", "Exception", nothing_works(one));
    }
    let control = controls(one);
    let body = view! {
        {control}
        <div>
            <label for="except-until" class="mb-1 block text-meta font-medium">"Last day of the exception"</label>
            <input
                id="except-until"
                name="act[until]"
                type="date"
                required
                min=min
                max=max
                value=value
                aria-describedby="except-hint"
                class="h-8 w-full rounded-md border border-field bg-surface px-2 text-sm"
            />
            <p id="except-hint" class="mt-1 text-meta text-muted">{hint}</p>
        </div>
        {comment(one, "except", "Why", !rule.lifecycle.exception_needs_comment)}
        <div>
            <Button submit=true icon=IconName::CalendarClock>"Except it"</Button>
        </div>
    };
    form(one, "except", "Exception", body.into_any())
}

/// The controls of the rule, of which those that work can be chosen.
fn controls(one: &One) -> Option<AnyView> {
    if one.controls.is_empty() {
        return None;
    }
    let fit = one.controls.iter().filter(|(_, loss)| loss.is_none());
    let only = (fit.count() == 1).then(|| one.controls.iter().find(|(_, loss)| loss.is_none())).flatten();
    let chosen = match typed(one, "except", "control") {
        typed if typed.is_empty() => only.map(|(control, _)| control.id.to_string()).unwrap_or_default(),
        typed => typed,
    };
    let rows = one.controls.iter().map(|(control, loss)| row(one, control, *loss, &chosen)).collect_view();
    let view = view! {
        <fieldset class="grid gap-1">
            <legend class="mb-1 block text-meta font-medium">"What keeps the harm away meanwhile"</legend>
            {rows}
            <p class="mt-1 text-meta text-muted">"The exception rests on it, and ends at once when it stops."</p>
        </fieldset>
    };
    Some(view.into_any())
}

fn row(one: &One, control: &Control, loss: Option<Loss>, chosen: &str) -> AnyView {
    let (id, name) = (control.id.to_string(), control.definition.name.clone());
    let checked = loss.is_none() && id == chosen;
    let why = loss.map(|loss| why_not(loss, one.clock));
    let about = why.or_else(|| control.definition.description.clone());
    view! {
        <div class="rounded-md border border-line px-2 py-1">
            <div class="flex items-start justify-between gap-2">
                <Checkbox name="act[control]" value=id radio=true checked disabled=loss.is_some() label=name/>
                {badge(control, one.clock)}
            </div>
            {about.map(|text| view! { <p class="ps-6 text-meta wrap-anywhere text-muted">{text}</p> })}
        </div>
    }
    .into_any()
}

/// That no exception can begin now, and why.
fn nothing_works(one: &One) -> AnyView {
    let rows = one.controls.iter().map(|(control, loss)| row(one, control, *loss, "")).collect_view();
    view! {
        <Alert tone=Tone::Overdue title="None of the rule’s controls works for this now">
            <p>"Exceptions of the rule rest on one of them. Ask for evidence first, or decide otherwise."</p>
        </Alert>
        <fieldset class="grid gap-1">
            <legend class="sr-only">"The rule’s controls"</legend>
            {rows}
        </fieldset>
    }
    .into_any()
}
