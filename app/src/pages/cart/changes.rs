//! What changes the cart, from whatever page; and the toast that says so and takes it back.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use crate::api::{
    PortalError,
    cart::{AddToCart, ClearCart, Done, RemoveLine, SetLineDates, TakeBack},
};
use crate::components::{Button, ButtonKind, ButtonLink, IconName, Size, Toast, Tone};
use crate::frame::use_me;
use crate::wire::{Post, SendForm, Sending};
use crate::{text::counted, url};

/// Everything that changes the cart on a page; all of its forms share them.
#[derive(Clone, Copy)]
pub struct Changes {
    /// Puts an item in.
    pub add: Sending<AddToCart>,
    /// Gives a line other dates.
    pub dates: Sending<SetLineDates>,
    /// Takes a line out.
    pub remove: Sending<RemoveLine>,
    /// Takes all lines out.
    pub clear: Sending<ClearCart>,
    /// Takes back what was done.
    pub undo: Sending<TakeBack>,
    last: Memo<Last>,
}

type Outcome = Option<Result<Done, PortalError>>;

/// What was done last: found by which of the changes has counted on.
#[derive(Debug, Clone, Default, PartialEq)]
struct Last {
    versions: [usize; 5],
    outcome: Outcome,
}

impl Changes {
    /// The changes of a page. It keeps the number of lines in the frame right, too.
    pub fn new() -> Self {
        let add = Sending::<AddToCart>::new();
        let dates = Sending::<SetLineDates>::new();
        let remove = Sending::<RemoveLine>::new();
        let clear = Sending::<ClearCart>::new();
        let undo = Sending::<TakeBack>::new();
        let kinds: [Post; 5] = [add.into(), dates.into(), remove.into(), clear.into(), undo.into()];
        let query = use_query_map();
        let last = Memo::new(move |before: Option<&Last>| {
            let versions = kinds.map(Post::version);
            let outcome = |change: Post| change.answer().map(|answer| answer.read());
            let Some(before) = before else {
                // A plain form has led here, with what it did or why it did not.
                let failed = kinds.into_iter().find_map(outcome);
                let told = || query.read().get("done").and_then(|done| done.parse().ok()).map(Ok);
                return Last { versions, outcome: failed.or_else(told) };
            };
            let changed = (0..versions.len()).find(|i| versions[*i] != before.versions[*i]);
            let outcome = changed.map_or_else(|| before.outcome.clone(), |i| outcome(kinds[i]));
            Last { versions, outcome }
        });
        let me = use_me();
        Effect::new(move |seen: Option<usize>| {
            let count = last.read().versions.iter().sum();
            if seen.is_some_and(|seen| seen != count) {
                me.refetch();
            }
            count
        });
        Self { add, dates, remove, clear, undo, last }
    }

    /// Counts the changes: what was read at another count is out of date.
    pub fn count(self) -> usize {
        self.last.read().versions.iter().sum()
    }
}

/// Says what was done last, with a way back where there is one.
#[component]
pub fn ChangeToast(
    /// The page's changes.
    changes: Changes,
    /// Above the foot of the page.
    #[prop(optional)]
    high: bool,
) -> impl IntoView {
    let query = use_query_map();
    let location = use_location();
    let closed = RwSignal::new(None);
    let here = move || url::with(&location.pathname.get(), &query.read(), &[("done", None)]);
    move || {
        let Last { versions, outcome } = changes.last.get();
        if closed.get() == Some(versions) {
            return None;
        }
        let (tone, words, undo) = told(outcome?)?;
        let close = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            closed.set(Some(versions));
        };
        let action = move || {
            let undo = undo.map(|done| {
                view! {
                    <SendForm action=changes.undo>
                        <input type="hidden" name="done" value=done.to_string()/>
                        <input type="hidden" name="back" value=here()/>
                        <Button submit=true size=Size::Small icon=IconName::Undo2>
                            "Undo"
                        </Button>
                    </SendForm>
                }
            });
            view! {
                {undo}
                <ButtonLink
                    href=here()
                    kind=ButtonKind::Ghost
                    size=Size::Small
                    icon=IconName::X
                    label="Close"
                    on:click=close
                />
            }
        };
        Some(view! { <Toast tone text=words action high/> })
    }
}

/// The words for what was done, and whether it can be taken back. What is wrong with a field is told there.
fn told(outcome: Result<Done, PortalError>) -> Option<(Tone, String, Option<Done>)> {
    let words = match outcome {
        Err(PortalError::Invalid { field, .. }) if !field.is_empty() => return None,
        Err(error) => return Some((Tone::Rejected, error.words().title, None)),
        Ok(done) => match &done {
            Done::Added(lines) if lines.is_empty() => "It was in the cart already".to_owned(),
            Done::Added(lines) => {
                let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
                return Some((
                    Tone::Approved,
                    format!("{} put in the cart", counted(count, "line")),
                    Some(done),
                ));
            }
            Done::Removed(_) => {
                return Some((Tone::Approved, "1 line taken out of the cart".to_owned(), Some(done)));
            }
            Done::TakenBack => "Undone".to_owned(),
            Done::Dated => "Dates changed".to_owned(),
            Done::Cleared => "Cart emptied".to_owned(),
            Done::Saved => "Cart saved".to_owned(),
        },
    };
    Some((Tone::Approved, words, None))
}
