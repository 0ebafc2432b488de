//! One template: what it says, how a campaign of it would begin, and what can be done with it.

use bailiwick::authority::Authority;
use bailiwick::certification::idhub::DefinitionStatus;
use bailiwick::certification::{Certifier, CertifierType, Reviewed, Template};
use bailiwick::id::UserId;
use bailiwick_engine::certifications::{self, Outlook};
use bailiwick_engine::{Context, Engine, people};
use leptos::{prelude::*, server_fn::ServerFn};

use super::ahead::{pace, whole};
use super::{Query, TEMPLATES, href, said, told, words};
use crate::api::PortalError;
use crate::api::campaigns::SetTemplate;
use crate::components::{
    Alert, Badge, Button, ButtonKind, ButtonLink, Card, Fact, Facts, Field, IconName, Tone, page_top,
};
use crate::server::policies::parse;
use crate::server::{call, failed};
use crate::text::counted;

struct One {
    template: Template,
    ahead: Result<Outlook, String>,
    owner: String,
    /// Who is told when reviewers do not answer; empty when that is the owner.
    escalation: String,
    admin: bool,
    query: Query,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let template = certifications::read_template(&engine, &ctx, parse(id)?).await.map_err(failed)?;
    let ahead = certifications::outlook(&engine, &ctx, template.id).await.map_err(|error| error.to_string());
    let escalation = match template.definition.notices.escalation_owner {
        Some(id) => called(&engine, &ctx, id).await,
        None => String::new(),
    };
    let one = One {
        ahead,
        owner: called(&engine, &ctx, template.definition.owner).await,
        escalation,
        admin: ctx.actor.has(&[Authority::CertAdmin]),
        query: query.clone(),
        template,
    };
    let title = one.template.definition.name.clone();
    Ok(crate::drawn::draw(&title, move || view(&one)))
}

async fn called(engine: &Engine, ctx: &Context, id: UserId) -> String {
    let person = people::brief(engine, ctx, id).await;
    person.map_or_else(|_| "gone".into(), |person| person.display_name)
}

fn view(one: &One) -> AnyView {
    let definition = &one.template.definition;
    let (is_event_based, has_schedule) = (definition.is_event_based, definition.schedule.is_some());
    let is_draft = is_draft(&one.template);
    let badge = move || match (is_event_based, has_schedule) {
        _ if is_draft => view! { <Badge tone=Tone::Overdue text="A draft over IDHub"/> }.into_any(),
        (true, _) => view! { <Badge text="By events"/> }.into_any(),
        (false, true) => view! { <Badge tone=Tone::Progress text="By schedule"/> }.into_any(),
        (false, false) => view! { <Badge text="By hand"/> }.into_any(),
    };
    let buttons = one.admin.then(|| actions(one));
    let top = page_top(
        Signal::stored(definition.name.clone()),
        MaybeProp::from(definition.description.clone()),
        Some(("Templates".to_owned(), TEMPLATES.to_owned())),
        Some(ViewFnOnce::from(badge)),
        buttons.map(|buttons| ViewFnOnce::from(move || buttons)),
        None,
    );
    let seconds = pace(one.query.get("pace"));
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {said(&one.query)} {question(one)} {whole(&one.ahead, seconds)}
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {about(one)} {pace_card(one, seconds)} {json_card(definition.body())}
            </div>
        </div>
    }
    .into_any()
}

/// Whether its author over IDHub has not finished it: nothing is started of it.
fn is_draft(template: &Template) -> bool {
    template.idhub_status() == DefinitionStatus::Draft
}

fn actions(one: &One) -> AnyView {
    let id = one.template.id.to_string();
    let ask = |what: &str| href(TEMPLATES, &id, &[("ask", what)]);
    let (delete, start) = (ask("delete"), ask("start"));
    let edit = format!("{}/edit", href(TEMPLATES, &id, &[]));
    let by_hand = !one.template.definition.is_event_based && !is_draft(&one.template);
    view! {
        <ButtonLink href=delete icon=IconName::Trash2>"Delete"</ButtonLink>
        <form method="post" action=SetTemplate::PATH>
            <input type="hidden" name="template" value=id.clone()/>
            <input type="hidden" name="to" value="duplicate"/>
            <Button submit=true icon=IconName::Copy>"Copy"</Button>
        </form>
        <ButtonLink href=edit icon=IconName::Pencil>"Edit"</ButtonLink>
        {by_hand.then(|| view! { <ButtonLink href=start kind=ButtonKind::Primary icon=IconName::Play>"Start a campaign"</ButtonLink> })}
    }
    .into_any()
}

