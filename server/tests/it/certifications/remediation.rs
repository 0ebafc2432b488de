//! By which workflow what was revoked goes.

use bailiwick::certification::{Removal, Verdict};
use bailiwick::id::WorkflowId;
use bailiwick::request::Action;
use bailiwick::workflow::DefinitionStatus;
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::{ItemAction, create, start};
use bailiwick_engine::testing::World;
use bailiwick_engine::workflows;
use bailiwick_store::certifications::items::removal_request;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use super::{Review, carl, object, publisher};

/// A workflow of the company's own: what ships, under another id.
async fn published(w: &World, id: &str) {
    copied(w, id, |_| {}).await;
}

/// The same, in which Priya is asked about everything.
pub(super) async fn published_asking(w: &World, id: &str) {
    copied(w, id, |body| {
        let text = body.to_string().replace("'certification'", "'nothing'");
        *body = serde_json::from_str(&text).unwrap();
    })
    .await;
}

async fn copied(w: &World, id: &str, change: impl Fn(&mut Value)) {
    let shipped = WorkflowId("ManagerThenOwner".into());
    let read = workflows::read(&w.engine, &w.by(w.grace), &shipped, DefinitionStatus::Published).await;
    let mut body = Value::Object(read.unwrap().document());
    body["id"] = json!(id);
    body["name"] = json!(id);
    body["mutable"] = json!(true);
    change(&mut body);
    workflows::publish(&w.engine, &w.by(w.grace), object(&body)).await.unwrap();
}

db_test!(a_revoke_goes_by_the_workflow_that_the_template_names, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut body = object(&r.body());
    body.insert("remediationRule".into(), json!("OurRemoval"));
    let unknown = create(&w.engine, &publisher(w), body.clone()).await.unwrap_err().to_string();
    assert!(unknown.contains("`remediationRule` names no published workflow"), "{unknown}");
    published(w, "OurRemoval").await;
    let refused = create(&w.engine, &carl(w), body.clone()).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))), "workflows act with the product's authority");
    let template = create(&w.engine, &publisher(w), body).await.unwrap();

    for (rule, workflow) in [("OurRemoval", "OurRemoval"), ("BasicRevocation", "")] {
        let id = if rule == "OurRemoval" {
            let begun = start(&w.engine, &carl(w), template.id).await.unwrap();
            w.work().await;
            begun.id
        } else {
            r.running(json!({"name": "By what ships"})).await
        };
        let item = if workflow.is_empty() { w.read } else { w.pay };
        let row = r.row(id, w.jonas, item).await;
        r.decide(w.marta, id, &[&row], Verdict::Revoke).await;
        r.act(w.marta, id, &[&row], ItemAction::SignOff).await;
        let request = removal_request(&mut w.engine.db().read().await.unwrap(), row.item.id).await.unwrap();
        let request = w.read(&request.unwrap()).await;
        assert_eq!(request.workflow == "OurRemoval", !workflow.is_empty(), "{}", request.workflow);
        assert_eq!(r.row(id, w.jonas, item).await.item.removal, Some(Removal::Complete));
    }
});

db_test!(a_removal_whose_request_ends_is_not_waited_for, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    // A workflow of the company's own asks somebody first, and says nothing to the campaign.
    published_asking(w, "AskFirst").await;
    let mut body = object(&r.body());
    body.insert("remediationRule".into(), json!("AskFirst"));
    let template = create(&w.engine, &publisher(w), body).await.unwrap();
    let id = start(&w.engine, &carl(w), template.id).await.unwrap().id;
    w.work().await;
    let row = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&row], Verdict::Revoke).await;
    r.act(w.marta, id, &[&row], ItemAction::SignOff).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.removal, Some(Removal::Pending));
    let request =
        removal_request(&mut w.engine.db().read().await.unwrap(), row.item.id).await.unwrap().unwrap();
    w.act(w.grace, &request, Action::Cancel { comment: "not so".into() }).await.unwrap();
    let row = r.row(id, w.jonas, w.pay).await;
    assert_eq!(row.item.removal, Some(Removal::Failed), "{:?}", row.comments);
    assert!(row.comments.iter().any(|said| said.comment.contains("ended without it")), "{:?}", row.comments);
});
