//! Connecting, migrating, beginning transactions.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::{StoreError, Tx};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Where the data is: a SQLite file, or a PostgreSQL database.
#[derive(Clone)]
pub enum Db {
    /// The embedded database: one writer, many readers.
    Sqlite {
        /// One connection, so that writers wait for one another here and not by failing.
        writer: SqlitePool,
        /// Several connections.
        readers: SqlitePool,
    },
    /// A PostgreSQL server.
    Postgres(PgPool),
}

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// `sqlite:path` or `postgres://…`.
    pub url: String,
    /// Connections that read (SQLite), or all connections (PostgreSQL).
    pub connections: u32,
    /// How long a call waits for its turn before it is told that the database is busy.
    pub patience: Duration,
    /// For tests: the PostgreSQL schema to live in.
    pub schema: Option<String>,
}

impl DbOptions {
    /// The defaults for a URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections: 8, patience: Duration::from_secs(10), schema: None }
    }
}

impl Db {
    /// Connects and brings the schema up to date.
    ///
    /// # Errors
    /// The URL is malformed, the database cannot be reached, a host that is not local is to
    /// be reached without a verified certificate, or a migration fails.
    pub async fn open(options: &DbOptions) -> Result<Self, StoreError> {
        let db = if options.url.starts_with("postgres:") || options.url.starts_with("postgresql:") {
            Self::open_postgres(options).await?
        } else {
            Self::open_sqlite(options).await?
        };
        let migrated = match &db {
            Self::Sqlite { writer, .. } => SQLITE.run(writer).await,
            Self::Postgres(pool) => POSTGRES.run(pool).await,
        };
        migrated
            .map_err(|error| StoreError::Unusable(format!("the database could not be migrated: {error}")))?;
        Ok(db)
    }

    async fn open_sqlite(options: &DbOptions) -> Result<Self, StoreError> {
        let url =
            if options.url.contains(':') { options.url.clone() } else { format!("sqlite:{}", options.url) };
        let connect = SqliteConnectOptions::from_str(&url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true)
            .pragma("cache_size", "-16384")
            .pragma("mmap_size", "268435456")
            .pragma("temp_store", "memory");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(options.patience)
            .connect_with(connect.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.patience)
            .connect_lazy_with(connect.read_only(true).create_if_missing(false));
        Ok(Self::Sqlite { writer, readers })
    }

    async fn open_postgres(options: &DbOptions) -> Result<Self, StoreError> {
        let mut connect = PgConnectOptions::from_str(&options.url)?;
        let local = matches!(connect.get_host(), "localhost" | "127.0.0.1" | "::1")
            || connect.get_host().starts_with('/');
        if !local && !matches!(connect.get_ssl_mode(), PgSslMode::VerifyFull) {
            return Err(StoreError::Unusable(format!(
                "the database on `{}` must be reached with `sslmode=verify-full`",
                connect.get_host()
            )));
        }
        if let Some(schema) = &options.schema {
            connect = connect.options([("search_path", schema.as_str())]);
        }
        let pool = PgPoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(options.patience)
            .connect_with(connect)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Begins a transaction that only reads, on one state of the data.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Tx::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?)
            }
        })
    }

    /// Begins a transaction that writes. Never hold it across a network call or a script.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Whether the database answers and its schema is the one this program was made for.
    ///
    /// # Errors
    /// It does not answer, or migrations are missing or unknown.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let migrations = match self {
            Self::Sqlite { .. } => &SQLITE,
            Self::Postgres(_) => &POSTGRES,
        };
        let expected = migrations.iter().map(|migration| migration.version).max().unwrap_or(0);
        let mut tx = self.read().await?;
        let found = tx.count("SELECT max(version) FROM _sqlx_migrations WHERE success", vec![]).await?;
        if found == expected {
            Ok(())
        } else {
            Err(StoreError::Unusable(format!(
                "the schema has version {found}, but this program needs {expected}"
            )))
        }
    }

    /// Whether the database is in this process: no other node works on it.
    pub const fn is_embedded(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// `sqlite` or `postgres`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
