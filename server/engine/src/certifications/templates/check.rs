//! Whether a template can be kept: whom it names, what it runs, and that what it reviews can be found.

use bailiwick::authority::Authority;
use bailiwick::certification::{Certifier, TemplateDefinition};
use bailiwick::directory::Status;
use bailiwick::document::Fault;
use bailiwick::id::{UserId, WorkflowId};
use bailiwick_store::certifications::generate;
use bailiwick_store::{Tx, users};

use super::super::{scripted, unusable};
use crate::workflows::published;
use crate::{Context, EngineError};

/// What may be run for a revoke by whoever runs certifications; scripts of their own are for who may publish workflows.
pub(in super::super) const SHIPPED_RULES: [&str; 4] =
    ["BasicRevocation", "CorrectDefinition", "DisableAccount", "ModifyEntitlement"];

/// Scripts that name certifiers read, and workflows that correct what was revoked act, with the product's own authority:
/// only who could publish a workflow may name one. What was named before may stay.
pub(super) fn may_name(
    ctx: &Context,
    definition: &TemplateDefinition,
    before: Option<&TemplateDefinition>,
) -> Result<(), EngineError> {
    let named = |definition: &TemplateDefinition| {
        let scripts: Vec<String> =
            scripted::scripts(definition).into_iter().map(|(_, source)| source.to_owned()).collect();
        let rule = definition.remediation_rule.clone();
        let rule = rule.filter(|rule| !SHIPPED_RULES.contains(&rule.as_str()));
        (scripts, rule)
    };
    let (scripts, rule) = named(definition);
    if (scripts.is_empty() && rule.is_none()) || before.is_some_and(|before| named(before) == (scripts, rule))
    {
        return Ok(());
    }
    if ctx.actor.has(&[Authority::AccessAdmin]) {
        return Ok(());
    }
    Err(EngineError::forbidden(
        "only access administrators name scripts as certifiers, or workflows of their own for what is revoked",
    ))
}

/// Whether those whom a definition names work here, and what it reviews can be found.
pub(super) async fn check(tx: &mut Tx, definition: &TemplateDefinition) -> Result<(), EngineError> {
    let mut faults = Vec::new();
    let mut named: Vec<(String, UserId)> = vec![("ownerId".into(), definition.owner)];
    if let Some(Certifier::Person(user)) = definition.default_certifier {
        named.push(("defaultCertifierId".into(), user));
    }
    named.extend(definition.expiration.reassignee.map(|user| ("expirationReassignee".into(), user)));
    named.extend(definition.remediator.map(|user| ("remediationActorId".into(), user)));
    named.extend(definition.notices.escalation_owner.map(|user| ("escalationOwner".into(), user)));
    named.extend(definition.notices.escalated_to().map(|user| ("events.escalation.actors".into(), user)));
    for (place, stage) in definition.stages.iter().enumerate() {
        if let Certifier::Person(user) = stage.certifier {
            named.push((format!("stages[{place}].certifierId"), user));
        }
    }
    if let Some(rule) = definition.remediation_rule.as_deref().filter(|rule| !SHIPPED_RULES.contains(rule))
        && published(tx, &WorkflowId(rule.to_owned())).await?.is_none()
    {
        let fault = format!("names no published workflow, nor is it one of {}", SHIPPED_RULES.join(", "));
        faults.push(Fault { property: "remediationRule".into(), fault });
    }
    for (property, user) in named {
        if users::brief(tx, user).await?.is_none_or(|user| user.status != Status::Active) {
            faults.push(Fault { property, fault: "is nobody who works here".into() });
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    generate::check(tx, definition).await.map_err(unusable)
}
