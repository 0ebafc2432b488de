//! Deputies as they are shown.

use crate::delegation::{Delegation, DelegationState};
use crate::directory::UserBrief;

/// A delegation with the people it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationView {
    /// The delegation.
    pub delegation: Delegation,
    /// Where it stands now.
    pub state: DelegationState,
    /// Who is stood in for.
    pub person: UserBrief,
    /// Who stands in.
    pub deputy: UserBrief,
}
