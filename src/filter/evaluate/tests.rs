use serde_json::json;

use super::*;
use crate::filter::query;

/// A request as the API shows it.
fn request() -> Json {
    json!({
        "id": "R-1",
        "requestType": "applicationGrant",
        "user": {"userName": "Mónica.ÖZTÜRK"},
        "request": {"common": {"priority": null, "risk": 40, "draft": false, "flag": "True"}},
        "decision": {
            "startDate": "2026-03-01T08:00:00.123456789Z",
            "phases": [{"name": "manager", "status": "complete"}, {"name": "owner", "status": "in-progress"}],
            "actors": {"active": [{"id": "u-7"}, {"id": "u-9"}], "inactive": []}
        },
        "glossary": {
            "Test User": "yes",
            "cost.centre": "4711",
            "idx": {"/entitlement": {"description": "Pays"}},
            "read/write": {"level": 3}
        }
    })
}

fn holds(filter: &str) -> bool {
    query::parse(filter).unwrap().matches(&request())
}

#[test]
fn texts_compare_without_case() {
    assert!(holds(r#"requestType eq "APPLICATIONGRANT""#));
    assert!(holds(r#"user.userName eq "mónica.öztürk""#));
    assert!(holds(r#"user.userName co "ÖZ""#));
    assert!(holds(r#"user.userName sw "MÓN""#));
    assert!(holds(r#"user.userName ew "Ürk""#));
    assert!(!holds(r#"user.userName eq "monica.ozturk""#));
}

#[test]
fn case_does_not_depend_on_the_place_of_a_letter() {
    assert_eq!(fold("ΟΔΟΣ"), "οδοσ");
    let name = json!({"name": "ΣΟΣ"});
    assert!(query::parse("name ew 'σ'").unwrap().matches(&name));
}

#[test]
fn any_element_of_an_array_counts() {
    assert!(holds("decision.phases.status eq 'in-progress'"));
    assert!(holds("decision.actors.active.id eq 'u-9'"));
    assert!(holds("decision.phases.name co 'wne'"));
    assert!(!holds("decision.phases.status eq 'cancelled'"));
    assert!(holds("!(decision.phases.status eq 'cancelled')"));
}

#[test]
fn null_absent_and_an_empty_array_are_not_there() {
    for path in ["request.common.priority", "request.common.none", "decision.actors.inactive", "id.more"] {
        assert!(!holds(&format!("{path} pr")), "{path}");
        assert!(holds(&format!("{path} eq null")), "{path}");
        assert!(!holds(&format!("{path} eq ''")), "{path}");
        assert!(!holds(&format!("{path} co ''")), "{path}");
        assert!(!holds(&format!("{path} le 5 or {path} ge 5")), "{path}");
    }
    assert!(holds("decision pr and decision.phases co '' and id pr and request.common.draft pr"));
    assert!(!holds("id eq null"));
}

#[test]
fn numbers_compare_as_numbers() {
    assert!(holds("request.common.risk gt 9"));
    assert!(holds("request.common.risk gt '9'"));
    assert!(holds("request.common.risk eq '40' and request.common.risk eq 40.0"));
    assert!(holds("request.common.risk ge 40 and request.common.risk le 40"));
    assert!(!holds("request.common.risk lt 40"));
    assert!(holds("glossary.cost.centre gt 711"));
    assert!(!holds("request.common.risk gt 'nine'"));
}

#[test]
fn dates_compare_as_moments() {
    assert!(holds("decision.startDate gt '2026-03-01'"));
    assert!(holds("decision.startDate lt '2026-03-01T10:00:00+01:00'"));
    assert!(holds("decision.startDate ge '2026-03-01T09:00:00.123456789+01:00'"));
    assert!(holds("decision.startDate eq '2026-03-01T09:00:00.123456789+01:00'"));
}

#[test]
fn other_texts_have_the_order_of_their_letters() {
    assert!(holds("requestType gt 'aardvark' and requestType lt 'Zebra'"));
}

#[test]
fn booleans_compare_loosely() {
    assert!(holds("request.common.draft eq false and request.common.draft eq 'FALSE'"));
    assert!(holds("request.common.flag eq true and request.common.flag eq 'true'"));
    assert!(!holds("request.common.draft eq true"));
    assert!(!holds("request.common.draft eq 0"));
}

#[test]
fn keys_with_spaces_dots_and_slashes_are_found() {
    assert!(holds("glossary.Test%20User eq 'yes'"));
    assert!(holds("glossary.cost.centre eq '4711'"));
    assert!(holds("glossary.idx./entitlement.description eq 'pays'"));
    assert!(holds("glossary/idx/entitlement/description eq 'pays'"));
    assert!(holds("glossary.read/write.level eq 3"));
    assert!(holds("glossary.read~1write.level eq 3"));
}

#[test]
fn the_longest_key_is_meant() {
    let object = json!({"a": {"b": 1}, "a.b": 2, "a/b": 3});
    assert_eq!(found(&object, &Path::dotted("a.b").unwrap()), [&json!(2)]);
    let slashed = json!({"a": {"b": 1}, "a/b": 3});
    assert_eq!(found(&slashed, &Path::dotted("a/b").unwrap()), [&json!(3)]);
    assert_eq!(found(&slashed, &Path::dotted("a.b").unwrap()), [&json!(1)]);
}

#[test]
fn values_come_in_their_order() {
    let object = json!({"a": [{"b": [1, [2]]}, {"b": 3}, {"c": 0}]});
    assert_eq!(found(&object, &Path::dotted("a.b").unwrap()), [&json!(1), &json!(2), &json!(3)]);
}
