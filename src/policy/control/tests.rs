use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::*;
use crate::authority::{Actor, Authority};

const OWNER: UserId = UserId(Uuid::from_u128(1));
const OTHER: UserId = UserId(Uuid::from_u128(2));
const EXCEPTED: UserId = UserId(Uuid::from_u128(3));

fn body(interval: &Json) -> Map<String, Json> {
    let body = json!({"name": " Review ", "controlOwner": {"id": OWNER, "mail": "x@y.z"}, "evidenceInterval": interval});
    body.as_object().cloned().unwrap()
}

fn day(day: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(day)
}

fn control(interval: u32, given: Option<i64>) -> Control {
    Control {
        id: ControlId(Uuid::from_u128(9)),
        definition: ControlDefinition::parse(body(&json!(interval))).unwrap(),
        given: given.map(|at| Given { at: day(at), by: Some(OWNER), on_behalf_of: None }),
        retired: None,
        revision: 1,
        created_at: day(0),
        modified_at: day(0),
    }
}

fn actor(id: UserId, authorities: &[Authority]) -> Actor {
    Actor::Person { id, name: "x".into(), authorities: authorities.to_vec() }
}

#[test]
fn a_body_is_read_and_everything_wrong_is_named() {
    let read = control(30, None).definition;
    assert_eq!((read.name.as_str(), read.owner, read.interval_days), ("Review", OWNER, 30));
    assert_eq!(read.body()["controlOwner"], json!({"id": OWNER}));
    for wrong in [json!(0), json!(1_096), json!("30"), json!(1.5), json!(-1), Json::Null] {
        let faults = ControlDefinition::parse(body(&wrong)).unwrap_err();
        assert_eq!((faults.len(), faults[0].property.as_str()), (1, "evidenceInterval"), "{wrong}");
    }
    let faults = ControlDefinition::parse(Map::new()).unwrap_err();
    let named: Vec<&str> = faults.iter().map(|fault| fault.property.as_str()).collect();
    assert_eq!(named, ["name", "controlOwner.id", "evidenceInterval"]);
    let mut blank = body(&json!(1));
    blank.insert("name".into(), json!("  "));
    assert!(ControlDefinition::parse(blank).is_err());
}

#[test]
fn evidence_keeps_a_control_for_its_interval() {
    use ControlState::{Current, Due, Lapsed, Retired};
    assert_eq!(control(90, None).state(day(0)), Lapsed);
    let given = control(90, Some(0));
    assert_eq!(given.until(), Some(day(90)));
    assert_eq!(given.reminder(), Some(day(76)));
    let states = [0, 75, 76, 89, 90, 900].map(|at| given.state(day(at)));
    assert_eq!(states, [Current, Current, Due, Due, Lapsed, Lapsed]);
    assert!(given.works(day(90) - Duration::microseconds(1)) && !given.works(day(90)));
    assert_eq!(control(8, Some(0)).reminder(), Some(day(6)), "a quarter of a short interval");
    let retired = Control { retired: Some(day(1)), ..given };
    assert_eq!((retired.state(day(2)), retired.loss(day(2))), (Retired, Some(Loss::Retired)));
    assert_eq!(retired.document(day(2))["evidenceDueDate"], Json::Null);
}

#[test]
fn owner_deputy_and_administrators_give_evidence_but_not_for_their_own_exception() {
    let control = control(30, None);
    let may = |actor: &Actor, stands_in_for: &[UserId], excepted: &[UserId]| {
        control.may_confirm(Acting { actor, stands_in_for }, excepted)
    };
    let (owner, other) = (actor(OWNER, &[]), actor(OTHER, &[]));
    let admin = actor(OTHER, &[Authority::PolicyAdmin]);
    assert_eq!(may(&owner, &[], &[]), Ok(None));
    assert_eq!(may(&admin, &[OWNER], &[]), Ok(None), "by themselves where they may");
    assert_eq!(may(&other, &[OWNER], &[]), Ok(Some(OWNER)));
    assert!(may(&other, &[EXCEPTED], &[]).is_err());
    assert!(may(&actor(OTHER, &[Authority::Auditor]), &[], &[]).is_err());
    assert!(may(&owner, &[], &[OWNER]).is_err());
    assert!(may(&admin, &[], &[OTHER]).is_err());
    assert!(may(&other, &[OWNER], &[OWNER]).is_err(), "nor by a deputy");
    assert!(may(&owner, &[], &[EXCEPTED]).is_ok());
}

#[test]
fn an_exception_rests_on_a_control_that_works() {
    let fault = |refused: Result<Option<&Control>, Refusal>| match refused.unwrap_err() {
        Refusal::Field { field: "mitigatingControlId", fault } => fault,
        other => panic!("{other:?}"),
    };
    let linked = [control(30, Some(0)), Control { id: ControlId(Uuid::from_u128(8)), ..control(30, None) }];
    let of = |named: Option<ControlId>, user, at| ground(&linked, named, user, day(at));
    assert_eq!(ground(&[], None, EXCEPTED, day(0)), Ok(None), "a rule without controls");
    assert_eq!(of(Some(linked[0].id), EXCEPTED, 1).unwrap().unwrap().id, linked[0].id);
    assert!(fault(of(None, EXCEPTED, 1)).contains("`Review`"));
    assert!(fault(of(None, EXCEPTED, 30)).contains("none of them works"));
    assert!(fault(of(Some(linked[1].id), EXCEPTED, 1)).contains("no evidence yet"));
    assert!(fault(of(Some(linked[0].id), EXCEPTED, 30)).contains("1970-01-31"));
    assert!(fault(of(Some(linked[0].id), OWNER, 1)).contains("themselves"));
    assert!(fault(of(Some(ControlId(Uuid::nil())), EXCEPTED, 1)).contains("not linked"));
    assert!(fault(ground(&[], Some(linked[0].id), EXCEPTED, day(0))).contains("not linked"));
}

#[test]
fn evidence_says_something() {
    assert!(check_words("", true).is_ok() && check_words("looked", false).is_ok());
    assert!(check_words(" ", false).is_err());
    assert!(check_words(&"x".repeat(10_001), true).is_err());
}
