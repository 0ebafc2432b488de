//! One workflow: its graph, beside it the step that is open, above it what can be done.

use bailiwick::authority::Authority;
use bailiwick::id::WorkflowId;
use bailiwick::workflow::{DefinitionStatus, Finding};
use bailiwick_engine::workflows::{self, Copied, Standing};
use bailiwick_engine::{Context, Engine, EngineError, request_types};
use leptos::{prelude::*, server_fn::ServerFn};

use super::ask::{AskDelete, AskPublish};
use super::edit::{AddStepForm, JsonCard, RemoveStepForm};
use super::findings::Findings;
use super::form::StepEditor;
use super::graph::Graph;
use super::inspect::{StepFacts, StepFindings};
use super::{Place, Query, WORKFLOWS};
use crate::api::PortalError;
use crate::api::workflows::EditWorkflow;
use crate::components::{
    Alert, Badge, Button, ButtonKind, ButtonLink, Card, EmptyState, IconName, Size, Tab, Tabs, Tone, page_top,
};
use crate::server::{call, failed};
use crate::text::{counted, int, number};
use crate::url;

/// What the page shows.
#[derive(Debug, Clone)]
pub(super) struct One {
    pub place: Place,
    pub copy: Copied,
    pub draft: bool,
    pub published: bool,
    pub standing: Standing,
    /// How many instances run, all of them counted.
    pub running: i64,
    /// What validation found, where it was asked for.
    pub findings: Option<Vec<Finding>>,
    /// The types of requests that go by it.
    pub types: Vec<String>,
    /// The reader may change workflows.
    pub admin: bool,
    /// What is asked: `publish`, `delete`, `json`, or nothing.
    pub ask: String,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let one = read(&engine, &ctx, id, query).await.map_err(failed)?;
    let title = one.copy.definition.display_name.clone();
    Ok(crate::drawn::draw(&title, move || view(one)))
}

