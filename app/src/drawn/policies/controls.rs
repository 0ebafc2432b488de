//! Mitigating controls: what exceptions rest on, and the evidence that it works.

mod ask;
pub(in crate::drawn) mod edit;
pub(in crate::drawn) mod evidence;
mod exceptions;
pub(in crate::drawn) mod list;
pub(in crate::drawn) mod one;
mod rules;
mod table;
#[cfg(test)]
mod tests;
mod timeline;
pub(in crate::drawn) mod words;

use bailiwick::authority::Authority;
use bailiwick_engine::Context;

use super::{Query, ROWS, href, said, tabs};

/// The page that lists them.
pub const CONTROLS: &str = "/admin/policies/controls";
/// The form of a new one.
const NEW: &str = "/admin/policies/controls/new";
/// Where forms with evidence go.
const UPLOAD: &str = "/upload/controls";

/// Whether somebody reads every control, and not only those that they answer for.
pub(in crate::drawn) fn reads_all(ctx: &Context) -> bool {
    ctx.actor.has(&[Authority::PolicyAdmin, Authority::Auditor])
}

/// Whether an address is that of the form for evidence. It is sent by the browser itself, since the program sends forms
/// without files only.
pub fn is_upload_form(path: &str) -> bool {
    let below = path.strip_prefix(CONTROLS).and_then(|below| below.strip_prefix('/'));
    below.and_then(|below| below.strip_suffix("/evidence")).is_some_and(|id| !id.contains('/'))
}
