//! Where files of grants tell who holds what of an application, revoked access is verified by the next one that comes to
//! its end; what one brings back is said of at once.

use std::io::Cursor;

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{Removal, Verdict};
use bailiwick::id::{CampaignId, ItemId};
use bailiwick::view::AuditQuery;
use bailiwick_engine::audit;
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{
    Afterwards, CameBack, HeldNow, ItemAction, LineItemView, OtherWay, Verified, dashboard,
};
use bailiwick_engine::import::{Format, ImportJob, ImportReport, Kind, Mapping, run};
use bailiwick_engine::testing::{World, system};
use bailiwick_store::{Db, db_test, testing};
use chrono::Duration;
use serde_json::json;

use crate::certifications::{Review, carl};
use crate::held_twice::BY_ROLE;
use crate::nesting::{PAY, READ, nest};

const SAP: &str = "SAP S/4HANA";
const FILE: &str = "grants.csv";
/// What SAP has.
const ALL: [(&str, &str, &str); 3] = [("jonas", SAP, PAY), ("jonas", SAP, READ), ("marta", SAP, PAY)];
/// What it has without Jonas; Hana, who has the role, may pay, too.
const WITHOUT_JONAS: [(&str, &str, &str); 2] = [("hana", SAP, PAY), ("marta", SAP, PAY)];

/// Loads a file of grants, an hour after what was before.
async fn load(w: &World, rows: &[(&str, &str, &str)], expected: Option<u64>) -> ImportReport {
    w.clock.advance(Duration::hours(1));
    let mut text = "user,application,entitlement\n".to_owned();
    for (user, application, entitlement) in rows {
        text.push_str(&[*user, *application, *entitlement].join(","));
        text.push('\n');
    }
    let job = ImportJob {
        kind: Kind::Grants,
        format: Format::Csv,
        mapping: Mapping::default(),
        name: FILE.to_owned(),
        rows: expected,
        reader: Cursor::new(text),
    };
    let report = run(&w.engine, &system(&w.engine), job).await.unwrap();
    w.work().await;
    report
}

/// A campaign over what files tell of SAP.
struct Files {
    r: Review,
    id: CampaignId,
}

impl Files {
    async fn reviewed(db: Db) -> Self {
        Self::of(Review::on(db).await).await
    }

    async fn of(r: Review) -> Self {
        let report = load(&r.w, &ALL, Some(3)).await;
        assert_eq!((report.added, report.unchanged), (0, 3));
        let id = r.running(json!({})).await;
        Self { r, id }
    }

    /// Marta revokes what Jonas may do, and signs: it is gone here.
    async fn revoke(&self, items: &[ItemId]) {
        let w = &self.r.w;
        for item in items {
            let row = self.row(*item).await;
            self.r.decide(w.marta, self.id, &[&row], Verdict::Revoke).await;
            self.r.act(w.marta, self.id, &[&row], ItemAction::SignOff).await;
            assert_eq!(self.row(*item).await.item.removal, Some(Removal::Complete));
        }
    }

    /// The row about what Jonas holds directly.
    async fn row(&self, item: ItemId) -> LineItemView {
        self.r.way(self.id, self.r.w.jonas, item, None).await
    }

    async fn after(&self, item: ItemId) -> Afterwards {
        self.row(item).await.after.unwrap()
    }

    /// How many removals are verified, how many wait for a file, and what is held now.
    async fn figures(&self) -> (i64, i64, HeldNow) {
        let board = dashboard(&self.r.w.engine, &carl(&self.r.w), self.id).await.unwrap();
        (board.verified(), board.awaits_file, board.held_now)
    }

    /// A row as the evidence has it.
    async fn line(&self, item: ItemId) -> String {
        let rows = evidence(&self.r.w.engine, &carl(&self.r.w), self.id, Part::Rows).await.unwrap();
        let rows = std::io::read_to_string(rows.file).unwrap();
        let start = format!("{},", self.row(item).await.item.id);
        rows.lines().find(|line| line.starts_with(&start)).unwrap().to_owned()
    }

    /// How often a row says that its access came back, and the trail that something did.
    async fn said(&self, item: ItemId) -> (usize, usize) {
        let w = &self.r.w;
        let event = Some("access-returned".to_owned());
        let query = AuditQuery { event, limit: 50, ..AuditQuery::default() };
        let trail = audit::search(&w.engine, &w.by(w.otto), &query).await.unwrap();
        let notes = self.row(item).await.comments;
        (notes.iter().filter(|said| said.action == "access-returned").count(), trail.rows.len())
    }
}

