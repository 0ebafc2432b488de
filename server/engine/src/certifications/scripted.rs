//! Certifiers whom scripts name (`certifierType` `custom`): asked once for each line item and stage while line items are
//! made, some people at a time, before the transaction is open. What they say is kept in the transaction that makes the
//! line items, so that a crash costs one step.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bailiwick::certification::{Campaign, Certifier, SelfCertification, TemplateDefinition};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::document::Fault;
use bailiwick::id::{CampaignId, ItemId, UserId, user_id};
use bailiwick_script_host::{self as script, Program};
use bailiwick_store::certifications::generate::{self, Span};
use bailiwick_store::certifications::holders;
use bailiwick_store::certifications::scripted::{self as store, Named, Told, Unnamed};
use bailiwick_store::{Tx, items, users};
use serde_json::{Map, Value as Json, json};

use super::{find, unusable};
use crate::workflows::{Runner, StepCalls};
use crate::{Context, Engine, EngineError};

/// So many people's grants are asked about in one step.
const PEOPLE: i64 = 100;
/// So many grants are asked about in one program,
const ROWS: usize = 50;
/// of so many bytes at most.
const MOST_BYTES: usize = 512 * 1024;
/// A script that failed so often and named nobody is not run any more.
const MOST_FAILURES: i64 = 100;
/// So many characters of a fault are kept.
const MOST_TEXT: usize = 300;
/// So many of those whom a script names are looked at.
const MOST_NAMED: usize = 20;

/// The scripts of a definition, by stage.
pub(super) fn scripts(definition: &TemplateDefinition) -> Vec<(usize, &str)> {
    let stages = definition.stages.iter().enumerate();
    stages
        .filter_map(|(stage, one)| match &one.certifier {
            Certifier::Script(source) => Some((stage, source.as_str())),
            _ => None,
        })
        .collect()
}

