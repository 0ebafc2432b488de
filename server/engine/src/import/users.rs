//! People.

use std::collections::{HashMap, HashSet};

use bailiwick::directory::{Organisation, Status, User};
use bailiwick::glossary::ObjectKind;
use bailiwick::id::{OrganisationId, UserId};
use bailiwick::text::normalise;
use bailiwick_store::{Tx, bulk, users};

use super::found::{Keys, unknown_person};
use super::glossary;
use super::row::{MAIL, NAME, Row, Said};
use super::table::Table;
use super::{Counts, Faults};
use crate::audit::{Event, Trail};
use crate::{Context, Engine, EngineError, certifications, roles};

/// A row: what the file says about a person.
struct Record {
    line: u64,
    user_name: String,
    given_name: Option<String>,
    sn: Option<String>,
    display_name: Option<String>,
    mail: Said<String>,
    title: Said<String>,
    organisation: Said<String>,
    manager: Said<String>,
    status: Option<Status>,
    glossary: glossary::Given,
}

/// A person before and after.
struct Person {
    line: u64,
    before: Option<User>,
    after: User,
    glossary: Vec<glossary::Change>,
}

pub(super) async fn load(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    table: &Table,
    faults: &mut Faults,
) -> Result<Counts, EngineError> {
    let mut given = check(table, faults);
    let names: Vec<String> = given.iter().map(|row| normalise(&row.user_name)).collect();
    let mut existing = bulk::users(tx, &names).await?;
    let organisations = organisations(tx, engine, ctx, &given).await?;
    let ids = existing.values().map(|user| user.id.uuid());
    let attributes = glossary::Known::load(tx, ObjectKind::User, !table.attributes.is_empty(), ids).await?;
    let mut people: Vec<Person> = Vec::with_capacity(given.len());
    for (row, name) in given.iter_mut().zip(&names) {
        let before = existing.remove(name);
        if before.is_none() {
            for (field, value) in [("givenName", &row.given_name), ("sn", &row.sn)] {
                if value.is_none() {
                    faults.add(row.line, Some(field), "must not be empty for a new person");
                }
            }
        }
        let after = merge(engine, ctx, row, before.as_ref(), &organisations);
        let said = std::mem::take(&mut row.glossary);
        let glossary = attributes.changes(after.id.uuid(), said, row.line, faults);
        people.push(Person { line: row.line, before, after, glossary });
    }
    set_managers(tx, &given, &names, &mut people, faults).await?;
    if !faults.is_empty() {
        return Ok(Counts::default());
    }
    store(tx, engine, ctx, people, &attributes).await
}

fn check(table: &Table, faults: &mut Faults) -> Vec<Record> {
    let mut keys = Keys::new();
    let mut given = Vec::with_capacity(table.rows.len());
    for line in &table.rows {
        let mut row = Row::new(table, line, faults);
        let user_name = row.required("userName", NAME);
        if !user_name.is_empty()
            && let Err(reason) = keys.add(normalise(&user_name), line.number)
        {
            row.fault("userName", reason);
        }
        let read = Record {
            line: line.number,
            user_name,
            given_name: row.replaced("givenName", NAME),
            sn: row.replaced("sn", NAME),
            display_name: row.replaced("displayName", NAME),
            mail: row.optional("mail", MAIL),
            title: row.optional("title", NAME),
            organisation: row.optional("organisation", NAME),
            manager: row.optional("manager", NAME),
            status: row.word("status"),
            glossary: row.glossary(),
        };
        if row.is_good() {
            given.push(read);
        }
    }
    given
}