const fn held(again: i64, still: i64) -> HeldNow {
    HeldNow { again, still }
}

db_test!(what_files_tell_of_is_verified_by_the_next_one, |db| async move {
    let f = Files::reviewed(db).await;
    let w = &f.r.w;
    f.revoke(&[w.pay, w.read]).await;
    f.r.pass(2).await;
    assert_eq!(f.figures().await, (0, 2, held(0, 0)), "nobody has read the application since");
    assert_eq!(f.after(w.pay).await.verified, None);
    assert!(f.after(w.pay).await.awaits_file);
    let waits = f.line(w.pay).await;
    assert!(waits.contains(",,waits for the next file of grants,"), "{waits}");

    // What breaks off, and what is about something else, tells nothing.
    assert!(!load(w, &[("marta", SAP, PAY)], Some(2)).await.is_loaded());
    assert!(!load(w, &[("marta", SAP, PAY), ("jonas", SAP, "NO_SUCH")], None).await.is_loaded());
    assert!(load(w, &[("hana", "Wiki", "")], None).await.is_loaded());
    assert_eq!(f.figures().await, (0, 2, held(0, 0)));

    assert!(load(w, &WITHOUT_JONAS, Some(2)).await.is_loaded());
    assert_eq!(f.figures().await, (2, 0, held(0, 0)));
    let verified = Verified { at: system(&w.engine).now, file: Some(FILE.to_owned()), rows: Some(2) };
    assert_eq!(f.after(w.pay).await.verified, Some(verified.clone()));
    let line = f.line(w.read).await;
    assert!(line.contains(&format!(",{},", verified.by())), "{line}");
    assert!(line.contains(&format!("`{FILE}` (2 rows) loaded at ")), "{line}");
    assert_eq!(f.said(w.pay).await, (0, 0));
});

db_test!(a_file_with_under_half_of_the_rows_of_the_one_before_verifies_nothing, |db| async move {
    let f = Files::reviewed(db).await;
    let w = &f.r.w;
    f.revoke(&[w.pay, w.read]).await;
    // A part of what there is, or what changed: it tells of what it has only.
    let report = load(w, &[("jonas", SAP, READ)], None).await;
    assert_eq!((report.is_loaded(), report.added), (true, 1));
    assert_eq!(f.said(w.read).await, (1, 1), "what it has came back");
    assert_eq!((f.after(w.pay).await.verified, f.after(w.pay).await.awaits_file), (None, true));
    assert_eq!(f.figures().await, (0, 1, held(1, 0)));
    f.r.pass(1).await;
    assert_eq!(f.figures().await, (0, 1, held(1, 0)), "nor does the record of the next day");

    assert!(load(w, &[("jonas", SAP, READ), ("marta", SAP, PAY)], None).await.is_loaded());
    assert_eq!(f.after(w.pay).await.verified.and_then(|seen| seen.rows), Some(2));
    assert_eq!(f.figures().await, (1, 0, held(1, 0)));
});

db_test!(where_no_file_ever_came_to_its_end_the_record_says_what_is_gone, |db| async move {
    let r = Review::on(db).await;
    let id = r.running(json!({})).await;
    let f = Files { r, id };
    let w = &f.r.w;
    f.revoke(&[w.pay]).await;
    assert!(!load(w, &ALL, Some(4)).await.is_loaded());
    let failed = "SELECT count(*) FROM source_loads WHERE failed_at IS NOT NULL";
    assert_eq!(testing::count(w.engine.db(), failed).await, 1);
    assert_eq!(f.figures().await, (0, 0, held(0, 0)), "no file is waited for that may never come");
    f.r.pass(1).await;
    assert_eq!(f.figures().await, (1, 0, held(0, 0)));
    assert_eq!(f.after(w.pay).await.verified.map(|seen| seen.file), Some(None));
});

