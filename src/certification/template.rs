//! What is said about a certification: its body, and what is read from it (contract 3.5).

use serde_json::{Map, Value as Json};

use super::event::{self, EventParameter};
use super::idhub;
use super::notices::{Notices, notices};
use super::stage::{Certifier, Stage, certifier_of, stages};
use super::target::Target;
use super::{CertificationType, ItemPermission, Reviewed};
use crate::document::{Fault, Faults, Reader, check_size};
use crate::id::{UserId, user_id};
use crate::schedule::Schedule;
use crate::word::UnknownWord;

/// The most bytes of a template as JSON.
const MOST_BYTES: usize = 512 * 1024;
/// The most levels of a template: a filter may have 32, each of two.
const MOST_LEVELS: usize = 90;
/// The most days of anything: ten years.
const MOST_DAYS: u32 = 3_650;
/// Members that the server makes.
const SERVERS_OWN: [&str; 10] = [
    "id",
    "_rev",
    "metadata",
    "status",
    "scheduleId",
    "ownerInfo",
    "defaultCertifierInfo",
    "escalationOwnerInfo",
    "expirationReassigneeInfo",
    "assignmentCount",
];

crate::words! {
    /// What happens to rows that nobody decided in time.
    pub enum ExpirationAction {
        /// They are certified.
        Certify = "certify",
        /// They are revoked.
        Revoke = "revoke",
        /// They are excepted.
        Except = "exception",
        /// Somebody else decides them.
        Reassign = "reassign",
        /// Nothing: the campaign ends with them undecided.
        Nothing = "none",
        /// The campaign goes on until somebody completes it.
        Wait = "wait",
    }
}

crate::words! {
    /// Who may certify what they hold themselves.
    pub enum SelfCertification {
        /// Everybody.
        All = "all",
        /// Whoever owns the campaign or is its default certifier.
        Restricted = "restricted",
        /// Nobody: their rows go to somebody else.
        Nobody = "none",
    }
}

/// What becomes of rows that are late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiration {
    /// What is done.
    pub action: ExpirationAction,
    /// So many days after the deadline.
    pub delay_days: u32,
    /// Who decides them then, where the action is to reassign.
    pub reassignee: Option<UserId>,
}

/// What reviewers may do beside deciding row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of a template, each for itself")]
pub struct Allowances {
    /// Certify many rows at once.
    pub bulk_certify: bool,
    /// Sign off before every row is decided.
    pub partial_signoff: bool,
    /// Hand rows over.
    pub forward: bool,
    /// Let others decide too.
    pub reassign: bool,
}

/// Which decisions need a comment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CommentRule {
    /// To certify.
    pub certify: bool,
    /// To revoke.
    pub revoke: bool,
    /// To except.
    pub except: bool,
}

