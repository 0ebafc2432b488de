//! The form for evidence, with a file if there is one. The browser sends it by itself.

use bailiwick::attachment::FileType;
use bailiwick_engine::EngineError;
use bailiwick_engine::controls::{self, ReadControl};
use leptos::prelude::*;

use super::words::badge;
use super::{CONTROLS, Query, UPLOAD, href};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Card, IconName, TextArea, Tone, page_top};
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::text::counted;

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let id = parse(id)?;
    let read = controls::read(&engine, &ctx, id).await.map_err(failed)?;
    let refused = match controls::may_confirm(&engine, &ctx, id).await {
        Ok(()) => None,
        Err(EngineError::Forbidden(why) | EngineError::Conflict(why)) => Some(why),
        Err(error) => return Err(failed(error)),
    };
    let title = format!("Evidence: {}", read.control.definition.name);
    let (clock, query) = (clock(&ctx), query.clone());
    Ok(crate::drawn::draw(&title, move || view(&read, refused, &query, clock)))
}

/// The page.
pub(super) fn view(read: &ReadControl, refused: Option<String>, query: &Query, clock: Clock) -> AnyView {
    let control = &read.control;
    let (close, state) = (href(CONTROLS, &control.id, &[]), badge(control, clock));
    let top = page_top(
        Signal::stored("Give evidence".to_owned()),
        MaybeProp::from(control.definition.description.clone()),
        Some((control.definition.name.clone(), close.clone())),
        Some(ViewFnOnce::from(move || state)),
        None,
        None,
    );
    let body = match refused {
        Some(why) => view! {
            <Alert tone=Tone::Rejected title="You cannot give evidence of it" actions=move || view! { <ButtonLink href=close>"Back to the control"</ButtonLink> }>
                <p>{why}</p>
            </Alert>
        }
        .into_any(),
        None => form(read, query, close),
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-4xl grid-cols-1 gap-5 p-4 lg:p-6">{body}</div>
    }
    .into_any()
}

fn form(read: &ReadControl, query: &Query, close: String) -> AnyView {
    let control = &read.control;
    let fault = Some(query.get("fault").to_owned()).filter(|fault| !fault.is_empty());
    let fault = fault.map(|fault| view! { <Alert tone=Tone::Rejected urgent=true title="This was refused"><p class="wrap-anywhere">{fault}</p></Alert> });
    let mut accept: Vec<String> = FileType::ALL.iter().map(|kind| format!(".{kind}")).collect();
    accept.push(".jpg".to_owned());
    let note = format!("It works for {} from now", counted(control.definition.interval_days, "day"));
    let (action, typed) = (href(UPLOAD, &control.id, &[]), query.get("comment").to_owned());
    view! {
        {fault}
        <Card id="give" title="What shows that it works" note>
            <form method="post" action=action enctype="multipart/form-data" class="grid gap-3 px-4 py-4">
                <TextArea
                    name="comment"
                    id="evidence-comment"
                    label="What was looked at, and what it said"
                    value=typed
                    rows=5
                    max_length=10_000_u32
                    hint="Needed unless there is a file."
                />
                <div>
                    <label for="evidence-file" class="mb-1 block text-meta font-medium">"File"</label>
                    <input id="evidence-file" name="file" type="file" accept=accept.join(",") class="w-full rounded-md border border-field bg-surface px-2 py-1.5 text-sm" aria-describedby="evidence-file-hint"/>
                    <p id="evidence-file-hint" class="mt-1 text-meta text-muted">"A report or a picture, for instance. Whoever may read the control can load it down."</p>
                </div>
                <div class="flex flex-wrap gap-2">
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::ClipboardCheck>"Give evidence"</Button>
                    <ButtonLink href=close>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
