//! What becomes of a signed revoke of a definition, a record or an account: nothing is taken away. Whoever answers for it is
//! asked to correct it, or to disable the account where it is used, and the removal counts as done once it was changed, or is
//! gone; an account once it is inactive.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{Campaign, LineItem, Removal, Subject};
use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{RequestTypeId, UserId, WorkflowId};
use bailiwick_store::certifications::items::{self, SinceSigned};
use bailiwick_store::{Tx, accounts, items as catalog, users};
use serde_json::{Map, Value as Json, json};

use super::remove::{claimed, end};
use crate::requests::approvers::fallback;
use crate::requests::errand::{self, Errand};
use crate::workflows::published;
use crate::{Context, Engine, EngineError};

/// Asks somebody to correct it, where the template's rule names no workflow of its own.
const CORRECT: &str = "CorrectDefinition";
/// Asks somebody to disable it, where that is an account.
const DISABLE: &str = "DisableAccount";

/// Asks for one correction, in one transaction with saying so: none is asked for twice.
pub(super) async fn ask(
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    item: &LineItem,
) -> Result<(), EngineError> {
    let Some(mut tx) = claimed(engine, item).await? else { return Ok(()) };
    if items::since_signed(&mut tx, item.id).await? == SinceSigned::Gone {
        let words = "It is out of use already.";
        end(&mut tx, engine, ctx, item, Removal::Complete, words).await?;
        return Ok(tx.commit().await?);
    }
    let Some((kind, content, name)) = about(&mut tx, item).await? else {
        end(&mut tx, engine, ctx, item, Removal::Failed, "Nothing is known of it any more.").await?;
        return Ok(tx.commit().await?);
    };
    let who = corrector(&mut tx, campaign, item).await?;
    let rule = campaign.definition.remediation_rule.clone().unwrap_or_default();
    let workflow = match published(&mut tx, &WorkflowId(rule.clone())).await? {
        Some(_) => WorkflowId(rule),
        None => WorkflowId(if item.account().is_some() { DISABLE } else { CORRECT }.into()),
    };
    let errand = Errand {
        kind: RequestTypeId(kind.into()),
        content,
        name,
        keeper: keeper(&mut tx, campaign, item, who).await?,
        justification: format!("Revoked in the certification {}.", campaign.definition.name),
        context: json!({
            "type": "certification",
            "campaignId": campaign.id,
            "lineItemId": item.id.to_string(),
            "correctorId": who.map(|who| format!("managed/user/{who}")),
        }),
        workflow,
    };
    let request = errand::send(&mut tx, engine, ctx, errand).await?;
    items::set_removal(&mut tx, item.id, (item.removal, Removal::Pending), Some(&request)).await?;
    tx.commit().await?;
    Ok(())
}

/// The request that changes such a thing: its type, what it names, and what people call that.
async fn about(
    tx: &mut Tx,
    item: &LineItem,
) -> Result<Option<(&'static str, Map<String, Json>, String)>, EngineError> {
    let (kind, section, named, name) = match &item.subject {
        Subject::Definition(definition) => {
            let id = definition.item;
            let Some(of) = catalog::brief(tx, id).await? else { return Ok(None) };
            if definition.kind == ItemKind::Role {
                ("modifyRole", "role", json!({"roleId": id, "status": "active"}), of.name)
            } else {
                ("modifyEntitlement", "entitlement", json!({"entitlementId": id}), of.name)
            }
        }
        Subject::Record(user) => {
            let Some(of) = users::brief(tx, *user).await? else { return Ok(None) };
            ("modifyUser", "user", json!({"userId": format!("managed/user/{user}")}), of.display_name)
        }
        Subject::Account(alone) => {
            let Some(of) = accounts::find(tx, alone.account).await? else { return Ok(None) };
            let place = catalog::brief(tx, alone.application).await?.map(|application| application.name);
            let id = alone.account;
            let named =
                json!({"entityType": "account", "entityId": id, "account": of.name, "application": place});
            ("entityMutation", "entity", named, of.name)
        }
        Subject::Grant(_) => return Ok(None),
    };
    let mut content = Map::new();
    content.insert(section.into(), named);
    Ok(Some((kind, content, name)))
}

/// Who corrects or disables it: whom the campaign names, else who owns it or its application, else who manages the person. Nobody
/// corrects their own record; where there is nobody, the workflow asks whoever decides when nobody else can.
async fn corrector(tx: &mut Tx, campaign: &Campaign, item: &LineItem) -> Result<Option<UserId>, EngineError> {
    let mut wanted: Vec<UserBrief> = Vec::new();
    if let Some(named) = campaign.definition.remediator {
        wanted.extend(users::brief(tx, named).await?);
    }
    match &item.subject {
        Subject::Definition(definition) => wanted.extend(catalog::owners(tx, definition.item).await?),
        Subject::Record(user) => {
            if let Some(manager) = users::manager_of(tx, *user).await? {
                wanted.extend(users::brief(tx, manager).await?);
            }
        }
        // Whoever looks after the application can disable it there; whoever answers for the account may not be able to.
        Subject::Account(alone) => wanted.extend(catalog::owners(tx, alone.application).await?),
        Subject::Grant(_) => {}
    }
    let fits = |user: &UserBrief| user.status == Status::Active && Some(user.id) != item.user();
    Ok(wanted.into_iter().find(fits).map(|user| user.id))
}

/// With whom the request is kept: who answers for the campaign, else who signed, else who decides when nobody else can; not
/// who corrects it, as long as there are others, for nobody sees to what is their own.
async fn keeper(
    tx: &mut Tx,
    campaign: &Campaign,
    item: &LineItem,
    corrector: Option<UserId>,
) -> Result<UserId, EngineError> {
    let owner = campaign.definition.owner;
    let others = fallback(tx, corrector).await?;
    let mut all = [Some(owner), item.signed_by].into_iter().flatten().chain(others);
    Ok(all.find(|user| Some(*user) != corrector).unwrap_or(owner))
}