/// A template's body, and what was read from it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of a template, each for itself")]
pub struct TemplateDefinition {
    /// As it came, without what the server makes.
    body: Map<String, Json>,
    /// What people call it; no two templates have the same.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What one row is.
    pub kind: CertificationType,
    /// Who answers for its campaigns.
    pub owner: UserId,
    /// Who decides what nobody else can.
    pub default_certifier: Option<Certifier>,
    /// Who decides, one after another.
    pub stages: Vec<Stage>,
    /// How many days each stage has.
    pub stage_days: u32,
    /// What is reviewed.
    pub target: Target,
    /// When a campaign starts by itself.
    pub schedule: Option<Schedule>,
    /// What becomes of rows that are late.
    pub expiration: Expiration,
    /// Its campaigns wait to be looked through before they start.
    pub is_staged: bool,
    /// It is started by events about people, not by hand.
    pub is_event_based: bool,
    /// What it takes from its event.
    pub parameters: Vec<EventParameter>,
    /// What reviewers may do.
    pub allows: Allowances,
    /// Who may certify what they hold themselves.
    pub self_certification: SelfCertification,
    /// Rows of certifiers who are not active go to the default certifier.
    pub skips_inactive: bool,
    /// What may be left to others by reassigning.
    pub reassign_permissions: Vec<ItemPermission>,
    /// The most days of an exception.
    pub exception_days: u32,
    /// Revokes are carried out so many days after they were signed.
    pub remediation_delay_days: u32,
    /// Revokes are carried out, by this rule; without one they are only written down.
    pub remediation_rule: Option<String>,
    /// Who corrects what was revoked, where definitions, records or accounts are reviewed; else who owns it or its
    /// application, or manages the person. A member of our own.
    pub remediator: Option<UserId>,
    /// Which decisions need a comment.
    pub comments: CommentRule,
    /// How people are told.
    pub notices: Notices,
    /// What a manager is asked goes to the new one when the person gets one; a member of our own.
    pub follows_manager: bool,
    /// Who holds what must have been loaded within so many days; any age without. A member of our own.
    pub source_days: Option<u32>,
    /// Access that a rule gives is left out.
    pub leaves_out_conditional: bool,
    /// Access that a role brings is left out.
    pub leaves_out_role_based: bool,
}

