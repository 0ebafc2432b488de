//! What a revoke does, in words.

use bailiwick::certification::{Removal, Revocability};
use bailiwick_engine::certifications::{LineItemView, OtherWay};

use super::itself;
use super::workspace::Page;
use crate::components::{IconName, Tone};

/// What a revoke does, and what would have to change for it to last.
pub(super) struct Effect {
    pub tone: Tone,
    pub icon: IconName,
    pub word: &'static str,
    pub text: String,
}

/// What a revoke of this row does.
pub(super) fn of(view: &LineItemView) -> Effect {
    let ways = OtherWay::all(&view.also_held).filter(|_| view.item.removal != Some(Removal::Complete));
    let (tone, icon, word, text) = match (view.revocability, &view.grant) {
        (Some(Revocability::Nested), _) => {
            (Tone::Overdue, IconName::Waypoints, "Change the membership", membership(view))
        }
        (Some(Revocability::Role), _) => (
            Tone::Overdue,
            IconName::Waypoints,
            "Change the role",
            match &view.through {
                Some(role) => format!(
                    "It comes with the role {}: revoking it alone fails. Take the role away, or have it changed by its owner.",
                    role.name
                ),
                None => "It comes with a role: revoking it alone fails.".to_owned(),
            },
        ),
        (_, None) => {
            (Tone::Neutral, IconName::Minus, "Gone already", "It is not held any more.".to_owned())
        }
        (Some(Revocability::Rule), _) => (
            Tone::Overdue,
            IconName::Zap,
            "Change the condition",
            "A rule gives it to everybody who meets the role’s condition: revoking it fails. Have the role’s owner change the condition, or what it speaks of."
                .to_owned(),
        ),
        (Some(Revocability::Direct) | None, Some(_)) => return removes(ways.as_deref()),
    };
    let text = match ways {
        Some(ways) => format!("{text} It is also held {ways}: that would stay."),
        None => text,
    };
    Effect { tone, icon, word, text }
}

/// What a revoke does that takes something away, and which other ways it leaves.
fn removes(ways: Option<&str>) -> Effect {
    const GOES: &str = "is taken away after sign-off, and counts as done once it is gone.";
    match ways {
        None => Effect {
            tone: Tone::Approved,
            icon: IconName::Check,
            word: "Removes it",
            text: format!("It {GOES}"),
        },
        Some(ways) => Effect {
            tone: Tone::Overdue,
            icon: IconName::Waypoints,
            word: "Leaves another way",
            text: format!("Also held {ways}: revoking this leaves it. What is reviewed here {GOES}"),
        },
    }
}

/// By which other ways it is still held, though what was revoked is gone.
pub(super) fn still_held(view: &LineItemView) -> Option<String> {
    let ways = OtherWay::all(&view.also_held).filter(|_| view.item.removal == Some(Removal::Complete))?;
    Some(format!("Still held {ways}: what was revoked is gone."))
}

/// By which memberships it is held, and what would have to change.
fn membership(view: &LineItemView) -> String {
    let Some((first, outer)) = view.way.split_first().filter(|(_, outer)| !outer.is_empty()) else {
        return "It comes with a membership: revoking it alone fails.".to_owned();
    };
    let outer: Vec<&str> = outer.iter().map(|item| item.name.as_str()).collect();
    format!(
        "It is held because they are in {inner}, which is in {}. Revoking it alone fails: take {inner} away, or have its \
         owner change that membership.",
        outer.join(", which is in "),
        inner = first.name,
    )
}

/// What a revoke of a definition, a record or an account does.
pub(super) fn of_whole(page: &Page, view: &LineItemView) -> Effect {
    if page.seen.campaign.definition.remediation_rule.is_none() {
        let text = "It is written down: this campaign changes nothing by itself.".to_owned();
        return Effect { tone: Tone::Neutral, icon: IconName::Minus, word: "Is written down", text };
    }
    if view.item.account().is_some() {
        let text = format!(
            "After sign-off {} is asked to disable it, and the row counts as done once the account is inactive.",
            itself::corrector(page, view)
        );
        return Effect { tone: Tone::Progress, icon: IconName::Ban, word: "Has it disabled", text };
    }
    let text = format!(
        "Nothing is taken away. After sign-off {} is asked to correct it, and the row counts as done once it was changed.",
        itself::corrector(page, view)
    );
    Effect { tone: Tone::Progress, icon: IconName::Pencil, word: "Has it corrected", text }
}
