//! Line items: one grant, definition, record or account, and what is decided about it (contract 3.18, 8).

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};
use uuid::{Builder, Uuid};

use super::{Campaign, ItemPermission, SelfCertification, Signature, Subject};
use crate::catalog::Risk;
use crate::id::UserId;
use crate::text::{check, check_present};

/// The most characters of a comment.
const MOST_TEXT: usize = 10_000;

/// The id of a line item: its campaign's number, and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineItemId {
    /// The number of its campaign.
    pub campaign: i64,
    /// Its place, from 1.
    pub number: i64,
}

/// No id of a line item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no id of a line item")]
pub struct NoLineItemId;

impl fmt::Display for LineItemId {
    /// As a UUID of version 8: six bytes for the campaign, seven for the place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&self.campaign.to_be_bytes()[2..]);
        bytes[9..].copy_from_slice(&self.number.to_be_bytes()[1..]);
        Builder::from_custom_bytes(bytes).into_uuid().fmt(f)
    }
}

impl FromStr for LineItemId {
    type Err = NoLineItemId;
    fn from_str(text: &str) -> Result<Self, NoLineItemId> {
        let id: Uuid = text.parse().map_err(|_| NoLineItemId)?;
        let bytes = id.as_bytes();
        let (mut campaign, mut number) = ([0; 8], [0; 8]);
        campaign[2..].copy_from_slice(&bytes[..6]);
        number[1..].copy_from_slice(&bytes[9..]);
        let found = Self { campaign: i64::from_be_bytes(campaign), number: i64::from_be_bytes(number) };
        if found.to_string() == id.to_string() { Ok(found) } else { Err(NoLineItemId) }
    }
}

crate::words! {
    /// Where a line item stands.
    pub enum LineItemStatus {
        /// It is to be decided and signed.
        InProgress = "in-progress",
        /// It is signed.
        SignedOff = "signed-off",
        /// Its campaign was called off, or its access went away.
        Cancelled = "cancelled",
        /// Nobody signed it in time.
        Expired = "expired",
    }
}

crate::words! {
    /// What was decided about a line item.
    pub enum Verdict {
        /// It stays.
        Certify = "certify",
        /// It goes.
        Revoke = "revoke",
        /// It stays until a date.
        Exception = "exception",
        /// Whoever was asked does not say.
        Abstain = "abstain",
    }
}

impl Verdict {
    /// What somebody needs to decide so.
    pub const fn needs(self) -> ItemPermission {
        match self {
            Self::Certify | Self::Abstain => ItemPermission::Certify,
            Self::Revoke => ItemPermission::Revoke,
            Self::Exception => ItemPermission::Exception,
        }
    }
}

crate::words! {
    /// How far the removal of revoked access is.
    pub enum Removal {
        /// It will be, or is being, taken away.
        Pending = "pending",
        /// It is gone.
        Complete = "complete",
        /// It could not be taken away.
        Failed = "failed",
    }
}

impl Removal {
    /// Whether somebody may say that it went like that, as it stands.
    ///
    /// # Errors
    /// What cannot follow from what, in words.
    pub const fn may_become(self, next: Self) -> Result<(), &'static str> {
        match (self, next) {
            (Self::Complete, Self::Pending | Self::Failed) => {
                Err("the removal is complete: should it come back, the line item says so by itself")
            }
            (Self::Failed, Self::Pending) => {
                Err("the removal failed: it is complete once what was revoked is gone")
            }
            _ => Ok(()),
        }
    }
}

