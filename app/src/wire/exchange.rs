//! The browser's requests: text out, text in.

use leptos::server_fn::{
    client::{Client, browser::BrowserClient},
    redirect::call_redirect_hook,
    request::{ClientReq, browser::BrowserRequest},
    response::ClientRes,
};

use super::{Answer, Pending};
use crate::api::PortalError;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Asks; the question stands in the query.
pub fn get(path: &str, query: &str) -> Pending {
    exchange(ClientReq::<PortalError>::try_new_get(path, FORM, JSON, query))
}

/// Sends what stands in a form, URL-encoded.
pub fn post(path: &str, form: String) -> Pending {
    exchange(ClientReq::<PortalError>::try_new_post(path, FORM, JSON, form))
}

fn exchange(request: Result<BrowserRequest, PortalError>) -> Pending {
    Box::pin(async move { answer(request).await.unwrap_or_else(|error| Answer::refused(&error)) })
}

/// The answer. Where it says that another page follows, that is gone to.
async fn answer(request: Result<BrowserRequest, PortalError>) -> Result<Answer, PortalError> {
    let response = <BrowserClient as Client<PortalError>>::send(request?).await?;
    let (status, location, leads_on) = (
        ClientRes::<PortalError>::status(&response),
        ClientRes::<PortalError>::location(&response),
        ClientRes::<PortalError>::has_redirect(&response),
    );
    let json = ClientRes::<PortalError>::try_into_string(response).await?;
    let given = !(400..=599).contains(&status);
    if given && (leads_on || (300..=399).contains(&status)) {
        call_redirect_hook(&location);
    }
    Ok(Answer { given, json: json.into() })
}
