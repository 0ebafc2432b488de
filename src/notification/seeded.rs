//! The templates that ship with the product. What they may name of a request is in `docs/operation.md`.

use serde_json::{Map, Value as Json, json};

/// The template for what became of a request.
pub const OUTCOME: &str = "requestEnded";
/// The template for being named as deputy.
pub const DEPUTY_NAMED: &str = "deputyNamed";
/// The template for standing in no longer.
pub const DEPUTY_ENDED: &str = "deputyEnded";

/// The template for answering for a control.
pub const CONTROL_ASSIGNED: &str = "controlAssigned";
/// The template for evidence that runs out soon.
pub const CONTROL_REMINDER: &str = "controlReminder";
/// The template for a control whose evidence has run out.
pub const CONTROL_LAPSED: &str = "controlLapsed";
/// The template for an exception that lost the control it rested on.
pub const EXCEPTION_LAPSED: &str = "exceptionLapsed";

/// The template for access that is to be reviewed.
pub const CERTIFICATION_ASSIGNED: &str = "certificationAssigned";
/// The template for reviews that are handed over.
pub const CERTIFICATION_REASSIGNED: &str = "certificationReassigned";
/// The template for reviews that wait.
pub const CERTIFICATION_REMINDER: &str = "certificationReminder";
/// The template for reviews whose deadline comes near.
pub const CERTIFICATION_EXPIRATION: &str = "certificationExpiration";
/// The template for the manager of reviewers: for whom of their people something waits.
pub const CERTIFICATION_MANAGER: &str = "certificationManager";
/// The template for whoever is told that reviews wait.
pub const CERTIFICATION_ESCALATED: &str = "certificationEscalated";

/// The template for reviews that nobody can decide about.
pub const CERTIFICATION_NO_CERTIFIER: &str = "certificationWithoutCertifier";
/// The template for revokes that could not be carried out.
pub const CERTIFICATION_FAILED: &str = "certificationRemediationFailed";
/// The template for access that came back after it was revoked and gone.
pub const CERTIFICATION_RETURNED: &str = "certificationAccessReturned";
/// The template for campaigns that could not be started.
pub const CERTIFICATION_NOT_STARTED: &str = "certificationNotStarted";

/// Name, subject, words, and what the link is called.
type Words = (&'static str, &'static str, &'static str, &'static str);

const REQUEST: &str = "{{object.request.what}} {{object.item.name}} for {{object.user.displayName}}";

