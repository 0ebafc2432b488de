//! One campaign: how far it is, who is asked, what is in it, and what can be done with it.

use std::collections::HashMap;

use bailiwick::authority::Authority;
use bailiwick::catalog::ItemBrief;
use bailiwick::certification::{CampaignStatus, LedgerLine, Reviewed};
use bailiwick::directory::UserBrief;
use bailiwick::id::{CampaignId, ItemId};
use bailiwick_engine::certifications::{self, Counts, Dashboard, ReviewerView};
use leptos::prelude::*;

use super::ahead::pace;
use super::words::badge;
use super::{CAMPAIGNS, Query, TEMPLATES, ask, href, ledger, overview, reviewers, said, template};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::components::{
    Alert, ButtonLink, Card, Fact, Facts, IconName, Progress, Tab, Tabs, TextLink, Tone, page_top,
};
use crate::server::policies::parse;
use crate::server::{call, clock, failed};
use crate::text::number;

/// What the page shows.
pub(super) struct One {
    pub board: Dashboard,
    pub ledger: Vec<LedgerLine>,
    pub applications: HashMap<ItemId, ItemBrief>,
    /// Who is asked, and how far they are; only where that is drawn.
    pub asked: Vec<(UserBrief, Counts)>,
    /// And how they go about it; only where that is shown.
    pub reviewers: Vec<ReviewerView>,
    /// What is to be said of how its certifiers were found.
    pub messages: Vec<String>,
    /// The reader may see templates.
    pub reads: bool,
    pub query: Query,
    pub clock: Clock,
}

impl One {
    /// The campaign's id.
    pub fn id(&self) -> CampaignId {
        self.board.campaign.id
    }

    /// The campaign's page.
    pub fn href(&self, query: &[(&str, &str)]) -> String {
        href(CAMPAIGNS, &self.id(), query)
    }

    fn tab(&self) -> &'static str {
        match self.query.get("tab") {
            "reviewers" => "reviewers",
            "ledger" => "ledger",
            "settings" => "settings",
            _ => "",
        }
    }
}

/// Draws the page.
pub async fn page(id: &str, query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let id: CampaignId = parse(id)?;
    let board = certifications::dashboard(&engine, &ctx, id).await.map_err(failed)?;
    let (ledger, applications) = certifications::ledger(&engine, &ctx, id).await.map_err(failed)?;
    let named = query.get("ask") == "reassign" || query.get("tab") == "reviewers";
    let is_made = board.looked_at.is_none();
    let reviewers = if is_made && named {
        certifications::reviewers_at_work(&engine, &ctx, id).await.map_err(failed)?
    } else {
        Vec::new()
    };
    let draws = is_made && query.get("tab").is_empty();
    let asked =
        if draws { certifications::reviewers(&engine, &ctx, id).await.map_err(failed)? } else { Vec::new() };
    let one = One {
        reads: ctx.actor.has(&[Authority::CertAdmin, Authority::AccessAdmin, Authority::Auditor]),
        board,
        ledger,
        applications,
        asked,
        reviewers,
        messages: certifications::messages(&engine, &ctx, id).await.map_err(failed)?,
        query: query.clone(),
        clock: clock(&ctx),
    };
    let title = one.board.campaign.definition.name.clone();
    Ok(crate::drawn::draw(&title, move || view(&one)))
}

/// The page.
pub(super) fn view(one: &One) -> AnyView {
    let campaign = &one.board.campaign;
    let (status, clock) = (campaign.status, one.clock);
    let owner = one.board.owner.as_ref().map_or("somebody who is gone", |owner| owner.display_name.as_str());
    let mut note = format!("Campaign {}. Answered for by {owner}.", campaign.number);
    if let (Some(from), Some(until)) = (campaign.started, campaign.deadline) {
        note = format!("{note} {} to {}.", clock.day(from), clock.day(until));
    }
    let buttons = ask::actions(one);
    let parts = tabs(one);
    let top = page_top(
        Signal::stored(campaign.definition.name.clone()),
        MaybeProp::from(note),
        Some(("Campaigns".to_owned(), CAMPAIGNS.to_owned())),
        Some(ViewFnOnce::from(move || badge(status))),
        Some(ViewFnOnce::from(move || buttons)),
        Some(ViewFnOnce::from(move || parts)),
    );
    let body = match one.tab() {
        _ if one.board.looked_at.is_some() => ().into_any(),
        "reviewers" => reviewers::cards(one),
        "ledger" => completeness(one),
        "settings" => settings(one),
        _ => overview::cards(one),
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {said(&one.query)} {ask::question(one)} {waiting(one)} {messages(one)} {body}
        </div>
    }
    .into_any()
}

fn tabs(one: &One) -> AnyView {
    let open = one.tab();
    let tab = |label: &str, word: &str| Tab {
        label: label.to_owned(),
        href: if word.is_empty() { one.href(&[]) } else { one.href(&[("tab", word)]) },
        count: None,
        current: open == word,
    };
    let tabs = vec![
        tab("Overview", ""),
        tab("Reviewers", "reviewers"),
        tab("Completeness", "ledger"),
        tab("Settings", "settings"),
    ];
    view! { <Tabs label="Campaign" tabs=Signal::stored(tabs)/> }.into_any()
}

