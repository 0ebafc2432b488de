//! What can be done with a campaign, and what is asked before it is.

use bailiwick::certification::{CampaignStatus, ExpirationAction};
use leptos::{prelude::*, server_fn::ServerFn};

use super::one::One;
use super::reviewers::here;
use super::words::late;
use crate::api::campaigns::SetCampaign;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Card, Field, IconName, TextArea, Tone};
use crate::days;
use crate::text::{counted, number};

/// The buttons.
pub(super) fn actions(one: &One) -> AnyView {
    let status = one.board.campaign.status;
    let made = status != CampaignStatus::Creating;
    let (runs, open) = (one.board.runs, status.is_open());
    let ask = |what: &str| one.href(&[("ask", what)]);
    let evidence = format!("/export/campaigns/{}/bundle.zip", one.id());
    let rows = format!("/export/campaigns/{}/rows.csv", one.id());
    let (activate, extend, remind) = (ask("activate"), ask("extend"), ask("remind"));
    let (complete, cancel, delete) = (ask("complete"), ask("cancel"), ask("delete"));
    view! {
        {made
            .then(|| {
                view! {
                    <ButtonLink href=rows external=true icon=IconName::Download>"Rows"</ButtonLink>
                    <ButtonLink href=evidence external=true icon=IconName::ShieldCheck>"Evidence"</ButtonLink>
                }
            })}
        {one.board.deletes.then(|| view! { <ButtonLink href=delete icon=IconName::Trash2>"Delete"</ButtonLink> })}
        {(runs && !status.has_ended()).then(|| view! { <ButtonLink href=cancel icon=IconName::Ban>"Call off"</ButtonLink> })}
        {(runs && open)
            .then(|| {
                view! {
                    <ButtonLink href=remind icon=IconName::Bell>"Remind"</ButtonLink>
                    <ButtonLink href=complete icon=IconName::CircleCheck>"End now"</ButtonLink>
                    <ButtonLink href=extend icon=IconName::Calendar>"Extend"</ButtonLink>
                }
            })}
        {(runs && status == CampaignStatus::Staging)
            .then(|| view! { <ButtonLink href=activate kind=ButtonKind::Primary icon=IconName::Play>"Begin"</ButtonLink> })}
    }
    .into_any()
}

/// What is about to be done, if it is confirmed.
pub(super) fn question(one: &One) -> Option<AnyView> {
    let status = one.board.campaign.status;
    if one.query.get("ask") == "delete" && one.board.deletes {
        let rows = counted(one.board.count(|_| true), "row");
        let text = format!(
            "{rows} go with it. Nobody signed anything in it. The audit trail keeps that it was there; nothing else does."
        );
        let yes = ("Delete it", ButtonKind::Danger);
        return Some(confirm(one, "delete", "Delete the campaign?", text, yes));
    }
    if !one.board.runs || status.has_ended() {
        return None;
    }
    let open = one.board.open();
    match one.query.get("ask") {
        "activate" if status == CampaignStatus::Staging => Some(confirm(
            one,
            "activate",
            "Begin the campaign?",
            format!("{} are put to their reviewers, and the time runs.", counted(open, "row")),
            ("Begin it", ButtonKind::Primary),
        )),
        "cancel" => Some(confirm(
            one,
            "cancel",
            "Call the campaign off?",
            format!(
                "{} that nobody signed are closed. What was signed stays signed. It cannot be taken up again.",
                counted(open, "row")
            ),
            ("Call it off", ButtonKind::Danger),
        )),
        "remind" if status.is_open() => Some(confirm(
            one,
            "remind",
            "Remind the reviewers?",
            "Everybody for whom rows wait is told, and whoever stands in for them; within an hour only once."
                .to_owned(),
            ("Remind them", ButtonKind::Primary),
        )),
        "complete" if status.is_open() => Some(complete(one, open)),
        "extend" if status.is_open() => Some(extend(one)),
        "reassign" if status.is_open() => reassign(one),
        _ => None,
    }
}

