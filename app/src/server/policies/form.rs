//! A rule's body as the builder shows it, and back. What the builder cannot show is kept: nested filters as JSON,
//! other members as they were.

use bailiwick::catalog::ItemKind;
use bailiwick::document::Fault;
use bailiwick::filter::{Filter, Value, target};
use bailiwick::policy::{RuleDefinition, ViolationOwner};
use serde_json::{Map, Value as Json, json};

use crate::api::policies::{RowForm, RuleForm, SideForm};

/// What a new rule begins as.
pub fn empty(owner: String) -> RuleForm {
    let mut form = RuleForm {
        asked: owner.clone(),
        owner,
        detective: true,
        allow: true,
        exception: true,
        remediate: true,
        days: "90".into(),
        ..RuleForm::default()
    };
    add_side(&mut form);
    add_side(&mut form);
    form
}

/// Adds a side with one condition.
pub fn add_side(form: &mut RuleForm) {
    form.sides.push(SideForm { entitlements: true, roles: true, accounts: true, json: String::new() });
    add_row(form, form.sides.len() - 1);
}

/// Adds a condition to a side, behind its others.
pub fn add_row(form: &mut RuleForm, side: usize) {
    let like = form.rows.iter().rev().find(|row| row.side == side);
    let property = like.map_or_else(|| "entitlement.displayName".to_owned(), |row| row.property.clone());
    form.rows.push(RowForm { side, property, operator: "EQUALS".into(), value: String::new() });
}

/// Takes a condition out.
pub fn drop_row(form: &mut RuleForm, place: usize) {
    if place < form.rows.len() {
        form.rows.remove(place);
    }
}

/// Takes a side out, with its conditions.
pub fn drop_side(form: &mut RuleForm, place: usize) {
    if place < form.sides.len() {
        form.sides.remove(place);
        form.rows.retain(|row| row.side != place);
        form.rows.iter_mut().filter(|row| row.side > place).for_each(|row| row.side -= 1);
    }
}

/// A rule as the builder shows it; `owner` and `asked` by user name.
pub fn of(id: String, revision: i64, rule: &RuleDefinition, owner: String, asked: String) -> RuleForm {
    let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut form = RuleForm {
        id,
        revision,
        name: rule.name.clone(),
        description: rule.description.clone().unwrap_or_default(),
        owner,
        asked: match rule.violation_owner {
            ViolationOwner::Role(id) => format!("role/{id}"),
            ViolationOwner::Person(_) => asked,
        },
        preventive: rule.is_preventive,
        detective: rule.is_detective,
        allow: rule.options.allow,
        exception: rule.options.exception,
        remediate: rule.options.remediate,
        days: rule.most_exception_days.to_string(),
        reason: rule.lifecycle.exception_needs_comment,
        expires: text(rule.lifecycle.expires_after_days),
        risk: text(rule.risk),
        advice: rule.advice.clone().unwrap_or_default(),
        ..RuleForm::default()
    };
    match rows(&rule.people, 0).as_deref() {
        _ if rule.people == Filter::All => {}
        Some([row]) => {
            (form.who, form.who_operator, form.who_value) =
                (row.property.clone(), row.operator.clone(), row.value.clone());
        }
        _ => form.who_json = pretty(&rule.people),
    }
    for (place, side) in rule.sides.iter().enumerate() {
        let rows = rows(&side.filter, place);
        form.sides.push(SideForm {
            entitlements: side.kinds.contains(&ItemKind::Entitlement),
            roles: side.kinds.contains(&ItemKind::Role),
            accounts: side.kinds.contains(&ItemKind::Application),
            json: if rows.is_none() { pretty(&side.filter) } else { String::new() },
        });
        form.rows.extend(rows.unwrap_or_default());
    }
    form
}

fn pretty(filter: &Filter) -> String {
    serde_json::to_string_pretty(&target::write(filter)).unwrap_or_default()
}

/// A filter as conditions of which one must hold, where it is no more than that.
fn rows(filter: &Filter, side: usize) -> Option<Vec<RowForm>> {
    let row = |property: &str, operator: &str, value: &Value| {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Null => return None,
            other => other.to_json().to_string(),
        };
        Some(RowForm { side, property: property.to_owned(), operator: operator.to_owned(), value })
    };
    match filter {
        Filter::Compare { path, op, value } => Some(vec![row(path.as_str(), op.operator(), value)?]),
        Filter::In { path, values } => {
            values.iter().map(|value| row(path.as_str(), "EQUALS", value)).collect()
        }
        Filter::Or(parts) => {
            let rows: Option<Vec<_>> = parts.iter().map(|part| rows(part, side)).collect();
            rows.map(|rows| rows.concat())
        }
        _ => None,
    }
}

