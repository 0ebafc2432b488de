//! What follows when an action was done.

use leptos::{
    prelude::*,
    server_fn::ServerFn,
    web_sys::{HtmlTextAreaElement, wasm_bindgen::JsCast},
};

/// Changes whenever the action was done; not when it was refused, so that what was typed stays.
pub fn times_done<F>(action: ServerAction<F>) -> Memo<usize>
where
    F: ServerFn + Clone + Send + Sync + 'static,
    F::Output: Send + Sync + 'static,
    F::Error: Send + Sync + 'static,
{
    Memo::new(move |before: Option<&usize>| {
        let version = action.version().get();
        let refused = action.value().with(|value| matches!(value, Some(Err(_))));
        if refused { before.copied().unwrap_or_default() } else { version }
    })
}

/// Empties the text area of that id when the action was done.
pub fn emptied_when_done(done: Memo<usize>, id: &'static str) {
    Effect::new(move |before: Option<usize>| {
        let now = done.get();
        let area =
            document().get_element_by_id(id).and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        if let (Some(area), true) = (area, before.is_some_and(|before| before != now)) {
            area.set_value("");
        }
        now
    });
}
