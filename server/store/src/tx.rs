//! One transaction on either database.

use sea_query::{
    InsertStatement, PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder, UpdateStatement, Value,
    Values,
};
use sea_query_sqlx::{SqlxBinder, SqlxValues};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, Postgres, Sqlite, Transaction};

use crate::StoreError;

/// One transaction; undone unless committed.
pub enum Tx {
    /// On the embedded database.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// A row that can be read from both databases.
pub(crate) trait DbRow:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}
impl<T> DbRow for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// The values of a statement's `$1`, `$2` …, NULLs typed.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$(sea_query::Value::from($value)),*] };
}
pub(crate) use args;

macro_rules! built {
    ($self:ident, $statement:ident, $tx:ident, $sql:ident, $values:ident => $run:expr) => {
        match $self {
            Tx::Sqlite($tx) => {
                let ($sql, $values) = $statement.build_sqlx(SqliteQueryBuilder);
                $run
            }
            Tx::Postgres($tx) => {
                let ($sql, $values) = $statement.build_sqlx(PostgresQueryBuilder);
                $run
            }
        }
    };
}

impl Tx {
    /// Runs a fixed portable statement and reads its rows.
    pub(crate) async fn rows<T: DbRow>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
    ) -> Result<Vec<T>, StoreError> {
        let values = SqlxValues(Values(args));
        Ok(match self {
            Self::Sqlite(tx) => sqlx::query_as_with(sql, values).fetch_all(&mut **tx).await?,
            Self::Postgres(tx) => sqlx::query_as_with(sql, values).fetch_all(&mut **tx).await?,
        })
    }

    /// As [`Self::rows`], for at most one row.
    pub(crate) async fn row<T: DbRow>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
    ) -> Result<Option<T>, StoreError> {
        let values = SqlxValues(Values(args));
        Ok(match self {
            Self::Sqlite(tx) => sqlx::query_as_with(sql, values).fetch_optional(&mut **tx).await?,
            Self::Postgres(tx) => sqlx::query_as_with(sql, values).fetch_optional(&mut **tx).await?,
        })
    }

    /// The number a counting statement yields.
    pub(crate) async fn count(&mut self, sql: &'static str, args: Vec<Value>) -> Result<i64, StoreError> {
        Ok(self.row::<(i64,)>(sql, args).await?.map_or(0, |(n,)| n))
    }

    /// Runs a fixed portable statement; the number of rows it touched.
    pub(crate) async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        let values = SqlxValues(Values(args));
        Ok(match self {
            Self::Sqlite(tx) => sqlx::query_with(sql, values).execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx) => sqlx::query_with(sql, values).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Runs a built selection.
    pub(crate) async fn select<T: DbRow>(
        &mut self,
        statement: &SelectStatement,
    ) -> Result<Vec<T>, StoreError> {
        Ok(built!(self, statement, tx, sql, values =>
            sqlx::query_as_with(AssertSqlSafe(sql), values).fetch_all(&mut **tx).await?))
    }

    /// Runs a built insertion; the number of rows it added or changed.
    pub(crate) async fn insert(&mut self, statement: &InsertStatement) -> Result<u64, StoreError> {
        Ok(built!(self, statement, tx, sql, values =>
            sqlx::query_with(AssertSqlSafe(sql), values).execute(&mut **tx).await?.rows_affected()))
    }

    /// Runs a built change; the number of rows it touched.
    pub(crate) async fn update(&mut self, statement: &UpdateStatement) -> Result<u64, StoreError> {
        Ok(built!(self, statement, tx, sql, values =>
            sqlx::query_with(AssertSqlSafe(sql), values).execute(&mut **tx).await?.rows_affected()))
    }

    /// The number a built counting selection yields.
    pub(crate) async fn select_count(&mut self, statement: &SelectStatement) -> Result<i64, StoreError> {
        Ok(self.select::<(i64,)>(statement).await?.first().map_or(0, |(n,)| *n))
    }

    /// Makes everything done so far lasting.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