async fn read(engine: &Engine, ctx: &Context, id: &str, query: &Query) -> Result<One, EngineError> {
    let workflow = WorkflowId(id.to_owned());
    let of = async |status| match workflows::read(engine, ctx, &workflow, status).await {
        Ok(copy) => Ok(Some(copy)),
        Err(EngineError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    let (draft, published) = (of(DefinitionStatus::Draft).await?, of(DefinitionStatus::Published).await?);
    let (is_draft, is_published) = (draft.is_some(), published.is_some());
    let copy = match query.get("status") {
        "draft" => draft,
        "published" => published,
        _ => draft.or(published),
    };
    let copy = copy.ok_or_else(|| EngineError::not_found("workflow", &workflow))?;
    let place = Place::of(id, copy.status, query);
    let admin = ctx.actor.has(&[Authority::AccessAdmin]);
    let ask = query.get("ask").to_owned();
    let checked = admin && (place.check || ask == "publish");
    let findings = if checked {
        Some(workflows::check(engine, ctx, copy.definition.body().clone()).await?)
    } else {
        None
    };
    let types = request_types::all(engine, ctx).await?;
    let goes_by = types.into_iter().filter(|one| one.definition.workflow.as_deref() == Some(id));
    Ok(One {
        standing: workflows::standing(engine, ctx, &workflow).await?,
        running: workflows::count_running(engine, ctx, &workflow).await?,
        types: goes_by.map(|one| one.definition.display_name.unwrap_or(one.id.0)).collect(),
        draft: is_draft,
        published: is_published,
        place,
        copy,
        findings,
        admin,
        ask,
    })
}

/// The page.
pub(super) fn view(one: One) -> AnyView {
    let definition = one.copy.definition.clone();
    let drafts = one.copy.status == DefinitionStatus::Draft;
    let editable = one.admin && drafts && one.copy.mutable;
    let (tone, word) = if drafts { (Tone::Neutral, "Draft") } else { (Tone::Approved, "Published") };
    let shipped = !one.copy.mutable;
    let badges = move || {
        view! {
            <Badge tone text=word/>
            {shipped.then(|| view! { <Badge icon=IconName::Lock text="Ships with Bailiwick"/> })}
        }
    };
    let note = match definition.description.trim() {
        "" => definition.id.0.clone(),
        description => format!("{} · {description}", definition.id.0),
    };
    let both = one.draft && one.published;
    let buttons = one.clone();
    let tabs = both.then(|| copies(&one.place)).map(|tabs| ViewFnOnce::from(move || tabs));
    let top = page_top(
        Signal::stored(definition.display_name.clone()),
        MaybeProp::from(note),
        Some(("Workflows".to_owned(), WORKFLOWS.to_owned())),
        Some(ViewFnOnce::from(badges)),
        Some(ViewFnOnce::from(move || actions(&buttons))),
        tabs,
    );
    let open = definition.step(&one.place.step).is_some();
    let json = one.ask == "json" && editable;
    let card = json.then(|| {
        let (definition, place) = (definition.clone(), one.place.clone());
        view! { <JsonCard definition revision=one.copy.revision place/> }
    });
    let (add, after) = (editable && !json, if open { one.place.step.clone() } else { String::new() });
    let adding = add.then(|| {
        let definition = definition.clone();
        view! { <AddStepForm definition revision=one.copy.revision after/> }
    });
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {questions(&one)}
                {card}
                {graph_card(&one)}
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">{inspector(&one, editable)} {adding}</div>
        </div>
    }
    .into_any()
}

/// A tab for each copy.
fn copies(place: &Place) -> AnyView {
    let tab = |label: &str, to: Place| Tab {
        label: label.to_owned(),
        current: to.status == place.status,
        href: to.href(),
        count: None,
    };
    let tabs = vec![tab("Draft", Place::draft(&place.id)), tab("Published", Place::published(&place.id))];
    view! { <Tabs label="Copies" tabs=Signal::stored(tabs)/> }.into_any()
}

/// What can be done with the copy that is shown.
fn actions(one: &One) -> AnyView {
    if !one.admin {
        return ().into_any();
    }
    let place = &one.place;
    let copy = url::to(WORKFLOWS, &[("copy", &place.id.0), ("status", place.status.as_str())]);
    let copy = view! { <ButtonLink href=copy icon=IconName::Copy>"Copy"</ButtonLink> };
    let ask = |what: &str| format!("{}#question", place.with(&[("ask", what)]));
    if !one.copy.mutable {
        return copy.into_any();
    }
    if one.copy.status == DefinitionStatus::Published {
        let edit = if one.draft {
            let href = Place::draft(&place.id).href();
            view! { <ButtonLink href kind=ButtonKind::Primary icon=IconName::Pencil>"Open the draft"</ButtonLink> }
                .into_any()
        } else {
            view! {
                <form method="post" action=EditWorkflow::PATH>
                    <input type="hidden" name="workflow" value=place.id.0.clone()/>
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::Pencil>
                        "Edit"
                    </Button>
                </form>
            }
            .into_any()
        };
        return view! {
            <ButtonLink href=ask("delete") icon=IconName::Trash2>
                "Delete"
            </ButtonLink>
            {copy}
            {edit}
        }
        .into_any();
    }
    view! {
        <ButtonLink href=ask("delete") icon=IconName::Trash2>
            "Discard draft"
        </ButtonLink>
        <ButtonLink href=ask("json") icon=IconName::ScrollText>
            "Edit as JSON"
        </ButtonLink>
        <ButtonLink href=format!("{}#question", place.checked().href()) icon=IconName::ShieldCheck>
            "Validate"
        </ButtonLink>
        <ButtonLink href=ask("publish") kind=ButtonKind::Primary icon=IconName::Send>
            "Publish"
        </ButtonLink>
    }
    .into_any()
}

/// What is asked, and what validation found.
fn questions(one: &One) -> Option<AnyView> {
    let place = one.place.clone();
    let asked = one.admin && one.copy.mutable;
    let view = match (one.ask.as_str(), &one.findings) {
        ("publish", Some(findings)) if asked && findings.is_empty() => {
            let types = one.types.clone();
            view! { <AskPublish place revision=one.copy.revision types running=one.running/> }.into_any()
        }
        ("delete", _) if asked => view! { <AskDelete place published_too=one.published/> }.into_any(),
        (ask, Some(findings)) => {
            let said =
                if ask == "publish" { "to be mended before it can be published" } else { "to be mended" };
            view! { <Findings findings=findings.clone() place said/> }.into_any()
        }
        _ => return None,
    };
    Some(view! { <div id="question" class="scroll-mt-4">{view}</div> }.into_any())
}

fn graph_card(one: &One) -> AnyView {
    let definition = one.copy.definition.clone();
    let place = one.place.clone();
    let standing = one.standing.steps.clone();
    let findings = one.findings.clone().unwrap_or_default();
    let note = match (one.running, one.standing.more) {
        (0, _) => "Nothing runs by it now".to_owned(),
        (running, false) => format!("{} running", counted(running, "instance")),
        (running, true) => format!(
            "{} running; the numbers at the steps are of {} of them",
            counted(running, "instance"),
            number(int(one.standing.instances))
        ),
    };
    let elsewhere = standing.iter().filter(|(step, _)| definition.step(step).is_none());
    let elsewhere: u32 = elsewhere.map(|(_, count)| *count).sum();
    let elsewhere = (elsewhere > 0).then(|| {
        let title = format!("{} at steps of an older text that this one does not have", number(elsewhere));
        view! {
            <div class="px-4 pt-4">
                <Alert tone=Tone::Progress title/>
            </div>
        }
    });
    let types = match one.types.as_slice() {
        [] => "No type of request goes by it.".to_owned(),
        types => format!("Goes by it: {}.", types.join(", ")),
    };
    let body = if definition.steps.is_empty() {
        view! { <EmptyState icon=IconName::Waypoints title="No steps" text="A workflow needs at least one step to be published."/> }
            .into_any()
    } else {
        view! { <Graph definition place standing findings/> }.into_any()
    };
    view! {
        <Card
            id="graph"
            title="Graph"
            note
            foot=move || view! { <span class="text-meta text-muted">{types}</span> }
        >
            {elsewhere}
            {body}
        </Card>
    }
    .into_any()
}

/// The step that is open.
fn inspector(one: &One, editable: bool) -> AnyView {
    let definition = one.copy.definition.clone();
    let place = one.place.clone();
    let Some(step) = definition.step(&place.step).cloned() else {
        return view! {
            <section id="inspector" class="scroll-mt-4 rounded-md border border-line bg-surface" aria-label="Step">
                <EmptyState icon=IconName::Eye title="Choose a step" text="Its script, its people and where it leads are shown here."/>
            </section>
        }
        .into_any();
    };
    let instances = one.standing.steps.get(&step.name).copied().unwrap_or(0);
    let mut findings = one.findings.clone().unwrap_or_default();
    findings.retain(|finding| finding.step.as_ref() == Some(&step.name));
    let close = place.at("").href();
    let (title, revision) = (step.display_name.clone(), one.copy.revision);
    let editor = editable.then(|| {
        let (kept, definition, workflow) = (step.clone(), definition.clone(), place.id.0.clone());
        view! {
            <StepEditor step=kept.clone() definition revision/>
            <RemoveStepForm step=kept workflow revision/>
        }
    });
    view! {
        <div id="inspector" class="min-w-0 scroll-mt-4">
            <Card
                id="step"
                title=title
                actions=move || {
                    view! {
                        <ButtonLink href=close kind=ButtonKind::Ghost size=Size::Small icon=IconName::X label="Close the step"/>
                    }
                }
            >
                <div class="grid min-w-0 grid-cols-1 gap-4 px-4 py-4">
                    <StepFindings findings/>
                    <StepFacts step definition place instances brief=editable/>
                    {editor}
                </div>
            </Card>
        </div>
    }
    .into_any()
}
