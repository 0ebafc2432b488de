//! How a remediation went: it has ended the violation, or says what is held still and why.

use bailiwick::grant::Grant;

use super::*;
use crate::role_members::{call, publish, titled};

/// Jonas pays by a rule, and reads.
async fn pays_by_rule(db: Db) -> Apart {
    let a = Apart::on(db).await;
    call(&a.w, a.w.jonas, "Accountant").await;
    publish(&a.w, titled("Accountant")).await.unwrap();
    a.give(a.w.jonas, a.w.read).await;
    a
}

/// Marta has a grant taken away; what the workflow said of it.
async fn taken(a: &Apart, view: &ViolationView, grant: &Grant) -> (ViolationView, String) {
    let remediation = Remediation {
        remediation_option_id: "grantRemoval".into(),
        grant_ids: vec![composite_id(grant.id)],
        justification: "no need".into(),
    };
    let after = a.act(a.w.marta, view.violation.id, Action::Remediate(remediation)).await.unwrap();
    let said = after.case.comments.iter().map(|said| said.comment.as_str());
    let said = said.filter(|said| said.starts_with("The violation has not ended")).collect();
    (after, said)
}

fn is_open_again(view: &ViolationView) {
    assert_eq!(view.violation.remediation_status, Some(RemediationStatus::Failed));
    assert_eq!(view.violation.status, ViolationStatus::Pending);
}

db_test!(what_could_not_be_taken_away_is_named_with_why, |db| async move {
    let a = pays_by_rule(db).await;
    assert_eq!(a.scan().await, (1, 1));
    let view = a.latest().await;
    let role = view.roles.iter().find(|grant| grant.through.is_none()).unwrap();
    let (after, said) = taken(&a, &view, role).await;
    is_open_again(&after);
    let words = "The violation has not ended: Accountant could not be taken away: ";
    assert!(said.starts_with(words) && said.contains("a rule gives it"), "{said}");
    assert!(a.w.holds(a.w.jonas).await.contains(&"Accountant".to_owned()));
});

db_test!(a_violation_that_goes_on_in_another_way_is_not_remediated, |db| async move {
    let a = pays_by_rule(db).await;
    a.give(a.w.jonas, a.w.pay).await;
    assert_eq!(a.scan().await, (1, 1));
    let view = a.latest().await;
    let pays = |grant: &&Grant| grant.item == a.w.pay && grant.through.is_none();
    let pay = view.violation.access.iter().flatten().find(pays).unwrap();
    let (after, said) = taken(&a, &view, pay).await;
    is_open_again(&after);
    assert!(said.contains("the person still breaks the rule"), "{said}");
    assert!(said.ends_with("Taken away: Post vendor payments."), "{said}");
    assert_eq!(a.scan().await, (1, 0), "it is the same violation");
    // What a role brings cannot be chosen by itself.
    let by_role = view.violation.access.iter().flatten().find(|grant| grant.through.is_some()).unwrap();
    let given = Remediation {
        remediation_option_id: "grantRemoval".into(),
        grant_ids: vec![composite_id(by_role.id)],
        justification: String::new(),
    };
    let id = view.violation.id;
    let refused = violations::remediate(&a.w.engine, &carl(&a.w), id, Some(given)).await.unwrap_err();
    assert!(refused.to_string().contains("comes with something else"), "{refused}");
});
