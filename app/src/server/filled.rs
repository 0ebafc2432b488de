//! Forms that the server draws: what they hold, and what of it comes back when they are not taken.

use std::collections::BTreeMap;

use bailiwick::form::{Begun, Design, Sent, Standing};
use bailiwick::request_type::Fault;
use bailiwick_engine::{Context, Engine, forms};
use http::StatusCode;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{failed, is_plain_form};
use crate::api::PortalError;
use crate::api::filled::Filled;
use crate::drawn::Query;
use crate::url;

/// A form that was not taken, as it comes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept<F> {
    /// What was sent.
    pub form: F,
    /// What is wrong with its fields, by model.
    #[serde(default)]
    pub faults: BTreeMap<String, String>,
    /// What else is wrong; empty where nothing is.
    #[serde(default)]
    pub message: String,
}

/// Why a form is not taken.
#[derive(Debug, Clone)]
pub enum Untaken {
    /// Its scripts are to have their say: nothing was sent yet.
    Update,
    /// Fields are wrong.
    Faults(Vec<Fault>),
    /// Something else is.
    Refused(PortalError),
}

impl From<PortalError> for Untaken {
    fn from(error: PortalError) -> Self {
        Self::Refused(error)
    }
}

/// What a browser sent, for the form's design.
pub fn sent(filled: &Filled) -> Sent {
    Sent {
        typed: filled.values.clone(),
        shown: serde_json::from_str(&filled.shown).unwrap_or_default(),
        was: serde_json::from_str(&filled.was).unwrap_or_default(),
    }
}

/// A form as it stands after what was sent.
pub async fn standing(
    engine: &Engine,
    ctx: &Context,
    design: &Design,
    filled: &Filled,
) -> Result<Standing, PortalError> {
    let begun = design.go_on(&sent(filled));
    stand(engine, ctx, design, begun, &filled.page).await
}

/// A form as its scripts make it at an address.
pub async fn stand(
    engine: &Engine,
    ctx: &Context,
    design: &Design,
    begun: Begun,
    page: &str,
) -> Result<Standing, PortalError> {
    let query = page.split_once('?').map(|(_, query)| query).unwrap_or_default();
    forms::stand(engine, ctx, design, begun, &Query::parse(query).into()).await.map_err(failed)
}

/// Keeps a form that was not taken at its place and leads to where it is shown again, with what is wrong. What the
/// reader can do nothing about is answered instead.
pub async fn bring_back<F: Serialize>(
    engine: &Engine,
    ctx: &Context,
    place: &str,
    form: F,
    untaken: Untaken,
    page: &str,
) -> Result<(), PortalError> {
    let mut kept = Kept { form, faults: BTreeMap::new(), message: String::new() };
    match untaken {
        Untaken::Update => {}
        Untaken::Faults(faults) => {
            kept.message.push_str("Something is missing or wrong: see the fields");
            kept.faults = faults.into_iter().map(|fault| (fault.property, fault.fault)).collect();
        }
        Untaken::Refused(PortalError::Conflict(message)) => kept.message = message,
        Untaken::Refused(error @ PortalError::Invalid { .. }) => kept.message = error.to_string(),
        Untaken::Refused(error) => return Err(error),
    }
    let kept = serde_json::to_value(kept).map_err(|_| PortalError::Unavailable)?;
    forms::keep_typed(engine, ctx, place, &kept).await.map_err(failed)?;
    let page = url::local_or_home(page);
    let joint = if page.contains('?') { '&' } else { '?' };
    if let (false, Some(response)) = (is_plain_form(), use_context::<ResponseOptions>()) {
        // What was refused is told on the page that follows.
        response.set_status(StatusCode::OK);
    }
    leptos_axum::redirect(&format!("{page}{joint}kept=1"));
    Ok(())
}

/// The form that was not taken at a place, where the page is to show it.
pub async fn kept<F: DeserializeOwned>(
    engine: &Engine,
    ctx: &Context,
    place: &str,
    is_asked: bool,
) -> Result<Option<Kept<F>>, PortalError> {
    if !is_asked {
        return Ok(None);
    }
    let kept = forms::typed_at(engine, ctx, place).await.map_err(failed)?;
    // What an older version of the page kept is as good as nothing.
    Ok(kept.and_then(|kept| serde_json::from_value(kept).ok()))
}
