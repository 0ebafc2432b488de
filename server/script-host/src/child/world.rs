//! One program in a JavaScript world of its own.

use std::cell::RefCell;
use std::rc::Rc;

use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{
    Context, Ctx, Error, Exception, FromJs, Function, Object, Persistent, Runtime, String as Text, Value,
};
use serde_json::value::RawValue;

use super::link::Link;
use super::watch::Watch;
use super::{fault, outside};
use crate::Fault;
use crate::protocol::{Report, Task};

const BINDINGS: &str = include_str!("bindings.js");
/// Evaluates a question. On its own, so that no name of the bindings is in its sight.
const EVALUATE: &str = "(function (names, source) { return eval(source); })";

/// The language itself: what it needs to compute, and nothing that reaches out or waits.
type Language = (
    intrinsic::Date,
    intrinsic::Eval,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::Proxy,
    intrinsic::MapSet,
    intrinsic::TypedArrays,
    intrinsic::Promise,
);

/// A world with its bindings in which nothing has run yet. It is made before it is needed.
pub struct World {
    // Dropped before the context that it belongs to.
    begin: Persistent<Function<'static>>,
    watch: Rc<Watch>,
    context: Context,
}

impl World {
    /// A new world; what its program asks goes over the link.
    pub fn new(link: &Rc<RefCell<Link>>) -> Result<Self, Fault> {
        let watch = Rc::new(Watch::new());
        let context = context(&watch).map_err(|error| failed(&error))?;
        let begin = context.with(|ctx| Ok(Persistent::save(&ctx, bind(&ctx, &watch, link)?)));
        Ok(Self { begin: begin.map_err(|error| failed(&error))?, watch, context })
    }

    /// Runs a program. The world ends with it.
    pub fn run(self, task: &Task) -> Result<Report, Fault> {
        let Self { begin, watch, context } = self;
        limit(&context, &watch, task);
        context.with(|ctx| {
            let variables = ctx.json_parse(task.variables.get());
            let scope = ctx.json_parse(task.scope.get());
            let host = begin.restore(&ctx).and_then(|begin| begin.call((variables?, scope?, task.now)));
            let host = host.map_err(|error| fault::of(&ctx, &watch, &error).0)?;
            Running { ctx, host, watch, output: task.limits.output }.run(task)
        })
    }
}

/// Whether a source parses.
pub fn check(source: &str) -> Result<(), Fault> {
    let watch = Rc::new(Watch::new());
    let context = context(&watch).map_err(|error| failed(&error))?;
    context.with(|ctx| {
        // All of it is parsed before anything is run, and the first thing to be run ends it.
        let strict =
            ["\"use strict\"", "'use strict'"].iter().any(|word| source.trim_start().starts_with(word));
        let probe = format!("{}throw 0;{source}", if strict { "'use strict';" } else { "" });
        match evaluate::<Value<'_>>(&ctx, "script", probe) {
            Ok(_) => Ok(()),
            Err(error) => match fault::of(&ctx, &watch, &error) {
                (Fault::Thrown { message, line }, true) => {
                    let message = message.trim_start_matches("SyntaxError: ").to_owned();
                    Err(Fault::Syntax { message, line })
                }
                (Fault::Thrown { .. }, false) => Ok(()),
                (other, _) => Err(other),
            },
        }
    })
}

fn context(watch: &Rc<Watch>) -> rquickjs::Result<Context> {
    let runtime = Runtime::new()?;
    let context = Context::custom::<Language>(&runtime)?;
    runtime.set_memory_limit(watch.limits().memory);
    runtime.set_max_stack_size(watch.limits().stack);
    let watch = Rc::clone(watch);
    runtime.set_interrupt_handler(Some(Box::new(move || watch.is_over())));
    Ok(context)
}

/// From now on a program's limits hold.
fn limit(context: &Context, watch: &Watch, task: &Task) {
    context.runtime().set_memory_limit(task.limits.memory);
    context.runtime().set_max_stack_size(task.limits.stack);
    watch.begin(task.limits);
}

