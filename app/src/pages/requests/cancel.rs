//! Calling a request off, after a question.

use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::words::{number, title};
use crate::api::decisions::CancelRequest;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Dialog, TextArea, Tone};
use crate::wire::{SendForm, Sending};

/// Whether to call the request off.
#[component]
pub fn CancelDialog(
    /// The request.
    view: RequestView,
    /// Calls it off.
    action: Sending<CancelRequest>,
    /// The page of the request.
    path: String,
) -> impl IntoView {
    let error = move || {
        let title = action.refusal()?.to_string();
        Some(view! { <Alert tone=Tone::Rejected title urgent=true/> })
    };
    let foot = {
        let path = path.clone();
        move || {
            view! {
                <ButtonLink href=path>"Keep it"</ButtonLink>
                <Button submit=true kind=ButtonKind::Danger busy=action.pending() attr:form="cancel-form">
                    "Cancel the request"
                </Button>
            }
        }
    };
    view! {
        <Dialog id="cancel-title" title=format!("Cancel {}?", number(view.request.number)) close=path.clone() foot>
            <SendForm action=action attr:id="cancel-form" attr:class="grid gap-3">
                {error}
                <p>
                    <b class="font-medium">{title(&view)}</b>
                    " is called off, and nobody is asked any more. It cannot be taken up again; you can ask anew."
                </p>
                <input type="hidden" name="request" value=view.request.id.to_string()/>
                <input type="hidden" name="back" value=path.clone()/>
                <TextArea name="comment" id="cancel-comment" label="Why" rows=2 optional=true max_length=10_000_u32/>
            </SendForm>
        </Dialog>
    }
    .into_any()
}
