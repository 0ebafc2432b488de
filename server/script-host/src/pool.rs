//! Script hosts, started when they are needed and kept warm.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::value::to_raw_value;
use tokio::sync::Semaphore;

use crate::Fault;
use crate::host::{Host, Saying};
use crate::program::{Call, Calls, Json, Level, Limits, Program, Ran, Refused};
use crate::protocol::{Order, Task};

/// How a host is started.
#[derive(Debug, Clone)]
pub enum Launch {
    /// A program that calls [`serve`](crate::serve) when it is given these arguments.
    Program {
        /// The executable, by its whole path.
        path: PathBuf,
        /// Its arguments.
        args: Vec<String>,
    },
    /// A thread, for tests of other crates. It cannot be killed: not for scripts that may be hostile.
    #[cfg(feature = "testing")]
    Thread,
}

/// How hosts are started, and how many.
#[derive(Debug, Clone)]
pub struct Options {
    /// How a host is started.
    pub launch: Launch,
    /// The most hosts, at least one: so many programs run at once.
    pub hosts: usize,
}

/// Runs programs. Cheap to clone; the clones share their hosts.
#[derive(Clone)]
pub struct ScriptHost {
    pool: Arc<Pool>,
}

struct Pool {
    launch: Launch,
    turns: Semaphore,
    idle: Mutex<Vec<Host>>,
}

impl ScriptHost {
    /// A pool of hosts, none of them started yet.
    pub fn new(options: Options) -> Self {
        let turns = Semaphore::new(options.hosts.max(1));
        Self { pool: Arc::new(Pool { launch: options.launch, turns, idle: Mutex::default() }) }
    }

    /// Runs a program; `calls` answers what it asks. Programs wait for a free host in the order they came. When the
    /// future is dropped, the program ends with it.
    pub async fn run(&self, program: Program, calls: &mut impl Calls) -> Result<Ran, Fault> {
        let limits = program.limits.bounded();
        let task = Task {
            variables: raw(&program.variables)?,
            scope: raw(&program.scope)?,
            script: program.script,
            questions: program.questions,
            now: program.now,
            limits,
        };
        self.send(&Saying::new(&Order::Run(Box::new(task)), limits)?, calls).await
    }

    /// Whether a script parses. Nothing of it is run.
    pub async fn check(&self, source: &str) -> Result<(), Fault> {
        let saying = Saying::new(&Order::Check(source.to_owned()), Limits::default())?;
        self.send(&saying, &mut Nobody).await.map(|_| ())
    }

    async fn send(&self, saying: &Saying, calls: &mut impl Calls) -> Result<Ran, Fault> {
        let _turn = self.pool.turns.acquire().await.map_err(|error| Fault::Host(error.to_string()))?;
        let warm = self.pool.idle().pop();
        let mut host = match warm {
            Some(host) => host,
            None => Host::start(&self.pool.launch).await?,
        };
        let mut end = host.converse(saying, calls).await;
        if host.was_dead(&end) {
            host = Host::start(&self.pool.launch).await?;
            end = host.converse(saying, calls).await;
        }
        if host.is_good_after(&end) {
            self.pool.idle().push(host);
        }
        end
    }
}

impl Pool {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Host>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for ScriptHost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptHost").field("launch", &self.pool.launch).finish_non_exhaustive()
    }
}

fn raw(value: &impl serde::Serialize) -> Result<Box<serde_json::value::RawValue>, Fault> {
    to_raw_value(value).map_err(|error| Fault::Host(error.to_string()))
}

/// Answers no calls: a check makes none.
struct Nobody;

impl Calls for Nobody {
    async fn call(&mut self, _: Call) -> Result<Json, Refused> {
        Err(Refused { message: "nobody answers".to_owned(), status: 503 })
    }

    fn log(&mut self, _: Level, _: String) {}
}
