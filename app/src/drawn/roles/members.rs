//! Who has a role by a rule: said to everybody who sees the role, changed by who administers it, who sees beforehand what
//! the change does.

use bailiwick::glossary::ObjectKind;
use bailiwick_engine::roles::MembersAhead;
use leptos::{prelude::*, server_fn::ServerFn};
use serde_json::Value as Json;

use super::{Change, One, href};
use crate::api::roles::SetMembers;
use crate::components::{
    Alert, Avatar, Button, ButtonKind, ButtonLink, Card, Choice, FaceSize, IconName, Tone,
};
use crate::drawn::conditions::{Conditions, fields};
use crate::drawn::policies::words;
use crate::server::conditions::shown;
use crate::server::roles::read;
use crate::text::{int, number};

/// The rule; its form, where it is being changed.
pub(super) fn cards(one: &One) -> AnyView {
    let role = one.detail.item.id;
    match &one.change {
        Some(change) if !one.query.get("edit").is_empty() => form(one, change),
        change => {
            let edit = change.is_some().then(|| {
                let to = href(role, &[("edit", "1")]);
                let words = if one.had.is_null() { "Write a rule" } else { "Change the rule" };
                view! { <div><ButtonLink href=to icon=IconName::Pencil>{words}</ButtonLink></div> }
            });
            let said = in_words(&one.had);
            view! {
                <Card id="members" title="Who has it by a rule">
                    <div class="grid gap-3 px-4 py-4 text-sm">{said} {edit}</div>
                </Card>
            }
            .into_any()
        }
    }
}

/// A rule in words.
fn in_words(node: &Json) -> AnyView {
    match read(node) {
        Ok(Some(condition)) => {
            let words = format!("Everybody who works here and whose {}", words::filter(&condition));
            view! {
                <p class="wrap-anywhere font-medium">{words} "."</p>
                <p class="text-muted">
                    "They get the role by themselves, and lose it when they meet the rule no longer: at once when somebody changes it here, after an import, and every night. Whoever asked for it keeps it either way."
                </p>
            }
            .into_any()
        }
        Ok(None) => {
            view! { <p class="text-muted">"Nobody: it is asked for, or given by hand."</p> }.into_any()
        }
        Err(fault) => view! { <p class="wrap-anywhere text-overdue">{fault}</p> }.into_any(),
    }
}

fn form(one: &One, change: &Change) -> AnyView {
    let role = one.detail.item.id;
    // What it was when the form was opened goes along: who changes it meanwhile is not overwritten.
    let had = match one.query.get("had") {
        "" => one.had.to_string(),
        had => had.to_owned(),
    };
    let (mode, rows) = shown(&change.node, 0);
    let properties = |chosen: &str| {
        let mut choices: Vec<Choice> =
            words::OF_PEOPLE.iter().map(|(name, label)| Choice::new(*name, *label)).collect();
        choices.extend(words::attributes(&change.attributes, |kind| kind == ObjectKind::User));
        if !chosen.is_empty() && !choices.iter().any(|choice| choice.value == chosen) {
            choices.push(Choice::new(chosen, words::property(chosen)));
        }
        choices
    };
    let conditions = Conditions {
        form: "members",
        at: 0,
        title: "People",
        note: "Who works here and meets this has the role. Without a condition nobody has it by a rule.",
        mode,
        rows,
        properties: &properties,
    };
    let conditions = fields(conditions, &mut 0);
    let fault = Some(one.query.get("fault").to_owned()).filter(|fault| !fault.is_empty()).map(|fault| {
        view! {
            <Alert tone=Tone::Rejected urgent=true title="This was not saved">
                <p class="wrap-anywhere">{fault}</p>
            </Alert>
        }
    });
    let (seen, close) = (change.node.to_string(), href(role, &[]));
    let changed = change.node != one.had && change.ahead.is_ok();
    let save = changed.then(|| {
        view! {
            <Button submit=true kind=ButtonKind::Primary icon=IconName::Save attr:id="save-members" attr:name="members[then]" attr:value="save">
                "Save the rule"
            </Button>
        }
    });
    let look = if changed { ButtonKind::Secondary } else { ButtonKind::Primary };
    view! {
        <Card id="members" title="Who has it by a rule">
            <form method="post" action=SetMembers::PATH class="grid gap-4 px-4 py-4">
                // What the enter key presses.
                <button type="submit" name="members[then]" value="look" class="hidden" tabindex="-1" aria-hidden="true"></button>
                <input type="hidden" name="members[role]" value=role.to_string()/>
                <input type="hidden" name="members[had]" value=had/>
                <input type="hidden" name="members[seen]" value=seen/>
                {fault} {conditions}
                <div class="flex flex-wrap gap-2">
                    <Button submit=true kind=look icon=IconName::RefreshCw attr:id="look-ahead" attr:name="members[then]" attr:value="look">
                        "See what it would do"
                    </Button>
                    {save}
                    <ButtonLink href=close>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

/// What the rule, as it stands or is being written, does to people.
pub(super) fn ahead(change: &Change) -> AnyView {
    let body = match &change.ahead {
        Ok(ahead) => figures(ahead),
        Err(why) => {
            let why = why.clone();
            view! {
                <div class="grid gap-1 px-4 py-4 text-sm" role="status">
                    <p>"Nobody can be counted."</p>
                    <p class="text-meta wrap-anywhere text-muted">{why}</p>
                </div>
            }
            .into_any()
        }
    };
    view! { <Card id="ahead" title="Who meets it now">{body}</Card> }.into_any()
}

fn figures(ahead: &MembersAhead) -> AnyView {
    let (meet, count) = (number(ahead.meet), ahead.meet.to_string());
    let noun = if ahead.meet == 1 { " person" } else { " people" };
    let people =
        |count: i64| if count == 1 { "1 person".into() } else { format!("{} people", number(count)) };
    let mut changes = Vec::new();
    if ahead.gain > 0 {
        changes.push(format!("{} would get it.", people(ahead.gain)));
    }
    if ahead.lose > 0 {
        changes.push(format!("{} would lose it, who had it by the rule.", people(ahead.lose)));
    }
    if changes.is_empty() {
        changes.push("Nobody would get or lose it.".to_owned());
    }
    let changes =
        changes.into_iter().map(|one| view! { <span class="block text-meta text-muted">{one}</span> });
    let changes = changes.collect_view();
    let faces = ahead.first.iter().map(|person| {
        let name = person.display_name.clone();
        let about: Vec<&str> =
            [&person.title, &person.organisation].into_iter().flatten().map(String::as_str).collect();
        let about = about.join(", ");
        view! {
            <li class="flex gap-3 border-t border-line px-4 py-2.5">
                <Avatar name=name.clone() size=FaceSize::Small/>
                <div class="min-w-0 flex-1">
                    <p class="text-sm font-medium">{name}</p>
                    <p class="text-meta text-muted">{about}</p>
                </div>
            </li>
        }
    });
    let faces = faces.collect_view();
    let more = ahead.meet - int(ahead.first.len());
    view! {
        <p class="px-4 py-4" role="status">
            <span class="text-2xl font-semibold" data-count=count>{meet}</span>
            {noun}
            {changes}
        </p>
        <ul>{faces}</ul>
        {(more > 0 && !ahead.first.is_empty())
            .then(|| view! { <p class="border-t border-line px-4 py-2 text-meta text-muted">{format!("and {} more", number(more))}</p> })}
    }
    .into_any()
}
