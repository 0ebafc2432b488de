//! Attributes, and what objects have of them.

use crate::support::world;
use bailiwick::directory::{Account, AccountKind, Status};
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::query;
use bailiwick::glossary::{Attribute, Definition, ObjectKind, ValueType};
use bailiwick::id::AccountId;
use bailiwick::view::{AuditPage, AuditQuery};
use bailiwick_engine::testing::World;
use bailiwick_engine::{EngineError, audit, catalog, glossary};
use bailiwick_store::{accounts, db_test, users};
use serde_json::{Map, Value, json};
use uuid::Uuid;

fn definition(kind: ObjectKind, name: &str, value_type: ValueType) -> Definition {
    Definition {
        object_kind: kind,
        name: name.into(),
        display_name: String::new(),
        description: String::new(),
        value_type,
        is_multi_value: false,
        allowed_values: Vec::new(),
    }
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

async fn define(w: &World, definition: Definition) -> Attribute {
    glossary::define(&w.engine, &w.by(w.grace), definition).await.unwrap()
}

/// Sets values of an entitlement, as the administrator.
async fn put(w: &World, id: Uuid, given: Value, whole: bool) -> Result<Value, EngineError> {
    let kind = ObjectKind::Entitlement;
    let set = glossary::set_values(&w.engine, &w.by(w.grace), kind, id, &map(&given), whole).await;
    set.map(Value::Object)
}

async fn found(w: &World, filter: &str) -> Vec<String> {
    let filter = query::parse(filter).unwrap();
    let page = catalog::list(&w.engine, &w.by(w.jonas), &filter, &ListQuery::default(), false).await.unwrap();
    page.rows.into_iter().map(|row| row.item.name).collect()
}

async fn trail(w: &World, object: impl ToString) -> AuditPage {
    let query = AuditQuery { object_id: Some(object.to_string()), limit: 50, ..AuditQuery::default() };
    audit::search(&w.engine, &w.by(w.otto), &query).await.unwrap()
}

fn fault(refused: Result<impl Sized, EngineError>) -> String {
    match refused {
        Err(EngineError::Invalid { field, .. }) => field,
        Err(other) => other.code().into(),
        Ok(_) => "accepted".into(),
    }
}

db_test!(what_is_said_of_a_person_changes_their_record, |db| async move {
    let w = world(db).await;
    define(&w, definition(ObjectKind::User, "clearance", ValueType::Integer)).await;
    let revision = async || {
        let mut tx = w.engine.db().write().await.unwrap();
        users::whole(&mut tx, w.jonas).await.unwrap().unwrap().1
    };
    let set = async |level: i64| {
        let given = map(&json!({"clearance": level}));
        let (grace, kind) = (w.by(w.grace), ObjectKind::User);
        glossary::set_values(&w.engine, &grace, kind, w.jonas.uuid(), &given, false).await.unwrap();
    };
    let before = revision().await;
    set(3).await;
    assert_eq!(revision().await, before + 1, "a corrected record is seen as one");
    set(3).await;
    assert_eq!(revision().await, before + 1, "the same again corrects nothing");
});

db_test!(values_are_set_shown_found_and_recorded, |db| async move {
    let w = world(db).await;
    let class = Definition {
        allowed_values: vec!["internal".into(), "secret".into()],
        display_name: "Data classification".into(),
        ..definition(ObjectKind::Entitlement, "dataClass", ValueType::Text)
    };
    let class = define(&w, class).await;
    define(&w, definition(ObjectKind::Entitlement, "records", ValueType::Integer)).await;
    define(&w, definition(ObjectKind::Entitlement, "Reviewed On", ValueType::Date)).await;
    define(&w, definition(ObjectKind::Entitlement, "personal", ValueType::Boolean)).await;
    let given =
        json!({"dataClass": "secret", "records": 1200, "Reviewed On": "2026-01-05", "personal": true});
    let set = put(&w, w.pay.uuid(), given, false).await.unwrap();
    assert_eq!(
        set,
        json!({
            "requestable": true, "riskLevel": "medium", "entitlementOwner": [format!("managed/user/{}", w.priya)],
            "dataClass": "secret", "records": 1200, "Reviewed On": "2026-01-05T00:00:00Z", "personal": true,
        })
    );
    put(&w, w.read.uuid(), json!({"dataClass": "internal", "records": 90}), false).await.unwrap();
    let by_jonas = glossary::values(&w.engine, &w.by(w.jonas), ObjectKind::Entitlement, w.pay.uuid()).await;
    assert_eq!(Value::Object(by_jonas.unwrap()), set, "everybody reads what describes the catalog");

    let (pay, read) = ("Post vendor payments", "Display documents");
    assert_eq!(found(&w, "glossary.idx./entitlement.dataClass eq 'SECRET'").await, [pay]);
    assert_eq!(found(&w, "glossary.dataClass sw 'int'").await, [read]);
    assert_eq!(found(&w, "glossary.records gt 100").await, [pay], "numbers are compared as numbers");
    assert_eq!(found(&w, "glossary.Reviewed%20On lt '2026-02-01'").await, [pay]);
    assert_eq!(found(&w, "glossary.personal eq true").await, [pay]);
    assert!(found(&w, "glossary.idx./role.roleOwner pr").await.contains(&"Accounts payable analyst".into()));
    let unknown = query::parse("glossary.dataclas eq 'x'").unwrap();
    let refused = catalog::list(&w.engine, &w.by(w.jonas), &unknown, &ListQuery::default(), false).await;
    assert_eq!(fault(refused), "filter", "a slip is told, not answered with nothing");

    let detail = catalog::item(&w.engine, &w.by(w.jonas), w.pay, None).await.unwrap();
    let facts: Vec<_> =
        detail.glossary.iter().map(|fact| format!("{}: {:?}", fact.label, fact.values)).collect();
    assert_eq!(facts[0], "Data classification: [\"secret\"]");
    assert!(
        facts.contains(&"Reviewed On: [\"2026-01-05\"]".into())
            && facts.contains(&"personal: [\"Yes\"]".into())
    );

    put(&w, w.pay.uuid(), json!({"dataClass": "internal", "records": null}), false).await.unwrap();
    let entries = trail(&w, w.pay).await.rows;
    let changes = &entries[0].1.entry.changes;
    assert_eq!(entries[0].1.entry.event, "modify-glossary");
    assert_eq!(changes[0].field, "glossary.dataClass");
    assert_eq!(
        (changes[0].before.as_deref(), changes[0].after.as_deref()),
        (Some("secret"), Some("internal"))
    );
    assert_eq!((changes[1].before.as_deref(), changes[1].after.as_deref()), (Some("1200"), None));

    let replaced = put(&w, w.pay.uuid(), json!({"personal": false}), true).await.unwrap();
    assert_eq!(replaced["personal"], false);
    assert!(replaced.get("dataClass").is_none() && replaced["riskLevel"] == "medium");
    let before = trail(&w, w.pay).await.total;
    put(&w, w.pay.uuid(), json!({"personal": false}), false).await.unwrap();
    assert_eq!(trail(&w, w.pay).await.total, before, "nothing changed, nothing is recorded");

    let deleted = glossary::delete(&w.engine, &w.by(w.grace), class.id).await.unwrap();
    assert_eq!(deleted.definition.name, "dataClass");
    let left =
        glossary::values(&w.engine, &w.by(w.jonas), ObjectKind::Entitlement, w.read.uuid()).await.unwrap();
    assert!(!left.contains_key("dataClass"));
    let last = &trail(&w, class.id).await.rows[0].1.entry;
    assert_eq!(
        (last.event.as_str(), last.changes.last().unwrap().before.as_deref()),
        ("delete-glossary-attribute", Some("1"))
    );
});

db_test!(built_in_attributes_set_the_item_and_stay_as_they_are, |db| async move {
    let w = world(db).await;
    assert!(found(&w, "item.name eq 'Superuser'").await.is_empty());
    let given = json!({
        "requestable": true, "riskLevel": "critical",
        "entitlementOwner": [format!("managed/user/{}", w.marta), w.priya.to_string()],
    });
    put(&w, w.root.uuid(), given, false).await.unwrap();
    let by = w.by(w.jonas);
    let detail = catalog::item(&w.engine, &by, w.root, None).await.unwrap();
    assert!(detail.item.requestable && detail.item.risk == bailiwick::catalog::Risk::Critical);
    assert_eq!(detail.item.owners, [w.marta, w.priya]);
    assert_eq!(found(&w, "item.name eq 'Superuser'").await, ["Superuser"], "in the catalog at once");

    for (given, at) in [
        (json!({"requestable": null}), "requestable"),
        (json!({"requestable": "perhaps"}), "requestable"),
        (json!({"riskLevel": "huge"}), "riskLevel"),
        (json!({"entitlementOwner": [w.ida.to_string()]}), "entitlementOwner"),
        (json!({"roleOwner": []}), "roleOwner"),
        (json!({"unknown": 1}), "unknown"),
    ] {
        assert_eq!(fault(put(&w, w.root.uuid(), given.clone(), false).await), at, "{given}");
    }
    let grace = w.by(w.grace);
    for attribute in glossary::attributes(&w.engine, &by).await.unwrap() {
        assert!(attribute.built_in.is_some());
        assert_eq!(fault(glossary::delete(&w.engine, &grace, attribute.id).await), "conflict");
        let other = Definition { display_name: "X".into(), ..attribute.definition.clone() };
        assert_eq!(fault(glossary::change(&w.engine, &grace, attribute.id, other).await), "conflict");
    }
});

db_test!(definitions_are_checked_against_one_another_and_what_there_is, |db| async move {
    let w = world(db).await;
    let text = definition(ObjectKind::Entitlement, "dataClass", ValueType::Text);
    let class = define(&w, Definition { is_multi_value: true, ..text.clone() }).await;
    let grace = w.by(w.grace);
    let again = Definition { name: "DataClass".into(), ..text.clone() };
    assert_eq!(fault(glossary::define(&w.engine, &grace, again).await), "name");
    let elsewhere = Definition { object_kind: ObjectKind::Application, ..text.clone() };
    define(&w, elsewhere).await;

    put(&w, w.pay.uuid(), json!({"dataClass": ["a", "b"]}), false).await.unwrap();
    let change = |definition: Definition| glossary::change(&w.engine, &grace, class.id, definition);
    let many = Definition { is_multi_value: true, ..text.clone() };
    assert_eq!(fault(change(text.clone()).await), "isMultiValue");
    let narrow = Definition { allowed_values: vec!["a".into()], ..many.clone() };
    assert_eq!(fault(change(narrow).await), "allowedValues");
    let wide = Definition {
        allowed_values: vec!["a".into(), "b".into()],
        display_name: "Class".into(),
        ..many.clone()
    };
    assert_eq!(change(wide).await.unwrap().definition.display_name, "Class");
    assert_eq!(fault(put(&w, w.pay.uuid(), json!({"dataClass": "c"}), false).await), "dataClass");
    assert_eq!(fault(change(Definition { value_type: ValueType::Integer, ..many }).await), "type");
    assert_eq!(found(&w, "glossary.idx./entitlement.dataClass eq 'b'").await, ["Post vendor payments"]);
    assert_eq!(
        found(&w, "glossary.idx./application.dataClass pr").await,
        Vec::<String>::new(),
        "another kind's"
    );
});

db_test!(only_administrators_define_and_set, |db| async move {
    let w = world(db).await;
    let class = define(&w, definition(ObjectKind::Entitlement, "dataClass", ValueType::Text)).await;
    let text = class.definition.clone();
    for who in [w.jonas, w.otto, w.priya] {
        let by = w.by(who);
        assert_eq!(fault(glossary::define(&w.engine, &by, text.clone()).await), "forbidden");
        assert_eq!(fault(glossary::change(&w.engine, &by, class.id, text.clone()).await), "forbidden");
        assert_eq!(fault(glossary::delete(&w.engine, &by, class.id).await), "forbidden");
        let given = map(&json!({"dataClass": "x"}));
        let kind = ObjectKind::Entitlement;
        assert_eq!(
            fault(glossary::set_values(&w.engine, &by, kind, w.pay.uuid(), &given, false).await),
            "forbidden"
        );
    }
    let nobody = w.engine.context(bailiwick::authority::Actor::Anonymous, "test");
    assert_eq!(fault(glossary::attributes(&w.engine, &nobody).await), "not-authenticated");
    let read = |who, kind, id: Uuid| {
        let (engine, by) = (&w.engine, w.by(who));
        async move { fault(glossary::values(engine, &by, kind, id).await) }
    };
    assert_eq!(
        read(w.jonas, ObjectKind::Entitlement, w.root.uuid()).await,
        "not-found",
        "it is not in their catalog"
    );
    assert_eq!(read(w.otto, ObjectKind::Entitlement, w.root.uuid()).await, "accepted");
    assert_eq!(read(w.jonas, ObjectKind::Role, w.pay.uuid()).await, "not-found", "it is no role");
});

db_test!(accounts_are_described_to_whoever_sees_the_access, |db| async move {
    let w = world(db).await;
    define(&w, definition(ObjectKind::Account, "costCentre", ValueType::Text)).await;
    let id = AccountId(Uuid::from_u128(0x77));
    let account = Account {
        id,
        application: w.sap,
        user: Some(w.jonas),
        name: "JLINDQVIST".into(),
        kind: AccountKind::Personal,
        owner: Some(w.priya),
        status: Status::Active,
        created_at: w.by(w.grace).now,
        last_used: None,
    };
    let mut tx = w.engine.db().write().await.unwrap();
    accounts::insert(&mut tx, &account).await.unwrap();
    tx.commit().await.unwrap();
    let given = map(&json!({"costCentre": "4711"}));
    let kind = ObjectKind::Account;
    let set = glossary::set_values(&w.engine, &w.by(w.grace), kind, id.uuid(), &given, false).await.unwrap();
    assert_eq!(Value::Object(set), json!({"costCentre": "4711"}));
    for (who, expected) in [
        (w.jonas, "accepted"),
        (w.marta, "accepted"),
        (w.otto, "accepted"),
        (w.hana, "not-found"),
        (w.priya, "accepted"),
    ] {
        assert_eq!(fault(glossary::values(&w.engine, &w.by(who), kind, id.uuid()).await), expected);
    }
    assert_eq!(trail(&w, id).await.rows[0].1.entry.user, Some(w.jonas));
});