/// Organisations by name; those that the file names and nobody knows are made.
async fn organisations(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    given: &[Record],
) -> Result<HashMap<String, OrganisationId>, EngineError> {
    let known = users::organisations(tx).await?;
    let mut by_name: HashMap<String, OrganisationId> =
        known.into_iter().map(|known| (known.name, known.id)).collect();
    let mut new = Vec::new();
    for name in given.iter().filter_map(|row| row.organisation.value()) {
        if !by_name.contains_key(name) {
            let id = OrganisationId(engine.new_id());
            by_name.insert(name.clone(), id);
            new.push(Organisation { id, name: name.clone(), parent: None });
        }
    }
    bulk::insert_organisations(tx, &new).await?;
    let mut trail = Trail::default();
    for made in new {
        trail.add(engine, ctx, Event::new("create-organisation", "organisation", made.id, made.name));
    }
    trail.write(tx).await?;
    Ok(by_name)
}

fn merge(
    engine: &Engine,
    ctx: &Context,
    row: &Record,
    before: Option<&User>,
    organisations: &HashMap<String, OrganisationId>,
) -> User {
    let mut user = before.cloned().unwrap_or_else(|| User {
        id: UserId(engine.new_id()),
        user_name: row.user_name.clone(),
        given_name: String::new(),
        sn: String::new(),
        display_name: " ".into(),
        mail: None,
        title: None,
        organisation: None,
        manager: None,
        status: Status::Active,
        created_at: ctx.now,
    });
    let shown_by_names = user.display_name == format!("{} {}", user.given_name, user.sn);
    set(&mut user.given_name, row.given_name.as_ref());
    set(&mut user.sn, row.sn.as_ref());
    if shown_by_names {
        user.display_name = format!("{} {}", user.given_name, user.sn);
    }
    set(&mut user.display_name, row.display_name.as_ref());
    row.mail.put(&mut user.mail);
    row.title.put(&mut user.title);
    set(&mut user.status, row.status.as_ref());
    match &row.organisation {
        Said::Nothing => {}
        Said::None => user.organisation = None,
        Said::Value(name) => user.organisation = organisations.get(name).copied(),
    }
    user
}

fn set<T: Clone>(value: &mut T, given: Option<&T>) {
    if let Some(given) = given {
        value.clone_from(given);
    }
}

/// Managers may be in the file or known before; nobody may be above themselves.
async fn set_managers(
    tx: &mut Tx,
    given: &[Record],
    names: &[String],
    people: &mut [Person],
    faults: &mut Faults,
) -> Result<(), EngineError> {
    let wanted: HashSet<String> =
        given.iter().filter_map(|row| row.manager.value()).map(|name| normalise(name)).collect();
    if wanted.is_empty() && given.iter().all(|row| row.manager == Said::Nothing) {
        return Ok(());
    }
    let mut ids: HashMap<&str, UserId> =
        names.iter().map(String::as_str).zip(people.iter().map(|person| person.after.id)).collect();
    let elsewhere: Vec<String> = wanted.into_iter().filter(|name| !ids.contains_key(name.as_str())).collect();
    let known = bulk::user_ids(tx, &elsewhere).await?;
    ids.extend(known.iter().map(|(name, id)| (name.as_str(), *id)));
    for (row, person) in given.iter().zip(people.iter_mut()) {
        match &row.manager {
            Said::Nothing => {}
            Said::None => person.after.manager = None,
            Said::Value(name) => match ids.get(normalise(name).as_str()) {
                Some(id) => person.after.manager = Some(*id),
                None => faults.add(row.line, Some("manager"), unknown_person(name)),
            },
        }
    }
    let mut above = bulk::managers(tx).await?;
    for person in people.iter() {
        match person.after.manager {
            Some(manager) => above.insert(person.after.id, manager),
            None => above.remove(&person.after.id),
        };
    }
    let mut fine: HashSet<UserId> = HashSet::new();
    for person in people.iter() {
        let mut path = HashSet::new();
        let mut at = person.after.id;
        while !fine.contains(&at) {
            if !path.insert(at) {
                faults.add(person.line, Some("manager"), "leads back to the person themselves");
                break;
            }
            let Some(manager) = above.get(&at) else { break };
            at = *manager;
        }
        fine.extend(path);
    }
    Ok(())
}

