//! Who will approve: the steps of a request before it is sent.

use bailiwick::{directory::UserBrief, view::ApproverView};
use leptos::prelude::*;

use crate::components::{Avatar, FaceSize, Icon, IconName};

/// The steps, each with who is asked.
#[component]
pub fn Approvers(
    /// The steps, in order.
    steps: Vec<ApproverView>,
) -> impl IntoView {
    if steps.is_empty() {
        return view! { <p class="text-sm text-muted">"Nobody has to: it is given as it is sent."</p> }
            .into_any();
    }
    view! { <ol>{steps.into_iter().map(step).collect_view()}</ol> }.into_any()
}

fn step(step: ApproverView) -> impl IntoView {
    let face = match step.people.first() {
        Some(person) => view! { <Avatar name=person.display_name.clone() size=FaceSize::Small/> }.into_any(),
        None => view! { <Icon name=IconName::TriangleAlert class="m-1 size-4 text-overdue"/> }.into_any(),
    };
    let note = if step.by_sending { format!("{}: you, by sending it", step.step) } else { step.step };
    view! {
        <li class="relative flex gap-2.5 pb-3 last:pb-0">
            <span
                class="absolute start-3 top-7 bottom-0.5 w-px bg-line-strong [li:last-child>&]:hidden"
                aria-hidden="true"
            ></span>
            {face}
            <span class="min-w-0 flex-1 text-sm leading-5">
                <span class="block">{names(&step.people)}</span>
                <span class="block text-meta text-faint">{note}</span>
            </span>
            {step.by_sending.then(|| view! { <span class="text-meta whitespace-nowrap text-faint">"at once"</span> })}
        </li>
    }
}

/// Any one of several decides.
fn names(people: &[UserBrief]) -> String {
    match people {
        [] => "Nobody is set to decide".to_owned(),
        [one] => one.display_name.clone(),
        [one, two] => format!("{} or {}", one.display_name, two.display_name),
        [one, rest @ ..] => format!("{} or one of {} others", one.display_name, rest.len()),
    }
}
