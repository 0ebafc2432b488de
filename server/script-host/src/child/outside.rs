//! What scripts reach of the outside: calls and the log, and JSON on its way there.

use std::cell::RefCell;
use std::time::Instant;

use rquickjs::{Ctx, Exception, Object, String as Text};
use serde_json::value::RawValue;

use super::link::Link;
use super::watch::Watch;
use crate::Level;
use crate::protocol::{MAX_LOGS, Order, Report};

/// Characters in a line of log.
const MAX_LOG: usize = 2000;

/// Asks the server and waits for its answer.
pub fn ask<'js>(
    ctx: &Ctx<'js>,
    watch: &Watch,
    link: &RefCell<Link>,
    binding: String,
    arguments: &Text<'js>,
) -> rquickjs::Result<Object<'js>> {
    let arguments = arguments.to_string()?;
    if arguments.len() > watch.limits().output {
        return Err(Exception::throw_range(ctx, "the arguments are too large"));
    }
    let arguments =
        raw(arguments).map_err(|_| Exception::throw_range(ctx, "the arguments are nested too deeply"))?;
    if !watch.count_call() {
        return Err(Exception::throw_range(ctx, "there were too many calls"));
    }
    let began = Instant::now();
    let order = {
        let mut link = link.borrow_mut();
        link.say(&Report::Call { binding, arguments }).ok().and_then(|()| link.hear())
    };
    watch.wait(began.elapsed());
    // From here on JavaScript may run again, such as a setter of `Object.prototype`, and ask in its turn.
    let said = Object::new(ctx.clone())?;
    match order {
        Some(Order::Answer(answer)) => said.set("answer", ctx.json_parse(answer.get())?)?,
        Some(Order::Refused(refused)) => {
            let reason = Object::new(ctx.clone())?;
            reason.set("message", refused.message)?;
            reason.set("status", refused.status)?;
            said.set("refused", reason)?;
        }
        _ => {
            watch.abandon();
            return Err(Exception::throw_message(ctx, "the server is gone"));
        }
    }
    Ok(said)
}

/// Writes a line of the log.
pub fn log(watch: &Watch, link: &RefCell<Link>, level: &str, text: &Text<'_>) -> rquickjs::Result<()> {
    let Some(count) = watch.count_log() else { return Ok(()) };
    let level = match level {
        "debug" => Level::Debug,
        "warn" => Level::Warn,
        "error" => Level::Error,
        _ => Level::Info,
    };
    let text = if count > MAX_LOGS {
        "further lines are left out".to_owned()
    } else {
        text.to_string()?.chars().take(MAX_LOG).collect()
    };
    if link.borrow_mut().say(&Report::Log { level, text }).is_err() {
        watch.abandon();
    }
    Ok(())
}

/// JSON as JavaScript writes it: it may hold halves of characters, as `\ud83d`, which nobody else reads.
pub fn raw(json: String) -> serde_json::Result<Box<RawValue>> {
    let mut from = 0;
    let mut whole = String::new();
    while let Some(found) = json[from..].find('\\') {
        let at = from + found;
        let half = json[at..].starts_with("\\ud");
        whole.push_str(&json[from..at]);
        let end = at + if half { 6 } else { 2 };
        whole.push_str(if half { "\\ufffd" } else { &json[at..end] });
        from = end;
    }
    if from == 0 {
        return RawValue::from_string(json);
    }
    whole.push_str(&json[from..]);
    RawValue::from_string(whole)
}
