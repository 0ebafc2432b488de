//! What happened with a violation, oldest first.

use bailiwick::policy::ViolationDecision;
use bailiwick::request::{Comment, CommentAction};
use bailiwick_engine::violations::ViolationView;
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{IconName, Quote, Timeline, TimelineStep, Tone, When};

/// The timeline.
pub(super) fn timeline(view: &ViolationView, clock: Clock) -> AnyView {
    let violation = &view.violation;
    let found = violation.created;
    let by = match (&violation.scan, &view.policy) {
        (Some(_), Some((_, policy))) => format!("Found by a scan of {policy}"),
        (Some(_), None) => "Found by a scan".to_owned(),
        (None, _) => "Written down by hand".to_owned(),
    };
    let said = &view.case.comments;
    let steps = said.iter().map(|one| step(one, clock)).collect_view();
    let ended = violation.completed.map(|at| {
        let words = match violation.decision {
            Some(ViolationDecision::Allow) => "It stays, as was allowed",
            Some(ViolationDecision::Remediate) => "The access is gone",
            _ => "It has ended",
        };
        view! {
            <TimelineStep
                icon=IconName::CircleCheck
                tone=Tone::Approved
                title=move || words
                when=move || view! { <When at clock/> }
            />
        }
    });
    view! {
        <div class="px-4 py-4">
            <Timeline>
                <TimelineStep
                    icon=IconName::ShieldAlert
                    tone=Tone::Violation
                    title=move || by
                    when=move || view! { <When at=found clock/> }
                />
                {steps}
                {ended}
            </Timeline>
        </div>
    }
    .into_any()
}

fn step(one: &Comment, clock: Clock) -> AnyView {
    let (icon, tone, did) = match one.action {
        CommentAction::Allow => (IconName::Check, Tone::Approved, "allowed it"),
        CommentAction::Exception => (IconName::CalendarClock, Tone::Progress, "excepted it"),
        CommentAction::CancelException => (IconName::Undo2, Tone::Neutral, "ended the exception"),
        CommentAction::Remediate => (IconName::Ban, Tone::Revoked, "has the access taken away"),
        CommentAction::Reassign => (IconName::Forward, Tone::Neutral, "handed it over"),
        CommentAction::Failure => (IconName::CircleAlert, Tone::Rejected, "met a fault"),
        _ => (IconName::MessageSquare, Tone::Neutral, "said"),
    };
    let (name, at, words) = (one.name.clone(), one.at, one.comment.clone());
    let name = if one.user.is_none() { "Bailiwick".to_owned() } else { name };
    view! {
        <TimelineStep
            icon
            tone
            title=move || view! { <b class="font-medium">{name}</b> " " {did} }
            when=move || view! { <When at clock/> }
        >
            {(!words.is_empty()).then(|| view! { <Quote text=words/> })}
        </TimelineStep>
    }
    .into_any()
}
