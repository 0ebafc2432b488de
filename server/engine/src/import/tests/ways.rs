//! What people hold by a role or a membership: a file that names it makes nothing of it.

use bailiwick::view::AccessView;

use super::*;

/// Everybody who posts is a member of those who read, and Cyd posts.
async fn cyd_posts(db: Db) -> (Engine, UserId) {
    let engine = all(db).await;
    assert_eq!(counts(&members(&engine, "READ").await), (0, 1, 0));
    assert_eq!(counts(&grants(&engine, "end", &[("POST", "")]).await), (1, 0, 0));
    let cyd = id(&engine, "cyd").await;
    (engine, cyd)
}

async fn members(engine: &Engine, outer: &str) -> ImportReport {
    let text = format!("application,key,memberOf\nLedger,POST,{outer}\n");
    csv(engine, Kind::Entitlements, &text).await
}

/// What a file says of what Cyd holds, with a value of one more column.
async fn grants(engine: &Engine, column: &str, rows: &[(&str, &str)]) -> ImportReport {
    let mut text = format!("user,application,entitlement,{column}\n");
    for (key, value) in rows {
        text.push_str(&["cyd", "Ledger", *key, *value].join(","));
        text.push('\n');
    }
    csv(engine, Kind::Grants, &text).await
}

/// In which ways somebody reads.
async fn reads(engine: &Engine, user: UserId) -> Vec<AccessView> {
    let held = access::held(engine, &admin(engine), user, "", None, 0, 10).await.unwrap();
    held.rows.into_iter().filter(|row| row.item.native_key == "READ").collect()
}

fn origins(rows: &[AccessView]) -> Vec<Origin> {
    rows.iter().map(|row| row.grant.origin).collect()
}

db_test!(what_a_membership_brings_is_known_and_gets_no_grant_of_its_own, |db| async move {
    let (engine, cyd) = cyd_posts(db).await;
    assert_eq!(origins(&reads(&engine, cyd).await), [Origin::Nested]);
    let both = [("POST", ""), ("READ", "2027-01-31")];
    assert_eq!(counts(&grants(&engine, "end", &both).await), (0, 0, 2));
    let of_cyd = reads(&engine, cyd).await;
    assert_eq!(origins(&of_cyd), [Origin::Nested]);
    assert_eq!(of_cyd[0].grant.end, None, "it ends with the membership");

    // The application has it still when the membership has ended.
    assert_eq!(counts(&members(&engine, "").await), (0, 1, 0));
    assert!(reads(&engine, cyd).await.is_empty());
    assert_eq!(counts(&grants(&engine, "end", &both).await), (1, 0, 1));
    let of_cyd = reads(&engine, cyd).await;
    assert_eq!(origins(&of_cyd), [Origin::Reconciliation]);
    assert!(of_cyd[0].grant.end.is_some());
});

db_test!(what_a_membership_brings_is_told_when_it_was_used, |db| async move {
    let (engine, cyd) = cyd_posts(db).await;
    for (said, expected) in
        [("never", (0, 1, 0)), ("2025-12-01", (0, 1, 0)), ("2025-12-01", (0, 0, 1)), ("never", (0, 0, 1))]
    {
        assert_eq!(counts(&grants(&engine, "lastUsed", &[("READ", said)]).await), expected, "{said}");
    }
    let of_cyd = reads(&engine, cyd).await;
    assert_eq!(origins(&of_cyd), [Origin::Nested]);
    let last = of_cyd[0].grant.used.unwrap().last.unwrap();
    assert_eq!(last, "2025-12-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
});

db_test!(what_is_held_directly_too_takes_the_end_that_a_file_gives, |db| async move {
    let engine = all(db).await;
    assert_eq!(counts(&members(&engine, "READ").await), (0, 1, 0));
    let ann = id(&engine, "ann").await;
    assert_eq!(reads(&engine, ann).await.len(), 2, "for her own sake, and because she posts");
    let text = "user,application,entitlement,end\nann,Ledger,READ,2027-01-31\n";
    assert_eq!(counts(&csv(&engine, Kind::Grants, text).await), (0, 1, 0));
    assert_eq!(counts(&csv(&engine, Kind::Grants, text).await), (0, 0, 1));
    for row in reads(&engine, ann).await {
        assert_eq!(row.grant.end.is_some(), row.grant.origin == Origin::Reconciliation);
    }
});

db_test!(what_an_account_may_do_is_not_given_to_whom_a_membership_gives_it, |db| async move {
    let (engine, cyd) = cyd_posts(db).await;
    let machine = "application,name,kind\nLedger,BATCH,machine\n";
    assert_eq!(counts(&csv(&engine, Kind::Accounts, machine).await), (1, 0, 0));
    let may = "account,application,entitlement\nBATCH,Ledger,READ\n";
    assert_eq!(counts(&csv(&engine, Kind::Grants, may).await), (1, 0, 0));
    let cyds = "application,name,user,kind\nLedger,BATCH,cyd,personal\n";
    assert_eq!(counts(&csv(&engine, Kind::Accounts, cyds).await), (0, 1, 0));
    assert_eq!(origins(&reads(&engine, cyd).await), [Origin::Nested]);
    let left = "SELECT count(*) FROM account_entitlements";
    assert_eq!(
        bailiwick_store::testing::count(engine.db(), left).await,
        1,
        "it stays what the account may do"
    );
});

db_test!(a_matrix_makes_nothing_of_what_a_membership_brings, |db| async move {
    let (engine, _) = testing::engine(db);
    let ctx = admin(&engine);
    let load =
        async |text: &'static str| role_mining(&engine, &ctx, "Mined", Cursor::new(text)).await.unwrap();
    assert_eq!(counts(&load("1 1\n2 3\n").await), (2, 0, 0));
    let nest = "application,key,memberOf\nMined,1,3\n";
    assert_eq!(counts(&csv(&engine, Kind::Entitlements, nest).await), (0, 1, 0));
    assert_eq!(counts(&load("1 1\n1 3\n2 3\n").await), (0, 0, 3));
    let one = id(&engine, "Mined-1").await;
    let held = access::held(&engine, &admin(&engine), one, "", None, 0, 10).await.unwrap();
    let (own, brought): (Vec<_>, Vec<_>) = held.rows.into_iter().partition(|row| row.item.native_key == "1");
    assert_eq!((origins(&own), origins(&brought)), (vec![Origin::Reconciliation], vec![Origin::Nested]));
});
