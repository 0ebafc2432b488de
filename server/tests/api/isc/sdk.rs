//! The published clients of SailPoint's API, against the server: from asking for a campaign to completing it.

use std::path::{Path, PathBuf};

use bailiwick::authority::{Actor, Authority};
use bailiwick_engine::identity::create_client;
use bailiwick_store::db_test;
use tokio::net::TcpListener;
use tokio::process::Command;

use super::house;
use crate::support::House;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sailpoint")
}

/// Tells the whole story with a client: the program that runs it, and the script.
async fn tell(house: House, program: &Path, script: &str) {
    super::machines::machines(&house).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = house.router.clone();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let system = house.engine.context(Actor::System, "test");
    let client = create_client(&house.engine, &system, "Governance", &[Authority::OrgAdmin]).await.unwrap();
    let deadline = system.now + chrono::Duration::days(7);
    let run = async |arguments: &[&str]| {
        let output = Command::new(program)
            .arg(script)
            .args(arguments)
            .current_dir(folder())
            .env("BASE_URL", format!("http://{address}"))
            .env("CLIENT_ID", &client.client.id)
            .env("CLIENT_SECRET", &client.secret)
            .env("DEADLINE", deadline.to_rfc3339())
            .env("REVIEWER_TOKEN", house.token("mia"))
            .env("OTHER_TOKEN", house.token("oli"))
            .env("OTHER", house.user("oli").to_string())
            .env("SOURCE", house.item("ledger").to_string())
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        said
    };
    let said = run(&["begin"]).await;
    let id = said.lines().last().unwrap().to_owned();
    house.clock.advance(chrono::Duration::days(8));
    run(&["end", &id]).await;
    server.abort();
}

db_test!(the_published_python_client_is_understood, |db| async {
    let python = folder().join("venv/bin/python");
    if !python.exists() {
        eprintln!("skipped: SailPoint's Python client is not installed; `cargo xtask test` does it");
        return;
    }
    tell(house(db).await, &python, "story.py").await;
});

db_test!(the_published_javascript_client_is_understood, |db| async {
    if !folder().join("node_modules/sailpoint-api-client").is_dir() {
        eprintln!("skipped: SailPoint's JavaScript client is not installed; `cargo xtask test` does it");
        return;
    }
    tell(house(db).await, Path::new("node"), "story.mjs").await;
});
