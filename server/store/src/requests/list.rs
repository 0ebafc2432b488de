//! Lists of requests. Who may see a row is part of the statement.

use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{ItemId, RequestId, UserId};
use bailiwick::request::{RequestStatus, VIOLATION};
use sea_query::{Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType};

use crate::error::StoreError;
use crate::filter::{Property, Searchable, condition, rows_of};
use crate::tx::{Tx, args};

/// Whose requests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Everybody's.
    All,
    /// Those a person asked for or that are for them; what is not sent yet, only by whoever made it.
    Involved(UserId),
    /// Those a person is or was asked to act on, and those that reach them as a deputy.
    Assigned {
        /// The person.
        user: UserId,
        /// Whom they stand in for.
        stands_in_for: &'a [UserId],
        /// What waits, or what no longer does.
        active: bool,
    },
}

/// What requests can be searched by.
pub const SEARCHABLE: &[Searchable] = &[
    Searchable::one("id", "string"),
    Searchable::one("requestType", "string"),
    Searchable::one("requester.id", "string"),
    Searchable::one("requester.userName", "string"),
    Searchable::one("user.id", "string"),
    Searchable::one("user.userName", "string"),
    Searchable::one("user.displayName", "string"),
    Searchable::one("user.sn", "string"),
    Searchable::one("application.id", "string"),
    Searchable::one("application.name", "string"),
    Searchable::one("entitlement.id", "string"),
    Searchable::one("entitlement.displayName", "string"),
    Searchable::one("assignment.id", "string"),
    Searchable::one("role.id", "string"),
    Searchable::one("role.name", "string"),
    Searchable::one("decision.status", "string"),
    Searchable::one("decision.decision", "string"),
    Searchable::one("decision.outcome", "string"),
    Searchable::one("decision.startDate", "date"),
    Searchable::one("decision.completionDate", "date"),
    Searchable::many("decision.phases.name", "string"),
    Searchable::many("decision.phases.displayName", "string"),
    Searchable::many("decision.phases.status", "string"),
    Searchable::many("decision.phases.type", "string"),
    Searchable::many("decision.phases.decision", "string"),
    Searchable::many("decision.actors.active.id", "string"),
    Searchable::many("decision.actors.inactive.id", "string"),
    Searchable::one("request.common.userId", "string"),
    Searchable::one("request.common.applicationId", "string"),
    Searchable::one("request.common.entitlementId", "string"),
    Searchable::one("request.common.roleId", "string"),
    Searchable::one("request.common.priority", "string"),
    Searchable::one("request.common.justification", "string"),
    Searchable::one("request.common.externalRequestId", "string"),
    Searchable::one("request.common.correlationId", "string"),
    Searchable::one("request.common.isDraft", "boolean"),
    Searchable::one("request.common.startDate", "date"),
    Searchable::one("request.common.endDate", "date"),
    Searchable::one("request.common.expiryDate", "date"),
    Searchable::one("metadata.createdDate", "date"),
    Searchable::one("metadata.modifiedDate", "date"),
    Searchable::one("metadata.primaryKey", "integer"),
];