fn complete(one: &One, open: i64) -> AnyView {
    let action = one.board.campaign.definition.expiration.action;
    let text = format!(
        "Its time is over at once. {} that nobody signed: {}. Decisions that were made and not signed count where the rest is decided.",
        counted(open, "row"),
        late(action).to_lowercase()
    );
    if action == ExpirationAction::Reassign {
        let close = one.href(&[]);
        let text = "What is late goes to somebody else here: it would only begin anew. Hand rows over, or call it off.";
        return view! {
            <Alert tone=Tone::Overdue title="It cannot be ended early" actions=move || view! { <ButtonLink href=close>"Leave it"</ButtonLink> }>
                <p>{text}</p>
            </Alert>
        }
        .into_any();
    }
    confirm(one, "complete", "End the campaign now?", text, ("End it now", ButtonKind::Danger))
}

fn confirm(
    one: &One,
    to: &'static str,
    title: &'static str,
    text: String,
    (yes, kind): (&'static str, ButtonKind),
) -> AnyView {
    let (id, close) = (one.id().to_string(), one.href(&[]));
    view! {
        <Alert
            tone=Tone::Overdue
            title
            actions=move || {
                view! {
                    <form method="post" action=SetCampaign::PATH>
                        <input type="hidden" name="campaign" value=id/>
                        <input type="hidden" name="to" value=to/>
                        <Button submit=true kind>{yes}</Button>
                    </form>
                    <ButtonLink href=close>"Leave it"</ButtonLink>
                }
            }
        >
            <p>{text}</p>
        </Alert>
    }
    .into_any()
}

fn extend(one: &One) -> AnyView {
    let (id, close) = (one.id().to_string(), one.href(&[]));
    let day = days::field(one.clock, one.board.campaign.deadline);
    view! {
        <Card id="extend" title="Move the deadline">
            <form method="post" action=SetCampaign::PATH class="flex flex-wrap items-end gap-2 px-4 py-4">
                <input type="hidden" name="campaign" value=id/>
                <input type="hidden" name="to" value="extend"/>
                <div class="w-48">
                    <Field name="day" id="last-day" label="Last day" r#type="date" value=day/>
                </div>
                <Button submit=true kind=ButtonKind::Primary>"Move it"</Button>
                <ButtonLink href=close>"Leave it"</ButtonLink>
            </form>
        </Card>
    }
    .into_any()
}

fn reassign(one: &One) -> Option<AnyView> {
    let wanted = one.query.get("reviewer");
    let reviewer = one.reviewers.iter().find(|reviewer| reviewer.user.id.to_string() == wanted)?;
    let (id, from) = (one.id().to_string(), wanted.to_owned());
    let close = here(one, &[]);
    let title = format!("Hand over what waits with {}", reviewer.user.display_name);
    let text = format!(
        "{} go to the new reviewer, and what was decided and not signed is decided anew. Rows about the new reviewer’s own access stay.",
        counted(reviewer.counts.open, "row")
    );
    let note = number(reviewer.counts.open);
    let view = view! {
        <Card id="reassign" title note>
            <form method="post" action=SetCampaign::PATH class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <p class="text-sm text-muted sm:col-span-2">{text}</p>
                <input type="hidden" name="campaign" value=id/>
                <input type="hidden" name="to" value="reassign"/>
                <input type="hidden" name="reviewer" value=from/>
                <Field name="person" id="new-reviewer" label="New reviewer" hint="A user name." required_silently=true max_length=200_u32/>
                <TextArea name="comment" id="reassign-comment" label="Why" rows=2 optional=true max_length=2_000_u32/>
                <div class="flex gap-2 sm:col-span-2">
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::Forward>"Hand them over"</Button>
                    <ButtonLink href=close>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    };
    Some(view.into_any())
}
