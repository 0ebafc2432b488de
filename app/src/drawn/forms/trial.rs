//! A form that is tried out: filled in as people would, and nothing comes of it.

use bailiwick::form::{Form, request_body};
use bailiwick_engine::{Context, Engine};
use leptos::{prelude::*, server_fn::ServerFn};
use serde_json::Map;

use super::{Query, href};
use crate::api::PortalError;
use crate::api::forms::{Tried, TryForm};
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Card, IconName, Tone};
use crate::drawn::ask::Filling;
use crate::server::filled::{Kept, kept, sent, stand};
use crate::server::trial::place;

/// A form as it is tried out.
pub(super) struct Trial {
    filling: Filling,
    message: String,
    /// What a request would hold.
    body: Option<String>,
}

/// What is tried out, where the address asks for it.
pub(super) async fn read(
    engine: &Engine,
    ctx: &Context,
    form: &Form,
    query: &Query,
) -> Result<Option<Trial>, PortalError> {
    if query.get("ask") != "try" {
        return Ok(None);
    }
    let typed: Option<Kept<Tried>> = kept(engine, ctx, &place(&form.id.0), query.get("kept") == "1").await?;
    let design = &form.definition.design;
    let begun = match &typed {
        Some(typed) => design.go_on(&sent(&typed.form.filled)),
        None => design.begin(Map::new()),
    };
    let page = href(&form.id, &[("ask", "try")]);
    let standing = stand(engine, ctx, design, begun, &page).await?;
    let checked = typed.as_ref().is_some_and(|typed| typed.form.then != "update" && typed.faults.is_empty());
    let body =
        checked.then(|| request_body(&standing.design, &standing.filled(), &Map::new()).ok()).flatten();
    let (faults, message) = typed.map(|typed| (typed.faults, typed.message)).unwrap_or_default();
    Ok(Some(Trial {
        filling: Filling { standing, faults, page },
        message,
        body: body.and_then(|body| serde_json::to_string_pretty(&body).ok()),
    }))
}

/// Draws it.
pub(super) fn view(form: &Form, trial: &Trial) -> AnyView {
    let (id, close, fields) = (form.id.0.clone(), href(&form.id, &[]), trial.filling.view());
    let message = (!trial.message.is_empty()).then(|| {
        let title = trial.message.clone();
        view! { <Alert tone=Tone::Rejected title urgent=true/> }
    });
    let body = trial.body.clone().map(|body| {
        view! {
            <Alert tone=Tone::Approved title="A request would hold this">
                <pre class="overflow-x-auto font-mono text-xs">{body}</pre>
            </Alert>
        }
    });
    view! {
        <Card id="trial" title="Try it out" note="Nothing comes of it">
            <form method="post" action=TryForm::PATH class="grid gap-4 px-4 py-4">
                <input type="hidden" name="form[id]" value=id/>
                {message} {body} {fields}
                <div class="flex flex-wrap gap-2">
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::Check attr:name="form[then]" attr:value="check" attr:formnovalidate=true>
                        "Check it"
                    </Button>
                    <ButtonLink href=close>"Close"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
