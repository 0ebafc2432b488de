//! With whom somebody is compared.

use bailiwick::directory::Colleagues;
use bailiwick::id::UserId;
use bailiwick_engine::certifications::ReviewRow;

/// Where the colleagues are: "under Marta Oyelaran", "in Finance". Nothing where there are none.
pub(super) fn whose(row: &ReviewRow) -> Option<String> {
    match row.insight.colleagues {
        Colleagues::Team => row.manager.as_ref().map(|name| format!("under {name}")),
        Colleagues::Organisation => {
            let user = row.view.user.as_ref()?;
            user.organisation.as_ref().map(|name| format!("in {name}"))
        }
    }
}

/// The same in a row, where a reviewer's own team goes without saying.
pub(super) fn whose_in_row(row: &ReviewRow, reviewer: UserId) -> Option<String> {
    let is_own_team = row.insight.colleagues == Colleagues::Team
        && row.view.user.as_ref().is_some_and(|user| user.manager == Some(reviewer));
    if is_own_team { None } else { whose(row) }
}
