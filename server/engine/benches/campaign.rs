//! A campaign over 1,000,000 grants: made, beside the bare insert of the same rows; read and decided by its reviewers.

#![expect(clippy::unwrap_used, reason = "a benchmark may stop")]

#[path = "support/mod.rs"]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bailiwick::authority::{Actor, Authority};
use bailiwick::certification::{CampaignStatus, LineItemId, Verdict};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, UserId};
use bailiwick_engine::certifications::{
    self, Ask, Chosen, GroupBy, ItemAction, Selection, Show, Wanted, Window,
};
use bailiwick_engine::{Context, Engine, jobs};
use bailiwick_store::testing::{Company, bare_line_items};
use serde_json::{Value, json};
use support::{Taken, own_memory};

/// One in so many reviewers is looked at.
const SAMPLE: i64 = 200;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let people: i64 = std::env::var("BENCH_PEOPLE").map_or(50_000, |count| count.parse().unwrap());
    let db = Company { people, entitlements: 50_000, each: 20 }.open(folder.path()).await;
    let engine = Engine::new(db.clone());

    let taken = Taken::begin();
    let rows = bare_line_items(&db).await;
    let bare = taken.seconds();
    println!("{}: bare INSERT of {rows} rows: {}", db.kind(), taken.shown());

    let (campaign, ours) = make(&engine, json!([{"certifierType": "manager"}])).await;
    println!("  ratio {:.2}", ours / bare);

    let managers = (people / 10).max(1);
    let (mut pages, mut workspaces, mut decisions) = (Vec::new(), Vec::new(), Vec::new());
    for number in (1..=managers).step_by(usize::try_from((managers / SAMPLE).max(1)).unwrap()) {
        let me = person(&engine, number);
        let wanted = Wanted { actor: me.actor.user_id(), ..Wanted::default() };
        let begun = Instant::now();
        let page = certifications::line_items(&engine, &me, campaign, &wanted, &ListQuery::rows(0, 50))
            .await
            .unwrap();
        pages.push(begun.elapsed());
        let Some(row) = page.rows.first() else { continue };
        workspaces.push(open(&engine, &me, campaign, &Ask::default()).await);
        let begun = Instant::now();
        decide(&engine, &me, campaign, vec![row.item.id.to_string()]).await;
        decisions.push(begun.elapsed());
    }
    println!("  a reviewer's first 50 of some 200 rows: {}", spread(pages));
    println!("  their workspace in the portal: {}", spread(workspaces));
    println!("  a decision: {}", spread(decisions));
    owner_looks(&engine, campaign).await;

    let one =
        json!([{"certifierType": "user", "certifierId": format!("managed/user/{}", Company::person(1))}]);
    let (campaign, _) = make(&engine, one).await;
    let me = person(&engine, 1);
    let wanted = Wanted { actor: me.actor.user_id(), ..Wanted::default() };
    let mut pages = Vec::new();
    let mut ids = Vec::new();
    for _ in 0..10 {
        let begun = Instant::now();
        let page = certifications::line_items(&engine, &me, campaign, &wanted, &ListQuery::rows(0, 50))
            .await
            .unwrap();
        pages.push(begun.elapsed());
        ids = page.rows.iter().map(|row| row.item.id.to_string()).collect();
    }
    println!("  one reviewer of all rows, first 50: {}", spread(pages));
    for (what, ask) in asks() {
        let mut times = Vec::new();
        for _ in 0..5 {
            times.push(open(&engine, &me, campaign, &ask).await);
        }
        println!("  their workspace, {what}: {}", spread(times));
    }
    let mut offset = 50;
    while ids.len() < 10_000 {
        let page =
            certifications::line_items(&engine, &me, campaign, &wanted, &ListQuery::rows(offset, 1_000))
                .await
                .unwrap();
        offset += 1_000;
        ids.extend(page.rows.iter().map(|row| row.item.id.to_string()));
    }
    ids.truncate(10_000);
    let places = ids.iter().map(|id| id.parse::<LineItemId>().unwrap().number).collect();
    let taken = Taken::begin();
    let looked = certifications::look(&engine, &me, campaign, &Chosen::Rows(places)).await.unwrap();
    println!("  a look at 10,000 rows, {} of them safe: {}", looked.safe.len(), taken.shown());
    let taken = Taken::begin();
    decide(&engine, &me, campaign, ids).await;
    println!("  a bulk decision of 10,000 rows: {}", taken.shown());
}

