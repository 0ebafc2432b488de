//! Who signed the stages of a line item that are behind it. One pair of eyes does not sign two of them, unless the template
//! itself asks the same person in both.

use super::{ItemPermission, ItemRefusal, LineItem};
use crate::id::UserId;

/// A signature under a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub by: UserId,
    /// The template itself asked them: they stood in for nobody, and nobody handed it to them or let them decide too.
    pub is_own: bool,
}

impl LineItem {
    /// What somebody's signature under this stage is, where it was handed over in this stage or not.
    pub fn signature(&self, by: UserId, place_of: Option<UserId>, was_handed_over: bool) -> Signature {
        Signature { by, is_own: place_of.is_none() && by == self.reviewer && !was_handed_over }
    }

    /// Whether somebody signed an earlier stage: they stand in for nobody about it any more, and nobody hands it to them.
    pub fn was_signed_by(&self, who: UserId) -> bool {
        self.earlier.iter().any(|one| one.by == who)
    }

    /// Whether somebody signed an earlier stage without being asked by the template itself: also what the template asks
    /// them later on somebody else decides.
    pub fn is_barred(&self, who: UserId) -> bool {
        self.earlier.iter().any(|one| one.by == who && !one.is_own)
    }

    /// What is left to who may not decide any more: to say something, and to hand it on.
    pub(super) const fn is_left_to_barred(one: ItemPermission) -> bool {
        matches!(
            one,
            ItemPermission::Comment
                | ItemPermission::Forward
                | ItemPermission::Reassign
                | ItemPermission::Delegate
        )
    }

    /// Whether it may be handed to somebody, or left to them too.
    ///
    /// # Errors
    /// It would be decided by who signed an earlier stage.
    pub(super) fn not_signed_by(&self, to: UserId) -> Result<(), ItemRefusal> {
        if self.was_signed_by(to) {
            let fault = "must not name somebody who signed an earlier stage of the line item".to_owned();
            return Err(ItemRefusal::Field { field: "newActorId", fault });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{campaign, item, now, person};
    use super::super::{Campaign, Verdict};
    use super::*;

    const DECIDES: [ItemPermission; 5] = [
        ItemPermission::Certify,
        ItemPermission::Revoke,
        ItemPermission::Exception,
        ItemPermission::Reset,
        ItemPermission::Signoff,
    ];

    fn three_stages() -> Campaign {
        let one = json!({"certifierType": "manager"});
        campaign(&json!({"stages": [one, one, one]}))
    }

    /// Signs a stage, after which person `next` is asked.
    fn signed(mut before: LineItem, by: u128, place_of: Option<u128>, next: u128) -> LineItem {
        let (by, place_of) = (person(by), place_of.map(person));
        let who = place_of.unwrap_or(by);
        before.decide(&three_stages(), Verdict::Certify, "", who, now()).unwrap();
        let signature = before.signature(by, place_of, false);
        let then = Some((before.stage + 1, person(next)));
        assert_eq!(before.sign(&three_stages(), then, (who, Some(signature)), now()), Ok(false));
        before
    }

    #[test]
    fn whoever_signed_an_earlier_stage_stands_in_for_nobody_later() {
        let campaign = three_stages();
        // Person 3 signs the first stage as a deputy, or as who is asked.
        for first in
            [signed(item(), 3, Some(2), 4), signed(LineItem { reviewer: person(3), ..item() }, 3, None, 4)]
        {
            assert!(!first.reaches(person(4), person(3)));
            assert_eq!(first.permissions_with(&campaign, person(3), &[person(4)]), []);
            assert!(first.reaches(person(4), person(5)), "somebody else does");
            // Nor in the stage after that.
            let second = signed(first, 4, None, 6);
            assert_eq!(second.permissions_with(&campaign, person(3), &[person(6)]), []);
        }
    }

    #[test]
    fn whoever_the_template_asks_twice_decides_twice() {
        let twice = signed(item(), 2, None, 2);
        assert!(twice.was_signed_by(person(2)) && !twice.is_barred(person(2)));
        let may = twice.permissions(&three_stages(), person(2));
        assert!(DECIDES.iter().all(|one| may.contains(one)), "{may:?}");
    }

    #[test]
    fn a_deputy_does_not_add_a_second_signature_where_they_are_asked_later() {
        let campaign = three_stages();
        let mut barred = signed(item(), 3, Some(2), 3);
        let may = barred.permissions(&campaign, person(3));
        assert!(!DECIDES.iter().any(|one| may.contains(one)), "{may:?}");
        assert!(may.contains(&ItemPermission::Forward) && may.contains(&ItemPermission::Comment));
        let refused = barred.decide(&campaign, Verdict::Certify, "", person(3), now());
        assert!(
            matches!(refused, Err(ItemRefusal::NotPermitted(why)) if why.contains("an earlier stage")),
            "{refused:?}"
        );
        barred.forward(&campaign, person(5), person(3)).unwrap();
        barred.decide(&campaign, Verdict::Certify, "", person(5), now()).unwrap();
    }

    #[test]
    fn what_was_handed_over_or_left_to_somebody_is_none_of_the_templates_asking() {
        let row = item();
        assert!(row.signature(person(2), None, false).is_own);
        assert!(!row.signature(person(2), None, true).is_own, "somebody handed it to them");
        assert!(!row.signature(person(3), None, false).is_own, "it was left to them too");
        assert!(!row.signature(person(3), Some(person(2)), false).is_own);
    }

    #[test]
    fn nothing_is_handed_to_who_signed_an_earlier_stage() {
        let campaign = three_stages();
        let mut second = signed(item(), 2, None, 4);
        let permissions = [ItemPermission::Certify];
        for refused in [
            second.forward(&campaign, person(2), person(4)),
            second.reassign(&campaign, person(2), &permissions, person(4)),
        ] {
            assert!(matches!(refused, Err(ItemRefusal::Field { field: "newActorId", .. })), "{refused:?}");
        }
        assert!(!second.may_be_put_to(&campaign, person(2)) && second.may_be_put_to(&campaign, person(5)));
    }
}
