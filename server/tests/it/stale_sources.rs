//! What is certified must be known: a campaign is not started over an application whose files are too old, or whose last
//! file broke off.

use std::io::{self, Cursor, Read};

use bailiwick::authority::{Actor, Authority};
use bailiwick::certification::CampaignStatus;
use bailiwick::id::CampaignId;
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{activate, create, forecast, isc, outlook_of, read, start};
use bailiwick_engine::import::{Format, ImportJob, ImportReport, Kind, Mapping, run};
use bailiwick_engine::testing::{World, person};
use bailiwick_engine::{Context, EngineError};
use bailiwick_store::{Db, db_test, users};
use chrono::Duration;
use serde_json::{Map, Value, json};

use crate::support::world;

const GRANTS: &str = "user,application,entitlement\n\
                      jonas,SAP S/4HANA,POST_VENDOR_PAYMENTS\njonas,SAP S/4HANA,DISPLAY_DOCUMENTS\n";

/// The same of two applications, sorted by application; who has the wiki has no entitlement of it.
const BOTH: &str = "user,application,entitlement\n\
                    jonas,SAP S/4HANA,POST_VENDOR_PAYMENTS\njonas,SAP S/4HANA,DISPLAY_DOCUMENTS\nhana,Wiki,\n";

/// A file on a disk that gives up after its header.
struct Broken(Cursor<&'static [u8]>);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("the disk is gone")),
            read => Ok(read),
        }
    }
}

/// Carl runs certifications, Grace loads files.
struct House {
    w: World,
}

impl House {
    async fn on(db: Db) -> Self {
        let w = world(db).await;
        let mut tx = w.engine.db().write().await.unwrap();
        users::add_authority(&mut tx, w.carl, Authority::CertAdmin).await.unwrap();
        tx.commit().await.unwrap();
        Self { w }
    }

    fn carl(&self) -> Context {
        let authorities = vec![Authority::CertAdmin];
        let w = &self.w;
        w.engine.context(Actor::Person { id: w.carl, name: "Carl Berg".into(), authorities }, "test")
    }

    async fn load(&self, text: &str, rows: Option<u64>) -> ImportReport {
        self.read(Cursor::new(text.as_bytes().to_vec()), rows).await.unwrap()
    }

    async fn read(
        &self,
        reader: impl Read + Send + 'static,
        rows: Option<u64>,
    ) -> Result<ImportReport, EngineError> {
        let job = ImportJob {
            kind: Kind::Grants,
            format: Format::Csv,
            mapping: Mapping::default(),
            name: "grants-of-sap.csv".into(),
            rows,
            reader,
        };
        let grace = person(&self.w.engine, self.w.grace, &[Authority::AccessAdmin]);
        run(&self.w.engine, &grace, job).await
    }

