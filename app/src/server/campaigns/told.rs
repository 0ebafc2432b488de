//! Who is told of a campaign, and when: what a template's body says of it, and what its form says into it. A body may
//! say it in members of its own or, as other clients do, below `events`.

use bailiwick::certification::{Audience, EscalationActor};
use bailiwick::document::Fault;
use bailiwick::notification::{CERTIFICATION_ASSIGNED, CERTIFICATION_REASSIGNED};
use serde_json::{Map, Value as Json, json};

use super::form::{self, text};
use crate::api::campaigns::TemplateForm;

/// What is told when something happens: the member of its own, the one below `events`, and what is sent.
const BEGINS: (&str, &str, &str) = ("assignmentNotification", "assignment", CERTIFICATION_ASSIGNED);
const HANDED: (&str, &str, &str) = ("reassignNotification", "reassign", CERTIFICATION_REASSIGNED);
/// What is told every so many days.
const REMINDER: (&str, &str) = ("reminderFrequency", "reminder");
const ESCALATION: (&str, &str) = ("escalationFrequency", "escalation");

/// Who is told, and when. Days are as typed; none, or 0: never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// It is told that a campaign begins.
    pub begins: bool,
    /// Whom.
    pub begins_to: Audience,
    /// Whoever line items are handed to.
    pub handed: bool,
    /// It is told that something waits still, every so many days.
    pub reminder: String,
    /// Whom.
    pub reminder_to: Audience,
    /// Reviewers, so many days before the deadline.
    pub deadline: String,
    /// Somebody else, every so many days while something waits.
    pub escalation: String,
    /// Who that is; the campaign's owner when empty.
    pub to: String,
    /// And who besides; no step asks for them.
    pub besides: Vec<EscalationActor>,
}

/// What a body says.
pub fn read(body: &Map<String, Json>) -> Told {
    let named =
        |(own, event, _): (&str, &str, &str)| !text(body, own).is_empty() || of_event(body, event).is_some();
    let every = |(own, event): (&str, &str)| {
        let days = text(body, own);
        let days = if days.is_empty() {
            of_event(body, event).map(|event| text(event, "frequency")).unwrap_or_default()
        } else {
            days
        };
        if days == "0" { String::new() } else { days }
    };
    Told {
        begins: named(BEGINS),
        begins_to: Audience::of_assignment(body),
        handed: named(HANDED),
        reminder: every(REMINDER),
        reminder_to: Audience::of_reminder(body),
        deadline: text(body, "expirationNotificationDay"),
        escalation: every(ESCALATION),
        to: text(body, "escalationOwner"),
        besides: EscalationActor::of(body),
    }
}

fn of_event<'a>(body: &'a Map<String, Json>, event: &str) -> Option<&'a Map<String, Json>> {
    body.get("events")?.get(event)?.as_object()
}

/// What a new template begins with: reviewers are told whatever they have to know, nobody else anything.
pub fn usual(body: &mut Map<String, Json>) {
    name(body, BEGINS, true);
    name(body, HANDED, true);
    body.insert(REMINDER.0.into(), json!(7));
    body.insert("expirationNotificationDay".into(), json!(3));
}

/// Puts what the form says into a body. What is sent stays what it was where something is sent already.
pub fn put(form: &TemplateForm, body: &mut Map<String, Json>, faults: &mut Vec<Fault>) {
    let before = read(body);
    for (what, was, is) in
        [(BEGINS, before.begins, form.tell_begins), (HANDED, before.handed, form.tell_handed)]
    {
        if was != is {
            name(body, what, is);
        }
    }
    if before.begins_to.managers != form.tell_managers {
        body.insert("assignmentNotificationIncludeManager".into(), json!(form.tell_managers));
    }
    if before.reminder_to.managers != form.remind_managers {
        set_below(body, REMINDER.1, "includeManager", json!(form.remind_managers));
    }
    for ((own, event), typed) in [(REMINDER, &form.reminder_days), (ESCALATION, &form.escalation_days)] {
        form::number(body, own, typed, faults);
        let event = body.get_mut("events").and_then(|events| events.get_mut(event));
        if let Some(Json::Object(event)) = event {
            event.remove("frequency");
        }
    }
    form::number(body, "expirationNotificationDay", &form.notice_days, faults);
    form::put(body, "escalationOwner", &form.escalation_owner);
}

/// Says that something is told, or no more.
fn name(body: &mut Map<String, Json>, (own, event, sent): (&str, &str, &str), on: bool) {
    if on {
        body.insert(own.to_owned(), json!(format!("emailTemplate/{sent}")));
        return;
    }
    body.remove(own);
    if let Some(Json::Object(events)) = body.get_mut("events") {
        events.remove(event);
    }
}

