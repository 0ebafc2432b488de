use super::*;

const PERSON: &str = "0190a5b0-0000-7000-8000-000000000001";

fn typed() -> RuleForm {
    let mut form = empty("ann".into());
    form.name = "Pay and approve".into();
    form.rows[0].value = "Pay".into();
    add_row(&mut form, 0);
    form.rows[2].value = "Release".into();
    form.rows[1].value = "Approve".into();
    form
}

fn owned(form: &RuleForm) -> RuleDefinition {
    let mut body = body(form, Map::new()).unwrap();
    for owner in ["policyRuleOwner", "violationOwner"] {
        body.insert(owner.into(), json!({"id": PERSON}));
    }
    RuleDefinition::parse(body).unwrap()
}

#[test]
fn what_was_built_is_shown_again() {
    let form = typed();
    let rule = owned(&form);
    assert_eq!(rule.sides.len(), 2);
    let mut shown = of(String::new(), 0, &rule, "ann".into(), "ann".into());
    let mut rows = form.rows.clone();
    rows.sort_by_key(|row| row.side);
    assert_eq!(std::mem::replace(&mut shown.rows, rows.clone()), rows);
    assert_eq!(shown, RuleForm { rows, ..form });
}

#[test]
fn sides_and_conditions_come_and_go() {
    let mut form = typed();
    drop_side(&mut form, 0);
    assert_eq!(form.sides.len(), 1);
    assert!(form.rows.iter().all(|row| row.side == 0 && row.value == "Approve"));
    drop_row(&mut form, 7);
    drop_row(&mut form, 0);
    assert_eq!(form.rows, []);
}

#[test]
fn what_cannot_be_shown_is_kept_as_json() {
    let mut form = typed();
    let nested = json!({"operator": "AND", "operand": [
        {"operator": "EQUALS", "operand": {"targetName": "tags", "targetValue": "sox"}},
        {"operator": "EQUALS", "operand": {"targetName": "application.name", "targetValue": "SAP"}},
    ]});
    form.sides[0].json = nested.to_string();
    let shown = of(String::new(), 0, &owned(&form), "ann".into(), "ann".into());
    assert_eq!(serde_json::from_str::<Json>(&shown.sides[0].json).unwrap(), nested);
    form.sides[0].json = "{".into();
    form.days = "soon".into();
    let faults = body(&form, Map::new()).unwrap_err();
    assert!(told(&faults).contains("The longest exception must be a whole number"), "{faults:?}");
    assert!(told(&faults).contains("Side 1 is no JSON"), "{faults:?}");
}

#[test]
fn other_members_stay() {
    let base = json!({"documentationUrl": "https://x.example", "violationLifecycle": {"expiration": {"action": "allow"}}});
    let body = body(&typed(), base.as_object().cloned().unwrap()).unwrap();
    assert_eq!(body["documentationUrl"], "https://x.example");
    assert_eq!(body["violationLifecycle"]["expiration"], json!({"action": "allow", "expires": false}));
}
