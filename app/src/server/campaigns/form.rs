//! A template's body as the steps of its wizard show it, and back. What no step knows stays as it was; filters that rows
//! cannot show are shown as JSON.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{CertificationType, CertifierType, Reviewed};
use bailiwick::document::Fault;
use serde_json::{Map, Value as Json, json};

use super::told;
use crate::api::campaigns::{ConditionForm, FilterForm, StageForm, TemplateForm};
use crate::server::conditions;

#[cfg(test)]
mod tests;

/// What conditions are about: the member of `targetFilter`, in the order of [`TemplateForm::filters`].
pub const FILTERS: [&str; 6] = ["user", "application", "entitlement", "role", "account", "decision"];
/// The kinds of grants, as `targetFilter.type` has them.
pub const KINDS: [&str; 3] = ["accountGrant", "entitlementGrant", "roleMembership"];

/// A text of the body; empty without one.
pub fn text(body: &Map<String, Json>, name: &str) -> String {
    match body.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The script of a stage.
pub fn script(stage: &Map<String, Json>) -> String {
    match stage.get("certifierScript") {
        Some(Json::String(source)) => source.clone(),
        Some(Json::Object(script)) => {
            let source = script.get("source").or_else(|| script.get("value"));
            source.and_then(Json::as_str).unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

/// Whether a switch of the body is on.
pub fn flag(body: &Map<String, Json>, name: &str) -> bool {
    body.get(name).and_then(Json::as_bool).unwrap_or_default()
}

/// The members that name a person.
pub const PEOPLE: [&str; 5] =
    ["ownerId", "defaultCertifierId", "expirationReassignee", "escalationOwner", "remediationActorId"];

/// What a new template begins as.
pub fn empty(owner: &str) -> Map<String, Json> {
    let body = json!({
        "name": "", "certificationType": "identity", "ownerId": owner,
        "targetFilter": {"type": ["entitlementGrant", "roleMembership"]},
        "stages": [{"certifierType": "manager"}], "stageDuration": 14, "defaultCertifierId": owner,
        "selfCertificationRule": "none", "skipInactiveCertifiers": true, "followManagerChange": true,
        "allowBulkCertify": true,
        "allowPartialSignoff": true, "enableForward": true, "enableReassign": true, "exceptionDuration": 30,
        "remediationRule": "BasicRevocation", "remediationDelay": 0, "expirationAction": "none",
        "requireJustification": {"revoke": true, "exceptionAllowed": true},
    });
    let mut body = body.as_object().cloned().unwrap_or_default();
    told::usual(&mut body);
    body
}

/// The members that name a person by what is in them: property and value.
pub fn people(body: &Map<String, Json>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for name in PEOPLE {
        let value = text(body, name);
        let is_other = value.starts_with("managed/role/") || value == CertifierType::Manager.as_str();
        if !value.is_empty() && !is_other {
            all.push((name.to_owned(), value));
        }
    }
    for (place, stage) in stages(body).into_iter().enumerate() {
        let value = text(&stage, "certifierId");
        if text(&stage, "certifierType") == "user" && !value.is_empty() {
            all.push((format!("stages[{place}].certifierId"), value));
        }
    }
    all
}

/// Puts a value where [`people`] found one.
pub fn put_person(body: &mut Map<String, Json>, property: &str, value: Json) {
    let place =
        property.strip_prefix("stages[").and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
    match place {
        None => drop(body.insert(property.to_owned(), value)),
        Some(place) => {
            let stage = body.get_mut("stages").and_then(|stages| stages.get_mut(place));
            if let Some(Json::Object(stage)) = stage {
                stage.insert("certifierId".into(), value);
            }
        }
    }
}

/// The stages as they stand in the body.
pub fn stages(body: &Map<String, Json>) -> Vec<Map<String, Json>> {
    let given = body.get("stages").and_then(Json::as_array);
    given.into_iter().flatten().filter_map(Json::as_object).cloned().collect()
}

/// The conditions of a filter: how they belong together, and each; or the filter as JSON, where rows cannot show it.
pub fn filter(body: &Map<String, Json>, place: usize) -> (FilterForm, Vec<ConditionForm>) {
    let given = body.get("targetFilter").and_then(|given| given.get(FILTERS[place]));
    conditions::shown(given.unwrap_or(&Json::Null), place)
}

/// The kinds of grants that are reviewed.
pub fn kinds(body: &Map<String, Json>) -> Vec<String> {
    match body.get("targetFilter").and_then(|given| given.get("type")) {
        Some(Json::String(word)) => vec![word.clone()],
        Some(Json::Array(words)) => {
            words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
        }
        _ => KINDS.map(str::to_owned).to_vec(),
    }
}

/// The ids of the organisations.
pub fn organisations(body: &Map<String, Json>) -> Vec<String> {
    let given = body.get("targetFilter").and_then(|given| given.get("memberOfOrg"));
    let words = match given {
        Some(Json::Array(several)) => several.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let id = |word: &str| word.strip_prefix("managed/organization/").unwrap_or(word).to_owned();
    words.into_iter().filter_map(Json::as_str).map(id).collect()
}

/// The cron expression of the schedule, and whether there is one that is none.
pub fn schedule(body: &Map<String, Json>) -> (String, bool) {
    match body.get("schedule") {
        Some(Json::Object(given)) if text(given, "type") == "cron" => (text(given, "schedule"), false),
        None | Some(Json::Null) => (String::new(), false),
        Some(_) => (String::new(), true),
    }
}

/// Puts what a step says into the body. What cannot be read as typed is told.
pub fn apply(form: &TemplateForm, body: &mut Map<String, Json>) -> Vec<Fault> {
    let mut faults = Vec::new();
    match form.step.as_str() {
        "what" => what(form, body, &mut faults),
        "who" => who(form, body),
        "rules" => rules(form, body, &mut faults),
        "when" => when(form, body, &mut faults),
        "json" => match serde_json::from_str::<Json>(&form.json) {
            Ok(Json::Object(whole)) => *body = whole,
            Ok(_) => faults.push(Fault::new("JSON", "must be an object")),
            Err(error) => faults.push(Fault::new("JSON", format!("cannot be read: {error}"))),
        },
        _ => {}
    }
    faults
}

pub(super) fn put(body: &mut Map<String, Json>, name: &str, typed: &str) {
    let typed = typed.trim().replace("\r\n", "\n");
    if typed.is_empty() {
        body.remove(name);
    } else {
        body.insert(name.to_owned(), json!(typed));
    }
}

pub(super) fn number(body: &mut Map<String, Json>, name: &str, typed: &str, faults: &mut Vec<Fault>) {
    match typed.trim() {
        "" => drop(body.remove(name)),
        typed => match typed.parse::<u32>() {
            Ok(number) => drop(body.insert(name.to_owned(), json!(number))),
            Err(_) => {
                faults.push(Fault::new(name, format!("must be a whole number of days, not `{typed}`")));
            }
        },
    }
}

fn what(form: &TemplateForm, body: &mut Map<String, Json>, faults: &mut Vec<Fault>) {
    put(body, "name", &form.name);
    put(body, "description", &form.description);
    put(body, "ownerId", &form.owner);
    put(body, "certificationType", &form.kind);
    body.insert("excludeConditionalAccess".into(), json!(form.no_conditional));
    body.insert("excludeRoleBasedAccess".into(), json!(form.no_role_based));
    body.insert("includeChildOrganizations".into(), json!(form.children));
    let mut target = body.get("targetFilter").and_then(Json::as_object).cloned().unwrap_or_default();
    let on = [form.accounts, form.entitlements, form.roles];
    let kinds: Vec<&str> = KINDS.iter().zip(on).filter(|(_, on)| *on).map(|(word, _)| *word).collect();
    target.insert("type".into(), json!(kinds));
    let mut ids: Vec<&str> = Vec::new();
    for id in form.organisations.iter().map(|id| id.trim()) {
        if !id.is_empty() && !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        target.remove("memberOfOrg");
    } else {
        target.insert("memberOfOrg".into(), json!(ids));
    }
    for (place, name) in FILTERS.into_iter().enumerate() {
        let Some(given) = form.filters.get(place) else { continue };
        match conditions::written(given, &form.rows, place) {
            Ok(Some(node)) => drop(target.insert(name.into(), node)),
            Ok(None) => drop(target.remove(name)),
            Err(error) => {
                faults.push(Fault::new(format!("targetFilter.{name}"), format!("cannot be read: {error}")));
            }
        }
    }
    if let Ok(kind) = form.kind.parse::<CertificationType>() {
        fit(kind, &mut target, body);
    }
    body.insert("targetFilter".into(), Json::Object(target));
}

/// Leaves out what says nothing about what is reviewed, as another type has it: filters, and who decides.
fn fit(kind: CertificationType, target: &mut Map<String, Json>, body: &mut Map<String, Json>) {
    let says =
        |name: &str| kind.filters().contains(&name) || !CertificationType::Identity.filters().contains(&name);
    target.retain(|name, _| says(name));
    if kind.reviews() != Reviewed::Grants {
        target.remove("type");
    }
    let usual = match kind.reviews() {
        Reviewed::Definitions(ItemKind::Role) => CertifierType::RoleOwner,
        Reviewed::Definitions(_) => CertifierType::EntitlementOwner,
        Reviewed::Accounts => CertifierType::AccountOwner,
        Reviewed::Grants | Reviewed::Records => CertifierType::Manager,
    };
    let Some(Json::Array(stages)) = body.get_mut("stages") else { return };
    for stage in stages.iter_mut().filter_map(Json::as_object_mut) {
        let how = text(stage, "certifierType").parse::<CertifierType>();
        if how.is_ok_and(|how| !kind.certifiers().contains(&how)) {
            stage.insert("certifierType".into(), json!(usual));
            stage.remove("certifierId");
        }
    }
}

fn who(form: &TemplateForm, body: &mut Map<String, Json>) {
    let before = stages(body);
    let stage = |(place, given): (usize, &StageForm)| {
        if given.how.is_empty() {
            return None;
        }
        let mut stage = before.get(place).cloned().unwrap_or_default();
        put(&mut stage, "name", &given.name);
        stage.insert("certifierType".into(), json!(given.how));
        match given.how.as_str() {
            "user" | "role" => put(&mut stage, "certifierId", &given.who),
            "custom" => {
                stage.remove("certifierId");
                if given.who.trim() != script(&stage).trim() {
                    put(&mut stage, "certifierScript", &given.who);
                }
            }
            _ => drop(stage.remove("certifierId")),
        }
        Some(Json::Object(stage))
    };
    let after: Vec<Json> = form.stages.iter().enumerate().filter_map(stage).collect();
    body.insert("stages".into(), Json::Array(after));
    put(body, "defaultCertifierId", &form.fallback);
    put(body, "selfCertificationRule", &form.oneself);
    body.remove("allowSelfCertification");
    body.insert("skipInactiveCertifiers".into(), json!(form.skip));
    body.insert("followManagerChange".into(), json!(form.follow));
}

fn rules(form: &TemplateForm, body: &mut Map<String, Json>, faults: &mut Vec<Fault>) {
    let mut says = body.get("requireJustification").and_then(Json::as_object).cloned().unwrap_or_default();
    for (name, on) in
        [("certify", form.say_certify), ("revoke", form.say_revoke), ("exceptionAllowed", form.say_except)]
    {
        says.insert(name.into(), json!(on));
    }
    body.insert("requireJustification".into(), Json::Object(says));
    for (name, on) in [
        ("allowBulkCertify", form.bulk),
        ("allowPartialSignoff", form.partial),
        ("enableForward", form.forward),
        ("enableReassign", form.reassign),
    ] {
        body.insert(name.into(), json!(on));
    }
    body.insert("reassignPermissions".into(), json!(form.permissions));
    number(body, "exceptionDuration", &form.exception_days, faults);
    number(body, "remediationDelay", &form.delay_days, faults);
    match (form.remediate, text(body, "remediationRule").is_empty()) {
        (true, true) => drop(body.insert("remediationRule".into(), json!("BasicRevocation"))),
        (true, false) => {}
        (false, _) => drop(body.remove("remediationRule")),
    }
    put(body, "remediationActorId", &form.remediator);
}

fn when(form: &TemplateForm, body: &mut Map<String, Json>, faults: &mut Vec<Fault>) {
    number(body, "stageDuration", &form.stage_days, faults);
    put(body, "expirationAction", &form.expiration);
    number(body, "expirationActionDelay", &form.expiration_days, faults);
    put(body, "expirationReassignee", &form.reassignee);
    body.insert("stagingEnabled".into(), json!(form.staged));
    number(body, "sourceMaxAge", &form.source_days, faults);
    told::put(form, body, faults);
    match form.repeat.as_str() {
        "keep" => {}
        "" => drop(body.remove("schedule")),
        repeat => {
            let cron = if repeat == "own" { form.cron.trim() } else { repeat };
            let mut given = body.get("schedule").and_then(Json::as_object).cloned().unwrap_or_default();
            given.retain(|name, _| !matches!(name.as_str(), "repeatInterval" | "repeatCount"));
            given.insert("type".into(), json!("cron"));
            given.insert("schedule".into(), json!(cron));
            body.insert("schedule".into(), Json::Object(given));
        }
    }
}