db_test!(what_a_file_brings_back_is_said_of_at_once, |db| async move {
    let f = Files::reviewed(db).await;
    let w = &f.r.w;
    f.revoke(&[w.pay]).await;
    f.r.pass(1).await;
    let without = [("jonas", SAP, READ), ("marta", SAP, PAY)];
    assert!(load(w, &without, None).await.is_loaded());
    assert_eq!(f.figures().await, (1, 0, held(0, 0)));
    f.r.pass(3).await;

    assert_eq!(load(w, &ALL, None).await.added, 1);
    assert_eq!(f.said(w.pay).await, (1, 1), "though it was seen gone before");
    let after = f.after(w.pay).await;
    let how = after.came_back.as_ref().map(CameBack::how);
    assert_eq!(how.as_deref(), Some("by an import, which found it in the application"));
    assert!(after.verified.is_some() && !after.awaits_file, "{after:?}");
    assert_eq!(f.figures().await, (1, 0, held(1, 0)));
    assert_eq!(f.said(w.read).await.0, 0, "nobody revoked that");

    assert_eq!(f.r.told(w.carl, "certificationAccessReturned").await.len(), 0, "not at every row");
    w.clock.advance(Duration::hours(1));
    w.work().await;
    let told = f.r.told(w.carl, "certificationAccessReturned").await;
    assert_eq!(told.len(), 1);
    assert!(told[0].body.contains("came back: 1"), "{}", told[0].body);
    assert_eq!(load(w, &ALL, None).await.added, 0);
    f.r.pass(2).await;
    assert_eq!(f.said(w.pay).await, (1, 1), "once");
    assert_eq!(f.r.told(w.carl, "certificationAccessReturned").await.len(), 1);
});

db_test!(what_a_file_has_still_was_never_gone_there, |db| async move {
    let f = Files::reviewed(db).await;
    let w = &f.r.w;
    f.revoke(&[w.pay]).await;
    assert_eq!(load(w, &ALL, None).await.added, 1);
    assert_eq!(f.said(w.pay).await, (1, 1));
    assert_eq!(f.figures().await, (0, 0, held(1, 0)));
    f.r.pass(1).await;
    assert_eq!(f.said(w.pay).await, (1, 1), "the look of the next day finds nothing new");
    assert_eq!(f.figures().await, (0, 0, held(1, 0)));
});

db_test!(what_a_role_holds_all_along_is_not_brought_back_by_a_file, |db| async move {
    let r = Review::on(db).await;
    // Jonas, who pays and reads, has the role that lets people do both.
    r.given_to(r.w.jonas, ItemKind::Role, r.w.analyst).await;
    let f = Files::of(r).await;
    let w = &f.r.w;
    f.revoke(&[w.pay]).await;
    assert_eq!(f.figures().await, (0, 1, held(0, 1)), "no file was loaded since");
    // The application has it, and knows of no roles.
    for _ in 0..2 {
        let report = load(w, &ALL, Some(3)).await;
        assert_eq!((report.added, report.changed, report.unchanged), (0, 0, 3));
        f.r.pass(1).await;
    }
    assert_eq!(f.said(w.pay).await, (0, 0), "nothing came back");
    let row = f.row(w.pay).await;
    assert_eq!(row.item.removal, Some(Removal::Complete));
    assert_eq!(OtherWay::all(&row.also_held).as_deref(), Some(BY_ROLE));
    let after = f.after(w.pay).await;
    assert_eq!(after.came_back, None);
    assert_eq!(after.verified.map(|seen| seen.file), Some(None), "the file has it; the record verifies");
    assert_eq!(f.figures().await, (1, 0, held(0, 1)));

    // The role goes; the application has it still.
    f.r.taken_from(w.jonas, ItemKind::Role, w.analyst).await;
    assert_eq!(f.figures().await, (1, 0, held(0, 0)));
    let report = load(w, &ALL, Some(3)).await;
    assert_eq!((report.added, report.unchanged), (1, 2));
    assert_eq!(f.said(w.pay).await, (1, 1));
    let how = f.after(w.pay).await.came_back.as_ref().map(CameBack::how);
    assert_eq!(how.as_deref(), Some("by an import, which found it in the application"));
    assert_eq!(f.figures().await, (1, 0, held(1, 0)));
});

db_test!(what_a_membership_holds_all_along_is_not_brought_back_by_a_file, |db| async move {
    let r = Review::on(db).await;
    // Whoever pays, reads; and Jonas reads for himself, too.
    assert_eq!(nest(&r.w, &[(PAY, READ)]).await.faults, []);
    let f = Files::of(r).await;
    let w = &f.r.w;
    f.revoke(&[w.read]).await;
    assert_eq!(load(w, &ALL, Some(3)).await.unchanged, 3);
    f.r.pass(1).await;
    assert_eq!(f.said(w.read).await, (0, 0));
    assert_eq!(f.after(w.read).await.came_back, None);
    assert_eq!(f.figures().await, (1, 0, held(0, 1)));
});
