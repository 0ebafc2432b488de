//! The words of reviews.

use bailiwick::catalog::Risk;
use bailiwick::certification::{LineItemStatus, Reason, Recommendation, Removal, Verdict};
use bailiwick::grant::{Grant, GrantStatus, LATELY_DAYS, Origin, UNUSED_DAYS};
use bailiwick_engine::certifications::LineItemView;
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{Badge, Icon, IconName, RiskLevel, Tone};
use crate::pages::access::held;

/// A decision, as a badge says it.
pub(super) const fn decided(verdict: Verdict) -> (Tone, &'static str) {
    match verdict {
        Verdict::Certify => (Tone::Approved, "Certified"),
        Verdict::Revoke => (Tone::Revoked, "Revoke"),
        Verdict::Exception => (Tone::Overdue, "Until a date"),
        Verdict::Abstain => (Tone::Neutral, "Abstained"),
    }
}

/// What was decided about a row.
pub(super) fn verdict(view: &LineItemView, clock: Clock) -> Option<AnyView> {
    let (tone, word) = decided(view.item.verdict?);
    let word = match view.item.until {
        Some(until) => format!("Until {}", clock.day(until)),
        None => word.to_owned(),
    };
    if view.item.verdict == Some(Verdict::Exception) {
        return Some(view! { <Badge tone text=word icon=IconName::Calendar/> }.into_any());
    }
    Some(view! { <Badge tone text=word/> }.into_any())
}

/// What became of a row that is not to be decided any more, and why.
pub(super) fn ended(view: &LineItemView) -> Option<AnyView> {
    let item = &view.item;
    let was = |action: &str| view.comments.iter().any(|said| said.action == action);
    let (tone, word) = match (item.status, item.removal) {
        (LineItemStatus::InProgress, _) => return None,
        (_, Some(Removal::Complete)) if item.account().is_some() && was("access-returned") => {
            (Tone::Rejected, "Active again")
        }
        (_, Some(removal)) if item.account().is_some() => match removal {
            Removal::Pending => (Tone::Progress, "To be disabled"),
            Removal::Complete => (Tone::Approved, "Disabled"),
            Removal::Failed => (Tone::Rejected, "Not disabled"),
        },
        (_, Some(removal)) if item.held().is_none() => match removal {
            Removal::Pending => (Tone::Progress, "To be corrected"),
            Removal::Complete => (Tone::Approved, "Corrected"),
            Removal::Failed => (Tone::Rejected, "Not corrected"),
        },
        (_, Some(Removal::Pending)) => (Tone::Progress, "Removal pending"),
        (_, Some(Removal::Complete)) if came_back(view) => (Tone::Rejected, "Came back"),
        (_, Some(Removal::Complete)) if !view.also_held.is_empty() => (Tone::Overdue, "Removed, still held"),
        (_, Some(Removal::Complete)) => (Tone::Approved, "Removed"),
        (_, Some(Removal::Failed)) => (Tone::Rejected, "Removal failed"),
        (LineItemStatus::SignedOff, None) => (Tone::Neutral, "Signed"),
        (LineItemStatus::Cancelled, None) if was("access-gone") => (Tone::Neutral, "Access gone"),
        (LineItemStatus::Cancelled, None) if was("definition-gone") => (Tone::Neutral, "Out of use"),
        (LineItemStatus::Cancelled, None) if was("person-gone") => (Tone::Neutral, "Has left"),
        (LineItemStatus::Cancelled, None) if was("account-gone") => (Tone::Neutral, "Out of use"),
        (LineItemStatus::Cancelled, None) if was("account-given") => (Tone::Neutral, "Somebody’s now"),
        (LineItemStatus::Cancelled, None) => (Tone::Neutral, "Called off"),
        (LineItemStatus::Expired, None) => (Tone::Overdue, "Expired"),
    };
    let why = (item.removal == Some(Removal::Failed)).then(|| failure(view)).flatten();
    let why = why.map(|why| view! { <span class="block text-meta text-rejected wrap-anywhere">{why}</span> });
    Some(view! { <span><Badge tone text=word/> {why}</span> }.into_any())
}

/// Whether it was given again since it went.
fn came_back(view: &LineItemView) -> bool {
    view.after.as_ref().is_some_and(|after| after.came_back.is_some())
}

/// By what it was seen that what was revoked is gone, or what that waits for.
pub(super) fn seen_gone(view: &LineItemView, clock: Clock) -> Option<String> {
    let after = view.after.as_ref()?;
    if after.awaits_file {
        return Some("Gone, as far as is known here: the next file of grants will tell.".to_owned());
    }
    let verified = after.verified.as_ref()?;
    let gone = if view.item.held().is_some() { "gone" } else { "disabled" };
    Some(match &verified.file {
        Some(file) => {
            let (rows, at) = (verified.of_rows(), clock.moment(verified.at));
            format!("Seen {gone} by the file of grants {file}{rows}, loaded {at}.")
        }
        None => format!("Seen {gone} on {}, by the house’s own record.", clock.day(verified.at)),
    })
}

/// Why a removal failed, as it was said last.
pub(super) fn failure(view: &LineItemView) -> Option<String> {
    let said = view.comments.iter().rfind(|said| said.action == format!("removal-{}", Removal::Failed))?;
    let name = |role: &bailiwick::catalog::ItemBrief| said.comment.replace(&role.id.to_string(), &role.name);
    Some(view.through.as_ref().map_or_else(|| said.comment.clone(), name))
}

