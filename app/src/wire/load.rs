//! What a page reads from the server.

use std::{fmt::Display, future::IntoFuture, marker::PhantomData, pin::Pin};

use leptos::{prelude::*, server::codee::string::FromToStringCodec};
use serde::de::DeserializeOwned;

use super::{Answer, Pending, Question};
use crate::api::PortalError;

/// What a page reads from the server: asked by the server where it makes the page, and by the browser
/// when the question changes. To be awaited in a [`Later`](crate::components::Later).
pub struct Load<T> {
    answer: Resource<Answer, FromToStringCodec>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T> Load<T> {
    /// Asks whenever the question, or what stands beside it, changes.
    pub fn new<S, V>(question: impl Fn() -> (S, V) + Send + Sync + 'static) -> Self
    where
        S: Question<Output = T>,
        V: Display,
    {
        Self::from_source(Box::new(move || {
            let (question, version) = question();
            Asked::of(Some(question), version.to_string())
        }))
    }

    fn from_source(source: Box<dyn Fn() -> Asked + Send + Sync>) -> Self {
        Self { answer: Resource::new_str(source, Asked::answer), of: PhantomData }
    }

    /// What was answered without a question.
    #[cfg(all(test, feature = "ssr"))]
    pub fn answered(result: &Result<T, PortalError>) -> Self
    where
        T: serde::Serialize,
    {
        let answer = Answer::of(result);
        let answer = Resource::new_str(|| (), move |()| std::future::ready(answer.clone()));
        Self { answer, of: PhantomData }
    }

    /// Asks again.
    pub fn refetch(self) {
        self.answer.refetch();
    }
}

impl<T> Load<Option<T>> {
    /// Asks when there is a question; nothing is answered when there is none.
    pub fn when<S, V>(question: impl Fn() -> (Option<S>, V) + Send + Sync + 'static) -> Self
    where
        S: Question<Output = T>,
        V: Display,
    {
        Self::from_source(Box::new(move || {
            let (question, version) = question();
            Asked::of(question, version.to_string())
        }))
    }
}

impl<T: DeserializeOwned> Load<T> {
    /// What was answered, if it is there.
    pub fn get_untracked(self) -> Option<Result<T, PortalError>> {
        self.answer.get_untracked().map(|answer| answer.read())
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for Load<T> {
    type Output = Result<T, PortalError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let answer = self.answer.into_future();
        Box::pin(async move { answer.await.read() })
    }
}

/// Asks once, from an event in the browser.
pub async fn ask<S>(question: S) -> Result<S::Output, PortalError>
where
    S: Question,
    S::Output: DeserializeOwned,
{
    Asked::of(Some(question), String::new()).answer().await.read()
}

/// A question as it goes to the server.
#[derive(Clone)]
struct Asked {
    path: &'static str,
    query: String,
    version: String,
    #[cfg(feature = "ssr")]
    here: std::sync::Arc<dyn Fn() -> Pending + Send + Sync>,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        (self.path, &self.query, &self.version) == (other.path, &other.query, &other.version)
    }
}

impl Asked {
    fn of<S: Question>(question: Option<S>, version: String) -> Self {
        let query = question.as_ref().map(|question| serde_qs::to_string(question).unwrap_or_default());
        Self {
            path: if question.is_some() { S::PATH } else { "" },
            query: query.unwrap_or_default(),
            version,
            #[cfg(feature = "ssr")]
            here: std::sync::Arc::new(move || {
                let question = question.clone();
                Box::pin(async move {
                    match question {
                        Some(question) => Answer::of(&question.run_body().await),
                        None => Answer::none(),
                    }
                })
            }),
        }
    }

    #[cfg(feature = "ssr")]
    fn answer(self) -> Pending {
        (self.here)()
    }

    #[cfg(not(feature = "ssr"))]
    fn answer(self) -> Pending {
        if self.path.is_empty() {
            return Box::pin(async { Answer::none() });
        }
        super::exchange::get(self.path, &self.query)
    }
}
