//! Evidence of campaigns, over the wire.

use bailiwick::authority::Authority;
use bailiwick_engine::certifications::evidence::verify;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::House;

db_test!(evidence_is_taken_over_the_wire_and_holds, |db| async {
    let house = House::new(db).await;
    let mut tx = house.engine.db().write().await.unwrap();
    bailiwick_store::users::add_authority(&mut tx, house.user("zoe"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    let template = json!({
        "name": "Quarterly", "certificationType": "entitlement", "ownerId": house.user("zoe"), "stageDuration": 14,
        "stages": [{"certifierType": "user", "certifierId": format!("managed/user/{}", house.user("mia"))}],
    });
    let made = house.post("zoe", "/iga/governance/certification/template", template).await.is(200);
    let started =
        house.post("zoe", "/iga/governance/certification", json!({"templateId": made["id"]})).await.is(200);
    let admin = format!("/iga/governance/admin/certification/{}", started["id"].as_str().unwrap());
    for _ in 0..400 {
        house.run_jobs().await;
        if house.get("zoe", &admin).await.is(200)["status"] != "creating" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let key: Value = house.get("zoe", "/iga/governance/admin/certification/evidence/key").await.is(200);
    assert!(key["pem"].as_str().unwrap().contains("BEGIN PUBLIC KEY"), "{key}");
    let evidence = format!("{admin}/evidence");
    house.get("mia", &evidence).await.refused(404);
    house.get("zoe", &format!("{evidence}?part=everything")).await.refused(400);
    let bundle = house.get("zoe", &evidence).await.content(200);
    let checked = verify(std::io::Cursor::new(&bundle), key["fingerprint"].as_str()).unwrap();
    assert_eq!(checked.campaign, started["id"].as_str().unwrap());
    let rows = house.get("zoe", &format!("{evidence}?part=rows")).await.content(200);
    assert!(String::from_utf8(rows).unwrap().starts_with("line item,user name,"));
});
