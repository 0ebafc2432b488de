//! The reviews of the company: managers look through what their people hold, and whoever answers for an account that a
//! program works with, through those. The campaigns are made in the background, once the server runs.

use serde_json::{Map, Value as Json, json};

use super::people::Company;
use crate::certifications;
use crate::{Context, Engine, EngineError};

/// Who runs them.
const OWNER: &str = "noor.haddad";
/// Up to this size a review is under way; in larger companies it can be begun.
const SMALL: usize = 1_000;

/// Writes the certifications, and begins them in a small company.
pub(super) async fn begin(engine: &Engine, ctx: &Context, company: &Company) -> Result<(), EngineError> {
    let Some(owner) = company.member(OWNER).map(|place| company.ids.user(place).to_string()) else {
        return Ok(());
    };
    for body in [of_people(), of_accounts()] {
        let template = certifications::create(engine, ctx, template(&owner, body)).await?;
        if company.people.len() < SMALL {
            certifications::start(engine, ctx, template.id).await?;
        }
    }
    Ok(())
}

fn of_people() -> Json {
    json!({
        "name": "Access of your people, twice a year",
        "description": "Managers look through what their people hold: what is needed stays, what is not goes.",
        "certificationType": "identity",
        "stages": [{"name": "Manager", "certifierType": "manager"}],
        "followManagerChange": true,
        "stageDuration": 21,
        "remediationRule": "BasicRevocation",
        "targetFilter": {"type": ["entitlementGrant", "roleMembership"]},
    })
}

fn of_accounts() -> Json {
    json!({
        "name": "Accounts that programs work with",
        "description": "Whoever answers for such an account says whether it is needed still, and may do what it may.",
        "certificationType": "account",
        "stages": [{"name": "Owner", "certifierType": "accountOwner"}],
        "stageDuration": 30,
        "remediationRule": "DisableAccount",
        "targetFilter": {"account": {"operator": "EQUALS", "operand": {"targetName": "kind", "targetValue": "machine"}}},
    })
}

/// What both say.
fn template(owner: &str, own: Json) -> Map<String, Json> {
    let both = json!({
        "ownerId": owner,
        "defaultCertifierId": format!("managed/user/{owner}"),
        "exceptionDuration": 90,
        "allowBulkCertify": true,
        "allowPartialSignoff": true,
        "enableForward": true,
        "enableReassign": true,
        "requireJustification": {"exceptionAllowed": true},
        "skipInactiveCertifiers": true,
        "expirationAction": "none",
        "assignmentNotification": "emailTemplate/certificationAssigned",
        "reassignNotification": "emailTemplate/certificationReassigned",
        "reminderFrequency": 7,
        "expirationNotificationDay": 3,
    });
    let members = [both, own].into_iter().filter_map(|part| match part {
        Json::Object(members) => Some(members),
        _ => None,
    });
    members.flatten().collect()
}
