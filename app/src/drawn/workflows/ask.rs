//! Questions before something is done that cannot be taken back.

use bailiwick::workflow::DefinitionStatus;
use leptos::{prelude::*, server_fn::ServerFn};

use super::Place;
use crate::api::workflows::{DeleteWorkflow, PublishWorkflow};
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Tone};
use crate::text::number;

/// Whether to publish the draft.
#[component]
pub fn AskPublish(
    /// The page.
    place: Place,
    /// The draft's revision.
    revision: i64,
    /// The types of requests that go by it.
    types: Vec<String>,
    /// How many instances run.
    running: i64,
) -> impl IntoView {
    let go = if types.is_empty() {
        "No type of request goes by it yet.".to_owned()
    } else {
        format!("Requests of these types go by it: {}.", types.join(", "))
    };
    let rest = match running {
        0 => "Nothing runs by it now.".to_owned(),
        1 => "1 instance goes on by the text it began with.".to_owned(),
        n => format!("{} instances go on by the text they began with.", number(n)),
    };
    let (id, close) = (place.id.0.clone(), place.href());
    view! {
        <Alert
            tone=Tone::Progress
            title=format!("Publish {id}?")
            actions=move || {
                view! {
                    <form method="post" action=PublishWorkflow::PATH>
                        <input type="hidden" name="workflow" value=id/>
                        <input type="hidden" name="revision" value=revision.to_string()/>
                        <Button submit=true kind=ButtonKind::Primary>
                            "Publish it"
                        </Button>
                    </form>
                    <ButtonLink href=close>"Not now"</ButtonLink>
                }
            }
        >
            <p>"Requests that are sent from now on begin with this draft. " {go} " " {rest}</p>
        </Alert>
    }
    .into_any()
}

/// Whether to delete a copy.
#[component]
pub fn AskDelete(
    /// The page.
    place: Place,
    /// There is a published copy, too.
    published_too: bool,
) -> impl IntoView {
    let draft = place.status == DefinitionStatus::Draft;
    let (title, said, yes) = match (draft, published_too) {
        (true, true) => ("Discard the draft?", "What is published stays as it is.", "Discard it"),
        (true, false) => ("Discard the draft?", "Nothing of it is published: all of it goes.", "Discard it"),
        (false, _) => (
            "Delete what is published?",
            "Instances that run go on by the text they began with. No new ones begin.",
            "Delete it",
        ),
    };
    let (id, close) = (place.id.0.clone(), place.href());
    view! {
        <Alert
            tone=Tone::Overdue
            title
            actions=move || {
                view! {
                    <form method="post" action=DeleteWorkflow::PATH>
                        <input type="hidden" name="workflow" value=id/>
                        <input type="hidden" name="status" value=place.status.as_str()/>
                        <Button submit=true kind=ButtonKind::Danger>
                            {yes}
                        </Button>
                    </form>
                    <ButtonLink href=close>"Keep it"</ButtonLink>
                }
            }
        >
            <p>{said}</p>
        </Alert>
    }
    .into_any()
}
