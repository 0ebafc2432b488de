//! When: how long it takes, what becomes of what is late, when it starts by itself, who is told.

use bailiwick::certification::ExpirationAction;
use leptos::prelude::*;

use super::super::words::{choices, late};
use super::{Wizard, notices};
use crate::components::{Card, Checkbox, Choice, Field, Select};
use crate::server::campaigns::form::schedule;

/// Usual schedules: cron expressions, in UTC.
const USUAL: [(&str, &str); 4] = [
    ("0 3 1 * *", "Every month, on the first"),
    ("0 3 1 */3 *", "Every quarter"),
    ("0 3 1 */6 *", "Every half year"),
    ("0 3 1 1 *", "Every year"),
];

/// The cards.
pub(super) fn cards(wizard: &Wizard) -> AnyView {
    let action = wizard.text("expirationAction");
    let action = if action.is_empty() { ExpirationAction::Nothing.to_string() } else { action };
    let reassignee = wizard.person(&wizard.text("expirationReassignee"));
    let (days, delay) = (wizard.text("stageDuration"), wizard.text("expirationActionDelay"));
    view! {
        <Card id="time" title="How long it takes">
            <div class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <Field name="template[stage_days]" id="template-stage-days" label="Days of each stage" r#type="number" value=days/>
                <Select name="template[expiration]" id="template-expiration" label="Rows that are late" choices=choices(ExpirationAction::ALL, late) selected=action/>
                <Field name="template[expiration_days]" id="template-expiration-days" label="Days after the deadline" r#type="number" value=delay optional=true/>
                <Field name="template[reassignee]" id="template-reassignee" label="Who decides them then" value=reassignee hint="A user name, where somebody else decides them." optional=true max_length=200_u32/>
            </div>
        </Card>
        {starts(wizard)}
        {notices::card(wizard)}
    }
    .into_any()
}

fn starts(wizard: &Wizard) -> AnyView {
    let (cron, other) = schedule(&wizard.body);
    let mut repeats = vec![Choice::new("", "Only by hand")];
    repeats.extend(USUAL.map(|(value, label)| Choice::new(value, label)));
    repeats.push(Choice::new("own", "By a cron expression"));
    if other {
        repeats.push(Choice::new("keep", "As the JSON says"));
    }
    let selected = match () {
        () if other => "keep",
        () if cron.is_empty() => "",
        () if USUAL.iter().any(|(value, _)| *value == cron) => cron.as_str(),
        () => "own",
    };
    let selected = selected.to_owned();
    let staged = wizard.flag("stagingEnabled");
    let age = wizard.text("sourceMaxAge");
    view! {
        <Card id="start" title="When it starts">
            <div class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <Select name="template[repeat]" id="template-repeat" label="By itself" choices=repeats selected hint="At 03:00, in UTC."/>
                <Field name="template[cron]" id="template-cron" label="Cron expression" value=cron hint="Minute, hour, day, month, day of the week." optional=true max_length=200_u32/>
                <Field name="template[source_days]" id="template-source-days" label="Longest age of loaded files, in days" r#type="number" value=age hint="An application loaded before that is not reviewed: the campaign does not start. Empty: any age." optional=true/>
                <div class="sm:col-span-2">
                    <Checkbox name="template[staged]" label="It is looked through before anybody is asked" checked=staged/>
                </div>
            </div>
        </Card>
    }
    .into_any()
}
