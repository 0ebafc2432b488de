//! Campaigns of SailPoint's API.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use super::{Asked, AskedFilter, AskedTemplate, CampaignType, Narrowed, Schedule, Scope};
use crate::certification::{CertificationType, Certifier, ExpirationAction, TemplateDefinition};
use crate::filter::Filter;
use crate::id::{ItemId, UserId};

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(members) => members,
        other => unreachable!("{other}"),
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn owner() -> UserId {
    UserId(uuid::Uuid::from_u128(7))
}

#[test]
fn a_campaign_is_said_as_a_template_of_the_house() {
    let asked = Asked::parse(object(json!({
        "id": "dropped", "name": "Review", "description": null, "type": "MANAGER", "autoRevokeAllowed": true,
        "deadline": "2026-12-25T06:00:00.468Z", "mandatoryCommentRequirement": "ALL_DECISIONS", "kept": {"as": "it is"},
    })));
    let asked = asked.unwrap();
    assert_eq!((asked.kind, &asked.scope), (CampaignType::Manager, &Scope::Everybody));
    assert_eq!((asked.body().get("id"), asked.body().get("kept")), (None, Some(&json!({"as": "it is"}))));
    let made = TemplateDefinition::parse(asked.template(owner(), &Narrowed::default())).unwrap();
    assert!(made.is_staged && made.comments.certify && made.comments.revoke && !made.allows.partial_signoff);
    assert_eq!((made.owner, made.expiration.action), (owner(), ExpirationAction::Revoke));
    assert_eq!(made.stages[0].certifier, Certifier::Manager);
    assert_eq!(CampaignType::of(&made), CampaignType::Manager);
}

#[test]
fn a_campaign_of_machines_is_a_review_of_accounts_by_their_owners() {
    let source = uuid::Uuid::from_u128(9);
    let asked = Asked::parse(object(json!({
        "name": "Machines", "description": null, "type": "MACHINE_ACCOUNT",
        "machineAccountCampaignInfo": {"sourceIds": [source], "reviewerType": "ACCOUNT_OWNER"},
    })))
    .unwrap();
    assert_eq!(asked.scope, Scope::Machines(vec![ItemId(source)]));
    let made = TemplateDefinition::parse(asked.template(owner(), &Narrowed::default())).unwrap();
    assert_eq!(
        (made.kind, &made.stages[0].certifier),
        (CertificationType::Account, &Certifier::AccountOwner)
    );
    assert!(made.target.account.matches(&json!({"kind": "machine"})));
    assert!(!made.target.account.matches(&json!({"kind": "personal"})));
    assert!(made.target.application.matches(&json!({"id": source})));
    assert_eq!(CampaignType::of(&made), CampaignType::MachineAccount);
    let mut of_people = Narrowed::default();
    of_people.kinds.retain(|kind| *kind != "accountGrant");
    let made = TemplateDefinition::parse(asked.template(owner(), &of_people)).unwrap();
    assert_eq!(made.target.account, Filter::None, "a filter that takes in no account leaves all of them out");
}

#[test]
fn every_fault_of_a_campaign_is_named_at_once() {
    let faults =
        Asked::parse(object(json!({"type": "SEARCH", "deadline": 7, "searchCampaignInfo": {"type": "X"}})));
    let faults: Vec<String> = faults.unwrap_err().into_iter().map(|fault| fault.property).collect();
    assert_eq!(faults, ["name", "deadline", "searchCampaignInfo.type", "searchCampaignInfo.query"]);
}

#[test]
fn letters_behind_a_percent_sign_are_parts_of_the_date() {
    let template = AskedTemplate::parse(object(json!({
        "name": "Quarterly", "description": "x", "deadlineDuration": "P1M2DT3H",
        "campaign": {"name": "Review %B %Y (%d.%m.), 100%% %x", "description": "%F", "type": "MANAGER"},
    })));
    let made = template.unwrap().campaign(at("2026-01-31T10:00:00Z")).unwrap();
    assert_eq!(made.name, "Review January 2026 (31.01.), 100% %x");
    assert_eq!(made.description.as_deref(), Some("2026-01-31"));
    assert_eq!(made.deadline, Some(at("2026-03-02T13:00:00Z")), "a month is a month");
    for wrong in ["", "P", "2W", "P2", "PT", "P2H", "PT2D", "P9999999D"] {
        let body =
            json!({"name": "x", "deadlineDuration": wrong, "campaign": {"name": "x", "type": "MANAGER"}});
        assert!(AskedTemplate::parse(object(body)).is_err(), "{wrong}");
    }
}

/// The next three times of a schedule after a Wednesday noon.
fn times(schedule: Json) -> Vec<String> {
    let schedule = Schedule::parse(&object(schedule)).unwrap();
    let mut now = at("2026-07-01T12:00:00Z");
    let next = std::iter::from_fn(|| {
        now = schedule.next_after(now)?;
        Some(now.format("%F %H:%M").to_string())
    });
    next.take(3).collect()
}

