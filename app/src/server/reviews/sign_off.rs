//! Signing off in the portal: what is to be looked at again is answered first.

use std::collections::BTreeMap;

use bailiwick::certification::attention::CheckOutcome;
use bailiwick::id::CampaignId;
use bailiwick_engine::certifications::{self, SignedOff};
use bailiwick_engine::{Context, Engine, EngineError};

use super::{asked, tell};
use crate::api::reviews::ReviewForm;
use crate::drawn::reviews::Address;

/// Signs what was decided, or leads back to the rows whose decisions were taken back. Whether there is anything to be said.
pub(super) async fn sign_off(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    form: &ReviewForm,
    back: &mut Address,
) -> Result<bool, EngineError> {
    let comment = form.comment.replace("\r\n", "\n");
    // Of whom they stand in for, where they look at these.
    let whose = asked(id, form).reviewer;
    match certifications::sign_off(engine, ctx, id, whose, &answers(form), &comment).await? {
        SignedOff::Signed(acted) => Ok(tell(back, "sign-off", None, &acted)),
        SignedOff::TakenBack(rows) => {
            back.leave();
            back.set("show", "undecided");
            back.set("done", &format!("taken-back {rows}"));
            Ok(true)
        }
    }
}

/// What was answered, by row; what nobody knows is no answer.
fn answers(form: &ReviewForm) -> BTreeMap<i64, CheckOutcome> {
    let one = |(row, word): (&String, &String)| {
        let outcome = match word.as_str() {
            "keep" => CheckOutcome::Kept,
            "change" => CheckOutcome::Changed,
            _ => return None,
        };
        Some((row.strip_prefix("row-")?.parse().ok()?, outcome))
    };
    form.checks.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_by_row() {
        let checks =
            [("row-7", "keep"), ("row-9", "change"), ("row-x", "keep"), ("8", "keep"), ("row-8", "")];
        let checks = checks.map(|(row, word)| (row.to_owned(), word.to_owned()));
        let form = ReviewForm { checks: checks.into_iter().collect(), ..ReviewForm::default() };
        let read: Vec<_> = answers(&form).into_iter().collect();
        assert_eq!(read, [(7, CheckOutcome::Kept), (9, CheckOutcome::Changed)]);
    }

    #[test]
    fn they_come_as_a_form_has_them() {
        let form: ReviewForm =
            serde_qs::from_str("then=sign-off&checks[row-7]=keep&checks[row-12]=change").unwrap();
        assert_eq!(answers(&form).len(), 2);
    }
}
