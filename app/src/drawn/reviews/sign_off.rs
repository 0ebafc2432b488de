//! Signing off: what will happen is said before it does.

use bailiwick::certification::{Campaign, Reviewed};
use bailiwick::directory::UserBrief;
use bailiwick_engine::certifications::{self, Check, Counts, LeftToDecide};
use leptos::{prelude::*, server_fn::ServerFn};

use super::checks::{SIGN, checks};
use super::forms::Forms;
use super::head::title;
use super::{Address, Query};
use crate::api::PortalError;
use crate::api::reviews::Review;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Card, IconName, Tone, page_top};
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::text::counted;

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let id = parse(id)?;
    let mut address = Address::new(id, query).below("sign-off");
    let whose = address.ask().reviewer;
    let standing = certifications::standing(&engine, &ctx, id, whose).await;
    let (campaign, open, person) = standing.map_err(failed)?;
    let first = certifications::left_to_decide(&engine, &ctx, id, whose).await.map_err(failed)?;
    let again = if open.decided > 0 && first.is_nothing() {
        certifications::checks(&engine, &ctx, id, whose).await.map_err(failed)?
    } else {
        Vec::new()
    };
    // Whoever only looks on signs their own.
    if person.is_none() {
        address.set("reviewer", "");
    }
    let clock = clock(&ctx);
    Ok(crate::drawn::draw("Sign off", move || {
        let forms = Forms { campaign: &campaign, address: &address, clock };
        draw(&forms, (&open, first), &again, person.as_ref())
    }))
}

/// `first` has to be decided before anything is signed.
fn draw(
    forms: &Forms<'_>,
    (open, first): (&Counts, LeftToDecide),
    again: &[Check],
    person: Option<&UserBrief>,
) -> AnyView {
    let Forms { campaign, address, .. } = *forms;
    let mut back = address.clone();
    back.leave();
    let back = back.href(&[]);
    let top = page_top(
        Signal::stored(title("Sign off", person)),
        MaybeProp::from("After this nothing of it can be changed.".to_owned()),
        Some((campaign.definition.name.clone(), back.clone())),
        None,
        None,
        None,
    );
    let fault = Some(address.get("fault").to_owned()).filter(|fault| !fault.is_empty());
    let fault = fault.map(|fault| view! { <Alert tone=Tone::Rejected urgent=true title=fault/> });
    let body = if open.decided == 0 {
        view! { <p class="text-sm">"Nothing is decided that could be signed."</p> }.into_any()
    } else {
        let lines: Vec<AnyView> =
            effects(campaign, open).into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
        let hint = waits_for(first).map(|words| view! { <Alert tone=Tone::Overdue title=words/> });
        let sign = first.is_nothing().then(|| {
            let words = format!("Sign off {}", counted(open.decided, "row"));
            view! {
                <form id=SIGN method="post" action=Review::PATH>
                    {forms.hidden()}
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::BadgeCheck attr:name="act[then]" attr:value="sign-off">{words}</Button>
                </form>
            }
        });
        view! { <ul class="grid list-disc gap-1 ps-5 text-sm">{lines}</ul> {hint} {sign} }.into_any()
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-3xl grid-cols-1 gap-5 p-4 lg:p-6">
            {fault}
            {checks(again, address)}
            <Card id="happens" title="What will happen"><div class="grid justify-items-start gap-4 px-4 py-4">{body}</div></Card>
            <div><ButtonLink href=back>"Back to the rows"</ButtonLink></div>
        </div>
    }
    .into_any()
}

/// What has to be decided before anything is signed, in words; of what somebody does not see, no more than that it is.
fn waits_for(first: LeftToDecide) -> Option<String> {
    let what = match (first.seen, first.unseen) {
        (0, false) => return None,
        (0, true) => "What others have to decide themselves is to be decided first".to_owned(),
        (rows, _) => format!("{} to be decided first", counted(rows, "row")),
    };
    Some(format!("{what}: this campaign is signed as a whole."))
}

