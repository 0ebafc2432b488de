//! What is asked for in a campaign (contract B4).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use super::{AccessType, CampaignType, Comments, Correlation, search};
use crate::certification::template::word;
use crate::document::{Fault, Faults, Reader, check_size};
use crate::filter::{Filter, Value};
use crate::id::{CampaignFilterId, ItemId, UserId};
use crate::text::check_present;

/// The most bytes of a campaign as JSON.
const MOST_BYTES: usize = 256 * 1024;
/// The most ids in a list of it.
const MOST_IDS: usize = 1_000;
/// What the server says itself.
const SERVERS_OWN: [&str; 8] = [
    "id",
    "status",
    "created",
    "modified",
    "totalCertifications",
    "completedCertifications",
    "alerts",
    "sourcesWithOrphanEntitlements",
];
/// The member that belongs to each type.
const INFOS: [(CampaignType, &str); 4] = [
    (CampaignType::SourceOwner, "sourceOwnerCampaignInfo"),
    (CampaignType::Search, "searchCampaignInfo"),
    (CampaignType::RoleComposition, "roleCompositionCampaignInfo"),
    (CampaignType::MachineAccount, "machineAccountCampaignInfo"),
];

/// Access that is reviewed, of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// What.
    pub access: AccessType,
    /// Which; all when empty.
    pub ids: Vec<ItemId>,
}

/// Some people or some access.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Of these people, by what is known of them.
    pub people: Filter,
    /// Of this access, by what is known of it.
    pub access: Filter,
    /// Of these people, by id.
    pub identities: Vec<UserId>,
    /// Who decides; absent: their managers.
    pub reviewer: Option<UserId>,
    /// Of this access; all when empty.
    pub constraints: Vec<Constraint>,
}

/// What is reviewed.
#[derive(Debug, Clone, PartialEq)]
pub enum Scope {
    /// Everybody's access.
    Everybody,
    /// Access to these sources.
    Sources(Vec<ItemId>),
    /// Some people or some access.
    Search(Box<Search>),
    /// What roles are and bring.
    Roles(Box<Roles>),
    /// Accounts of machines in these sources.
    Machines(Vec<ItemId>),
}

/// Roles themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Roles {
    /// These, by what is known of them.
    pub roles: Filter,
    /// These, by id; where nothing else is said, all.
    pub ids: Vec<ItemId>,
    /// Who decides; absent: their owners.
    pub reviewer: Option<UserId>,
    /// Who corrects what is revoked.
    pub remediator: UserId,
}

/// A campaign as it was asked for: what came, and what was read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    body: Map<String, Json>,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Until when.
    pub deadline: Option<DateTime<Utc>>,
    /// What it reviews.
    pub kind: CampaignType,
    /// Whose access.
    pub correlation: Correlation,
    /// Which decisions need a comment.
    pub comments: Comments,
    /// Reviewers are told by mail.
    pub notifies: bool,
    /// What nobody decided goes at the deadline.
    pub auto_revokes: bool,
    /// What is left out or taken in.
    pub filter: Option<CampaignFilterId>,
    /// What is reviewed.
    pub scope: Scope,
}

impl Asked {
    /// Reads a campaign. What the server says itself is dropped.
    ///
    /// # Errors
    /// Every member at fault, by its path; also what the product has no place for.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Vec<Fault>> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        check_size("campaign", &body, 16, MOST_BYTES).map_err(|fault| vec![fault])?;
        let mut faults = Faults::default();
        let read = Reader::new("", &body);
        let name = faults.required("name", read.text("name", 200)).unwrap_or_default().to_owned();
        if faults.0.is_empty()
            && let Err(fault) = check_present(&name, 200)
        {
            faults.0.push(Fault::new("name", fault));
        }
        let description = faults.keep(read.text("description", 4_000)).flatten().map(str::to_owned);
        let deadline = faults.keep(moment(&read, "deadline")).flatten();
        let kind = faults.required("type", word::<CampaignType>(&read, "type"));
        let correlation = faults.keep(word(&read, "correlatedStatus")).flatten();
        let correlation = correlation.unwrap_or(Correlation::Correlated);
        let comments = faults.keep(word(&read, "mandatoryCommentRequirement")).flatten();
        let mut flag = |name: &str| faults.keep(read.flag(name)).flatten().unwrap_or_default();
        let (notifies, auto_revokes) = (flag("emailNotificationEnabled"), flag("autoRevokeAllowed"));
        flag("recommendationsEnabled");
        flag("sunsetCommentsRequired");
        let filter = faults.keep(filter(&read)).flatten();
        let scope = kind.and_then(|kind| {
            if correlation == Correlation::Uncorrelated && kind != CampaignType::SourceOwner {
                let fault =
                    "must be `CORRELATED`: only campaigns of the type `SOURCE_OWNER` may be `UNCORRELATED`";
                faults.0.push(Fault::new("correlatedStatus", fault));
            }
            for (other, info) in INFOS {
                if other != kind && read.get(info).is_some() {
                    let fault = format!("must not be set for campaigns of the type `{kind}`");
                    faults.0.push(Fault::new(info, fault));
                }
            }
            faults.keep_all(scope(&read, kind))
        });
        if !faults.0.is_empty() {
            return Err(faults.0);
        }
        let (Some(kind), Some(scope)) = (kind, scope) else {
            return Err(vec![Fault::new("campaign", "is incomplete")]);
        };
        Ok(Self {
            name,
            description,
            deadline,
            kind,
            correlation,
            comments: comments.unwrap_or(Comments::None),
            notifies,
            auto_revokes,
            filter,
            scope,
            body,
        })
    }

    /// As it came, without what the server says itself.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }
}

