//! The crate from outside, with real child processes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "for tests only")]

mod bindings;
mod contract;
mod hostile;
mod hosts;
mod questions;
mod speed;

use std::time::Duration;

use bailiwick_script_host::{
    Call, Calls, Fault, Json, Launch, Level, Limits, Options, Program, Ran, Refused, ScriptHost,
};
use serde_json::{Map, json};

/// A pool of hosts, each a process.
fn hosts(hosts: usize) -> ScriptHost {
    let path = env!("CARGO_BIN_EXE_script-host").into();
    ScriptHost::new(Options { launch: Launch::Program { path, args: Vec::new() }, hosts })
}

/// Answers every call with what was asked, except `refuse` and `slow`, and keeps the log.
#[derive(Default)]
struct Echo {
    calls: Vec<Call>,
    log: Vec<(Level, String)>,
}

impl Calls for Echo {
    async fn call(&mut self, call: Call) -> Result<Json, Refused> {
        let answer = json!({ "binding": call.binding, "arguments": call.arguments });
        let path = call.arguments.first().and_then(Json::as_str).map(ToOwned::to_owned);
        self.calls.push(call);
        match path.as_deref() {
            Some("refuse") => Err(Refused { message: "it is \"held\" already".to_owned(), status: 400 }),
            Some("slow") => {
                tokio::time::sleep(Duration::from_millis(600)).await;
                Ok(Json::Null)
            }
            Some("missing") => Ok(Json::Null),
            _ => Ok(answer),
        }
    }

    fn log(&mut self, level: Level, text: String) {
        self.log.push((level, text));
    }
}

fn object(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

fn script(script: &str) -> Program {
    Program { script: Some(script.to_owned()), ..Program::default() }
}

/// Little time, for programs that use all of it.
fn brief(program: Program) -> Program {
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    Program { limits, ..program }
}

async fn run(program: Program) -> Result<Ran, Fault> {
    hosts(1).run(program, &mut Echo::default()).await
}

async fn value(source: &str) -> Json {
    run(script(source)).await.unwrap().value
}

/// The answers to questions over variables.
async fn ask(variables: Json, questions: &[&str]) -> Vec<Json> {
    let questions = questions.iter().map(ToString::to_string).collect();
    run(Program { variables: object(variables), questions, ..Program::default() }).await.unwrap().answers
}
