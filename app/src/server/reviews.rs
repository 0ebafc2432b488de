//! What reviewers do with what is put to them.

mod sign_off;

use std::collections::BTreeMap;

use bailiwick::certification::{ItemPermission, Verdict};
use bailiwick::id::{CampaignId, UserId};
use bailiwick_engine::certifications::{self, Acted, Ask, Chosen, ItemAction, Selection};
use bailiwick_engine::{Context, Engine, EngineError, people};

use super::policies::parse;
use super::{call, clock, failed, is_plain_form};
use crate::api::PortalError;
use crate::api::reviews::ReviewForm;
use crate::days;
use crate::drawn::Query;
use crate::drawn::reviews::Address;
use crate::text::{counted, int};

/// So many different reasons are told at once.
const REASONS: usize = 4;

/// Does something with rows, and goes back to the page that it came from, which says what came of it.
pub async fn review(form: ReviewForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id: CampaignId = parse(&form.campaign)?;
    let (word, row) = form.then.split_once(' ').unwrap_or((&form.then, ""));
    let row: Option<i64> = row.parse().ok();
    let mut back = Address::back(id, &form.back);
    let done = if word == "sign-off" {
        sign_off::sign_off(&engine, &ctx, id, &form, &mut back).await
    } else {
        let acted = carry_out(&engine, &ctx, id, &form, word, row).await;
        acted.map(|acted| tell(&mut back, word, row, &acted))
    };
    let told = match done {
        Ok(told) => told,
        Err(
            error @ (EngineError::Invalid { .. }
            | EngineError::InvalidAll(_)
            | EngineError::Conflict(_)
            | EngineError::Changed(_)
            | EngineError::Overtaken(_)
            | EngineError::Forbidden(_)),
        ) => {
            let fault = match error {
                EngineError::Invalid { field, fault } => format!("{} {fault}", field_name(&field)),
                error => error.to_string(),
            };
            refuse(&mut back, &form, word, row, fault);
            true
        }
        Err(error) => return Err(failed(error)),
    };
    let place = row.map(|row| format!("#row-{row}")).unwrap_or_default();
    let to = back.to();
    // The program draws the page of its address anew by itself, and keeps its place.
    if told || is_plain_form() || to != form.back {
        leptos_axum::redirect(&format!("{to}{place}"));
    }
    Ok(())
}

const fn field_name(field: &str) -> &'static str {
    match field.as_bytes() {
        b"newActorId" => "Whoever it is handed to",
        b"until" => "The last day",
        b"comment" => "The comment",
        _ => "It",
    }
}

/// What came of it, for the page to say. Whether there is anything to be said.
fn tell(back: &mut Address, word: &str, row: Option<i64>, acted: &Acted) -> bool {
    match (row, acted.left.first()) {
        (Some(row), Some((_, why))) => {
            back.set("at", &row.to_string());
            back.set("fault", &format!("Not done: {why}."));
            true
        }
        (Some(_), None) => {
            back.set("do", "");
            false
        }
        (None, _) => {
            back.leave();
            back.set("done", &format!("{word} {}", acted.done));
            let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
            for (_, why) in acted.left.iter().filter(|(_, why)| why != UNDECIDED) {
                *reasons.entry(why).or_default() += 1;
            }
            let words: Vec<String> = reasons
                .iter()
                .take(REASONS)
                .map(|(why, count)| format!("{}: {why}", counted(int(*count), "row")))
                .collect();
            back.set("left", &words.join("; "));
            true
        }
    }
}

/// What a sign-off leaves is no news: it says so before.
const UNDECIDED: &str = "it is not decided yet";

/// Why it was refused, at the row or on top, with what was typed.
fn refuse(back: &mut Address, form: &ReviewForm, word: &str, row: Option<i64>, fault: String) {
    let mut fault = fault;
    if let Some(first) = fault.get(..1).map(str::to_uppercase) {
        fault.replace_range(..1, &first);
    }
    if let Some(row) = row {
        back.set("at", &row.to_string());
        back.set("open", &row.to_string());
        back.set("do", word);
    }
    for (name, value) in
        [("fault", &fault), ("comment", &form.comment), ("until", &form.until), ("to", &form.to)]
    {
        back.set(name, value);
    }
}

async fn carry_out(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    form: &ReviewForm,
    word: &str,
    row: Option<i64>,
) -> Result<Acted, EngineError> {
    let comment = form.comment.replace("\r\n", "\n");
    let action = action(engine, ctx, id, form, word).await?;
    if let Some(row) = row {
        let one = Selection::Places(vec![row]);
        return certifications::act(engine, ctx, id, &one, &action, &comment).await;
    }
    let chosen = if form.all.is_empty() {
        let rows: Vec<i64> = form.rows.iter().filter_map(|row| row.parse().ok()).collect();
        if rows.is_empty() {
            return Err(EngineError::Conflict("Choose rows first".into()));
        }
        Chosen::Rows(rows)
    } else {
        Chosen::All(asked(id, form))
    };
    certifications::act_on(engine, ctx, id, &chosen, &action, &comment).await
}

/// Which rows the page showed that the form came from.
fn asked(id: CampaignId, form: &ReviewForm) -> Ask {
    let query = form.back.split_once('?').map_or("", |(_, query)| query);
    Address::new(id, &Query::parse(query)).ask()
}

async fn action(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    form: &ReviewForm,
    word: &str,
) -> Result<ItemAction, EngineError> {
    Ok(match word {
        "exception" => {
            let until =
                days::end(clock(ctx), &form.until).map_err(|why| EngineError::Conflict(why.into()))?;
            match until {
                Some(until) => ItemAction::Except { until },
                None => ItemAction::Decide(Verdict::Exception),
            }
        }
        "reset" => ItemAction::Reset,
        "comment" => ItemAction::Comment,
        "forward" => ItemAction::Forward { to: person(engine, ctx, &form.to).await? },
        "reassign" => {
            let campaign = certifications::read(engine, ctx, id).await?.campaign;
            let permissions: Vec<ItemPermission> = campaign.definition.reassign_permissions;
            ItemAction::Reassign { to: person(engine, ctx, &form.to).await?, permissions }
        }
        verdict => {
            let unknown = |_| EngineError::Conflict("Choose what to do".into());
            ItemAction::Decide(verdict.parse().map_err(unknown)?)
        }
    })
}

/// The one person who is meant: by user name, or by the beginning of a name that only one has.
async fn person(engine: &Engine, ctx: &Context, typed: &str) -> Result<UserId, EngineError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(EngineError::Conflict("Say who decides instead".into()));
    }
    if let Some(person) = super::policies::person(engine, ctx, typed).await? {
        return Ok(person);
    }
    let found = people::find(engine, ctx, typed, 5).await?;
    match found.as_slice() {
        [] => Err(EngineError::Conflict(format!("Nobody here is called {typed}"))),
        [one] => Ok(one.id),
        several => {
            let names: Vec<&str> = several.iter().map(|person| person.user_name.as_str()).collect();
            let why =
                format!("Several people are called {typed}: give one of the user names {}", names.join(", "));
            Err(EngineError::Conflict(why))
        }
    }
}
