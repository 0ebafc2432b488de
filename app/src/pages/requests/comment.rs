//! Saying something about a request.

use leptos::prelude::*;

use crate::api::decisions::CommentOn;
use crate::components::{Alert, Button, ButtonKind, IconName, TextArea, Tone};
use crate::wire::{SendForm, Sending};

/// A form for a comment.
#[component]
pub fn CommentForm(
    /// The id of the request.
    request: String,
    /// Its page.
    path: String,
    /// Keeps the comment.
    action: Sending<CommentOn>,
) -> impl IntoView {
    let error = move || {
        let title = action.refusal()?.to_string();
        Some(view! { <Alert tone=Tone::Rejected title urgent=true/> })
    };
    view! {
        <SendForm action=action attr:class="grid gap-2" attr:aria-label="Comment">
            {error}
            <input type="hidden" name="request" value=request/>
            <input type="hidden" name="back" value=path/>
            <TextArea
                name="comment"
                id="request-comment"
                label="Comment"
                rows=2
                placeholder="Everybody on this request can read it"
                max_length=10_000_u32
            />
            <div>
                <Button submit=true kind=ButtonKind::Secondary icon=IconName::MessageSquare busy=action.pending()>
                    "Comment"
                </Button>
            </div>
        </SendForm>
    }
    .into_any()
}
