//! What a combobox does while somebody types.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use leptos::{ev, html, prelude::*, task::spawn_local};

use crate::{api::PortalError, components::Choice};

type Found = Result<Vec<Choice>, PortalError>;
type Finding = Pin<Box<dyn Future<Output = Found> + Send>>;

/// How long a pause in typing is before the server is asked.
const PAUSE: Duration = Duration::from_millis(120);

/// Asks the server what fits the text typed so far.
#[derive(Clone)]
pub struct Suggest(Arc<dyn Fn(String) -> Finding + Send + Sync>);

impl Suggest {
    /// From a function like `|text| find_people(text)`.
    pub fn new<F, A>(ask: F) -> Self
    where
        F: Fn(String) -> A + Send + Sync + 'static,
        A: Future<Output = Found> + Send + 'static,
    {
        Self(Arc::new(move |text| Box::pin(ask(text))))
    }
}

/// What the list shows.
#[derive(Clone, PartialEq)]
pub(super) enum List {
    Closed,
    Loading,
    Open(Vec<Choice>),
    Failed(PortalError),
}

/// What a combobox knows while somebody types.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub list: RwSignal<List>,
    pub active: RwSignal<usize>,
    /// Which question is the latest; an answer to an earlier one is dropped.
    pub question: StoredValue<u32>,
    pub text: NodeRef<html::Input>,
    pub value: NodeRef<html::Input>,
    pub chosen: Option<Callback<Choice>>,
    pub keeps: bool,
}

impl State {
    pub fn ask(self, suggest: &Suggest, text: String) {
        let number = self.question.get_value().wrapping_add(1);
        self.question.set_value(number);
        if text.trim().is_empty() {
            self.list.set(List::Closed);
            return;
        }
        let suggest = suggest.clone();
        let late = move || self.question.try_get_value() != Some(number);
        set_timeout(
            move || {
                if late() {
                    return;
                }
                if !matches!(self.list.get_untracked(), List::Open(_)) {
                    self.list.set(List::Loading);
                }
                spawn_local(async move {
                    let found = (suggest.0)(text).await;
                    if !late() {
                        self.active.set(0);
                        self.list.set(found.map_or_else(List::Failed, List::Open));
                    }
                });
            },
            PAUSE,
        );
    }

    pub fn choose(self, choice: Choice) {
        self.close();
        if let (Some(text), Some(value)) = (self.text.get_untracked(), self.value.get_untracked()) {
            text.set_value(if self.keeps { &choice.label } else { "" });
            value.set_value(if self.keeps { &choice.value } else { "" });
        }
        if let Some(chosen) = self.chosen {
            chosen.run(choice);
        }
    }

    pub fn close(self) {
        self.question.update_value(|n| *n = n.wrapping_add(1));
        self.list.set(List::Closed);
    }

    pub fn key(self, event: &ev::KeyboardEvent) {
        let List::Open(choices) = self.list.get_untracked() else { return };
        let (active, last) = (self.active.get_untracked(), choices.len().saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => self.active.set(if active >= last { 0 } else { active + 1 }),
            "ArrowUp" => self.active.set(active.checked_sub(1).unwrap_or(last)),
            "Enter" => match choices.into_iter().nth(active) {
                Some(choice) => self.choose(choice),
                None => return,
            },
            "Escape" => self.close(),
            _ => return,
        }
        event.prevent_default();
    }
}
