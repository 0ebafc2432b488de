use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::*;
use crate::catalog::Risk;
use crate::id::{AccountId, CampaignId, GrantId, ItemId, UserId};

const OWNER: &str = "managed/user/0190a5b0-0000-7000-8000-000000000001";

fn template(more: &Json) -> Result<TemplateDefinition, Vec<crate::document::Fault>> {
    let mut body: Map<String, Json> = json!({
        "name": "Quarterly", "certificationType": "identity", "ownerId": OWNER, "stageDuration": 14,
        "stages": [{"certifierType": "manager"}], "targetFilter": {"type": ["entitlementGrant"]},
        "enableForward": true, "enableReassign": true, "remediationRule": "BasicRevocation",
    })
    .as_object()
    .cloned()
    .unwrap();
    body.extend(more.as_object().cloned().unwrap());
    TemplateDefinition::parse(body)
}

pub(super) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_760_000_000, 0).unwrap()
}

pub(super) fn person(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

pub(super) fn campaign(more: &Json) -> Campaign {
    let mut campaign = Campaign {
        id: CampaignId(Uuid::nil()),
        number: 3,
        template: None,
        definition: template(more).unwrap(),
        status: CampaignStatus::Creating,
        items: 1,
        started: None,
        deadline: None,
        completed: None,
        completed_by: None,
        rest: None,
        failure: None,
        revision: 1,
        created_at: now(),
    };
    campaign.begin(now());
    campaign
}

/// What person 1 holds, put to person 2.
pub(super) fn item() -> LineItem {
    LineItem {
        id: LineItemId { campaign: 3, number: 7 },
        subject: Subject::Grant(Held {
            grant: GrantId(Uuid::nil()),
            user: person(1),
            kind: ItemKind::Entitlement,
            item: ItemId(Uuid::nil()),
            application: None,
            account: None,
            through: None,
        }),
        risk: Risk::High,
        stage: 0,
        stage_began: None,
        earlier: Vec::new(),
        reviewer: person(2),
        actors: Vec::new(),
        status: LineItemStatus::InProgress,
        verdict: None,
        recommended: None,
        decided_by: None,
        decided: None,
        until: None,
        signed: None,
        signed_by: None,
        removal: None,
        revision: 1,
    }
}

#[test]
fn a_template_is_told_everything_that_is_wrong_with_it() {
    let wrong = json!({
        "name": " ", "certificationType": "roleMembership", "stageDuration": 0, "ownerId": "me",
        "stages": [{"certifierType": "entitlementOwner"}, {"certifierType": "user"}],
        "targetFilter": {"type": ["entitlementGrant"], "user": {"operator": "LOOKS_LIKE", "operand": []}},
        "expirationAction": "reassign", "selfCertificationRule": "some",
    });
    let faults: Vec<String> = template(&wrong).unwrap_err().iter().map(ToString::to_string).collect();
    let all = faults.join("\n");
    for part in [
        "`name` is empty",
        "`ownerId` must be the id of a person",
        "`stageDuration` must be a day at least",
        "certifierType` must be one of user, role, roleOwner, manager where the type is `roleMembership`",
        "certifierId` is missing",
        "`targetFilter.user`",
        "`targetFilter.type` names nothing",
        "`expirationReassignee` is missing",
        "`selfCertificationRule` must be one of all, restricted, none",
    ] {
        assert!(all.contains(part), "{part} is missing in\n{all}");
    }
}

#[test]
fn what_it_reviews_is_what_its_type_has() {
    let roles = json!({"certificationType": "roleMembership", "targetFilter": null});
    assert_eq!(template(&roles).unwrap().target.kinds, [ItemKind::Role]);
    let legacy = json!({"targetFilter": {"type": ["AccountGrant", "ResourceGrant"]}});
    assert_eq!(template(&legacy).unwrap().target.kinds, [ItemKind::Application, ItemKind::Entitlement]);
}

#[test]
fn who_is_told_is_said_by_old_members_or_below_events() {
    let told = |more: Json| template(&more).unwrap().notices;
    let silent = told(json!({}));
    assert_eq!((silent.assignment_to, silent.reminder_to), (Audience::REVIEWERS, Audience::REVIEWERS));
    let both = Audience { reviewers: true, managers: true };
    assert_eq!(told(json!({"assignmentNotificationIncludeManager": true})).assignment_to, both);
    let newer = told(json!({"events": {
        "assignment": {"includeManager": "true"},
        "reminder": {"frequency": 4, "includeActor": false, "includeManager": true},
        "escalation": {"frequency": 9}, "expirationNotification": {"notification": "emailTemplate/soon"},
    }}));
    assert_eq!((newer.assignment_to, newer.reminder_days, newer.escalation_days), (both, Some(4), Some(9)));
    assert_eq!(newer.reminder_to, Audience { reviewers: false, managers: true });
    assert_eq!(
        (newer.assignment.as_deref(), newer.expiration.as_str()),
        (Some("certificationAssigned"), "soon")
    );
    let older = told(json!({
        "assignmentNotificationIncludeManager": false, "reminderFrequency": 2,
        "events": {"assignment": {"includeManager": true}, "reminder": {"frequency": 4}},
    }));
    assert_eq!((older.assignment_to, older.reminder_days), (Audience::REVIEWERS, Some(2)));
}

#[test]
fn whoever_else_is_told_is_a_person_a_role_or_the_managers() {
    let actors = |escalation: Json| {
        let definition = template(&json!({"events": {"escalation": escalation}})).unwrap();
        (definition.notices.escalation_actors.clone(), definition.people().any(|who| who == person(7)))
    };
    let (user, role) = (person(7), ItemId(Uuid::from_u128(8)));
    let named = json!({"actors": [
        format!("managed/user/{user}"), {"id": format!("managed/role/{role}"), "permissions": {}}, {"id": "manager"},
        {"id": user}, {"isExpression": true, "value": "whoever"}, 7,
    ]});
    let all = vec![EscalationActor::Person(user), EscalationActor::Role(role), EscalationActor::Managers];
    assert_eq!(actors(named), (all, true));
    assert_eq!(actors(json!({"includeManager": true})), (vec![EscalationActor::Managers], false));
    assert_eq!(actors(json!({"actors": {"isExpression": true, "value": "whoever"}})), (Vec::new(), false));
}

#[test]
fn a_definition_has_no_manager_to_fall_back_on() {
    let with = |kind: &str, certifier: &str| {
        template(&json!({
            "certificationType": kind, "stages": [{"certifierType": certifier}], "defaultCertifierId": "manager",
            "targetFilter": {},
        }))
    };
    assert!(with("identityProfile", "manager").is_ok());
    let faults = with("entitlementComposition", "entitlementOwner").unwrap_err();
    assert_eq!(faults[0].to_string(), "`defaultCertifierId` must not be `manager`: definitions have none");
}

#[test]
fn reviews_of_definitions_and_records_are_narrowed_by_what_says_something_about_them() {
    let user = json!({"operator": "EQUALS", "operand": {"targetName": "userName", "targetValue": "jonas"}});
    let everybody = json!({"operator": "ALL", "operand": []});
    let with = |kind: &str, certifier: &str, target: Json| {
        template(
            &json!({"certificationType": kind, "stages": [{"certifierType": certifier}], "targetFilter": target}),
        )
    };
    let all =
        with("entitlementComposition", "entitlementOwner", json!({"user": everybody, "memberOfOrg": []}));
    assert_eq!(all.unwrap().kind.reviews(), Reviewed::Definitions(ItemKind::Entitlement));
    let faults = with("entitlementComposition", "entitlementOwner", json!({"user": user})).unwrap_err();
    assert_eq!(faults[0].property, "targetFilter.user");
    assert!(faults[0].fault.contains("narrow it by entitlement, application"), "{}", faults[0].fault);
    assert!(with("roleComposition", "roleOwner", json!({"application": user})).is_err());
    assert_eq!(
        with("identityProfile", "manager", json!({"user": user})).unwrap().kind.reviews(),
        Reviewed::Records
    );
    assert!(with("roleComposition", "manager", Json::Null).is_err(), "a role has no manager");
    assert!(
        with("identityProfile", "applicationOwner", Json::Null).is_err(),
        "a record is in no application"
    );
}

#[test]
fn who_owns_a_definition_certifies_it_and_nobody_their_own_record() {
    let usual = campaign(&json!({}));
    let definition = Definition { kind: ItemKind::Role, item: ItemId(Uuid::nil()), application: None };
    let mut role = LineItem { subject: Subject::Definition(definition), reviewer: person(1), ..item() };
    role.decide(&usual, Verdict::Certify, "", person(1), now()).unwrap();
    let mut record = LineItem { subject: Subject::Record(person(1)), reviewer: person(1), ..item() };
    let refused = record.decide(&usual, Verdict::Certify, "", person(1), now()).unwrap_err();
    assert_eq!(refused.to_string(), "nobody certifies their own record");
    record.decide(&usual, Verdict::Revoke, "", person(1), now()).unwrap();
    let all = campaign(&json!({"selfCertificationRule": "all"}));
    record.decide(&all, Verdict::Certify, "", person(1), now()).unwrap();
}

#[test]
fn who_answers_for_an_account_certifies_it_and_it_has_no_manager() {
    let (account, application) = (AccountId(Uuid::from_u128(5)), ItemId(Uuid::from_u128(6)));
    let subject = Subject::Account(Alone { account, application });
    let mut item = LineItem { subject, reviewer: person(1), ..item() };
    assert_eq!((item.user(), item.item(), item.application()), (None, None, Some(application)));
    assert_eq!((item.account(), item.held()), (Some(account), None));
    item.decide(&campaign(&json!({})), Verdict::Certify, "", person(1), now()).unwrap();

    let with = |more: &Json| {
        let mut whole =
            json!({"certificationType": "account", "stages": [{"certifierType": "accountOwner"}]});
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        template(&whole)
    };
    let made = with(&json!({"targetFilter": {"type": "account"}})).unwrap();
    assert_eq!((made.kind.reviews(), made.target.kinds.len()), (Reviewed::Accounts, 0));
    assert_eq!(made.stages[0].certifier, Certifier::AccountOwner);
    let faults = with(&json!({"defaultCertifierId": "manager"})).unwrap_err();
    assert_eq!(faults[0].to_string(), "`defaultCertifierId` must not be `manager`: such accounts have none");
    assert!(with(&json!({"stages": [{"certifierType": "entitlementOwner"}]})).is_err());
    assert!(
        template(&json!({"stages": [{"certifierType": "accountOwner"}]})).is_err(),
        "of what people hold"
    );
}

#[test]
fn the_id_of_a_line_item_is_a_uuid_that_says_which() {
    let id = LineItemId { campaign: 12, number: 1_000_000 };
    let text = id.to_string();
    assert_eq!(text.parse::<Uuid>().unwrap().get_version_num(), 8);
    assert_eq!(text.parse(), Ok(id));
    assert_eq!(Uuid::from_u128(7).to_string().parse::<LineItemId>(), Err(NoLineItemId));
}

#[test]
fn the_last_decision_counts_until_it_is_signed_and_none_after() {
    let campaign = campaign(&json!({}));
    let mut item = item();
    let who = person(2);
    let hand = (who, Some(item.signature(who, None, false)));
    assert_eq!(item.sign(&campaign, None, hand, now()), Err(ItemRefusal::Undecided));
    item.decide(&campaign, Verdict::Certify, "", who, now()).unwrap();
    item.decide(&campaign, Verdict::Revoke, "", who, now()).unwrap();
    assert_eq!(item.sign(&campaign, None, hand, now()), Ok(true));
    assert_eq!((item.verdict, item.removal), (Some(Verdict::Revoke), Some(Removal::Pending)));
    assert_eq!(item.signed_by, Some(who));
    let late = item.decide(&campaign, Verdict::Certify, "", who, now());
    assert_eq!(late, Err(ItemRefusal::Ended(LineItemStatus::SignedOff)));
}

#[test]
fn nobody_certifies_what_they_hold_themselves_but_may_give_it_up() {
    let mut item = LineItem { reviewer: person(1), ..item() };
    let refused = item.decide(&campaign(&json!({})), Verdict::Certify, "", person(1), now());
    assert!(matches!(refused, Err(ItemRefusal::NotPermitted(_))));
    item.decide(&campaign(&json!({})), Verdict::Revoke, "", person(1), now()).unwrap();
    let all = campaign(&json!({"selfCertificationRule": "all"}));
    item.decide(&all, Verdict::Certify, "", person(1), now()).unwrap();
}

#[test]
fn only_who_is_asked_decides_and_who_hands_over_does_not_any_more() {
    let campaign = campaign(&json!({"reassignPermissions": ["certify", "comment"]}));
    let mut item = item();
    assert!(item.decide(&campaign, Verdict::Certify, "", person(3), now()).is_err());
    let too_much = item.reassign(&campaign, person(3), &[ItemPermission::Revoke], person(2));
    assert!(matches!(too_much, Err(ItemRefusal::Field { field: "permissions", .. })));
    item.reassign(&campaign, person(3), &[ItemPermission::Certify], person(2)).unwrap();
    item.decide(&campaign, Verdict::Certify, "", person(3), now()).unwrap();
    assert!(item.decide(&campaign, Verdict::Revoke, "", person(3), now()).is_err());
    let to_themselves = item.forward(&campaign, person(1), person(2));
    assert!(matches!(to_themselves, Err(ItemRefusal::Field { field: "newActorId", .. })));
    item.forward(&campaign, person(4), person(2)).unwrap();
    assert_eq!(item.verdict, None, "whoever it is handed to decides anew");
    assert!(item.decide(&campaign, Verdict::Certify, "", person(2), now()).is_err());
}

#[test]
fn comments_are_asked_for_and_exceptions_end() {
    let campaign = campaign(&json!({"requireJustification": {"revoke": true}, "exceptionDuration": 5}));
    let mut item = item();
    let silent = item.decide(&campaign, Verdict::Revoke, " ", person(2), now());
    assert!(matches!(silent, Err(ItemRefusal::Field { field: "comment", .. })));
    item.decide(&campaign, Verdict::Revoke, "left the team", person(2), now()).unwrap();
    item.decide(&campaign, Verdict::Exception, "", person(2), now()).unwrap();
    assert_eq!(item.until, Some(now() + chrono::Duration::days(5)));
}

#[test]
fn the_next_stage_decides_anew() {
    let stages =
        json!({"stages": [{"certifierType": "manager"}, {"certifierType": "user", "certifierId": OWNER}]});
    let campaign = campaign(&stages);
    let mut item = item();
    item.decide(&campaign, Verdict::Certify, "", person(2), now()).unwrap();
    assert_eq!(item.sign(&campaign, Some((1, person(9))), (person(2), None), now()), Ok(false));
    assert_eq!((item.stage, item.reviewer, item.verdict), (1, person(9), None));
    assert_eq!(item.status, LineItemStatus::InProgress);
}

#[test]
fn a_stage_in_which_nobody_decides_is_passed_over() {
    let one = json!({"certifierType": "manager"});
    let campaign = campaign(&json!({"stages": [one, one, one]}));
    let before = item();
    let mut last = item();
    last.decide(&campaign, Verdict::Certify, "", person(2), now()).unwrap();
    assert_eq!(last.sign(&campaign, Some((2, person(9))), (person(2), None), now()), Ok(false));
    assert_eq!((last.stage, last.reviewer), (2, person(9)));
    assert_eq!(last.passed_over(&before, &campaign), 1..2);
    let mut none = item();
    none.decide(&campaign, Verdict::Certify, "", person(2), now()).unwrap();
    assert_eq!(none.sign(&campaign, None, (person(2), None), now()), Ok(true));
    assert_eq!(none.passed_over(&before, &campaign), 1..3);
    let (mut next, left) = (item(), last.clone());
    next.enter(1, person(4), now());
    assert!(next.passed_over(&before, &campaign).is_empty());
    assert!(left.passed_over(&last, &campaign).is_empty(), "nothing happened");
}

#[test]
fn each_stage_has_its_days_and_none_lasts_longer_than_the_campaign() {
    let one = json!({"certifierType": "manager"});
    let day = |days: i64| Some(now() + chrono::Duration::days(days));
    let mut two = campaign(&json!({"stages": [one, one]}));
    assert_eq!((two.deadline, two.due(None)), (day(28), day(14)));
    assert_eq!(two.due(day(3)), day(17), "its days count from when the stage before was signed");
    assert_eq!(two.due(day(20)), day(28));
    assert_eq!(two.began_if_due(now() + chrono::Duration::days(17)), day(3));
    two.deadline = day(35);
    assert_eq!((two.due(None), two.due(day(3))), (day(21), day(24)), "a week more for every stage");
    two.deadline = day(10);
    assert_eq!((two.due(None), two.due(day(3))), (day(10), day(10)));
    let mut single = campaign(&json!({}));
    assert_eq!(single.due(None), day(14));
    single.deadline = day(40);
    assert_eq!(single.due(None), day(40));
}

#[test]
fn whoever_is_asked_when_time_is_over_has_as_long_and_the_campaign_began_when_it_did() {
    let day = |days: i64| now() + chrono::Duration::days(days);
    let mut campaign = campaign(&json!({"expirationActionDelay": 2}));
    assert_eq!((campaign.is_over(day(15)), campaign.is_over(day(16))), (false, true));
    campaign.status = CampaignStatus::Expiring;
    campaign.renew(day(16));
    assert_eq!((campaign.status, campaign.started), (CampaignStatus::InProgress, Some(now())));
    assert_eq!(campaign.deadline, Some(day(30)));
    assert_eq!(campaign.due(Some(day(16))), campaign.deadline, "they have all of it");
    assert!(!campaign.is_over(day(31)));
}

#[test]
fn what_is_said_when_a_campaign_is_completed_leaves_its_definition_as_it_was() {
    let mut campaign = campaign(&json!({"expirationAction": "wait"}));
    assert_eq!(campaign.late_action(), ExpirationAction::Wait);
    campaign.rest = Some(ExpirationAction::Revoke);
    assert_eq!(campaign.late_action(), ExpirationAction::Revoke);
    let document = campaign.document();
    assert_eq!(
        (&document["expirationAction"], &document["completionAction"]),
        (&json!("wait"), &json!("revoke"))
    );
    assert!(!campaign.document_for_reviewers().contains_key("completionAction"));
}

#[test]
fn what_is_gone_does_not_fail_any_more() {
    use Removal::{Complete, Failed, Pending};
    assert!(Pending.may_become(Complete).is_ok() && Pending.may_become(Failed).is_ok());
    assert!(Failed.may_become(Complete).is_ok(), "somebody took it away by hand");
    assert!(Complete.may_become(Failed).is_err() && Complete.may_become(Pending).is_err());
    assert!(Failed.may_become(Pending).is_err());
    assert!(Complete.may_become(Complete).is_ok(), "said twice");
}

#[test]
fn what_nobody_signed_in_time_goes_on_as_the_campaign_says() {
    let one = json!({"certifierType": "manager"});
    let campaign = campaign(&json!({"stages": [one, one]}));
    let mut moved = item();
    moved.lapse(&campaign, Verdict::Revoke, Some((1, person(9))), now());
    assert_eq!((moved.stage, moved.verdict, moved.status), (1, None, LineItemStatus::InProgress));
    let mut silent = item();
    silent.lapse(&campaign, Verdict::Revoke, None, now());
    assert_eq!((silent.verdict, silent.signed_by), (Some(Verdict::Revoke), None));
    assert_eq!((silent.status, silent.removal), (LineItemStatus::SignedOff, Some(Removal::Pending)));
    let mut decided = item();
    decided.decide(&campaign, Verdict::Certify, "", person(2), now()).unwrap();
    decided.lapse(&campaign, Verdict::Revoke, None, now());
    assert_eq!((decided.verdict, decided.removal), (Some(Verdict::Certify), None), "decided, it counts");
}
