//! The owner of a campaign: sees beforehand what it covers, watches it, steps in, and takes the evidence away.

use std::io::{Read, Seek, Write};

use bailiwick::authority::{Actor, Authority};
use bailiwick::catalog::ItemKind;
use bailiwick::certification::{CampaignStatus, Removal, Standing, Verdict};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, UserId};
use bailiwick_engine::certifications::evidence::{
    EvidenceFault, Part, SigningKey, evidence, forget_key, kept_key, public_key, verify,
};
use bailiwick_engine::certifications::{
    CampaignOrder, CampaignState, CampaignsWanted, ItemAction, Selection, act, campaigns, complete, create,
    dashboard, line_items, outlook, outlook_of, reassign_reviewer, remind, reviewers_at_work, sees_campaigns,
    start,
};
use bailiwick_engine::certifications::{Wanted, activate, cancel, read, set_deadline};
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::{Context, EngineError};
use bailiwick_store::{Db, db_test, testing, users};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value, json};

use crate::support::world;

/// Carl runs certifications, Priya owns the campaigns. Jonas and Hana, whom Marta manages, hold things, and so does Marta.
struct House {
    w: World,
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn carl(w: &World) -> Context {
    let authorities = vec![Authority::CertAdmin];
    w.engine.context(Actor::Person { id: w.carl, name: "Carl Berg".into(), authorities }, "test")
}

impl House {
    async fn on(db: Db) -> Self {
        let w = world(db).await;
        let mut tx = w.engine.db().write().await.unwrap();
        users::add_authority(&mut tx, w.carl, Authority::CertAdmin).await.unwrap();
        tx.commit().await.unwrap();
        for (user, kind, item) in [
            (w.jonas, ItemKind::Entitlement, w.pay),
            (w.jonas, ItemKind::Entitlement, w.read),
            (w.hana, ItemKind::Role, w.analyst),
            (w.marta, ItemKind::Entitlement, w.pay),
        ] {
            add(&w.engine, &system(&w.engine), user, kind, item, &Terms::default()).await.unwrap();
        }
        w.work().await;
        Self { w }
    }

    fn body(&self, name: &str) -> Map<String, Value> {
        object(&json!({
            "name": name, "certificationType": "identity", "ownerId": self.w.priya,
            "stages": [{"certifierType": "manager"}], "stageDuration": 14,
            "allowBulkCertify": true, "allowPartialSignoff": true, "remediationRule": "BasicRevocation",
            "targetFilter": {"type": ["entitlementGrant", "roleMembership"]},
        }))
    }

    async fn running(&self, name: &str, more: Value) -> CampaignId {
        let mut body = self.body(name);
        body.extend(object(&more));
        let template = create(&self.w.engine, &carl(&self.w), body).await.unwrap();
        let campaign = start(&self.w.engine, &carl(&self.w), template.id).await.unwrap();
        self.w.work().await;
        campaign.id
    }

    /// Somebody decides so about everything that is put to them, by one click.
    async fn decide(&self, id: CampaignId, who: UserId, verdict: Verdict) {
        let all = Selection::AllOf(who);
        let ctx = self.w.by(who);
        act(&self.w.engine, &ctx, id, &all, &ItemAction::Decide(verdict), "=because").await.unwrap();
    }

    async fn rows(&self, id: CampaignId, who: UserId) -> usize {
        let wanted = Wanted { actor: Some(who), ..Wanted::default() };
        line_items(&self.w.engine, &carl(&self.w), id, &wanted, &ListQuery::rows(0, 100))
            .await
            .unwrap()
            .rows
            .len()
    }

