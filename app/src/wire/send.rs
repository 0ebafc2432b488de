//! What a page sends to the server: forms, which go by themselves where there is no program.

use std::{marker::PhantomData, ops::Deref};

use leptos::{
    ev::SubmitEvent,
    form::form_data_from_event,
    prelude::*,
    server::ServerActionError,
    server_fn::{ServerFn, error::ServerFnUrlError},
    web_sys::{FormData, HtmlFormElement, UrlSearchParams},
};
use serde::de::DeserializeOwned;

use super::Answer;
use crate::api::PortalError;

/// Sending forms to one server function, and what became of the last.
#[derive(Clone, Copy)]
pub struct Post {
    path: &'static str,
    action: Action<String, Answer>,
}

impl Post {
    fn to(path: &'static str) -> Self {
        // A form that went without the program has led back here, with why it was refused.
        let refused = use_context::<ServerActionError>()
            .filter(|error| error.path() == path)
            .map(|error| Answer::refused(&ServerFnUrlError::<PortalError>::decode_err(error.err())));
        Self::with(path, refused)
    }

    /// Sending forms that the server has drawn, each to where it says.
    pub fn anywhere() -> Self {
        let refused = use_context::<ServerActionError>()
            .map(|error| Answer::refused(&ServerFnUrlError::<PortalError>::decode_err(error.err())));
        Self::with("", refused)
    }

    fn with(path: &'static str, refused: Option<Answer>) -> Self {
        let send = move |sent: &String| {
            let (path, form) = sent.split_once('?').unwrap_or((sent, ""));
            send(path, form.to_owned())
        };
        Self { path, action: Action::new_with_value(refused, send) }
    }

    /// Sends what stands in this form now.
    pub fn send(self, form: &HtmlFormElement) {
        if let Ok(data) = FormData::new_with_form(form) {
            self.send_data(self.path, &data);
        }
    }

    /// Sends what stands in a form there.
    pub fn send_data(self, path: &str, data: &FormData) {
        if let Ok(pairs) = UrlSearchParams::new_with_str_sequence_sequence(data) {
            self.action.dispatch(format!("{path}?{}", String::from(pairs.to_string())));
        }
    }

    /// What was refused is not spoken of any more.
    pub fn forget(self) {
        self.action.clear();
    }

    /// How many were answered.
    pub fn version(self) -> usize {
        self.action.version().get()
    }

    /// Whether one is under way.
    pub fn pending(self) -> Memo<bool> {
        self.action.pending()
    }

    /// Whether one is under way in which a field has this value; the value needs no escaping.
    pub fn sends(self, field: &str, value: &str) -> bool {
        let sent =
            |form: &String| form.split(['?', '&']).any(|pair| pair.split_once('=') == Some((field, value)));
        self.action.pending().get() && self.action.input().read().as_ref().is_some_and(sent)
    }

    /// What was answered last.
    pub fn answer(self) -> Option<Answer> {
        self.action.value().get()
    }

    /// Whether the last was answered, and not refused.
    pub fn done(self) -> bool {
        self.answer().is_some_and(|answer| answer.refusal().is_none())
    }

    /// Why the last was refused, if it was.
    pub fn refusal(self) -> Option<PortalError> {
        self.answer()?.refusal()
    }

    /// What was wrong with a field of the last.
    pub fn fault(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.refusal()?.of_field(field))
    }
}

/// Sending forms to the server function `S`.
pub struct Sending<S> {
    post: Post,
    to: PhantomData<fn() -> S>,
}

impl<S> Clone for Sending<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Sending<S> {}

impl<S> Deref for Sending<S> {
    type Target = Post;

    fn deref(&self) -> &Post {
        &self.post
    }
}

impl<S> From<Sending<S>> for Post {
    fn from(sending: Sending<S>) -> Self {
        sending.post
    }
}

impl<S: ServerFn<Error = PortalError>> Sending<S> {
    /// Nothing is sent yet.
    pub fn new() -> Self {
        Self { post: Post::to(S::PATH), to: PhantomData }
    }

    /// What became of the last one that was sent.
    pub fn outcome(self) -> Option<Result<S::Output, PortalError>>
    where
        S::Output: DeserializeOwned,
    {
        self.post.answer().map(|answer| answer.read())
    }
}

impl<S: ServerFn<Error = PortalError>> Default for Sending<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// A form that is sent by the program where it runs, and by the browser where it does not.
#[component]
pub fn SendForm(
    /// Where it goes.
    #[prop(into)]
    action: Post,
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        if let Ok(data) = form_data_from_event(&event) {
            action.send_data(action.path, &data);
        }
    };
    view! {
        <form method="post" action=action.path on:submit=submit>
            {children()}
        </form>
    }
    .into_any()
}

#[cfg(not(feature = "ssr"))]
fn send(path: &str, form: String) -> super::Pending {
    super::exchange::post(path, form)
}

/// The server renders forms and sends none.
#[cfg(feature = "ssr")]
fn send(_: &str, _: String) -> super::Pending {
    Box::pin(async { Answer::refused(&PortalError::Unavailable) })
}
