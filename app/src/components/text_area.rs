//! Text area: several lines to type in, uncontrolled as a field is.

use leptos::{html, prelude::*};

use super::field::{INPUT, Labelled, described_by};

/// Text as HTML. Leptos writes the children of a text area as they are, and a space for none.
/// The first line break is doubled, since a browser drops one.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    if text.starts_with('\n') { format!("\n{text}") } else { text }
}

/// Several lines to type in.
#[component]
pub fn TextArea(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What goes in.
    #[prop(into)]
    label: String,
    /// Its id, where the name is not unique on the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// How many lines are seen.
    #[prop(default = 3)]
    rows: u32,
    /// An example.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// What good looks like.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with what stands in it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
    /// Said where most fields are required.
    #[prop(optional)]
    optional: bool,
    /// The most characters.
    #[prop(optional, into)]
    max_length: Option<u32>,
    /// A handle on the text area.
    #[prop(optional)]
    node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint, error);
    view! {
        <Labelled id=id.clone() label required optional hint error>
            <textarea
                id=id
                name=name
                rows=rows
                class=format!("{INPUT} h-auto py-1.5 text-sm leading-5")
                placeholder=move || placeholder.get()
                required=required
                maxlength=max_length
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=describes
                node_ref=node_ref
                inner_html=escaped(&value)
            ></textarea>
        </Labelled>
    }
    .into_any()
}
