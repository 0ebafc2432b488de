//! What scripts call (contract 6.4): the product's own API, and nothing else.

use std::sync::Arc;

use bailiwick::authority::Actor;
use bailiwick_script_host::{Call, Calls, Level, Refused};
use bailiwick_store::workflows::calls::{self, CallKey};
use serde_json::{Map, Value as Json};

use super::api::{ApiCall, Runner};
use super::journal::Journal;
use super::stand::Visit;
use crate::{Context, Engine, EngineError};

/// The calls of one visit to a step. They are made by the product itself: who publishes a definition answers for
/// what it does.
pub(crate) struct StepCalls<'a> {
    engine: &'a Engine,
    runner: &'a Runner,
    ctx: Context,
    /// The visit; none where nothing may be changed.
    visit: Option<&'a mut Visit>,
}

impl<'a> StepCalls<'a> {
    pub(super) fn new(engine: &'a Engine, runner: &'a Runner, visit: &'a mut Visit) -> Self {
        let ctx = engine.context(Actor::System, format!("workflow-{}", visit.stand.instance.id));
        Self { engine, runner, ctx, visit: Some(visit) }
    }

    /// For scripts that only find something out.
    pub(super) fn reading(engine: &'a Engine, runner: &'a Runner) -> Self {
        let ctx = engine.context(Actor::System, "script");
        Self { engine, runner, ctx, visit: None }
    }

    /// For scripts that only find something out for somebody, and no more than they may know.
    pub(crate) fn reading_as(engine: &'a Engine, runner: &'a Runner, ctx: &Context) -> Self {
        Self { engine, runner, ctx: ctx.clone(), visit: None }
    }

    async fn make(&mut self, call: ApiCall) -> Result<Json, Refused> {
        let (engine, runner, ctx) = (self.engine, self.runner, &self.ctx);
        let through = async |engine: &Engine| {
            let answer = runner.api.call(engine, ctx, call.clone()).await;
            answer.map_err(|refusal| refused(refusal.status, refusal.message))
        };
        if call.method == "GET" {
            return through(engine).await;
        }
        let Some(visit) = self.visit.as_deref_mut() else {
            return Err(refused(403, "this script may find out, and change nothing"));
        };
        if visit.is_lost {
            return Err(refused(409, "the workflow has moved on meanwhile"));
        }
        let key = visit.next_call();
        if let Some(answer) = made_before(engine, key).await? {
            // What was answered is lost when the process died in between; that it was done is not.
            return Ok(answer.unwrap_or_else(|| Json::Object(Map::new())));
        }
        let journal = Arc::new(Journal::new(key, visit, engine.context(Actor::System, "").now));
        let answer = through(&engine.for_call(Arc::clone(&journal))).await;
        visit.is_lost = journal.is_lost();
        // A call that was refused may have changed something before.
        let lasted = journal.has_begun() && (answer.is_ok() || made_before(engine, key).await?.is_some());
        if lasted {
            if visit.stand.is_ahead {
                visit.stand.is_stored();
            }
            visit.answer = answer.as_ref().ok().map(|answer| (key, answer.clone()));
        }
        answer
    }
}

async fn made_before(engine: &Engine, key: CallKey) -> Result<Option<Option<Json>>, Refused> {
    let found = async { Ok::<_, EngineError>(calls::find(&mut engine.read().await?, key).await?) };
    found.await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a call of a workflow failed");
        refused(500, "something went wrong on our side")
    })
}

/// Keeps what the last call of a visit answered, when the step is to be looked at again.
pub(super) async fn keep_answer(engine: &Engine, visit: &Visit) -> Result<(), EngineError> {
    let Some((key, answer)) = &visit.answer else { return Ok(()) };
    let mut tx = engine.write().await?;
    calls::answered(&mut tx, *key, answer).await?;
    Ok(tx.commit().await?)
}

impl Calls for StepCalls<'_> {
    async fn call(&mut self, call: Call) -> Result<Json, Refused> {
        let Call { binding, arguments } = call;
        let argument = |index: usize| arguments.get(index).cloned().unwrap_or(Json::Null);
        match binding.as_str() {
            "identityServer.getProperty" => {
                let name = argument(0);
                let known = name.as_str().and_then(|name| self.runner.properties.get(name));
                Ok(known.map_or_else(|| argument(1), |value| Json::String(value.clone())))
            }
            "openidm.read" => match self.make(read(&arguments)?).await {
                Err(refusal) if refusal.status == 404 => Ok(Json::Null),
                answer => answer,
            },
            binding => {
                let call = translate(binding, &arguments)?;
                self.make(call).await
            }
        }
    }

    fn log(&mut self, level: Level, text: String) {
        let of = &self.ctx.trace_id;
        match level {
            Level::Debug => tracing::debug!(of, text, "script"),
            Level::Info => tracing::info!(of, text, "script"),
            Level::Warn => tracing::warn!(of, text, "script"),
            Level::Error => tracing::error!(of, text, "script"),
        }
    }
}

fn refused(status: u16, message: impl Into<String>) -> Refused {
    Refused { status, message: message.into() }
}

/// What scripts put together from ids must not lead elsewhere than it says: no query, no escapes, no way up.
fn is_path(path: &str) -> bool {
    let odd = |c: char| matches!(c, '?' | '#' | '%' | '\\') || c.is_control();
    !path.is_empty() && !path.contains(odd) && path.split('/').all(|part| !matches!(part, ".." | "."))
}

/// Where a path of a script leads: `iga/…` is the governance API, everything else is managed objects.
fn address(path: Option<&Json>) -> Result<(String, bool), Refused> {
    let path = path.and_then(Json::as_str).ok_or_else(|| refused(400, "the path must be a text"))?;
    let path = path.trim_matches('/');
    if !is_path(path) {
        return Err(refused(400, format!("`{path}` is no path")));
    }
    let is_governance = path.starts_with("iga/");
    Ok((if is_governance { format!("/{path}") } else { format!("/openidm/{path}") }, is_governance))
}

