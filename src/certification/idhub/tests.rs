//! Definitions as clients of IDHub write them.

use serde_json::{Map, Value as Json, json};

use super::*;
use crate::filter::Filter;

/// The contract's sample, its queries as JSON again.
fn sample() -> Map<String, Json> {
    let role = "018f3c1e-0000-7000-8000-000000000001";
    let body = json!({
        "name": "myCert", "searchTags": null, "description": "myCert", "type": "User Access",
        "approverType": "User", "workflowName": "Certification", "approver": "jerome",
        "status": "Active", "highRiskUsers": true, "userCertificationBy": "query",
        "userQuery": "{\"$and\":[{\"status\":\"Active\"}]}", "highRiskResources": false,
        "certificationBy": "manually", "onlySelected": true,
        "resourceQuery": format!("{{\"$or\":[{{\"_id\":{{\"$oid\":\"{role}\"}},\"collection\":\"Role\"}}]}}"),
        "resources": {"_id": {"$oid": role}, "collection": "Role", "name": "Access Manager"},
        "certifierType": "User", "certifier": "jerome", "repeat": "Do not repeat",
        "commentsOnCertify": true, "commentsOnRevoke": true, "reassignment": true, "selfCertification": true,
        "automaticEscalation": true, "certificationReminderEmail": true, "alternateCertifierToggle": "manager",
        "alternateCertifier": "$manager", "triggerCondition": null,
        "frequentlyUsedRule": {"value": "User Department Change"},
        "certificationDurationType": "days", "certificationDuration": 1,
        "_id": {"$oid": "657c2677b4feb77fdd00ca48"},
    });
    body.as_object().unwrap().clone()
}

fn with(changes: &Json) -> Map<String, Json> {
    let mut body = sample();
    body.extend(changes.as_object().unwrap().clone());
    body
}

fn read(changes: &Json) -> Definition {
    Definition::parse(with(changes)).unwrap()
}

