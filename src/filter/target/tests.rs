use super::*;
use crate::filter::MAX_LEAVES;

fn path(name: &str) -> Path {
    Path::dotted(name).unwrap()
}

fn leaf(operator: &str, name: &str, value: impl Into<Json>) -> Json {
    json!({"operator": operator, "operand": {"targetName": name, "targetValue": value.into()}})
}

fn refusal(node: &Json) -> String {
    parse(node).unwrap_err().to_string()
}

/// A filter nested so many levels deep.
fn nested(levels: usize) -> Json {
    (1..levels).fold(leaf("EQUALS", "id", "x"), |node, _| json!({"operator": "AND", "operand": [node]}))
}

#[test]
fn every_operator_is_read() {
    for op in Op::ALL {
        let read = parse(&leaf(op.operator(), "user.userName", "ljones"));
        assert_eq!(read, Ok(Filter::Compare { path: path("user.userName"), op, value: "ljones".into() }));
    }
    assert_eq!(parse(&leaf("EXISTS", "id", "")), Ok(Filter::Present(path("id"))));
    assert_eq!(
        parse(&leaf("IN", "id", json!(["a", 1, true, null]))),
        Ok(Filter::In { path: path("id"), values: vec!["a".into(), 1.into(), true.into(), Value::Null] })
    );
    assert_eq!(parse(&json!({"operator": "ALL", "operand": []})), Ok(Filter::All));
}

#[test]
fn a_missing_or_empty_filter_matches_everything() {
    for body in ["", " ", "null", "{}", r#"{"targetFilter":{}}"#, r#"{"targetFilter":null}"#] {
        assert_eq!(parse_body_bytes(body.as_bytes()), Ok(Filter::All), "{body}");
    }
}

#[test]
fn an_empty_group_matches_everything() {
    for operator in ["AND", "OR"] {
        assert_eq!(parse(&json!({"operator": operator, "operand": []})), Ok(Filter::All));
    }
    assert_eq!(write(&Filter::Or(vec![])), json!({"operator": "OR", "operand": []}));
}

#[test]
fn only_the_first_operand_of_not_counts() {
    let read = parse(&json!({"operator": "NOT", "operand": [leaf("EXISTS", "id", ""), {"operator": "?"}]}));
    assert_eq!(read, Ok(Filter::Present(path("id")).negated()));
    let everything = json!({"operator": "NOT", "operand": [{"operator": "ALL", "operand": []}]});
    assert_eq!(parse(&everything), Ok(Filter::None));
    assert_eq!(write(&Filter::None), everything);
}

#[test]
fn members_beside_operator_and_operand_are_ignored() {
    let mut node = leaf("EQUALS", "id", "x");
    node["type"] = json!(["entitlementGrant"]);
    assert_eq!(parse(&node), Ok(Filter::equals(path("id"), "x")));
}

#[test]
fn the_whole_body_is_read() {
    let body = json!({"targetFilter": {"operator": "AND", "operand": [
        leaf("EQUALS", "user.userName", "ljones"),
        leaf("CONTAINS", "application.name", "Active Directory"),
    ]}});
    let parts = vec![
        Filter::equals(path("user.userName"), "ljones"),
        Filter::Compare {
            path: path("application.name"),
            op: Op::Contains,
            value: "Active Directory".into(),
        },
    ];
    assert_eq!(parse_body(&body), Ok(Filter::And(parts)));
    assert_eq!(write(&parse_body(&body).unwrap()), body["targetFilter"]);
}