fn question(one: &One) -> Option<AnyView> {
    if !one.admin {
        return None;
    }
    let staged = one.template.definition.is_staged;
    let (tone, to, title, text, yes) = match one.query.get("ask") {
        "delete" => (
            Tone::Overdue,
            "delete",
            "Delete the template?",
            "Campaigns that were started of it stay, with all that was decided.",
            "Delete it",
        ),
        "start" if staged => (
            Tone::Progress,
            "start",
            "Start a campaign?",
            "Its rows are made from what people hold now. Nobody is asked before you have looked through it.",
            "Start it",
        ),
        "start" => (
            Tone::Progress,
            "start",
            "Start a campaign?",
            "Its rows are made from what people hold now, and reviewers are asked as soon as they are there.",
            "Start it",
        ),
        _ => return None,
    };
    let (id, close) = (one.template.id.to_string(), href(TEMPLATES, &one.template.id, &[]));
    let kind = if to == "start" { ButtonKind::Primary } else { ButtonKind::Danger };
    let view = view! {
        <Alert
            tone
            title
            actions=move || {
                view! {
                    <form method="post" action=SetTemplate::PATH>
                        <input type="hidden" name="template" value=id/>
                        <input type="hidden" name="to" value=to/>
                        <Button submit=true kind>{yes}</Button>
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

fn about(one: &One) -> AnyView {
    let definition = &one.template.definition;
    let stages = definition.stages.iter().enumerate().map(|(place, stage)| {
        let how = match stage.certifier {
            Certifier::Person(_) => CertifierType::User,
            Certifier::Role(_) => CertifierType::Role,
            Certifier::Manager => CertifierType::Manager,
            Certifier::OrganizationAdmin => CertifierType::OrganizationAdmin,
            Certifier::EntitlementOwner => CertifierType::EntitlementOwner,
            Certifier::RoleOwner => CertifierType::RoleOwner,
            Certifier::ApplicationOwner => CertifierType::ApplicationOwner,
            Certifier::AccountOwner => CertifierType::AccountOwner,
            Certifier::Script(_) => CertifierType::Custom,
        };
        let name = stage.name.clone().unwrap_or_else(|| format!("Stage {}", place + 1));
        format!("{name}: {}", words::certifier(how))
    });
    let stages: Vec<String> = stages.collect();
    let days = counted(definition.stage_days, "day");
    let goes = match definition.kind.reviews() {
        Reviewed::Grants => "Revoked access goes",
        Reviewed::Definitions(_) | Reviewed::Records => "What is revoked is given to somebody to correct",
        Reviewed::Accounts => "Somebody is asked to disable what is revoked",
    };
    let removal = match (&definition.remediation_rule, definition.remediation_delay_days) {
        (None, _) => "Revokes are only written down".to_owned(),
        (Some(_), 0) => format!("{goes} as soon as it is signed"),
        (Some(_), days) => format!("{goes} {} after it is signed", counted(days, "day")),
    };
    let (reviews, owner) = (words::kind(definition.kind), one.owner.clone());
    let (late, oneself) =
        (words::late(definition.expiration.action), words::oneself(definition.self_certification));
    let sources = definition
        .source_days
        .map_or_else(|| "Of any age".to_owned(), |days| format!("Loaded within {}", counted(days, "day")));
    let told = told::sentences(definition.body(), |_| one.escalation.clone());
    let told = told.into_iter().map(|one| view! { <span class="block">{one}</span> }).collect_view();
    let first = if definition.is_staged { "It is looked through" } else { "Nothing: it starts at once" };
    view! {
        <Card id="about" title="About">
            <div class="px-4 py-4">
                <Facts>
                    <Fact name="Reviews">{reviews}</Fact>
                    <Fact name="Owner">{owner}</Fact>
                    <Fact name="Decided by">{stages.join("; ")}</Fact>
                    <Fact name="Time">{format!("{days} for each stage")}</Fact>
                    <Fact name="What is late">{late}</Fact>
                    <Fact name="One’s own">{oneself}</Fact>
                    <Fact name="Revokes">{removal}</Fact>
                    <Fact name="Files it rests on">{sources}</Fact>
                    <Fact name="Before it starts">{first}</Fact>
                    <Fact name="Who is told">{told}</Fact>
                </Facts>
            </div>
        </Card>
    }
    .into_any()
}

fn pace_card(one: &One, seconds: i64) -> AnyView {
    let action = href(TEMPLATES, &one.template.id, &[]);
    view! {
        <Card id="estimate" title="Estimate">
            <form method="get" action=action class="flex items-end gap-2 px-4 py-4">
                <Field name="pace" label="Seconds a row" r#type="number" value=seconds.to_string()/>
                <Button submit=true>"Estimate again"</Button>
            </form>
        </Card>
    }
    .into_any()
}

/// The whole definition.
pub(super) fn json_card(body: &serde_json::Map<String, serde_json::Value>) -> AnyView {
    let text = serde_json::to_string_pretty(body).unwrap_or_default();
    view! {
        <Card id="definition" title="The whole definition" note="as the REST API has it">
            <details class="px-4 py-3">
                <summary class="cursor-pointer text-meta text-accent-ink">"Show it as JSON"</summary>
                <pre class="mt-2 max-h-96 overflow-auto rounded-md border border-line bg-sunken p-3 text-xs" tabindex="0" aria-label="The definition as JSON">
                    {text}
                </pre>
            </details>
        </Card>
    }
    .into_any()
}
