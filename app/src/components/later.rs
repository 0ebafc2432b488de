//! A part of a page that is there once its data is.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
};

use leptos::{children::ViewFnOnce, prelude::*};

/// Shows what `view` brings once that is there, and goes on showing it while it is made anew.
///
/// All of them are one type, so that what leptos needs for it is compiled once.
#[component]
pub fn Later<F, A, V>(
    /// Stands there until then.
    #[prop(optional, into)]
    fallback: ViewFnOnce,
    /// Makes it; run again when a signal that it reads changes.
    mut view: F,
) -> impl IntoView
where
    F: FnMut() -> A + Send + 'static,
    A: Future<Output = V> + Send + 'static,
    V: IntoView + 'static,
{
    let view = move || {
        let made = view();
        let made: Pin<Box<dyn Future<Output = AnyView> + Send>> =
            Box::pin(async move { made.await.into_any() });
        Suspend::new(made)
    };
    later(fallback, Arc::new(Mutex::new(view)))
}

fn later(fallback: ViewFnOnce, view: Arc<Mutex<dyn FnMut() -> Suspend<AnyView> + Send>>) -> AnyView {
    view! { <Transition fallback>{view}</Transition> }.into_any()
}
