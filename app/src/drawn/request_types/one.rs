//! One type: what it is for, its properties, its rules, its form.

use bailiwick::id::RequestTypeId;
use bailiwick::request_type::{RequestType, Schemas};
use bailiwick_engine::{forms, request_types};
use leptos::{prelude::*, server_fn::ServerFn};

use super::list::{choices, published};
use super::properties::Properties;
use super::{Query, TYPES, href};
use crate::api::PortalError;
use crate::api::request_types::{BindType, DeleteType, DescribeType, RuleType, SaveType};
use crate::components::{
    Alert, Badge, Button, ButtonKind, ButtonLink, Card, Fact, Facts, Field, IconName, Select, TextArea, Tone,
    page_top,
};
use crate::server::{call, failed};
use crate::url;

struct One {
    kind: RequestType,
    workflows: Vec<(String, String)>,
    /// The form that is shown for it: id and name.
    form: Option<(String, String)>,
    admin: bool,
    ask: String,
    property: String,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !ctx.actor.reads_everything() {
        return Err(PortalError::Forbidden);
    }
    let kind = request_types::read(&engine, &ctx, &RequestTypeId(id.to_owned())).await.map_err(failed)?;
    let form = forms::shown_for_type(&engine, &ctx, &kind.id).await.map_err(failed)?;
    let one = One {
        workflows: published(&engine, &ctx).await?,
        form: form.map(|form| (form.id.0, form.definition.name)),
        admin: ctx.actor.is_access_admin(),
        ask: query.get("ask").to_owned(),
        property: query.get("property").to_owned(),
        kind,
    };
    let title = one.kind.name().to_owned();
    Ok(crate::drawn::draw(&title, move || view(&one)))
}

fn view(one: &One) -> AnyView {
    let kind = one.kind.clone();
    let custom = kind.is_custom;
    let badge = move || {
        if custom {
            view! { <Badge text="Defined here"/> }.into_any()
        } else {
            view! { <Badge icon=IconName::Lock text="Built in"/> }.into_any()
        }
    };
    let (id, admin) = (kind.id.clone(), one.admin);
    let buttons = custom.then(|| {
        ViewFnOnce::from(move || {
            let ask = |what: &str| format!("{}#question", href(&id, &[("ask", what)]));
            let open = format!("/ask/{}", url::escape(&id.0));
            view! {
                {admin
                    .then(|| {
                        view! {
                            <ButtonLink href=ask("delete") icon=IconName::Trash2>"Delete"</ButtonLink>
                            <ButtonLink href=ask("json") icon=IconName::ScrollText>"Edit as JSON"</ButtonLink>
                        }
                    })}
                <ButtonLink href=open icon=IconName::Eye>"As people see it"</ButtonLink>
            }
        })
    });
    let top = page_top(
        Signal::stored(kind.name().to_owned()),
        MaybeProp::from(kind.id.0.clone()),
        Some(("Request types".to_owned(), TYPES.to_owned())),
        Some(ViewFnOnce::from(badge)),
        buttons,
        None,
    );
    let editable = admin && custom;
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {question(one)} <Properties kind=kind.clone() editable property=one.property.clone()/>
                {rules_card(&kind, editable)}
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {about(one, editable)} {form_card(one)}
            </div>
        </div>
    }
    .into_any()
}

fn question(one: &One) -> Option<AnyView> {
    if !one.admin || !one.kind.is_custom {
        return None;
    }
    let (id, close, revision) =
        (one.kind.id.0.clone(), href(&one.kind.id, &[]), one.kind.revision.to_string());
    let view = match one.ask.as_str() {
        "json" => {
            let body = one.kind.definition.body(Schemas::Named);
            let value = serde_json::to_string_pretty(&body).unwrap_or_default();
            view! {
                <Card id="as-json" title="As JSON" note="Bring your own: paste a type that was exported">
                    <form method="post" action=SaveType::PATH class="grid gap-3 px-4 py-4 [&_textarea]:font-mono [&_textarea]:text-xs">
                        <input type="hidden" name="kind" value=id/>
                        <input type="hidden" name="revision" value=revision/>
                        <TextArea name="text" id="json-text" label="The type" value rows=24 hint="Its id stays as it is."/>
                        <div class="flex gap-2">
                            <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>"Save the type"</Button>
                            <ButtonLink href=close>"Leave it"</ButtonLink>
                        </div>
                    </form>
                </Card>
            }
            .into_any()
        }
        "delete" => view! {
            <Alert
                tone=Tone::Overdue
                title="Delete the type?"
                actions=move || {
                    view! {
                        <form method="post" action=DeleteType::PATH>
                            <input type="hidden" name="kind" value=id/>
                            <Button submit=true kind=ButtonKind::Danger>"Delete it"</Button>
                        </form>
                        <ButtonLink href=close>"Keep it"</ButtonLink>
                    }
                }
            >
                <p>"Requests that have ended stay readable. It cannot be deleted while one is unfinished."</p>
            </Alert>
        }
        .into_any(),
        _ => return None,
    };
    Some(view! { <div id="question" class="scroll-mt-4">{view}</div> }.into_any())
}

