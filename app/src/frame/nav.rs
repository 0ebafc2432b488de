//! The places of the portal.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{count, use_me};
use crate::api::me::Counts;
use crate::components::{Icon, IconName, Later};

/// One place to go.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub href: &'static str,
    pub icon: IconName,
    pub name: &'static str,
    pub count: Option<fn(&Counts) -> u32>,
}

pub(super) const HOME: Place = Place { href: "/", icon: IconName::House, name: "Home", count: None };
pub(super) const CATALOG: Place =
    Place { href: "/catalog", icon: IconName::LayoutGrid, name: "Catalog", count: None };
pub(super) const CART: Place =
    Place { href: "/cart", icon: IconName::ShoppingCart, name: "Cart", count: Some(|counts| counts.cart) };
pub(super) const REQUESTS: Place =
    Place { href: "/requests", icon: IconName::Send, name: "My requests", count: None };
pub(super) const ASK: Place =
    Place { href: "/ask", icon: IconName::List, name: "Other requests", count: None };
pub(super) const ACCESS: Place =
    Place { href: "/access", icon: IconName::KeyRound, name: "My access", count: None };
pub(super) const INBOX: Place =
    Place { href: "/inbox", icon: IconName::Inbox, name: "Inbox", count: Some(|counts| counts.inbox) };
pub(super) const REVIEWS: Place = Place {
    href: "/reviews",
    icon: IconName::ClipboardCheck,
    name: "Reviews",
    count: Some(|counts| counts.reviews),
};
pub(super) const NOTIFICATIONS: Place = Place {
    href: "/notifications",
    icon: IconName::Bell,
    name: "Notifications",
    count: Some(|counts| counts.unread),
};
pub(super) const AUDIT: Place =
    Place { href: "/audit", icon: IconName::ScrollText, name: "Audit", count: None };
pub(super) const CAMPAIGNS: Place =
    Place { href: "/campaigns", icon: IconName::Gauge, name: "Campaigns", count: None };
pub(super) const POLICIES: Place =
    Place { href: "/admin/policies", icon: IconName::Scale, name: "Policies", count: None };
pub(super) const VIOLATIONS: Place =
    Place { href: "/violations", icon: IconName::ShieldAlert, name: "Violations", count: None };
pub(super) const TYPES: Place =
    Place { href: "/admin/request-types", icon: IconName::Layers, name: "Request types", count: None };
pub(super) const FORMS: Place =
    Place { href: "/admin/forms", icon: IconName::Table2, name: "Forms", count: None };
pub(super) const WORKFLOWS: Place =
    Place { href: "/admin/workflows", icon: IconName::Waypoints, name: "Workflows", count: None };

impl Place {
    /// What `aria-current` says when this address is open: here or somewhere below here.
    fn current(self, path: &str) -> Option<&'static str> {
        let below = path.strip_prefix(self.href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        (path == self.href || (self.href != "/" && below)).then_some("page")
    }

    /// What `aria-current` of a link to it says, now.
    pub fn is_open(self) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
        let path = use_location().pathname;
        move || self.current(&path.read())
    }
}

/// A place, as a line of the side bar.
#[component]
pub(super) fn SideLink(place: Place) -> impl IntoView {
    view! {
        <li>
            <a
                href=place.href
                aria-current=place.is_open()
                class="group/place flex h-7.5 items-center gap-2.5 rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
                <Icon name=place.icon class="size-4 group-aria-[current=page]/place:text-accent-ink"/>
                {place.name}
                <Waiting place class="ms-auto text-xs text-faint"/>
            </a>
        </li>
    }
}

/// How much waits at a place.
#[component]
pub(super) fn Waiting(place: Place, class: &'static str) -> impl IntoView {
    let me = use_me();
    place.count.map(|of| {
        let badge = move |n: u32| {
            view! {
                <span class=class>
                    {n.min(999)}
                    <span class="sr-only">" waiting"</span>
                </span>
            }
        };
        view! { <Later view=move || async move { count(me, of).await.map(badge) }/> }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_open_with_all_below_it() {
        assert_eq!(REQUESTS.current("/requests/17"), Some("page"));
        assert_eq!(REQUESTS.current("/requests"), Some("page"));
        assert_eq!(REQUESTS.current("/requestsx"), None);
        assert_eq!(HOME.current("/"), Some("page"));
        assert_eq!(HOME.current("/cart"), None);
    }
}