/// A risk as it is drawn.
pub(super) const fn level(risk: Risk) -> RiskLevel {
    match risk {
        Risk::Low => RiskLevel::Low,
        Risk::Medium => RiskLevel::Medium,
        Risk::High => RiskLevel::High,
        Risk::Critical => RiskLevel::Critical,
    }
}

/// A risk as a filter names it.
pub(super) const fn risk(risk: Risk) -> &'static str {
    level(risk).word()
}

/// How it is held, in a few words.
pub(super) fn held(view: &LineItemView) -> String {
    match (&view.through, view.grant.as_ref().map(|grant| grant.origin)) {
        (Some(inner), Some(Origin::Nested)) => format!("Member of {}", inner.name),
        (None, Some(Origin::Nested)) => "A membership".to_owned(),
        (Some(role), _) => format!("Role {}", role.name),
        (None, Some(Origin::Role)) => "A role".to_owned(),
        (None, Some(Origin::Request)) => "Asked for".to_owned(),
        (None, Some(Origin::Rule)) => "Given by a rule".to_owned(),
        (None, Some(Origin::Administrator)) => "Given by hand".to_owned(),
        (None, Some(Origin::Reconciliation)) => "Found in the application".to_owned(),
        (None, None) => "Not held any more".to_owned(),
    }
}

/// Since when, and who gave it.
pub(super) fn since(view: &LineItemView, grant: &Grant, clock: Clock) -> String {
    let giver = grant.granted_by.and_then(|id| view.people.iter().find(|person| person.id == id));
    let day = clock.day(grant.start);
    match giver {
        Some(giver) => format!("{day}, {}", giver.display_name),
        None => format!("Since {day}"),
    }
}

/// When it was last used, and whether that is long ago; nothing where it is not held any more.
pub(super) fn used(view: &LineItemView, clock: Clock) -> Option<(String, bool)> {
    let grant = view.grant.as_ref().filter(|grant| grant.status == GrantStatus::Active)?;
    Some(held::used(grant, clock).unwrap_or_else(|| ("Use not known".to_owned(), false)))
}

/// The same in as few words as a row has place for; nothing where nothing is known.
pub(super) fn used_briefly(view: &LineItemView, clock: Clock) -> Option<(String, bool)> {
    let grant = view.grant.as_ref().filter(|grant| grant.status == GrantStatus::Active)?;
    let told = grant.used?.told;
    let words = match grant.used?.last.filter(|last| *last >= grant.start).map(|last| -clock.days_to(last)) {
        None => "never used".to_owned(),
        Some(..=0) => "used today".to_owned(),
        Some(1) => "used yesterday".to_owned(),
        Some(days @ 14..=59) => format!("used {} weeks ago", days / 7),
        Some(days) => format!("used {days} days ago"),
    };
    // A source that has not spoken for long does not know what came after.
    let is_old = -clock.days_to(told) > LATELY_DAYS;
    let words = if is_old { format!("{words}, as of {}", clock.day(told)) } else { words };
    Some((words, grant.unused_days() >= Some(UNUSED_DAYS)))
}

/// Whether the cells of a row say a reason without its words.
const fn stands_in_row(reason: &Reason) -> bool {
    match reason {
        Reason::Violations(_)
        | Reason::Unused(_)
        | Reason::UsedLately
        | Reason::FewPeers(..)
        | Reason::MostPeers(..)
        | Reason::SomePeers(..)
        | Reason::Risky(_)
        | Reason::ThroughRole
        | Reason::ThroughMembership => true,
        Reason::RevokedBefore | Reason::NoPeers | Reason::Gone | Reason::DoubtedBefore => false,
    }
}

/// What is recommended, as a word, and its reasons. In a row, only what no other cell says: how risky it is, what brings it,
/// that a rule is broken, when it was used and how many colleagues hold it stand there already.
pub(super) fn recommended(recommendation: &Recommendation, in_row: bool) -> (Option<AnyView>, String) {
    let said = |reason: &&Reason| !in_row || !stands_in_row(reason);
    let reasons = recommendation.reasons.iter().filter(said).take(if in_row { 1 } else { usize::MAX });
    let reasons: Vec<String> = reasons.map(ToString::to_string).collect();
    let mut why = reasons.join("; ");
    if let Some(first) = why.get(..1).map(str::to_uppercase) {
        why.replace_range(..1, &first);
    }
    let word = match recommendation.verdict {
        Some(Verdict::Certify) => Some(("text-approved", IconName::Check, "Certify")),
        Some(Verdict::Revoke) => Some(("text-revoked", IconName::Ban, "Revoke")),
        _ => None,
    };
    let word = word.map(|(ink, icon, word)| {
        view! {
            <span class=format!("inline-flex items-center gap-1 text-meta font-medium {ink}")>
                <Icon name=icon class="size-3.5"/>
                <span class="sr-only">"Recommended: "</span>
                {word}
            </span>
        }
        .into_any()
    });
    (word, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_nothing_twice_and_the_open_row_everything() {
        let reasons = vec![Reason::Violations(1), Reason::RevokedBefore, Reason::FewPeers(1, 7)];
        let recommendation = Recommendation { verdict: None, reasons };
        assert_eq!(recommended(&recommendation, true).1, "It was revoked before, and is held still");
        let all = "It is part of an open violation; it was revoked before, and is held still; only 1 of 7 colleagues hold it";
        assert_eq!(recommended(&recommendation, false).1, all);
        let seen = Recommendation { verdict: None, reasons: vec![Reason::MostPeers(7, 7)] };
        assert_eq!(recommended(&seen, true).1, "", "the bar says it");
    }
}
