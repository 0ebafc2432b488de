//! Alert: something the reader must know, where they are.

use leptos::prelude::*;

use super::{Icon, IconName, Tone};

/// Something the reader must know before going on.
#[component]
pub fn Alert(
    /// The hue: `Progress` informs, `Overdue` warns, `Rejected` says what failed.
    tone: Tone,
    /// What it is, in one line.
    #[prop(into)]
    title: Signal<String>,
    /// Read out at once by screen readers: for what has just gone wrong.
    #[prop(optional)]
    urgent: bool,
    /// Buttons and links, last.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// More about it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let icon = match tone {
        Tone::Neutral | Tone::Accent | Tone::Progress => IconName::Info,
        Tone::Approved => IconName::CircleCheck,
        Tone::Overdue => IconName::TriangleAlert,
        Tone::Rejected => IconName::CircleAlert,
        Tone::Revoked => IconName::Ban,
        Tone::Violation => IconName::ShieldAlert,
    };
    view! {
        <div
            class=format!("rounded-md border px-3 py-2.5 text-sm {}", tone.ground())
            role=urgent.then_some("alert")
        >
            <div class="flex gap-2.5">
                <Icon name=icon class=format!("mt-0.5 size-4 {}", tone.ink())/>
                <div class="flex min-w-0 flex-1 flex-col gap-2">
                    <div class="min-w-0 flex-1">
                        <p class="font-medium text-ink">{title}</p>
                        {children.map(|children| view! { <div class="mt-0.5 text-meta text-muted">{children()}</div> })}
                    </div>
                    {actions.map(|actions| view! { <div class="flex flex-wrap gap-2">{actions.run()}</div> })}
                </div>
            </div>
        </div>
    }
    .into_any()
}
