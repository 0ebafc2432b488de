//! Times in words, with the exact time on hover.

use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;

use super::{Icon, IconName};
use crate::clock::{Clock, Urgency};

/// In which words a time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenForm {
    /// `3 days ago`, `in 2 hours`.
    #[default]
    Ago,
    /// `3 days`: how long already.
    Since,
    /// `Tue 24 Nov`.
    Day,
    /// `12 Nov, 14:03`.
    Moment,
}

/// A time in words; the exact time, in UTC, on hover. Server and browser say the same,
/// since both go by the clock that came with the page's data.
#[component]
pub fn When(
    /// The time.
    at: DateTime<Utc>,
    /// The moment the page was made for; a bare `DateTime<Utc>` will do.
    #[prop(into)]
    clock: Clock,
    /// In which words.
    #[prop(optional)]
    form: WhenForm,
) -> impl IntoView {
    let words = match form {
        WhenForm::Ago => clock.ago(at),
        WhenForm::Since => clock.since(at),
        WhenForm::Day => clock.day(at),
        WhenForm::Moment => clock.moment(at),
    };
    view! {
        <time class="whitespace-nowrap" datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true) title=Clock::exact(at)>
            {words}
        </time>
    }
}

/// When something must be done: late in one hue with an icon, today in another, later in grey.
#[component]
pub fn Due(
    /// The time.
    at: DateTime<Utc>,
    /// The moment the page was made for; a bare `DateTime<Utc>` will do.
    #[prop(into)]
    clock: Clock,
) -> impl IntoView {
    let (urgency, words) = clock.due(at);
    let time = view! {
        <time datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true) title=Clock::exact(at)>
            {words}
        </time>
    };
    let (icon, class) = match urgency {
        Urgency::Late => (Some(IconName::CircleAlert), "font-medium text-rejected"),
        Urgency::Today => (Some(IconName::Clock), "font-medium text-overdue"),
        Urgency::Later => (None, "text-muted"),
    };
    view! {
        <span class=format!("inline-flex items-center gap-1 align-middle text-meta whitespace-nowrap {class}")>
            {icon.map(|name| view! { <Icon name class="size-3.5"/> })}
            {time}
        </span>
    }
}