fn asks() -> [(&'static str, Ask); 5] {
    let all = Ask::default();
    [
        ("all", all.clone()),
        ("undecided", Ask { show: Show::Undecided, ..all.clone() }),
        ("a person", Ask { person: "n4321".into(), ..all.clone() }),
        ("new", Ask { new: true, ..all.clone() }),
        ("in violation", Ask { violations: true, ..all }),
    ]
}

async fn open(engine: &Engine, ctx: &Context, campaign: CampaignId, ask: &Ask) -> Duration {
    let begun = Instant::now();
    certifications::workspace(engine, ctx, campaign, ask, Window::First, GroupBy::Application).await.unwrap();
    begun.elapsed()
}

/// What the owner of the campaign looks at.
async fn owner_looks(engine: &Engine, campaign: CampaignId) {
    let owner = person(engine, 1);
    let taken = Taken::begin();
    certifications::dashboard(engine, &owner, campaign).await.unwrap();
    println!("  the owner's dashboard: {}", taken.shown());
    let taken = Taken::begin();
    certifications::reviewers_at_work(engine, &owner, campaign).await.unwrap();
    println!("  how its reviewers go about it: {}", taken.shown());
}

fn person(engine: &Engine, number: i64) -> Context {
    let id = UserId(Company::person(number));
    engine.context(Actor::Person { id, name: format!("P N{number}"), authorities: Vec::new() }, "bench")
}

async fn decide(engine: &Engine, ctx: &Context, campaign: CampaignId, ids: Vec<String>) {
    let wanted = ids.len();
    let action = ItemAction::Decide(Verdict::Certify);
    let acted =
        certifications::act(engine, ctx, campaign, &Selection::Items(ids), &action, "").await.unwrap();
    assert_eq!(acted.done, wanted, "{:?}", acted.left.first());
}

/// Starts a campaign and makes it; how long it took, in seconds.
async fn make(engine: &Engine, stages: Value) -> (CampaignId, f64) {
    let id = UserId(Company::person(1));
    let authorities = vec![Authority::CertAdmin];
    let admin = engine.context(Actor::Person { id, name: "P N1".into(), authorities }, "bench");
    let body = json!({
        "name": format!("Bench {}", engine.new_id()), "certificationType": "identity", "ownerId": id,
        "stages": stages, "stageDuration": 14, "allowBulkCertify": true, "allowPartialSignoff": true,
        "allowSelfCertification": true,
    });
    let Value::Object(body) = body else { unreachable!() };
    let template = certifications::create(engine, &admin, body).await.unwrap();
    let ends = Arc::new(AtomicBool::new(false));
    let watching = {
        let ends = Arc::clone(&ends);
        std::thread::spawn(move || {
            let mut peak = 0.0_f64;
            while !ends.load(Ordering::Relaxed) {
                peak = peak.max(own_memory());
                std::thread::sleep(Duration::from_millis(50));
            }
            peak
        })
    };
    let taken = Taken::begin();
    let campaign = certifications::start(engine, &admin, template.id).await.unwrap().id;
    while jobs::run_due(engine).await.unwrap() {}
    let (shown, seconds) = (taken.shown(), taken.seconds());
    ends.store(true, Ordering::Relaxed);
    let peak = watching.join().unwrap();
    let made = certifications::read(engine, &admin, campaign).await.unwrap();
    assert_eq!(made.campaign.status, CampaignStatus::InProgress, "{:?}", made.campaign.failure);
    println!(
        "{}: a campaign of {} line items: {shown}; memory at most {peak:.0} MB",
        engine.db().kind(),
        made.campaign.items
    );
    (campaign, seconds)
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| {
        times.get(times.len() * share / 100).or(times.last()).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    };
    format!("p50 {:.1} ms, p95 {:.1} ms, of {}", at(50), at(95), times.len())
}