fn refused(changes: &Json) -> String {
    let faults = Definition::parse(with(changes)).unwrap_err();
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[test]
fn the_sample_of_the_contract_is_read() {
    let read = read(&json!({}));
    assert_eq!(read.id.as_deref(), Some("657c2677b4feb77fdd00ca48"));
    assert!(matches!(&read.certifier, Who::Person(named) if named.text == "jerome"));
    assert_eq!((&read.alternate, read.days, read.repeat), (&Some(Who::Manager), 1, Some(Repeat::Never)));
    assert_eq!(read.resources.applications, None, "only a role is named");
    assert!(read.resources.roles.is_some());
    let owner = UserId(uuid::Uuid::from_u128(1));
    let known = Known { people: [("jerome".to_owned(), owner)].into(), ..Known::default() };
    let template =
        crate::certification::TemplateDefinition::parse(read.template(owner, &known, None)).unwrap();
    assert!(template.is_staged, "somebody looks it through first");
    assert_eq!(template.target.kinds, [crate::catalog::ItemKind::Role]);
    assert_eq!(template.default_certifier, Some(crate::certification::Certifier::Manager));
    assert_eq!(template.body()["idhub"], Json::Object(sample()), "what came is kept");
}

#[test]
fn queries_say_whose_access_and_which() {
    let people = |query: Json| read(&json!({"userQuery": query.to_string()})).people;
    let as_json = |filter: &Filter| crate::filter::target::write(filter);
    assert_eq!(
        as_json(&people(json!({"department": {"$in": ["Sales", "HR"]}, "login": {"$ne": "ann"}}))),
        as_json(
            &crate::filter::query::parse(
                "(organization eq 'Sales' or organization eq 'HR') and !(userName eq 'ann')"
            )
            .unwrap()
            .normalised()
        ),
    );
    assert_eq!(
        as_json(&people(
            json!({"$nor": [{"status": "Disabled"}, {"badge": {"$regex": "^7", "$options": "i"}}]})
        )),
        as_json(
            &crate::filter::query::parse("!(accountStatus eq 'inactive' or glossary.user.badge sw '7')")
                .unwrap()
                .normalised()
        ),
    );
    let id = "018f3c1e-0000-7000-8000-000000000001";
    let query = json!({"$or": [
        {"_id": {"$oid": id}, "collection": "Entitlement"},
        {"collection": "TargetSystem", "riskLevel": "high"},
    ]});
    let both = read(&json!({"resources": null, "resourceQuery": query}));
    assert!(both.resources.roles.is_none());
    assert_eq!(both.resources_named.len(), 1, "each id once, whatever the kind");
    let applications = as_json(both.resources.applications.as_ref().unwrap()).to_string();
    assert!(applications.contains("riskLevel") && !applications.contains(id), "{applications}");
    let entitlements = as_json(both.resources.entitlements.as_ref().unwrap()).to_string();
    assert!(entitlements.contains(id) && !entitlements.contains("riskLevel"), "{entitlements}");
}

#[test]
fn what_cannot_be_said_is_refused_by_its_name() {
    for (changes, words) in [
        (json!({"type": "Both"}), "`type` must be one of User Access, Resource Assignment"),
        (
            json!({"certifierType": "Everybody"}),
            "`certifierType` must be one of User, Role, Benefeciary's Manager, Resource owner",
        ),
        (json!({"approverType": "Some"}), "`approverType` must be one of User, Role, None"),
        (
            json!({"alternateCertifier": "Nobody"}),
            "`alternateCertifier` must be one of User's Manager, Role, User",
        ),
        (
            json!({"certificationDurationType": "weeks"}),
            "`certificationDurationType` must be one of days, months, years",
        ),
        (
            json!({"certificationDuration": 0}),
            "`certificationDuration` must be a whole number, of 3650 days at most",
        ),
        (
            json!({"repeat": "Hourly"}),
            "`repeat` must be one of Do not repeat, Daily, Weekly, Monthly, Quarterly, Yearly",
        ),
        (json!({"name": " "}), "`name` "),
        (json!({"description": null}), "`description` is missing"),
        (json!({"userQuery": "$and:[status:Active]"}), "`userQuery` must be a query as JSON"),
        (json!({"userQuery": "{\"$where\": \"1\"}"}), "`userQuery` has `$where`, which cannot be said here"),
        (json!({"userQuery": "{\"login\": {\"$regex\": \"a.*b\"}}"}), "`userQuery` has the pattern `a.*b`"),
        (
            json!({"userCertificationBy": "name", "userQuery": null}),
            "`userQuery` is missing: name the people",
        ),
        (json!({"resources": {"_id": "x", "collection": "Role"}}), "`resources._id` is no id here"),
        (
            json!({"resources": null, "resourceQuery": "{\"collection\": \"Things\"}"}),
            "`resourceQuery` selects nothing",
        ),
        (json!({"triggerCondition": "user.department changes"}), "`triggerCondition` must be empty"),
        (json!({"highRiskUsers": "yes"}), "`highRiskUsers` must be true or false"),
    ] {
        let said = refused(&changes);
        assert!(said.starts_with(words), "{changes}: {said}");
    }
    let all = Definition::parse(Map::new()).unwrap_err();
    assert!(all.len() >= 9, "all at once: {all:?}");
}

#[test]
fn spellings_that_clients_use_are_read() {
    assert_eq!(read(&json!({"approverType": "none"})).approver, None);
    assert_eq!(read(&json!({"certifierType": "Benefeciary's Manager"})).certifier, Who::Manager);
    assert_eq!(read(&json!({"certifierType": "Beneficiary's manager"})).certifier, Who::Manager);
    let other = read(&json!({"alternateCertifier": "jerome", "alternateCertifierToggle": "user"})).alternate;
    assert!(matches!(other, Some(Who::Person(named)) if named.text == "jerome"));
    let by_object =
        read(&json!({"certifier": null, "certifyUser": {"_id": {"$oid": "63ae"}, "login": "jerome"}}));
    assert!(matches!(by_object.certifier, Who::Person(named) if named.text == "jerome"));
    assert_eq!(read(&json!({"certificationDurationType": "months", "certificationDuration": "2"})).days, 60);
}

#[test]
fn what_is_fetched_of_a_template_of_the_house_can_be_saved() {
    use crate::certification::{Template, TemplateDefinition};
    let owner = UserId(uuid::Uuid::from_u128(1));
    let body = json!({
        "name": "Payments", "certificationType": "entitlement", "ownerId": format!("managed/user/{owner}"),
        "stages": [{"certifierType": "manager"}], "stageDuration": 14,
        "schedule": {"type": "cron", "schedule": "30 4 * * 2", "enabled": true},
        "targetFilter": {"type": ["entitlementGrant"], "application":
            {"operator": "EQUALS", "operand": {"targetName": "name", "targetValue": "Ledger"}}},
    });
    let definition = TemplateDefinition::parse(body.as_object().unwrap().clone()).unwrap();
    let template = |definition| Template {
        id: crate::id::TemplateId(uuid::Uuid::from_u128(2)),
        definition,
        revision: 1,
        created_at: chrono::DateTime::UNIX_EPOCH,
        modified_at: chrono::DateTime::UNIX_EPOCH,
    };
    let mut before = template(definition.clone());
    let put_to = |kind: &str| {
        let mut body = definition.body().clone();
        body.insert("stages".into(), json!([{"certifierType": kind}]));
        TemplateDefinition::parse(body).unwrap()
    };
    for kind in ["entitlementOwner", "applicationOwner"] {
        let before = template(put_to(kind));
        let fetched = before.idhub_document(&Names::default()).unwrap();
        assert_eq!(fetched["certifierType"], "Resource owner");
        let saved = Definition::parse(fetched).unwrap();
        let body = saved.template(owner, &Known::default(), Some(&before.definition));
        let after = TemplateDefinition::parse(body).unwrap();
        assert_eq!(
            after.stages, before.definition.stages,
            "who owns what is held, or its application: as it was"
        );
    }
    for days in [7, 21] {
        let mut fetched = before.idhub_document(&Names::default()).unwrap();
        assert!(
            !fetched.contains_key("repeat") && !fetched.contains_key("alternateCertifier"),
            "{fetched:?}"
        );
        fetched.insert("certificationDuration".into(), json!(days));
        let saved = Definition::parse(fetched.clone()).unwrap();
        let body = saved.template(owner, &Known::default(), Some(&before.definition));
        let after = TemplateDefinition::parse(body).unwrap();
        assert_eq!((after.stage_days, after.kind), (days, definition.kind));
        assert_eq!((&after.schedule, &after.target), (&definition.schedule, &definition.target));
        fetched.remove("_id");
        let new = Definition::parse(fetched).unwrap_err();
        let said: Vec<String> = new.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "a new one must say both: {said:?}");
        before = template(after);
    }
}
