//! People are round, things are square.

use leptos::prelude::*;

use crate::text::{person_initials, thing_initials};

/// How big an avatar or tile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FaceSize {
    /// 20 px: in a line of facts.
    Tiny,
    /// 24 px: in a table.
    Small,
    /// 28 px: in the bars of the frame.
    Bar,
    /// 32 px: in a list.
    #[default]
    Medium,
    /// 40 px: at the head of a pane.
    Large,
}

impl FaceSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Tiny => "size-5 text-[0.625rem]",
            Self::Small => "size-6 text-xs",
            Self::Bar => "size-7 text-xs",
            Self::Medium => "size-8 text-xs",
            Self::Large => "size-10 text-xs",
        }
    }
}

/// A person, as initials in a circle. Decorative: the name stands beside it.
#[component]
pub fn Avatar(
    /// The person's name.
    #[prop(into)]
    name: String,
    /// How big.
    #[prop(optional)]
    size: FaceSize,
) -> impl IntoView {
    let class = format!(
        "inline-flex {} shrink-0 items-center justify-center rounded-full bg-active font-medium text-muted",
        size.class()
    );
    view! { <span class=class aria-hidden="true">{person_initials(&name)}</span> }
}

/// An application or other thing, as initials in a square. Decorative: the name stands beside it.
#[component]
pub fn Tile(
    /// The thing's name.
    #[prop(into)]
    name: String,
    /// How big.
    #[prop(optional)]
    size: FaceSize,
) -> impl IntoView {
    let class = format!(
        "inline-flex {} shrink-0 items-center justify-center rounded-md border border-line bg-sunken font-semibold text-muted",
        size.class()
    );
    view! { <span class=class aria-hidden="true">{thing_initials(&name)}</span> }
}

/// A person in a line: avatar and name.
#[component]
pub fn Person(
    /// The person's name.
    #[prop(into)]
    name: String,
    /// How big the avatar is.
    #[prop(default = FaceSize::Small)]
    size: FaceSize,
) -> impl IntoView {
    view! {
        <span class="inline-flex items-center gap-2">
            <Avatar name=name.clone() size/>
            {name}
        </span>
    }
}