    async fn taken(&self, id: CampaignId, part: Part) -> Vec<u8> {
        let mut taken = evidence(&self.w.engine, &self.w.by(self.w.priya), id, part).await.unwrap();
        let mut bytes = Vec::new();
        taken.file.read_to_end(&mut bytes).unwrap();
        bytes
    }
}

/// The lines of a table, each as its values.
fn table(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut csv = csv::ReaderBuilder::new().from_reader(bytes);
    csv.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

db_test!(a_draft_says_what_it_would_cover, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    let ahead = outlook_of(&w.engine, &carl(w), house.body("Draft")).await.unwrap();
    assert_eq!((ahead.standing(Standing::Reviewed), ahead.people), (6, 3));
    let asked: Vec<(UserId, i64)> = ahead.reviewers.iter().map(|one| (one.user.id, one.items)).collect();
    assert_eq!(asked, [(w.marta, 5), (w.carl, 1)]);
    assert!(ahead.reviewers.iter().all(|one| one.deputies.is_empty() && !one.is_gone()));
    let mut wrong = house.body("Draft");
    wrong.insert("stages".into(), json!([]));
    let wrong = outlook_of(&w.engine, &carl(w), wrong).await;
    assert!(matches!(wrong, Err(EngineError::InvalidAll(_))), "{wrong:?}");
    let stranger = outlook_of(&w.engine, &w.by(w.jonas), house.body("Draft")).await;
    assert!(matches!(stranger, Err(EngineError::Forbidden(_))), "{stranger:?}");
    // Saved and started, it is the same.
    let saved = create(&w.engine, &carl(w), house.body("Draft")).await.unwrap();
    assert_eq!(outlook(&w.engine, &carl(w), saved.id).await.unwrap(), ahead);
    let id = start(&w.engine, &carl(w), saved.id).await.unwrap().id;
    w.work().await;
    assert_eq!(dashboard(&w.engine, &carl(w), id).await.unwrap().count(|_| true), 6);
});

db_test!(campaigns_are_found_sorted_and_read_page_by_page, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    let mut ids = Vec::new();
    for name in ["Beta 100%", "alpha", "Gamma"] {
        ids.push(house.running(name, json!({})).await);
    }
    cancel(&w.engine, &carl(w), ids[2]).await.unwrap();
    let names = async |wanted: CampaignsWanted, limit| {
        let page = campaigns(&w.engine, &carl(w), &wanted, limit).await.unwrap();
        let names: Vec<String> = page.rows.iter().map(|one| one.campaign.definition.name.clone()).collect();
        (names, page.total, page.rows.last().map(|one| one.campaign.number))
    };
    let latest = CampaignsWanted { descending: true, ..CampaignsWanted::default() };
    let (first, total, last) = names(latest.clone(), 2).await;
    assert_eq!((first, total), (vec!["Gamma".to_owned(), "alpha".into()], 3));
    let (second, _, last) = names(CampaignsWanted { after: last, ..latest.clone() }, 2).await;
    assert_eq!(second, ["Beta 100%"]);
    let (back, ..) = names(CampaignsWanted { before: last, ..latest.clone() }, 2).await;
    assert_eq!(back, ["Gamma", "alpha"]);
    for (order, after) in [(CampaignOrder::Name, "alpha"), (CampaignOrder::Deadline, "Beta 100%")] {
        let by = CampaignsWanted { order, ..CampaignsWanted::default() };
        let mut seen = Vec::new();
        let mut place = None;
        loop {
            let (some, _, last) = names(CampaignsWanted { after: place, ..by.clone() }, 1).await;
            let Some(name) = some.into_iter().next() else { break };
            seen.push(name);
            place = last;
        }
        assert_eq!((seen.len(), seen[0].as_str()), (3, after), "{order:?}: {seen:?}");
    }
    let found = |text: &str| CampaignsWanted { text: text.into(), ..CampaignsWanted::default() };
    assert_eq!(names(found("100%"), 9).await.0, ["Beta 100%"], "signs of the database mean nothing");
    assert_eq!(names(found("%"), 9).await.0, ["Beta 100%"]);
    assert_eq!(names(found("priya"), 9).await.1, 3, "by its owner");
    let ended = CampaignsWanted { state: Some(CampaignState::Ended), ..CampaignsWanted::default() };
    assert_eq!(names(ended, 9).await.0, ["Gamma"]);
    // Whoever owns campaigns sees these, others none.
    let mine = campaigns(&w.engine, &w.by(w.priya), &CampaignsWanted::default(), 9).await.unwrap();
    assert_eq!(mine.total, 3);
    assert!(sees_campaigns(&w.engine, &w.by(w.priya)).await.unwrap());
    assert!(!sees_campaigns(&w.engine, &w.by(w.jonas)).await.unwrap());
    assert_eq!(campaigns(&w.engine, &w.by(w.jonas), &CampaignsWanted::default(), 9).await.unwrap().total, 0);
});