impl TemplateDefinition {
    /// Reads a template's body. What the server makes is dropped.
    ///
    /// # Errors
    /// Every member at fault, by its path.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Vec<Fault>> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        if let Err(fault) = check_size("certification template", &body, MOST_LEVELS, MOST_BYTES) {
            return Err(vec![fault]);
        }
        let mut faults = Faults::default();
        let read = Reader::new("", &body);
        let name = faults.required("name", read.text("name", 200)).map(str::trim).unwrap_or_default();
        if name.is_empty() && faults.0.is_empty() {
            faults.0.push(Fault::new("name", "is empty"));
        }
        let name = name.to_owned();
        let description = faults.keep(read.text("description", 4_000)).flatten().map(str::to_owned);
        let kind = faults.required("certificationType", word(&read, "certificationType"));
        let owner = faults.required("ownerId", person(&read, "ownerId"));
        let default_certifier = faults.keep(default_certifier(&read, kind)).flatten();
        let stage_days = faults.required("stageDuration", days(&read, "stageDuration"));
        if stage_days == Some(0) {
            faults.0.push(Fault::new("stageDuration", "must be a day at least"));
        }
        let is_event_based = faults.keep(flag(&read, "isEventBased")).unwrap_or_default();
        let parameters = faults.keep(event::parameters(&read));
        let stages = kind.and_then(|kind| faults.keep_all(stages(&read, kind)));
        let target = kind.and_then(|kind| faults.keep_all(Target::read(&body, kind)));
        let schedule = faults.keep(Schedule::read(&read)).flatten();
        let expiration = faults.keep(expiration(&read));
        let allows = faults.keep(allows(&read));
        let self_certification = faults.keep(self_certification(&read));
        let reassign_permissions = faults.keep(permissions(&read));
        let exception_days = faults.keep(days(&read, "exceptionDuration")).flatten().unwrap_or(14);
        let remediation_delay_days = faults.keep(days(&read, "remediationDelay")).flatten().unwrap_or(0);
        let remediation_rule = faults.keep(read.text("remediationRule", 200)).flatten();
        let remediation_rule = remediation_rule.filter(|rule| !rule.trim().is_empty()).map(str::to_owned);
        let remediator = faults.keep(person(&read, "remediationActorId")).flatten();
        let comments = faults.keep(comments(&read));
        let notices = faults.keep(notices(&read, &body));
        let is_staged = faults.keep(flag(&read, "stagingEnabled")).unwrap_or_default();
        let skips_inactive = faults.keep(flag(&read, "skipInactiveCertifiers")).unwrap_or_default();
        let follows_manager = faults.keep(flag(&read, "followManagerChange")).unwrap_or_default();
        let source_days = faults.keep(days(&read, "sourceMaxAge")).flatten().filter(|days| *days > 0);
        let conditional = faults.keep(flag(&read, "excludeConditionalAccess")).unwrap_or_default();
        let role_based = faults.keep(flag(&read, "excludeRoleBasedAccess")).unwrap_or_default();
        if !faults.0.is_empty() {
            return Err(faults.0);
        }
        let whole = (|| {
            Some(Self {
                name,
                description,
                kind: kind?,
                owner: owner?,
                default_certifier,
                stages: stages?,
                stage_days: stage_days?,
                target: target?,
                schedule,
                expiration: expiration?,
                is_staged,
                is_event_based,
                parameters: parameters?,
                allows: allows?,
                self_certification: self_certification?,
                skips_inactive,
                reassign_permissions: reassign_permissions?,
                exception_days,
                remediation_delay_days,
                remediation_rule,
                remediator,
                comments: comments?,
                notices: notices?,
                follows_manager,
                source_days,
                leaves_out_conditional: conditional,
                leaves_out_role_based: role_based,
                body,
            })
        })();
        whole.ok_or_else(|| vec![Fault::new("template", "is incomplete")])
    }

    /// The body, as it is kept.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }

    /// Under the rule `restricted`: whether somebody may certify what they hold themselves.
    pub fn is_trusted_with_oneself(&self, who: UserId) -> bool {
        self.owner == who || self.default_certifier == Some(Certifier::Person(who))
    }

    /// The same with somebody else who answers for it.
    #[must_use]
    pub fn owned_by(&self, owner: UserId) -> Self {
        let mut other = self.clone();
        other.body.insert("ownerId".into(), Json::from(format!("managed/user/{owner}")));
        other.owner = owner;
        other
    }

    /// The same, starting nothing by itself.
    #[must_use]
    pub fn unscheduled(mut self) -> Self {
        self.body.remove("schedule");
        self.schedule = None;
        self
    }

    /// The same, with no more of what a client of IDHub said than it is to be known by: what was changed by another face
    /// is what it says from then on.
    #[must_use]
    pub fn changed_from(mut self, before: &Self) -> Self {
        let known: Map<String, Json> = match before.body.get(idhub::MEMBER) {
            Some(Json::Object(came)) => {
                let kept = |(name, _): &(&String, &Json)| matches!(name.as_str(), "_id" | "status");
                came.iter().filter(kept).map(|(name, value)| (name.clone(), value.clone())).collect()
            }
            _ => Map::new(),
        };
        if known.is_empty() {
            return self.plain();
        }
        self.body.insert(idhub::MEMBER.into(), Json::Object(known));
        self
    }

    /// The people whom it names: its owner, and who decides or is told where nobody else does.
    pub fn people(&self) -> impl Iterator<Item = UserId> + '_ {
        let stages = self.stages.iter().map(|stage| &stage.certifier);
        let certifiers = stages.chain(&self.default_certifier).filter_map(|certifier| match certifier {
            Certifier::Person(user) => Some(*user),
            _ => None,
        });
        let others = [self.notices.escalation_owner, self.expiration.reassignee];
        certifiers.chain([self.owner]).chain(others.into_iter().flatten()).chain(self.notices.escalated_to())
    }

    /// The same without what a client of IDHub said: what campaigns are started of.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.body.remove(idhub::MEMBER);
        self
    }

    /// The same template under another name: what a copy begins as.
    #[must_use]
    pub fn copied(&self, name: String) -> Self {
        let mut copy = self.clone().plain();
        copy.body.insert("name".into(), Json::from(name.as_str()));
        copy.name = name;
        copy
    }
}

pub(super) fn word<T: std::str::FromStr<Err = UnknownWord>>(
    read: &Reader<'_>,
    name: &str,
) -> Result<Option<T>, Fault> {
    let given = read.text(name, 100)?.filter(|word| !word.is_empty());
    given
        .map(str::parse)
        .transpose()
        .map_err(|error: UnknownWord| read.fault(name, format!("must be one of {}", error.allowed)))
}

