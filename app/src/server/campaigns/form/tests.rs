use super::*;

/// The form of a step, as a page would send it back untouched.
fn untouched(body: &Map<String, Json>) -> TemplateForm {
    let mut form = TemplateForm {
        step: "what".into(),
        name: text(body, "name"),
        kind: text(body, "certificationType"),
        owner: text(body, "ownerId"),
        entitlements: true,
        ..TemplateForm::default()
    };
    for place in 0..FILTERS.len() {
        let (mode, rows) = filter(body, place);
        form.filters.push(mode);
        form.rows.extend(rows);
    }
    form
}

#[test]
fn another_type_has_filters_and_certifiers_of_its_own() {
    let mut body = empty("owner");
    let named = json!({"operator": "EQUALS", "operand": {"targetName": "userName", "targetValue": "jonas"}});
    body["targetFilter"]["user"] = named;
    let mut form = untouched(&body);
    form.kind = "roleComposition".into();
    assert!(apply(&form, &mut body).is_empty());
    assert_eq!(body["targetFilter"], json!({}));
    assert_eq!(body["stages"], json!([{"certifierType": "roleOwner"}]));
    form.kind = "identity".into();
    apply(&form, &mut body);
    assert_eq!(body["stages"], json!([{"certifierType": "manager"}]));
    let machine = json!({"operator": "EQUALS", "operand": {"targetName": "kind", "targetValue": "machine"}});
    body["targetFilter"]["account"] = machine.clone();
    let mut form = untouched(&body);
    form.kind = "account".into();
    assert!(apply(&form, &mut body).is_empty());
    assert_eq!(body["targetFilter"], json!({"account": machine}), "conditions on accounts stay");
    assert_eq!(body["stages"], json!([{"certifierType": "accountOwner"}]));
}

#[test]
fn what_no_step_knows_stays() {
    let leaf =
        |value: &str| json!({"operator": "EQUALS", "operand": {"targetName": "name", "targetValue": value}});
    let deep = json!({"operator": "NOT", "operand": [leaf("x")]});
    let mut body = empty("ann");
    body.insert("ours".into(), json!({"kept": true}));
    body.insert("name".into(), json!("Quarterly"));
    body["targetFilter"]["application"] = json!({"operator": "OR", "operand": [leaf("a"), leaf("b")]});
    body["targetFilter"]["role"] = deep.clone();
    body["targetFilter"]["decision"] = leaf("y");
    let form = untouched(&body);
    assert_eq!(form.filters[1], FilterForm { mode: "any".into(), json: String::new() });
    assert_eq!(form.rows.iter().map(|row| row.value.as_str()).collect::<Vec<_>>(), ["a", "b", "y"]);
    assert!(form.filters[3].json.contains("NOT"), "rows cannot show it");
    let mut after = body.clone();
    assert_eq!(apply(&form, &mut after), []);
    assert_eq!(after["ours"], body["ours"]);
    for name in ["application", "role", "decision"] {
        assert_eq!(after["targetFilter"][name], body["targetFilter"][name], "{name}");
    }
    assert_eq!(after["targetFilter"]["type"], json!(["entitlementGrant"]));
}

#[test]
fn organisations_are_chosen_and_taken_out() {
    let mut body = empty("ann");
    body["targetFilter"]["memberOfOrg"] = json!(["managed/organization/1", "2"]);
    assert_eq!(organisations(&body), ["1", "2"]);
    let mut form = untouched(&body);
    form.organisations = ["1", "", "3", "1"].map(str::to_owned).to_vec();
    assert_eq!(apply(&form, &mut body), []);
    assert_eq!(body["targetFilter"]["memberOfOrg"], json!(["1", "3"]));
    form.organisations.clear();
    apply(&form, &mut body);
    assert_eq!(body["targetFilter"].get("memberOfOrg"), None);
}

#[test]
fn who_corrects_what_was_revoked_is_a_person_like_others() {
    let mut body = empty("ann");
    let form = TemplateForm {
        step: "rules".into(),
        remediate: true,
        remediator: "bob".into(),
        ..TemplateForm::default()
    };
    assert_eq!(apply(&form, &mut body), []);
    assert!(people(&body).contains(&("remediationActorId".to_owned(), "bob".to_owned())));
    put_person(&mut body, "remediationActorId", json!("managed/user/2"));
    assert_eq!(body["remediationActorId"], "managed/user/2");
    apply(&TemplateForm { remediator: String::new(), ..form }, &mut body);
    assert_eq!(body.get("remediationActorId"), None, "else whoever owns it is asked");
}

#[test]
fn stages_are_added_changed_and_taken_out() {
    let mut body = empty("ann");
    body["stages"] = json!([{"certifierType": "manager", "ours": 1}, {"certifierType": "roleOwner"}]);
    let stage = |how: &str, who: &str| StageForm { how: how.into(), who: who.into(), ..StageForm::default() };
    let form = TemplateForm {
        step: "who".into(),
        stages: vec![stage("manager", "ignored"), stage("", ""), stage("user", "bob")],
        ..TemplateForm::default()
    };
    assert_eq!(apply(&form, &mut body), []);
    assert_eq!(
        body["stages"],
        json!([{"certifierType": "manager", "ours": 1}, {"certifierType": "user", "certifierId": "bob"}])
    );
    let named = [("ownerId", "ann"), ("stages[1].certifierId", "bob")];
    assert_eq!(people(&body), named.map(|(name, who)| (name.to_owned(), who.to_owned())));
    put_person(&mut body, "stages[1].certifierId", json!("id"));
    assert_eq!(body["stages"][1]["certifierId"], "id");
}

#[test]
fn numbers_that_are_none_are_told() {
    let mut body = empty("ann");
    let form = TemplateForm { step: "when".into(), stage_days: "soon".into(), ..TemplateForm::default() };
    let faults = apply(&form, &mut body);
    assert_eq!(faults.iter().map(|fault| fault.property.as_str()).collect::<Vec<_>>(), ["stageDuration"]);
    assert_eq!(body["stageDuration"], 14, "what stood there stays");
}