db_test!(the_owner_sees_how_reviewers_go_about_it, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    let id = house.running("Review", json!({})).await;
    house.decide(id, w.marta, Verdict::Certify).await;
    w.clock.advance(Duration::seconds(90));
    house.decide(id, w.carl, Verdict::Revoke).await;
    w.clock.advance(Duration::seconds(30));
    house.decide(id, w.carl, Verdict::Certify).await;
    w.clock.advance(Duration::seconds(7));
    house.decide(id, w.carl, Verdict::Revoke).await;
    let board = dashboard(&w.engine, &w.by(w.priya), id).await.unwrap();
    assert!(board.runs, "she owns it");
    assert_eq!((board.decided(Verdict::Certify), board.decided(Verdict::Revoke), board.open()), (5, 1, 6));
    assert_eq!(board.days.iter().map(|(_, decided, _)| decided).sum::<i64>(), 6);
    let stranger = dashboard(&w.engine, &w.by(w.jonas), id).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })));
    let all = reviewers_at_work(&w.engine, &w.by(w.priya), id).await.unwrap();
    let of = |who| all.iter().find(|one| one.user.id == who).unwrap();
    let marta = of(w.marta);
    assert_eq!((marta.counts.total, marta.conduct.certified, marta.conduct.in_bulk), (5, 5, 5));
    assert_eq!((marta.conduct.median_pause(), marta.conduct.busiest_minute), (None, 5));
    // Carl revoked what Marta certified of two other people.
    assert_eq!((marta.conduct.compared, marta.conduct.agreed), (2, 0));
    assert_eq!((of(w.carl).conduct.compared, of(w.carl).conduct.agreed), (1, 0));
    assert_eq!(of(w.carl).conduct.median_pause(), None, "only the last decision of a line item is kept");
});

db_test!(the_owner_hands_over_what_a_reviewer_does_not_do, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    // Whatever the template leaves to reviewers.
    let id = house.running("Review", json!({"enableForward": false, "enableReassign": false})).await;
    house.decide(id, w.marta, Verdict::Certify).await;
    let priya = w.by(w.priya);
    let jonas = w.by(w.jonas);
    let stranger = reassign_reviewer(&w.engine, &jonas, id, w.marta, w.grace, "").await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })), "{stranger:?}");
    let same = reassign_reviewer(&w.engine, &priya, id, w.marta, w.marta, "").await;
    assert!(matches!(same, Err(EngineError::Invalid { .. })), "{same:?}");
    let moved = reassign_reviewer(&w.engine, &priya, id, w.marta, w.hana, "She is away.").await.unwrap();
    assert_eq!(moved, (2, 3), "what Hana holds stays with Marta");
    assert_eq!((house.rows(id, w.hana).await, house.rows(id, w.marta).await), (2, 3));
    assert_eq!(dashboard(&w.engine, &priya, id).await.unwrap().decided(Verdict::Certify), 3, "decided anew");
    assert_eq!(reassign_reviewer(&w.engine, &priya, id, w.marta, w.hana, "").await.unwrap(), (0, 3));
});

db_test!(the_owner_reminds_once_an_hour, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    let id = house.running("Review", json!({})).await;
    let told = async |who: UserId| {
        let all = bailiwick_engine::notifications::mine(&w.engine, &w.by(who)).await.unwrap();
        all.into_iter().filter(|one| one.object_id == id.to_string()).count()
    };
    let before = told(w.marta).await;
    for _ in 0..2 {
        remind(&w.engine, &w.by(w.priya), id).await.unwrap();
        w.work().await;
    }
    assert_eq!(told(w.marta).await, before + 1, "the second click says nothing more");
    w.clock.advance(Duration::hours(1));
    remind(&w.engine, &w.by(w.priya), id).await.unwrap();
    w.work().await;
    assert_eq!(told(w.marta).await, before + 2);
    assert_eq!(told(w.jonas).await, 0, "nothing waits for him");
    let stranger = remind(&w.engine, &w.by(w.jonas), id).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })), "{stranger:?}");
});