fn parameters(given: Option<&Json>) -> Vec<(String, String)> {
    let Some(Json::Object(members)) = given else { return Vec::new() };
    let text = |value: &Json| match value {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    members.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect()
}

fn read(arguments: &[Json]) -> Result<ApiCall, Refused> {
    let (path, _) = address(arguments.first())?;
    let mut query = parameters(arguments.get(1));
    if let Some(Json::Array(fields)) = arguments.get(2) {
        let fields: Vec<&str> = fields.iter().filter_map(Json::as_str).collect();
        query.push(("_fields".into(), fields.join(",")));
    }
    Ok(ApiCall { method: "GET".into(), path, query, body: Json::Null, revision: None })
}

fn translate(binding: &str, arguments: &[Json]) -> Result<ApiCall, Refused> {
    let argument = |index: usize| arguments.get(index).cloned().unwrap_or(Json::Null);
    let (path, is_governance) = address(arguments.first())?;
    let call = |method: &str, path: String, query: Vec<(String, String)>, body: Json| {
        Ok(ApiCall { method: method.to_owned(), path, query, body, revision: None })
    };
    // `openidm.update`, `patch` and `delete` name the revision they change second.
    let revised = |made: Result<ApiCall, Refused>| {
        made.map(|call| ApiCall {
            revision: match argument(1) {
                Json::String(revision) if !revision.is_empty() => Some(revision),
                Json::Number(revision) => Some(revision.to_string()),
                _ => None,
            },
            ..call
        })
    };
    let id = |value: Json| value.as_str().filter(|id| !id.is_empty()).map(str::to_owned);
    match binding {
        "openidm.query" => read(arguments),
        "openidm.action" => {
            let what = argument(1).as_str().unwrap_or_default().to_owned();
            let mut query = parameters(arguments.get(3));
            if is_governance {
                return call(&what.to_ascii_uppercase(), path, query, argument(2));
            }
            if path == "/openidm/external/rest" {
                return Err(refused(403, "scripts do not reach the network"));
            }
            query.push(("_action".into(), what));
            call("POST", path, query, argument(2))
        }
        "openidm.create" => {
            let mut query = parameters(arguments.get(3));
            if let Some(id) = id(argument(1)) {
                if !is_path(&id) || id.contains('/') {
                    return Err(refused(400, format!("`{id}` is no id")));
                }
                return call("PUT", format!("{path}/{id}"), query, argument(2));
            }
            query.push(("_action".into(), "create".into()));
            call("POST", path, query, argument(2))
        }
        "openidm.update" => revised(call("PUT", path, parameters(arguments.get(3)), argument(2))),
        "openidm.patch" => revised(call("PATCH", path, parameters(arguments.get(3)), argument(2))),
        "openidm.delete" => revised(call("DELETE", path, parameters(arguments.get(2)), Json::Null)),
        other => Err(refused(400, format!("`{other}` cannot be called"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(binding: &str, arguments: &[Json]) -> ApiCall {
        translate(binding, arguments).unwrap()
    }

    #[test]
    fn the_second_argument_is_a_method_for_governance_and_an_action_elsewhere() {
        let arguments = [
            json!("/iga/governance/requests/7/"),
            json!("post"),
            json!({"a": 1}),
            json!({"_action": "update"}),
        ];
        let governance = call("openidm.action", &arguments);
        assert_eq!(
            (governance.method.as_str(), governance.path.as_str()),
            ("POST", "/iga/governance/requests/7")
        );
        assert_eq!(governance.query, [("_action".to_owned(), "update".to_owned())]);
        let mail = call("openidm.action", &[json!("external/email"), json!("sendTemplate"), json!({})]);
        assert_eq!((mail.method.as_str(), mail.path.as_str()), ("POST", "/openidm/external/email"));
        assert_eq!(mail.query, [("_action".to_owned(), "sendTemplate".to_owned())]);
    }

    #[test]
    fn managed_objects_are_read_and_written_by_method() {
        let user = json!("managed/alpha_user/1");
        let read = read(&[user.clone(), json!(null), json!(["userName", "mail"])]).unwrap();
        assert_eq!((read.method.as_str(), read.path.as_str()), ("GET", "/openidm/managed/alpha_user/1"));
        assert_eq!(read.query, [("_fields".to_owned(), "userName,mail".to_owned())]);
        assert_eq!(call("openidm.patch", &[user.clone(), json!(null), json!([])]).method, "PATCH");
        let deletion = call("openidm.delete", &[user, json!("3")]);
        assert_eq!((deletion.method.as_str(), deletion.revision.as_deref()), ("DELETE", Some("3")));
        let made = call("openidm.create", &[json!("managed/alpha_user"), json!(null), json!({"sn": "Ek"})]);
        assert_eq!((made.method.as_str(), made.path.as_str()), ("POST", "/openidm/managed/alpha_user"));
        let named = call("openidm.create", &[json!("managed/alpha_user"), json!("7"), json!({})]);
        assert_eq!((named.method.as_str(), named.path.as_str()), ("PUT", "/openidm/managed/alpha_user/7"));
    }

    #[test]
    fn scripts_leave_neither_the_api_nor_the_house() {
        for path in [json!("iga/../admin"), json!("../x"), json!(""), json!(7)] {
            assert!(address(Some(&path)).is_err(), "{path}");
        }
        assert!(translate("openidm.action", &[json!("external/rest"), json!("call"), json!({})]).is_err());
        assert!(translate("openidm.encrypt", &[json!("x")]).is_err());
    }
}