/// The searchable properties of a request (contract 4.1: what clients really query).
fn property(name: &str) -> Option<Property> {
    let r = |column: &'static str| Expr::col(("r", column));
    let user = |outer: &'static str| rows_of("users", "u", "id", ("r", outer));
    let phase = || rows_of("request_phases", "p", "request_id", ("r", "id"));
    let actor = |active: bool| {
        rows_of("request_actors", "x", "request_id", ("r", "id"))
            .and_where(Expr::col(("x", "is_active")).eq(active))
            .take()
    };
    let any = |rows: SelectStatement, inner: Property| Some(Property::any(rows, inner));
    let norm = |alias: &'static str, column: &'static str| Property::Norm(Expr::col((alias, column)));
    Some(match name {
        "id" => Property::Word(r("id")),
        "requestType" => Property::Word(r("kind")),
        "requester.id" => Property::Id(r("requester_id")),
        "user.id" | "request.common.userId" => Property::Id(r("user_id")),
        "user.userName" => return any(user("user_id"), norm("u", "user_name_norm")),
        "user.displayName" => return any(user("user_id"), norm("u", "display_name_norm")),
        "user.sn" => return any(user("user_id"), norm("u", "sn_norm")),
        "requester.userName" => return any(user("requester_id"), norm("u", "user_name_norm")),
        "application.id" => Property::Id(r("application_id")),
        "application.name" => {
            return any(rows_of("items", "i", "id", ("r", "application_id")), norm("i", "name_norm"));
        }
        "role.id"
        | "assignment.id"
        | "entitlement.id"
        | "item.id"
        | "request.common.applicationId"
        | "request.common.entitlementId"
        | "request.common.roleId" => Property::Id(r("item_id")),
        "role.name" | "entitlement.displayName" | "descriptor.idx./entitlement.displayName" | "item.name" => {
            return any(rows_of("items", "i", "id", ("r", "item_id")), norm("i", "name_norm"));
        }
        "item.kind" => Property::Word(r("item_kind")),
        "decision.status" => Property::Word(r("status")),
        "decision.decision" => Property::Word(r("decision")),
        "decision.outcome" => Property::Word(r("outcome")),
        "decision.startDate" | "metadata.createdDate" => Property::Time(r("started_at")),
        "decision.completionDate" => Property::Time(r("completed_at")),
        "metadata.modifiedDate" => Property::Time(r("modified_at")),
        "metadata.primaryKey" => Property::Number(r("number")),
        "decision.phases.name" => return any(phase(), Property::Word(Expr::col(("p", "name")))),
        "decision.phases.displayName" => {
            return any(phase(), Property::Word(Expr::col(("p", "display_name"))));
        }
        "decision.phases.status" => return any(phase(), Property::Word(Expr::col(("p", "status")))),
        "decision.phases.type" => return any(phase(), Property::Word(Expr::col(("p", "kind")))),
        "decision.phases.decision" => return any(phase(), Property::Word(Expr::col(("p", "decision")))),
        "decision.actors.active.id" => return any(actor(true), Property::Id(Expr::col(("x", "user_id")))),
        "decision.actors.inactive.id" => return any(actor(false), Property::Id(Expr::col(("x", "user_id")))),
        "request.common.priority" => Property::Word(r("priority")),
        "request.common.justification" => Property::Word(r("justification")),
        "request.common.externalRequestId" => Property::Word(r("external_id")),
        "request.common.isDraft" => Property::Truth(r("is_draft")),
        "request.common.startDate" => Property::Time(r("start_at")),
        "request.common.endDate" => Property::Time(r("end_at")),
        "request.common.expiryDate" => Property::Time(r("expires_at")),
        "request.common.correlationId" => Property::Id(r("correlation_id")),
        _ => return None,
    })
}

fn selection(scope: Scope<'_>, filter: &Filter) -> Result<SelectStatement, StoreError> {
    let mut statement = Query::select();
    statement.from_as("requests", "r").cond_where(condition(filter, &property)?);
    // What people are asked about violations is their task, and nobody's request.
    let is_request = || Expr::col(("r", "kind")).ne(VIOLATION);
    match scope {
        Scope::All => {
            statement.and_where(is_request());
        }
        Scope::Involved(user) => {
            let user = user.uuid();
            statement.and_where(is_request()).cond_where(
                Condition::any()
                    .add(Expr::col(("r", "user_id")).eq(user).and(Expr::col(("r", "is_draft")).eq(false)))
                    .add(Expr::col(("r", "requester_id")).eq(user)),
            );
        }
        Scope::Assigned { user, stands_in_for, active } => {
            statement.and_where(Expr::col(("r", "id")).in_subquery(assigned(user, stands_in_for, active)));
            if active {
                // No bare column, or SQLite would go through everything that is open, not through what is the person's.
                let status = Expr::cust("COALESCE(r.status, '')");
                statement.and_where(status.eq(RequestStatus::InProgress.as_str()));
            }
        }
    }
    Ok(statement.take())
}

/// The requests a person is or was asked to act on, in their own right or as a deputy
/// (`bailiwick::delegation::reaches`); among what is past, also what they decided as one.
fn assigned(user: UserId, stands_in_for: &[UserId], active: bool) -> SelectStatement {
    let me = user.uuid();
    let mut asked = Query::select()
        .column("request_id")
        .from("request_actors")
        .and_where(Expr::col("user_id").eq(me))
        .and_where(Expr::col("is_active").eq(active))
        .take();
    if !stands_in_for.is_empty() {
        asked.union(UnionType::Distinct, instead(user, stands_in_for, "request_id", Some(active)));
    }
    if !active {
        let decided = Query::select()
            .column("request_id")
            .from("request_phases")
            .and_where(Expr::col("completed_by").eq(me))
            .and_where(Expr::col("on_behalf_of").is_not_null())
            .take();
        asked.union(UnionType::Distinct, decided);
    }
    asked
}

