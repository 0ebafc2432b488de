//! What changes a draft beside the form of a step: adding and removing steps, and the whole as JSON.

use bailiwick::workflow::{Definition, NewStep, Step};
use leptos::{prelude::*, server_fn::ServerFn};

use super::Place;
use crate::api::workflows::{AddStep, RemoveStep, SaveWorkflow};
use crate::components::{
    Button, ButtonKind, ButtonLink, Card, Choice, Field, IconName, Select, Size, TextArea,
};

fn words(kind: NewStep) -> &'static str {
    match kind {
        NewStep::Approval => "Approval",
        NewStep::Fulfilment => "Fulfilment",
        NewStep::Script => "Script",
        NewStep::Exclusive => "Gateway: one way",
        NewStep::Inclusive => "Gateway: all ways that hold",
        NewStep::Wait => "Wait for a date",
        NewStep::Email => "Mail",
    }
}

/// Adds a step after another.
#[component]
pub fn AddStepForm(
    /// The draft.
    definition: Definition,
    /// Its revision.
    revision: i64,
    /// The step that is open; empty for none.
    after: String,
) -> impl IntoView {
    let kinds = NewStep::ALL.iter().map(|kind| Choice::new(kind.as_str(), words(*kind))).collect();
    let mut places = vec![Choice::new("", "The start")];
    places.extend(
        definition.steps.iter().map(|step| Choice::new(step.name.clone(), step.display_name.clone())),
    );
    view! {
        <Card id="add-step" title="Add a step">
            <form method="post" action=AddStep::PATH class="grid gap-3 px-4 py-4">
                <input type="hidden" name="workflow" value=definition.id.0.clone()/>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <Select name="kind" id="new-kind" label="Kind" choices=kinds/>
                <Field name="name" id="new-name" label="Name" max_length=200_u32 required_silently=true/>
                <Select name="after" id="new-after" label="After" choices=places selected=after/>
                <div>
                    <Button submit=true icon=IconName::Plus>
                        "Add the step"
                    </Button>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

/// Takes the open step out.
#[component]
pub fn RemoveStepForm(
    /// The step.
    step: Step,
    /// The workflow's id.
    workflow: String,
    /// The draft's revision.
    revision: i64,
) -> impl IntoView {
    view! {
        <form method="post" action=RemoveStep::PATH>
            <input type="hidden" name="workflow" value=workflow/>
            <input type="hidden" name="revision" value=revision.to_string()/>
            <input type="hidden" name="step" value=step.name/>
            <Button submit=true kind=ButtonKind::QuietDanger size=Size::Small icon=IconName::Trash2>
                "Remove the step"
            </Button>
        </form>
    }
    .into_any()
}

/// The whole draft as JSON.
#[component]
pub fn JsonCard(
    /// The draft.
    definition: Definition,
    /// Its revision.
    revision: i64,
    /// The page.
    place: Place,
) -> impl IntoView {
    let value = serde_json::to_string_pretty(definition.body()).unwrap_or_default();
    view! {
        <Card id="as-json" title="As JSON" note="Bring your own: paste a definition that was exported">
            <form method="post" action=SaveWorkflow::PATH class="grid gap-3 px-4 py-4 [&_textarea]:font-mono [&_textarea]:text-xs">
                <input type="hidden" name="workflow" value=definition.id.0.clone()/>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <TextArea name="text" id="json-text" label="The definition" value rows=24 hint="Its id stays as it is."/>
                <div class="flex gap-2">
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>
                        "Save the draft"
                    </Button>
                    <ButtonLink href=place.href()>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
