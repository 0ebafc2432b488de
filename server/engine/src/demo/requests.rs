//! Requests under way, so that inboxes are not empty. They are made as people make them.

use bailiwick::authority::Actor;
use bailiwick::id::RequestId;
use bailiwick::request::{Action, Modifier, PhaseKind, Priority};
use chrono::Duration;

use super::items::Catalog;
use super::people::Company;
use crate::requests::{Mode, NewLine, NewRequests, act, create, read};
use crate::workflows::{ACCESS_TYPES, bind};
use crate::{Context, Engine, EngineError, jobs};

/// How far a request has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Nobody has decided.
    Sent,
    /// The first has said yes.
    Approved,
    /// All have said yes.
    Granted,
    /// The first has said no.
    Rejected,
}

/// Who asks, for whom, for what, for how many days, why, and how it went.
type Asked = (&'static str, &'static str, &'static str, Option<i64>, &'static str, Until);

const REQUESTS: &[Asked] = &[
    (
        "jonas.lindqvist",
        "jonas.lindqvist",
        "DOORS:DOOR_ALL_OFFICES",
        None,
        "I work in Leeds two days a month.",
        Until::Granted,
    ),
    (
        "jonas.lindqvist",
        "jonas.lindqvist",
        "PAYHUB:PH_RUN_PREPARE",
        Some(62),
        "Covering Hana’s payment runs while she is on leave. I only need company code 1000.",
        Until::Sent,
    ),
    (
        "hana.sato",
        "hana.sato",
        "SNOWFLAKE:FINANCE_PAYMENTS_READ",
        None,
        "I answer the questions of the bank about single payments and have no figures.",
        Until::Approved,
    ),
    (
        "oskar.nystrom-bagge",
        "oskar.nystrom-bagge",
        "PAYHUB:PH_LINK_TEMPLATES",
        None,
        "The Danish texts of the payment links need correcting.",
        Until::Approved,
    ),
    (
        "tom.ek",
        "tom.ek",
        "SAP:ZFI_AR_WRITE_OFF",
        None,
        "Old receivables of the closed Lisbon office.",
        Until::Rejected,
    ),
    (
        "tom.ek",
        "tom.ek",
        "BLACKLINE:BL_PREPARER",
        Some(35),
        "Helping with the reconciliations of the year-end close.",
        Until::Sent,
    ),
    (
        "marta.oyelaran",
        "bo.li",
        "TABLEAU:TB_CREATOR",
        Some(80),
        "Bo builds the dashboard of overdue invoices.",
        Until::Sent,
    ),
    (
        "aleksandra.wisniewska-kowalczyk",
        "aleksandra.wisniewska-kowalczyk",
        "KYRIBA:KY_DEAL_CAPTURE",
        Some(21),
        "Standing in for two colleagues during the audit.",
        Until::Sent,
    ),
    (
        "priya.raghunathan",
        "priya.raghunathan",
        "SAP:ZFI_QEND_WINDOW",
        Some(14),
        "Quarter-end accruals come late this time.",
        Until::Sent,
    ),
    (
        "grace.mbeki",
        "grace.mbeki",
        "SPLUNK:SPL_SECURITY",
        None,
        "Sign-in logs are needed to check who uses what.",
        Until::Sent,
    ),
];

/// Sends the requests and takes them as far as they have come. In this company managers decide before owners.
pub(super) async fn send(engine: &Engine, company: &Company, catalog: &Catalog) -> Result<(), EngineError> {
    let system = engine.context(Actor::System, "demo");
    bind(engine, &system, &ACCESS_TYPES, "ManagerThenOwner").await?;
    for (who, whom, right, days, why, until) in REQUESTS {
        let (Some(who), Some(whom), Some(right)) =
            (company.member(who), company.member(whom), catalog.right(right))
        else {
            continue;
        };
        let ctx = seen_by(engine, company, who);
        let mut line = NewLine::new(company.ids.user(whom), company.ids.item(right.number), Modifier::Add);
        line.end = days.map(|days| company.today + Duration::days(days) + Duration::hours(17));
        let new = NewRequests {
            lines: vec![line],
            priority: Priority::Medium,
            justification: (*why).into(),
            ..NewRequests::default()
        };
        for request in create(engine, &ctx, &new, Mode::Create).await?.requests {
            work(engine).await?;
            decide(engine, &request, *until).await?;
        }
    }
    Ok(())
}

pub(super) async fn work(engine: &Engine) -> Result<(), EngineError> {
    while jobs::run_due(engine).await? {}
    Ok(())
}

/// The context of a member of the company.
pub(super) fn seen_by(engine: &Engine, company: &Company, person: usize) -> Context {
    let user = company.user(person);
    engine.context(Actor::Person { id: user.id, name: user.display_name, authorities: Vec::new() }, "demo")
}

/// Lets those who are asked say what they say.
async fn decide(engine: &Engine, id: &RequestId, until: Until) -> Result<(), EngineError> {
    let mut said = 0;
    while until == Until::Granted || (said == 0 && until != Until::Sent) {
        let view = read(engine, &engine.context(Actor::System, "demo"), id).await?;
        let Some(phase) = view.request.open_phase().filter(|phase| phase.kind == PhaseKind::Approval) else {
            break;
        };
        let asked = phase.actors.iter().find(|actor| actor.active).and_then(|actor| view.person(actor.user));
        let Some(asked) = asked else { break };
        let name = asked.display_name.clone();
        let ctx = engine.context(Actor::Person { id: asked.id, name, authorities: Vec::new() }, "demo");
        let action = if until == Until::Rejected {
            Action::reject("Finance Control does that; please send them the list.")
        } else {
            Action::approve("")
        };
        act(engine, &ctx, id, &action).await?;
        work(engine).await?;
        said += 1;
    }
    Ok(())
}
