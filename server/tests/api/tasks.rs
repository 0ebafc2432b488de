//! Tasks of the IDHub face: found, claimed, done, escalated, commented on with files.

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use bailiwick_store::db_test;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{Answer, House};

const TASKS: &str = "/idhub/api/tasks";
const COMMENTS: &str = "/idhub/api/tasks/comments";

impl House {
    /// The tasks that a filter finds for somebody.
    async fn tasks(&self, who: &str, filter: Value) -> Vec<Value> {
        let filter = filter.to_string().replace('{', "%7B").replace('}', "%7D").replace('"', "%22");
        let found = self.get(who, &format!("{TASKS}?filter={filter}")).await.is(200);
        found.as_array().unwrap().clone()
    }

    async fn task_act(&self, who: &str, task: &Value, action: &str, body: Value) -> Answer {
        self.clock.advance(chrono::Duration::seconds(1));
        let id = task["_id"]["$oid"].as_str().unwrap();
        self.post(who, &format!("{TASKS}/{id}/{action}"), body).await
    }

    /// A comment as a form; the file's name and content.
    async fn form(&self, who: &str, properties: &Value, file: Option<(&str, &[u8])>) -> Answer {
        self.clock.advance(chrono::Duration::seconds(1));
        let mut body = Vec::new();
        let head = "--line\r\nContent-Disposition: form-data; name=\"properties\"\r\n\r\n";
        body.extend_from_slice(format!("{head}{properties}\r\n").as_bytes());
        if let Some((name, content)) = file {
            let head = format!(
                "--line\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--line--\r\n");
        let request = Request::post(COMMENTS)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token(who)))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=line")
            .body(Body::from(body));
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer {
            status,
            headers,
            content_type: String::new(),
            body: serde_json::from_slice(&bytes).unwrap(),
            content: bytes.to_vec(),
        }
    }

    /// Hands the first open task of Ann's request to Oli and Ben.
    async fn asked_of_two(&self) -> Value {
        let id = self.ask("ann", &["ann"], &["post"]).await.remove(0);
        let actors = json!([{"id": self.user("oli").to_string()}, {"id": self.user("ben").to_string()}]);
        self.act("mia", &id, "reassign", json!({"updatedActors": actors})).await.is(200);
        self.tasks("oli", json!({"status": "Assigned"})).await.remove(0)
    }
}

