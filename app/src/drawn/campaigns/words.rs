//! Certification in words.

use bailiwick::certification::{
    CampaignStatus, CertificationType, CertifierType, ExpirationAction, Reviewed, SelfCertification, Standing,
};
use bailiwick_engine::certifications::HeldNow;
use leptos::prelude::*;

use crate::components::{Badge, Choice, Tone};
use crate::text::number;

/// Where a campaign stands.
pub(super) const fn state(status: CampaignStatus) -> (Tone, &'static str) {
    match status {
        CampaignStatus::Creating => (Tone::Progress, "Rows are being made"),
        CampaignStatus::Staging => (Tone::Overdue, "To be looked through"),
        CampaignStatus::InProgress => (Tone::Progress, "In progress"),
        CampaignStatus::Expiring => (Tone::Progress, "Coming to its end"),
        CampaignStatus::Expired => (Tone::Overdue, "Expired"),
        CampaignStatus::Cancelled => (Tone::Neutral, "Called off"),
        CampaignStatus::SignedOff => (Tone::Approved, "Signed off"),
        CampaignStatus::Failed => (Tone::Rejected, "Failed"),
    }
}

/// That, as a badge.
pub(super) fn badge(status: CampaignStatus) -> AnyView {
    let (tone, text) = state(status);
    view! { <Badge tone text/> }.into_any()
}

/// What one row is.
pub(super) const fn kind(kind: CertificationType) -> &'static str {
    match kind {
        CertificationType::Identity => "Everything that people hold",
        CertificationType::Entitlement => "Entitlements that people hold",
        CertificationType::RoleMembership => "Roles that people hold",
        CertificationType::EntitlementComposition => "Entitlements themselves",
        CertificationType::RoleComposition => "Roles themselves",
        CertificationType::IdentityProfile => "Records of people",
        CertificationType::Account => "Accounts of machines and of nobody",
    }
}

/// What is in no application, where several are told apart.
pub(super) const fn in_none(reviewed: Reviewed) -> &'static str {
    match reviewed {
        Reviewed::Records => "People",
        Reviewed::Grants | Reviewed::Definitions(_) | Reviewed::Accounts => "Roles",
    }
}

/// What became of a grant, a definition, a record or an account.
pub(super) const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Reviewed => "In the campaign",
        Standing::Kind => "Of another kind",
        Standing::Filter => "Left out by the filter",
        Standing::InactivePerson => "Person not active",
        Standing::InactiveItem => "Out of use",
        Standing::InactiveAccount => "Account not active",
        Standing::RoleBased => "Brought by a role",
        Standing::Nested => "Brought by a membership",
        Standing::Conditional => "Given by a rule",
        Standing::NoCertifier => "Nobody to decide",
    }
}

/// How it is drawn: the fill of its bar.
pub(super) const fn fill(standing: Standing) -> &'static str {
    match standing {
        Standing::Reviewed => "fill-approved-solid",
        Standing::Kind => "fill-line-strong",
        Standing::Filter => "fill-field",
        Standing::InactivePerson | Standing::InactiveItem | Standing::InactiveAccount => "fill-overdue-solid",
        Standing::RoleBased | Standing::Nested => "fill-revoked-solid",
        Standing::Conditional => "fill-progress-solid",
        Standing::NoCertifier => "fill-rejected-solid",
    }
}

/// How much of what was taken away is held now, to be said after how much was; empty where nothing is.
pub(super) fn held_now(reviewed: Reviewed, now: HeldNow) -> String {
    let again = if reviewed == Reviewed::Accounts { "active again" } else { "held again" };
    let said = [(now.again, again), (now.still, "still held another way")];
    let said = said.into_iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = said.map(|(count, words)| format!("; {} {words}", number(count))).collect();
    said.concat()
}

/// How much of what was taken away nobody can tell yet to be gone, to be said after how much was; empty where nothing is.
pub(super) fn awaits_file(count: i64) -> String {
    if count == 0 { String::new() } else { format!("; {} waiting for the next load", number(count)) }
}

/// How the one who decides is found.
pub(super) const fn certifier(how: CertifierType) -> &'static str {
    match how {
        CertifierType::User => "A person",
        CertifierType::Role => "Whoever holds a role",
        CertifierType::Manager => "The manager",
        CertifierType::OrganizationAdmin => "Who administers the organisation",
        CertifierType::EntitlementOwner => "The owner of the entitlement",
        CertifierType::RoleOwner => "The owner of the role",
        CertifierType::ApplicationOwner => "The owner of the application",
        CertifierType::AccountOwner => "The owner of the account",
        CertifierType::Custom => "Whom a script names",
    }
}

/// What becomes of rows that are late.
pub(super) const fn late(action: ExpirationAction) -> &'static str {
    match action {
        ExpirationAction::Nothing => "They stay undecided",
        ExpirationAction::Certify => "They are certified",
        ExpirationAction::Revoke => "They are revoked",
        ExpirationAction::Except => "They are excepted",
        ExpirationAction::Reassign => "Somebody else decides them",
        ExpirationAction::Wait => "It goes on until somebody completes it",
    }
}

/// Who may certify what they hold themselves.
pub(super) const fn oneself(rule: SelfCertification) -> &'static str {
    match rule {
        SelfCertification::Nobody => "Nobody",
        SelfCertification::Restricted => "Owner and default certifier",
        SelfCertification::All => "Everybody",
    }
}

/// Every word of a kind as choices.
pub(super) fn choices<T: Copy + ToString>(all: &[T], word: fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|one| Choice::new(one.to_string(), word(*one))).collect()
}
