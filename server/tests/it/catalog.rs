//! Finding what can be asked for.

use bailiwick::catalog::ItemKind;
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, query};
use bailiwick::view::{CatalogPage, CatalogSearch};
use bailiwick_engine::{EngineError, catalog};
use bailiwick_store::{db_test, items};

use crate::support::world;
use bailiwick_engine::testing::World;

async fn find(w: &World, text: &str) -> CatalogPage {
    let search = CatalogSearch { text: text.into(), limit: 20, ..CatalogSearch::default() };
    catalog::search(&w.engine, &w.by(w.jonas), &search).await.unwrap()
}

fn names(page: &CatalogPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.item.name.as_str()).collect()
}

db_test!(three_letters_find_an_item_best_match_first, |db| async move {
    let w = world(db).await;
    let page = find(&w, "pay").await;
    assert_eq!(names(&page), ["Post vendor payments", "Accounts payable analyst"]);
    assert!(page.exact);
    assert_eq!(names(&find(&w, "sap").await)[0], "SAP S/4HANA");
    assert_eq!(names(&find(&w, "accounting").await), ["Display documents"], "found by its description");
    assert!(names(&find(&w, "superuser").await).is_empty(), "what cannot be requested is not found");
});

db_test!(a_typing_error_is_mended_and_said, |db| async move {
    let w = world(db).await;
    let page = find(&w, "paymnet").await;
    assert_eq!(names(&page), ["Post vendor payments"]);
    assert_eq!(page.corrected.as_deref(), Some("payment"));
    assert!(find(&w, "zzzzzz").await.rows.is_empty());
});

db_test!(a_change_is_found_in_the_transaction_that_made_it, |db| async move {
    let w = world(db).await;
    let now = w.by(w.jonas).now;
    let mut tx = w.engine.db().write().await.unwrap();
    let mut sap = items::find(&mut tx, w.sap).await.unwrap().unwrap();
    sap.name = "Ledger".into();
    items::update(&mut tx, &sap, now).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        names(&find(&w, "ledger").await).contains(&"Post vendor payments"),
        "by its application's new name"
    );
    assert!(names(&find(&w, "s4hana").await).is_empty());
});

db_test!(searching_narrows_by_facets, |db| async move {
    let w = world(db).await;
    let search = CatalogSearch { kinds: vec![ItemKind::Role], limit: 20, ..CatalogSearch::default() };
    let page = catalog::search(&w.engine, &w.by(w.jonas), &search).await.unwrap();
    assert_eq!(names(&page), ["Accounts payable analyst"]);
    let search = CatalogSearch { applications: vec![w.sap], limit: 20, ..CatalogSearch::default() };
    let page = catalog::search(&w.engine, &w.by(w.jonas), &search).await.unwrap();
    assert_eq!(page.total, 3);
    let kinds = &page.facets[0];
    assert_eq!(kinds.values.iter().map(|value| value.count).sum::<u32>(), 3);
});

db_test!(odd_text_finds_nothing_and_breaks_nothing, |db| async move {
    let w = world(db).await;
    for text in [
        "'",
        "\"",
        "a\"b",
        "* OR 1",
        "name:pay",
        "100%",
        "שלום",
        "👩🏽‍💻",
        "-",
        "NEAR(",
        "pay:*",
        "रिपोर्ट",
        "aⓐb",
    ] {
        find(&w, text).await;
    }
    let search = CatalogSearch { text: "a\0b".into(), limit: 5, ..CatalogSearch::default() };
    let refused = catalog::search(&w.engine, &w.by(w.jonas), &search).await;
    assert!(matches!(refused, Err(EngineError::Invalid { .. })));
});

db_test!(the_catalog_is_listed_by_filter, |db| async move {
    let w = world(db).await;
    let list = |text: &'static str| {
        let w = &w;
        async move {
            let filter = query::parse(text).unwrap();
            let page = catalog::list(&w.engine, &w.by(w.jonas), &filter, &ListQuery::default(), false).await;
            page.map(|page| page.rows.into_iter().map(|row| row.item.name).collect::<Vec<_>>())
        }
    };
    assert_eq!(list("item.type eq 'roleMembership'").await.unwrap(), ["Accounts payable analyst"]);
    assert_eq!(
        list("application.name sw 'sap' and entitlement.displayName co 'VENDOR'").await.unwrap(),
        ["Post vendor payments"]
    );
    assert_eq!(
        list("!(item.type eq 'entitlementGrant') and !(role.name pr)").await.unwrap(),
        ["SAP S/4HANA", "Wiki"]
    );
    let unknown = list("shoe.size eq 44").await;
    assert!(unknown.unwrap_err().to_string().contains("`shoe.size`"));
    let hidden = catalog::list(&w.engine, &w.by(w.jonas), &Filter::All, &ListQuery::default(), true).await;
    assert!(matches!(hidden, Err(EngineError::Forbidden(_))));
    let all =
        catalog::list(&w.engine, &w.by(w.otto), &Filter::All, &ListQuery::default(), true).await.unwrap();
    assert_eq!(all.total, 6);
});
