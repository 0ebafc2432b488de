//! A real mail server, run by Node.js, for as long as a test needs it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bailiwick_engine::Engine;
use bailiwick_server::config::{Config, SmtpSecurity};
use bailiwick_server::mail;
use bailiwick_server::state::AppState;
use serde_json::Value;

/// What the mail server lets in.
pub const PASSWORD: &str = "known to these two only";

pub struct MailServer {
    child: Child,
    pub port: u16,
    lines: Arc<Mutex<Vec<Value>>>,
}

/// A mail that arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub to: Vec<String>,
    /// Header lines unfolded, then the body.
    pub text: String,
}

impl Arrived {
    pub fn header(&self, name: &str) -> String {
        let mut head = self.text.lines().take_while(|line| !line.is_empty());
        let line = head.find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default().to_owned()
    }
}

impl MailServer {
    /// Starts one, on any port when it is 0; `None`, saying so, where its package is not installed.
    pub fn start(port: u16) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smtp");
        if !folder.join("node_modules/smtp-server").is_dir() {
            eprintln!("skipped: the mail server is not installed; `npm ci` in server/tests/smtp does it");
            return None;
        }
        let mut child = Command::new("node")
            .arg("server.js")
            .arg(port.to_string())
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        output.read_line(&mut first).unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = lines.clone();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                kept.lock().unwrap().push(serde_json::from_str(&line).unwrap());
            }
        });
        Some(Self { child, port: first.trim().parse().unwrap(), lines })
    }

    /// The mails so far, once there are so many; it waits a moment for them.
    pub async fn mails(&self, count: usize) -> Vec<Arrived> {
        let deadline = Instant::now() + Duration::from_secs(5);
        while self.lines.lock().unwrap().len() < count && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let lines = self.lines.lock().unwrap().clone();
        let mails: Vec<Arrived> = lines.iter().map(arrived).collect();
        assert_eq!(mails.len(), count, "{mails:#?}");
        mails
    }
}

fn arrived(mail: &Value) -> Arrived {
    let to = mail["to"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned());
    let text = mail["raw"].as_str().unwrap().replace("\r\n ", " ");
    // Long lines are cut in the body.
    Arrived { to: to.collect(), text: text.replace("=\r\n", "").replace("\r\n", "\n") }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Settings with a mail server on this machine.
pub fn settings(port: u16) -> Config {
    Config {
        base_url: "https://access.example.com".into(),
        smtp_host: "localhost".into(),
        smtp_port: port,
        smtp_security: SmtpSecurity::None,
        smtp_user: "bailiwick".into(),
        smtp_password: PASSWORD.into(),
        mail_from: "Bailiwick <bailiwick@example.com>".into(),
        ..Config::default()
    }
}

/// Lets an engine send mail there.
pub fn attach(engine: &Engine, config: Config) {
    mail::attach(&AppState::new(engine.clone(), config).unwrap()).unwrap();
}
