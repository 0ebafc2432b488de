//! What was done just now, above what comes next.

use leptos::prelude::*;

use super::place::{Place, done};
use crate::components::{ButtonKind, ButtonLink, Icon, IconName, Size, TextLink, Tone};
use crate::pages::requests::words::number;
use crate::text::counted;

/// The line, in the place of a toast, which would cover the buttons of the next decision.
#[component]
pub fn DecidedLine(
    /// Where the reader is.
    place: Memo<Place>,
    /// Where it is shown: with the list, or with the open task.
    class: &'static str,
) -> impl IntoView {
    let line = move || {
        let here = place.get();
        let (code, count, task) = here.decided.clone()?;
        let done = done(&code)?;
        let tone = if code == "approved" { Tone::Approved } else { Tone::Neutral };
        let what = match task {
            Some(task) => {
                let href = format!("/requests/{task}");
                view! { <TextLink href>{number(task)}</TextLink> }.into_any()
            }
            None => counted(count, "task").into_any(),
        };
        let close = here.to(Some(here.task).filter(|task| *task != 0));
        Some(view! {
            <p class=format!("flex items-center gap-2 border-b px-4 py-1 text-sm lg:px-6 {}", tone.ground())>
                <Icon name=IconName::CircleCheck class=format!("size-4 {}", tone.ink())/>
                <span class="min-w-0 flex-1">{what} " " {done}</span>
                <ButtonLink href=close kind=ButtonKind::Ghost size=Size::Small icon=IconName::X label="Close"/>
            </p>
        })
    };
    view! {
        <div class=class role="status">
            {line}
        </div>
    }
}
