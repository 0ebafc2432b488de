//! What the colleagues of many people hold: of those with the same manager; of those of the same organisation, where somebody
//! has too few of these ([`Colleagues::among`]).

use std::collections::HashMap;

use bailiwick::certification::Held;
use bailiwick::directory::{Colleagues, FEWEST_COLLEAGUES, Status, UserBrief};
use bailiwick::id::{ItemId, OrganisationId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::grants::{self, Groups};
use uuid::Uuid;

use super::views::distinct;
use crate::EngineError;

/// The colleagues of people, and what they hold.
pub(super) struct PeerGroups {
    teams: Groups,
    within: Groups,
    /// Of those whose team is too small.
    organisations: HashMap<UserId, OrganisationId>,
}

impl PeerGroups {
    /// Reads what is to be known of these people and of what they hold.
    pub(super) async fn read(
        tx: &mut Tx,
        people: &HashMap<UserId, UserBrief>,
        held: &[&Held],
    ) -> Result<Self, EngineError> {
        let managers = distinct(people.values().filter_map(|user| user.manager));
        let things = distinct(held.iter().map(|held| held.item));
        let teams = grants::teams(tx, &managers, &things).await?;
        let is_alone =
            |user: &&UserBrief| others(&teams, user, user.manager.map(UserId::uuid)) < FEWEST_COLLEAGUES;
        let alone = distinct(people.values().filter(is_alone).map(|user| user.id));
        let theirs = held.iter().filter(|held| alone.binary_search(&held.user).is_ok());
        let theirs = distinct(theirs.map(|held| held.item));
        let (organisations, within) = grants::organisations(tx, &alone, &theirs).await?;
        Ok(Self { teams, within, organisations })
    }

    /// How many colleagues of a person hold something, of how many, and who these are; `holds`: the person does.
    pub(super) fn of(&self, user: &UserBrief, item: ItemId, holds: bool) -> ((u32, u32), Colleagues) {
        let own = u32::from(holds && user.status == Status::Active);
        let among = |groups: &Groups, group: Option<Uuid>| {
            let of = others(groups, user, group);
            let have = group.map_or(0, |group| groups.holders(group, item)).saturating_sub(own);
            (have.min(of), of)
        };
        let team = among(&self.teams, user.manager.map(UserId::uuid));
        let organisation = self.organisations.get(&user.id).map(|id| id.uuid());
        let organisation = among(&self.within, organisation);
        let colleagues = Colleagues::among(team.1, organisation.1);
        match colleagues {
            Colleagues::Team => (team, colleagues),
            Colleagues::Organisation => (organisation, colleagues),
        }
    }
}

/// How many are in a person's group beside them: they are no colleague of themselves.
fn others(groups: &Groups, user: &UserBrief, group: Option<Uuid>) -> u32 {
    let own = u32::from(user.status == Status::Active);
    group.map_or(0, |group| groups.size(group)).saturating_sub(own)
}
