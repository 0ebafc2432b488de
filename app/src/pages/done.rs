//! What follows when an action was done.

use leptos::{
    prelude::*,
    web_sys::{HtmlInputElement, HtmlTextAreaElement, wasm_bindgen::JsCast},
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

/// Empties the field or text area of that id when the action was done.
pub fn emptied_when_done(done: Memo<usize>, id: &'static str) {
    Effect::new(move |before: Option<usize>| {
        let now = done.get();
        let field = document().get_element_by_id(id).filter(|_| before.is_some_and(|before| before != now));
        match field.map(JsCast::dyn_into::<HtmlTextAreaElement>) {
            Some(Ok(area)) => area.set_value(""),
            Some(Err(field)) => {
                if let Ok(input) = field.dyn_into::<HtmlInputElement>() {
                    input.set_value("");
                }
            }
            None => {}
        }
        now
    });
}
