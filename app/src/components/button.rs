//! Buttons, and links that look like buttons.

use leptos::prelude::*;

use super::{Icon, IconName, Kbd};

/// What a button is for, hence how it looks. One primary button a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one thing this view is for.
    Primary,
    /// Anything else.
    #[default]
    Secondary,
    /// As quiet as can be.
    Ghost,
    /// Decides yes: approve, certify.
    Approve,
    /// Takes access away.
    Revoke,
    /// Cannot be undone, or decides no: reject, cancel, delete.
    Danger,
    /// `Approve` in a list: grey until pointed at.
    QuietApprove,
    /// `Revoke` in a list: grey until pointed at.
    QuietRevoke,
    /// `Danger` in a list: grey until pointed at.
    QuietDanger,
}

/// How high a button or field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// 28 px: in rows.
    Small,
    /// 32 px.
    #[default]
    Medium,
    /// 40 px: sign-in, phone.
    Large,
}

const BASE: &str = "inline-flex items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none disabled:opacity-50 aria-disabled:opacity-50";

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "bg-accent text-on-accent hover:bg-accent-hover",
            Self::Secondary => {
                "border border-line-strong bg-surface text-ink hover:bg-hover active:bg-active"
            }
            Self::Ghost => "text-muted hover:bg-hover hover:text-ink",
            Self::Approve => "border border-approved-line bg-surface text-approved hover:bg-approved-soft",
            Self::Revoke => "border border-revoked-line bg-surface text-revoked hover:bg-revoked-soft",
            Self::Danger => "border border-rejected-line bg-surface text-rejected hover:bg-rejected-soft",
            Self::QuietApprove => {
                "border border-line-strong bg-surface text-ink hover:border-approved-line hover:bg-approved-soft hover:text-approved"
            }
            Self::QuietRevoke => {
                "border border-line-strong bg-surface text-ink hover:border-revoked-line hover:bg-revoked-soft hover:text-revoked"
            }
            Self::QuietDanger => {
                "border border-line-strong bg-surface text-ink hover:border-rejected-line hover:bg-rejected-soft hover:text-rejected"
            }
        }
    }

    const fn key_class(self) -> &'static str {
        match self {
            Self::Primary => "max-lg:hidden border-on-accent/35 text-on-accent",
            _ => "max-lg:hidden border-line-strong bg-surface text-muted",
        }
    }
}

fn class(kind: ButtonKind, size: Size, bare: bool, more: &str) -> String {
    let size = match (size, bare) {
        (Size::Small, false) => "h-7 px-2.5 text-meta",
        (Size::Medium, false) => "h-8 px-3 text-sm",
        (Size::Large, false) => "h-10 px-4 text-base",
        (Size::Small, true) => "size-7",
        (Size::Medium, true) => "size-8",
        (Size::Large, true) => "size-10",
    };
    format!("{BASE} {size} {} {more}", kind.class()).trim_end().to_owned()
}

/// A button. `name`, `value`, `form` and the like go on with `attr:`, handlers with `on:`.
/// With an icon and no children it is square, and `label` must say what it does.
#[component]
pub fn Button(
    /// What it is for.
    #[prop(optional)]
    kind: ButtonKind,
    /// How high.
    #[prop(optional)]
    size: Size,
    /// Sends its form.
    #[prop(optional)]
    submit: bool,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// The key that does the same; the page registers it.
    #[prop(optional)]
    key: Option<&'static str>,
    /// What it does, where no words stand in it or they do not say enough.
    #[prop(optional, into)]
    label: Option<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Is at work: shows it and refuses a second press.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Layout only.
    #[prop(optional)]
    class: &'static str,
    /// The words.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = self::class(kind, size, children.is_none(), class);
    let flag = move || busy.get().then_some("true");
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=class
            aria-label=label
            aria-keyshortcuts=key
            disabled=move || disabled.get() || busy.get()
            aria-busy=flag
        >
            {move || {
                let spinner = view! { <Icon name=IconName::LoaderCircle class="size-4 animate-spin"/> };
                if busy.get() { spinner.into_any() } else { icon.map(|name| view! { <Icon name/> }).into_any() }
            }}
            {children.map(|children| children())}
            {key.map(|key| view! { <Kbd key class=kind.key_class()/> })}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// What it is for.
    #[prop(optional)]
    kind: ButtonKind,
    /// How high.
    #[prop(optional)]
    size: Size,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// The key that does the same; the page registers it.
    #[prop(optional)]
    key: Option<&'static str>,
    /// What it does, where no words stand in it or they do not say enough.
    #[prop(optional, into)]
    label: Option<String>,
    /// Leads out of the portal: to a download, the API, another site.
    #[prop(optional)]
    external: bool,
    /// Layout only.
    #[prop(optional)]
    class: &'static str,
    /// The words.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = self::class(kind, size, children.is_none(), class);
    view! {
        <a href=href class=class aria-label=label aria-keyshortcuts=key rel=external.then_some("external")>
            {icon.map(|name| view! { <Icon name/> })}
            {children.map(|children| children())}
            {key.map(|key| view! { <Kbd key class=kind.key_class()/> })}
        </a>
    }
}