    fn body(&self, name: &str, more: &Value) -> Map<String, Value> {
        let mut body = json!({
            "name": name, "certificationType": "identity", "ownerId": self.w.carl,
            "stages": [{"certifierType": "manager"}], "stageDuration": 14,
            "targetFilter": {"type": ["entitlementGrant"]}, "sourceMaxAge": 7,
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body.as_object().unwrap().clone()
    }

    /// A campaign that is looked through before anybody is asked.
    async fn staged(&self, name: &str, mut more: Value) -> CampaignId {
        more["stagingEnabled"] = json!(true);
        let template = create(&self.w.engine, &self.carl(), self.body(name, &more)).await.unwrap();
        let campaign = start(&self.w.engine, &self.carl(), template.id).await.unwrap();
        self.w.work().await;
        campaign.id
    }

    /// Why a campaign may not begin, over whatever API.
    async fn may_not_begin(&self, id: CampaignId) -> String {
        let here = activate(&self.w.engine, &self.carl(), id).await.unwrap_err();
        let there = isc::activate(&self.w.engine, &self.carl(), id).await.unwrap_err();
        assert!(matches!(here, EngineError::Conflict(_)), "{here}");
        assert_eq!(here.to_string(), there.to_string());
        here.to_string()
    }

    /// Starts a campaign of a template of its own; why it is refused.
    async fn started(&self, name: &str, more: Value) -> Result<(), String> {
        let body = self.body(name, &more);
        let template = create(&self.w.engine, &self.carl(), body.clone()).await.unwrap();
        let told = outlook_of(&self.w.engine, &self.carl(), body).await.unwrap().sources;
        let foreseen = forecast(&self.w.engine, &self.carl(), template.id).await.unwrap().sources;
        assert_eq!(told, foreseen, "the portal and the other API foresee the same");
        match start(&self.w.engine, &self.carl(), template.id).await {
            Ok(campaign) => {
                assert_eq!((campaign.status, told), (CampaignStatus::Creating, Vec::new()));
                Ok(())
            }
            Err(EngineError::Conflict(why)) => {
                assert_eq!(why, told.join("; "), "it was foreseen");
                Err(why)
            }
            Err(error) => Err(format!("something else: {error}")),
        }
    }
}

db_test!(a_campaign_is_not_started_over_files_that_are_too_old, |db| async {
    let house = House::on(db).await;
    house.started("Nothing was ever loaded", json!({})).await.unwrap();
    assert!(house.load(GRANTS, Some(2)).await.is_loaded());
    house.w.clock.advance(Duration::days(7));
    house.started("In time", json!({})).await.unwrap();
    house.w.clock.advance(Duration::days(2));
    let why = house.started("Too late", json!({})).await.unwrap_err();
    assert!(why.starts_with("who holds what of `SAP S/4HANA` was loaded 9 days ago"), "{why}");
    assert!(why.ends_with("and 7 are allowed: load it again"), "{why}");
    house.started("Without a limit", json!({"sourceMaxAge": 0})).await.unwrap();
    let other = json!({"targetFilter": {"type": ["entitlementGrant"], "application":
        {"operator": "EQUALS", "operand": {"targetName": "name", "targetValue": "Wiki"}}}});
    house.started("About something else", other).await.unwrap();
    assert!(house.load(GRANTS, None).await.is_loaded());
    house.started("Loaded again", json!({})).await.unwrap();
});

db_test!(a_file_that_breaks_off_is_not_loaded_and_stands_in_the_way, |db| async {
    let house = House::on(db).await;
    assert!(house.load(GRANTS, None).await.is_loaded());
    let half = &GRANTS[..GRANTS.len() - 12];
    assert!(!house.load(half, None).await.is_loaded(), "its last line is no entitlement");
    let why = house.started("Cut in a line", json!({})).await.unwrap_err();
    assert!(why.starts_with("the last load of grants of `SAP S/4HANA`"), "{why}");
    assert!(why.contains("nothing of it was kept: line 3, `entitlement`"), "{why}");
    assert!(house.load(GRANTS, None).await.is_loaded());
    house.started("Whole again", json!({})).await.unwrap();

    let report = house.load(GRANTS, Some(3)).await;
    assert_eq!(report.faults[0].reason, "is the last of 2 rows, of which there must be 3");
    let why = house.started("Cut between lines", json!({})).await.unwrap_err();
    assert!(why.contains("of which there must be 3"), "{why}");
});

db_test!(what_a_file_does_not_tell_of_any_more_stands_in_the_way_too, |db| async {
    let house = House::on(db).await;
    let wiki = || json!({"targetFilter": {"type": ["accountGrant"]}});
    let is_whole = async |name: &str| {
        assert!(house.load(BOTH, Some(3)).await.is_loaded());
        house.started(name, wiki()).await.unwrap();
    };
    is_whole("Whole").await;
    assert!(!house.load(GRANTS, Some(3)).await.is_loaded(), "cut off between the applications");
    let why = house.started("Without the wiki", wiki()).await.unwrap_err();
    assert!(why.starts_with("the last load of grants of `Wiki`"), "{why}");
    assert!(why.contains("of which there must be 3"), "{why}");
    is_whole("Whole again").await;

    assert!(!house.load("", None).await.is_loaded(), "a file without a header");
    let why = house.started("Empty", wiki()).await.unwrap_err();
    assert!(why.contains("`Wiki`") && why.contains("the column is missing"), "{why}");
    is_whole("Whole after it was empty").await;

    assert!(!house.load("who,application\n", None).await.is_loaded(), "another header");
    let why = house.started("Another header", wiki()).await.unwrap_err();
    assert!(why.contains("`Wiki`") && why.contains("line 1, `who`"), "{why}");
    is_whole("Whole after another header").await;

    let unread = house.read(Broken(Cursor::new(b"user,application,entitlement\n".as_slice())), None).await;
    assert!(unread.is_err(), "{unread:?}");
    let why = house.started("Unreadable", wiki()).await.unwrap_err();
    assert!(why.contains("`Wiki`") && why.contains("the disk is gone"), "{why}");
    let why = house.started("Unreadable as well", json!({})).await.unwrap_err();
    assert!(why.contains("`SAP S/4HANA`"), "{why}");

    assert!(house.load(GRANTS, Some(2)).await.is_loaded());
    house.started("Whole, and without the wiki from now on", wiki()).await.unwrap();
});

db_test!(a_staged_campaign_is_not_begun_over_what_broke_off_or_aged_since, |db| async {
    let house = House::on(db).await;
    let about_wiki = json!({"targetFilter": {"type": ["entitlementGrant"], "application":
        {"operator": "EQUALS", "operand": {"targetName": "name", "targetValue": "Wiki"}}}});
    assert!(house.load(GRANTS, None).await.is_loaded());
    let id = house.staged("Made on Monday", json!({})).await;
    let other = house.staged("About something else", about_wiki).await;
    house.w.clock.advance(Duration::days(1));
    assert!(!house.load(&GRANTS[..GRANTS.len() - 12], None).await.is_loaded());
    let why = house.may_not_begin(id).await;
    assert!(why.starts_with("the last load of grants of `SAP S/4HANA`"), "{why}");
    activate(&house.w.engine, &house.carl(), other).await.unwrap();

    assert!(house.load(GRANTS, None).await.is_loaded());
    house.w.clock.advance(Duration::days(8));
    let why = house.may_not_begin(id).await;
    assert!(why.contains("of `SAP S/4HANA` was loaded 8 days ago"), "{why}");
    assert!(house.load(GRANTS, None).await.is_loaded());
    activate(&house.w.engine, &house.carl(), id).await.unwrap();
    let begun = read(&house.w.engine, &house.carl(), id).await.unwrap().campaign;
    assert_eq!((begun.status, begun.items), (CampaignStatus::InProgress, 2));
});

db_test!(evidence_says_what_a_campaign_rests_on, |db| async {
    let house = House::on(db).await;
    assert!(house.load(GRANTS, None).await.is_loaded());
    let template = create(&house.w.engine, &house.carl(), house.body("Quarterly", &json!({}))).await.unwrap();
    let campaign = start(&house.w.engine, &house.carl(), template.id).await.unwrap();
    house.w.work().await;
    house.w.clock.advance(Duration::days(1));
    assert!(house.load(GRANTS, None).await.is_loaded(), "a later load changes nothing about it");
    let bundle = evidence(&house.w.engine, &house.carl(), campaign.id, Part::Bundle).await.unwrap();
    let mut zip = zip::ZipArchive::new(bundle.file).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    let sources = read("sources.csv");
    let line = sources.lines().nth(1).unwrap();
    assert!(line.starts_with("SAP S/4HANA,") && line.contains(",grants,"), "{sources}");
    let loaded_at = campaign.created_at.format("%Y-%m-%d").to_string();
    assert!(line.contains(&loaded_at) && line.contains(",2,grants-of-sap.csv,"), "{sources}");
    let page = read("index.html");
    let made = campaign.created_at.format("%-d %B %Y, %H:%M:%S UTC").to_string();
    assert!(page.contains(&format!("Made</th><td>{made}<")), "{page}");
    assert!(page.contains("<h2>Sources</h2>") && page.contains("grants were in force:"), "{page}");
    assert!(page.contains(&format!("When the campaign was made, from {made} on, 2 ")), "{page}");
});
