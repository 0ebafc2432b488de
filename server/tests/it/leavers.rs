//! People who leave, and managers who are missing: who is asked in their place, and who is told when nobody is.

use std::io::Cursor;

use bailiwick::authority::Authority;
use bailiwick::patch::Patch;
use bailiwick_engine::certifications::LineItemView;
use bailiwick_engine::import::{self, Format, ImportJob, Kind, Mapping};
use bailiwick_engine::people;
use bailiwick_store::{db_test, testing, users};
use chrono::Duration;
use serde_json::json;

use crate::certifications::Review;

impl Review {
    /// Grace loads a file of people.
    async fn people_from(&self, file: &str) {
        let w = &self.w;
        let job = ImportJob {
            kind: Kind::Users,
            format: Format::Csv,
            mapping: Mapping::default(),
            name: "people.csv".into(),
            rows: None,
            reader: Cursor::new(file.as_bytes().to_vec()),
        };
        let report = import::run(&w.engine, &w.by(w.grace), job).await.unwrap();
        assert_eq!(report.faults, []);
        w.work().await;
    }
}

db_test!(in_whatever_order_a_file_tells_of_a_leaver_and_who_comes_after_them, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let default = format!("managed/user/{}", w.grace);
    let id = r
        .running(json!({"followManagerChange": true, "defaultCertifierId": default,
            "reassignNotification": "emailTemplate/certificationReassigned"}))
        .await;
    let of_marta = r.rows(id, w.marta).await.len();
    // Marta leaves, and Priya manages whom she did: the leaver stands first.
    let file = "userName,status,manager\nmarta,inactive,\njonas,,priya\nhana,,priya\n";
    r.people_from(file).await;
    assert_eq!(r.rows(id, w.priya).await.len(), of_marta);
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!(pay.item.reviewer, w.priya);
    assert!(Review::noted(&pay, "new-manager") && !Review::noted(&pay, "default-certifier"));
    let told = r.told(w.priya, "certificationReassigned").await;
    assert_eq!(told.len(), 1, "of both people's rows at once");
    assert!(told[0].body.contains(&of_marta.to_string()), "{}", told[0].body);
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(that_nobody_can_decide_is_said_once, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"followManagerChange": true})).await;
    let times = |row: &LineItemView| row.comments.iter().filter(|said| said.action == "no-certifier").count();
    r.managed_by(w.jonas, None).await;
    w.clock.advance(Duration::minutes(10));
    r.deactivate(w.marta).await;
    assert_eq!(times(&r.row(id, w.jonas, w.pay).await), 1, "it was Marta's all along");
    w.clock.advance(Duration::minutes(10));
    // Something else changes about who has left.
    let name = json!([{"operation": "replace", "field": "/sn", "value": "Oyelaran-Berg"}]);
    people::patch(&w.engine, &w.by(w.grace), w.marta, &Patch::parse(&name).unwrap(), None).await.unwrap();
    w.clock.advance(Duration::minutes(10));
    people::delete(&w.engine, &w.by(w.grace), w.marta, None).await.unwrap();
    assert_eq!(times(&r.row(id, w.jonas, w.pay).await), 1);
    assert_eq!(times(&r.row(id, w.jonas, w.read).await), 1);
    let open = r.rows(id, w.carl).await;
    assert!(open.iter().all(|row| times(row) <= 1), "{open:?}");
    // Ida, who has left, manages him for a while: that is nobody to decide either, and not whom the rows are put to.
    r.people_from("userName,manager\njonas,ida\n").await;
    assert_eq!(times(&r.row(id, w.jonas, w.pay).await), 1);
    w.clock.advance(Duration::minutes(10));
    r.managed_by(w.jonas, Some(w.priya)).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.reviewer, Review::noted(&pay, "new-manager")), (w.priya, true));
});

db_test!(where_the_owner_has_left_too_whoever_runs_certifications_is_told, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"followManagerChange": true})).await;
    let mut tx = w.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, w.grace, Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    r.deactivate(w.carl).await;
    r.managed_by(w.jonas, None).await;
    assert!(Review::noted(&r.row(id, w.jonas, w.pay).await, "no-certifier"));
    w.clock.advance(Duration::hours(1));
    w.work().await;
    assert_eq!(r.told(w.grace, "certificationWithoutCertifier").await.len(), 1);
});

db_test!(where_only_leavers_are_passed_over_a_manager_who_comes_later_is_asked, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"skipInactiveCertifiers": true})).await;
    r.deactivate(w.marta).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert!(Review::noted(&pay, "no-certifier"), "{:?}", pay.comments);
    w.clock.advance(Duration::minutes(10));
    r.managed_by(w.jonas, Some(w.priya)).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.reviewer, w.priya);
    // Nothing else follows managers there.
    w.clock.advance(Duration::minutes(10));
    r.managed_by(w.jonas, Some(w.carl)).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.reviewer, w.priya);
});

db_test!(what_nobody_could_decide_about_goes_to_a_manager_who_comes_back, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"followManagerChange": true})).await;
    let minutes = || w.clock.advance(Duration::minutes(10));
    // By whatever way somebody leaves and comes back.
    for again in ["patch", "file"] {
        r.deactivate(w.marta).await;
        minutes();
        let pay = r.row(id, w.jonas, w.pay).await;
        let last = |row: &LineItemView| row.comments.last().map(|said| said.action.clone());
        assert_eq!(last(&pay).as_deref(), Some("no-certifier"), "{again}");
        if again == "patch" {
            let back = json!([{"operation": "replace", "field": "/accountStatus", "value": "active"}]);
            let back = Patch::parse(&back).unwrap();
            people::patch(&w.engine, &w.by(w.grace), w.marta, &back, None).await.unwrap();
        } else {
            r.people_from("userName,status\nmarta,active\n").await;
        }
        minutes();
        let pay = r.row(id, w.jonas, w.pay).await;
        assert_eq!((pay.item.reviewer, last(&pay).as_deref()), (w.marta, Some("certifier-back")), "{again}");
    }
    // At the end of the hour there is nothing that nobody could decide about.
    w.clock.advance(Duration::hours(1));
    w.work().await;
    assert_eq!(r.told(w.carl, "certificationWithoutCertifier").await, []);

    // Ida manages Jonas, who has left: what is put to Marta waits, until a file says that Ida works here again.
    r.people_from("userName,manager\njonas,ida\n").await;
    assert!(Review::noted(&r.row(id, w.jonas, w.read).await, "no-certifier"));
    minutes();
    r.people_from("userName,status,title\nida,active,Controller\nhana,active,Analyst\n").await;
    for item in [w.pay, w.read] {
        let row = r.row(id, w.jonas, item).await;
        assert_eq!((row.item.reviewer, Review::noted(&row, "new-manager")), (w.ida, true));
    }
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(what_went_to_somebody_else_meanwhile_stays_with_them, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let default = format!("managed/user/{}", w.grace);
    let id = r.running(json!({"followManagerChange": true, "defaultCertifierId": default})).await;
    r.deactivate(w.marta).await;
    w.clock.advance(Duration::minutes(10));
    r.people_from("userName,status\nmarta,active\n").await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.reviewer, w.grace);
});
