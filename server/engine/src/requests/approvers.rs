//! Who decides where a workflow names nobody who could.

use bailiwick::authority::Authority;
use bailiwick::directory::Status;
use bailiwick::id::UserId;
use bailiwick_store::{Tx, settings, users};

use crate::EngineError;

/// The default approver, else the administrators; never the person whose access it is, as long as there are others.
pub(crate) async fn fallback(tx: &mut Tx, user: Option<UserId>) -> Result<Vec<UserId>, EngineError> {
    let default = settings::access_request(tx).await?.default_approver();
    let default = match default.filter(|default| Some(*default) != user) {
        Some(default) => users::brief(tx, default).await?.filter(|person| person.status == Status::Active),
        None => None,
    };
    if let Some(default) = default {
        return Ok(vec![default.id]);
    }
    let mut people = users::with_authority(tx, Authority::AccessAdmin).await?;
    if people.is_empty() {
        people = users::with_authority(tx, Authority::OrgAdmin).await?;
    }
    Ok(people)
}
