//! The form of a step.

use bailiwick::workflow::{ALWAYS, Definition, Events, Given, Next, Step, StepKind};
use leptos::{prelude::*, server_fn::ServerFn};

use super::words::{condition, days, given, source};
use crate::api::workflows::SaveStep;
use crate::components::{Button, ButtonKind, Choice, Field, IconName, Select, TextArea};

/// Changes a step of a draft.
#[component]
pub fn StepEditor(
    /// The step.
    step: Step,
    /// What it belongs to.
    definition: Definition,
    /// The draft's revision.
    revision: i64,
) -> impl IntoView {
    let (what, text) = source(&step);
    let rows = u32::try_from(text.lines().count()).unwrap_or(u32::MAX).clamp(3, 18);
    let hint = match &step.kind {
        StepKind::Task(_) => "An expression that yields ids, or a list as JSON.",
        StepKind::Wait(_) => "An expression that yields a date.",
        StepKind::Email(_) => "Addresses, or an expression that yields them.",
        _ => "JavaScript; it runs when the step is entered.",
    };
    let (mut parts, mut template) = ("source".to_owned(), None);
    let timed = match &step.kind {
        StepKind::Task(task) => {
            parts.push_str(" events");
            Some(event_fields(&task.events))
        }
        StepKind::Email(mail) => {
            parts.push_str(" template");
            let value = mail.template.as_ref().map(given).unwrap_or_default();
            template =
                Some(view! { <Field name="form[template]" id="step-template" label="Mail template" value/> });
            None
        }
        _ => None,
    };
    let always_new =
        matches!(step.kind, StepKind::Exclusive(_) | StepKind::Inclusive(_)) || step.next.is_empty();
    let new = always_new.then_some(Next { condition: None, outcome: None, step: None });
    let known = step.next.len();
    let conditional = always_new || step.next.iter().any(|next| condition(next).is_some());
    let ways: Vec<AnyView> = step
        .next
        .iter()
        .chain(&new)
        .enumerate()
        .map(|(i, next)| way_fields(i, next, &definition, i >= known, conditional))
        .collect();
    view! {
        <form method="post" action=SaveStep::PATH class="grid gap-4">
            <input type="hidden" name="form[workflow]" value=definition.id.0.clone()/>
            <input type="hidden" name="form[revision]" value=revision.to_string()/>
            <input type="hidden" name="form[step]" value=step.name.clone()/>
            <input type="hidden" name="form[parts]" value=parts/>
            <Field name="form[name]" id="step-name" label="Name" value=step.display_name.clone() required_silently=true max_length=200_u32/>
            <div class="[&_textarea]:font-mono [&_textarea]:text-xs">
                <TextArea name="form[source]" id="step-source" label=what value=text rows hint/>
            </div>
            {template}
            {timed}
            <fieldset class="grid gap-3">
                <legend class="mb-1 text-meta font-medium">"Leads to"</legend>
                {ways}
            </fieldset>
            <div>
                <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>
                    "Save the step"
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// A way out: what it is taken after, when, and where it leads.
fn way_fields(i: usize, next: &Next, definition: &Definition, new: bool, conditional: bool) -> AnyView {
    let selected = match (new, &next.step) {
        (true, _) => "none".to_owned(),
        (false, None) => "end".to_owned(),
        (false, Some(step)) => format!("step:{step}"),
    };
    let none = if new { "No further way" } else { "Take this way out" };
    let mut choices = vec![Choice::new("none", none), Choice::new("end", "The end")];
    choices.extend(
        definition
            .steps
            .iter()
            .map(|step| Choice::new(format!("step:{}", step.name), step.display_name.clone())),
    );
    if choices.iter().all(|choice| choice.value != selected) {
        let gone = next.step.clone().unwrap_or_default();
        choices.push(Choice::new(selected.clone(), format!("{gone} (is not there)")));
    }
    let outcome = next.outcome.clone().unwrap_or_default();
    let after = match (new, outcome.as_str(), conditional) {
        (true, ..) => "Another way".to_owned(),
        (false, "" | "done", _) => "Then".to_owned(),
        (false, outcome, _) => format!("After {outcome}"),
    };
    let name = |member: &str| format!("form[ways][{i}][{member}]");
    let outcome = if conditional {
        view! { <Field name=name("outcome") id=format!("way-{i}-outcome") label="Called" value=outcome/> }
            .into_any()
    } else {
        view! { <input type="hidden" name=name("outcome") value=outcome/> }.into_any()
    };
    let when = next.condition.clone().unwrap_or_default();
    let when = if conditional {
        let hint = format!("{ALWAYS} for always");
        view! { <Field name=name("condition") id=format!("way-{i}-when") label="When" value=when placeholder=hint/> }.into_any()
    } else {
        view! { <input type="hidden" name=name("condition") value=when/> }.into_any()
    };
    view! {
        <div class="grid gap-2 rounded-md border border-line bg-sunken p-3">
            <Select name=name("to") id=format!("way-{i}-to") label=after choices selected/>
            {outcome}
            {when}
        </div>
    }
    .into_any()
}

/// Reminder, escalation and expiration, in days.
fn event_fields(events: &Events) -> AnyView {
    let text = |days: Option<u32>| days.map(|days| days.to_string()).unwrap_or_default();
    let own = |date: Option<&Given>| {
        date.filter(|date| days(Some(date)).is_none())
            .map(|date| format!("Stays an expression: {}", given(date)))
    };
    let reminder = events.reminder.as_ref();
    let (escalation, expiration) = (events.escalation.as_ref(), events.expiration.as_ref());
    let reminder_date = reminder.and_then(|event| event.date.as_ref());
    let escalation_date = escalation.and_then(|event| event.date.as_ref());
    let expiration_date = expiration.and_then(|event| event.date.as_ref());
    let action = expiration.map_or_else(|| "reject".to_owned(), |event| given(&event.action));
    let mut choices = vec![
        Choice::new("reject", "It is rejected"),
        Choice::new("approve", "It is approved"),
        Choice::new("reassign", "It is handed on"),
        Choice::new("none", "Nothing"),
    ];
    let selected = if choices.iter().any(|choice| choice.value == action) {
        action
    } else {
        choices.push(Choice::new("", "What an expression says"));
        String::new()
    };
    let field = |name: &str, label: &'static str, value: String, hint: Option<String>| {
        let (id, name) = (format!("step-{name}"), format!("form[{name}]"));
        view! { <Field name id label r#type="number" value hint/> }.into_any()
    };
    view! {
        <fieldset class="grid grid-cols-2 gap-3">
            <legend class="mb-1 text-meta font-medium">"Meanwhile, in days"</legend>
            {field("reminder", "Remind after", text(days(reminder_date)), own(reminder_date))}
            {field("again", "Then every", text(reminder.and_then(|event| event.frequency)), None)}
            {field("escalation", "Tell others after", text(days(escalation_date)), own(escalation_date))}
            {field("expiration", "Expires after", text(days(expiration_date)), own(expiration_date))}
            <div class="col-span-2">
                <Select name="form[action]" id="step-action" label="What then becomes of it" choices selected/>
            </div>
        </fieldset>
    }
    .into_any()
}
