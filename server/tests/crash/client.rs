//! A client that takes it calmly when the server dies.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Client(SocketAddr);

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self(address)
    }

    pub async fn get(&self, token: &str, path: &str) -> Option<(u16, Value)> {
        self.call("GET", token, path, "").await
    }

    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
        self.call("POST", token, path, &body.to_string()).await
    }

    /// Status and body; nothing when the server died before the answer was whole.
    async fn call(&self, method: &str, token: &str, path: &str, body: &str) -> Option<(u16, Value)> {
        let exchange = self.exchange(method, token, path, body);
        let answer = tokio::time::timeout(Duration::from_secs(30), exchange).await.ok()?.ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let length: Option<usize> = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned))
            .and_then(|length| length.trim().parse().ok());
        if length.is_some_and(|length| body.len() < length) {
            return None;
        }
        Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
    }

    async fn exchange(&self, method: &str, token: &str, path: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(self.0).await?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.0,
            body.len()
        );
        let request =
            if token.is_empty() { request.replace("Authorization: Bearer \r\n", "") } else { request };
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}
