//! Field: one line to type in. It is uncontrolled: what somebody typed before the program arrived stays.

use leptos::{html, prelude::*};

use super::{Icon, IconName, Size};

/// The look of everything one types or chooses in.
pub(super) const INPUT: &str = "w-full rounded-md border border-field bg-surface px-2.5 text-ink hover:border-muted aria-invalid:border-rejected-solid disabled:bg-sunken disabled:text-faint";

pub(super) const fn height(size: Size) -> &'static str {
    match size {
        Size::Small => "h-7 text-meta",
        Size::Medium => "h-8 text-sm",
        Size::Large => "h-10 text-base",
    }
}

/// A label, a control, a hint and an error, tied together. For controls that the kit does not have.
#[component]
pub fn Labelled(
    /// The control's id; the hint is `{id}-hint`, the error `{id}-err`.
    #[prop(into)]
    id: String,
    /// What goes in.
    #[prop(into)]
    label: String,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
    /// Said where most fields are required.
    #[prop(optional)]
    optional: bool,
    /// What good looks like.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with what stands in it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The control; it points at hint and error with `aria-describedby`, see [`described_by`].
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-err"));
    let message = move || {
        let message = |text| {
            view! {
                <p id=error_id.clone() class="flex items-center gap-1 text-meta text-rejected">
                    <Icon name=IconName::CircleAlert class="size-3.5"/>
                    {text}
                </p>
            }
        };
        error.get().map(message)
    };
    let mark = match (required, optional) {
        (true, _) => view! { " " <span class="text-faint">"(required)"</span> }.into_any(),
        (_, true) => view! { " " <span class="font-normal text-faint">"(optional)"</span> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <div class="grid content-start gap-1">
            <label for=id.clone() class="text-meta font-medium text-ink">
                {label}
                {mark}
            </label>
            {children()}
            {move || hint.get().map(|hint| view! { <p id=hint_id.clone() class="text-meta text-faint">{hint}</p> })}
            {message}
        </div>
    }
    .into_any()
}

/// What `aria-describedby` of a labelled control says.
pub fn described_by(
    id: &str,
    hint: MaybeProp<String>,
    error: MaybeProp<String>,
) -> impl Fn() -> Option<String> + Send + Sync + 'static {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-err"));
    move || match (hint.read().is_some(), error.read().is_some()) {
        (true, true) => Some(format!("{hint_id} {error_id}")),
        (true, false) => Some(hint_id.clone()),
        (false, true) => Some(error_id.clone()),
        (false, false) => None,
    }
}

/// One line to type in. Handlers go on with `on:`; events reach them from the input.
#[expect(clippy::fn_params_excessive_bools, reason = "each is an attribute of its own, as in HTML")]
#[component]
pub fn Field(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What goes in.
    #[prop(into)]
    label: String,
    /// Its id, where the name is not unique on the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// The kind: `text`, `search`, `email`, `number`, `password`.
    #[prop(default = "text")]
    r#type: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
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
    /// Required, where everything is and nothing need be said.
    #[prop(optional)]
    required_silently: bool,
    /// Wrong, where the words for it stand elsewhere.
    #[prop(optional)]
    invalid: bool,
    /// Said where most fields are required.
    #[prop(optional)]
    optional: bool,
    /// Cannot be changed.
    #[prop(optional)]
    disabled: bool,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// The most characters.
    #[prop(optional, into)]
    max_length: Option<u32>,
    /// How high.
    #[prop(optional)]
    size: Size,
    /// A handle on the input.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint, error);
    view! {
        <Labelled id=id.clone() label required optional hint error>
            <input
                id=id
                name=name
                type=r#type
                class=format!("{INPUT} {}", height(size))
                value=value
                placeholder=move || placeholder.get()
                required=required || required_silently
                disabled=disabled
                autocomplete=autocomplete
                maxlength=max_length
                aria-invalid=move || (invalid || error.get().is_some()).then_some("true")
                aria-describedby=describes
                node_ref=node_ref
            />
        </Labelled>
    }
    .into_any()
}
