//! Policy rules that a request would break.

use bailiwick::view::Conflict;
use leptos::prelude::*;

use crate::components::{Alert, Tone};

/// Says which, and together with what the person holds; nothing where there are none.
pub fn told(conflicts: Vec<Conflict>) -> Option<AnyView> {
    if conflicts.is_empty() {
        return None;
    }
    let one = |conflict: Conflict| {
        let with: Vec<String> = conflict.with.into_iter().map(|item| item.name).collect();
        let with = if with.is_empty() { String::new() } else { format!(", with {}", with.join("; ")) };
        let advice = conflict.advice.map(|advice| format!(". {advice}")).unwrap_or_default();
        view! { <p class="wrap-anywhere">{format!("“{}”{with}{advice}", conflict.rule)}</p> }
    };
    let rules = conflicts.into_iter().map(one).collect_view();
    Some(
        view! { <Alert tone=Tone::Violation title="It would break a policy rule">{rules}</Alert> }.into_any(),
    )
}
