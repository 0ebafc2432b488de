//! The question before a delegation is ended.

use bailiwick::view::DelegationView;
use leptos::{prelude::*, server_fn::ServerFn};

use super::DELEGATES;
use crate::api::delegates::EndDeputy;
use crate::components::{Alert, Button, ButtonKind, ButtonLink, Tone};

/// Whether to end one.
pub fn ask(one: &DelegationView, named: &[DelegationView]) -> AnyView {
    let own = named.iter().any(|other| other.delegation.id == one.delegation.id);
    let (title, said) = if own {
        (
            format!("Shall {} no longer stand in for you?", one.deputy.display_name),
            "What waits for you no longer reaches them, at once. What they decided stays decided.",
        )
    } else {
        (
            format!("Stand in for {} no longer?", one.person.display_name),
            "What waits for them no longer reaches you, at once. What you decided stays decided.",
        )
    };
    let id = one.delegation.id.to_string();
    view! {
        <Alert
            tone=Tone::Overdue
            title
            actions=move || {
                view! {
                    <form method="post" action=EndDeputy::PATH>
                        <input type="hidden" name="delegation" value=id/>
                        <Button submit=true kind=ButtonKind::Danger>
                            "End it"
                        </Button>
                    </form>
                    <ButtonLink href=DELEGATES>"Keep it"</ButtonLink>
                }
            }
        >
            <p>{said}</p>
        </Alert>
    }
    .into_any()
}
