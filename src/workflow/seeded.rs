//! The definitions that ship with the product (contract 6.7), and three of our own.
//!
//! Each is a file as the contract writes definitions, except that its scripts are files beside it, named by
//! `{"file": …}`.

use std::sync::LazyLock;

use serde_json::{Map, Value as Json};

use super::Definition;

const DEFINITIONS: &[&str] = &[
    include_str!("seeded/BasicApplicationGrant.json"),
    include_str!("seeded/BasicApplicationRemove.json"),
    include_str!("seeded/BasicEntitlementGrant.json"),
    include_str!("seeded/BasicEntitlementRemove.json"),
    include_str!("seeded/BasicRoleCreate.json"),
    include_str!("seeded/BasicRoleDelete.json"),
    include_str!("seeded/BasicRoleGrant.json"),
    include_str!("seeded/BasicRoleModify.json"),
    include_str!("seeded/BasicRolePublish.json"),
    include_str!("seeded/BasicRoleRemove.json"),
    include_str!("seeded/BasicViolationProcess.json"),
    include_str!("seeded/CorrectDefinition.json"),
    include_str!("seeded/CreateEntitlement.json"),
    include_str!("seeded/CreateUser.json"),
    include_str!("seeded/DeleteUser.json"),
    include_str!("seeded/DisableAccount.json"),
    include_str!("seeded/ManagerThenOwner.json"),
    include_str!("seeded/ModifyEntitlement.json"),
    include_str!("seeded/ModifyUser.json"),
    include_str!("seeded/extendGrantEndDate.json"),
];

const SCRIPTS: &[(&str, &str)] = &[
    ("access_context_check.js", include_str!("seeded/scripts/access_context_check.js")),
    ("allow_violation.js", include_str!("seeded/scripts/allow_violation.js")),
    ("any_owner.js", include_str!("seeded/scripts/any_owner.js")),
    ("application_owner.js", include_str!("seeded/scripts/application_owner.js")),
    ("certifier.js", include_str!("seeded/scripts/certifier.js")),
    ("correction_context.js", include_str!("seeded/scripts/correction_context.js")),
    ("corrector.js", include_str!("seeded/scripts/corrector.js")),
    ("create_entitlement.js", include_str!("seeded/scripts/create_entitlement.js")),
    ("create_entitlement_permission.js", include_str!("seeded/scripts/create_entitlement_permission.js")),
    ("create_removal_request.js", include_str!("seeded/scripts/create_removal_request.js")),
    ("create_role.js", include_str!("seeded/scripts/create_role.js")),
    ("create_user.js", include_str!("seeded/scripts/create_user.js")),
    ("create_user_permission.js", include_str!("seeded/scripts/create_user_permission.js")),
    ("date_ahead.js", include_str!("seeded/scripts/date_ahead.js")),
    ("default_approver.js", include_str!("seeded/scripts/default_approver.js")),
    ("delete_role.js", include_str!("seeded/scripts/delete_role.js")),
    ("delete_user.js", include_str!("seeded/scripts/delete_user.js")),
    ("entitlement_owner.js", include_str!("seeded/scripts/entitlement_owner.js")),
    ("extend_end_date.js", include_str!("seeded/scripts/extend_end_date.js")),
    ("grant_context_check.js", include_str!("seeded/scripts/grant_context_check.js")),
    ("grant_validation.js", include_str!("seeded/scripts/grant_validation.js")),
    ("item_owners.js", include_str!("seeded/scripts/item_owners.js")),
    ("manager.js", include_str!("seeded/scripts/manager.js")),
    ("modify_entitlement.js", include_str!("seeded/scripts/modify_entitlement.js")),
    ("modify_entitlement_permission.js", include_str!("seeded/scripts/modify_entitlement_permission.js")),
    ("modify_role.js", include_str!("seeded/scripts/modify_role.js")),
    ("modify_user.js", include_str!("seeded/scripts/modify_user.js")),
    ("policy_rule_owner.js", include_str!("seeded/scripts/policy_rule_owner.js")),
    ("provisioning.js", include_str!("seeded/scripts/provisioning.js")),
    ("publish_role.js", include_str!("seeded/scripts/publish_role.js")),
    ("reject_request.js", include_str!("seeded/scripts/reject_request.js")),
    ("remediate_violation.js", include_str!("seeded/scripts/remediate_violation.js")),
    ("remediation_unknown.js", include_str!("seeded/scripts/remediation_unknown.js")),
    ("remove_context_check.js", include_str!("seeded/scripts/remove_context_check.js")),
    ("remove_grants.js", include_str!("seeded/scripts/remove_grants.js")),
    ("request_approved.js", include_str!("seeded/scripts/request_approved.js")),
    ("revoke_done.js", include_str!("seeded/scripts/revoke_done.js")),
    ("role_create_validation.js", include_str!("seeded/scripts/role_create_validation.js")),
    ("role_owner.js", include_str!("seeded/scripts/role_owner.js")),
    ("role_publish_validation.js", include_str!("seeded/scripts/role_publish_validation.js")),
    ("role_validation.js", include_str!("seeded/scripts/role_validation.js")),
    ("user_permission.js", include_str!("seeded/scripts/user_permission.js")),
    ("validation_failure.js", include_str!("seeded/scripts/validation_failure.js")),
    ("violation_expiration_action.js", include_str!("seeded/scripts/violation_expiration_action.js")),
    ("violation_expiration_date.js", include_str!("seeded/scripts/violation_expiration_date.js")),
    ("violation_expired.js", include_str!("seeded/scripts/violation_expired.js")),
    ("violation_owner.js", include_str!("seeded/scripts/violation_owner.js")),
];

static SEEDED: LazyLock<Vec<Definition>> =
    LazyLock::new(|| DEFINITIONS.iter().filter_map(|text| read(text)).collect());

/// The definitions that ship with the product; they are published and cannot be changed.
pub fn seeded() -> &'static [Definition] {
    &SEEDED
}

/// A test makes sure that every file can be read.
fn read(text: &str) -> Option<Definition> {
    let mut body: Map<String, Json> = serde_json::from_str(text).ok()?;
    body.values_mut().for_each(put_scripts);
    Definition::parse(body).ok()
}

/// Puts the text of a script where its file is named.
fn put_scripts(value: &mut Json) {
    let named =
        value.as_object().filter(|members| members.len() == 1).and_then(|members| members.get("file"));
    let script = named.and_then(Json::as_str).and_then(|name| SCRIPTS.iter().find(|(file, _)| *file == name));
    if let Some((_, text)) = script {
        *value = Json::from(*text);
        return;
    }
    match value {
        Json::Array(elements) => elements.iter_mut().for_each(put_scripts),
        Json::Object(members) => members.values_mut().for_each(put_scripts),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::findings;
    use super::*;

    #[test]
    fn every_definition_that_ships_is_sound() {
        assert_eq!(seeded().len(), DEFINITIONS.len());
        for definition in seeded() {
            assert_eq!(findings(definition), [], "{}", definition.id);
            let text = serde_json::to_string(definition.body()).unwrap();
            assert!(!text.contains("{\"file\":"), "{} names a script that is not there", definition.id);
        }
    }

    #[test]
    fn every_script_belongs_to_a_definition() {
        for (name, _) in SCRIPTS {
            let named = format!("\"{name}\"");
            assert!(DEFINITIONS.iter().any(|text| text.contains(&named)), "{name}");
        }
    }
}
