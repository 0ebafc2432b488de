//! Risk and peers: two facts that stand beside every decision.

use leptos::prelude::*;

/// How much harm an access can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RiskLevel {
    /// One bar.
    Low,
    /// Two bars.
    Medium,
    /// Three bars.
    High,
    /// Four bars.
    Critical,
}

impl RiskLevel {
    /// The level with this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High, Self::Critical]
            .into_iter()
            .find(|level| level.word().eq_ignore_ascii_case(name))
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }

    const fn fill(self) -> &'static str {
        match self {
            Self::Low => "fill-faint",
            Self::Medium => "fill-overdue-solid",
            Self::High => "fill-violation-solid",
            Self::Critical => "fill-rejected-solid",
        }
    }
}

/// A risk as rising bars and a word.
#[component]
pub fn Risk(
    /// Which.
    level: RiskLevel,
    /// Bars only; the word is there for screen readers.
    #[prop(optional)]
    bars_only: bool,
) -> impl IntoView {
    let ink = if level >= RiskLevel::High { "font-medium text-ink" } else { "text-muted" };
    let filled = match level {
        RiskLevel::Low => 1,
        RiskLevel::Medium => 2,
        RiskLevel::High => 3,
        RiskLevel::Critical => 4,
    };
    let bar = move |n: u8, x: &'static str, y: &'static str, height: &'static str| {
        let fill = if n <= filled { level.fill() } else { "fill-line-strong" };
        view! { <rect x=x y=y width="3.5" height=height rx="1" class=fill></rect> }
    };
    view! {
        <span class=format!("inline-flex items-center gap-1.5 align-middle whitespace-nowrap text-meta {ink}")>
            <svg width="19" height="12" viewBox="0 0 19 12" class="shrink-0" aria-hidden="true">
                {bar(1, "0", "9", "3")}
                {bar(2, "5", "6.5", "5.5")}
                {bar(3, "10", "4", "8")}
                {bar(4, "15", "1.5", "10.5")}
            </svg>
            {if bars_only {
                view! { <span class="sr-only">{level.word()} " risk"</span> }.into_any()
            } else {
                level.word().into_any()
            }}
        </span>
    }
}

/// How many of the people like this one hold it: a bar and two numbers.
#[component]
pub fn Peers(
    /// How many hold it.
    have: u32,
    /// Of how many.
    of: u32,
) -> impl IntoView {
    let few = u64::from(have) * 5 < u64::from(of);
    let (ink, fill) =
        if few { ("font-medium text-ink", "fill-violation-solid") } else { ("text-muted", "fill-muted") };
    let width =
        if of == 0 { 0 } else { (u64::from(have.min(of)) * 48 / u64::from(of)).max(u64::from(have > 0) * 3) };
    view! {
        <span class=format!("inline-flex items-center gap-2 align-middle whitespace-nowrap text-meta {ink}")>
            <svg width="48" height="6" viewBox="0 0 48 6" class="shrink-0" aria-hidden="true">
                <rect width="48" height="6" rx="3" class="fill-active"></rect>
                <rect width=width.to_string() height="6" rx="3" class=fill></rect>
            </svg>
            {format!("{have} of {of}")}
        </span>
    }
}
