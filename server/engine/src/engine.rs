//! The engine itself: the database, the clock, randomness, and the bell that wakes the worker.

use std::sync::{Arc, OnceLock};

use bailiwick::authority::Actor;
use bailiwick_store::{Db, Tx};
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use crate::access_index::AccessIndex;
use crate::certifications::evidence::SigningKey;
use crate::notifications::Post;
use crate::policies::Compiler;
use crate::workflows::{Journal, Runner, Settling, Versions};
use crate::{Clock, Context, EngineError, Proof, Random, SystemClock, SystemRandom};

/// So many exports are written at the same time.
const EXPORTS: usize = 2;

/// What use cases run on. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    db: Db,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    bell: Arc<Notify>,
    versions: Arc<Versions>,
    settling: Arc<Settling>,
    runner: Arc<OnceLock<Runner>>,
    post: Arc<OnceLock<Post>>,
    compiler: Arc<Compiler>,
    access: Arc<AccessIndex>,
    exports: Arc<Semaphore>,
    evidence_key: Arc<OnceLock<SigningKey>>,
    journal: Option<Arc<Journal>>,
}

impl Engine {
    /// An engine on a database, with the machine's clock and randomness.
    pub fn new(db: Db) -> Self {
        Self::with(db, Arc::new(SystemClock), Arc::new(SystemRandom))
    }

    /// An engine with a clock and randomness of one's own, for tests.
    pub fn with(db: Db, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            db,
            clock,
            random,
            bell: Arc::new(Notify::new()),
            versions: Arc::default(),
            settling: Arc::default(),
            runner: Arc::default(),
            post: Arc::default(),
            compiler: Arc::default(),
            access: Arc::default(),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            evidence_key: Arc::default(),
            journal: None,
        }
    }

    /// Gives workflows what they run on; once in an engine's life.
    pub fn attach(&self, runner: Runner) {
        // A second one is no different from the first.
        let _ = self.runner.set(runner);
    }

    /// Says how mail leaves; once in an engine's life.
    pub fn attach_post(&self, post: Post) {
        // A second one is no different from the first.
        let _ = self.post.set(post);
    }

    /// How mail leaves; nothing was attached where none is to.
    pub(crate) fn post(&self) -> Option<&Post> {
        self.post.get()
    }

    /// Says what evidence is signed with, in place of the key in the database; once in an engine's life.
    pub fn attach_evidence_key(&self, key: SigningKey) {
        // A second one is no different from the first.
        let _ = self.evidence_key.set(key);
    }

    /// What evidence is signed with; nothing where that is kept in the database.
    pub(crate) fn evidence_key(&self) -> Option<&SigningKey> {
        self.evidence_key.get()
    }

    /// What workflows run on.
    ///
    /// # Errors
    /// Nothing was attached: this process carries out no workflows.
    pub(crate) fn runner(&self) -> Result<&Runner, EngineError> {
        self.runner.get().ok_or_else(|| EngineError::Internal("no workflows are carried out here".into()))
    }

    /// The same engine without what workflows run on, for those who carry out their calls.
    #[must_use]
    pub fn detached(&self) -> Self {
        Self { runner: Arc::default(), ..self.clone() }
    }

    /// The same engine for one call of a workflow: whatever it changes is written down as that call.
    pub(crate) fn for_call(&self, journal: Arc<Journal>) -> Self {
        Self { journal: Some(journal), ..self.clone() }
    }

    /// Whether a workflow makes a call on it.
    pub(crate) fn is_for_call(&self) -> bool {
        self.journal.is_some()
    }

    /// Who holds what, in memory.
    pub fn access_index(&self) -> &Arc<AccessIndex> {
        &self.access
    }

    /// Where those wait for their turn who read a great deal at once: each keeps a connection to the database for long.
    pub(crate) fn exports(&self) -> &Semaphore {
        &self.exports
    }

    pub(crate) fn versions(&self) -> &Versions {
        &self.versions
    }

    pub(crate) fn compiler(&self) -> &Compiler {
        &self.compiler
    }

    pub(crate) fn settling(&self) -> &Settling {
        &self.settling
    }

    /// A context for one call.
    pub fn context(&self, actor: Actor, trace_id: impl Into<String>) -> Context {
        Context { actor, proof: Proof::None, trace_id: trace_id.into(), now: self.clock.now() }
    }

    /// A new id (UUID version 7: sorts by time).
    pub fn new_id(&self) -> Uuid {
        let mut random = [0_u8; 10];
        self.random.fill(&mut random);
        let millis = u64::try_from(self.clock.now().timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Unpredictable bytes, for tokens.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Begins a transaction that only reads.
    pub(crate) async fn read(&self) -> Result<Tx, EngineError> {
        Ok(self.db.read().await?)
    }

    /// Begins a transaction that writes.
    pub(crate) async fn write(&self) -> Result<Tx, EngineError> {
        let mut tx = self.db.write().await?;
        if let Some(journal) = &self.journal {
            journal.begin(&mut tx).await?;
        }
        Ok(tx)
    }

    /// Tells the worker that there is something to do.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Waits until somebody rings.
    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
    }
}

/// How often a use case is tried when others were first.
pub(crate) const ATTEMPTS: u32 = 8;

/// Runs a use case again when it failed only because somebody else was first.
macro_rules! retry {
    ($attempt:expr) => {{
        let mut tries = 0;
        loop {
            match $attempt.await {
                Err(error)
                    if $crate::EngineError::is_transient(&error) && tries < $crate::engine::ATTEMPTS =>
                {
                    tries += 1
                }
                result => break result,
            }
        }
    }};
}
pub(crate) use retry;
