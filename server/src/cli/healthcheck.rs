//! `bailiwick healthcheck`.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::run::Outcome;

const PATIENCE: Duration = Duration::from_secs(5);

/// Asks the server at `address` whether it is ready.
pub(super) fn healthcheck(address: SocketAddr) -> Outcome {
    let status = ask(reachable(address)).map_err(|error| format!("{address} does not answer: {error}"))?;
    if status == "200" { Ok(()) } else { Err(format!("{address} answers {status}").into()) }
}

/// A server that listens on all addresses is asked on the local one.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port())
    } else {
        address
    }
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(4_096).read_to_end(&mut answer)?;
    let line = String::from_utf8_lossy(&answer);
    Ok(line.split_whitespace().nth(1).unwrap_or("nothing").to_owned())
}
