//! Conditions over the account that something is held by: they match grants, not items.

use std::collections::HashSet;

use bailiwick::catalog::ItemKind;
use bailiwick::filter::Filter;
use bailiwick::id::{GrantId, ItemId, UserId};
use sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use uuid::Uuid;

use crate::error::StoreError;
use crate::filter::condition;
use crate::glossary;
use crate::items::{OfAccount, property_of_grant};
use crate::tx::Tx;

/// A condition over grants: a filter over items and accounts, for some kinds of items.
#[derive(Debug, Clone, Copy)]
pub struct Matching<'a> {
    /// Over the searchable properties of the catalog and of accounts.
    pub filter: &'a Filter,
    /// Only these.
    pub kinds: &'a [ItemKind],
}

impl Matching<'_> {
    /// Who holds what that matches; with `ever` also who held it once.
    pub async fn pairs(&self, tx: &mut Tx, ever: bool) -> Result<Vec<(UserId, ItemId)>, StoreError> {
        let mut statement = self.of_grants(tx).await?;
        statement.distinct().columns([("g", "user_id"), ("g", "item_id")]);
        if !ever {
            statement.and_where(Expr::col(("g", "status")).eq("active"));
        }
        let rows = tx.select::<(Uuid, Uuid)>(&statement).await?;
        Ok(rows.into_iter().map(|(user, item)| (UserId(user), ItemId(item))).collect())
    }

    /// The items of grants in force that match.
    pub async fn items(&self, tx: &mut Tx) -> Result<Vec<ItemId>, StoreError> {
        let mut statement = self.of_grants(tx).await?;
        statement.distinct().column(("g", "item_id")).and_where(Expr::col(("g", "status")).eq("active"));
        Ok(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| ItemId(id)).collect())
    }

    /// The grants of some people that match, in force or ended.
    pub async fn grants(&self, tx: &mut Tx, users: &[UserId]) -> Result<HashSet<GrantId>, StoreError> {
        let statement = self.of_grants(tx).await?;
        let mut found = HashSet::new();
        for chunk in users.chunks(500) {
            let mut of_some = statement.clone();
            of_some
                .column(("g", "id"))
                .and_where(Expr::col(("g", "user_id")).is_in(chunk.iter().map(|id| id.uuid())));
            found.extend(tx.select::<(Uuid,)>(&of_some).await?.into_iter().map(|(id,)| GrantId(id)));
        }
        Ok(found)
    }

    /// Which of these items a person would match by holding them too: by the account that they have there, or would get.
    pub async fn would(
        &self,
        tx: &mut Tx,
        user: UserId,
        items: &[ItemId],
    ) -> Result<Vec<ItemId>, StoreError> {
        let attributes = glossary::attributes(tx).await?;
        let property = |name: &str| property_of_grant(name, &attributes, OfAccount::WouldBe);
        let account = "c.id = (SELECT x.id FROM accounts x WHERE x.user_id = u.id AND x.application_id = \
                       CASE i.kind WHEN 'application' THEN i.id ELSE i.application_id END \
                       ORDER BY x.created_at, x.id LIMIT 1)";
        let mut statement = Query::select();
        statement
            .column(("i", "id"))
            .from_as("items", "i")
            .join_as(JoinType::InnerJoin, "users", "u", Expr::col(("u", "id")).eq(user.uuid()))
            .join_as(JoinType::LeftJoin, "items", "a", Expr::col(("a", "id")).equals(("i", "application_id")))
            .join_as(JoinType::LeftJoin, "accounts", "c", Expr::cust(account))
            .and_where(Expr::col(("i", "kind")).is_in(self.kinds.iter().map(|kind| kind.as_str())))
            .cond_where(condition(&self.filter.clone().normalised(), &property)?);
        let mut found = Vec::new();
        for chunk in items.chunks(500) {
            let mut of_some = statement.clone();
            of_some.and_where(Expr::col(("i", "id")).is_in(chunk.iter().map(|id| id.uuid())));
            found.extend(tx.select::<(Uuid,)>(&of_some).await?.into_iter().map(|(id,)| ItemId(id)));
        }
        Ok(found)
    }

    /// Grants that match; nothing of them is selected yet.
    async fn of_grants(&self, tx: &mut Tx) -> Result<SelectStatement, StoreError> {
        let attributes = glossary::attributes(tx).await?;
        let property = |name: &str| property_of_grant(name, &attributes, OfAccount::Held);
        let mut statement = Query::select();
        statement
            .from_as("grants", "g")
            .join_as(JoinType::InnerJoin, "items", "i", Expr::col(("i", "id")).equals(("g", "item_id")))
            .join_as(JoinType::LeftJoin, "items", "a", Expr::col(("a", "id")).equals(("i", "application_id")))
            .join_as(JoinType::LeftJoin, "accounts", "c", Expr::col(("c", "id")).equals(("g", "account_id")))
            .and_where(Expr::col(("i", "kind")).is_in(self.kinds.iter().map(|kind| kind.as_str())))
            .cond_where(condition(&self.filter.clone().normalised(), &property)?);
        Ok(statement.take())
    }
}

/// Whether access can be searched by a filter over items and the accounts they are held by.
///
/// # Errors
/// [`StoreError::UnknownProperty`], or [`StoreError::WrongValue`] when a value does not fit.
pub async fn check(tx: &mut Tx, filter: &Filter) -> Result<(), StoreError> {
    let attributes = glossary::attributes(tx).await?;
    condition(filter, &|name: &str| property_of_grant(name, &attributes, OfAccount::Held)).map(drop)
}
