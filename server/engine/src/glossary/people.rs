//! People who are values.

use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{UserId, user_id};
use bailiwick_store::{Tx, users};

use crate::EngineError;

/// The people that values name.
pub(super) async fn named(tx: &mut Tx, mut ids: Vec<UserId>) -> Result<Vec<UserBrief>, EngineError> {
    ids.sort_unstable();
    ids.dedup();
    Ok(if ids.is_empty() { Vec::new() } else { users::briefs(tx, &ids).await? })
}

/// The people that the values of an attribute name, in their order.
///
/// # Errors
/// `Invalid` where one is no active person.
pub(super) async fn active(
    tx: &mut Tx,
    attribute: &str,
    values: &[String],
) -> Result<Vec<UserId>, EngineError> {
    let ids = values.iter().filter_map(|value| user_id(value)).collect();
    let people = named(tx, ids).await?;
    let one = |value: &String| {
        let found = people.iter().find(|person| Some(person.id) == user_id(value));
        match found.filter(|person| person.status == Status::Active) {
            Some(person) => Ok(person.id),
            None => Err(EngineError::invalid(attribute, format!("names `{value}`, who is no active person"))),
        }
    };
    values.iter().map(one).collect()
}