/// The body that the builder describes, without owners; what it does not show is taken from `body`.
///
/// # Errors
/// What cannot be read as typed.
pub fn body(form: &RuleForm, mut body: Map<String, Json>) -> Result<Map<String, Json>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut number = |name: &str, typed: &str| -> Option<u32> {
        let typed = typed.trim();
        if !typed.is_empty() && typed.parse::<u32>().is_err() {
            faults.push(fault(name, format!("must be a whole number, not `{typed}`")));
        }
        typed.parse().ok()
    };
    let days = number("maxExceptionDuration", &form.days);
    let risk = number("riskScore", &form.risk);
    let expires = number("violationLifecycle.expiration.duration", &form.expires);
    let sides: Vec<Json> = (0..form.sides.len()).filter_map(|place| side(form, place, &mut faults)).collect();
    let people = people(form, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut set = |name: &str, value: Option<Json>| match value {
        Some(value) => drop(body.insert(name.to_owned(), value)),
        None => drop(body.remove(name)),
    };
    let text = |text: &str| {
        Some(text.trim()).filter(|text| !text.is_empty()).map(|text| json!(text.replace("\r\n", "\n")))
    };
    set("name", text(&form.name));
    set("description", text(&form.description));
    set("correctionAdvice", text(&form.advice));
    set("maxExceptionDuration", days.map(Json::from));
    set("riskScore", risk.map(Json::from));
    set("scanTypes", Some(json!({"preventative": form.preventive, "detective": form.detective})));
    let options = json!({"allow": form.allow, "exception": form.exception, "remediate": form.remediate});
    set("decisionOptions", Some(options));
    set("userFilter", Some(people));
    set("ruleDefinition", Some(Json::Array(sides)));
    let lifecycle = body.entry("violationLifecycle").or_insert_with(|| json!({}));
    lifecycle["exception"]["justificationCheck"] = json!(form.reason);
    match expires.filter(|days| *days > 0) {
        Some(days) => {
            lifecycle["expiration"]["expires"] = json!(true);
            lifecycle["expiration"]["duration"] = json!(days);
        }
        None => lifecycle["expiration"]["expires"] = json!(false),
    }
    Ok(body)
}

fn side(form: &RuleForm, place: usize, faults: &mut Vec<Fault>) -> Option<Json> {
    let side = form.sides.get(place)?;
    let at = format!("ruleDefinition[{place}]");
    let mut node = if side.json.trim().is_empty() {
        let leaves: Vec<Json> = form
            .rows
            .iter()
            .filter(|row| row.side == place && !row.value.trim().is_empty())
            .map(|row| leaf(&row.property, &row.operator, &row.value))
            .collect();
        match <[Json; 1]>::try_from(leaves) {
            Ok([leaf]) => leaf,
            Err(leaves) => json!({"operator": "OR", "operand": leaves}),
        }
    } else {
        read(&at, &side.json, faults)?
    };
    let kinds = [
        (side.entitlements, "entitlementGrant"),
        (side.roles, "roleMembership"),
        (side.accounts, "accountGrant"),
    ];
    let kinds: Vec<&str> = kinds.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
    if kinds.is_empty() {
        faults.push(fault(at, "needs a kind of access: entitlements, roles or accounts"));
        return None;
    }
    node.as_object_mut()?.insert("type".into(), json!(kinds));
    Some(node)
}

fn people(form: &RuleForm, faults: &mut Vec<Fault>) -> Json {
    if !form.who_json.trim().is_empty() {
        return read("userFilter", &form.who_json, faults).unwrap_or_default();
    }
    if form.who.is_empty() {
        return json!({"operator": "ALL", "operand": []});
    }
    leaf(&form.who, &form.who_operator, &form.who_value)
}

fn leaf(property: &str, operator: &str, value: &str) -> Json {
    json!({"operator": operator, "operand": {"targetName": property, "targetValue": value.trim()}})
}

fn read(at: &str, text: &str, faults: &mut Vec<Fault>) -> Option<Json> {
    match serde_json::from_str::<Json>(text) {
        Ok(node @ Json::Object(_)) => Some(node),
        Ok(_) => {
            faults.push(fault(at, "must be a JSON object"));
            None
        }
        Err(error) => {
            faults.push(fault(at, format!("is no JSON: {error}")));
            None
        }
    }
}

/// What is wrong with a property.
pub(super) fn fault(property: impl Into<String>, fault: impl Into<String>) -> Fault {
    Fault { property: property.into(), fault: fault.into() }
}

/// What is wrong, in the builder's words.
pub fn told(faults: &[Fault]) -> String {
    let name = |property: &str| match property {
        "name" => "The name".to_owned(),
        "policyRuleOwner" | "policyRuleOwner.id" => "The owner".to_owned(),
        "violationOwner" | "violationOwner.id" => "Who decides".to_owned(),
        "maxExceptionDuration" => "The longest exception".to_owned(),
        "riskScore" => "The risk".to_owned(),
        "violationLifecycle.expiration.duration" => "The time to decide".to_owned(),
        "userFilter" => "Whom it is about".to_owned(),
        "decisionOptions" => "What may be decided".to_owned(),
        property => match property
            .strip_prefix("ruleDefinition[")
            .and_then(|rest| rest.split(']').next()?.parse::<usize>().ok())
        {
            Some(place) => format!("Side {}", place + 1),
            None => property.to_owned(),
        },
    };
    let told: Vec<String> =
        faults.iter().map(|fault| format!("{} {}", name(&fault.property), fault.fault)).collect();
    told.join("; ")
}

#[cfg(test)]
mod tests;