/// Whether the scripts of a definition parse.
///
/// # Errors
/// `InvalidAll`: those that do not.
pub(super) async fn check(engine: &Engine, definition: &TemplateDefinition) -> Result<(), EngineError> {
    let mut faults = Vec::new();
    for (stage, source) in scripts(definition) {
        // Where none are run, as in calls of workflows, the first campaign tells.
        let Ok(runner) = engine.runner() else { return Ok(()) };
        if let Err(fault) = runner.scripts.check(source).await {
            let fault = fault.to_string();
            let fault = fault.trim_start_matches("the script ").to_owned();
            faults.push(Fault { property: format!("stages[{stage}].certifierScript"), fault });
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// How the scripts of a campaign go while its line items are made, by stage: read once, and counted on from there.
pub(super) struct Tally(HashMap<i16, Went>);

/// For how many rows a script named somebody, and for how many it failed.
#[derive(Clone, Copy, Default)]
struct Went {
    named: i64,
    failed: i64,
}

impl Tally {
    /// How they went so far.
    pub(super) async fn read(tx: &mut Tx, campaign: &Campaign) -> Result<Self, EngineError> {
        let told = store::told(tx, campaign.number).await?;
        let went = |one: Told| (one.stage, Went { named: one.named, failed: one.failed });
        Ok(Self(told.into_iter().map(went).collect()))
    }

    /// Counts what is kept from now on.
    pub(super) fn add(&mut self, named: &[Named]) {
        for one in named {
            let went = self.0.entry(one.stage).or_default();
            went.named += i64::from(one.reviewer.is_some());
            went.failed += i64::from(one.fault.is_some());
        }
    }

    /// How often the script of a stage failed, while it named nobody.
    fn failures(&self, stage: i16) -> i64 {
        self.0.get(&stage).filter(|went| went.named == 0).map_or(0, |went| went.failed)
    }
}

/// What scripts say about the next people of a campaign.
pub(super) struct Ahead {
    /// About which people or definitions.
    pub span: Span,
    /// What they say.
    pub named: Vec<Named>,
}

/// Runs the scripts of a campaign for the next people; none when there is nobody left.
pub(super) async fn ahead(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    tally: &Tally,
) -> Result<Option<Ahead>, EngineError> {
    let mut tx = engine.read().await?;
    let campaign = find(&mut tx, id).await?;
    let after = generate::position(&mut tx, id).await?;
    let reviewed = campaign.definition.kind.reviews();
    let Some(until) = generate::next(&mut tx, reviewed, after, PEOPLE).await? else { return Ok(None) };
    let span = (after, until);
    let rows = store::unnamed(&mut tx, &campaign.definition, span).await.map_err(unusable)?;
    let documents = documents(&mut tx, &campaign, &rows).await?;
    drop(tx);
    let mut named = Vec::with_capacity(rows.len());
    for (stage, source) in scripts(&campaign.definition) {
        let stage = i16::try_from(stage).unwrap_or(i16::MAX);
        let mut script =
            Script { engine, runner: engine.runner()?, ctx, source, failures: tally.failures(stage) };
        let answers = script.answers(&documents).await?;
        named.extend(resolved(engine, &campaign, stage, &rows, answers).await?);
    }
    Ok(Some(Ahead { span, named }))
}

/// What scripts see of each grant.
async fn documents(tx: &mut Tx, campaign: &Campaign, rows: &[Unnamed]) -> Result<Vec<Json>, EngineError> {
    let mut ids: Vec<UserId> = rows.iter().filter_map(|row| row.user).collect();
    ids.dedup();
    let people = by_id(users::briefs(tx, &ids).await?);
    let managers: Vec<UserId> = people.values().filter_map(|user| user.manager).collect();
    let managers = by_id(users::briefs(tx, &managers).await?);
    let mut ids: Vec<ItemId> = rows.iter().filter_map(|row| row.item).collect();
    ids.sort_unstable();
    ids.dedup();
    let briefs = items::briefs(tx, &ids).await?;
    let names: HashMap<ItemId, Option<String>> =
        briefs.iter().map(|item| (item.id, item.application_name.clone())).collect();
    let whole = items::complete(tx, briefs).await?;
    let whole: HashMap<ItemId, Json> = whole
        .into_iter()
        .map(|item| {
            let owners: Vec<Json> = item.owners.iter().map(|id| json!({"id": id})).collect();
            let name = names.get(&item.id).cloned().flatten();
            let document = json!({
                "id": item.id, "type": item.kind, "name": item.name, "description": item.description,
                "riskLevel": item.risk, "owner": owners, "tags": item.tags,
                "application": item.application.map(|id| json!({"id": id, "name": name})),
            });
            (item.id, document)
        })
        .collect();
    let about = json!({
        "id": campaign.id, "name": campaign.definition.name, "ownerId": campaign.definition.owner,
    });
    let one = |row: &Unnamed| {
        let user = row.user.and_then(|id| people.get(&id));
        let manager = user.and_then(|user| user.manager).and_then(|id| managers.get(&id));
        let mut document = user.map_or(Json::Null, person);
        if let Json::Object(members) = &mut document {
            members.insert("manager".into(), manager.map_or(Json::Null, person));
        }
        json!({
            "user": document, "item": row.item.and_then(|id| whole.get(&id)), "grantId": row.grant, "accountId": row.account,
            "campaign": about,
        })
    };
    Ok(rows.iter().map(one).collect())
}

fn by_id(people: Vec<UserBrief>) -> HashMap<UserId, UserBrief> {
    people.into_iter().map(|user| (user.id, user)).collect()
}

fn person(user: &UserBrief) -> Json {
    json!({
        "id": user.id, "userName": user.user_name, "givenName": user.given_name, "sn": user.sn,
        "displayName": user.display_name, "mail": user.mail, "title": user.title, "organization": user.organisation,
        "accountStatus": user.status, "managerId": user.manager,
    })
}

/// What happened to that which runs scripts, where that is why a campaign could not be made.
pub(super) fn host_fault(error: &EngineError) -> Option<String> {
    match error {
        EngineError::Internal(source) => source.downcast_ref::<script::Fault>().map(ToString::to_string),
        _ => None,
    }
}

/// A script that is asked about many grants.
struct Script<'a> {
    engine: &'a Engine,
    runner: &'a Runner,
    ctx: &'a Context,
    source: &'a str,
    /// How often it failed, while it named nobody.
    failures: i64,
}

impl Script<'_> {
    /// What it says about each grant, or why it says nothing.
    ///
    /// # Errors
    /// `Internal`: not the script is at fault but what runs it, which is tried again later.
    async fn answers(&mut self, documents: &[Json]) -> Result<Vec<Result<Json, String>>, EngineError> {
        let at_once = (MOST_BYTES / self.source.len().max(1)).clamp(1, ROWS);
        let mut answers = Vec::with_capacity(documents.len());
        for rows in documents.chunks(at_once) {
            if self.is_given_up() {
                answers.extend(rows.iter().map(|_| Err(self.given_up())));
                continue;
            }
            match self.run(rows).await? {
                Ok(all) => {
                    self.failures = 0;
                    answers.extend(all.into_iter().map(Ok));
                }
                // One of them is at fault: which, each by itself tells.
                Err(_) => {
                    for row in rows {
                        answers.push(self.one(row).await?);
                    }
                }
            }
        }
        Ok(answers)
    }

    async fn one(&mut self, row: &Json) -> Result<Result<Json, String>, EngineError> {
        if self.is_given_up() {
            return Ok(Err(self.given_up()));
        }
        let answer = self.run(std::slice::from_ref(row)).await?;
        Ok(match answer {
            Ok(mut all) => {
                self.failures = 0;
                Ok(all.pop().unwrap_or_default())
            }
            Err(fault) => {
                self.failures += 1;
                Err(fault)
            }
        })
    }

    const fn is_given_up(&self) -> bool {
        self.failures >= MOST_FAILURES
    }

    fn given_up(&self) -> String {
        format!("was not run: the script failed {} times, and named nobody", self.failures)
    }

    async fn run(&self, rows: &[Json]) -> Result<Result<Vec<Json>, String>, EngineError> {
        let mut scope = Map::new();
        scope.insert("lineItems".into(), Json::Array(rows.to_vec()));
        // In the script's own first line, so that faults name the lines as they are written.
        let question = |place: usize| {
            format!(
                "var lineItem = lineItems[{place}], user = lineItem.user, item = lineItem.item, campaign = lineItem.campaign; {}",
                self.source
            )
        };
        let program = Program {
            scope,
            questions: (0..rows.len()).map(question).collect(),
            now: Some(self.ctx.now.timestamp_millis()),
            ..Program::default()
        };
        let mut calls = StepCalls::reading_as(self.engine, self.runner, &self.ctx.as_system());
        match self.runner.scripts.run(program, &mut calls).await {
            Ok(ran) => Ok(Ok(ran.answers)),
            Err(fault @ script::Fault::Host(_)) => Err(EngineError::Internal(Box::new(fault))),
            Err(fault) => Ok(Err(fault.to_string().chars().take(MOST_TEXT).collect())),
        }
    }
}

/// Who is meant by what a script said about each grant.
async fn resolved(
    engine: &Engine,
    campaign: &Campaign,
    stage: i16,
    rows: &[Unnamed],
    answers: Vec<Result<Json, String>>,
) -> Result<Vec<Named>, EngineError> {
    let definition = &campaign.definition;
    let mut tx = engine.read().await?;
    let mut who = Who::default();
    let mut named = Vec::with_capacity(rows.len());
    for (row, answer) in rows.iter().zip(answers) {
        let (reviewer, fault) = match answer {
            Err(fault) => (None, Some(fault)),
            Ok(said) => match who.first(&mut tx, definition, row, &said).await? {
                Ok(reviewer) => (reviewer, None),
                Err(fault) => (None, Some(fault)),
            },
        };
        named.push(Named { subject: row.subject, stage, reviewer, fault });
    }
    Ok(named)
}

/// People and holders of roles that were looked for.
#[derive(Default)]
struct Who {
    people: HashMap<UserId, Option<Status>>,
    roles: HashMap<ItemId, Vec<UserId>>,
}

impl Who {
    /// The first of those named who may certify it; why what was said is no name.
    async fn first(
        &mut self,
        tx: &mut Tx,
        definition: &TemplateDefinition,
        about: &Unnamed,
        said: &Json,
    ) -> Result<Result<Option<UserId>, String>, EngineError> {
        let elements = match said {
            Json::Null => return Ok(Ok(None)),
            Json::Array(elements) => elements.iter().collect(),
            one => vec![one],
        };
        for element in elements.into_iter().take(MOST_NAMED) {
            let text =
                element.as_str().or_else(|| element.get("id").and_then(Json::as_str)).unwrap_or_default();
            let people = if let Some(role) = text.strip_prefix("managed/role/") {
                let Ok(role) = role.parse() else { return Ok(Err(no_name(element))) };
                self.holders(tx, role, about).await?
            } else {
                let Some(user) = user_id(text) else { return Ok(Err(no_name(element))) };
                vec![user]
            };
            for user in people {
                if may(definition, user, about.user) && self.works(tx, definition, user).await? {
                    return Ok(Ok(Some(user)));
                }
            }
        }
        Ok(Ok(None))
    }

    /// Those who hold a role, from the one on whose turn it is: what is put to a role is shared out.
    async fn holders(
        &mut self,
        tx: &mut Tx,
        role: ItemId,
        about: &Unnamed,
    ) -> Result<Vec<UserId>, EngineError> {
        let mut people = match self.roles.entry(role) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(place) => place.insert(holders(tx, role).await?).clone(),
        };
        if !people.is_empty() {
            let turn =
                usize::from(about.user.map_or(about.subject, UserId::uuid).as_bytes()[15]) % people.len();
            people.rotate_left(turn);
        }
        Ok(people)
    }

    async fn works(
        &mut self,
        tx: &mut Tx,
        definition: &TemplateDefinition,
        user: UserId,
    ) -> Result<bool, EngineError> {
        let status = match self.people.entry(user) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => *place.insert(users::brief(tx, user).await?.map(|user| user.status)),
        };
        Ok(status.is_some_and(|status| status == Status::Active || !definition.skips_inactive))
    }
}

