//! Carrying out a step: its script, its conditions, the expressions of what it gives. Nothing is written here but what
//! scripts call.

use bailiwick::authority::Actor;
use bailiwick::workflow::{Instance, Step, StepKind};
use bailiwick_script_host::{Fault, Program, Ran};
use bailiwick_store::jobs::Claimed;
use serde_json::{Map, Value as Json};

use super::calls::StepCalls;
use super::program::{self, Questions, TaskValues, Value};
use super::stand::Visit;
use crate::{Engine, EngineError};

/// How often a step is tried whose host died; then the step is to blame.
const MOST_DEATHS: i64 = 3;

/// What carrying out a step came to, before it is written.
pub(super) enum Done {
    /// A script or gateway ran.
    Ran {
        /// The variables afterwards.
        variables: Map<String, Json>,
        /// Which ways hold.
        holds: Vec<bool>,
    },
    /// People are to be asked.
    Asked {
        /// What the task gives.
        values: TaskValues,
        /// The answers to its questions.
        answers: Vec<Json>,
    },
    /// A date is to be awaited.
    Dated(Json),
    /// Mail is to be sent: to, cc, bcc, template, what its variables mean.
    Mailed([Json; 5]),
    /// It cannot be carried out.
    Failed(String),
}

/// A step that is carried out.
pub(super) struct Turn<'a> {
    pub(super) engine: &'a Engine,
    pub(super) job: &'a Claimed,
    pub(super) step: &'a Step,
    /// The request as the API shows it; null when the step does not speak of it.
    pub(super) request: &'a Json,
    pub(super) visit: &'a mut Visit,
}

impl Turn<'_> {
    /// Carries the step out.
    pub(super) async fn carry_out(mut self) -> Result<Done, EngineError> {
        let mut questions = Questions::default();
        let step = self.step;
        Ok(match &step.kind {
            StepKind::Script(_) | StepKind::Exclusive(_) | StepKind::Inclusive(_) => {
                let now = self.engine.context(Actor::System, "").now;
                match program::of_script(step, self.instance(), self.request, now) {
                    None => Done::Ran {
                        variables: self.instance().variables.clone(),
                        holds: program::holds(step, None),
                    },
                    Some(program) => match self.run(program).await? {
                        Ok(ran) => Done::Ran {
                            holds: program::holds(step, ran.answers.first()),
                            variables: ran.variables,
                        },
                        Err(fault) => Done::Failed(fault),
                    },
                }
            }
            StepKind::Wait(date) => {
                let date = questions.given(date);
                match self.ask(questions).await? {
                    Ok(answers) => Done::Dated(date.of(&answers).clone()),
                    Err(fault) => Done::Failed(fault),
                }
            }
            StepKind::Task(task) => {
                let values = TaskValues::ask(task, &mut questions);
                match self.ask(questions).await? {
                    Ok(answers) => Done::Asked { values, answers },
                    Err(fault) => Done::Failed(fault),
                }
            }
            StepKind::Email(mail) => {
                let given = [&mail.to, &mail.cc, &mail.bcc, &mail.template, &mail.object];
                let values = given.map(|given| {
                    given.as_ref().map_or(Value::Known(Json::Null), |given| questions.given(given))
                });
                match self.ask(questions).await? {
                    Ok(answers) => Done::Mailed(values.map(|value| value.of(&answers).clone())),
                    Err(fault) => Done::Failed(fault),
                }
            }
        })
    }

    const fn instance(&self) -> &Instance {
        &self.visit.stand.instance
    }

    async fn run(&mut self, program: Program) -> Result<Result<Ran, String>, EngineError> {
        let runner = self.engine.runner()?;
        let mut calls = StepCalls::new(self.engine, runner, self.visit);
        match runner.scripts.run(program, &mut calls).await {
            Ok(ran) => Ok(Ok(ran)),
            Err(fault @ Fault::Host(_)) if self.job.attempts < MOST_DEATHS => {
                Err(EngineError::Internal(Box::new(fault)))
            }
            Err(fault) => Ok(Err(format!("`{}`: {fault}", self.step.display_name))),
        }
    }

    async fn ask(&mut self, questions: Questions) -> Result<Result<Vec<Json>, String>, EngineError> {
        if questions.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let now = self.engine.context(Actor::System, "").now;
        let program = questions.program(self.instance(), self.request, now);
        Ok(self.run(program).await?.map(|ran| ran.answers))
    }
}
