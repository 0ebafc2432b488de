//! The executable as it is called from a shell.

#![expect(clippy::unwrap_used, reason = "for tests only")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn bailiwick(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bailiwick"));
    let database = format!("sqlite:{}", folder.join("test.db").display());
    command.current_dir(folder).env_remove("BAILIWICK_CONFIG").env("DATABASE_URL", database);
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    bailiwick(folder).args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn init_prints_one_link_and_the_trail_tells_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let init = ["init", "--user-name", "ann", "--base-url", "https://access.example.org"];
    let first = run(folder.path(), &init);
    assert!(first.status.success(), "{}", said(&first));
    assert!(said(&first).contains("https://access.example.org/welcome?token="));

    let other = run(folder.path(), &["init", "--user-name", "ben"]);
    assert!(!other.status.success());
    assert!(said(&other).contains("administrator"), "{}", said(&other));

    // Nothing is sealed where no server runs; exports hold what is sealed.
    let verified = run(folder.path(), &["audit", "verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
    assert!(said(&verified).contains("not sealed yet: 2 entries"), "{}", said(&verified));
    assert!(run(folder.path(), &["audit", "export", "trail.jsonl"]).status.success());
    assert!(run(folder.path(), &["audit", "verify", "trail.jsonl"]).status.success());
    let again = run(folder.path(), &["audit", "export", "trail.jsonl"]);
    assert!(!again.status.success(), "an export is never overwritten");
}

#[test]
fn a_wrong_setting_is_named_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("settings.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
    let output = run(folder.path(), &["serve", "--config", "settings.toml"]);
    assert!(!output.status.success());
    assert!(said(&output).contains("lisen"), "{}", said(&output));
    assert!(!folder.path().join("test.db").exists());
}

#[test]
fn nobody_at_the_address_is_not_healthy() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["healthcheck", "--listen", "127.0.0.1:1"]);
    assert!(!output.status.success());
    assert!(said(&output).contains("does not answer"), "{}", said(&output));
}

#[test]
fn a_server_is_healthy_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = bailiwick(folder.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
    let listening = lines.find(|line| line.contains("listening on http://")).unwrap();
    let address = listening.split("http://").nth(1).unwrap().split_whitespace().next().unwrap();
    let health = run(folder.path(), &["healthcheck", "--listen", address]);
    assert!(health.status.success(), "{}", said(&health));

    let told = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(server.wait().unwrap().success());
    assert!(lines.any(|line| line.contains("stopped")));
}

#[test]
fn an_import_names_bad_rows_and_loads_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("people.csv");
    let import = ["import", "users", "people.csv", "--map", "Login=userName"];
    std::fs::write(&file, "Login,givenName,sn\nann,Ann,Archer\n,Ben,Baker\n").unwrap();
    let bad = run(folder.path(), &import);
    assert!(!bad.status.success());
    assert!(said(&bad).contains("line 3"), "{}", said(&bad));

    std::fs::write(&file, "Login,givenName,sn\nann,Ann,Archer\nben,Ben,Baker\n").unwrap();
    assert!(said(&run(folder.path(), &import)).contains("2 added, 0 changed, 0 unchanged"));
    assert!(said(&run(folder.path(), &import)).contains("0 added, 0 changed, 2 unchanged"));
}
