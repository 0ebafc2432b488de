//! How a campaign would begin if it were started now: of a template, and of one that is only being written.

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::certification::{LedgerLine, Reviewed, Standing, TemplateDefinition};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{ItemId, TemplateId, UserId};
use bailiwick_store::certifications::forecast::{Begin, count};
use bailiwick_store::{Tx, delegations, items, users};
use serde_json::{Map, Value as Json};

use super::{readable, scripted, sources, templates, unusable};
use crate::{Context, Engine, EngineError};

/// How a campaign would begin.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outlook {
    /// What it is about.
    pub reviewed: Reviewed,
    /// What would become of the grants or definitions of each application, or of roles or records.
    pub ledger: Vec<LedgerLine>,
    /// The applications of the ledger.
    pub applications: HashMap<ItemId, ItemBrief>,
    /// Who would be asked, the most first.
    pub reviewers: Vec<Asked>,
    /// How many people it would be about.
    pub people: i64,
    /// A script says who decides, once it begins.
    pub by_script: bool,
    /// Why it would not be started: what is known of applications is too old, or was not loaded to its end.
    pub sources: Vec<String>,
}

/// Somebody who would be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Who.
    pub user: UserBrief,
    /// About how many line items.
    pub items: i64,
    /// Who stands in for them now: they are away.
    pub deputies: Vec<UserBrief>,
}

impl Asked {
    /// Whether they do not work here any more.
    pub fn is_gone(&self) -> bool {
        self.user.status != Status::Active
    }
}

impl Outlook {
    /// How many would stand so.
    pub fn standing(&self, standing: Standing) -> i64 {
        self.ledger.iter().filter(|line| line.standing == standing).map(|line| line.grants).sum()
    }

    /// How many there are.
    pub fn known(&self) -> i64 {
        self.ledger.iter().map(|line| line.grants).sum()
    }
}

/// How a campaign of this definition would begin. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: it is no definition; `Conflict`: it reviews what cannot be found.
pub async fn outlook_of(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<Outlook, EngineError> {
    readable(ctx)?;
    let definition = TemplateDefinition::parse(body)?;
    look(&mut engine.read().await?, ctx, &definition).await
}

/// How a campaign of a template would begin. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it reviews what cannot be found.
pub async fn outlook(engine: &Engine, ctx: &Context, id: TemplateId) -> Result<Outlook, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let template = templates::find(&mut tx, id).await?;
    look(&mut tx, ctx, &template.definition).await
}

async fn look(tx: &mut Tx, ctx: &Context, definition: &TemplateDefinition) -> Result<Outlook, EngineError> {
    let Begin { ledger, reviewers, people } = count(tx, definition).await.map_err(unusable)?;
    let mut places: Vec<ItemId> = ledger.iter().filter_map(|line| line.application).collect();
    places.sort_unstable();
    places.dedup();
    let applications = items::briefs(tx, &places).await?;
    let asked: Vec<UserId> = reviewers.iter().map(|(id, _)| *id).collect();
    let standing_in = delegations::deputies_of(tx, &asked, ctx.now).await?;
    let named: Vec<UserId> =
        asked.iter().copied().chain(standing_in.iter().map(|(_, deputy)| *deputy)).collect();
    let briefs = users::briefs(tx, &named).await?;
    let known: HashMap<UserId, UserBrief> = briefs.into_iter().map(|user| (user.id, user)).collect();
    let one = |(id, items): (UserId, i64)| {
        let deputies = standing_in.iter().filter(|(away, _)| *away == id);
        let deputies = deputies.filter_map(|(_, deputy)| known.get(deputy).cloned()).collect();
        Some(Asked { user: known.get(&id)?.clone(), items, deputies })
    };
    let mut reviewers: Vec<Asked> = reviewers.into_iter().filter_map(one).collect();
    let name = |asked: &Asked| asked.user.display_name.clone();
    reviewers.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| name(a).cmp(&name(b))));
    let mut outlook = Outlook {
        reviewed: definition.kind.reviews(),
        ledger,
        applications: applications.into_iter().map(|item| (item.id, item)).collect(),
        reviewers,
        people,
        by_script: !scripted::scripts(definition).is_empty(),
        sources: Vec::new(),
    };
    outlook.sources = sources::ahead(tx, ctx, definition, &outlook).await?;
    Ok(outlook)
}