/// What signing does, line by line.
fn effects(campaign: &Campaign, open: &Counts) -> Vec<String> {
    let definition = &campaign.definition;
    let mut lines = Vec::new();
    if open.revoke > 0 {
        let rows = counted(open.revoke, "revoke");
        let how = match definition.kind.reviews() {
            Reviewed::Grants => "carried out",
            Reviewed::Definitions(_) | Reviewed::Records => "given to whoever answers for it to correct",
            Reviewed::Accounts => "given to whoever looks after the application to disable",
        };
        let done = match definition.kind.reviews() {
            Reviewed::Grants => "each until the access is gone",
            Reviewed::Definitions(_) | Reviewed::Records => {
                "each until it was changed; nothing is taken away"
            }
            Reviewed::Accounts => "each until the account is inactive",
        };
        lines.push(match (&definition.remediation_rule, definition.remediation_delay_days) {
            (None, _) => format!("{rows} written down: this campaign takes nothing away by itself"),
            (Some(_), 0) => format!("{rows} {how} at once, {done}"),
            (Some(_), days) => {
                format!("{rows} {how} after {}, {done}", counted(i64::from(days), "day"))
            }
        });
    }
    for (count, words) in [
        (open.certify, "certified: they stay"),
        (open.exception, "allowed until a date: they stay until then"),
        (open.abstain, "undecided on purpose: they stay"),
    ] {
        if count > 0 {
            lines.push(format!("{} {words}", counted(count, "row")));
        }
    }
    let waits = open.total - open.decided;
    if waits > 0 {
        lines.push(format!("{} still to be decided: they go on waiting for you", counted(waits, "row")));
    }
    if definition.stages.len() > 1 {
        lines.push("Where the campaign has another stage, its reviewer decides anew".to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use bailiwick::certification::{CampaignStatus, TemplateDefinition};
    use bailiwick::id::CampaignId;
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn campaign(more: &serde_json::Value) -> Campaign {
        let mut body = json!({
            "name": "Review", "certificationType": "identity", "ownerId": Uuid::nil(), "stageDuration": 14,
            "stages": [{"certifierType": "manager"}], "remediationRule": "BasicRevocation",
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Campaign {
            id: CampaignId(Uuid::nil()),
            number: 1,
            template: None,
            definition: TemplateDefinition::parse(body.as_object().unwrap().clone()).unwrap(),
            status: CampaignStatus::InProgress,
            items: 9,
            started: None,
            deadline: None,
            completed: None,
            completed_by: None,
            rest: None,
            failure: None,
            revision: 1,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn of_what_somebody_does_not_see_no_number_is_told() {
        let words = |seen, unseen| waits_for(LeftToDecide { seen, unseen });
        assert_eq!(words(0, false), None);
        let seen = "2 rows to be decided first: this campaign is signed as a whole.";
        assert_eq!(words(2, false).as_deref(), Some(seen));
        assert_eq!(words(2, true).as_deref(), Some(seen));
        let unseen = words(0, true).unwrap();
        assert!(unseen.starts_with("What others have to decide"), "{unseen}");
        assert!(!unseen.contains(|letter: char| letter.is_ascii_digit()), "{unseen}");
    }

    #[test]
    fn says_what_goes_when_and_what_stays() {
        let open = Counts { total: 9, open: 9, decided: 6, certify: 3, revoke: 2, exception: 1, abstain: 0 };
        let lines = effects(&campaign(&json!({"remediationDelay": 2})), &open);
        assert_eq!(
            lines,
            [
                "2 revokes carried out after 2 days, each until the access is gone",
                "3 rows certified: they stay",
                "1 row allowed until a date: they stay until then",
                "3 rows still to be decided: they go on waiting for you",
            ]
        );
        let lines = effects(&campaign(&json!({"remediationRule": null})), &open);
        assert_eq!(lines[0], "2 revokes written down: this campaign takes nothing away by itself");
    }
}
