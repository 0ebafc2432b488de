//! The form of a line of the cart.

use bailiwick_engine::carts::{self, LineToFill};
use leptos::{prelude::*, server_fn::ServerFn};

use super::Query;
use super::ask::Filling;
use crate::api::PortalError;
use crate::api::cart_form::{FillLine, LineForm};
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Card, Checkbox, IconName, Tone, page_top};
use crate::server::cart_form::place;
use crate::server::filled::{Kept, kept, sent, stand};
use crate::server::{call, failed};
use crate::text::{counted, int};

/// The page of a line's form.
pub fn href(line: &str) -> String {
    format!("/cart/form/{line}")
}

/// Draws the page.
pub async fn page(line: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let id = line.parse().map_err(|_| PortalError::NotFound)?;
    let to_fill = carts::to_fill(&engine, &ctx, id).await.map_err(failed)?;
    let typed: Option<Kept<LineForm>> = kept(&engine, &ctx, &place(line), query.get("kept") == "1").await?;
    let design = &to_fill.form.definition.design;
    let begun = match &typed {
        Some(typed) => design.go_on(&sent(&typed.form.filled)),
        None => design.begin(to_fill.filled.clone().map(|filled| filled.values).unwrap_or_default()),
    };
    let page = href(line);
    let standing = stand(&engine, &ctx, design, begun, &page).await?;
    let faults = typed.as_ref().map(|typed| typed.faults.clone()).unwrap_or_default();
    let filling = Filling { standing, faults, page };
    let title = to_fill.form.definition.name.clone();
    Ok(super::draw(&title, move || view(&to_fill, &filling, typed.as_ref())))
}

fn view(to_fill: &LineToFill, filling: &Filling, typed: Option<&Kept<LineForm>>) -> AnyView {
    let LineToFill { line, item, user, form, others, .. } = to_fill;
    let top = page_top(
        Signal::stored(form.definition.name.clone()),
        MaybeProp::from(format!("Asked with {}, for {}", item.name, user.display_name)),
        Some(("Cart".to_owned(), "/cart".to_owned())),
        None,
        None,
        None,
    );
    let message = typed.map(|typed| typed.message.clone()).filter(|message| !message.is_empty());
    let message = message.map(|title| view! { <Alert tone=Tone::Rejected title urgent=true/> });
    let (line, revision, fields) = (line.id.to_string(), form.revision.to_string(), filling.view());
    let note = form.definition.description.clone().unwrap_or_default();
    let others = (!others.is_empty()).then(|| {
        let lines = counted(int(others.len()), "other line");
        let label = format!("The same for the {lines} with this form");
        let checked = typed.is_none_or(|typed| typed.form.others);
        view! { <Checkbox name="form[others]" label checked/> }
    });
    view! {
        {top}
        <div class="mx-auto grid max-w-3xl grid-cols-1 gap-5 p-4 lg:p-6">
            {message}
            <Card id="line-form" title="Form" note=note>
                <form method="post" action=FillLine::PATH class="grid gap-4 px-4 py-4">
                    <input type="hidden" name="form[line]" value=line/>
                    <input type="hidden" name="form[revision]" value=revision/>
                    {fields}
                    {others}
                    <div class="flex flex-wrap gap-2">
                        <Button submit=true kind=ButtonKind::Primary icon=IconName::Save attr:name="form[then]" attr:value="keep">
                            "Keep the answers"
                        </Button>
                        <ButtonLink href="/cart">"Back to the cart"</ButtonLink>
                    </div>
                </form>
            </Card>
        </div>
    }
    .into_any()
}