#[test]
fn refusals_name_the_place_and_the_fault() {
    assert_eq!(refusal(&json!([])), "`filter` must be an object");
    assert_eq!(refusal(&json!({"operand": []})), "`operator` is missing");
    assert_eq!(refusal(&json!({"operator": 1})), "`operator` must be a text");
    assert_eq!(refusal(&json!({"operator": "AND"})), "`operand` is missing");
    assert_eq!(refusal(&json!({"operator": "AND", "operand": {}})), "`operand` must be an array of nodes");
    assert_eq!(refusal(&json!({"operator": "NOT", "operand": []})), "`operand` must be an array of one node");
    assert_eq!(
        refusal(&json!({"operator": "EQUALS", "operand": []})),
        "`operand` must be an object with targetName and targetValue"
    );
    assert_eq!(refusal(&leaf("EQUALS", "a..b", "")), "`operand.targetName` has an empty segment");
    assert_eq!(
        refusal(&leaf("EQUALS", "id", json!(["a"]))),
        "`operand.targetValue` must be a text, a number, a boolean or null"
    );
    assert_eq!(refusal(&leaf("EQUALS", "id", "a\0")), "`operand.targetValue` must not contain NUL");
    assert_eq!(
        refusal(
            &json!({"operator": "OR", "operand": [{}, {"operator": "NOT", "operand": [{"operator": "NEAR"}]}]})
        ),
        format!("`operand[1].operand[0].operator` must be one of {OPERATORS}, not `NEAR`")
    );
    assert_eq!(
        parse_body(&json!({"targetFilter": leaf("IN", "id", json!(["a", {}]))})).unwrap_err().to_string(),
        "`targetFilter.operand.targetValue[1]` must be a text, a number, a boolean or null"
    );
    assert_eq!(
        parse_body(&json!({"targetFilter": 1})).unwrap_err().to_string(),
        "`targetFilter` must be an object"
    );
    assert_eq!(parse_body(&json!([])).unwrap_err().to_string(), "`body` must be an object");
    assert_eq!(
        parse_body_bytes(b"{\n\"targetFilter\": x}").unwrap_err().to_string(),
        "filter is not JSON: fault at line 2, column 17"
    );
}

#[test]
fn the_nesting_is_bounded() {
    assert_eq!(parse(&nested(32)).unwrap().depth(), 32);
    assert_eq!(refusal(&nested(33)), "filter is nested deeper than 32 levels");
    assert_eq!(refusal(&nested(1000)), "filter is nested deeper than 32 levels");
}

#[test]
fn a_body_nested_however_deep_is_refused_alike() {
    for levels in [33, 60, 1000, 1_000_000] {
        let (open, close) = (r#"{"operator":"NOT","operand":["#.repeat(levels), "]}".repeat(levels));
        let body = format!(r#"{{"targetFilter":{open}{{}}{close}}}"#);
        assert_eq!(parse_body_bytes(body.as_bytes()), Err(FilterError::TooDeep), "{levels}");
        let never_closed = format!(r#"{{"targetFilter":{}"#, "[".repeat(levels * 4));
        assert_eq!(parse_body_bytes(never_closed.as_bytes()), Err(FilterError::TooDeep), "{levels}");
    }
}

#[test]
fn the_conditions_are_bounded() {
    let many = |count: usize| json!({"operator": "OR", "operand": vec![leaf("EQUALS", "id", "x"); count]});
    assert!(parse(&many(MAX_LEAVES)).is_ok());
    assert_eq!(refusal(&many(MAX_LEAVES + 1)), "filter has more than 1000 conditions");
    assert!(parse(&leaf("IN", "id", json!(vec!["x"; MAX_LEAVES]))).is_ok());
    assert_eq!(
        refusal(&leaf("IN", "id", json!(vec!["x"; MAX_LEAVES + 1]))),
        "filter has more than 1000 conditions"
    );
    let nothings = json!({"operator": "AND", "operand": vec![json!({}); MAX_LEAVES + 1]});
    assert_eq!(refusal(&nothings), "filter has more than 1000 conditions");
}

#[test]
fn the_length_is_bounded() {
    assert_eq!(refusal(&leaf("EQUALS", "id", "x".repeat(64 * 1024))), "filter is longer than 65536 bytes");
}
