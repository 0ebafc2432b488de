//! The wizard of a template: what, who, by which rules, when; beside each step what a campaign would cover now. Each step
//! is a plain form; what the steps before said goes along as the definition itself.

mod check;
mod notices;
mod rules;
mod what;
mod when;
mod who;

use std::collections::BTreeMap;

use bailiwick::authority::Authority;
use bailiwick::certification::CertificationType;
use bailiwick::directory::Organisation;
use bailiwick::glossary::Attribute;
use bailiwick_engine::certifications::Outlook;
use bailiwick_engine::{glossary, people};
use leptos::{prelude::*, server_fn::ServerFn};
use serde_json::{Map, Value as Json};

use super::ahead::{pace, short};
use super::template::json_card;
use super::{Query, TEMPLATES, href};
use crate::api::PortalError;
use crate::api::campaigns::BuildTemplate;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Card, IconName, TextArea, Tone, page_top};
use crate::server::campaigns::build::{ahead, names, read, saved};
use crate::server::campaigns::form;
use crate::server::{call, failed};

/// The steps: their word, and what they are called.
const STEPS: [(&str, &str); 6] = [
    ("what", "What"),
    ("who", "Who"),
    ("rules", "Rules"),
    ("when", "When"),
    ("check", "Check"),
    ("json", "As JSON"),
];

/// What the page shows.
pub(super) struct Wizard {
    pub id: String,
    pub revision: i64,
    pub body: Map<String, Json>,
    pub step: &'static str,
    /// User names by what stands in the definition.
    pub names: BTreeMap<String, String>,
    /// What administrators defined.
    pub attributes: Vec<Attribute>,
    /// Every organisation, by name, where some are chosen.
    pub organisations: Vec<Organisation>,
    /// How a campaign would begin; nothing at steps that do not change it.
    pub ahead: Option<Result<Outlook, String>>,
    pub pace: i64,
    pub fault: String,
}

impl Wizard {
    fn text(&self, name: &str) -> String {
        form::text(&self.body, name)
    }

    /// What a campaign's rows are.
    fn kind(&self) -> CertificationType {
        self.text("certificationType").parse().unwrap_or(CertificationType::Identity)
    }

    fn flag(&self, name: &str) -> bool {
        form::flag(&self.body, name)
    }

    /// The user name where an id stands; else what stands there.
    fn person(&self, value: &str) -> String {
        self.names.get(value).cloned().unwrap_or_else(|| value.to_owned())
    }
}

/// Draws the page; without an id for a new template.
pub async fn page(id: Option<&str>, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !ctx.actor.has(&[Authority::CertAdmin]) {
        return Err(PortalError::Forbidden);
    }
    let carried = read(query.get("state"));
    let (body, revision) = match (carried, id) {
        (Some(body), _) => (body, query.get("revision").parse().unwrap_or_default()),
        (None, Some(id)) => saved(&engine, &ctx, id).await?,
        (None, None) => {
            let me = people::me(&engine, &ctx).await.map_err(failed)?;
            (form::empty(&format!("managed/user/{}", me.id)), 0)
        }
    };
    let step = STEPS.into_iter().find(|(word, _)| *word == query.get("step")).unwrap_or(STEPS[0]).0;
    let counts = matches!(step, "what" | "who" | "check");
    let wizard = Wizard {
        id: id.unwrap_or_default().to_owned(),
        revision,
        names: names(&engine, &ctx, &body).await?,
        attributes: glossary::attributes(&engine, &ctx).await.map_err(failed)?,
        organisations: match step {
            "what" => people::organisations(&engine, &ctx).await.map_err(failed)?,
            _ => Vec::new(),
        },
        ahead: if counts { Some(ahead(&engine, &ctx, &body).await) } else { None },
        pace: pace(query.get("pace")),
        fault: query.get("fault").to_owned(),
        step,
        body,
    };
    let title = if wizard.id.is_empty() {
        "New template".to_owned()
    } else {
        format!("Edit {}", wizard.text("name"))
    };
    Ok(crate::drawn::draw(&title.clone(), move || view(&wizard, title)))
}

