//! A release server started for measuring: how fast it answers, how much memory it takes.

use crate::Outcome;
use crate::postgres::free_port;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

/// A server on an embedded database of its own; dropped, it ends.
pub struct Probe {
    server: Child,
    /// From starting the process to its first answer.
    pub start: Duration,
    /// What it takes when nothing happens, in kilobytes; none where the system does not tell.
    pub memory: Option<u64>,
}

impl Probe {
    /// Starts the server in a folder, which keeps its database, and waits for its first answer.
    pub fn start(server: &Path, folder: &Path) -> Outcome<Self> {
        let port = free_port()?;
        let begun = Instant::now();
        let server = Command::new(server)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .current_dir(folder)
            .env("DATABASE_URL", format!("sqlite:{}", folder.join("probe.db").display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut probe = Self { server, start: Duration::ZERO, memory: None };
        while !answers(port) {
            if let Some(status) = probe.server.try_wait()? {
                return Err(format!("the server did not start: {status}").into());
            }
            if begun.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        probe.start = begun.elapsed();
        std::thread::sleep(Duration::from_secs(2));
        probe.memory = resident(probe.server.id());
        Ok(probe)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        // Nothing in its folder is kept, so it need not end politely.
        let ended = self.server.kill().and_then(|()| self.server.wait());
        drop(ended);
    }
}

fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// Resident memory of a process in kilobytes, as Linux tells it.
fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