db_test!(the_owner_ends_a_campaign_early, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    let late = json!({"expirationAction": "revoke", "expirationActionDelay": 5});
    let id = house.running("Review", late).await;
    house.decide(id, w.carl, Verdict::Certify).await;
    w.clock.advance(Duration::days(2));
    let planned = read(&w.engine, &carl(w), id).await.unwrap().campaign;
    let at_once = complete(&w.engine, &w.by(w.priya), id).await.unwrap();
    assert_eq!(at_once.status, CampaignStatus::Expiring, "nobody decides any more");
    let late = set_deadline(&w.engine, &w.by(w.priya), id, at_once.deadline.unwrap()).await;
    assert!(matches!(late, Err(EngineError::Conflict(_))), "it is not extended any more: {late:?}");
    w.work().await;
    let ended = read(&w.engine, &carl(w), id).await.unwrap().campaign;
    assert_eq!((ended.status, ended.completed_by), (CampaignStatus::SignedOff, Some(w.priya)));
    assert_eq!(ended.deadline, planned.deadline, "what was planned stays");
    let bundle = house.taken(id, Part::Bundle).await;
    let kept: Value = serde_json::from_slice(&unpacked(&bundle, "campaign.json")).unwrap();
    assert_eq!((&kept["deadline"], &kept["completedBy"]), (&json!(planned.deadline), &json!(w.priya)));
    let page = String::from_utf8(unpacked(&bundle, "index.html")).unwrap();
    let told = |at: Option<DateTime<Utc>>| at.unwrap().format("%-d %B %Y, %H:%M:%S UTC").to_string();
    assert!(page.contains(&told(planned.deadline)), "{page}");
    assert!(page.contains(&format!("{}, by Priya Raghunathan", told(ended.completed))), "{page}");
    let said = table(&house.taken(id, Part::Decisions).await);
    assert!(said.iter().any(|one| one[5] == "The campaign was ended before its time was over."), "{said:?}");
    let board = dashboard(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!((board.decided(Verdict::Certify), board.decided(Verdict::Revoke), board.open()), (1, 5, 0));
    assert!(board.removals(Removal::Complete) > 0);
    let again = complete(&w.engine, &w.by(w.priya), id).await;
    assert!(matches!(again, Err(EngineError::Conflict(_))), "the second click: {again:?}");
    let on = json!({"expirationAction": "reassign", "expirationReassignee": w.grace});
    let other = house.running("Another", on).await;
    let refused = complete(&w.engine, &w.by(w.priya), other).await;
    assert!(matches!(refused, Err(EngineError::Conflict(_))), "{refused:?}");
});

db_test!(the_evidence_says_of_when_its_ledger_is, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    let id = house.running("Review", json!({"stagingEnabled": true})).await;
    w.clock.advance(Duration::days(3));
    let campaign = activate(&w.engine, &carl(w), id).await.unwrap();
    let bundle = house.taken(id, Part::Bundle).await;
    let page = String::from_utf8(unpacked(&bundle, "index.html")).unwrap();
    let told = |at: DateTime<Utc>| at.format("%-d %B %Y, %H:%M:%S UTC").to_string();
    let of = format!("When the campaign was made, from {} on, ", told(campaign.created_at));
    assert!(page.contains(&of), "{page}");
    let began = format!("<th scope=\"row\">Began</th><td>{}</td>", told(campaign.started.unwrap()));
    assert!(page.contains(&began), "{page}");
});

