//! By which rules they decide.

use bailiwick::certification::{ItemPermission, Reviewed};
use leptos::prelude::*;
use serde_json::Value as Json;

use super::Wizard;
use crate::components::{Card, Checkbox, Field};

/// What others may be let do, in words; nothing for what would let them do nothing.
const fn word(permission: ItemPermission) -> Option<&'static str> {
    Some(match permission {
        ItemPermission::Certify => "Certify",
        ItemPermission::Revoke => "Revoke",
        ItemPermission::Exception => "Except",
        ItemPermission::Reset => "Take decisions back",
        ItemPermission::Comment => "Comment",
        ItemPermission::Forward => "Hand over",
        ItemPermission::Reassign => "Let others decide",
        ItemPermission::Signoff => "Sign",
        ItemPermission::Claim | ItemPermission::Delegate | ItemPermission::Save => return None,
    })
}

/// What may be left to others.
fn permissions(wizard: &Wizard) -> Vec<ItemPermission> {
    let on = |one: &ItemPermission| match wizard.body.get("reassignPermissions") {
        None | Some(Json::Null) => true,
        Some(Json::Array(words)) => words.iter().any(|word| word.as_str() == Some(one.as_str())),
        Some(Json::Object(switches)) => switches.get(one.as_str()).and_then(Json::as_bool) == Some(true),
        Some(_) => false,
    };
    ItemPermission::ALL.iter().copied().filter(|one| on(one)).collect()
}

/// Who corrects what was revoked: access is taken away, and needs nobody.
fn remediator(wizard: &Wizard) -> AnyView {
    let who = wizard.text("remediationActorId");
    let usual = match wizard.kind().reviews() {
        Reviewed::Grants => {
            return view! { <input type="hidden" name="template[remediator]" value=who/> }.into_any();
        }
        Reviewed::Definitions(_) => "A user name. Empty: who owns it.",
        Reviewed::Records => "A user name. Empty: the person's manager.",
        Reviewed::Accounts => "A user name. Empty: who owns the application.",
    };
    let label =
        if wizard.kind().reviews() == Reviewed::Accounts { "Who disables it" } else { "Who corrects it" };
    let value = wizard.person(&who);
    view! {
        <Field name="template[remediator]" id="template-remediator" label value hint=usual optional=true max_length=200_u32/>
    }
    .into_any()
}

/// The cards.
pub(super) fn cards(wizard: &Wizard) -> AnyView {
    let says = |name: &str| {
        let given = wizard.body.get("requireJustification").and_then(|given| given.get(name));
        given.and_then(Json::as_bool).unwrap_or_default()
    };
    let on = permissions(wizard);
    let boxes = ItemPermission::ALL.iter().enumerate().map(|(place, one)| {
        let (checked, name, value) =
            (on.contains(one), format!("template[permissions][{place}]"), one.to_string());
        match word(*one) {
            Some(label) => view! { <Checkbox name value label checked/> }.into_any(),
            // What another client wrote stays.
            None if checked => view! { <input type="hidden" name=name value=value/> }.into_any(),
            None => ().into_any(),
        }
    });
    let boxes = boxes.collect_view();
    let (certify, revoke, except) = (says("certify"), says("revoke"), says("exceptionAllowed"));
    let (bulk, partial) = (wizard.flag("allowBulkCertify"), wizard.flag("allowPartialSignoff"));
    let (forward, reassign) = (wizard.flag("enableForward"), wizard.flag("enableReassign"));
    let remediates = !wizard.text("remediationRule").is_empty();
    let remediation = match wizard.kind().reviews() {
        Reviewed::Grants => "Revoked access is taken away; otherwise revokes are only written down",
        Reviewed::Definitions(_) | Reviewed::Records => {
            "Who answers for what was revoked is asked to correct it; otherwise revokes are only written down"
        }
        Reviewed::Accounts => {
            "Whoever looks after the application is asked to disable what was revoked; otherwise revokes are only written down"
        }
    };
    let remediator = remediator(wizard);
    let (days, delay) = (wizard.text("exceptionDuration"), wizard.text("remediationDelay"));
    view! {
        <Card id="deciding" title="Deciding">
            <div class="grid gap-4 px-4 py-4">
                <fieldset>
                    <legend class="text-meta font-medium">"A comment is needed"</legend>
                    <div class="flex flex-wrap gap-x-5">
                        <Checkbox name="template[say_certify]" label="To certify" checked=certify/>
                        <Checkbox name="template[say_revoke]" label="To revoke" checked=revoke/>
                        <Checkbox name="template[say_except]" label="To except" checked=except/>
                    </div>
                </fieldset>
                <fieldset>
                    <legend class="text-meta font-medium">"Reviewers may"</legend>
                    <div class="flex flex-wrap gap-x-5">
                        <Checkbox name="template[bulk]" label="Certify many rows at once" checked=bulk/>
                        <Checkbox name="template[partial]" label="Sign before every row is decided" checked=partial/>
                        <Checkbox name="template[forward]" label="Hand rows over" checked=forward/>
                        <Checkbox name="template[reassign]" label="Let others decide too" checked=reassign/>
                    </div>
                </fieldset>
                <fieldset>
                    <legend class="text-meta font-medium">"What others may be left"</legend>
                    <div class="flex flex-wrap gap-x-5">{boxes}</div>
                </fieldset>
            </div>
        </Card>
        <Card id="afterwards" title="What becomes of decisions">
            <div class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <Field name="template[exception_days]" id="template-exception-days" label="Longest exception, in days" r#type="number" value=days/>
                <Field name="template[delay_days]" id="template-delay-days" label="Days until a revoke is carried out" r#type="number" value=delay hint="Counted from the signature. 0: at once."/>
                <div class="sm:col-span-2">
                    <Checkbox name="template[remediate]" label=remediation checked=remediates/>
                </div>
                {remediator}
            </div>
        </Card>
    }
    .into_any()
}
