//! The reviews of the company: managers look through what their people hold. The campaign is made in the background, once
//! the server runs.

use serde_json::{Map, Value as Json, json};

use super::people::Company;
use crate::certifications;
use crate::{Context, Engine, EngineError};

/// Who runs them.
const OWNER: &str = "noor.haddad";
/// Up to this size a review is under way; in larger companies it can be begun.
const SMALL: usize = 1_000;

/// Writes the certification, and begins it in a small company.
pub(super) async fn begin(engine: &Engine, ctx: &Context, company: &Company) -> Result<(), EngineError> {
    let Some(owner) = company.member(OWNER).map(|place| company.ids.user(place).to_string()) else {
        return Ok(());
    };
    let template = certifications::create(engine, ctx, template(&owner)).await?;
    if company.people.len() < SMALL {
        certifications::start(engine, ctx, template.id).await?;
    }
    Ok(())
}

fn template(owner: &str) -> Map<String, Json> {
    let body = json!({
        "name": "Access of your people, twice a year",
        "description": "Managers look through what their people hold: what is needed stays, what is not goes.",
        "certificationType": "identity",
        "ownerId": owner,
        "defaultCertifierId": format!("managed/user/{owner}"),
        "stages": [{"name": "Manager", "certifierType": "manager"}],
        "stageDuration": 21,
        "exceptionDuration": 90,
        "allowBulkCertify": true,
        "allowPartialSignoff": true,
        "enableForward": true,
        "enableReassign": true,
        "requireJustification": {"exceptionAllowed": true},
        "skipInactiveCertifiers": true,
        "expirationAction": "none",
        "remediationRule": "BasicRevocation",
        "targetFilter": {"type": ["entitlementGrant", "roleMembership"]},
    });
    match body {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}