/// Whether somebody may certify what is a person's.
fn may(definition: &TemplateDefinition, user: UserId, about: Option<UserId>) -> bool {
    Some(user) != about
        || match definition.self_certification {
            SelfCertification::All => true,
            SelfCertification::Restricted => definition.is_trusted_with_oneself(user),
            SelfCertification::Nobody => false,
        }
}

fn no_name(said: &Json) -> String {
    let said: String = said.to_string().chars().take(80).collect();
    format!(
        "the script's value is `{said}`: it must be `managed/user/` or `managed/role/` and an id, or a list of them"
    )
}

/// What is to be said of how the scripts of a campaign went.
pub(super) async fn messages(tx: &mut Tx, campaign: &Campaign) -> Result<Vec<String>, EngineError> {
    if scripts(&campaign.definition).is_empty() {
        return Ok(Vec::new());
    }
    let then = if campaign.definition.default_certifier.is_some() {
        "the default certifier is asked"
    } else {
        "they are left out"
    };
    let mut messages = Vec::new();
    for told in store::told(tx, campaign.number).await? {
        let stage = told.stage + 1;
        if told.nobody > 0 {
            messages
                .push(format!("the script of stage {stage} named nobody for {} grants: {then}", told.nobody));
        }
        if let (1.., Some(fault)) = (told.failed, &told.fault) {
            messages.push(format!(
                "the script of stage {stage} failed for {} grants: {then}; {fault}",
                told.failed
            ));
        }
    }
    Ok(messages)
}
