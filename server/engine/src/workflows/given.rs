//! Reading what definitions give and expressions yield: people, dates, words.

use bailiwick::directory::Status;
use bailiwick::id::{ItemId, UserId, user_id};
use bailiwick::request::{Asked, Permission, PhaseKind};
use bailiwick_store::{Tx, grants, users};
use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use crate::EngineError;

/// Somebody who is named: a person, or everybody who holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Person(UserId),
    Role(ItemId),
}

/// Reads `managed/user/{uuid}`, `managed/role/{uuid}`, or a person's bare id.
fn named(text: &str) -> Option<Named> {
    match text.strip_prefix("managed/role/") {
        Some(role) => role.parse().ok().map(Named::Role),
        None => user_id(text).map(Named::Person),
    }
}

/// Reads `{permission: bool}` or a list of permissions; all that the phase knows when it is neither.
fn permissions(given: Option<&Json>, kind: PhaseKind) -> Vec<Permission> {
    let known = Permission::of(kind).iter().copied();
    match given {
        Some(Json::Object(flags)) => {
            known.filter(|one| flags.get(one.as_str()).and_then(Json::as_bool) == Some(true)).collect()
        }
        Some(Json::Array(words)) => {
            known.filter(|one| words.iter().any(|word| word == one.as_str())).collect()
        }
        _ => known.collect(),
    }
}

/// Those whom a value names: an id, a list of ids, or a list of `{id, permissions}`. Whoever does not exist or is
/// not active is left out; a role stands for all who hold it.
pub(super) async fn people(tx: &mut Tx, value: &Json, kind: PhaseKind) -> Result<Vec<Asked>, EngineError> {
    let elements = match value {
        Json::Array(elements) => elements.iter().collect(),
        Json::Null => Vec::new(),
        one => vec![one],
    };
    let mut asked: Vec<Asked> = Vec::new();
    for element in elements {
        let id = element.as_str().or_else(|| element.get("id").and_then(Json::as_str));
        let permissions = permissions(element.get("permissions"), kind);
        let found = match id.and_then(named) {
            Some(Named::Person(id)) => vec![id],
            Some(Named::Role(role)) => grants::holders(tx, role, 1_000).await?,
            None => Vec::new(),
        };
        asked.extend(found.into_iter().map(|user| Asked { user, permissions: permissions.clone() }));
    }
    let ids: Vec<UserId> = asked.iter().map(|one| one.user).collect();
    let known = users::briefs(tx, &ids).await?;
    asked.retain(|one| known.iter().any(|user| user.id == one.user && user.status == Status::Active));
    Ok(asked)
}

/// A date: ISO 8601 with or without a time, or milliseconds since 1970.
pub(super) fn date(value: &Json) -> Option<DateTime<Utc>> {
    match value {
        Json::String(text) => DateTime::parse_from_rfc3339(text)
            .map(|date| date.to_utc())
            .ok()
            .or_else(|| Some(text.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc())),
        Json::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().map(float)).and_then(DateTime::from_timestamp_millis)
        }
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a date far out of range is none")]
const fn float(number: f64) -> i64 {
    number as i64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dates_come_in_three_spellings() {
        let at = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
        assert_eq!(date(&json!("2026-03-01T10:00:00.000Z")), at("2026-03-01T10:00:00Z"));
        assert_eq!(date(&json!("2026-03-01T12:00:00+02:00")), at("2026-03-01T10:00:00Z"));
        assert_eq!(date(&json!("2026-03-01")), at("2026-03-01T00:00:00Z"));
        assert_eq!(date(&json!(1_772_359_200_000_i64)), at("2026-03-01T10:00:00Z"));
        assert_eq!(date(&json!(1e300)), None);
        for wrong in [json!("soon"), json!(null), json!({}), json!(true)] {
            assert_eq!(date(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_actor_may_what_the_step_says() {
        let some = json!({"approve": true, "reject": false, "comment": true, "fly": true});
        assert_eq!(permissions(Some(&some), PhaseKind::Approval), [Permission::Approve, Permission::Comment]);
        let listed = json!(["fulfill"]);
        assert_eq!(permissions(Some(&listed), PhaseKind::Fulfilment), [Permission::Fulfil]);
        assert_eq!(permissions(None, PhaseKind::Approval), Permission::of(PhaseKind::Approval));
    }
}