/// A moment, as ISO 8601.
pub(super) fn moment(read: &Reader<'_>, name: &str) -> Result<Option<DateTime<Utc>>, Fault> {
    let Some(text) = read.text(name, 100)?.filter(|text| !text.is_empty()) else { return Ok(None) };
    let at = Value::from(text).instant();
    at.map(Some).ok_or_else(|| read.fault(name, "must be a date and time as ISO 8601"))
}

fn filter(read: &Reader<'_>) -> Result<Option<CampaignFilterId>, Fault> {
    let Some(filter) = read.object("filter")? else { return Ok(None) };
    match filter.text("type", 50)? {
        None | Some("CAMPAIGN_FILTER") => {}
        Some("RULE") => {
            return Err(
                filter.fault("type", "must be `CAMPAIGN_FILTER`: rules that filter are not supported")
            );
        }
        Some(_) => return Err(filter.fault("type", "must be `CAMPAIGN_FILTER`")),
    }
    let Some(id) = filter.text("id", 100)?.filter(|id| !id.is_empty()) else { return Ok(None) };
    id.parse().map(Some).map_err(|_| filter.fault("id", "must be the id of a campaign filter"))
}

fn scope(read: &Reader<'_>, kind: CampaignType) -> Result<Scope, Vec<Fault>> {
    let one = |fault: Fault| vec![fault];
    match kind {
        CampaignType::Manager => Ok(Scope::Everybody),
        CampaignType::SourceOwner => {
            // Older clients name them in the campaign itself.
            let info = read.object("sourceOwnerCampaignInfo").map_err(one)?;
            let sources = ids(info.as_ref().unwrap_or(read), "sourceIds").map_err(one)?;
            if sources.is_empty() {
                return Err(one(Fault::new(
                    "sourceOwnerCampaignInfo.sourceIds",
                    "is missing: name the sources",
                )));
            }
            Ok(Scope::Sources(sources))
        }
        CampaignType::Search => {
            let info = read.object("searchCampaignInfo").map_err(one)?;
            let info = info.ok_or_else(|| one(Fault::new("searchCampaignInfo", "is missing")))?;
            self::search(&info).map(|search| Scope::Search(Box::new(search)))
        }
        CampaignType::RoleComposition => {
            let info = read.object("roleCompositionCampaignInfo").map_err(one)?;
            let info = info.ok_or_else(|| one(Fault::new("roleCompositionCampaignInfo", "is missing")))?;
            roles(&info).map(|roles| Scope::Roles(Box::new(roles)))
        }
        CampaignType::MachineAccount => {
            let info = read.object("machineAccountCampaignInfo").map_err(one)?;
            let info = info.ok_or_else(|| one(Fault::new("machineAccountCampaignInfo", "is missing")))?;
            machines(&info).map(Scope::Machines)
        }
    }
}

fn search(info: &Reader<'_>) -> Result<Search, Vec<Fault>> {
    let mut faults = Faults::default();
    let of_access = match faults.required(&info.place("type"), info.text("type", 50)) {
        Some("IDENTITY") | None => false,
        Some("ACCESS") => true,
        Some(_) => {
            faults.0.push(info.fault("type", "must be one of IDENTITY, ACCESS"));
            false
        }
    };
    let reviewer = faults.keep(person(info, "reviewer")).flatten();
    let query = faults.keep(info.text("query", 10_000)).flatten().filter(|text| !text.trim().is_empty());
    let identities: Vec<UserId> = faults.keep(ids(info, "identityIds")).unwrap_or_default();
    let constraints = faults.keep_all(constraints(info)).unwrap_or_default();
    if query.is_some() != identities.is_empty() {
        faults.0.push(info.fault("query", "or `identityIds` must be given: one of them, not both"));
    }
    let (mut people, mut access) = (Filter::All, Filter::All);
    if let Some(query) = query {
        let (fields, scope) =
            if of_access { (search::ACCESS, &mut access) } else { (search::PEOPLE, &mut people) };
        match search::parse(query, fields) {
            Ok(filter) => *scope = filter,
            Err(fault) => faults.0.push(info.fault("query", fault)),
        }
    }
    if faults.0.is_empty() {
        Ok(Search { people, access, identities, reviewer, constraints })
    } else {
        Err(faults.0)
    }
}

