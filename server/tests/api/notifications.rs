//! Notifications, preferences, mail templates and mail, over the wire.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bailiwick_engine::notifications::{Carrier, Mail, Post};
use bailiwick_store::db_test;
use serde_json::json;

use crate::support::{House, column};

const NOTIFICATIONS: &str = "/iga/governance/notification";
const PREFERENCES: &str = "/iga/governance/notification/preferences";
const TEMPLATE: &str = "/openidm/config/emailTemplate/requestAssigned";
const EMAIL: &str = "/openidm/external/email";

/// Keeps what it is given.
#[derive(Default)]
struct Kept(Mutex<Vec<Mail>>);

#[async_trait]
impl Carrier for Kept {
    async fn carry(&self, mail: &Mail) -> Result<(), String> {
        self.0.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

impl Kept {
    fn attached(house: &House) -> Arc<Self> {
        let kept = Arc::<Self>::default();
        let base_url = "https://access.example.com".into();
        house.engine.attach_post(Post { base_url, carrier: Some(kept.clone()) });
        kept
    }

    /// Everything that is sent within a second.
    async fn sent(&self, house: &House) -> Vec<Mail> {
        house.clock.advance(chrono::Duration::seconds(1));
        house.run_jobs().await;
        // The house's own worker may be at it.
        for _ in 0..100 {
            if !self.0.lock().unwrap().is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

db_test!(people_read_what_they_were_told, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    house.clock.advance(chrono::Duration::seconds(1));
    house.ask("ben", &["ben"], &["post"]).await;
    let listed = house.get("mia", NOTIFICATIONS).await.is(200);
    assert_eq!(
        column(&listed, "/subject"),
        [
            "Please decide: access to Ledger: post entries for Ben Example",
            "Please decide: access to Ledger: post entries for Ann Example",
        ]
    );
    let first = &listed["result"][1];
    assert_eq!(first["type"], "assigned");
    assert_eq!(first["object"], json!({"type": "request", "id": id}));
    assert_eq!(first["readDate"], json!(null));
    assert_eq!(house.get("dan", NOTIFICATIONS).await.is(200)["totalCount"], 0);

    let read = format!("{NOTIFICATIONS}?_action=read");
    let one = json!({"ids": [first["id"]]});
    assert_eq!(house.post("dan", &read, one.clone()).await.is(200), json!({"read": 0}));
    assert_eq!(house.post("mia", &read, one).await.is(200), json!({"read": 1}));
    assert_eq!(house.post("mia", &read, json!({})).await.is(200), json!({"read": 1}));
    assert!(house.post("mia", &read, json!({"ids": ["x"]})).await.refused(400).contains("`ids`"));
    let unread = house.get("mia", &format!("{NOTIFICATIONS}?_queryFilter=readDate+pr")).await.is(200);
    assert_eq!(unread["totalCount"], 2);
});

db_test!(people_choose_what_they_want_by_mail, |db| async {
    let house = House::new(db).await;
    let all = json!({"mail": {"assigned": true, "reminder": true, "escalation": true, "outcome": true, "deputy": true}});
    assert_eq!(house.get("ann", PREFERENCES).await.is(200), all);
    let put = async |body: serde_json::Value| house.call("ann", "PUT", PREFERENCES, body.to_string()).await;
    let set = put(json!({"mail": {"reminder": false}})).await.is(200);
    assert_eq!(set["mail"]["reminder"], false);
    assert_eq!(house.get("ann", PREFERENCES).await.is(200), set);
    assert_eq!(house.get("mia", PREFERENCES).await.is(200), all);
    assert!(put(json!({"mail": {"weather": true}})).await.refused(400).contains("mail.weather"));
    assert!(put(json!({"mail": {"reminder": "no"}})).await.refused(400).contains("mail.reminder"));
    assert_eq!(put(json!({})).await.is(200), all);
});

db_test!(administrators_word_the_mail, |db| async {
    let house = House::new(db).await;
    let kept = Kept::attached(&house);
    let shipped = house.get("zoe", TEMPLATE).await.is(200);
    assert_eq!(
        (&shipped["_id"], &shipped["enabled"]),
        (&json!("emailTemplate/requestAssigned"), &json!(true))
    );
    house.get("mia", TEMPLATE).await.refused(403);
    house.get("zoe", "/openidm/config/emailTemplate/none").await.refused(404);

    let body = json!({
        "_id": "emailTemplate/requestAssigned", "theirs": {"kept": true}, "enabled": true,
        "subject": {"en": "Hi {{object.to.givenName}}: {{object.item.name}}"},
        "message": {"en": "<p>{{object.request.justification}}</p><a href=\"{{object.link}}\">go</a>"},
    });
    let put = async |body: &serde_json::Value| house.call("zoe", "PUT", TEMPLATE, body.to_string()).await;
    assert_eq!(put(&body).await.is(200), body);
    assert_eq!(house.get("zoe", TEMPLATE).await.is(200), body);
    assert!(put(&json!({"subject": "x"})).await.refused(400).contains("`html`"));
    house.call("mia", "PUT", TEMPLATE, body.to_string()).await.refused(403);

    let mut asked = house.new_request(&["ann"], &["post"]);
    asked["justification"] = json!("<b>now</b>");
    house.post("ann", "/iga/governance/requests?_action=create", asked).await.is(200);
    let mail = kept.sent(&house).await.remove(0);
    assert_eq!(
        (mail.to[0].as_str(), mail.subject.as_str()),
        ("mia@example.com", "Hi Mia: Ledger: post entries")
    );
    assert!(mail.html.unwrap().starts_with("<p>&lt;b&gt;now&lt;/b&gt;</p>"));
    assert!(mail.text.starts_with("<b>now</b>\ngo: https://access.example.com/requests/"), "{}", mail.text);
    let trail = house.get("zoe", "/iga/governance/audit?eventType=modify-mail-template").await.is(200);
    assert_eq!(trail["totalCount"], 1);

    // Switched off: nobody is told anything.
    let off = json!({"enabled": false, "subject": "x", "html": "x"});
    put(&off).await.is(200);
    house.ask("ben", &["ben"], &["post"]).await;
    assert_eq!(house.get("mia", NOTIFICATIONS).await.is(200)["totalCount"], 1);
});

db_test!(administrators_send_mail, |db| async {
    let house = House::new(db).await;
    let written = json!({"to": "zoe@example.com", "subject": "Hello\r\nBcc: a@b.example", "body": "1 < 2", "type": "text/plain"});
    let send = format!("{EMAIL}?_action=send");
    let refused = house.post("zoe", &send, written.clone()).await.refused(400);
    assert_eq!(refused, "no mail server is configured");
    let kept = Kept::attached(&house);
    house.post("mia", &send, written.clone()).await.refused(403);
    assert!(house.post("zoe", EMAIL, written.clone()).await.refused(400).contains("`_action`"));
    assert_eq!(
        house.post("zoe", &send, json!({"subject": "x", "body": "x"})).await.refused(400),
        "`to` names nobody who can be reached by mail"
    );
    assert_eq!(house.post("zoe", &send, written).await.is(200)["status"], "OK");
    let mail = kept.sent(&house).await.remove(0);
    assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("Hello Bcc: a@b.example", "1 < 2"));

    let by_template = json!({
        "templateName": "requestAssigned", "to": [format!("managed/user/{}", house.user("ann"))],
        "cc": "b@example.com, not an address", "object": {"item": {"name": "Wiki"}},
    });
    let send = format!("{EMAIL}?_action=sendTemplate");
    house.post("zoe", &send, by_template.clone()).await.is(200);
    let mail = kept.sent(&house).await.remove(0);
    assert_eq!((mail.to, mail.cc), (vec!["ann@example.com".to_owned()], vec!["b@example.com".to_owned()]));
    let unknown = json!({"templateName": "none", "to": "zoe@example.com"});
    assert!(house.post("zoe", &send, unknown).await.refused(400).contains("`none`"));
});
