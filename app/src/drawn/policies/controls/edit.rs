//! The form of a control.

use bailiwick::authority::Authority;
use bailiwick::policy::control::LONGEST_INTERVAL;
use bailiwick_engine::{controls, people};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{CONTROLS, href};
use crate::api::PortalError;
use crate::api::controls::{ControlForm, SaveControl};
use crate::components::{Button, ButtonKind, ButtonLink, Card, Field, IconName, TextArea, page_top};
use crate::server::policies::parse;
use crate::server::{call, failed};

/// Draws the page; without an id for a new control.
pub async fn page(id: Option<&str>) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !ctx.actor.has(&[Authority::PolicyAdmin]) {
        return Err(PortalError::Forbidden);
    }
    let form = if let Some(id) = id {
        let read = controls::read(&engine, &ctx, parse(id)?).await.map_err(failed)?;
        let definition = read.control.definition;
        ControlForm {
            id: id.to_owned(),
            revision: read.control.revision,
            name: definition.name,
            description: definition.description.unwrap_or_default(),
            owner: read.owner.map(|owner| owner.user_name).unwrap_or_default(),
            days: definition.interval_days.to_string(),
        }
    } else {
        let owner = people::me(&engine, &ctx).await.map_err(failed)?.user_name;
        ControlForm { owner, days: "90".into(), ..ControlForm::default() }
    };
    let title = if id.is_some() { format!("Edit {}", form.name) } else { "New control".to_owned() };
    Ok(crate::drawn::draw(&title.clone(), move || view(form, title)))
}

/// The page.
pub(super) fn view(form: ControlForm, title: String) -> AnyView {
    let (close, up) = if form.id.is_empty() {
        (CONTROLS.to_owned(), ("Controls".to_owned(), CONTROLS.to_owned()))
    } else {
        let one = href(CONTROLS, &form.id, &[]);
        (one.clone(), (form.name.clone(), one))
    };
    let top = page_top(
        Signal::stored(title),
        MaybeProp::from("It works from the first evidence on, as long as more comes in time.".to_owned()),
        Some(up),
        None,
        None,
        None,
    );
    let hint = format!("1 to {LONGEST_INTERVAL}: after so many days evidence counts no more.");
    view! {
        {top}
        <div class="mx-auto grid max-w-4xl grid-cols-1 gap-5 p-4 lg:p-6">
            <Card id="edit" title="About the control">
                <form method="post" action=SaveControl::PATH class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                    <input type="hidden" name="control[id]" value=form.id/>
                    <input type="hidden" name="control[revision]" value=form.revision.to_string()/>
                    <div class="sm:col-span-2">
                        <Field name="control[name]" id="control-name" label="Name" value=form.name required_silently=true max_length=200_u32/>
                    </div>
                    <div class="sm:col-span-2">
                        <TextArea
                            name="control[description]"
                            id="control-description"
                            label="What is done"
                            value=form.description
                            rows=3
                            optional=true
                            max_length=4_000_u32
                            hint="And how it is seen to be done."
                        />
                    </div>
                    <Field name="control[owner]" id="control-owner" label="Owner" value=form.owner hint="A user name: who gives evidence, and is reminded." required_silently=true/>
                    <Field name="control[days]" id="control-days" label="Days between evidence" r#type="number" value=form.days hint required_silently=true/>
                    <div class="flex gap-2 sm:col-span-2">
                        <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>"Save the control"</Button>
                        <ButtonLink href=close>"Leave it"</ButtonLink>
                    </div>
                </form>
            </Card>
        </div>
    }
    .into_any()
}
