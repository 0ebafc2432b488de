//! The demo organisation, with its workflows at work.

use bailiwick::authority::Actor;
use bailiwick_engine::demo::{DemoOptions, fill};
use bailiwick_engine::people;
use bailiwick_engine::requests::inbox_count;
use bailiwick_engine::testing::{engine, person};
use bailiwick_store::db_test;

use crate::support::attached;

db_test!(managers_and_owners_find_work, |db| async move {
    let (engine, _) = engine(db);
    attached(&engine);
    fill(&engine, &DemoOptions::default()).await.unwrap();
    let system = engine.context(Actor::System, "test");
    for name in ["marta.oyelaran", "priya.raghunathan"] {
        let user = people::by_user_names(&engine, &system, &[name]).await.unwrap().remove(0);
        let ctx = person(&engine, user.id, &[]);
        assert!(inbox_count(&engine, &ctx).await.unwrap() > 0, "{name}");
    }
});
