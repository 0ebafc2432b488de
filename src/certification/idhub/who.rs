//! Those whom definitions name.

use serde_json::Value as Json;

use super::words::{AlternateType, ApproverType, CertifierType, choice};
use super::{Named, Who};
use crate::document::{Fault, Reader};
use crate::text::normalise;

/// An id: `{"$oid": …}`, or bare.
pub(super) fn id_of(read: &Reader<'_>, name: &str) -> Result<Option<String>, Fault> {
    let text = match read.get(name) {
        Some(Json::Object(_)) => match read.object(name)? {
            Some(id) => id.text("$oid", 100)?,
            None => None,
        },
        _ => read.text(name, 100)?,
    };
    Ok(text.map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned))
}

/// What the first of these members says that says something: a text, or of an object its sign-in name or id.
fn named(read: &Reader<'_>, members: &[&'static str]) -> Result<Option<Named>, Fault> {
    for member in members {
        let text = match read.get(member) {
            Some(Json::Object(_)) => match read.object(member)? {
                Some(object) => match object.text("login", 200)? {
                    Some(login) => Some(login.to_owned()),
                    None => id_of(&object, "_id")?,
                },
                None => None,
            },
            _ => read.text(member, 200)?.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
        };
        if let Some(text) = text {
            return Ok(Some(Named { member, text }));
        }
    }
    Ok(None)
}

fn needed(read: &Reader<'_>, members: &[&'static str], what: &str) -> Result<Named, Fault> {
    let member = members.first().copied().unwrap_or_default();
    named(read, members)?.ok_or_else(|| read.fault(member, format!("is missing: {what}")))
}

pub(super) fn approver(read: &Reader<'_>) -> Result<Option<Who>, Fault> {
    let how = choice(read, "approverType")?.ok_or_else(|| read.fault("approverType", "is missing"))?;
    Ok(match how {
        ApproverType::Nobody => None,
        ApproverType::User => {
            Some(Who::Person(needed(read, &["approver", "workflowUser"], "name who looks it through")?))
        }
        ApproverType::Role => {
            Some(Who::Role(needed(read, &["approver"], "name the role that looks it through")?))
        }
    })
}

pub(super) fn certifier(read: &Reader<'_>) -> Result<Who, Fault> {
    // The contract's spelling, and the right one.
    let manager =
        read.text("certifierType", 100)?.is_some_and(|given| normalise(given) == "beneficiary's manager");
    let how = if manager { Some(CertifierType::Manager) } else { choice(read, "certifierType")? };
    Ok(match how.ok_or_else(|| read.fault("certifierType", "is missing: say who decides"))? {
        CertifierType::User => Who::Person(needed(read, &["certifier", "certifyUser"], "name who decides")?),
        CertifierType::Role => Who::Role(needed(read, &["certifier"], "name the role that decides")?),
        CertifierType::Manager => Who::Manager,
        CertifierType::Owner => Who::Owner,
    })
}

/// The member holds a kind of certifier, or names one itself; what kind that is, others say. None where it says nothing.
pub(super) fn alternate(read: &Reader<'_>) -> Result<Option<Who>, Fault> {
    const MEMBER: &str = "alternateCertifier";
    let given = read.text(MEMBER, 200)?.map(str::trim).filter(|text| !text.is_empty());
    let Some(given) = given else { return Ok(None) };
    if given == "$manager" {
        return Ok(Some(Who::Manager));
    }
    let user = ["alternateCertifierUser", "altCertifyUser"];
    let known = AlternateType::ALL.iter().find(|word| word.as_str().eq_ignore_ascii_case(given));
    if let Some(known) = known {
        return Ok(Some(match known {
            AlternateType::Manager => Who::Manager,
            AlternateType::User => Who::Person(needed(read, &user, "name who decides")?),
            AlternateType::Role => {
                Who::Role(needed(read, &["alternateCertifierRole"], "name the role that decides")?)
            }
        }));
    }
    let kind = read.text("alternateCertifierType", 100)?.or(read.text("alternateCertifierToggle", 100)?);
    let named = Named { member: MEMBER, text: given.to_owned() };
    match kind.map(normalise).as_deref() {
        Some("user") => Ok(Some(Who::Person(named))),
        Some("role") => Ok(Some(Who::Role(named))),
        _ => {
            let words = AlternateType::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(", ");
            Err(read.fault(MEMBER, format!("must be one of {words}")))
        }
    }
}
