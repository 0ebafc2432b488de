//! The form of a type: for a new request, a draft, one like an earlier one, or one that waits for the reader.

use bailiwick::id::{RequestId, RequestTypeId};
use bailiwick::request::{Permission, Request};
use bailiwick::request_type::{RequestType, payload};
use bailiwick_engine::{Context, Engine, request_types, requests, settings};
use leptos::{prelude::*, server_fn::ServerFn};

use super::common::common;
use super::{ASK, Filling, Query};
use crate::api::PortalError;
use crate::api::ask::{Ask, AskForm};
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Card, EmptyState, IconName, Tone, page_top};
use crate::server::ask::{design_of, place};
use crate::server::filled::{Kept, kept, sent, stand};
use crate::server::{call, failed};
use crate::url;

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    New,
    Draft,
    /// One that was sent is changed.
    Change,
}

struct Page {
    request_type: RequestType,
    filling: Filling,
    typed: Option<Kept<AskForm>>,
    what: For,
    request: Option<Request>,
    justified: bool,
    /// Nothing would carry it out.
    is_stuck: bool,
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let page = read(&engine, &ctx, id, query).await?;
    let title = page.request_type.name().to_owned();
    Ok(crate::drawn::draw(&title, move || view(page)))
}

async fn read(engine: &Engine, ctx: &Context, id: &str, query: &Query) -> Result<Page, PortalError> {
    ctx.person().map_err(failed)?;
    let id = RequestTypeId(id.to_owned());
    let request_type = request_types::read(engine, ctx, &id).await.map_err(failed)?;
    let (what, named) = match (query.get("draft"), query.get("change"), query.get("from")) {
        ("", "", from) => (For::New, from),
        ("", change, _) => (For::Change, change),
        (draft, ..) => (For::Draft, draft),
    };
    let request = if named.is_empty() {
        None
    } else {
        let view = requests::read(engine, ctx, &RequestId(named.to_owned())).await.map_err(failed)?;
        let may_modify = view.permissions.contains(&Permission::Modify);
        let request = view.request;
        let fits = request.request_type == id
            && match what {
                For::New => true,
                For::Draft => request.is_draft && request.status.is_open(),
                For::Change => may_modify,
            };
        if !fits {
            return Err(PortalError::NotFound);
        }
        Some(request)
    };
    let offered = request_types::to_ask(engine, ctx).await.map_err(failed)?;
    let is_offered = offered.iter().any(|one| one.id == id);
    if !is_offered && request.is_none() && !request_type.is_custom {
        return Err(PortalError::NotFound);
    }
    let design = design_of(engine, ctx, &request_type).await?;
    let mine = request.as_ref().filter(|_| what != For::New).map_or("", |request| request.id.0.as_str());
    let typed: Option<Kept<AskForm>> = kept(engine, ctx, &place(&id, mine), query.get("kept") == "1").await?;
    let way = match what {
        For::New => "from",
        For::Draft => "draft",
        For::Change => "change",
    };
    let page = format!("{ASK}/{}", url::escape(&id.0));
    let page = if named.is_empty() { page } else { url::to(&page, &[(way, named)]) };
    let begun = if let Some(typed) = &typed {
        design.go_on(&sent(&typed.form.filled))
    } else {
        let there = request.as_ref().map(|request| design.values_in(&payload(request)));
        design.begin(there.unwrap_or_default())
    };
    let standing = stand(engine, ctx, &design, begun, &page).await?;
    let faults = typed.as_ref().map(|typed| typed.faults.clone()).unwrap_or_default();
    let filling = Filling { standing, faults, page };
    let justified =
        settings::access_request(engine, ctx).await.map_err(failed)?.require_request_justification;
    let is_stuck = request_type.is_custom && !is_offered && what != For::Change;
    Ok(Page { request_type, filling, typed, what, request, justified, is_stuck })
}

fn view(page: Page) -> AnyView {
    let Page { request_type, filling, typed, what, request, justified, is_stuck } = page;
    let up = match (what, &request) {
        (For::Change, Some(request)) => ("Request".to_owned(), format!("/requests/{}", request.number)),
        _ => ("Other requests".to_owned(), ASK.to_owned()),
    };
    let leave = up.1.clone();
    let top = page_top(
        Signal::stored(request_type.name().to_owned()),
        MaybeProp::from(request_type.definition.description.clone()),
        Some(up),
        None,
        None,
        None,
    );
    let body = if is_stuck {
        view! {
            <Card id="ask" title="Request">
                <EmptyState icon=IconName::Ban title="This cannot be asked for now" text="Its workflow is not published. An access administrator can see to that."/>
            </Card>
        }
        .into_any()
    } else {
        let common = (what != For::Change).then(|| common(request.as_ref(), typed.as_ref(), justified));
        form(&request_type, &filling, what, request.as_ref(), common, leave)
    };
    let message = typed.map(|typed| typed.message).filter(|message| !message.is_empty());
    let message = message.map(|title| view! { <Alert tone=Tone::Rejected title urgent=true/> });
    view! {
        {top}
        <div class="mx-auto grid max-w-3xl grid-cols-1 gap-5 p-4 lg:p-6">{message} {body}</div>
    }
    .into_any()
}

fn form(
    request_type: &RequestType,
    filling: &Filling,
    what: For,
    request: Option<&Request>,
    common: Option<AnyView>,
    leave: String,
) -> AnyView {
    let id = request.filter(|_| what != For::New).map(|request| request.id.0.clone()).unwrap_or_default();
    let nothing = filling
        .standing
        .design
        .rows
        .is_empty()
        .then(|| view! { <p class="text-meta text-muted">"Nothing else needs to be filled in."</p> });
    let fields = filling.view();
    let (note, buttons) = if what == For::Change {
        (
            view! { <Alert tone=Tone::Progress title="What you change is noted in the request for everybody to read"/> }
                .into_any(),
            view! {
                <Button submit=true kind=ButtonKind::Primary icon=IconName::Save attr:name="form[then]" attr:value="modify">
                    "Save the change"
                </Button>
                <ButtonLink href=leave>"Leave it"</ButtonLink>
            }
            .into_any(),
        )
    } else {
        (
            ().into_any(),
            view! {
                <Button submit=true kind=ButtonKind::Primary icon=IconName::Send attr:name="form[then]" attr:value="send">
                    "Send the request"
                </Button>
                <Button submit=true icon=IconName::Save attr:name="form[then]" attr:value="keep" attr:formnovalidate=true>
                    "Keep for later"
                </Button>
                <ButtonLink href=leave kind=ButtonKind::Ghost>"Leave it"</ButtonLink>
            }
            .into_any(),
        )
    };
    let kind = request_type.id.0.clone();
    let title = if what == For::Change { "Change what is asked" } else { "Request" };
    view! {
        <Card id="ask" title>
            <form method="post" action=Ask::PATH class="grid gap-4 px-4 py-4">
                <input type="hidden" name="form[kind]" value=kind/>
                <input type="hidden" name="form[request]" value=id/>
                {nothing} {fields} {note} {common}
                <div class="flex flex-wrap gap-2">{buttons}</div>
            </form>
        </Card>
    }
    .into_any()
}
