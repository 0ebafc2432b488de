//! A reviewer of more rows than are looked through for one page.

use bailiwick::authority::{Actor, Authority};
use bailiwick::certification::Verdict;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_engine::certifications::{
    Ask, Chosen, GroupBy, ItemAction, Show, Window, Workspace, act_on, create, look, start, workspace,
};
use bailiwick_engine::{Context, Engine, jobs};
use bailiwick_store::testing::Company;
use bailiwick_store::{Db, db_test, testing};
use serde_json::json;

use super::object;

const COMPANY: Company = Company { people: 2_500, entitlements: 1_000, each: 10 };
const ROWS: i64 = 25_000;

async fn all_put_to_one(db: Db) -> (Engine, Context, CampaignId) {
    COMPANY.fill(&db).await;
    let engine = Engine::new(db);
    let id = UserId(Company::person(1));
    let actor = Actor::Person { id, name: "P N1".into(), authorities: vec![Authority::CertAdmin] };
    let me = engine.context(actor, "test");
    let template = json!({
        "name": "Everything", "certificationType": "identity", "ownerId": id, "stageDuration": 14,
        "stages": [{"certifierType": "user", "certifierId": id}], "selfCertificationRule": "all",
    });
    let template = create(&engine, &me, object(&template)).await.unwrap();
    let campaign = start(&engine, &me, template.id).await.unwrap().id;
    while jobs::run_due(&engine).await.unwrap() {}
    (engine, me, campaign)
}

struct Reviewer {
    engine: Engine,
    me: Context,
    campaign: CampaignId,
}

impl Reviewer {
    async fn see(&self, ask: &Ask, window: Window) -> Workspace {
        workspace(&self.engine, &self.me, self.campaign, ask, window, GroupBy::Item).await.unwrap()
    }
}

fn numbers(seen: &Workspace) -> Vec<i64> {
    seen.rows.iter().map(|row| row.view.item.id.number).collect()
}

db_test!(a_reviewer_of_very_many_rows_finds_every_one, |db| async move {
    let (engine, me, campaign) = all_put_to_one(db).await;
    let r = Reviewer { engine, me, campaign };
    let all = r.see(&Ask::default(), Window::First).await;
    assert_eq!((all.counts.total, all.matching, all.grouped), (ROWS, Some(ROWS), Some(20_000)));
    assert_eq!((all.groups.len(), all.has_more_groups), (100, true));

    // An item of low risk lies behind all that is riskier: what was looked through ends, and goes on on the next page.
    let rare = ItemId(Company::person(998));
    let of_item = Ask { item: Some(rare), ..Ask::default() };
    let held =
        "SELECT count(*) FROM line_items l JOIN items i ON i.id = l.item_id WHERE i.native_key = 'e998'";
    let held = testing::count(r.engine.db(), held).await;
    let (mut at, mut found, mut pages) = (Window::First, Vec::new(), Vec::new());
    loop {
        let seen = r.see(&of_item, at).await;
        assert_eq!(seen.matching, None, "nobody counts what would have to be looked through");
        found.extend(numbers(&seen));
        pages.push(numbers(&seen));
        let Some(next) = seen.next else {
            let back = seen.previous.unwrap();
            assert_eq!(numbers(&r.see(&of_item, Window::Before(back)).await), pages[pages.len() - 2]);
            break;
        };
        at = Window::After(next);
    }
    assert!(pages.len() > 1, "{pages:?}");
    assert_eq!(i64::try_from(found.len()).unwrap(), held);
    found.dedup();
    assert_eq!(i64::try_from(found.len()).unwrap(), held, "each once");

    let by_name = Ask { person: "N2499".into(), ..Ask::default() };
    let person = r.see(&by_name, Window::First).await;
    assert_eq!((person.matching, person.rows.len(), person.next), (Some(COMPANY.each), 10, None));
    let by_id = Ask { user: Some(UserId(Company::person(2_499))), ..Ask::default() };
    assert_eq!(numbers(&r.see(&by_id, Window::First).await), numbers(&person));

    // So many are decided at once, the riskiest first, and what is said before is what is done.
    let undecided = Chosen::All(Ask { show: Show::Undecided, ..Ask::default() });
    let looked = look(&r.engine, &r.me, r.campaign, &undecided).await.unwrap();
    assert_eq!((looked.all.len(), looked.more), (10_000, true));
    let abstain = ItemAction::Decide(Verdict::Abstain);
    let acted = act_on(&r.engine, &r.me, r.campaign, &undecided, &abstain, "").await.unwrap();
    assert_eq!(acted.done, looked.all.len());
    let next = r.see(&Ask { show: Show::Undecided, ..Ask::default() }, Window::First).await;
    assert!(!looked.all.contains(&next.rows[0].view.item.id.number));
    act_on(&r.engine, &r.me, r.campaign, &undecided, &abstain, "").await.unwrap();
    let looked = look(&r.engine, &r.me, r.campaign, &undecided).await.unwrap();
    assert_eq!((looked.all.len(), looked.more), (5_000, false), "what is left is the end of it");
});
