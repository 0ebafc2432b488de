//! Running one script about many grants.

use bailiwick_script_host::{self as host, Program};
use serde_json::{Map, Value as Json};

use crate::workflows::{Runner, StepCalls};
use crate::{Context, Engine, EngineError};

/// So many grants are asked about in one program,
const ROWS: usize = 50;
/// of so many bytes at most.
const MOST_BYTES: usize = 512 * 1024;
/// A script that failed so often and named nobody is not run any more.
const MOST_FAILURES: i64 = 100;
/// So many characters of a fault are kept.
const MOST_TEXT: usize = 300;

/// A script that is asked about many grants.
pub(super) struct Script<'a> {
    pub engine: &'a Engine,
    pub runner: &'a Runner,
    pub ctx: &'a Context,
    pub source: &'a str,
    /// How often it failed, while it named nobody.
    pub failures: i64,
}

impl Script<'_> {
    /// What it says about each grant, or why it says nothing.
    ///
    /// # Errors
    /// `Internal`: not the script is at fault but what runs it, which is tried again later.
    pub(super) async fn answers(
        &mut self,
        documents: &[Json],
    ) -> Result<Vec<Result<Json, String>>, EngineError> {
        let at_once = (MOST_BYTES / self.source.len().max(1)).clamp(1, ROWS);
        let mut answers = Vec::with_capacity(documents.len());
        for rows in documents.chunks(at_once) {
            if self.is_given_up() {
                answers.extend(rows.iter().map(|_| Err(self.given_up())));
                continue;
            }
            match self.run(rows).await? {
                Ok(all) => {
                    self.failures = 0;
                    answers.extend(all.into_iter().map(Ok));
                }
                // One of them is at fault: which, each by itself tells.
                Err(_) => {
                    for row in rows {
                        answers.push(self.one(row).await?);
                    }
                }
            }
        }
        Ok(answers)
    }

    async fn one(&mut self, row: &Json) -> Result<Result<Json, String>, EngineError> {
        if self.is_given_up() {
            return Ok(Err(self.given_up()));
        }
        let answer = self.run(std::slice::from_ref(row)).await?;
        Ok(match answer {
            Ok(mut all) => {
                self.failures = 0;
                Ok(all.pop().unwrap_or_default())
            }
            Err(fault) => {
                self.failures += 1;
                Err(fault)
            }
        })
    }

    const fn is_given_up(&self) -> bool {
        self.failures >= MOST_FAILURES
    }

    fn given_up(&self) -> String {
        format!("was not run: the script failed {} times, and named nobody", self.failures)
    }

    async fn run(&self, rows: &[Json]) -> Result<Result<Vec<Json>, String>, EngineError> {
        let mut scope = Map::new();
        scope.insert("lineItems".into(), Json::Array(rows.to_vec()));
        // In the script's own first line, so that faults name the lines as they are written.
        let question = |place: usize| {
            format!(
                "var lineItem = lineItems[{place}], user = lineItem.user, item = lineItem.item, campaign = lineItem.campaign; {}",
                self.source
            )
        };
        let program = Program {
            scope,
            questions: (0..rows.len()).map(question).collect(),
            now: Some(self.ctx.now.timestamp_millis()),
            ..Program::default()
        };
        let mut calls = StepCalls::reading_as(self.engine, self.runner, &self.ctx.as_system());
        match self.runner.scripts.run(program, &mut calls).await {
            Ok(ran) => Ok(Ok(ran.answers)),
            Err(fault @ host::Fault::Host(_)) => Err(EngineError::Internal(Box::new(fault))),
            Err(fault) => Ok(Err(fault.to_string().chars().take(MOST_TEXT).collect())),
        }
    }
}