/// Gives a world its bindings; what comes back begins a program.
fn bind<'js>(ctx: &Ctx<'js>, watch: &Rc<Watch>, link: &Rc<RefCell<Link>>) -> rquickjs::Result<Function<'js>> {
    let call = {
        let (watch, link) = (Rc::clone(watch), Rc::clone(link));
        move |ctx: Ctx<'js>, binding: String, arguments: Text<'js>| {
            outside::ask(&ctx, &watch, &link, binding, &arguments)
        }
    };
    let log = {
        let (watch, link) = (Rc::clone(watch), Rc::clone(link));
        move |level: String, text: Text<'js>| outside::log(&watch, &link, &level, &text)
    };
    evaluate::<Function<'_>>(ctx, "bindings", BINDINGS)?.call((
        Function::new(ctx.clone(), call)?,
        Function::new(ctx.clone(), log)?,
        evaluate::<Function<'_>>(ctx, "question", EVALUATE)?,
    ))
}

fn evaluate<'js, V: FromJs<'js>>(
    ctx: &Ctx<'js>,
    file: &str,
    source: impl Into<Vec<u8>>,
) -> rquickjs::Result<V> {
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some(file.to_owned());
    ctx.eval_with_options(source, options)
}

fn failed(error: &Error) -> Fault {
    Fault::Host(error.to_string())
}

struct Running<'js> {
    ctx: Ctx<'js>,
    /// What the bindings keep for the host.
    host: Object<'js>,
    watch: Rc<Watch>,
    /// Bytes that may still be answered.
    output: usize,
}

impl<'js> Running<'js> {
    fn run(mut self, task: &Task) -> Result<Report, Fault> {
        let script = task.script.as_deref().unwrap_or_default();
        let value = evaluate(&self.ctx, "script", script);
        let value = self.json(script, value)?;
        let answers = task.questions.iter().enumerate().map(|(index, question)| {
            let answer = self.own("question").and_then(|evaluate| evaluate.call((question,)));
            self.json(question, answer).map_err(|fault| Fault::Question { index, fault: Box::new(fault) })
        });
        let answers = answers.collect::<Result<_, _>>()?;
        let variables = self.own("variables").and_then(|variables| variables.call(()));
        let variables = self.output("", variables)?;
        Ok(Report::Ran { value, variables, answers })
    }

    fn own(&self, name: &str) -> rquickjs::Result<Function<'js>> {
        self.host.get(name)
    }

    fn json(&mut self, source: &str, value: rquickjs::Result<Value<'js>>) -> Result<Box<RawValue>, Fault> {
        let value = value.and_then(|value| self.settled(value));
        let text = value.and_then(|value| self.own("json")?.call((value,)));
        self.output(source, text)
    }

    /// Runs what was put off, and takes a promise's value for the promise.
    fn settled(&self, value: Value<'js>) -> rquickjs::Result<Value<'js>> {
        while !self.watch.is_over() && self.ctx.execute_pending_job() {}
        match value.as_promise() {
            None => Ok(value),
            Some(promise) => promise.result().unwrap_or_else(|| {
                Err(Exception::throw_message(&self.ctx, "it waits for a promise that nothing settles"))
            }),
        }
    }

    /// Takes what is answered out of the world.
    fn output(&mut self, source: &str, text: rquickjs::Result<Text<'js>>) -> Result<Box<RawValue>, Fault> {
        let text = text.and_then(|text| text.to_string()).map_err(|error| self.fault(source, &error))?;
        if let Some(fault) = self.watch.fault() {
            return Err(fault);
        }
        self.output = self.output.checked_sub(text.len()).ok_or(Fault::Output(self.watch.limits().output))?;
        outside::raw(text).map_err(|_| Fault::Nesting)
    }

    fn fault(&self, source: &str, error: &Error) -> Fault {
        match fault::of(&self.ctx, &self.watch, error) {
            // Either the source itself does not parse, or something that it parsed while it ran.
            (fault, true) => check(source).err().unwrap_or(fault),
            (fault, false) => fault,
        }
    }
}