/// One row of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct LineItem {
    /// Which.
    pub id: LineItemId,
    /// What it is about.
    pub subject: Subject,
    /// How risky that is; a record has no risk of its own, and stands with the lowest.
    pub risk: Risk,
    /// How many stages it has behind it.
    pub stage: usize,
    /// When its time in this stage began; absent in the first, which begins with the campaign.
    pub stage_began: Option<DateTime<Utc>>,
    /// Who signed the stages behind it, in their order: what lapsed nobody signed.
    pub earlier: Vec<Signature>,
    /// Who decides.
    pub reviewer: UserId,
    /// Who may, beside them, and what.
    pub actors: Vec<(UserId, Vec<ItemPermission>)>,
    /// Where it stands.
    pub status: LineItemStatus,
    /// What was decided.
    pub verdict: Option<Verdict>,
    /// What was recommended when it was decided; nothing where nothing was.
    pub recommended: Option<Verdict>,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided: Option<DateTime<Utc>>,
    /// Until when an exception lasts.
    pub until: Option<DateTime<Utc>>,
    /// When it was signed.
    pub signed: Option<DateTime<Utc>>,
    /// Who signed it; absent when the product did.
    pub signed_by: Option<UserId>,
    /// How far the removal is, once a revoke is signed.
    pub removal: Option<Removal>,
    /// One more with every change.
    pub revision: i64,
}

/// Why something cannot be done with a line item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ItemRefusal {
    /// The campaign asks nobody now.
    #[error("the campaign is {0}: nothing can be decided")]
    Campaign(super::CampaignStatus),
    /// It is signed, or was closed.
    #[error("the line item is {0}: nothing can be decided")]
    Ended(LineItemStatus),
    /// The actor may not.
    #[error("{0}")]
    NotPermitted(&'static str),
    /// Something is missing or wrong.
    #[error("`{field}` {fault}")]
    Field {
        /// Which.
        field: &'static str,
        /// What is wrong with it.
        fault: String,
    },
    /// It is not decided yet.
    #[error("it is not decided yet")]
    Undecided,
}

impl LineItem {
    /// What somebody may do with it: everything that the campaign leaves for whoever it is put to, what they were given
    /// for others.
    pub fn permissions(&self, campaign: &Campaign, who: UserId) -> Vec<ItemPermission> {
        if !campaign.status.is_open() || self.status != LineItemStatus::InProgress {
            return Vec::new();
        }
        let mut all = if self.reviewer == who {
            ItemPermission::ALL.to_vec()
        } else {
            let given = self.actors.iter().find(|(actor, _)| *actor == who);
            given.map(|(_, permissions)| permissions.clone()).unwrap_or_default()
        };
        let allows = campaign.definition.allows;
        let theirs = self.is_about(campaign, who);
        let barred = self.is_barred(who);
        all.retain(|one| !barred || Self::is_left_to_barred(*one));
        all.retain(|one| match one {
            ItemPermission::Forward => allows.forward,
            ItemPermission::Reassign => allows.reassign,
            ItemPermission::Certify | ItemPermission::Exception => !theirs,
            _ => true,
        });
        all
    }

    /// Whether somebody may do something with it now.
    ///
    /// # Errors
    /// They may not.
    pub fn may(&self, campaign: &Campaign, who: UserId, needed: ItemPermission) -> Result<(), ItemRefusal> {
        if !campaign.status.is_open() {
            return Err(ItemRefusal::Campaign(campaign.status));
        }
        if self.status != LineItemStatus::InProgress {
            return Err(ItemRefusal::Ended(self.status));
        }
        if self.permissions(campaign, who).contains(&needed) {
            return Ok(());
        }
        if self.is_barred(who) && !Self::is_left_to_barred(needed) {
            return Err(ItemRefusal::NotPermitted(
                "you signed an earlier stage of it without being asked by the campaign itself: somebody else decides here",
            ));
        }
        if self.user() == Some(who) && matches!(needed, ItemPermission::Certify | ItemPermission::Exception) {
            return Err(ItemRefusal::NotPermitted(match self.subject {
                Subject::Record(_) => "nobody certifies their own record",
                Subject::Grant(_) | Subject::Definition(_) | Subject::Account(_) => {
                    "nobody certifies what they hold themselves"
                }
            }));
        }
        Err(ItemRefusal::NotPermitted("the line item is not put to you for that"))
    }

