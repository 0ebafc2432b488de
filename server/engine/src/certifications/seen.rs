//! What reviewers of definitions, records and accounts saw when they decided: kept for the evidence, since these may change afterwards.

use bailiwick::catalog::Item;
use bailiwick::certification::{Campaign, LineItem, Reviewed};
use bailiwick::directory::UserBrief;
use bailiwick::view::GlossaryFact;
use bailiwick_store::certifications::seen::{self as store, Seen};
use bailiwick_store::{Tx, users};
use chrono::DateTime;

use super::shown::{AccountView, DefinitionView, RecordView, Shown, shown};
use super::views::distinct;
use crate::{Context, EngineError};

/// Keeps what stood beside these line items when they were decided. Grants are told by their rows.
pub(super) async fn keep(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    decided: &[LineItem],
) -> Result<(), EngineError> {
    let reviewed = campaign.definition.kind.reviews();
    if reviewed == Reviewed::Grants {
        return Ok(());
    }
    let mut views = shown(tx, reviewed, decided).await?;
    let people = users::briefs(tx, &distinct(decided.iter().filter_map(LineItem::user))).await?;
    let one = |item: &LineItem| {
        let person = people.iter().find(|person| Some(person.id) == item.user());
        let facts = match views.remove(&item.id.number)? {
            Shown::Definition(view) => of_definition(&view),
            Shown::Record(view) => of_record(person?, &view),
            Shown::Account(view) => of_account(&view),
        };
        Some(Seen { number: item.id.number, at: ctx.now, facts })
    };
    let seen: Vec<Seen> = decided.iter().filter_map(one).collect();
    Ok(store::keep(tx, campaign.number, &seen).await?)
}

fn fact(label: &str, values: Vec<String>) -> Option<GlossaryFact> {
    let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
    (!values.is_empty()).then(|| GlossaryFact { label: label.to_owned(), values })
}

fn names(people: &[UserBrief]) -> Vec<String> {
    people.iter().map(|person| format!("{} ({})", person.display_name, person.user_name)).collect()
}

fn of_definition(view: &DefinitionView) -> Vec<GlossaryFact> {
    let Item { name, native_key, description, risk, requestable, status, .. } = &view.listed.item;
    let application = view.listed.application.as_ref().map(|application| application.name.clone());
    let brings = view.content.iter().map(|item| match &item.application_name {
        Some(application) => format!("{} ({application})", item.name),
        None => item.name.clone(),
    });
    let own = [
        fact("Name", vec![name.clone()]),
        fact("Native name", vec![native_key.clone()]),
        fact("Description", vec![description.clone()]),
        fact("Application", application.into_iter().collect()),
        fact("Owners", names(&view.listed.owners)),
        fact("Owners of the application", names(&view.listed.application_owners)),
        fact("Risk", vec![risk.to_string()]),
        fact("Requestable", vec![if *requestable { "yes" } else { "no" }.to_owned()]),
        fact("Status", vec![status.to_string()]),
        fact("Brings", brings.collect()),
    ];
    own.into_iter().flatten().chain(view.facts.iter().cloned()).collect()
}

fn of_record(person: &UserBrief, view: &RecordView) -> Vec<GlossaryFact> {
    let own = [
        fact("Name", vec![person.display_name.clone()]),
        fact("User name", vec![person.user_name.clone()]),
        fact("Mail", person.mail.iter().cloned().collect()),
        fact("Title", person.title.iter().cloned().collect()),
        fact("Organisation", person.organisation.iter().cloned().collect()),
        fact("Manager", names(view.manager.as_slice())),
        fact("Accounts in use", vec![view.accounts.to_string()]),
    ];
    own.into_iter().flatten().chain(view.facts.iter().cloned()).collect()
}

fn of_account(view: &AccountView) -> Vec<GlossaryFact> {
    let account = &view.account;
    let may = view.entitlements.iter().map(|right| {
        let by = right.through.as_ref().map(|inner| format!(", as a member of {}", inner.name));
        format!("{} since {}{}", right.item.name, right.since.date_naive(), by.unwrap_or_default())
    });
    let own = [
        fact("Name", vec![account.name.clone()]),
        fact("Application", view.application.iter().map(|application| application.name.clone()).collect()),
        fact("Kind", vec![account.kind.to_string()]),
        fact("Status", vec![account.status.to_string()]),
        fact("Owner", names(view.owner.as_slice())),
        fact("Whose", names(view.user.as_slice())),
        fact("Owners of the application", names(&view.application_owners)),
        fact("Last used", account.last_used.iter().map(DateTime::to_rfc3339).collect()),
        fact("May do", may.collect()),
    ];
    own.into_iter().flatten().chain(view.facts.iter().cloned()).collect()
}
