//! Duties that the company keeps apart: rules that some of its people break, and a policy that is scanned every night.

use bailiwick::id::PolicyRuleId;
use serde_json::{Map, Value as Json, json};

use super::controls;
use super::people::Company;
use super::requests::work;
use crate::policies::{self, ScanMode, Started};
use crate::{Context, Engine, EngineError};

/// Who answers for the rules.
const OWNER: &str = "dmitri.havel";
/// Up to this size the company is scanned at once, so that there are violations to look at.
const SMALL: usize = 1_000;

struct Kept {
    name: &'static str,
    about: &'static str,
    /// Who decides about violations.
    asked: &'static str,
    /// What one side and the other side are: entitlements by name.
    sides: [&'static [&'static str]; 2],
    preventive: bool,
    risk: u32,
    advice: &'static str,
}

const RULES: &[Kept] = &[
    Kept {
        name: "Vendor master and payments",
        about: "Nobody may both create a vendor and pay it.",
        asked: "dmitri.havel",
        sides: [
            &["Create vendor", "Vendor master, change bank details", "Supplier, onboard"],
            &["Post vendor payments", "Payment run, release"],
        ],
        preventive: true,
        risk: 90,
        advice: "Whoever pays can have a colleague create the vendor: take the right to create away first.",
    },
    Kept {
        name: "Post and approve invoices",
        about: "Whoever enters an invoice has somebody else approve it.",
        asked: "dmitri.havel",
        sides: [&["Post vendor invoices"], &["Invoice approver, indirect spend"]],
        preventive: false,
        risk: 60,
        advice: "Approvals for a colleague on leave are a reason for an exception until they are back.",
    },
    Kept {
        name: "Capture and confirm deals",
        about: "A deal of the treasury is confirmed by somebody who did not enter it.",
        asked: "dmitri.havel",
        sides: [&["Deals, capture"], &["Deals, confirm"]],
        preventive: true,
        risk: 80,
        advice: "The middle office confirms.",
    },
    Kept {
        name: "Work with and administer purchasing",
        about: "Whoever sets the limits of approvals does not work under them.",
        asked: "dmitri.havel",
        sides: [
            &["Coupa administrator", "SAP user administration"],
            &["Post vendor invoices", "Release purchase orders"],
        ],
        preventive: false,
        risk: 75,
        advice: "Administration belongs to the platform team.",
    },
];

/// Writes rules and policy, and looks who breaks them.
pub(super) async fn keep_apart(engine: &Engine, ctx: &Context, company: &Company) -> Result<(), EngineError> {
    let Some(owner) = company.member(OWNER).map(|place| company.ids.user(place).to_string()) else {
        return Ok(());
    };
    let mut ids: Vec<PolicyRuleId> = Vec::new();
    for kept in RULES {
        let Some(asked) = company.member(kept.asked) else { continue };
        let body = rule(kept, &owner, &company.ids.user(asked).to_string());
        ids.push(policies::create_rule(engine, ctx, body).await?.rule.id);
    }
    let policy = json!({
        "name": "Purchase to pay",
        "description": "Duties of buying, paying and the treasury that nobody holds together.",
        "policyOwner": {"id": owner},
        "policyRuleIds": &ids,
        "active": true,
        "schedule": {"type": "cron", "schedule": "0 3 * * *"},
    });
    let policy = policies::create(engine, ctx, members(policy)).await?.policy.id;
    if let Some(payments) = ids.first() {
        controls::mitigate(engine, ctx, company, *payments).await?;
    }
    if company.people.len() < SMALL && engine.runner().is_ok() {
        policies::begin_scan(engine, ctx, Started::Policy(policy), ScanMode::Detect, false).await?;
        work(engine).await?;
    }
    Ok(())
}

fn rule(kept: &Kept, owner: &str, asked: &str) -> Map<String, Json> {
    let leaf = |name: &&str| json!({"operator": "EQUALS", "operand": {"targetName": "entitlement.displayName", "targetValue": name}});
    let side = |names: &&[&str]| {
        let leaves: Vec<Json> = names.iter().map(leaf).collect();
        json!({"type": ["entitlementGrant"], "operator": "OR", "operand": leaves})
    };
    members(json!({
        "name": kept.name,
        "description": kept.about,
        "policyRuleOwner": {"id": owner},
        "violationOwner": {"id": asked},
        "violationOwnerType": "user",
        "active": true,
        "scanTypes": {"preventative": kept.preventive, "detective": true},
        "maxExceptionDuration": 90,
        "decisionOptions": {"allow": true, "exception": true, "remediate": true},
        "userFilter": {"operator": "ALL", "operand": []},
        "ruleDefinition": kept.sides.iter().map(side).collect::<Vec<_>>(),
        "riskScore": kept.risk,
        "correctionAdvice": kept.advice,
        "violationLifecycle": {"expiration": {"expires": true, "action": "reassign", "duration": 14}},
    }))
}

fn members(body: Json) -> Map<String, Json> {
    match body {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cast::CAST;
    use super::super::catalog::applications;
    use super::*;

    #[test]
    fn rules_speak_of_people_and_rights_that_exist() {
        let known = |name: &str| applications().any(|one| one.rights.iter().any(|right| right.name == name));
        for kept in RULES {
            assert!(CAST.iter().any(|member| member.sign_in() == kept.asked), "{}", kept.asked);
            for name in kept.sides.into_iter().flatten() {
                assert!(known(name), "{name}");
            }
        }
    }
}
