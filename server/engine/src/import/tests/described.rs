//! Values of the glossary, in files.

use bailiwick::filter::list::ListQuery;
use bailiwick::filter::query;
use bailiwick::glossary::{Definition, ObjectKind, ValueType};

use super::*;

db_test!(values_of_the_glossary_are_loaded_with_what_they_describe, |db| async move {
    let engine = all(db).await;
    for (name, value_type, is_multi_value) in
        [("sites", ValueType::Text, true), ("records", ValueType::Integer, false)]
    {
        let definition = Definition {
            object_kind: ObjectKind::Entitlement,
            name: name.into(),
            display_name: String::new(),
            description: String::new(),
            value_type,
            is_multi_value,
            allowed_values: Vec::new(),
        };
        glossary::define(&engine, &admin(&engine), definition).await.unwrap();
    }
    let file =
        "application,key,glossary.records,glossary.Sites\nLedger,POST,12,Bern; Oslo\nLedger,NEW,,Bern\n";
    assert_eq!(counts(&csv(&engine, Kind::Entitlements, file).await), (1, 1, 0));
    assert_eq!(
        counts(&csv(&engine, Kind::Entitlements, file).await),
        (0, 0, 2),
        "loading again changes nothing"
    );
    let object =
        r#"{"application": "Ledger", "key": "POST", "glossary.records": 13, "glossary.sites": ["Oslo"]}"#;
    let ctx = admin(&engine);
    let report = load_as(&engine, &ctx, Kind::Entitlements, Format::JsonLines, &[], object).await.unwrap();
    assert_eq!(counts(&report), (0, 1, 0));
    let list = |filter: &str| {
        let (engine, ctx, filter) = (&engine, &ctx, query::parse(filter).unwrap());
        async move {
            let page = catalog::list(engine, ctx, &filter, &ListQuery::default(), false).await.unwrap();
            page.rows.into_iter().map(|row| row.item.native_key).collect::<Vec<_>>()
        }
    };
    assert_eq!(list("glossary.records eq 13").await, ["POST"]);
    assert_eq!(list("glossary.sites eq 'bern'").await, ["NEW"]);
    let wrong = "application,key,glossary.records,glossary.colour\nLedger,POST,many,\nLedger,READ,,red\n";
    assert_eq!(
        faults(&csv(&engine, Kind::Entitlements, wrong).await),
        [
            (2, "glossary.records", "must be a whole number"),
            (2, "glossary.colour", "is no attribute: define it first"),
            (3, "glossary.colour", "is no attribute: define it first"),
        ]
    );
    let nowhere = csv(&engine, Kind::Grants, "user,application,glossary.x\nann,Ledger,1\n").await;
    assert!(!nowhere.is_loaded(), "grants have no glossary");
});

db_test!(people_and_accounts_are_described_too, |db| async move {
    let engine = all(db).await;
    for (object_kind, name) in [(ObjectKind::User, "grade"), (ObjectKind::Account, "tier")] {
        let definition = Definition {
            object_kind,
            name: name.into(),
            display_name: String::new(),
            description: String::new(),
            value_type: ValueType::Integer,
            is_multi_value: false,
            allowed_values: Vec::new(),
        };
        glossary::define(&engine, &admin(&engine), definition).await.unwrap();
    }
    let people = "userName,givenName,sn,glossary.grade\nann,,,7\ndee,Dee,Roy,3\nbob,,,\n";
    assert_eq!(counts(&csv(&engine, Kind::Users, people).await), (1, 1, 1));
    assert_eq!(counts(&csv(&engine, Kind::Users, people).await), (0, 0, 3), "loading again changes nothing");
    let ann = id(&engine, "ann").await;
    let values = glossary::values(&engine, &admin(&engine), ObjectKind::User, ann.uuid()).await.unwrap();
    assert_eq!(values["grade"], 7);
    let accounts = "application,name,glossary.tier\nLedger,ANN1,2\nLedger,new,1\n";
    assert_eq!(counts(&csv(&engine, Kind::Accounts, accounts).await), (1, 1, 0));
    let wrong = csv(&engine, Kind::Accounts, "application,name,glossary.tier\nLedger,ANN1,many\n").await;
    assert_eq!(faults(&wrong), [(2, "glossary.tier", "must be a whole number")]);
});
