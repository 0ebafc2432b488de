//! By which workflow what was revoked goes.

use bailiwick::certification::{Removal, Verdict};
use bailiwick::id::WorkflowId;
use bailiwick::workflow::DefinitionStatus;
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::{ItemAction, create};
use bailiwick_engine::testing::World;
use bailiwick_engine::workflows;
use bailiwick_store::certifications::items::removal_request;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use super::{Review, carl, object, publisher};

/// A workflow of the company's own: what ships, under another id.
async fn published(w: &World, id: &str) {
    let shipped = WorkflowId("ManagerThenOwner".into());
    let read = workflows::read(&w.engine, &w.by(w.grace), &shipped, DefinitionStatus::Published).await;
    let mut body = Value::Object(read.unwrap().document());
    body["id"] = json!(id);
    body["name"] = json!(id);
    body["mutable"] = json!(true);
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
            let begun =
                bailiwick_engine::certifications::start(&w.engine, &carl(w), template.id).await.unwrap();
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
