//! Who is told, and when.

use leptos::prelude::*;

use super::super::told::besides;
use super::Wizard;
use crate::components::{Card, Checkbox, Field};
use crate::server::campaigns::told;

/// The card.
pub(super) fn card(wizard: &Wizard) -> AnyView {
    let told = told::read(&wizard.body);
    let to = wizard.person(&told.to);
    let besides = besides(&told.besides).map(|others| {
        let text = format!("Besides, as the JSON says: {others}.");
        view! { <p class="text-meta text-muted">{text}</p> }
    });
    view! {
        <Card id="notices" title="Who is told, and when" note="In the product, and by mail where there is a mail server">
            <div class="grid gap-4 px-4 py-4">
                <fieldset class="grid min-w-0 gap-3">
                    <legend class="mb-2 text-meta font-medium">"Reviewers"</legend>
                    <div class="flex flex-wrap gap-x-5">
                        <Checkbox name="template[tell_begins]" label="When the campaign begins" checked=told.begins/>
                        <Checkbox name="template[tell_handed]" label="When rows are handed to them" checked=told.handed/>
                    </div>
                    <div class="grid gap-3 sm:grid-cols-2">
                        <Field name="template[reminder_days]" id="template-reminder" label="Days between reminders" r#type="number" value=told.reminder hint="While something waits for them. Empty: none." optional=true/>
                        <Field name="template[notice_days]" id="template-notice" label="Days before the deadline" r#type="number" value=told.deadline hint="They are told once more then. Empty: not." optional=true/>
                    </div>
                </fieldset>
                <fieldset class="grid min-w-0 gap-1">
                    <legend class="mb-2 text-meta font-medium">"The managers of reviewers"</legend>
                    <div class="flex flex-wrap gap-x-5">
                        <Checkbox name="template[tell_managers]" label="Also that it begins" checked=told.begins_to.managers/>
                        <Checkbox name="template[remind_managers]" label="Also with each reminder" checked=told.reminder_to.managers/>
                    </div>
                    <p class="text-meta text-muted">"One message for each manager: for whom of their people how many rows wait."</p>
                </fieldset>
                <fieldset class="grid min-w-0 gap-3">
                    <legend class="mb-2 text-meta font-medium">"Somebody else, while reviewers do not answer"</legend>
                    <div class="grid gap-3 sm:grid-cols-2">
                        <Field name="template[escalation_days]" id="template-escalation" label="Days between notices" r#type="number" value=told.escalation hint="The first comes so long after the beginning. Empty: none." optional=true/>
                        <Field name="template[escalation_owner]" id="template-escalation-owner" label="Who that is" value=to hint="A user name. Empty: the owner." optional=true max_length=200_u32/>
                    </div>
                    {besides}
                </fieldset>
            </div>
        </Card>
    }
    .into_any()
}