fn flag(read: &Reader<'_>, name: &str) -> Result<bool, Fault> {
    Ok(read.flag(name)?.unwrap_or_default())
}

pub(super) fn days(read: &Reader<'_>, name: &str) -> Result<Option<u32>, Fault> {
    read.number(name, MOST_DAYS)
}

pub(super) fn person(read: &Reader<'_>, name: &str) -> Result<Option<UserId>, Fault> {
    let given = read.text(name, 200)?.filter(|id| !id.is_empty());
    let id = |text: &str| user_id(text).ok_or_else(|| read.fault(name, "must be the id of a person"));
    given.map(id).transpose()
}

/// Who decides where nobody else does. Definitions and accounts have no manager.
fn default_certifier(read: &Reader<'_>, kind: Option<CertificationType>) -> Result<Option<Certifier>, Fault> {
    let found = certifier_of(read, "defaultCertifierId")?;
    let things = match kind.map(CertificationType::reviews) {
        Some(Reviewed::Definitions(_)) => "definitions",
        Some(Reviewed::Accounts) => "such accounts",
        Some(Reviewed::Grants | Reviewed::Records) | None => return Ok(found),
    };
    if found == Some(Certifier::Manager) {
        return Err(read.fault("defaultCertifierId", format!("must not be `manager`: {things} have none")));
    }
    Ok(found)
}

fn expiration(read: &Reader<'_>) -> Result<Expiration, Fault> {
    let action = word(read, "expirationAction")?.unwrap_or(ExpirationAction::Nothing);
    let reassignee = person(read, "expirationReassignee")?;
    if action == ExpirationAction::Reassign && reassignee.is_none() {
        return Err(read.fault("expirationReassignee", "is missing: name who decides late rows"));
    }
    Ok(Expiration { action, delay_days: days(read, "expirationActionDelay")?.unwrap_or(0), reassignee })
}

fn allows(read: &Reader<'_>) -> Result<Allowances, Fault> {
    Ok(Allowances {
        bulk_certify: flag(read, "allowBulkCertify")?,
        partial_signoff: flag(read, "allowPartialSignoff")?,
        forward: flag(read, "enableForward")?,
        reassign: flag(read, "enableReassign")?,
    })
}

fn self_certification(read: &Reader<'_>) -> Result<SelfCertification, Fault> {
    let allowed = flag(read, "allowSelfCertification")?;
    match word(read, "selfCertificationRule")? {
        Some(rule) => Ok(rule),
        None if allowed => Ok(SelfCertification::All),
        None => Ok(SelfCertification::Nobody),
    }
}

fn permissions(read: &Reader<'_>) -> Result<Vec<ItemPermission>, Fault> {
    let must = || read.fault("reassignPermissions", "must name permissions of line items");
    match read.get("reassignPermissions") {
        None | Some(Json::Null) => Ok(ItemPermission::ALL.to_vec()),
        // Clients write a list, or an object of switches.
        Some(Json::Array(words)) => {
            let one = |word: &Json| word.as_str().and_then(|word| word.parse().ok()).ok_or_else(must);
            words.iter().map(one).collect()
        }
        Some(Json::Object(switches)) => {
            let on = switches.iter().filter(|(_, on)| on.as_bool() == Some(true));
            on.map(|(word, _)| word.parse().map_err(|_| must())).collect()
        }
        Some(_) => Err(must()),
    }
}

fn comments(read: &Reader<'_>) -> Result<CommentRule, Fault> {
    let Some(given) = read.object("requireJustification")? else { return Ok(CommentRule::default()) };
    Ok(CommentRule {
        certify: flag(&given, "certify")?,
        revoke: flag(&given, "revoke")?,
        except: flag(&given, "exceptionAllowed")?,
    })
}