/// The page.
pub(super) fn view(wizard: &Wizard, title: String) -> AnyView {
    let close = if wizard.id.is_empty() { TEMPLATES.to_owned() } else { href(TEMPLATES, &wizard.id, &[]) };
    let up = if wizard.id.is_empty() { "Templates".to_owned() } else { wizard.text("name") };
    let top = page_top(
        Signal::stored(title),
        MaybeProp::from("Nobody is asked before a campaign is started of it.".to_owned()),
        Some((up, close.clone())),
        None,
        None,
        None,
    );
    let fault = (!wizard.fault.is_empty()).then(|| {
        let fault = wizard.fault.clone();
        view! {
            <Alert tone=Tone::Rejected urgent=true title="This went no further">
                <p class="wrap-anywhere">{fault}</p>
            </Alert>
        }
    });
    let (cards, aside) = match wizard.step {
        "who" => (who::cards(wizard), beside(wizard)),
        "rules" => (rules::cards(wizard), None),
        "when" => (when::cards(wizard), None),
        "check" => (check::cards(wizard), None),
        "json" => (as_json(wizard), None),
        _ => (what::cards(wizard), beside(wizard)),
    };
    let state = serde_json::to_string(&wizard.body).unwrap_or_default();
    let at = STEPS.iter().position(|(word, _)| *word == wizard.step).unwrap_or_default();
    let next = STEPS.get(at + 1).filter(|(word, _)| *word != "json").map_or("check", |(word, _)| *word);
    let last = matches!(wizard.step, "check");
    let definition = (wizard.step != "json").then(|| json_card(&wizard.body));
    view! {
        {top}
        <form method="post" action=BuildTemplate::PATH class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            // What the enter key presses.
            <button type="submit" name="template[then]" value="count" class="hidden" tabindex="-1" aria-hidden="true"></button>
            <button type="submit" id="update-form" name="template[then]" value="count" class="hidden" tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="template[id]" value=wizard.id.clone()/>
            <input type="hidden" name="template[revision]" value=wizard.revision.to_string()/>
            <input type="hidden" name="template[step]" value=wizard.step/>
            <input type="hidden" name="template[body]" value=state/>
            {(!last).then(|| view! { <input type="hidden" name="template[pace]" value=wizard.pace.to_string()/> })}
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {steps(wizard.step)} {fault} {cards}
                <div class="flex flex-wrap gap-2">
                    {(!last)
                        .then(|| {
                            view! {
                                <Button submit=true kind=ButtonKind::Primary icon=IconName::ArrowRight attr:id="next-step" attr:name="template[then]" attr:value=next>
                                    "Next"
                                </Button>
                            }
                        })}
                    {last
                        .then(|| {
                            view! {
                                <Button submit=true kind=ButtonKind::Primary icon=IconName::Save attr:name="template[then]" attr:value="save">
                                    "Save the template"
                                </Button>
                                <Button submit=true icon=IconName::Play attr:name="template[then]" attr:value="start">
                                    "Save and start a campaign"
                                </Button>
                            }
                        })}
                    <ButtonLink href=close>"Leave it"</ButtonLink>
                </div>
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">{aside} {definition}</div>
        </form>
    }
    .into_any()
}

/// The steps as buttons, so that what was typed goes along.
fn steps(open: &'static str) -> AnyView {
    let step = |(place, (word, name)): (usize, (&'static str, &'static str))| {
        let is = word == open;
        let look = if is {
            "border-accent-line bg-accent-soft text-accent-ink"
        } else {
            "border-line-strong bg-surface text-muted hover:bg-hover hover:text-ink"
        };
        let class =
            format!("inline-flex h-8 items-center gap-1.5 rounded-md border px-3 text-sm font-medium {look}");
        let name = if word == "json" { name.to_owned() } else { format!("{}. {name}", place + 1) };
        view! {
            <li>
                <button type="submit" name="template[then]" value=word class=class aria-current=is.then_some("step")>
                    {name}
                </button>
            </li>
        }
    };
    view! {
        <nav aria-label="Steps">
            <ol class="flex flex-wrap gap-2">{STEPS.into_iter().enumerate().map(step).collect_view()}</ol>
        </nav>
    }
    .into_any()
}

fn beside(wizard: &Wizard) -> Option<AnyView> {
    let ahead = wizard.ahead.as_ref()?;
    let beside = view! {
        <div class="grid gap-2 xl:sticky xl:top-5">
            {short(ahead)}
            <div>
                <Button submit=true icon=IconName::RefreshCw attr:id="count-again" attr:name="template[then]" attr:value="count">
                    "Count again"
                </Button>
            </div>
        </div>
    };
    Some(beside.into_any())
}

fn as_json(wizard: &Wizard) -> AnyView {
    let value = serde_json::to_string_pretty(&wizard.body).unwrap_or_default();
    view! {
        <Card id="as-json" title="The whole definition">
            <div class="px-4 py-4 [&_textarea]:font-mono [&_textarea]:text-xs">
                <TextArea
                    name="template[json]"
                    id="template-json"
                    label="As JSON"
                    value
                    rows=26
                    hint="Bring your own, or change what no step shows. Members that no step knows stay."
                />
            </div>
        </Card>
    }
    .into_any()
}
