//! How the chain stands, and how to check it.

use bailiwick::view::ChainState;
use leptos::prelude::*;

use crate::components::{Badge, Card, Fact, Facts, Tone};
use crate::text::number;

/// The card.
pub(super) fn chain_card(chain: ChainState) -> AnyView {
    let ChainState { sealed, unsealed, head } = chain;
    let (tone, words) =
        if unsealed == 0 { (Tone::Approved, "All sealed") } else { (Tone::Progress, "Sealing") };
    let head = if head.is_empty() {
        "nothing is sealed yet".into_any()
    } else {
        view! { <span class="font-mono text-xs break-all">{head}</span> }.into_any()
    };
    view! {
        <Card id="audit-chain" title="Chain" actions=move || view! { <Badge tone text=words/> }>
            <div class="grid gap-3 px-4 py-3">
                <Facts>
                    <Fact name="Sealed">{number(sealed)}</Fact>
                    <Fact name="Not yet">{number(unsealed)}</Fact>
                    <Fact name="Head">{head}</Fact>
                </Facts>
                <p class="text-meta text-muted">
                    "Each entry carries the hash of the one before it, so that nothing can be changed, left out or put in between unseen. New entries are sealed in the background, within seconds."
                </p>
                <p class="text-meta text-muted">
                    "Check it on the server with " <code class="font-mono text-xs text-ink">"bailiwick audit verify"</code>
                    ". Note the head somewhere else: a later check must still find it."
                </p>
            </div>
        </Card>
    }
    .into_any()
}
