//! People and organisations.

mod leave;
mod list;

pub use leave::{Left, delete};
pub use list::{People, SEARCHABLE, check, is_among, matching_ids, page};
pub(crate) use list::{among, property_of_user};

use bailiwick::authority::Authority;
use bailiwick::directory::{Organisation, User, UserBrief};
use bailiwick::id::{OrganisationId, UserId};
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query, SelectStatement, UnionType};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

#[derive(FromRow)]
struct BriefRow {
    id: Uuid,
    user_name: String,
    given_name: String,
    sn: String,
    display_name: String,
    mail: Option<String>,
    title: Option<String>,
    organisation: Option<String>,
    manager_id: Option<Uuid>,
    status: String,
}

impl TryFrom<BriefRow> for UserBrief {
    type Error = StoreError;
    fn try_from(row: BriefRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId(row.id),
            user_name: row.user_name,
            given_name: row.given_name,
            sn: row.sn,
            display_name: row.display_name,
            mail: row.mail,
            title: row.title,
            organisation: row.organisation,
            manager: row.manager_id.map(UserId),
            status: word(&row.status, "users", "status")?,
        })
    }
}

/// The columns of a [`UserBrief`], and the join that names the organisation.
macro_rules! brief {
    ($rest:literal) => {
        concat!(
            "SELECT u.id, u.user_name, u.given_name, u.sn, u.display_name, u.mail, u.title, ",
            "o.name AS organisation, u.manager_id, u.status ",
            "FROM users u LEFT JOIN organisations o ON o.id = u.organisation_id ",
            $rest
        )
    };
}

/// Adds an organisation.
pub async fn insert_organisation(tx: &mut Tx, organisation: &Organisation) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO organisations (id, name, parent_id) VALUES ($1, $2, $3)",
        args![
            organisation.id.uuid(),
            organisation.name.clone(),
            organisation.parent.map(OrganisationId::uuid)
        ],
    )
    .await?;
    Ok(())
}

/// All organisations, by name.
pub async fn organisations(tx: &mut Tx) -> Result<Vec<Organisation>, StoreError> {
    let rows: Vec<(Uuid, String, Option<Uuid>)> =
        tx.rows("SELECT id, name, parent_id FROM organisations ORDER BY name", args![]).await?;
    let organisation = |(id, name, parent): (Uuid, String, Option<Uuid>)| Organisation {
        id: OrganisationId(id),
        name,
        parent: parent.map(OrganisationId),
    };
    Ok(rows.into_iter().map(organisation).collect())
}

