//! Mitigating controls over the wire: kept, linked, confirmed, and what rests on them.

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use bailiwick_store::db_test;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::policies::{once, violated};
use crate::support::{House, column};

const CONTROLS: &str = "/iga/governance/mitigatingControl";

fn review(house: &House) -> Value {
    json!({
        "id": "ignored", "name": "Entries read again", "description": "By somebody else, each month.",
        "controlOwner": {"id": format!("managed/user/{}", house.user("oli"))}, "evidenceInterval": 31,
        "state": "current", "ticket": "GRC-7",
    })
}

/// Sends evidence as a form; status and body as text.
async fn form(
    house: &House,
    who: &str,
    path: &str,
    comment: &str,
    file: Option<(&str, &[u8])>,
) -> (u16, String) {
    house.clock.advance(chrono::Duration::seconds(1));
    let mut body = format!("--line\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\n{comment}\r\n")
        .into_bytes();
    if let Some((name, content)) = file {
        let head =
            format!("--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--line--\r\n");
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {}", house.token(who)))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=line")
        .body(Body::from(body));
    let response = house.router.clone().oneshot(request.unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, to.unwrap_or_else(|| String::from_utf8(bytes.to_vec()).unwrap()))
}

db_test!(a_control_is_kept_linked_and_confirmed_and_exceptions_rest_on_it, |db| async {
    let house = House::new(db).await;
    let violation = violated(&house).await;
    let made = house.post("zoe", CONTROLS, review(&house)).await.is(201);
    let id = made["id"].as_str().unwrap();
    assert_ne!(id, "ignored");
    assert_eq!((&made["state"], &made["ticket"]), (&json!("lapsed"), &json!("GRC-7")));
    assert_eq!(made["controlOwner"]["userName"], "oli");
    let twice = house.post("zoe", CONTROLS, review(&house)).await.is(400);
    assert_eq!(twice["message"], json!(["Name must be different from the existing mitigating controls."]));
    let wrong = house.post("zoe", CONTROLS, json!({"evidenceInterval": 1_096})).await.is(400);
    assert_eq!(wrong["message"].as_array().unwrap().len(), 3, "{wrong}");
    house.post("oli", CONTROLS, review(&house)).await.refused(403);

    let path = format!("{CONTROLS}/{id}");
    let rule =
        house.get("zoe", &format!("/iga/governance/violation/{violation}")).await.is(200)["policyRule"]["id"]
            .clone();
    let link = json!({"policyRuleIds": [rule]});
    let linked = house.post("zoe", &format!("{path}?_action=link"), link.clone()).await.is(200);
    assert_eq!(linked["policyRules"], json!([{"id": rule, "name": "Read and post"}]));
    house.post("zoe", &path, link).await.refused(400);
    let rule_path = format!("/iga/governance/policy/rule/{}", rule.as_str().unwrap());
    let mut read = house.get("zoe", &rule_path).await.is(200);
    assert_eq!(read["mitigatingControls"], json!([id]));
    // What is derived is not written: a rule that was read can be sent back.
    read["mitigatingControls"] = json!([]);
    let put = house.call("zoe", "PUT", &rule_path, read.to_string()).await.is(200);
    assert_eq!(put["mitigatingControls"], json!([id]));

    let violation_path = format!("/iga/governance/violation/{violation}");
    let found = house.get("mia", &violation_path).await.is(200);
    let phase = found["decision"]["phases"][0]["name"].as_str().unwrap();
    let phase = format!("{violation_path}/phases/{phase}/exception");
    let until = house.context("mia").now + chrono::Duration::days(20);
    let except = |control: Value| json!({"exceptionExpirationDate": until, "mitigatingControlId": control});
    let refused = house.post("mia", &phase, except(json!(id))).await.refused(400);
    assert_eq!(refused, "`mitigatingControlId` names `Entries read again`, which has no evidence yet");
    let refused = house.post("mia", &phase, except(json!("7"))).await.refused(400);
    assert_eq!(refused, "`mitigatingControlId` must be the id of a mitigating control");

    let evidence = format!("{path}/evidence");
    house.post("oli", &evidence, json!({})).await.refused(400);
    let given = house.post("oli", &evidence, json!({"comment": "read in March"})).await.is(201);
    assert_eq!(given["state"], "current");
    let (status, body) = form(&house, "oli", &evidence, "", Some(("../r?.pdf", b"%PDF-1.7 x"))).await;
    assert_eq!(status, 201, "{body}");
    let (status, body) = form(&house, "oli", &evidence, "x", Some(("r.pdf", b"no pdf"))).await;
    assert_eq!((status, body.contains("`file` is not what its name says")), (400, true), "{body}");
    let listed = house.get("zoe", &evidence).await.is(200);
    assert_eq!(column(&listed, "/kind"), ["uploaded", "confirmed"]);
    assert_eq!(listed["result"][0]["file"], json!({"name": "r_.pdf", "size": 10}));
    let file = format!("{evidence}/{}/file", listed["result"][0]["id"].as_str().unwrap());
    let request = Request::get(&file).header(header::AUTHORIZATION, format!("Bearer {}", house.token("oli")));
    let response = house.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment;"));
    assert_eq!(to_bytes(response.into_body(), 99).await.unwrap().as_ref(), b"%PDF-1.7 x");

    let refused = house.post("mia", &phase, json!({"exceptionExpirationDate": until})).await.refused(400);
    assert!(refused.contains("`Entries read again`"), "{refused}");
    let excepted = house.post("mia", &phase, except(json!(id))).await.is(200);
    assert_eq!(excepted["decision"]["mitigatingControl"], json!({"id": id, "name": "Entries read again"}));
    let mut moved = house.get("zoe", &violation_path).await.is(200);
    moved["decision"]["events"]["exception"]["date"] = json!(until - chrono::Duration::days(1));
    let moved = house.call("zoe", "PUT", &violation_path, moved.to_string()).await.is(200);
    assert_eq!(moved["decision"]["mitigatingControl"]["id"], id, "it rests on the same control");
    let by_control =
        format!("/iga/governance/violation?_queryFilter=decision.mitigatingControl.id+eq+\"{id}\"")
            .replace('"', "%22");
    assert_eq!(house.get("zoe", &by_control).await.is(200)["totalCount"], 1);
    assert_eq!(house.get("oli", &path).await.is(200)["exceptions"], 1);

    house.call("zoe", "DELETE", &path, "").await.refused(400);
    let retired = house.post("zoe", &format!("{path}?_action=retire"), json!({})).await.is(200);
    assert_eq!((&retired["state"], &retired["evidenceDueDate"]), (&json!("retired"), &Value::Null));
    once(&house, &violation, "/decision/status", &json!("in-progress")).await;
});