/// What is to be said of how its certifiers were found.
fn messages(one: &One) -> Option<AnyView> {
    if one.messages.is_empty() {
        return None;
    }
    let lines = one.messages.iter().cloned().map(|line| view! { <li class="wrap-anywhere">{line}</li> });
    let lines = lines.collect_view();
    let alert = view! {
        <Alert tone=Tone::Overdue title="The script did not name everybody">
            <ul class="grid gap-1">{lines}</ul>
        </Alert>
    };
    Some(alert.into_any())
}

/// What goes on by itself; without scripts the page looks again.
fn waiting(one: &One) -> Option<AnyView> {
    let campaign = &one.board.campaign;
    let rows = number(campaign.items);
    let (title, text) = match campaign.status {
        CampaignStatus::Creating => (
            format!("{rows} rows made so far: you may leave this page and come back"),
            match campaign.definition.kind.reviews() {
                Reviewed::Grants => "What each person holds is put to whoever decides about it.",
                Reviewed::Definitions(_) => "Each definition is put to whoever decides about it.",
                Reviewed::Records => "Each person’s record is put to whoever decides about it.",
                Reviewed::Accounts => "Each account is put to whoever decides about it.",
            },
        ),
        CampaignStatus::Expiring => (
            "The campaign comes to its end: you may leave this page and come back".to_owned(),
            "What nobody signed is dealt with as the template says.",
        ),
        CampaignStatus::Failed => {
            let why = campaign.failure.clone().unwrap_or_default();
            let alert =
                view! { <Alert tone=Tone::Rejected title="It could not be started"><p>{why}</p></Alert> };
            return Some(alert.into_any());
        }
        _ => return None,
    };
    let look = one.href(&[("look", &one.clock.now.timestamp().to_string())]);
    let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let progress = one.board.looked_at.map(|(done, of)| {
        let things = match campaign.definition.kind.reviews() {
            Reviewed::Grants | Reviewed::Records => "people",
            Reviewed::Definitions(_) => "definitions",
            Reviewed::Accounts => "accounts",
        };
        let label = format!("{} of {} {things} looked at", number(done), number(of));
        let words = label.clone();
        view! {
            <p>{words}</p>
            <Progress done=small(done) of=small(of) label/>
        }
    });
    let alert = view! {
        // Without scripts the page looks again by itself.
        <noscript>
            <meta http-equiv="refresh" content="3"/>
        </noscript>
        <div role="status">
            <Alert tone=Tone::Progress title actions=move || view! { <ButtonLink href=look icon=IconName::RefreshCw>"Look again"</ButtonLink> }>
                <p>{text}</p>
                {progress}
            </Alert>
        </div>
    };
    Some(alert.into_any())
}

/// The completeness ledger.
fn completeness(one: &One) -> AnyView {
    let reviewed = one.board.campaign.definition.kind.reviews();
    let made = one.clock.moment(one.board.campaign.created_at);
    let note =
        format!("{}. As of {made}, when the campaign was made.", ledger::sentence(reviewed, &one.ledger));
    let export = format!("/export/campaigns/{}/ledger.csv", one.id());
    let name = |id: ItemId| one.applications.get(&id).map(|item| item.name.clone());
    let drawn = ledger::picture(reviewed, &one.ledger, name, true);
    view! {
        <Card
            id="completeness"
            title="Completeness ledger"
            note
            actions=move || view! { <ButtonLink href=export external=true icon=IconName::Download>"Export CSV"</ButtonLink> }
        >
            {drawn}
        </Card>
    }
    .into_any()
}

fn settings(one: &One) -> AnyView {
    let campaign = &one.board.campaign;
    let definition = &campaign.definition;
    let of = match campaign.template {
        Some(_) if !one.reads => "a template".into_any(),
        Some(id) => {
            let to = href(TEMPLATES, &id, &[]);
            view! { <TextLink href=to>"The template"</TextLink> }.into_any()
        }
        None => "none".into_any(),
    };
    let (reviews, days) = (super::words::kind(definition.kind), definition.stage_days);
    let late = super::words::late(definition.expiration.action);
    let oneself = super::words::oneself(definition.self_certification);
    let work = super::ahead::effort(campaign.items, pace(""));
    view! {
        <Card id="settings" title="As it was started">
            <div class="px-4 py-4">
                <Facts>
                    <Fact name="Reviews">{reviews}</Fact>
                    <Fact name="Days of each stage">{days}</Fact>
                    <Fact name="What is late">{late}</Fact>
                    <Fact name="One’s own">{oneself}</Fact>
                    <Fact name="Of">{of}</Fact>
                    <Fact name="Estimated work">{work}</Fact>
                </Facts>
            </div>
        </Card>
        {template::json_card(definition.body())}
    }
    .into_any()
}
