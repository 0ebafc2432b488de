//! Asking that an access be taken away, after a question.

use bailiwick::directory::UserBrief;
use bailiwick::view::AccessView;
use leptos::prelude::*;

use super::held::application;
use crate::api::access::AskRemoval;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Dialog, TextArea, Tone};
use crate::wire::{SendForm, Sending};

/// Whether to take it away, and why.
#[component]
pub fn RemoveDialog(
    /// What is held.
    row: AccessView,
    /// It is the reader's own.
    own: bool,
    /// Who holds it.
    person: UserBrief,
    /// Asks for it.
    action: Sending<AskRemoval>,
    /// The page without the question.
    close: String,
) -> impl IntoView {
    let alert = move || {
        let error = action.refusal().filter(|error| error.of_field("reason").is_none())?;
        Some(view! { <Alert tone=Tone::Rejected title=error.to_string() urgent=true/> })
    };
    let place = application(&row);
    let AccessView { item, .. } = row;
    let name = item.name;
    let place = place.filter(|place| *place != name).map(|place| format!(" in {place}")).unwrap_or_default();
    let UserBrief { id, display_name, .. } = person;
    let whose = if own { "You lose".to_owned() } else { format!("{display_name} loses") };
    let foot = {
        let close = close.clone();
        move || {
            view! {
                <ButtonLink href=close>"Keep it"</ButtonLink>
                <Button submit=true kind=ButtonKind::Revoke busy=action.pending() attr:form="remove-form">
                    "Ask to remove it"
                </Button>
            }
        }
    };
    view! {
        <Dialog id="remove-title" title=format!("Remove {name}?") close=close.clone() foot>
            <SendForm action=action attr:id="remove-form" attr:class="grid gap-3">
                {alert}
                <p>
                    {whose} " " <b class="font-medium">{name.clone()}</b> {place}
                    ", once whoever must agree has agreed. It becomes a request that can be followed."
                </p>
                <input type="hidden" name="person" value=id.to_string()/>
                <input type="hidden" name="item" value=item.id.to_string()/>
                <input type="hidden" name="back" value=close/>
                <TextArea
                    name="reason"
                    id="remove-reason"
                    label="Why"
                    rows=2
                    required=true
                    max_length=10_000_u32
                    error=action.fault("reason")
                />
            </SendForm>
        </Dialog>
    }
    .into_any()
}
