//! One form: how it looks, the field that is open, and what it is shown for.

use bailiwick::form::{Assignment, Form};
use bailiwick::id::FormId;
use bailiwick_engine::{forms, request_types};
use leptos::{prelude::*, server_fn::ServerFn};

use super::designer::Designer;
use super::field::{AddFieldForm, FieldEditor, JsonCard};
use super::targets::targets;
use super::trial::{self, Trial};
use super::{FORMS, Query, href};
use crate::api::PortalError;
use crate::api::forms::{DeleteForm, NameForm};
use crate::components::{
    Alert, Button, ButtonKind, ButtonLink, Card, Field, IconName, TextArea, Tone, page_top,
};
use crate::server::{call, failed};

/// What the page shows.
pub(super) struct One {
    pub form: Form,
    pub shown_for: Vec<Assignment>,
    /// The types of one's own: id and name.
    pub types: Vec<(String, String)>,
    pub admin: bool,
    /// The field that is open, by its place.
    pub field: String,
    /// What is asked: `delete`, `json`, `name`, `try`, or nothing.
    pub ask: String,
    pub trial: Option<Trial>,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !ctx.actor.reads_everything() {
        return Err(PortalError::Forbidden);
    }
    let form = forms::read(&engine, &ctx, &FormId(id.to_owned())).await.map_err(failed)?;
    let mut shown_for = forms::assignments(&engine, &ctx).await.map_err(failed)?;
    shown_for.retain(|one| one.form == form.id);
    let types = request_types::all(&engine, &ctx).await.map_err(failed)?;
    let types =
        types.into_iter().filter(|one| one.is_custom).map(|one| (one.id.0.clone(), one.name().to_owned()));
    let one = One {
        trial: trial::read(&engine, &ctx, &form, query).await?,
        shown_for,
        types: types.collect(),
        admin: ctx.actor.is_access_admin(),
        field: query.get("field").to_owned(),
        ask: query.get("ask").to_owned(),
        form,
    };
    let title = one.form.definition.name.clone();
    Ok(crate::drawn::draw(&title, move || view(&one)))
}

fn view(one: &One) -> AnyView {
    let id = one.form.id.clone();
    let admin = one.admin;
    let buttons = ViewFnOnce::from(move || {
        let ask = |what: &str| format!("{}#question", href(&id, &[("ask", what)]));
        let change = admin.then(|| {
            view! {
                <ButtonLink href=ask("delete") icon=IconName::Trash2>"Delete"</ButtonLink>
                <ButtonLink href=ask("name") icon=IconName::Pencil>"Rename"</ButtonLink>
                <ButtonLink href=ask("json") icon=IconName::ScrollText>"Edit as JSON"</ButtonLink>
            }
        });
        view! {
            {change}
            <ButtonLink href=ask("try") icon=IconName::Eye>"Try it out"</ButtonLink>
        }
    });
    let top = page_top(
        Signal::stored(one.form.definition.name.clone()),
        MaybeProp::from(one.form.definition.description.clone()),
        Some(("Forms".to_owned(), FORMS.to_owned())),
        None,
        Some(buttons),
        None,
    );
    let (form, field) = (one.form.clone(), one.field.clone());
    let (editor, open) = (one.form.clone(), one.field.clone());
    let (adding, after) = (one.form.clone(), one.field.clone());
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                {question(one)} <Designer form field admin/>
            </div>
            <div class="grid min-w-0 grid-cols-1 content-start gap-5">
                <FieldEditor form=editor field=open admin/>
                {admin.then(|| view! { <AddFieldForm form=adding after/> })}
                {targets(one)}
            </div>
        </div>
    }
    .into_any()
}

fn question(one: &One) -> Option<AnyView> {
    if let Some(trial) = &one.trial {
        let view = trial::view(&one.form, trial);
        return Some(view! { <div id="question" class="scroll-mt-4">{view}</div> }.into_any());
    }
    if !one.admin {
        return None;
    }
    let (form, close) = (one.form.clone(), href(&one.form.id, &[]));
    let id = form.id.0.clone();
    let view = match one.ask.as_str() {
        "json" => view! { <JsonCard form close/> }.into_any(),
        "name" => view! {
            <Card id="name" title="Name and description">
                <form method="post" action=NameForm::PATH class="grid gap-3 px-4 py-4">
                    <input type="hidden" name="form" value=id/>
                    <input type="hidden" name="revision" value=form.revision.to_string()/>
                    <Field name="name" id="form-name" label="Name" value=form.definition.name.clone() required_silently=true max_length=200_u32/>
                    <TextArea name="description" id="form-description" label="Description" value=form.definition.description.clone().unwrap_or_default() rows=3/>
                    <div class="flex gap-2">
                        <Button submit=true kind=ButtonKind::Primary>"Save"</Button>
                        <ButtonLink href=close>"Leave it"</ButtonLink>
                    </div>
                </form>
            </Card>
        }
        .into_any(),
        "delete" => {
            let said = match one.shown_for.len() {
                0 => "It is shown for nothing.".to_owned(),
                _ => "Where it is shown now, people will see a plain list of fields instead.".to_owned(),
            };
            view! {
                <Alert
                    tone=Tone::Overdue
                    title="Delete the form?"
                    actions=move || {
                        view! {
                            <form method="post" action=DeleteForm::PATH>
                                <input type="hidden" name="form" value=id/>
                                <Button submit=true kind=ButtonKind::Danger>"Delete it"</Button>
                            </form>
                            <ButtonLink href=close>"Keep it"</ButtonLink>
                        }
                    }
                >
                    <p>{said}</p>
                </Alert>
            }
            .into_any()
        }
        _ => return None,
    };
    Some(view! { <div id="question" class="scroll-mt-4">{view}</div> }.into_any())
}
