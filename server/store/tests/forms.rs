//! Forms and their assignments in both databases: who was first, and what hangs together.

#![expect(clippy::unwrap_used, reason = "for tests only")]

use bailiwick::form::{Assignment, Definition, Form, FormTarget};
use bailiwick::id::FormId;
use bailiwick_store::{StoreError, Tx, db_test, forms};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, json};

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::hours(hours)
}

fn form(id: &str, name: &str) -> Form {
    let body =
        json!({"name": name, "type": "request", "form": {"fields": [], "emoji": "🪪", "nul": "\u{0}"}});
    let body: Map<_, _> = serde_json::from_value(body).unwrap();
    let definition = Definition::parse(body).unwrap();
    Form { id: FormId(id.into()), definition, revision: 1, created_at: at(0), modified_at: at(0) }
}

fn assignment(target: &str, form: &Form) -> Assignment {
    let target: FormTarget = target.parse().unwrap();
    Assignment { target, form: form.id.clone(), created_at: at(1), modified_at: at(1) }
}

async fn write(db: &bailiwick_store::Db) -> Tx {
    db.write().await.unwrap()
}

db_test!(a_form_is_changed_by_who_read_it_last, |db| async move {
    let (a, b) = (form("a", "A"), form("b", "B"));
    let mut tx = write(&db).await;
    forms::insert(&mut tx, &a).await.unwrap();
    forms::update(&mut tx, &a.id, &b.definition, 1, at(2)).await.unwrap();
    let stale = forms::update(&mut tx, &a.id, &a.definition, 1, at(3)).await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    assert!(matches!(forms::delete(&mut tx, &a.id, 1).await, Err(StoreError::Stale)));
    let now = forms::find(&mut tx, &a.id).await.unwrap().unwrap();
    let expected = Form { id: a.id.clone(), revision: 2, modified_at: at(2), ..b.clone() };
    assert_eq!(now, expected);
    assert_eq!(
        (forms::all(&mut tx).await.unwrap(), forms::count(&mut tx).await.unwrap()),
        (vec![expected], 1)
    );
    tx.commit().await.unwrap();
    let twice = forms::insert(&mut write(&db).await, &a).await;
    assert!(matches!(twice, Err(StoreError::Duplicate)), "{twice:?}");
});

db_test!(an_assignment_names_a_form_and_its_target_has_no_other, |db| async move {
    let (a, b) = (form("a", "A"), form("b", "B"));
    let (one, two) = (assignment("lcm/user/create", &a), assignment("requestType/x", &a));
    let dangling = forms::assignments::insert(&mut write(&db).await, &one).await;
    assert!(matches!(dangling, Err(StoreError::Dangling)), "{dangling:?}");
    let mut tx = write(&db).await;
    forms::insert(&mut tx, &a).await.unwrap();
    forms::insert(&mut tx, &b).await.unwrap();
    forms::assignments::insert(&mut tx, &two).await.unwrap();
    forms::assignments::insert(&mut tx, &one).await.unwrap();
    tx.commit().await.unwrap();
    let twice = forms::assignments::insert(&mut write(&db).await, &one).await;
    assert!(matches!(twice, Err(StoreError::Duplicate)), "{twice:?}");
    let held = forms::delete(&mut write(&db).await, &a.id, 1).await;
    assert!(matches!(held, Err(StoreError::Dangling)), "{held:?}");

    let mut tx = write(&db).await;
    assert_eq!(forms::assignments::of_form(&mut tx, &a.id).await.unwrap(), [one.clone(), two.clone()]);
    forms::assignments::update(&mut tx, &one.target, &a.id, &b.id, at(2)).await.unwrap();
    let stale = forms::assignments::update(&mut tx, &one.target, &a.id, &b.id, at(3)).await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    let stale = forms::assignments::delete(&mut tx, &one.target, &a.id).await;
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    let moved = Assignment { form: b.id.clone(), modified_at: at(2), ..one.clone() };
    assert_eq!(forms::assignments::find(&mut tx, &one.target).await.unwrap(), Some(moved));
    forms::assignments::delete(&mut tx, &one.target, &b.id).await.unwrap();
    assert_eq!(forms::assignments::find(&mut tx, &one.target).await.unwrap(), None);
    assert_eq!(forms::assignments::all(&mut tx).await.unwrap(), [two]);
    assert_eq!(forms::assignments::count(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
});
