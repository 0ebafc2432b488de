//! Handing a decision to somebody else.

use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::words::title;
use crate::api::catalog::FindPeople;
use crate::api::decisions::Reassign;
use crate::components::{
    Alert, Button, ButtonKind, ButtonLink, Choice, Combobox, Dialog, Suggest, TextArea, Tone,
};
use crate::wire::{SendForm, Sending, ask};

/// Who shall decide instead.
#[component]
pub fn ReassignDialog(
    /// The request, with the phase that waits.
    view: RequestView,
    /// Hands it over.
    action: Sending<Reassign>,
    /// The page without the question.
    close: String,
    /// Where to go on afterwards.
    back: String,
) -> impl IntoView {
    let phase = view.request.open_phase().map(|phase| phase.name.clone()).unwrap_or_default();
    let alert = move || {
        let error = action.refusal().filter(|error| error.of_field("person").is_none())?;
        Some(view! { <Alert tone=Tone::Rejected title=error.to_string() urgent=true/> })
    };
    let suggest = Suggest::new(|text| async move {
        let people = ask(FindPeople { text }).await?;
        Ok(people
            .into_iter()
            .map(|person| Choice {
                note: person.title.or(person.mail),
                ..Choice::new(person.id.to_string(), person.display_name)
            })
            .collect())
    });
    let foot = {
        let close = close.clone();
        move || {
            view! {
                <ButtonLink href=close>"Keep it"</ButtonLink>
                <Button submit=true kind=ButtonKind::Primary busy=action.pending() attr:form="reassign-form">
                    "Hand it over"
                </Button>
            }
        }
    };
    view! {
        <Dialog id="reassign-title" title="Who shall decide instead?" close foot>
            <SendForm action=action attr:id="reassign-form" attr:class="grid gap-3">
                {alert}
                <p class="text-muted">
                    <b class="font-medium text-ink">{title(&view)}</b>
                    " leaves your inbox. You can still follow it."
                </p>
                <input type="hidden" name="request" value=view.request.id.to_string()/>
                <input type="hidden" name="phase" value=phase/>
                <input type="hidden" name="back" value=back/>
                <Combobox name="person" label="Person" suggest people=true placeholder="Type a name" error=action.fault("person")/>
                <TextArea name="comment" id="reassign-comment" label="What should they know?" rows=2 optional=true max_length=10_000_u32/>
            </SendForm>
        </Dialog>
    }
    .into_any()
}
