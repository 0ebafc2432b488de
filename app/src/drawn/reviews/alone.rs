//! Accounts of machines, and accounts that nobody holds, as reviewers look at them.

use bailiwick::directory::{AccountKind, Status, UserBrief};
use bailiwick_engine::certifications::{AccountRight, AccountView};
use chrono::Duration;
use leptos::prelude::*;

use super::itself::names;
use super::words;
use crate::clock::Clock;
use crate::components::{Badge, FaceSize, Fact, Facts, Risk, Tile, Tone};
use crate::text::{counted, int};

/// What was not used for so many days is said to be unused for long.
const LONG_DAYS: i64 = 90;

fn application(view: &AccountView) -> String {
    view.application.as_ref().map_or_else(|| "An application that is gone".to_owned(), |one| one.name.clone())
}

const fn kind(view: &AccountView) -> &'static str {
    match (view.account.kind, &view.user) {
        (AccountKind::Machine, _) => "Machine",
        (AccountKind::Personal, Some(_)) => "Personal",
        (AccountKind::Personal, None) => "Nobody’s",
    }
}

/// What it is called, where it is, and whose.
pub(super) fn name(view: &AccountView) -> AnyView {
    let (title, place) = (view.account.name.clone(), application(view));
    let about = format!("{place} · {}", kind(view));
    let off = (view.account.status != Status::Active)
        .then(|| view! { <Badge tone=Tone::Neutral text="Not active"/> });
    view! {
        <span class="flex items-center gap-2.5">
            <span class="max-sm:hidden"><Tile name=place size=FaceSize::Bar/></span>
            <span class="min-w-0">
                <span class="flex flex-wrap items-center gap-x-1.5 gap-y-0.5"><span class="wrap-anywhere">{title}</span> {off}</span>
                <span class="block text-meta font-normal text-muted">{about}</span>
            </span>
        </span>
    }
    .into_any()
}

/// Who answers for it.
pub(super) fn owned(view: &AccountView) -> AnyView {
    let may = match view.entitlements.len() {
        0 => "May do nothing that is known".to_owned(),
        count => format!("May do {}", counted(int(count), "thing")),
    };
    let owner = match &view.owner {
        Some(owner) => {
            let (name, gone) = (owner.display_name.clone(), not_active(owner));
            view! { <span class="flex flex-wrap items-center gap-x-1.5 wrap-anywhere text-ink">{name} {gone}</span> }
                .into_any()
        }
        None => view! { <span class="block text-overdue">"Nobody"</span> }.into_any(),
    };
    view! { <span class="block text-meta">{owner} <span class="block text-muted">{may}</span></span> }
        .into_any()
}

fn not_active(user: &UserBrief) -> Option<AnyView> {
    (user.status != Status::Active)
        .then(|| view! { <Badge tone=Tone::Overdue text="Not active"/> }.into_any())
}

/// When it was last used.
pub(super) fn used(view: &AccountView, clock: Clock) -> AnyView {
    match view.account.last_used {
        Some(at) if clock.now - at > Duration::days(LONG_DAYS) => {
            let words = format!("{}, long ago", clock.day(at));
            view! { <span class="text-meta text-overdue">{words}</span> }.into_any()
        }
        Some(at) => {
            let words = clock.ago(at);
            view! { <span class="text-meta">{words}</span> }.into_any()
        }
        None => view! { <span class="text-meta text-muted">"Not known"</span> }.into_any(),
    }
}

/// All that is known of it.
pub(super) fn whole(view: &AccountView, more: Vec<AnyView>, clock: Clock) -> AnyView {
    let account = &view.account;
    let person = |user: &Option<UserBrief>, nobody: &str| {
        user.as_ref().map_or_else(|| nobody.to_owned(), |user| user.display_name.clone())
    };
    let or_nobody = |names: String| if names.is_empty() { "Nobody".to_owned() } else { names };
    let (name, place, kind) = (account.name.clone(), application(view), kind(view));
    let (owner, above) = (person(&view.owner, "Nobody"), or_nobody(names(&view.application_owners)));
    let whose = view.user.as_ref().map(|user| {
        let name = user.display_name.clone();
        view! { <Fact name="Held by">{name}</Fact> }
    });
    let status = if account.status == Status::Active { "Active" } else { "Not active" };
    let used = account.last_used.map_or_else(|| "Not known".to_owned(), |at| clock.moment(at));
    let made = clock.day(account.created_at);
    view! {
        <Facts>
            <Fact name="Account">{name}</Fact>
            <Fact name="Application">{place}</Fact>
            <Fact name="Owner of the application">{above}</Fact>
            <Fact name="Kind">{kind}</Fact>
            {whose}
            <Fact name="Owner of the account">{owner}</Fact>
            <Fact name="Status">{status}</Fact>
            <Fact name="Last used">{used}</Fact>
            <Fact name="Known since">{made}</Fact>
            {more}
        </Facts>
    }
    .into_any()
}

/// What it may do, the riskiest first.
pub(super) fn rights(view: &AccountView, clock: Clock) -> AnyView {
    if view.entitlements.is_empty() {
        return view! { <p>"Nothing is known of what it may do."</p> }.into_any();
    }
    let one = |right: &AccountRight| {
        let (name, level) = (right.item.name.clone(), words::level(right.item.risk));
        let by = right.through.as_ref().map(|inner| format!(", as a member of {}", inner.name));
        let since = format!("since {}{}", clock.day(right.since), by.unwrap_or_default());
        view! {
            <li class="flex flex-wrap items-center gap-x-2">
                <span class="wrap-anywhere">{name}</span> <Risk level bars_only=true/>
                <span class="text-faint">{since}</span>
            </li>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = view.entitlements.iter().map(one).collect();
    view! { <ul class="grid gap-1.5">{rows}</ul> }.into_any()
}
