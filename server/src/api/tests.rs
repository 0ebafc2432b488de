use axum::http::StatusCode;
use axum::response::IntoResponse;
use bailiwick::request::Priority;
use serde_json::{Value, json};

use super::{ApiError, Fields, Params};

fn message(error: &ApiError) -> String {
    format!("{error:?}")
}

fn params(given: &[(&str, &str)]) -> Params {
    Params(given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

#[test]
fn a_fault_names_the_field_by_its_path() {
    let body = json!({"users": ["a", 5], "priority": "urgent", "catalogs": [{"id": 7}], "endDate": "soon", "x": "a\u{0}"});
    let fields = Fields::of_body(&body).unwrap();
    assert!(message(&fields.texts("users", 9).unwrap_err()).contains("`users[1]` must be a text"));
    let unknown = message(&fields.word::<Priority>("priority").unwrap_err());
    assert!(unknown.contains("`priority` must be one of low, medium, high, not `urgent`"), "{unknown}");
    let inner = fields.objects("catalogs", 9).unwrap();
    assert!(message(&inner[0].required_text("id").unwrap_err()).contains("`catalogs[0].id` must be a text"));
    assert!(message(&fields.moment("endDate").unwrap_err()).contains("`endDate` must be an ISO 8601 date"));
    assert!(message(&fields.text("x").unwrap_err()).contains("control characters"));
    assert!(message(&fields.texts("users", 1).unwrap_err()).contains("at most 1 elements, not 2"));
}

#[test]
fn dates_come_as_text_or_as_milliseconds() {
    let body = json!({"a": "2026-01-05T09:00:00+01:00", "b": 1_767_603_600_000_i64, "c": null, "d": true, "e": i64::MAX});
    let fields = Fields::of_body(&body).unwrap();
    assert_eq!(fields.moment("a").unwrap().unwrap().to_rfc3339(), "2026-01-05T08:00:00+00:00");
    assert_eq!(fields.moment("b").unwrap().unwrap().to_rfc3339(), "2026-01-05T09:00:00+00:00");
    assert_eq!(fields.moment("c").unwrap(), None);
    assert!(fields.moment("d").is_err());
    assert!(fields.moment("e").is_err());
    assert!(Fields::of_body(&Value::Null).is_err());
}

#[test]
fn a_lone_object_may_stand_for_a_list_of_one() {
    let body = json!({"one": {"login": "ann"}, "many": [{}, {}]});
    let fields = Fields::of_body(&body).unwrap();
    assert_eq!(fields.objects_or_one("one", 9).unwrap()[0].text("login").unwrap(), Some("ann"));
    assert_eq!(fields.objects_or_one("many", 9).unwrap().len(), 2);
    assert!(fields.objects("one", 9).is_err());
}

#[test]
fn parameters_are_read_or_refused_by_name() {
    let given = params(&[
        ("_action", "create"),
        ("flag", "TRUE"),
        ("n", "-1"),
        ("_searchAfter", "20"),
        ("blank", " "),
    ]);
    assert_eq!(given.required("_action", &["create", "validate"]).unwrap(), "create");
    assert!(given.flag("flag").unwrap());
    assert!(!given.flag("blank").unwrap());
    assert!(message(&given.number("n", 5).unwrap_err()).contains("`n` must be a whole number from 0 to 5"));
    assert_eq!(given.list().unwrap().offset, 20);
    assert!(params(&[("_searchAfter", "zz")]).list().is_err());
    let missing = message(&params(&[]).required("_action", &["create", "validate"]).unwrap_err());
    assert!(missing.contains("`_action` is missing: it must be one of create, validate"), "{missing}");
}

#[test]
fn a_refusal_says_how_to_sign_in() {
    let response = ApiError::from(bailiwick_engine::EngineError::NotAuthenticated).into_response();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
}
