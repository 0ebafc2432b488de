//! The real server as a process.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::client::Client;

pub struct Server {
    process: std::sync::Mutex<Child>,
    address: SocketAddr,
}

impl Server {
    /// Starts it on a free port and waits until it answers.
    pub async fn start(database: &str) -> Self {
        let server = Self::spawn(database);
        server.answers().await;
        server
    }

    /// Starts it on a free port: its workers may be at work before it answers.
    pub fn spawn(database: &str) -> Self {
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
        Self { process: process.into(), address }
    }

    /// Waits until it answers.
    pub async fn answers(&self) {
        let client = Client::new(self.address);
        for _ in 0..400 {
            if client.get("", "/healthz").await.is_some_and(|(status, _)| status == 200) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server does not answer");
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `kill -9`.
    pub fn kill(&self) {
        let mut process = self.process.lock().expect("not poisoned");
        process.kill().expect("it is ours to kill");
        process.wait().expect("it is gone");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(process) = self.process.get_mut() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
