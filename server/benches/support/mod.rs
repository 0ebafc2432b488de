//! What the benchmarks share: the real server as a process, a client, figures.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The server of this build, on a database.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(database: &str) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.expect("a free port");
        let process = Command::new(env!("CARGO_BIN_EXE_bailiwick"))
            .args([
                "serve",
                "--listen",
                &address.to_string(),
                "--database-url",
                database,
                "--log-level",
                "error",
            ])
            .stdout(Stdio::null())
            .spawn()
            .expect("the server starts");
        let server = Self { process, address };
        while TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(5));
        }
        server
    }

    /// Resident memory, as Linux tells it: what is the server's own, and what of the database
    /// file is mapped, which goes as soon as somebody else needs the memory.
    pub fn memory(&self) -> String {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1_000
        };
        format!("{} MB, and {} MB of mapped files", megabytes("RssAnon:"), megabytes("RssFile:"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One kept connection.
pub struct Client {
    reader: BufReader<TcpStream>,
    host: SocketAddr,
    token: String,
}

impl Client {
    pub fn new(host: SocketAddr, token: &str) -> Self {
        let stream = TcpStream::connect(host).expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Self { reader: BufReader::new(stream), host, token: token.to_owned() }
    }

    pub fn call(&mut self, method: &str, path: &str, body: &str) -> (u16, String) {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.host,
            self.token,
            body.len()
        );
        self.reader.get_mut().write_all(request.as_bytes()).expect("sent");
        let mut status = 0;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).expect("a line");
            if line.starts_with("HTTP/") {
                status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
            }
            if let Some(given) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = given.trim().parse().expect("a length");
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).expect("the body");
        (status, String::from_utf8(body).expect("text"))
    }
}

/// Milliseconds of many runs.
#[derive(Default)]
pub struct Times(Vec<f64>);

impl Times {
    pub fn take<T>(&mut self, run: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = run();
        self.0.push(begun.elapsed().as_secs_f64() * 1e3);
        result
    }

    pub fn add(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }

    pub fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place"
        )]
        let place = ((sorted.len() - 1) as f64 * share) as usize;
        sorted[place]
    }

    pub fn line(&self) -> String {
        format!("p50 {:.2} ms, p99 {:.2} ms, max {:.2} ms", self.at(0.5), self.at(0.99), self.at(1.0))
    }
}