db_test!(the_evidence_adds_up_and_a_changed_byte_is_found_out, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    let only = json!({"targetFilter": {"type": ["entitlementGrant"]}});
    let id = house.running("Review", only).await;
    house.decide(id, w.marta, Verdict::Revoke).await;
    let marta = w.by(w.marta);
    act(&w.engine, &marta, id, &Selection::AllOf(w.marta), &ItemAction::SignOff, "").await.unwrap();
    w.work().await;

    let rows = table(&house.taken(id, Part::Rows).await);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows.iter().filter(|row| row[15] == "revoke" && row[14] == "signed-off").count(), 4);
    assert!(
        rows.iter().all(|row| !row[1].is_empty() && !row[5].is_empty() && !row[13].is_empty()),
        "{rows:?}"
    );
    let decisions = table(&house.taken(id, Part::Decisions).await);
    assert!(decisions.iter().any(|one| one[2] == "revoke" && one[5] == "'=because"), "{decisions:?}");
    let ledger = table(&house.taken(id, Part::Ledger).await);
    let sum = |standing: Option<&str>| -> usize {
        let of = ledger.iter().filter(|line| standing.is_none_or(|word| line[2] == word));
        of.map(|line| line[3].parse::<usize>().unwrap()).sum()
    };
    assert_eq!(sum(Some("reviewed")), rows.len());
    assert!(sum(None) > rows.len(), "what is left out stands there, too");

    let bundle = house.taken(id, Part::Bundle).await;
    let key = public_key(&w.engine, &carl(w)).await.unwrap();
    let checked = verify(std::io::Cursor::new(&bundle), Some(&key.fingerprint)).unwrap();
    assert_eq!((checked.rows, checked.files, checked.campaign), (5, 6, id.to_string()));
    let stranger = verify(std::io::Cursor::new(&bundle), Some("00"));
    assert!(matches!(stranger, Err(EvidenceFault::OtherKey { .. })), "{stranger:?}");

    let page = String::from_utf8(unpacked(&bundle, "index.html")).unwrap();
    assert!(page.contains("5 line items: as many as the ledger says") && !page.contains("<script"), "{page}");
    assert_eq!(table(&unpacked(&bundle, "rows.csv")).len(), 5);
    for name in ["rows.csv", "ledger.csv", "index.html", "campaign.json", "manifest.json", "public-key.pem"] {
        let mut content = unpacked(&bundle, name);
        let middle = content.len() / 2;
        content[middle] ^= 1;
        let changed = verify(std::io::Cursor::new(packed(&bundle, name, Some(&content))), None);
        assert!(changed.is_err(), "`{name}` was changed: {changed:?}");
        assert!(
            verify(std::io::Cursor::new(packed(&bundle, name, None)), None).is_err(),
            "`{name}` is missing"
        );
    }
    let more = verify(std::io::Cursor::new(packed(&bundle, "more.csv", Some(b"a,b"))), None);
    assert!(matches!(more, Err(EvidenceFault::Extra(_))), "{more:?}");
    assert!(verify(std::io::Cursor::new(b"no zip"), None).is_err());

    // Many who take it at once wait for one another, and all get it.
    let all = futures::future::join_all((0..12).map(|_| house.taken(id, Part::Rows))).await;
    assert!(all.iter().all(|one| one == &all[0]));

    let stranger = evidence(&w.engine, &w.by(w.jonas), id, Part::Rows).await;
    assert!(matches!(stranger, Err(EngineError::NotFound { .. })));
    assert_eq!(read(&w.engine, &carl(w), id).await.unwrap().counts.total, 5);
});

db_test!(the_key_moves_out_of_the_database_and_stays_the_same, |db| async move {
    let house = House::on(db).await;
    let w = &house.w;
    let product = system(&w.engine);
    let kept = async || testing::count(w.engine.db(), "SELECT count(*) FROM evidence_keys").await;
    assert!(kept_key(&w.engine, &product).await.unwrap().is_none(), "nothing was signed yet");
    let public = public_key(&w.engine, &product).await.unwrap();
    assert_eq!(kept().await, 1);
    assert!(matches!(kept_key(&w.engine, &carl(w)).await, Err(EngineError::Forbidden(_))));
    assert!(matches!(forget_key(&w.engine, &carl(w)).await, Err(EngineError::Forbidden(_))));

    let file = kept_key(&w.engine, &product).await.unwrap().unwrap().pem();
    forget_key(&w.engine, &product).await.unwrap();
    w.engine.attach_evidence_key(SigningKey::read(&file).unwrap());
    assert_eq!(public_key(&w.engine, &product).await.unwrap(), public);
    let id = house.running("Review", json!({})).await;
    let bundle = house.taken(id, Part::Bundle).await;
    verify(std::io::Cursor::new(&bundle), Some(&public.fingerprint)).unwrap();
    assert_eq!(kept().await, 0, "none is made beside it");
});

/// A file of a bundle.
fn unpacked(bundle: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bundle)).unwrap();
    let mut content = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}

/// The bundle with a file in place of the one of that name, or without it.
fn packed(bundle: &[u8], name: &str, content: Option<&[u8]>) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bundle)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let names: Vec<String> =
        from.file_names().map(|one| one.unwrap().into_owned()).filter(|other| other != name).collect();
    for other in names {
        let mut file = from.by_name(&other).unwrap();
        to.start_file(&other, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut file, &mut to).unwrap();
    }
    if let Some(content) = content {
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(content).unwrap();
    }
    let mut bytes = to.finish().unwrap();
    bytes.rewind().unwrap();
    bytes.into_inner()
}
