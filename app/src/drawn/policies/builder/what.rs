//! What follows when a rule is broken, in the builder.

use leptos::prelude::*;

use crate::api::policies::RuleForm;
use crate::components::{Card, Checkbox, Field, TextArea};

/// The card.
pub(super) fn card(form: &RuleForm) -> AnyView {
    let form = form.clone();
    view! {
        <Card id="what" title="When it is broken">
            <div class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <fieldset class="sm:col-span-2">
                    <legend class="text-meta font-medium">"What may be decided"</legend>
                    <div class="flex flex-wrap gap-x-5">
                        <Checkbox name="rule[remediate]" label="Take access away" checked=form.remediate/>
                        <Checkbox name="rule[exception]" label="An exception until a date" checked=form.exception/>
                        <Checkbox name="rule[allow]" label="Allow it for good" checked=form.allow/>
                    </div>
                </fieldset>
                <Field name="rule[days]" id="rule-days" label="Longest exception, in days" r#type="number" value=form.days/>
                <div class="self-end pb-1">
                    <Checkbox name="rule[reason]" label="An exception needs a reason" checked=form.reason/>
                </div>
                <Field name="rule[expires]" id="rule-expires" label="Days to decide" r#type="number" value=form.expires hint="Then the rule’s owner is asked. Empty: never." optional=true/>
                <Field name="rule[risk]" id="rule-risk" label="Risk, 0 to 100" r#type="number" value=form.risk optional=true/>
                <div class="sm:col-span-2">
                    <TextArea name="rule[advice]" id="rule-advice" label="What somebody who decides should know" value=form.advice rows=3 optional=true max_length=4_000_u32/>
                </div>
            </div>
        </Card>
    }
    .into_any()
}