    /// Decides; until it is signed, the last decision counts. An exception lasts as long as the campaign leaves it.
    ///
    /// # Errors
    /// It cannot be decided so, or not by them.
    pub fn decide(
        &mut self,
        campaign: &Campaign,
        verdict: Verdict,
        comment: &str,
        who: UserId,
        now: DateTime<Utc>,
    ) -> Result<(), ItemRefusal> {
        self.may(campaign, who, verdict.needs())?;
        let rule = campaign.definition.comments;
        let required = match verdict {
            Verdict::Certify | Verdict::Abstain => rule.certify,
            Verdict::Revoke => rule.revoke,
            Verdict::Exception => rule.except,
        };
        check_comment(comment, required)?;
        self.verdict = Some(verdict);
        self.decided_by = Some(who);
        self.decided = Some(now);
        let days = Duration::days(i64::from(campaign.definition.exception_days));
        self.until = (verdict == Verdict::Exception).then(|| now + days);
        Ok(())
    }

    /// Excepts it until a date that is within what the campaign leaves.
    ///
    /// # Errors
    /// It cannot be excepted until then, or not by them.
    pub fn except(
        &mut self,
        campaign: &Campaign,
        until: DateTime<Utc>,
        comment: &str,
        who: UserId,
        now: DateTime<Utc>,
    ) -> Result<(), ItemRefusal> {
        self.decide(campaign, Verdict::Exception, comment, who, now)?;
        let days = campaign.definition.exception_days;
        if until <= now || self.until.is_some_and(|last| until > last) {
            let fault = format!("must lie within the next {days} days");
            return Err(ItemRefusal::Field { field: "until", fault });
        }
        self.until = Some(until);
        Ok(())
    }

    /// Takes the decision back.
    ///
    /// # Errors
    /// It is signed, or not theirs.
    pub fn reset(&mut self, campaign: &Campaign, who: UserId) -> Result<(), ItemRefusal> {
        self.may(campaign, who, ItemPermission::Reset)?;
        self.clear();
        Ok(())
    }

    fn clear(&mut self) {
        (self.verdict, self.recommended) = (None, None);
        (self.decided_by, self.decided, self.until) = (None, None, None);
    }

    /// Hands it over: whoever it was put to has nothing to do with it any more.
    ///
    /// # Errors
    /// They may not, or it would be certified by whom it is about.
    pub fn forward(&mut self, campaign: &Campaign, to: UserId, who: UserId) -> Result<(), ItemRefusal> {
        self.may(campaign, who, ItemPermission::Forward)?;
        self.not_about(campaign, to)?;
        self.not_signed_by(to)?;
        self.hand_on(to);
        Ok(())
    }

    /// It is somebody else's from now on, to be decided anew.
    pub fn hand_on(&mut self, to: UserId) {
        self.reviewer = to;
        self.actors.clear();
        self.clear();
    }

    /// Lets somebody else decide too.
    ///
    /// # Errors
    /// They may not, or it would be certified by whom it is about.
    pub fn reassign(
        &mut self,
        campaign: &Campaign,
        to: UserId,
        permissions: &[ItemPermission],
        who: UserId,
    ) -> Result<(), ItemRefusal> {
        self.may(campaign, who, ItemPermission::Reassign)?;
        self.not_about(campaign, to)?;
        self.not_signed_by(to)?;
        let left = &campaign.definition.reassign_permissions;
        if let Some(other) = permissions.iter().find(|one| !left.contains(one)) {
            let fault = format!("must not have `{other}`: the campaign does not leave it to others");
            return Err(ItemRefusal::Field { field: "permissions", fault });
        }
        self.actors.retain(|(actor, _)| *actor != to);
        self.actors.push((to, permissions.to_vec()));
        Ok(())
    }

    /// Whether it may be put to somebody: not where it is about what they hold or who they are themselves, unless the
    /// campaign allows that, nor where they signed an earlier stage. What somebody answers for is theirs to certify.
    pub fn may_be_put_to(&self, campaign: &Campaign, who: UserId) -> bool {
        !self.is_about(campaign, who) && !self.was_signed_by(who)
    }

