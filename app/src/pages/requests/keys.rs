//! The keys of a decision. They press the buttons that are there; without a decision to make there are none.

use leptos::{prelude::*, web_sys};
use web_sys::wasm_bindgen::JsCast;

use crate::keys::use_key;

/// `a` approves, `x` rejects, `c` goes to the comment.
pub fn use_decision_keys() {
    use_key("a", "Approve", || press("decide-approve"));
    use_key("x", "Reject", || press("decide-reject"));
    use_key("c", "Write a comment", || focus("decide-comment"));
}

fn element(id: &str) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
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
