//! What certification administrators and owners do with templates and campaigns: plain forms of pages that the server
//! draws.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;

/// A template, as a step of its wizard sends it. What other steps said is in `body`, as JSON, with whatever no step knows.
#[expect(clippy::struct_excessive_bools, reason = "one for each box to tick")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateForm {
    /// The template's id; empty for a new one.
    pub id: String,
    /// The revision that was shown.
    pub revision: i64,
    /// The definition so far, as JSON.
    pub body: String,
    /// Which step this is: `what`, `who`, `rules`, `when`, `check` or `json`.
    pub step: String,
    /// Seconds that a line item takes, for the estimate.
    pub pace: String,
    /// As shown.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who answers for its campaigns, by user name.
    pub owner: String,
    /// Its type.
    pub kind: String,
    /// Accounts are reviewed.
    pub accounts: bool,
    /// Entitlements are reviewed.
    pub entitlements: bool,
    /// Roles are reviewed.
    pub roles: bool,
    /// Access that a rule gives is left out.
    pub no_conditional: bool,
    /// Access that a role brings is left out.
    pub no_role_based: bool,
    /// How the conditions about people, applications, entitlements and roles belong together.
    pub filters: Vec<FilterForm>,
    /// The conditions of all of them.
    pub rows: Vec<ConditionForm>,
    /// The organisations whose people are reviewed, by id; empty ones count for nothing.
    pub organisations: Vec<String>,
    /// And those below them.
    pub children: bool,
    /// Who decides, one after another.
    pub stages: Vec<StageForm>,
    /// Who decides what nobody else can, by user name.
    pub fallback: String,
    /// Who may certify what they hold themselves.
    pub oneself: String,
    /// Line items of certifiers who are not active go to the default certifier.
    pub skip: bool,
    /// What a manager is asked goes to the next one, when a person gets one.
    pub follow: bool,
    /// Certifying needs a comment.
    pub say_certify: bool,
    /// Revoking does.
    pub say_revoke: bool,
    /// An exception does.
    pub say_except: bool,
    /// Many may be certified at once.
    pub bulk: bool,
    /// Some may be signed before all are decided.
    pub partial: bool,
    /// Line items may be handed over.
    pub forward: bool,
    /// Others may be let decide.
    pub reassign: bool,
    /// What may be left to them.
    pub permissions: Vec<String>,
    /// The most days of an exception.
    pub exception_days: String,
    /// Revokes are carried out.
    pub remediate: bool,
    /// So many days after they were signed.
    pub delay_days: String,
    /// Who corrects what was revoked, by user name.
    pub remediator: String,
    /// Days of a stage.
    pub stage_days: String,
    /// What becomes of line items that are late.
    pub expiration: String,
    /// So many days after the deadline.
    pub expiration_days: String,
    /// Who decides them then, by user name.
    pub reassignee: String,
    /// Campaigns are looked through before they start.
    pub staged: bool,
    /// The most days since who holds what was loaded from a file.
    pub source_days: String,
    /// How often a campaign starts by itself: a cron expression, `own`, `keep` or empty.
    pub repeat: String,
    /// A cron expression of one's own.
    pub cron: String,
    /// Reviewers are told that a campaign began.
    pub tell_begins: bool,
    /// Their managers are, too.
    pub tell_managers: bool,
    /// Whoever line items are handed to is told.
    pub tell_handed: bool,
    /// Reviewers are reminded every so many days.
    pub reminder_days: String,
    /// Their managers are told with that.
    pub remind_managers: bool,
    /// Reviewers are told so many days before the deadline.
    pub notice_days: String,
    /// Somebody else is told every so many days.
    pub escalation_days: String,
    /// Who, by user name.
    pub escalation_owner: String,
    /// The whole definition, as it was typed.
    pub json: String,
    /// What the button does: the step that is next, `count`, `save` or `start`.
    #[serde(skip_serializing)]
    pub then: String,
}

/// How the conditions about one kind of object belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilterForm {
    /// `any` when one of them is enough.
    pub mode: String,
    /// A filter that rows cannot show, as JSON; in place of them.
    pub json: String,
}

/// One condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConditionForm {
    /// The place of its filter, from 0.
    pub filter: usize,
    /// A property that can be searched by.
    pub property: String,
    /// How it is compared.
    pub operator: String,
    /// With what; a condition without it counts as none.
    pub value: String,
}

/// One stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageForm {
    /// What people call it.
    pub name: String,
    /// How the one who decides is found; a stage without it counts as none.
    pub how: String,
    /// Who, by user name or, for a role, its id.
    pub who: String,
}

/// Goes on with the wizard of a template: to another step, or saves it.
#[server]
pub async fn build_template(
    /// What was filled in.
    template: TemplateForm,
) -> Result<(), PortalError> {
    crate::server::campaigns::build::build(template).await
}

/// Does something to a template.
#[server]
pub async fn set_template(
    /// The template's id.
    template: String,
    /// `start`, `duplicate` or `delete`.
    to: String,
) -> Result<(), PortalError> {
    crate::server::campaigns::set_template(&template, &to).await
}

/// Does something to a campaign.
#[server]
pub async fn set_campaign(
    /// The campaign's id.
    campaign: String,
    /// `activate`, `extend`, `remind`, `reassign`, `complete` or `cancel`.
    to: String,
    /// For `extend`: the last day.
    #[server(default)]
    day: String,
    /// For `reassign`: the id of whose line items go.
    #[server(default)]
    reviewer: String,
    /// For `reassign`: the user name of whom they go to.
    #[server(default)]
    person: String,
    /// For `reassign`: why.
    #[server(default)]
    comment: String,
) -> Result<(), PortalError> {
    crate::server::campaigns::set_campaign(&campaign, &to, &day, &reviewer, &person, &comment).await
}
