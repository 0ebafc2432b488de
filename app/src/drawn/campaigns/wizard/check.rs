//! What would come of it, before it is saved.

use leptos::prelude::*;

use super::super::ahead::whole;
use super::super::told;
use super::Wizard;
use crate::components::{Button, Card, Field, IconName};

/// The cards.
pub(super) fn cards(wizard: &Wizard) -> AnyView {
    let forecast = wizard.ahead.as_ref().map(|ahead| whole(ahead, wizard.pace));
    let pace = wizard.pace.to_string();
    let told = told::card(&wizard.body, |id| wizard.person(id));
    view! {
        {forecast}
        {told}
        <Card id="estimate" title="Estimate">
            <div class="flex items-end gap-2 px-4 py-4">
                <Field name="template[pace]" id="template-pace" label="Seconds a row" r#type="number" value=pace/>
                <Button submit=true icon=IconName::RefreshCw attr:name="template[then]" attr:value="count">
                    "Estimate again"
                </Button>
            </div>
        </Card>
    }
    .into_any()
}
