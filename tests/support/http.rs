//! The smallest HTTP client that can play a provider: one request, as raw as it gets, over a socket
//! of its own.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What a `POST` was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The status line and the headers, as they came.
    pub head: String,
    /// The body, as it came.
    pub body: String,
}

/// Posts a body to an `http://` URL, with the given headers beside `Host` and `Content-Length`.
/// An answer must come within 30 s.
pub fn post(url: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
    request("POST", url, headers, body)
}

/// The same with another method.
pub fn request(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let rest = url
        .strip_prefix("http://")
        .ok_or_else(|| invalid("the URL is not http"))?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };

    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));

    let mut socket = TcpStream::connect(host)?;
    socket.set_read_timeout(Some(Duration::from_secs(30)))?;
    socket.write_all(head.as_bytes())?;
    // A server may answer and close without reading all of a body that it refuses.
    let written = socket.write_all(body);
    let mut answer = Vec::new();
    let read = socket.read_to_end(&mut answer);
    if answer.is_empty() {
        written?;
        read?;
    }

    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or_else(|| invalid("no answer"))?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    Ok(Answer {
        status: status.ok_or_else(|| invalid("no status"))?,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}
