//! Naming a deputy: first the person is found, then the days are said.

use bailiwick::delegation::MOST_NOTE;
use bailiwick::directory::UserBrief;
use leptos::{prelude::*, server_fn::ServerFn};

use super::DELEGATES;
use crate::api::delegates::NameDeputy;
use crate::clock::Clock;
use crate::components::{Button, ButtonKind, ButtonLink, Card, Field, IconName, TextArea};
use crate::days;

/// Both steps.
pub fn form(clock: Clock, search: &str, found: Vec<UserBrief>) -> AnyView {
    let second = if search.is_empty() {
        ().into_any()
    } else if found.is_empty() {
        view! {
            <p class="px-4 py-3 text-sm text-muted" role="status">
                "Nobody has this name. Try fewer letters."
            </p>
        }
        .into_any()
    } else {
        name(clock, found)
    };
    let value = search.to_owned();
    view! {
        <Card id="new-deputy" title="Name a deputy">
            <form
                method="get"
                action=DELEGATES
                role="search"
                aria-label="People"
                class="flex items-end gap-2 border-b border-line px-4 py-3"
            >
                <div class="w-full max-w-sm">
                    <Field name="q" label="Who stands in for you" r#type="search" value/>
                </div>
                <Button submit=true icon=IconName::Search>
                    "Find"
                </Button>
            </form>
            {second}
        </Card>
    }
    .into_any()
}

fn name(clock: Clock, found: Vec<UserBrief>) -> AnyView {
    let only = found.len() == 1;
    let person = |person: UserBrief| {
        let about = [person.title, person.organisation].into_iter().flatten().collect::<Vec<_>>().join(", ");
        view! {
            <label class="flex items-center gap-2 py-1 text-sm">
                <input type="radio" name="person" value=person.id.to_string() required checked=only/>
                <span class="font-medium">{person.display_name}</span>
                <span class="text-muted">{about}</span>
            </label>
        }
    };
    let most = u32::try_from(MOST_NOTE).unwrap_or(u32::MAX);
    view! {
        <form method="post" action=NameDeputy::PATH class="grid gap-3 px-4 py-4 sm:grid-cols-2">
            <fieldset class="sm:col-span-2">
                <legend class="text-meta font-medium">"Which of them"</legend>
                {found.into_iter().map(person).collect_view()}
            </fieldset>
            <Field
                name="from"
                label="First day"
                r#type="date"
                value=days::today(clock)
                required_silently=true
                hint="It begins with that day."
            />
            <Field
                name="until"
                label="Last day"
                r#type="date"
                required_silently=true
                hint="It ends with that day; a year at most."
            />
            <div class="sm:col-span-2">
                <TextArea name="note" label="What they should know" optional=true max_length=most/>
            </div>
            <p class="text-meta text-muted sm:col-span-2">
                "What waits for you waits for them, too, and is marked as decided on your behalf. It does not travel on to their own deputies, and nobody decides about themselves this way."
            </p>
            <div class="flex gap-2 sm:col-span-2">
                <Button submit=true kind=ButtonKind::Primary>
                    "Name as deputy"
                </Button>
                <ButtonLink href=DELEGATES>"Leave it"</ButtonLink>
            </div>
        </form>
    }
    .into_any()
}