/// Sets a member of an event.
fn set_below(body: &mut Map<String, Json>, event: &str, name: &str, value: Json) {
    let Some(events) = object_in(body, "events") else { return };
    let Some(event) = object_in(events, event) else { return };
    event.insert(name.to_owned(), value);
}

/// The object that a member is, an empty one where it is missing; nothing where it is something else.
fn object_in<'a>(members: &'a mut Map<String, Json>, name: &str) -> Option<&'a mut Map<String, Json>> {
    let member = members.entry(name).or_insert(Json::Null);
    if member.is_null() {
        *member = json!({});
    }
    member.as_object_mut()
}

#[cfg(test)]
mod tests {
    use bailiwick::certification::TemplateDefinition;
    use bailiwick::id::UserId;

    use super::*;

    /// The form of a step, as a page would send it back untouched.
    fn untouched(body: &Map<String, Json>) -> TemplateForm {
        let told = read(body);
        TemplateForm {
            step: "when".into(),
            tell_begins: told.begins,
            tell_managers: told.begins_to.managers,
            tell_handed: told.handed,
            remind_managers: told.reminder_to.managers,
            reminder_days: told.reminder,
            notice_days: told.deadline,
            escalation_days: told.escalation,
            escalation_owner: told.to,
            ..TemplateForm::default()
        }
    }

    fn parsed(body: &Map<String, Json>) -> bailiwick::certification::Notices {
        let mut body = body.clone();
        body.insert("name".into(), json!("Quarterly"));
        TemplateDefinition::parse(body).unwrap().notices
    }

    #[test]
    fn reviewers_of_a_new_template_are_told_what_they_have_to_know() {
        let body = form::empty(&format!("managed/user/{}", UserId(uuid::Uuid::from_u128(1))));
        let notices = parsed(&body);
        assert_eq!(notices.assignment.as_deref(), Some(CERTIFICATION_ASSIGNED));
        assert_eq!(notices.reassignment.as_deref(), Some(CERTIFICATION_REASSIGNED));
        assert_eq!((notices.reminder_days, notices.expiration_days), (Some(7), Some(3)));
        assert_eq!(notices.escalation_days, None, "nobody else is told unless somebody says so");
    }

    #[test]
    fn what_other_clients_say_below_events_is_shown_kept_and_turned_off() {
        let mut body = form::empty(&format!("managed/user/{}", UserId(uuid::Uuid::from_u128(1))));
        for own in [BEGINS.0, HANDED.0, REMINDER.0] {
            body.remove(own);
        }
        body.insert(
            "events".into(),
            json!({"assignment": {"notification": "emailTemplate/ours"}, "reminder": {"frequency": 5}}),
        );
        let told = read(&body);
        assert_eq!((told.begins, told.handed, told.reminder.as_str()), (true, false, "5"));
        let mut faults = Vec::new();
        let form = untouched(&body);
        put(&form, &mut body, &mut faults);
        assert_eq!(faults, []);
        assert_eq!(parsed(&body).assignment.as_deref(), Some("ours"));
        assert_eq!(parsed(&body).reminder_days, Some(5));
        let silent = TemplateForm { tell_begins: false, reminder_days: String::new(), ..form };
        put(&silent, &mut body, &mut faults);
        assert_eq!((parsed(&body).assignment, parsed(&body).reminder_days), (None, None));
    }

    #[test]
    fn managers_are_told_where_a_box_is_ticked_and_what_no_box_says_stays() {
        let mut body = form::empty(&format!("managed/user/{}", UserId(uuid::Uuid::from_u128(1))));
        let mut faults = Vec::new();
        let both = TemplateForm { tell_managers: true, remind_managers: true, ..untouched(&body) };
        put(&both, &mut body, &mut faults);
        assert!(parsed(&body).assignment_to.managers && parsed(&body).reminder_to.managers);
        assert_eq!(parsed(&body).reminder_days, Some(7));
        let before = body.clone();
        put(&untouched(&before), &mut body, &mut faults);
        assert_eq!(body, before);
        let alone = json!({"reminder": {"includeManager": true, "includeActor": false}, "escalation": {"actors": ["manager"]}});
        body.insert("events".into(), alone);
        let neither = TemplateForm { tell_managers: false, remind_managers: false, ..untouched(&body) };
        put(&neither, &mut body, &mut faults);
        assert!(!parsed(&body).assignment_to.managers);
        assert_eq!(parsed(&body).reminder_to, Audience { reviewers: false, managers: false });
        assert_eq!(parsed(&body).escalation_actors, [EscalationActor::Managers]);
        assert_eq!(faults, []);
        body.insert("events".into(), json!("ours"));
        put(&both, &mut body, &mut faults);
        assert_eq!(body["events"], "ours", "what is no object is left");
    }
}
