//! What was sent together just now.

use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::words::asked;
use crate::components::{Alert, Tone};

/// What was sent together just now.
#[component]
pub fn Sent(sent: Vec<RequestView>) -> impl IntoView {
    let title = match sent.len() {
        1 => "Your request is on its way".to_owned(),
        n => format!("Your {n} requests are on their way"),
    };
    let line = |view: RequestView| {
        let href = format!("/requests/{}", view.request.number);
        view! {
            <li>
                <a href=href class="rounded-md font-medium text-ink hover:underline">
                    {asked(&view)}
                </a>
                {format!(" for {}", view.user.display_name)}
            </li>
        }
    };
    view! {
        <Alert tone=Tone::Approved title>
            <ul class="grid gap-0.5">{sent.into_iter().map(line).collect_view()}</ul>
            <p class="mt-1">"You need not do anything: we tell whoever must decide."</p>
        </Alert>
    }
}