db_test!(controls_are_listed_for_who_administers_audits_or_keeps_them, |db| async {
    let house = House::new(db).await;
    violated(&house).await;
    let id = house.post("zoe", CONTROLS, review(&house)).await.is(201)["id"].as_str().unwrap().to_owned();
    let mut other = review(&house);
    other["name"] = json!("Badges counted");
    other["controlOwner"] = json!({"id": house.user("zoe")});
    house.post("zoe", CONTROLS, other.clone()).await.is(201);
    let names = |listed: &Value| column(listed, "/name").iter().map(ToString::to_string).collect::<Vec<_>>();
    let all = house.get("zoe", &format!("{CONTROLS}?_pageSize=1")).await.is(200);
    assert_eq!((names(&all), &all["totalCount"]), (vec!["Badges counted".to_owned()], &json!(2)));
    let sorted = house.get("zoe", &format!("{CONTROLS}?_sortKeys=-name")).await.is(200);
    assert_eq!(names(&sorted)[0], "Entries read again");
    let filter = json!({"targetFilter": {"operator": "CONTAINS",
        "operand": {"targetName": "controlOwner.userName", "targetValue": "ol"}}});
    assert_eq!(
        names(&house.post("zoe", &format!("{CONTROLS}/search"), filter).await.is(200)),
        ["Entries read again"]
    );
    assert_eq!(names(&house.get("oli", CONTROLS).await.is(200)), ["Entries read again"]);
    assert_eq!(house.get("ann", CONTROLS).await.is(200)["totalCount"], 0);
    let path = format!("{CONTROLS}/{id}");
    for refused in [path.clone(), format!("{path}/evidence"), format!("{CONTROLS}/7")] {
        house.get("ann", &refused).await.refused(404);
    }
    house.post("ann", &format!("{path}/evidence"), json!({"comment": "fine"})).await.refused(404);
    other["evidenceInterval"] = json!(7);
    other["name"] = json!("Renamed");
    let put = house.call("zoe", "PUT", &path, other.to_string()).await.is(200);
    assert_eq!((&put["name"], &put["evidenceInterval"]), (&json!("Renamed"), &json!(7)));
    house.call("zoe", "DELETE", &path, "").await.is(200);
    house.get("zoe", &path).await.refused(404);
});

db_test!(the_form_of_the_portal_leads_on_to_the_control_or_back_with_what_was_typed, |db| async {
    let house = House::new(db).await;
    violated(&house).await;
    let id = house.post("zoe", CONTROLS, review(&house)).await.is(201)["id"].as_str().unwrap().to_owned();
    let upload = format!("/upload/controls/{id}");
    let page = format!("/admin/policies/controls/{id}");
    let to = form(&house, "oli", &upload, "read\r\nin March", None).await;
    assert_eq!(to, (303, format!("{page}?said=evidence")));
    let listed = house.get("oli", &format!("{CONTROLS}/{id}/evidence")).await.is(200);
    assert_eq!(listed["result"][0]["comment"], "read\nin March");
    let (status, to) = form(&house, "oli", &upload, "typed", Some(("a.txt", b"a\0b"))).await;
    assert!(status == 303 && to.starts_with(&format!("{page}/evidence?fault=")), "{to}");
    assert!(to.ends_with("&comment=typed"), "{to}");
    let (status, to) = form(&house, "ann", &upload, "typed", None).await;
    assert!(status == 303 && to.contains("does%20not%20exist"), "{to}");
    let large = vec![b'a'; 6_000_000];
    let (status, to) = form(&house, "oli", &upload, "typed", Some(("a.txt", &large))).await;
    assert!(status == 303 && to.contains("must%20have%20at%20most"), "{status} {to}");
    let (status, _) =
        form(&house, "oli", &format!("{CONTROLS}/{id}/evidence"), "x", Some(("a.txt", &large))).await;
    assert_eq!(status, 400);
    assert_eq!(house.get("oli", &format!("{CONTROLS}/{id}/evidence")).await.is(200)["totalCount"], 1);
});
