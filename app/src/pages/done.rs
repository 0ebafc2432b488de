//! What follows when an action was done.

use leptos::{
    prelude::*,
    web_sys::{HtmlTextAreaElement, wasm_bindgen::JsCast},
};

use crate::wire::Post;

/// Changes whenever the action was done; not when it was refused, so that what was typed stays.
pub fn times_done(action: impl Into<Post>) -> Memo<usize> {
    let action = action.into();
    Memo::new(move |before: Option<&usize>| {
        let version = action.version();
        if action.refusal().is_some() { before.copied().unwrap_or_default() } else { version }
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
