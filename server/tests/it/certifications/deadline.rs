//! A reviewer and the deadline at the same instant.

use std::time::Duration;

use bailiwick::certification::{LineItemStatus, Removal, Verdict};
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::{ItemAction, Selection, act};
use bailiwick_store::{db_test, testing};
use serde_json::json;

use super::Review;

db_test!(either_the_reviewer_signs_or_the_deadline_does, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let (mut signed, mut late) = (0, 0);
    // She begins a little earlier or later, until each has won once.
    for round in 0..40 {
        if signed > 0 && late > 0 && round > 5 {
            break;
        }
        let name = format!("Round {round}");
        let id = r.running(json!({"name": name, "expirationAction": "certify"})).await;
        let everything = Selection::AllOf(w.marta);
        let marta = w.by(w.marta);
        act(&w.engine, &marta, id, &everything, &ItemAction::Decide(Verdict::Certify), "").await.unwrap();
        let all = r.rows(id, w.marta).await.len();
        // She clicks in the last second; what she sent arrives when the deadline has passed.
        w.clock.advance(chrono::Duration::days(15));
        let (her, its) = if round % 2 == 0 { (0, round % 10 * 4) } else { (round % 8 * 3, 0) };
        let sign = async {
            tokio::time::sleep(Duration::from_millis(her)).await;
            act(&w.engine, &marta, id, &everything, &ItemAction::SignOff, "").await
        };
        let expire = async {
            tokio::time::sleep(Duration::from_millis(its)).await;
            w.work().await;
        };
        let (told, ()) = tokio::join!(sign, expire);
        w.work().await;
        let rows = r.rows(id, w.marta).await;
        let hers = rows.iter().filter(|row| row.item.signed_by == Some(w.marta)).count();
        match told {
            Ok(acted) if acted.done == all => {
                assert_eq!(hers, all, "she is told that she signed, and she did");
                signed += 1;
            }
            told => {
                let left = match told {
                    Ok(acted) => acted.left.len(),
                    Err(EngineError::Conflict(why)) if why.contains("nothing waits here") => all,
                    Err(other) => unreachable!("{other}"),
                };
                assert_eq!(
                    (hers, left),
                    (0, all),
                    "she is told that nothing is signed, and nothing is by her"
                );
                late += 1;
            }
        }
        for row in rows {
            assert_ne!(row.item.status, LineItemStatus::InProgress, "{:?}", row.item);
            assert_eq!(row.item.verdict, Some(Verdict::Certify), "what was decided in time counts");
            assert_ne!(row.item.removal, Some(Removal::Pending));
        }
        assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
    }
    assert!(signed > 0 && late > 0, "{signed} signed, {late} late: they never met");
});