fn roles(info: &Reader<'_>) -> Result<Roles, Vec<Fault>> {
    let mut faults = Faults::default();
    let reviewer = faults.keep(person(info, "reviewer")).flatten();
    let remediator = faults.required(&info.place("remediatorRef"), person(info, "remediatorRef"));
    faults.keep(info.text("description", 4_000));
    let query = faults.keep(info.text("query", 10_000)).flatten().filter(|text| !text.trim().is_empty());
    let ids: Vec<ItemId> = faults.keep(ids(info, "roleIds")).unwrap_or_default();
    if query.is_some() && !ids.is_empty() {
        faults.0.push(info.fault("query", "and `roleIds` must not be given both"));
    }
    let mut roles = Filter::All;
    if let Some(query) = query {
        match search::parse(query, search::ACCESS) {
            Ok(filter) => roles = filter,
            Err(fault) => faults.0.push(info.fault("query", fault)),
        }
    }
    match remediator {
        Some(remediator) if faults.0.is_empty() => Ok(Roles { roles, ids, reviewer, remediator }),
        _ => Err(faults.0),
    }
}

fn machines(info: &Reader<'_>) -> Result<Vec<ItemId>, Vec<Fault>> {
    let mut faults = Faults::default();
    let sources: Vec<ItemId> = faults.keep(ids(info, "sourceIds")).unwrap_or_default();
    if sources.is_empty() && faults.0.is_empty() {
        faults.0.push(info.fault("sourceIds", "is missing: name the sources"));
    }
    match faults.keep(info.text("reviewerType", 50)).flatten() {
        None | Some("ACCOUNT_OWNER") => {}
        Some(_) => faults.0.push(info.fault("reviewerType", "must be `ACCOUNT_OWNER`")),
    }
    if faults.0.is_empty() { Ok(sources) } else { Err(faults.0) }
}

/// Somebody who is named with a type.
fn person(info: &Reader<'_>, name: &str) -> Result<Option<UserId>, Fault> {
    let Some(reviewer) = info.object(name)? else { return Ok(None) };
    match reviewer.text("type", 50)? {
        Some("IDENTITY") => {}
        Some("GOVERNANCE_GROUP") => {
            return Err(reviewer.fault("type", "must be `IDENTITY`: there are no governance groups here"));
        }
        _ => return Err(reviewer.fault("type", "must be `IDENTITY`")),
    }
    let id = reviewer.text("id", 100)?.and_then(|id| id.parse().ok());
    id.map(Some).ok_or_else(|| reviewer.fault("id", "must be the id of a person"))
}

fn constraints(info: &Reader<'_>) -> Result<Vec<Constraint>, Vec<Fault>> {
    let one = |fault: Fault| vec![fault];
    let given = info.objects("accessConstraints").map_err(one)?;
    if given.len() > MOST_IDS {
        return Err(one(info.fault("accessConstraints", format!("must have at most {MOST_IDS} elements"))));
    }
    let mut faults = Faults::default();
    let all = given.iter().filter_map(|given| faults.keep(constraint(given))).collect();
    if faults.0.is_empty() { Ok(all) } else { Err(faults.0) }
}

fn constraint(given: &Reader<'_>) -> Result<Constraint, Fault> {
    let access = word::<AccessType>(given, "type")?.ok_or_else(|| given.fault("type", "is missing"))?;
    match access {
        AccessType::Entitlement | AccessType::Role => {}
        AccessType::AccessProfile => {
            return Err(
                given.fault("type", "must not be `ACCESS_PROFILE`: there are no access profiles here")
            );
        }
        AccessType::Account => return Err(given.fault("type", "must be one of ENTITLEMENT, ROLE")),
    }
    let ids: Vec<ItemId> = ids(given, "ids")?;
    match given.text("operator", 50)? {
        Some("ALL") => Ok(Constraint { access, ids: Vec::new() }),
        Some("SELECTED") if ids.is_empty() => Err(given.fault("ids", "is missing: name what is selected")),
        Some("SELECTED") => Ok(Constraint { access, ids }),
        _ => Err(given.fault("operator", "must be one of ALL, SELECTED")),
    }
}

fn ids<T: std::str::FromStr>(read: &Reader<'_>, name: &str) -> Result<Vec<T>, Fault> {
    let texts = read.texts(name, MOST_IDS)?.into_iter().enumerate();
    let one = |(index, text): (usize, &str)| {
        text.parse().map_err(|_| read.fault(&format!("{name}[{index}]"), "is no id that this product gives"))
    };
    texts.map(one).collect()
}
