//! One's own access tokens, for programs, and the browsers one has signed in with.

pub(crate) mod browser;
mod made;
mod rows;

use leptos::prelude::*;

use self::made::{MadeToken, NewTokenForm};
use self::rows::{SessionRows, TokenRows};
use crate::api::tokens::{CreateToken, EndSession, ReadCredentials, RevokeToken};
use crate::components::{Card, ErrorState, Later, PageBody, PageHeader, SkeletonRows};
use crate::pages::done::{emptied_when_done, times_done};
use crate::wire::{Load, Sending};

/// The page; `?revoke=` and `?end=` open their questions.
#[component]
pub fn TokensPage() -> impl IntoView {
    let create = Sending::<CreateToken>::new();
    let revoke = Sending::<RevokeToken>::new();
    let end = Sending::<EndSession>::new();
    let done = [times_done(create), times_done(revoke), times_done(end)];
    emptied_when_done(done[0], "token-name");
    let version = move || done.iter().map(Memo::get).sum::<usize>();
    let found = Load::new(move || (ReadCredentials {}, version()));
    let rows = move || async move {
        match found.await {
            Ok(found) => view! {
                <MadeToken made=found.made create/>
                <Card id="tokens" title="Access tokens" note="For scripts and programs that act as you">
                    <NewTokenForm create/>
                    <TokenRows tokens=found.tokens clock=found.clock revoke/>
                </Card>
                <Card id="sessions" title="Sessions" note="Browsers that are signed in as you">
                    <SessionRows sessions=found.sessions clock=found.clock end/>
                </Card>
            }
            .into_any(),
            Err(error) => view! {
                <section class="rounded-md border border-line bg-surface">
                    <ErrorState error retry="/tokens"/>
                </section>
            }
            .into_any(),
        }
    };
    view! {
        <PageHeader title="Tokens and sessions" note="What can act as you, and how to stop it."/>
        <PageBody>
            <Later fallback=|| view! { <SkeletonRows rows=4/> } view=rows/>
        </PageBody>
    }
    .into_any()
}
