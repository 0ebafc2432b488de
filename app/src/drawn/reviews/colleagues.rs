//! With whom somebody is compared.

use bailiwick::directory::Colleagues;
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
