//! One form: how it looks, the field that is open, and what it is shown for.

use bailiwick::form::{Assignment, Form};
use bailiwick::id::FormId;
use bailiwick_engine::{forms, request_types};
use leptos::{prelude::*, server_fn::ServerFn};

use super::designer::Designer;
use super::field::{AddFieldForm, FieldEditor, JsonCard};
use super::{FORMS, Query, href};
use crate::api::PortalError;
use crate::api::forms::{AssignForm, DeleteForm, NameForm, UnassignForm};
use crate::components::{
    Alert, Button, ButtonKind, ButtonLink, Card, Choice, EmptyState, Field, IconName, Select, Size, TextArea,
    Tone, page_top,
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
    /// What is asked: `delete`, `json`, `name`, or nothing.
    pub ask: String,
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
    let buttons = one.admin.then(|| {
        ViewFnOnce::from(move || {
            let ask = |what: &str| format!("{}#question", href(&id, &[("ask", what)]));
            view! {
                <ButtonLink href=ask("delete") icon=IconName::Trash2>"Delete"</ButtonLink>
                <ButtonLink href=ask("name") icon=IconName::Pencil>"Rename"</ButtonLink>
                <ButtonLink href=ask("json") icon=IconName::ScrollText>"Edit as JSON"</ButtonLink>
            }
        })
    });
    let top = page_top(
        Signal::stored(one.form.definition.name.clone()),
        MaybeProp::from(one.form.definition.description.clone()),
        Some(("Forms".to_owned(), FORMS.to_owned())),
        None,
        buttons,
        None,
    );
    let (form, field) = (one.form.clone(), one.field.clone());
    let (editor, open) = (one.form.clone(), one.field.clone());
    let (adding, after) = (one.form.clone(), one.field.clone());
    let admin = one.admin;
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

/// What the form is shown for, and how that is changed.
fn targets(one: &One) -> AnyView {
    let (form, admin) = (one.form.id.0.clone(), one.admin);
    let rows: Vec<AnyView> = one.shown_for.iter().map(|assignment| target(assignment, admin)).collect();
    let list = if rows.is_empty() {
        view! { <EmptyState icon=IconName::Link title="Shown for nothing" text="Choose the type of request it belongs to."/> }
            .into_any()
    } else {
        view! { <ul>{rows}</ul> }.into_any()
    };
    let mut choices = vec![Choice::new("", "Another target…")];
    choices.extend(one.types.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())));
    let more = admin.then(|| {
        view! {
            <form method="post" action=AssignForm::PATH class="grid gap-3 border-t border-line px-4 py-4">
                <input type="hidden" name="form" value=form/>
                <Select name="kind" id="assign-kind" label="Show it for the type of request" choices/>
                <Field
                    name="target"
                    id="assign-target"
                    label="Or for another target"
                    hint="Such as lcm/user/create, or application/{id}/User/create."
                    max_length=500_u32
                />
                <div>
                    <Button submit=true icon=IconName::Plus>"Show it there"</Button>
                </div>
            </form>
        }
    });
    view! { <Card id="shown-for" title="Shown for">{list} {more}</Card> }.into_any()
}

fn target(assignment: &Assignment, admin: bool) -> AnyView {
    let (form, target) = (assignment.form.0.clone(), assignment.target.to_string());
    let words = target.clone();
    let remove = admin.then(|| {
        view! {
            <form method="post" action=UnassignForm::PATH>
                <input type="hidden" name="form" value=form/>
                <input type="hidden" name="target" value=target.clone()/>
                <Button submit=true size=Size::Small kind=ButtonKind::QuietDanger icon=IconName::X label=format!("Show it no more for {target}")/>
            </form>
        }
    });
    view! {
        <li class="flex items-center gap-2 border-b border-line px-4 py-2 last:border-0">
            <span class="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{words}</span>
            {remove}
        </li>
    }
    .into_any()
}