    /// Whether it is about somebody who may not certify what is their own.
    fn is_about(&self, campaign: &Campaign, who: UserId) -> bool {
        let definition = &campaign.definition;
        self.user() == Some(who)
            && match definition.self_certification {
                SelfCertification::All => false,
                SelfCertification::Restricted => !definition.is_trusted_with_oneself(who),
                SelfCertification::Nobody => true,
            }
    }

    fn not_about(&self, campaign: &Campaign, to: UserId) -> Result<(), ItemRefusal> {
        if self.is_about(campaign, to) {
            let fault = "must not name whom the line item is about".to_owned();
            return Err(ItemRefusal::Field { field: "newActorId", fault });
        }
        Ok(())
    }

    /// Signs what was decided, as somebody and by whose signature (a program has none): nothing can be changed any more.
    /// Where a stage is left that somebody decides in, it is put to them instead, to be decided anew. Whether it is signed
    /// for good.
    ///
    /// # Errors
    /// It is not decided, or they may not.
    pub fn sign(
        &mut self,
        campaign: &Campaign,
        next: Option<(usize, UserId)>,
        (who, signature): (UserId, Option<Signature>),
        now: DateTime<Utc>,
    ) -> Result<bool, ItemRefusal> {
        self.may(campaign, who, ItemPermission::Signoff)?;
        let verdict = self.verdict.ok_or(ItemRefusal::Undecided)?;
        if let Some((stage, to)) = next.filter(|(stage, _)| *stage > self.stage) {
            self.earlier.extend(signature);
            self.enter(stage, to, now);
            return Ok(false);
        }
        self.end(campaign, verdict, signature.map(|one| one.by), now);
        Ok(true)
    }

    /// Nobody signed it in time: what was decided counts, else `verdict`. It goes on as if it were signed.
    pub fn lapse(
        &mut self,
        campaign: &Campaign,
        verdict: Verdict,
        next: Option<(usize, UserId)>,
        now: DateTime<Utc>,
    ) {
        if let Some((stage, to)) = next.filter(|(stage, _)| *stage > self.stage) {
            self.enter(stage, to, now);
            return;
        }
        let verdict = *self.verdict.get_or_insert(verdict);
        if self.decided.is_none() {
            self.decided = Some(now);
            let days = Duration::days(i64::from(campaign.definition.exception_days));
            self.until = (verdict == Verdict::Exception).then(|| now + days);
        }
        self.end(campaign, verdict, None, now);
    }

    /// It is put to somebody in a stage, and its time there begins.
    pub fn enter(&mut self, stage: usize, to: UserId, now: DateTime<Utc>) {
        self.stage = stage;
        self.stage_began = Some(now);
        self.hand_on(to);
    }

    fn end(&mut self, campaign: &Campaign, verdict: Verdict, by: Option<UserId>, now: DateTime<Utc>) {
        self.status = LineItemStatus::SignedOff;
        self.signed = Some(now);
        self.signed_by = by;
        let removes = verdict == Verdict::Revoke && campaign.definition.remediation_rule.is_some();
        self.removal = removes.then_some(Removal::Pending);
    }

    /// The stages that it passed over since `before`, because nobody decides in them.
    pub fn passed_over(&self, before: &Self, campaign: &Campaign) -> Range<usize> {
        let ended = self.status == LineItemStatus::SignedOff;
        let until = if ended { campaign.definition.stages.len() } else { self.stage };
        before.stage + 1..until
    }
}

/// Whether a comment can be, and is there where it must.
pub(super) fn check_comment(comment: &str, required: bool) -> Result<(), ItemRefusal> {
    let checked = if required { check_present(comment, MOST_TEXT) } else { check(comment, MOST_TEXT) };
    checked.map_err(|fault| ItemRefusal::Field { field: "comment", fault: fault.to_string() })
}