/// What reaches a deputy through those they stand in for: a column of the actors' rows.
pub(super) fn instead(
    deputy: UserId,
    stands_in_for: &[UserId],
    column: &'static str,
    active: Option<bool>,
) -> SelectStatement {
    let me = deputy.uuid();
    // `Request::about`; whoever wrote the row before there was the column said nothing.
    let about = || Expr::cust("COALESCE(q.about_id, q.user_id)");
    let mut statement = Query::select()
        .column(("x", column))
        .from_as("request_actors", "x")
        .join_as(JoinType::InnerJoin, "requests", "q", Expr::col(("q", "id")).equals(("x", "request_id")))
        .and_where(Expr::col(("x", "user_id")).is_in(stands_in_for.iter().map(|person| person.uuid())))
        .and_where(Expr::col(("q", "user_id")).ne(me))
        .and_where(Expr::col(("q", "user_id")).not_equals(("x", "user_id")))
        .and_where(about().ne(me))
        .and_where(about().ne(Expr::col(("x", "user_id"))))
        .cond_where(
            Condition::any()
                .add(Expr::col(("q", "requester_id")).is_null())
                .add(Expr::col(("q", "requester_id")).ne(me)),
        )
        .take();
    if let Some(active) = active {
        statement.and_where(Expr::col(("x", "is_active")).eq(active));
    }
    statement
}

/// One page of request ids, and how many match. Newest first unless the list says otherwise.
pub async fn page(
    tx: &mut Tx,
    scope: Scope<'_>,
    filter: &Filter,
    list: &ListQuery,
) -> Result<(Vec<RequestId>, i64), StoreError> {
    let matching = selection(scope, &filter.clone().and(list.filter.clone()).normalised())?;
    let total = tx.select_count(matching.clone().expr(Expr::cust("count(*)"))).await?;
    if list.page_size == 0 {
        return Ok((Vec::new(), total));
    }
    let mut page = matching;
    page.expr(Expr::col(("r", "id")));
    for key in &list.sort {
        let order = if key.descending { Order::Desc } else { Order::Asc };
        page.order_by_expr(sort_column(key.path.as_str())?, order);
    }
    page.order_by(("r", "number"), Order::Desc).offset(list.offset).limit(u64::from(list.page_size));
    let rows: Vec<(String,)> = tx.select(&page).await?;
    Ok((rows.into_iter().map(|(id,)| RequestId(id)).collect(), total))
}

fn sort_column(name: &str) -> Result<Expr, StoreError> {
    Ok(match name {
        "request.common.priority" => {
            Expr::cust("CASE r.priority WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END")
        }
        "user.userName" => Expr::cust("(SELECT u.user_name_norm FROM users u WHERE u.id = r.user_id)"),
        "phase.due" => Expr::cust(
            "(SELECT MIN(p.due_at) FROM request_phases p WHERE p.request_id = r.id AND p.status = 'in-progress')",
        ),
        name => match property(name) {
            Some(
                Property::Word(column)
                | Property::Norm(column)
                | Property::Time(column)
                | Property::Number(column)
                | Property::Truth(column)
                | Property::Id(column),
            ) => column,
            _ => return Err(StoreError::UnknownSortKey(name.to_owned())),
        },
    })
}

/// How many requests wait for a person, also as a deputy.
pub async fn inbox_count(tx: &mut Tx, user: UserId, stands_in_for: &[UserId]) -> Result<i64, StoreError> {
    let waiting = Scope::Assigned { user, stands_in_for, active: true };
    tx.select_count(selection(waiting, &Filter::All)?.expr(Expr::cust("count(*)"))).await
}

/// The last decided requests for an item, newest first.
pub async fn recent_of_item(tx: &mut Tx, item: ItemId, limit: i64) -> Result<Vec<RequestId>, StoreError> {
    let rows: Vec<(String,)> = tx
        .rows(
            "SELECT id FROM requests WHERE item_id = $1 AND status = 'complete' ORDER BY number DESC LIMIT $2",
            args![item.uuid(), limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| RequestId(id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_be_searchable_is() {
        for searchable in SEARCHABLE {
            let kind = property(searchable.name).map(|property| property.kind());
            assert_eq!(kind, Some(searchable.kind), "{}", searchable.name);
        }
    }
}