const SEEDED: &[Words] = &[
    (
        "requestAssigned",
        "Please decide: {REQUEST}",
        "<p>{{object.requester.displayName}} asks: {REQUEST}.</p><p>Reason: {{object.request.justification}}</p>\
         <p>It waits for your answer{{object.due}}.</p>",
        "Open the request",
    ),
    (
        "requestReassigned",
        "Handed to you: {REQUEST}",
        "<p>A request was handed to you: {REQUEST}.</p><p>Reason: {{object.request.justification}}</p>\
         <p>It waits for your answer{{object.due}}.</p>",
        "Open the request",
    ),
    (
        "requestReminder",
        "Still waiting for you: {REQUEST}",
        "<p>This request has been waiting for you since {{object.since}}: {REQUEST}.</p>\
         <p>Please answer{{object.due}}.</p>",
        "Open the request",
    ),
    (
        "requestEscalated",
        "Nobody has answered: {REQUEST}",
        "<p>This request has been waiting since {{object.since}}: {REQUEST}.</p>\
         <p>Asked: {{object.asked}}. Perhaps you can help.</p>",
        "Open the request",
    ),
    (
        "requestExpired",
        "Time is up: {REQUEST}",
        "<p>Nobody answered this request in time: {REQUEST}.</p><p>You need not do anything more.</p>",
        "See the request",
    ),
    (
        OUTCOME,
        "{{object.request.result}}: {REQUEST}",
        "<p>{{object.request.result}}: {REQUEST}.</p>",
        "See the request",
    ),
    (
        DEPUTY_NAMED,
        "You stand in for {{object.person.displayName}}",
        "<p>{{object.person.displayName}} has named you as deputy, from {{object.from}} to {{object.until}}.</p>\
         <p>What waits for them waits for you, too; what you decide is marked as done on their behalf.</p>\
         <p>{{object.note}}</p>",
        "See whom you stand in for",
    ),
    (
        DEPUTY_ENDED,
        "You no longer stand in for {{object.person.displayName}}",
        "<p>You are no longer the deputy of {{object.person.displayName}}.</p>",
        "See whom you stand in for",
    ),
    (
        "violationAssigned",
        "Please look at a violation: {{object.violation.name}}",
        "<p>The access of {{object.user.displayName}} breaks a rule: {{object.violation.name}}.</p>\
         <p>It waits for your answer{{object.due}}.</p>",
        "Open the violation",
    ),
    (
        "violationReassigned",
        "Handed to you: {{object.violation.name}}",
        "<p>A violation was handed to you: {{object.violation.name}} by {{object.user.displayName}}.</p>",
        "Open the violation",
    ),
    (
        "violationReminder",
        "Still waiting for you: {{object.violation.name}}",
        "<p>This violation has been waiting for you since {{object.since}}: {{object.violation.name}} by \
         {{object.user.displayName}}.</p>",
        "Open the violation",
    ),
    (
        "violationEscalated",
        "Nobody has answered: {{object.violation.name}}",
        "<p>This violation has been waiting since {{object.since}}: {{object.violation.name}} by \
         {{object.user.displayName}}.</p><p>Asked: {{object.asked}}. Perhaps you can help.</p>",
        "Open the violation",
    ),
    (
        "violationExpired",
        "Time is up: {{object.violation.name}}",
        "<p>Nobody dealt with this violation in time: {{object.violation.name}} by {{object.user.displayName}}.</p>",
        "See the violation",
    ),
    (
        CONTROL_ASSIGNED,
        "You answer for a control: {{object.control.name}}",
        "<p>You answer for the control {{object.control.name}}.</p><p>{{object.control.description}}</p>\
         <p>Please give evidence of it at least every {{object.control.interval}} days: exceptions may rest on it only as \
         long as you do.</p>",
        "Open the control",
    ),
    (
        CONTROL_REMINDER,
        "Evidence is due: {{object.control.name}}",
        "<p>The evidence of the control {{object.control.name}} counts until {{object.until}}.</p>\
         <p>Exceptions that rest on it: {{object.exceptions}}. They end when no new evidence comes before that day.</p>",
        "Give evidence",
    ),
    (
        CONTROL_LAPSED,
        "Without evidence: {{object.control.name}}",
        "<p>The control {{object.control.name}} has been without evidence since {{object.until}}.</p>\
         <p>Exceptions that rest on it end: {{object.exceptions}}.</p>",
        "Open the control",
    ),
    (
        EXCEPTION_LAPSED,
        "An exception has ended: {{object.violation.name}}",
        "<p>{{object.reason}}</p><p>{{object.user.displayName}} still breaks the rule {{object.violation.name}}: please \
         decide again.</p>",
        "Open the violation",
    ),
    (
        CERTIFICATION_ASSIGNED,
        "Please review access: {{object.campaign.name}}",
        "<p>A review of access waits for you: {{object.campaign.name}}.</p><p>Line items: {{object.count}}. Please finish \
         it{{object.due}}.</p>",
        "Open the review",
    ),
    (
        CERTIFICATION_REASSIGNED,
        "Handed to you: {{object.campaign.name}}",
        "<p>A review of access was handed to you: {{object.campaign.name}}.</p>\
         <p>Line items: {{object.count}}. Please finish it{{object.due}}.</p>",
        "Open the review",
    ),
    (
        CERTIFICATION_REMINDER,
        "Still waiting for you: {{object.campaign.name}}",
        "<p>This review of access has been waiting for you since {{object.since}}: {{object.campaign.name}}.</p>\
         <p>Line items that are not signed: {{object.count}}. Please finish it{{object.due}}.</p>",
        "Open the review",
    ),
    (
        CERTIFICATION_EXPIRATION,
        "Time runs out: {{object.campaign.name}}",
        "<p>This review of access ends soon: {{object.campaign.name}}.</p>\
         <p>Line items that are not signed: {{object.count}}. Please finish it{{object.due}}.</p>",
        "Open the review",
    ),
    (
        CERTIFICATION_ESCALATED,
        "Reviews are not finished: {{object.campaign.name}}",
        "<p>The campaign {{object.campaign.name}} runs since {{object.since}}{{object.due}}.</p>\
         <p>Line items that nobody signed yet: {{object.count}}. Perhaps you can help.</p>",
        "Open the campaign",
    ),
    (
        CERTIFICATION_MANAGER,
        "Your people review access: {{object.campaign.name}}",
        "<p>People who report to you have a review of access to finish{{object.due}}: {{object.campaign.name}}.</p>\
         <p>Line items that are not signed, {{object.count}} in all: {{object.reviewers}}.</p>",
        "Open your own reviews",
    ),
    (
        CERTIFICATION_NO_CERTIFIER,
        "Nobody can decide: {{object.campaign.name}}",
        "<p>In the campaign {{object.campaign.name}} managers are missing, or who is asked signed an earlier stage, and \
         nobody decides in their place.</p>\
         <p>Line items without a certifier: {{object.count}}. Please hand them to somebody{{object.due}}.</p>",
        "Open the campaign",
    ),
    (
        CERTIFICATION_FAILED,
        "Revokes failed: {{object.campaign.name}}",
        "<p>Not everything that was revoked in the campaign {{object.campaign.name}} could be carried out.</p>\
         <p>Line items that failed: {{object.count}}. Each says why.</p>",
        "Open the campaign",
    ),
    (
        CERTIFICATION_RETURNED,
        "Revoked access came back: {{object.campaign.name}}",
        "<p>Not everything that was revoked in the campaign {{object.campaign.name}}, and was gone, stayed so.</p>\
         <p>Line items that came back: {{object.count}}. Each says how.</p>",
        "Open the campaign",
    ),
    (
        CERTIFICATION_NOT_STARTED,
        "Could not be started: {{object.campaign.name}}",
        "<p>The campaign {{object.campaign.name}} could not be started: nobody is asked.</p>\
         <p>Why: {{object.campaign.failure}}</p>",
        "Open the campaign",
    ),
];

