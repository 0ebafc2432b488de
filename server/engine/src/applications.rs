//! Applications as the faces list them, with what somebody may do in each (contract 2.21).

use bailiwick::authority::ScopePermission;
use bailiwick::catalog::ItemKind;
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, Path, Value};
use bailiwick::id::UserId;
use bailiwick::view::Page;
use bailiwick_store::items;
use bailiwick_store::items::Reach;

use crate::catalog::{ItemListed, listed};
use crate::people::EndUser;
use crate::{Context, Engine, EngineError};

/// An application with what somebody may do in it.
#[derive(Debug, Clone)]
pub struct ListedApplication {
    /// The application.
    pub listed: ItemListed,
    /// What may be done.
    pub permissions: Vec<ScopePermission>,
}

/// One page of the applications in which somebody (who acts, or `end_user`) may do something: administrators in all,
/// others in those they own. Without a permission, those they may know of.
///
/// # Errors
/// `Forbidden` for somebody else's permissions; `Invalid` for a permission that is not about applications.
pub async fn list(
    engine: &Engine,
    ctx: &Context,
    end_user: Option<UserId>,
    permission: Option<ScopePermission>,
    query: &ListQuery,
) -> Result<Page<ListedApplication>, EngineError> {
    let mut tx = engine.read().await?;
    let asked = EndUser::load(&mut tx, ctx, end_user).await?;
    let owned = asked.id.map_or(Filter::None, |id| is("owner.id", id.to_string()));
    let theirs = match permission {
        None if asked.reads_everything => Filter::All,
        None => Filter::Or(vec![is("glossary.requestable", true), owned]),
        Some(ScopePermission::CreateEntitlement | ScopePermission::ModifyEntitlement)
            if asked.administers =>
        {
            Filter::All
        }
        Some(ScopePermission::CreateEntitlement | ScopePermission::ModifyEntitlement) => owned,
        Some(_) => return Err(EngineError::invalid("scopePermission", "is not about applications")),
    };
    let filter = is("item.type", ItemKind::Application.grant_type()).and(theirs);
    let (briefs, total) = items::page(&mut tx, &filter, query, Reach::Everything).await?;
    let row = |listed: ItemListed| {
        let may = asked.administers || asked.is_among(&listed.item.owners);
        let both = [ScopePermission::CreateEntitlement, ScopePermission::ModifyEntitlement];
        ListedApplication { listed, permissions: if may { both.to_vec() } else { Vec::new() } }
    };
    Ok(Page { rows: listed(&mut tx, briefs).await?.into_iter().map(row).collect(), total })
}

/// A property has a value; nothing has a property whose name is none.
fn is(name: &str, value: impl Into<Value>) -> Filter {
    Path::dotted(name).map_or(Filter::None, |path| Filter::equals(path, value))
}
