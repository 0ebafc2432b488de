//! What the company does so that an exception does no harm: two controls, one of which is asked for evidence soon.

use bailiwick::attachment::{FileTypes, Taken};
use bailiwick::id::PolicyRuleId;
use chrono::Duration;
use serde_json::{Map, Value as Json, json};

use super::people::Company;
use super::requests::seen_by;
use crate::controls::{self, NewEvidence};
use crate::{Context, Engine, EngineError};

struct Kept {
    name: &'static str,
    about: &'static str,
    /// Who answers for it.
    owner: &'static str,
    /// Days between evidence.
    every: u32,
    /// Evidence so far: days ago, and what was said.
    evidence: &'static [(i64, &'static str)],
    /// Whether it mitigates the rule.
    is_linked: bool,
}

const CONTROLS: &[Kept] = &[
    Kept {
        name: "Payments to new vendors, looked through",
        about: "All payments of a month to vendors that were created or changed in it are compared with the orders.",
        owner: "priya.raghunathan",
        every: 31,
        evidence: &[
            (33, "148 payments compared with their orders. Two asked about, both explained."),
            (4, "162 payments compared with their orders. Nothing to ask about."),
        ],
        is_linked: true,
    },
    Kept {
        name: "Changes of bank details, called back",
        about: "Every change of a vendor’s bank details is confirmed by a call to the number that was known before.",
        owner: "samuel.adeyemi",
        every: 30,
        evidence: &[(25, "All 19 changes of the month were called back; the list is signed.")],
        is_linked: false,
    },
];

/// Makes the controls, with the evidence there is, and links them to the rule.
pub(super) async fn mitigate(
    engine: &Engine,
    ctx: &Context,
    company: &Company,
    rule: PolicyRuleId,
) -> Result<(), EngineError> {
    let taken = Taken { most_bytes: 0, types: FileTypes::default() };
    for kept in CONTROLS {
        let Some(owner) = company.member(kept.owner) else { continue };
        let control = controls::create(engine, ctx, body(kept, &company.ids.user(owner).to_string())).await?;
        let id = control.control.id;
        if kept.is_linked {
            controls::link(engine, ctx, id, &[rule]).await?;
        }
        for (days, words) in kept.evidence {
            let mut by = seen_by(engine, company, owner);
            by.now -= Duration::days(*days);
            let new = NewEvidence { comment: (*words).to_owned(), file: None };
            controls::give(engine, &by, id, new, &taken).await?;
        }
    }
    Ok(())
}

fn body(kept: &Kept, owner: &str) -> Map<String, Json> {
    let body = json!({
        "name": kept.name, "description": kept.about, "controlOwner": {"id": owner}, "evidenceInterval": kept.every,
    });
    match body {
        Json::Object(members) => members,
        _ => Map::new(),
    }
}
