//! What every request is asked.

use bailiwick::request::{Priority, Request};
use leptos::prelude::*;

use crate::api::ask::AskForm;
use crate::components::{Choice, Select, TextArea};
use crate::server::filled::Kept;

/// Why, and how urgent: as it was typed, or as the request has it.
pub(super) fn common(request: Option<&Request>, typed: Option<&Kept<AskForm>>, justified: bool) -> AnyView {
    let choices = vec![
        Choice::new(Priority::Low.as_str(), "Low"),
        Choice::new(Priority::Medium.as_str(), "Normal"),
        Choice::new(Priority::High.as_str(), "High"),
    ];
    let there = request.map_or(Priority::Medium, |request| request.priority);
    let selected = typed.and_then(|typed| typed.form.priority.parse().ok()).unwrap_or(there).as_str();
    let value = match (typed, request) {
        (Some(typed), _) => typed.form.justification.clone(),
        (None, Some(request)) => request.justification.clone(),
        (None, None) => String::new(),
    };
    view! {
        <TextArea name="form[justification]" id="ask-why" label="Why is it needed?" value rows=3 max_length=10_000_u32 required=justified/>
        <div class="max-w-48">
            <Select name="form[priority]" id="ask-priority" label="Priority" choices selected/>
        </div>
    }
    .into_any()
}