/// Adds a person.
pub async fn insert(tx: &mut Tx, user: &User) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO users (id, user_name, user_name_norm, given_name, sn, display_name, display_name_norm, sn_norm, \
         mail, title, organisation_id, manager_id, status, created_at, modified_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        args![
            user.id.uuid(),
            user.user_name.clone(),
            normalise(&user.user_name),
            user.given_name.clone(),
            user.sn.clone(),
            user.display_name.clone(),
            normalise(&user.display_name),
            normalise(&user.sn),
            user.mail.clone(),
            user.title.clone(),
            user.organisation.map(OrganisationId::uuid),
            user.manager.map(UserId::uuid),
            user.status.as_str(),
            user.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces what can change about a person.
pub async fn update(tx: &mut Tx, user: &User, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE users SET user_name = $2, user_name_norm = $3, given_name = $4, sn = $5, display_name = $6, \
         display_name_norm = $7, sn_norm = $8, mail = $9, title = $10, organisation_id = $11, manager_id = $12, \
         status = $13, modified_at = $14, revision = revision + 1 WHERE id = $1",
        args![
            user.id.uuid(),
            user.user_name.clone(),
            normalise(&user.user_name),
            user.given_name.clone(),
            user.sn.clone(),
            user.display_name.clone(),
            normalise(&user.display_name),
            normalise(&user.sn),
            user.mail.clone(),
            user.title.clone(),
            user.organisation.map(OrganisationId::uuid),
            user.manager.map(UserId::uuid),
            user.status.as_str(),
            now,
        ],
    )
    .await?;
    Ok(())
}

/// Says that something of a person's record that is kept elsewhere was changed.
pub async fn touch(tx: &mut Tx, id: UserId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE users SET modified_at = $2, revision = revision + 1 WHERE id = $1";
    tx.execute(sql, args![id.uuid(), now]).await?;
    Ok(())
}

#[derive(FromRow)]
struct UserRow {
    user_name: String,
    given_name: String,
    sn: String,
    display_name: String,
    mail: Option<String>,
    title: Option<String>,
    organisation_id: Option<Uuid>,
    manager_id: Option<Uuid>,
    status: String,
    created_at: DateTime<Utc>,
    revision: i64,
}

/// A person with everything that can change, and the revision; none who was deleted.
pub async fn whole(tx: &mut Tx, id: UserId) -> Result<Option<(User, i64)>, StoreError> {
    let sql = "SELECT user_name, given_name, sn, display_name, mail, title, organisation_id, manager_id, status, \
               created_at, revision FROM users WHERE id = $1 AND deleted_at IS NULL";
    let Some(row) = tx.row::<UserRow>(sql, args![id.uuid()]).await? else { return Ok(None) };
    let user = User {
        id,
        user_name: row.user_name,
        given_name: row.given_name,
        sn: row.sn,
        display_name: row.display_name,
        mail: row.mail,
        title: row.title,
        organisation: row.organisation_id.map(OrganisationId),
        manager: row.manager_id.map(UserId),
        status: word(&row.status, "users", "status")?,
        created_at: row.created_at,
    };
    Ok(Some((user, row.revision)))
}

/// Takes a person for a change: nobody else changes them until the transaction ends.
///
/// # Errors
/// [`StoreError::Stale`]: the person has another revision by now.
pub async fn claim(tx: &mut Tx, id: UserId, revision: i64) -> Result<(), StoreError> {
    let sql = "UPDATE users SET revision = revision WHERE id = $1 AND revision = $2 AND deleted_at IS NULL";
    if tx.execute(sql, args![id.uuid(), revision]).await? == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Until this transaction ends nobody else who does this for the same person goes on. The embedded database has one
/// writer at a time anyway.
pub async fn lock(tx: &mut Tx, id: UserId) -> Result<(), StoreError> {
    if matches!(tx, Tx::Postgres(_)) {
        let sql = "SELECT id FROM users WHERE id = $1 FOR UPDATE";
        tx.row::<(Uuid,)>(sql, args![id.uuid()]).await?;
    }
    Ok(())
}

/// Whom somebody reports to.
pub async fn manager_of(tx: &mut Tx, id: UserId) -> Result<Option<UserId>, StoreError> {
    let row: Option<(Option<Uuid>,)> =
        tx.row("SELECT manager_id FROM users WHERE id = $1", args![id.uuid()]).await?;
    Ok(row.and_then(|(manager,)| manager).map(UserId))
}

/// A person in brief.
pub async fn brief(tx: &mut Tx, id: UserId) -> Result<Option<UserBrief>, StoreError> {
    tx.row::<BriefRow>(brief!("WHERE u.id = $1"), args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// People in brief, in no order; unknown ids are left out.
pub async fn briefs(tx: &mut Tx, ids: &[UserId]) -> Result<Vec<UserBrief>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let statement = select_briefs().and_where(one_of("u", chunk)).take();
        for row in tx.select::<BriefRow>(&statement).await? {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// The same with their managers, by one statement; somebody may be there twice.
pub async fn with_managers(tx: &mut Tx, ids: &[UserId]) -> Result<Vec<UserBrief>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let ids = |column: &'static str| {
            Query::select()
                .expr(Expr::col(("w", column)))
                .from_as("users", "w")
                .and_where(one_of("w", chunk))
                .take()
        };
        let both = ids("id").union(UnionType::Distinct, ids("manager_id")).take();
        let statement = select_briefs().and_where(Expr::col(("u", "id")).in_subquery(both)).take();
        for row in tx.select::<BriefRow>(&statement).await? {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

fn one_of(table: &'static str, ids: &[UserId]) -> Expr {
    Expr::col((table, "id")).is_in(ids.iter().map(|id| id.uuid()))
}

fn select_briefs() -> SelectStatement {
    const COLUMNS: [&str; 9] =
        ["id", "user_name", "given_name", "sn", "display_name", "mail", "title", "manager_id", "status"];
    Query::select()
        .exprs(COLUMNS.map(|column| Expr::col(("u", column))))
        .expr_as(Expr::col(("o", "name")), "organisation")
        .from_as("users", "u")
        .join_as(
            sea_query::JoinType::LeftJoin,
            "organisations",
            "o",
            Expr::col(("o", "id")).equals(("u", "organisation_id")),
        )
        .take()
}

/// The person with a sign-in name, without regard to case.
pub async fn by_user_name(tx: &mut Tx, user_name: &str) -> Result<Option<UserBrief>, StoreError> {
    let sql = brief!("WHERE u.user_name_norm = $1");
    tx.row::<BriefRow>(sql, args![normalise(user_name)]).await?.map(TryInto::try_into).transpose()
}

/// The active person with a mail address, without regard to case; `None` when several have it.
pub async fn by_mail(tx: &mut Tx, mail: &str) -> Result<Option<UserBrief>, StoreError> {
    let sql = brief!("WHERE lower(u.mail) = $1 AND u.mail IS NOT NULL AND u.status = 'active' LIMIT 2");
    let mut rows: Vec<BriefRow> = tx.rows(sql, args![mail.trim().to_lowercase()]).await?;
    let found = rows.pop().filter(|_| rows.is_empty());
    found.map(TryInto::try_into).transpose()
}

/// Active people whose display, family or sign-in name begins with `text`, at most `limit`, by name.
pub async fn find(tx: &mut Tx, text: &str, limit: i64) -> Result<Vec<UserBrief>, StoreError> {
    let from = normalise(text);
    let to = format!("{from}\u{10ffff}");
    let rows: Vec<BriefRow> = tx
        .rows(
            brief!(
                "WHERE u.status = 'active' AND ((u.display_name_norm >= $1 AND u.display_name_norm < $2) \
                 OR (u.sn_norm >= $1 AND u.sn_norm < $2) OR (u.user_name_norm >= $1 AND u.user_name_norm < $2)) \
                 ORDER BY u.display_name_norm, u.id LIMIT $3"
            ),
            args![from, to, limit],
        )
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Active people who report to `manager`, by name.
pub async fn reports(tx: &mut Tx, manager: UserId) -> Result<Vec<UserBrief>, StoreError> {
    let sql = brief!("WHERE u.manager_id = $1 AND u.status = 'active' ORDER BY u.display_name_norm, u.id");
    tx.rows::<BriefRow>(sql, args![manager.uuid()]).await?.into_iter().map(TryInto::try_into).collect()
}

/// What a person is trusted with.
pub async fn authorities(tx: &mut Tx, id: UserId) -> Result<Vec<Authority>, StoreError> {
    let rows: Vec<(String,)> = tx
        .rows(
            "SELECT authority FROM user_authorities WHERE user_id = $1 ORDER BY authority",
            args![id.uuid()],
        )
        .await?;
    rows.iter().map(|(authority,)| word(authority, "user_authorities", "authority")).collect()
}

/// Trusts a person with an authority.
pub async fn add_authority(tx: &mut Tx, id: UserId, authority: Authority) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO user_authorities (user_id, authority) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        args![id.uuid(), authority.as_str()],
    )
    .await?;
    Ok(())
}

/// Active people with an authority, the longest known first, at most 20.
pub async fn with_authority(tx: &mut Tx, authority: Authority) -> Result<Vec<UserId>, StoreError> {
    let rows: Vec<(Uuid,)> = tx
        .rows(
            "SELECT u.id FROM user_authorities a JOIN users u ON u.id = a.user_id \
             WHERE a.authority = $1 AND u.status = 'active' ORDER BY u.created_at, u.id LIMIT 20",
            args![authority.as_str()],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// How many people there are.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM users", args![]).await
}
