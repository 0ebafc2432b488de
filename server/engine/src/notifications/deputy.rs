//! Telling people that they are deputies.

use bailiwick::delegation::Delegation;
use bailiwick::directory::UserBrief;
use bailiwick::notification::NotificationKind;
use bailiwick_store::Tx;
use serde_json::json;

use super::tell::{Topic, day, shown};
use super::template::in_use;
use crate::{Context, Engine, EngineError};

/// Tells a deputy by a template that they were named, or stand in no longer.
pub(crate) async fn tell_deputy(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    name: &str,
    delegation: &Delegation,
    people: (&UserBrief, &UserBrief),
) -> Result<(), EngineError> {
    let Some(template) = in_use(tx, name).await? else { return Ok(()) };
    let (person, deputy) = people;
    let base = engine.post().map_or("", |post| post.base_url.as_str());
    let letter = template.letter(&json!({
        "to": shown(deputy),
        "person": shown(person),
        "deputy": shown(deputy),
        "from": day(delegation.from),
        "until": day(delegation.until),
        "note": delegation.note.trim(),
        "link": format!("{base}/delegates"),
    }));
    let topic = Topic {
        kind: NotificationKind::Deputy,
        template: name,
        cause: &format!("{name}:{}", delegation.id),
        object: ("delegation", delegation.id.to_string()),
    };
    topic.tell(tx, engine, ctx, &letter, deputy).await
}
