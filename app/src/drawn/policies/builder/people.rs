//! Whom a rule is about, in the builder.

use bailiwick::glossary::{Attribute, ObjectKind};
use leptos::prelude::*;

use super::super::words;
use super::sides::operators;
use crate::api::policies::RuleForm;
use crate::components::{Card, Choice, Field, Select, TextArea};

/// The card.
pub(super) fn card(form: &RuleForm, defined: &[Attribute]) -> AnyView {
    let body = if form.who_json.is_empty() {
        let mut choices = vec![Choice::new("", "Everybody")];
        choices.extend(
            words::OF_PEOPLE
                .iter()
                .map(|(name, label)| Choice::new(*name, format!("Those whose {}", label.to_lowercase()))),
        );
        let attributes = words::attributes(defined, |kind| kind == ObjectKind::User).into_iter();
        choices.extend(
            attributes.map(|choice| Choice::new(choice.value, format!("Those whose {}", choice.label))),
        );
        if !choices.iter().any(|choice| choice.value == form.who) {
            choices.push(Choice::new(form.who.clone(), format!("Those whose {}", form.who)));
        }
        view! {
            <Select name="rule[who]" id="rule-who" label="Who" choices selected=form.who.clone()/>
            <Select name="rule[who_operator]" id="rule-who-operator" label="How" choices=operators() selected=form.who_operator.clone()/>
            <Field name="rule[who_value]" id="rule-who-value" label="Value" value=form.who_value.clone() hint="Without effect for everybody." max_length=1_000_u32/>
        }
        .into_any()
    } else {
        view! {
            <div class="sm:col-span-3 [&_textarea]:font-mono [&_textarea]:text-xs">
                <TextArea
                    name="rule[who_json]"
                    id="rule-who-json"
                    label="Filter of people"
                    value=form.who_json.clone()
                    rows=8
                    hint="This filter has levels that a row cannot show. Empty it to choose people instead."
                />
            </div>
        }
        .into_any()
    };
    view! {
        <Card id="people" title="Whom it is about">
            <div class="grid gap-3 px-4 py-4 sm:grid-cols-3">{body}</div>
        </Card>
    }
    .into_any()
}
