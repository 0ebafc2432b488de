//! Progress and figures.

use leptos::prelude::*;

/// How much of something is done, as a bar.
#[component]
pub fn Progress(
    /// How much is done.
    #[prop(into)]
    done: Signal<u32>,
    /// Of how much.
    #[prop(into)]
    of: Signal<u32>,
    /// What it says to those who cannot see it, like `64 of 212 rows decided`.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let width = move || {
        let of = of.get().max(1);
        (u64::from(done.get().min(of)) * 100 / u64::from(of)).to_string()
    };
    view! {
        <span class="block overflow-hidden rounded-full">
            <svg class="block h-1.5 w-full" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=label>
                <rect width="100" height="6" class="fill-active"></rect>
                <rect width=width height="6" class="fill-accent"></rect>
            </svg>
        </span>
    }
}

/// A row of figures; its children are [`Stat`]s.
#[component]
pub fn Stats(
    /// The figures.
    children: Children,
) -> impl IntoView {
    view! {
        <dl class="grid grid-cols-2 divide-line rounded-md border border-line bg-surface sm:auto-cols-fr sm:grid-flow-col sm:grid-cols-none sm:divide-x">
            {children()}
        </dl>
    }
}

/// One figure with its name and a note.
#[component]
pub fn Stat(
    /// What is counted.
    #[prop(into)]
    label: String,
    /// The figure.
    #[prop(into)]
    value: String,
    /// What it means.
    #[prop(optional, into)]
    note: MaybeProp<String>,
) -> impl IntoView {
    view! {
        <div class="px-4 py-3">
            <dt class="text-meta text-muted">{label}</dt>
            <dd class="mt-0.5">
                <span class="text-2xl font-semibold">{value}</span>
                {move || note.get().map(|note| view! { <span class="block text-meta text-muted">{note}</span> })}
            </dd>
        </div>
    }
}