async fn store(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    mut people: Vec<Person>,
    attributes: &glossary::Known,
) -> Result<Counts, EngineError> {
    let mut counts = Counts::default();
    let mut trail = Trail::default();
    let (mut described, mut touched) = (Vec::new(), Vec::new());
    for person in &mut people {
        let is_same = person.before.as_ref() == Some(&person.after) && person.glossary.is_empty();
        match &person.before {
            None => counts.added += 1,
            Some(_) if is_same => counts.unchanged += 1,
            Some(_) => counts.changed += 1,
        }
        if !is_same {
            trail.add(engine, ctx, attributes.told(event(person), &person.glossary));
        }
        if person.before.as_ref() == Some(&person.after) && !person.glossary.is_empty() {
            touched.push(person.after.id);
        }
        let changes = std::mem::take(&mut person.glossary);
        described.extend(changes.into_iter().map(|change| (person.after.id.uuid(), change)));
    }
    let (new, known): (Vec<_>, Vec<_>) = people.into_iter().partition(|person| person.before.is_none());
    bulk::insert_users(tx, &managers_first(new), ctx.now).await?;
    let changed: Vec<&Person> =
        known.iter().filter(|person| person.before.as_ref() != Some(&person.after)).collect();
    let mut managed: Vec<certifications::Managed> = Vec::new();
    let mut moved = certifications::ComeAndGone::default();
    for person in changed {
        users::update(tx, &person.after, ctx.now).await?;
        let Some(before) = &person.before else { continue };
        managed.push((person.after.id, (before.manager, person.after.manager)));
        moved.note(person.after.id, (before.status, person.after.status));
    }
    // Who follows whom is known once the whole file is, in whatever order it tells of them.
    certifications::follow_people(tx, engine, ctx, &managed, &moved).await?;
    for id in touched {
        users::touch(tx, id, ctx.now).await?;
    }
    attributes.write(tx, described).await?;
    trail.write(tx).await?;
    if counts.added + counts.changed > 0 {
        roles::follow_everybody(tx, engine, ctx).await?;
    }
    Ok(counts)
}

/// New people, each behind the new manager they report to.
fn managers_first(new: Vec<Person>) -> Vec<User> {
    let above: HashMap<UserId, Option<UserId>> =
        new.iter().map(|person| (person.after.id, person.after.manager)).collect();
    let depth = |id: UserId| {
        let mut depth = 0_usize;
        let mut at = id;
        while let Some(Some(manager)) = above.get(&at) {
            depth += 1;
            at = *manager;
        }
        depth
    };
    let mut users: Vec<(usize, User)> =
        new.into_iter().map(|person| (depth(person.after.id), person.after)).collect();
    users.sort_by_key(|(depth, _)| *depth);
    users.into_iter().map(|(_, user)| user).collect()
}

/// What the audit trail says about a person.
fn event(person: &Person) -> Event {
    let (before, after) = (person.before.as_ref(), &person.after);
    let what = if before.is_none() { "create-user" } else { "update-user" };
    Event::new(what, "user", after.id, &after.display_name)
        .about(after.id)
        .change("userName", before.map(|user| &user.user_name), Some(&after.user_name))
        .change("givenName", before.map(|user| &user.given_name), Some(&after.given_name))
        .change("sn", before.map(|user| &user.sn), Some(&after.sn))
        .change("displayName", before.map(|user| &user.display_name), Some(&after.display_name))
        .change("mail", before.and_then(|user| user.mail.as_ref()), after.mail.as_ref())
        .change("title", before.and_then(|user| user.title.as_ref()), after.title.as_ref())
        .change("organisation", before.and_then(|user| user.organisation), after.organisation)
        .change("manager", before.and_then(|user| user.manager), after.manager)
        .change("status", before.map(|user| user.status), Some(after.status))
}
