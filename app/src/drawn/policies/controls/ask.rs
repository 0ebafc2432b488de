//! What can be done with a control, and what is asked before it is.

use leptos::{prelude::*, server_fn::ServerFn};

use super::one::One;
use super::{CONTROLS, href};
use crate::api::controls::SetControl;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, IconName, Tone};

/// The buttons.
pub(super) fn actions(one: &One) -> AnyView {
    let id = &one.read.control.id;
    let (page, retire) = (href(CONTROLS, id, &[]), href(CONTROLS, id, &[("ask", "retire")]));
    let delete = one.read.control.given.is_none().then(|| {
        let delete = href(CONTROLS, id, &[("ask", "delete")]);
        view! { <ButtonLink href=delete icon=IconName::Trash2>"Delete"</ButtonLink> }
    });
    view! {
        {delete}
        <ButtonLink href=retire icon=IconName::Ban>"Retire"</ButtonLink>
        <ButtonLink href=format!("{page}/edit") icon=IconName::Pencil>"Edit"</ButtonLink>
    }
    .into_any()
}

/// What is about to be done, if it is confirmed.
pub(super) fn question(one: &One) -> Option<AnyView> {
    if !one.admin {
        return None;
    }
    let control = &one.read.control;
    let rule = one.read.rules.iter().find(|(id, _)| id.to_string() == one.query.get("rule"));
    let (to, title, text, yes) = match (one.query.get("ask"), rule) {
        ("retire", _) if control.retired.is_none() => (
            "retire",
            "Retire the control?".to_owned(),
            "Exceptions that rest on it end at once, and those who were asked are asked again. It stays for the record, and cannot be taken up again.",
            "Retire it",
        ),
        ("delete", _) if control.given.is_none() => (
            "delete",
            "Delete the control?".to_owned(),
            "There never was any evidence of it: nothing rests on it.",
            "Delete it",
        ),
        ("unlink", Some((_, name))) => (
            "unlink",
            format!("Unlink it from “{name}”?"),
            "Exceptions of the rule that rest on it end at once, and those who were asked are asked again.",
            "Unlink it",
        ),
        _ => return None,
    };
    let (id, revision) = (control.id.to_string(), control.revision.to_string());
    let close = href(CONTROLS, &control.id, &[]);
    let rule = rule.map(|(id, _)| id.to_string()).unwrap_or_default();
    let view = view! {
        <Alert
            tone=Tone::Overdue
            title
            actions=move || {
                view! {
                    <form method="post" action=SetControl::PATH>
                        <input type="hidden" name="control" value=id/>
                        <input type="hidden" name="to" value=to/>
                        <input type="hidden" name="rule" value=rule/>
                        <input type="hidden" name="revision" value=revision/>
                        <Button submit=true kind=ButtonKind::Danger>{yes}</Button>
                    </form>
                    <ButtonLink href=close>"Leave it"</ButtonLink>
                }
            }
        >
            <p>{text}</p>
        </Alert>
    };
    Some(view.into_any())
}