#[test]
fn a_schedule_says_when_it_is_time() {
    let hours = json!({"type": "LIST", "values": ["8"]});
    let list = |values: Json| json!({"type": "LIST", "values": values});
    assert_eq!(
        times(
            json!({"type": "WEEKLY", "days": list(json!(["1"])), "hours": {"type": "LIST", "values": ["8"], "interval": 12}})
        ),
        ["2026-07-05 08:00", "2026-07-05 20:00", "2026-07-12 08:00"],
        "Sundays"
    );
    assert_eq!(
        times(
            json!({"type": "MONTHLY", "days": list(json!(["1", "L-1"])), "hours": hours, "timeZoneId": "-05:00"})
        ),
        ["2026-07-01 13:00", "2026-07-30 13:00", "2026-08-01 13:00"]
    );
    assert_eq!(
        times(json!({"type": "MONTHLY", "days": {"type": "RANGE", "values": ["30", "L"]}, "hours": hours})),
        ["2026-07-30 08:00", "2026-07-31 08:00", "2026-08-30 08:00"]
    );
    let quarterly = json!({"type": "LIST", "values": ["1"], "interval": 3});
    assert_eq!(
        times(json!({"type": "ANNUALLY", "months": quarterly, "days": list(json!(["1"])), "hours": hours})),
        ["2026-10-01 08:00", "2027-01-01 08:00", "2027-04-01 08:00"]
    );
    assert_eq!(
        times(json!({"type": "ANNUALLY", "days": list(json!(["--02-29"])), "hours": hours})),
        ["2028-02-29 08:00", "2032-02-29 08:00", "2036-02-29 08:00"]
    );
    let once = json!({"type": "CALENDAR", "days": list(json!(["2026-08-01", "2026-01-01"])), "hours": hours});
    assert_eq!(times(once), ["2026-08-01 08:00"]);
    let ends = json!({"type": "WEEKLY", "days": list(json!(["4"])), "hours": hours, "expiration": "2026-07-10T00:00:00Z"});
    assert_eq!(times(ends), ["2026-07-08 08:00"]);
    for wrong in [
        json!({"type": "DAILY", "hours": hours}),
        json!({"type": "WEEKLY", "hours": hours}),
        json!({"type": "WEEKLY", "days": list(json!(["0"])), "hours": hours}),
        json!({"type": "WEEKLY", "days": list(json!(["1"]))}),
        json!({"type": "CALENDAR", "days": {"type": "RANGE", "values": ["2026-08-01", "2026-08-02"]}, "hours": hours}),
        json!({"type": "MONTHLY", "days": list(json!(["L-40"])), "hours": hours}),
        json!({"type": "MONTHLY", "days": list(json!(["1"])), "hours": hours, "timeZoneId": "Mars"}),
    ] {
        assert!(Schedule::parse(&object(wrong.clone())).is_err(), "{wrong}");
    }
}

#[test]
fn a_schedule_goes_by_the_clock_of_its_place() {
    let on = |days: Json, hour: &str| {
        json!({"type": "CALENDAR", "days": {"type": "LIST", "values": days},
               "hours": {"type": "LIST", "values": [hour]}, "timeZoneId": "Europe/Berlin"})
    };
    let (summer, winter) = ("2026-10-24", "2026-10-26");
    assert_eq!(times(on(json!([summer, winter]), "8")), ["2026-10-24 06:00", "2026-10-26 07:00"]);
    // Three o'clock is two again on that night; it is time once.
    assert_eq!(times(on(json!(["2026-10-25"]), "2")), ["2026-10-25 00:00"]);
    // Two o'clock is three at once on this one.
    assert_eq!(times(on(json!(["2027-03-28"]), "2")), ["2027-03-28 01:00"]);
}

#[test]
fn what_a_filter_takes_in_meets_every_criterion_and_what_meets_one_is_left_out() {
    let criteria = json!([
        {"type": "IDENTITY_ATTRIBUTE", "operation": "EQUALS", "property": "department", "value": "Finance"},
        {"type": "COMPOSITE", "operation": "OR", "children": [
            {"type": "ENTITLEMENT", "operation": "STARTS_WITH", "property": "name", "value": "SAP"},
            {"type": "ENTITLEMENT", "operation": "CONTAINS", "property": "name", "value": "pay", "negateResult": true},
        ]},
    ]);
    let with = |mode: &str| {
        AskedFilter::parse(object(json!({"name": "x", "mode": mode, "criteriaList": criteria}))).unwrap()
    };
    let (taken, left) = (with("INCLUSION").narrowed(), with("EXCLUSION").narrowed());
    assert_eq!((taken.kinds.len(), left.kinds.len()), (1, 3));
    assert_eq!(left.user, taken.user.clone().negated());
    assert!(taken.entitlement != Filter::All && taken.role == Filter::All);
    for wrong in [
        json!({"name": "x", "mode": "SOME"}),
        json!({"name": "x", "mode": "INCLUSION", "criteriaList": [{"type": "ACCOUNT", "operation": "EQUALS"}]}),
        json!({"name": "x", "mode": "INCLUSION", "criteriaList": [{"type": "ROLE", "operation": "LIKE"}]}),
        json!({"name": "x", "mode": "INCLUSION", "criteriaList": [{"type": "COMPOSITE", "operation": "OR", "children": [
            {"type": "ROLE", "operation": "EQUALS", "value": "a"}, {"type": "SOURCE", "operation": "EQUALS", "value": "b"}]}]}),
    ] {
        assert!(AskedFilter::parse(object(wrong.clone())).is_err(), "{wrong}");
    }
}