fn actions(task: &Value) -> Vec<&str> {
    task["possibleActions"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect()
}

db_test!(a_task_is_found_decided_and_found_as_done, |db| async {
    let house = House::new(db).await;
    house.ask("ann", &["ann"], &["post"]).await;
    let task = house.tasks("mia", json!({"status": "Assigned", "userLogin": "mia"})).await.remove(0);
    assert_eq!((&task["type"], &task["collection"]), (&json!("ApprovalTask"), &json!("UserTask")));
    assert_eq!((&task["assignee"], &task["assigneeType"]), (&json!("mia"), &json!("user")));
    assert_eq!(task["payload"]["beneficiary"]["login"], "ann");
    assert_eq!(task["entityObject"]["displayName"], "Ledger: post entries");
    assert_eq!(actions(&task), ["Approve", "Reject", "Escalate", "Re-Assign"]);
    let days = task["expiry"].as_i64().unwrap();
    assert!(days > 0 && task["expiryDate"].is_string(), "{task}");

    assert_eq!(house.tasks("ann", json!({})).await.len(), 0, "she is asked nothing");
    let others = format!("{TASKS}?filter=%7B%22userLogin%22:%22mia%22%7D");
    house.get("ann", &others).await.refused(403);
    assert_eq!(house.get("zoe", &others).await.is(200).as_array().unwrap().len(), 1);
    house.task_act("dan", &task, "Approve", json!({})).await.refused(404);
    house.task_act("ann", &task, "Approve", json!({})).await.refused(403);
    let other = house.task_act("mia", &task, "Approve", json!({"userLogin": "ann"})).await.refused(403);
    assert!(other.contains("userLogin"), "{other}");
    assert!(house.task_act("mia", &task, "Dance", json!({})).await.refused(400).contains("Re-Assign"));

    let said = json!({"userLogin": "mia", "comment": "fine"});
    let done = house.task_act("mia", &task, "Approve", said).await.is(200);
    assert_eq!((&done["status"], &done["outcome"]), (&json!("Completed"), &json!("MANAGERAPPROVE")));
    assert_eq!((&done["updatedBy"], &done["comments"][0]["comment"]), (&json!("mia"), &json!("fine")));
    assert_eq!(done["history"].as_array().unwrap().len(), 2);
    assert_eq!(actions(&done), Vec::<&str>::new());
    house.task_act("mia", &task, "Approve", json!({})).await.refused(400);
    let completed = json!({"status": "Completed", "userLogin": "mia", "outcome": "approve"});
    assert_eq!(house.tasks("mia", completed).await.len(), 1);
    assert_eq!(house.tasks("mia", json!({"outcome": "reject"})).await.len(), 0);
    assert_eq!(house.tasks("mia", json!({"status": "Expired"})).await.len(), 0);
    for wrong in
        ["x", "[]", "%7B%22colour%22:1%7D", "%7B%22status%22:%22Lost%22%7D", "%7B%22userLogin%22:%22x%22%7D"]
    {
        house.get("mia", &format!("{TASKS}?filter={wrong}")).await.refused(400);
    }
});

db_test!(what_one_claims_the_other_cannot_do_until_it_is_released, |db| async {
    let house = House::new(db).await;
    let task = house.asked_of_two().await;
    assert_eq!((&task["assigneeType"], actions(&task)[0]), (&json!("role"), "Claim"));
    house.task_act("mia", &task, "Claim", json!({})).await.refused(403);
    let claimed = house.task_act("ben", &task, "Claim", json!({})).await.is(200);
    assert_eq!((&claimed["assignee"], &claimed["assigneeType"]), (&json!("ben"), &json!("user")));
    assert_eq!(actions(&claimed)[0], "Release");
    let seen = house.tasks("oli", json!({"status": "Assigned"})).await.remove(0);
    assert_eq!((&seen["assignee"], actions(&seen).len()), (&json!("ben"), 0));
    assert!(house.task_act("oli", &task, "Approve", json!({})).await.refused(403).contains("claimed"));
    house.task_act("oli", &task, "Release", json!({})).await.refused(403);
    house.task_act("oli", &task, "Claim", json!({})).await.refused(400);
    house.task_act("ben", &task, "Release", json!({})).await.is(200);
    house.task_act("oli", &task, "Approve", json!({})).await.is(200);
    let audit = house.get("zoe", "/iga/governance/audit?_pageSize=200").await.is(200).to_string();
    assert!(audit.contains("claim-request") && audit.contains("release-request"), "{audit}");
});

db_test!(two_who_claim_at_once_claim_once, |db| async {
    let house = House::new(db).await;
    let task = house.asked_of_two().await;
    let (a, b) = tokio::join!(
        house.task_act("ben", &task, "Claim", json!({})),
        house.task_act("oli", &task, "Claim", json!({}))
    );
    let mut both = [a.status, b.status];
    both.sort_unstable();
    assert_eq!(both, [200, 400], "{a:?} {b:?}");
});

db_test!(a_task_is_handed_upwards_and_to_others, |db| async {
    let house = House::new(db).await;
    house.ask("ann", &["ann"], &["post"]).await;
    let task = house.tasks("mia", json!({"status": "Assigned"})).await.remove(0);
    let nobody = house.task_act("mia", &task, "Escalate", json!({})).await.refused(400);
    assert!(nobody.contains("no manager"), "{nobody}");
    house.task_act("mia", &task, "Re-Assign", json!({"userLogin": "mia"})).await.refused(400);
    house.task_act("mia", &task, "Re-Assign", json!({})).await.refused(400);
    let handed =
        house.task_act("mia", &task, "Re-Assign", json!({"userLogin": "ben", "comment": "yours"})).await;
    assert_eq!(handed.is(200)["assignee"], "ben");
    // Mia is Ben's manager.
    let back = house.task_act("ben", &task, "Escalate", json!({})).await.is(200);
    assert_eq!(back["assignee"], "mia");
});

db_test!(a_file_stands_beside_a_comment_for_those_who_may_see_the_request, |db| async {
    let house = House::new(db).await;
    house.ask("ann", &["ann"], &["post"]).await;
    let task = house.tasks("mia", json!({"status": "Assigned"})).await.remove(0);
    let id = task["_id"]["$oid"].as_str().unwrap();
    let properties =
        json!({"taskId": id, "userLogin": "mia", "message": "the contract", "filename": "../../Über 1.pdf"});
    let content = b"%PDF-1.7 hello";
    let answered = house.form("mia", &properties, Some(("x.pdf", content))).await.is(200);
    let comment = &answered[0]["comments"][0];
    assert_eq!(
        (&comment["comment"], &comment["filename"]),
        (&json!("the contract"), &json!("\u{dc}ber 1.pdf"))
    );
    let path = format!("{TASKS}/attachments/{}", comment["attachmentId"].as_str().unwrap());
    house.get("dan", &path).await.refused(404);
    house.call("", "GET", &path, "").await.refused(401);
    let request = Request::get(&path).header(header::AUTHORIZATION, format!("Bearer {}", house.token("ann")));
    let response = house.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let header = |name| response.headers()[name].to_str().unwrap().to_owned();
    assert!(header("content-disposition").starts_with("attachment; filename="));
    assert_eq!(
        (header("x-content-type-options"), header("content-type")),
        ("nosniff".into(), "application/pdf".into())
    );
    assert!(header("content-security-policy").contains("sandbox"));
    assert_eq!(&to_bytes(response.into_body(), 100).await.unwrap()[..], content);
    let path = format!("/iga/governance/requests/{}", task["requestObjectId"].as_str().unwrap());
    let request = house.get("ann", &path).await.is(200);
    assert_eq!(request["decision"]["comments"][0]["attachment"]["name"], "\u{dc}ber 1.pdf");

    // Words alone; a file alone; nothing.
    house.form("mia", &json!({"taskId": id, "message": "just words"}), None).await.is(200);
    let alone = house.form("mia", &json!({"taskId": id}), Some(("note.txt", b"hi"))).await.is(200);
    assert_eq!(alone[0]["comments"][2]["comment"], "note.txt");
    house.form("mia", &json!({"taskId": id}), None).await.refused(400);
});

db_test!(what_is_no_file_to_be_taken_is_refused_and_nothing_is_kept, |db| async {
    let house = House::new(db).await;
    house.ask("ann", &["ann"], &["post"]).await;
    let task = house.tasks("mia", json!({"status": "Assigned"})).await.remove(0);
    let properties = json!({"taskId": task["_id"]["$oid"], "message": "see this"});
    let before = house.state().await;
    let large = vec![b'a'; 5_242_881];
    let cases: [(&str, &[u8], &str); 5] = [
        ("run.exe", b"MZ", "must be one of"),
        ("page.html", b"<script>", "must be one of"),
        ("fake.pdf", b"MZ not a document", "is not what its name says"),
        ("empty.txt", b"", "is empty"),
        ("large.txt", &large, "at most 5242880 bytes"),
    ];
    for (name, content, words) in cases {
        let refused = house.form("mia", &properties, Some((name, content))).await.refused(400);
        assert!(refused.starts_with("`attachment`") && refused.contains(words), "{name}: {refused}");
    }
    let huge = vec![b'a'; 6_000_000];
    assert!(house.form("mia", &properties, Some(("huge.txt", &huge))).await.status >= 400);
    house.form("dan", &properties, Some(("a.txt", b"hi"))).await.refused(404);
    let other = json!({"taskId": task["_id"]["$oid"], "message": "x", "userLogin": "ann"});
    house.form("mia", &other, None).await.refused(403);
    house.form("mia", &json!({"message": "x"}), None).await.refused(400);
    house.post("mia", COMMENTS, json!({})).await.refused(400);
    assert_eq!(house.state().await, before);
});

db_test!(a_deputy_does_a_task_on_behalf, |db| async {
    let house = House::new(db).await;
    let (mia, dan) = (house.user("mia"), house.user("dan").to_string());
    let body = json!({"proxyIds": [dan], "endDate": "2026-01-20T18:00:00Z"});
    house.post("mia", &format!("/iga/governance/user/{mia}/set-proxy"), body).await.is(200);
    house.ask("ann", &["ann"], &["post"]).await;
    let task = house.tasks("dan", json!({"status": "Assigned"})).await.remove(0);
    assert_eq!(actions(&task)[0], "Approve");
    let done = house.task_act("dan", &task, "Approve", json!({"userLogin": "dan"})).await.is(200);
    assert_eq!((&done["updatedBy"], &done["onBehalfOf"]), (&json!("dan"), &json!("mia")));
    assert_eq!(house.tasks("dan", json!({"status": "Completed"})).await.len(), 1);
});
