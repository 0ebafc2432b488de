//! The keys of a decision. They press the buttons that are there; without a decision to make there are none.

use leptos::{prelude::*, web_sys};
use web_sys::wasm_bindgen::JsCast;

use crate::keys::use_key;

/// `a` approves, `x` goes to the button that rejects, where Enter does it, `c` goes to the comment.
pub fn use_decision_keys() {
    use_key("a", "Approve", || press("decide-approve"));
    use_key("x", "Reject, with Enter after it", || focus("decide-reject"));
    use_key("c", "Write a comment", || focus("decide-comment"));
}

fn element(id: &str) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Escape goes back to the keys of the page.
pub fn leave_on_escape(event: &web_sys::KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = target.filter(|_| event.key() == "Escape") {
        event.prevent_default();
        // What has no focus has none to lose.
        let _ = element.blur();
    }
}

/// Presses a button or link.
pub fn press(id: &str) {
    if let Some(element) = element(id) {
        element.click();
    }
}

/// Puts the focus somewhere.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // What cannot take the focus leaves it where it was.
        let _ = element.focus();
    }
}
