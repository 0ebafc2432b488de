//! Deputies in campaigns: in whose place somebody does something with a line item, and about what nobody stands in.

use super::{Campaign, ItemPermission, ItemRefusal, LineItem};
use crate::id::UserId;

impl LineItem {
    /// Whether a deputy stands in for a person about it: not where it is about either of them, so that nobody comes to
    /// decide about themselves this way, whoever named whom (as [`crate::delegation::reaches`] for requests); nor where the
    /// deputy signed an earlier stage.
    pub fn reaches(&self, person: UserId, deputy: UserId) -> bool {
        self.user().is_none_or(|user| user != person && user != deputy) && !self.was_signed_by(deputy)
    }

    /// What a deputy may do with it in a person's place: whatever the person may, but not hand it on.
    fn permissions_in_place_of(
        &self,
        campaign: &Campaign,
        person: UserId,
        deputy: UserId,
    ) -> Vec<ItemPermission> {
        if !self.reaches(person, deputy) {
            return Vec::new();
        }
        let mut all = self.permissions(campaign, person);
        all.retain(|one| {
            !matches!(one, ItemPermission::Forward | ItemPermission::Reassign | ItemPermission::Delegate)
        });
        all
    }

    /// What somebody may do with it themselves, or in the place of those they stand in for.
    pub fn permissions_with(
        &self,
        campaign: &Campaign,
        who: UserId,
        stands_in_for: &[UserId],
    ) -> Vec<ItemPermission> {
        let mut all = self.permissions(campaign, who);
        for person in stands_in_for {
            for one in self.permissions_in_place_of(campaign, *person, who) {
                if !all.contains(&one) {
                    all.push(one);
                }
            }
        }
        all
    }

    /// In whose place somebody does something with it: nobody's where they may themselves, else that of the first of those
    /// they stand in for who may.
    ///
    /// # Errors
    /// Neither they nor any of these may.
    pub fn in_place_of(
        &self,
        campaign: &Campaign,
        who: UserId,
        stands_in_for: &[UserId],
        needed: ItemPermission,
    ) -> Result<Option<UserId>, ItemRefusal> {
        let refusal = match self.may(campaign, who, needed) {
            Ok(()) => return Ok(None),
            Err(refusal) => refusal,
        };
        let may = |person: &UserId| self.permissions_in_place_of(campaign, *person, who).contains(&needed);
        stands_in_for.iter().copied().find(may).map(Some).ok_or(refusal)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Verdict;
    use super::super::tests::{campaign, item, person};
    use super::*;

    const NEEDED: ItemPermission = ItemPermission::Certify;

    #[test]
    fn a_deputy_may_what_the_person_may_but_hands_nothing_on() {
        let (campaign, item) = (campaign(&json!({})), item());
        let all = item.permissions_with(&campaign, person(3), &[person(2)]);
        for one in
            [Verdict::Certify, Verdict::Revoke, Verdict::Exception, Verdict::Abstain].map(Verdict::needs)
        {
            assert!(all.contains(&one), "{one}");
        }
        assert!(all.contains(&ItemPermission::Signoff) && all.contains(&ItemPermission::Comment));
        assert!(!all.contains(&ItemPermission::Forward) && !all.contains(&ItemPermission::Reassign));
        assert_eq!(item.in_place_of(&campaign, person(3), &[person(2)], NEEDED), Ok(Some(person(2))));
        assert!(item.in_place_of(&campaign, person(3), &[person(4)], NEEDED).is_err(), "for somebody else");
        assert!(item.in_place_of(&campaign, person(3), &[person(2)], ItemPermission::Forward).is_err());
    }

    #[test]
    fn what_is_put_to_oneself_is_done_in_nobodys_place() {
        let (campaign, item) = (campaign(&json!({})), item());
        assert_eq!(item.in_place_of(&campaign, person(2), &[person(4)], NEEDED), Ok(None));
        let left = LineItem { actors: vec![(person(3), vec![ItemPermission::Comment])], ..item };
        let place = |needed| left.in_place_of(&campaign, person(3), &[person(2)], needed);
        assert_eq!(place(ItemPermission::Comment), Ok(None));
        assert_eq!(place(NEEDED), Ok(Some(person(2))), "what was not left to them, in the reviewer's place");
    }

    #[test]
    fn nobody_stands_in_about_themselves_nor_about_who_named_them() {
        for who in [json!({}), json!({"selfCertificationRule": "all"})] {
            let campaign = campaign(&who);
            let about_deputy = item();
            assert_eq!(about_deputy.permissions_with(&campaign, person(1), &[person(2)]), []);
            let about_person = LineItem { reviewer: person(1), ..item() };
            assert_eq!(about_person.permissions_with(&campaign, person(3), &[person(1)]), []);
        }
    }

    #[test]
    fn it_does_not_travel_on() {
        // Person 4 stands in for 3, who stands in for the reviewer.
        assert_eq!(item().permissions_with(&campaign(&json!({})), person(4), &[person(3)]), []);
    }
}