/// The names of the templates that ship with the product.
pub fn seeded_names() -> impl Iterator<Item = &'static str> {
    SEEDED.iter().map(|(name, ..)| *name)
}

/// A template that ships with the product, as the API shows it.
pub fn seeded(name: &str) -> Option<Map<String, Json>> {
    let (name, subject, words, link) = SEEDED.iter().find(|(known, ..)| *known == name)?;
    let subject = subject.replace("{REQUEST}", REQUEST);
    let words = words.replace("{REQUEST}", REQUEST);
    let html = format!(
        "<p>Hello {{{{object.to.givenName}}}},</p>{words}<p><a href=\"{{{{object.link}}}}\">{link}</a></p>"
    );
    let body = json!({
        "name": name,
        "displayName": name,
        "enabled": true,
        "defaultLocale": "en",
        "mimeType": "text/html",
        "subject": {"en": subject},
        "html": {"en": html},
    });
    body.as_object().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::{Links, Template};

    #[test]
    fn every_template_can_be_read_and_says_something() {
        assert_eq!(seeded_names().count(), 27);
        for name in seeded_names() {
            let template = Template::parse(&seeded(name).unwrap()).unwrap();
            let letter = template.letter(&json!({"to": {"givenName": "Zoë"}, "link": "https://x.example/1"}));
            let text = letter.text(Links::Shown);
            assert!(text.starts_with("Hello Zoë,\n"), "{text}");
            assert!(text.ends_with(": https://x.example/1"), "{text}");
            assert!(!text.contains(['{', '}', '<']), "{text}");
            assert!(!letter.text(Links::Dropped).contains("https:"), "{name}");
        }
        assert_eq!(seeded("nobodysTemplate"), None);
    }

    #[test]
    fn a_request_is_told_in_one_sentence() {
        let object = json!({
            "request": {"what": "access to"}, "item": {"name": "Wiki"}, "user": {"displayName": "Ann Example"},
        });
        let letter = Template::parse(&seeded("requestAssigned").unwrap()).unwrap().letter(&object);
        assert_eq!(letter.subject, "Please decide: access to Wiki for Ann Example");
    }
}