/// What it is called, what it is for, by what it goes.
fn about(one: &One, editable: bool) -> AnyView {
    let definition = &one.kind.definition;
    let workflow = definition.workflow.clone().unwrap_or_default();
    let (id, revision) = (one.kind.id.0.clone(), one.kind.revision.to_string());
    let choices = choices(&one.workflows, &workflow);
    let description = definition.description.clone().unwrap_or_default();
    let body = if editable {
        let name = one.kind.name().to_owned();
        view! {
            <form method="post" action=DescribeType::PATH class="grid gap-3 px-4 py-4">
                <input type="hidden" name="kind" value=id/>
                <input type="hidden" name="revision" value=revision/>
                <Field name="name" id="type-name" label="Name" value=name required_silently=true max_length=200_u32/>
                <TextArea name="description" id="type-description" label="What it is for" value=description rows=3 max_length=4000_u32/>
                <Select name="workflow" id="type-workflow" label="Workflow" choices selected=workflow/>
                <div>
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>"Save"</Button>
                </div>
            </form>
        }
        .into_any()
    } else if one.admin && !one.kind.is_custom {
        view! {
            <form method="post" action=BindType::PATH class="grid gap-3 px-4 py-4">
                <input type="hidden" name="kind" value=id/>
                <p class="text-meta text-muted">"Its properties are the product’s. The workflow is yours to choose."</p>
                <Select name="workflow" id="type-workflow" label="Workflow" choices selected=workflow/>
                <div>
                    <Button submit=true icon=IconName::Save>"Save"</Button>
                </div>
            </form>
        }
        .into_any()
    } else {
        view! {
            <div class="px-4 py-4">
                <Facts>
                    <Fact name="Workflow">{if workflow.is_empty() { "none".to_owned() } else { workflow }}</Fact>
                    <Fact name="What it is for">{description}</Fact>
                </Facts>
            </div>
        }
        .into_any()
    };
    view! { <Card id="about" title="About">{body}</Card> }.into_any()
}

/// What makes two requests the same, what stays, and what judges them.
fn rules_card(kind: &RequestType, editable: bool) -> AnyView {
    let names = |paths: &[bailiwick::filter::Path]| {
        paths.iter().map(|path| path.as_str().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let (unique, fixed) = (names(&kind.definition.unique_keys), names(&kind.definition.not_modifiable));
    let script = kind.definition.validation.clone().unwrap_or_default();
    let (id, revision) = (kind.id.0.clone(), kind.revision.to_string());
    let body = if editable {
        view! {
            <form method="post" action=RuleType::PATH class="grid gap-3 px-4 py-4 [&_textarea]:font-mono [&_textarea]:text-xs">
                <input type="hidden" name="kind" value=id/>
                <input type="hidden" name="revision" value=revision/>
                <Field name="unique" id="type-unique" label="What makes two requests the same" value=unique hint="Properties, parted by commas, such as custom.colour: while one waits, no second one is taken."/>
                <Field name="fixed" id="type-fixed" label="What cannot be changed once it is sent" value=fixed hint="Properties, parted by commas."/>
                <TextArea name="script" id="type-script" label="Validation script" value=script rows=8 hint="JavaScript; its last value is {errors: [], comments: []}. It sees request, object, systemSettings and openidm."/>
                <div>
                    <Button submit=true icon=IconName::Save>"Save the rules"</Button>
                </div>
            </form>
        }
        .into_any()
    } else {
        let none = |text: String| if text.is_empty() { "nothing".to_owned() } else { text };
        view! {
            <div class="grid gap-3 px-4 py-4">
                <Facts>
                    <Fact name="Two requests are the same by">{none(unique)}</Fact>
                    <Fact name="Cannot be changed">{none(fixed)}</Fact>
                </Facts>
                <pre class="overflow-x-auto rounded-md border border-line bg-sunken p-3 text-xs" tabindex="0" aria-label="Validation script">
                    {script}
                </pre>
            </div>
        }
        .into_any()
    };
    view! { <Card id="rules" title="Rules">{body}</Card> }.into_any()
}

fn form_card(one: &One) -> AnyView {
    let custom = one.kind.is_custom;
    let body = match (&one.form, one.admin && custom) {
        (Some((id, name)), _) => {
            let (to, name) = (format!("/admin/forms/{}", url::escape(id)), name.clone());
            view! {
                <p class="text-sm">"People fill in a form of its own."</p>
                <ButtonLink href=to icon=IconName::Table2>{name}</ButtonLink>
            }
            .into_any()
        }
        (None, true) => {
            let to = url::to("/admin/forms", &[("new", "1"), ("kind", &one.kind.id.0)]);
            view! {
                <p class="text-meta text-muted">"Its properties are asked one below the other."</p>
                <ButtonLink href=to icon=IconName::Plus>"Design a form for it"</ButtonLink>
            }
            .into_any()
        }
        (None, false) => {
            view! { <p class="text-meta text-muted">"No form of its own is shown for it."</p> }.into_any()
        }
    };
    view! {
        <Card id="form" title="Form">
            <div class="grid justify-items-start gap-3 px-4 py-4">{body}</div>
        </Card>
    }
    .into_any()
}
