//! What strangers send to an app that serves, over a socket.

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use support::app::{App, Serving};
use support::http;
use support::stripe_api::{event, now, price, signature};

const SECRET: &str = "whsec_c4n4ry";

fn example() -> App {
    let app = App::example("stripe");
    let catalogue = app.file("catalogue.txt", "");
    app.with("CATALOGUE", catalogue.display().to_string())
        .with("STRIPE_WEBHOOK_SECRET", SECRET)
}

fn send(serving: &Serving, headers: &[(&str, &str)], body: &[u8]) -> http::Answer {
    let url = serving.url("/sources/stripe.webhook");
    http::post(&url, headers, body).expect("an answer")
}

fn send_signed(serving: &Serving, body: &[u8]) -> http::Answer {
    let header = signature(SECRET, now(), body);
    send(serving, &[("stripe-signature", &header)], body)
}

/// What a socket is answered to some bytes, up to its end.
fn raw(serving: &Serving, bytes: &[u8]) -> String {
    let address = serving.url("").replace("http://", "");
    let mut socket = TcpStream::connect(address).expect("a connection");
    socket
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a limit");
    // A server may answer and close without reading all of it.
    let _ = socket.write_all(bytes);
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn runs(app: &App) -> usize {
    app.json(&["runs"]).as_array().expect("a list").len()
}

#[test]
fn heads_that_are_too_large_are_refused() {
    let app = example();
    let serving = app.serve();
    let large = "a".repeat(1024 * 1024);
    let one =
        format!("POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\nx-large: {large}\r\n\r\n");
    let many = "x-a: b\r\n".repeat(10_000);
    let many = format!("POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\n{many}\r\n");
    let signed = format!("t={}{}", now(), ",v1=00".repeat(10_000));
    let signed = format!(
        "POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\nstripe-signature: {signed}\r\n\r\n"
    );
    for (what, request) in [("1 MB", one), ("10k headers", many), ("10k v1", signed)] {
        let answer = raw(&serving, request.as_bytes());
        // A connection that is closed upon unread bytes may lose its answer.
        let refused = ["HTTP/1.1 431", "HTTP/1.1 400"];
        let refused = refused.iter().any(|status| answer.starts_with(status));
        assert!(refused || answer.is_empty(), "{what}: {answer}");
    }
    let body = event("price.created", price("price_1")).to_string();
    assert_eq!(send_signed(&serving, body.as_bytes()).status, 200);
}

#[test]
fn a_head_that_does_not_arrive_is_given_up_and_others_are_served_meanwhile() {
    let app = example();
    let serving = app.serve();
    let address = serving.url("").replace("http://", "");
    let mut slow = TcpStream::connect(address).expect("a connection");
    slow.set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a limit");
    slow.write_all(b"POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\nx-")
        .expect("it is read");
    let body = event("price.created", price("price_1")).to_string();
    assert_eq!(send_signed(&serving, body.as_bytes()).status, 200);
    let mut rest = Vec::new();
    // It ends by itself, with an answer or without one.
    slow.read_to_end(&mut rest)
        .expect("the connection is closed");
}

#[test]
fn a_compressed_body_is_refused() {
    let app = example();
    let serving = app.serve();
    let headers = [
        ("content-encoding", "gzip"),
        ("stripe-signature", "t=1,v1=00"),
    ];
    assert_eq!(send(&serving, &headers, &[0x1f; 1000]).status, 415);
}

#[test]
fn what_is_signed_and_no_event_is_refused_and_starts_nothing() {
    let app = example();
    let serving = app.serve();
    let deep = format!(
        r#"{{"id":"evt_1","type":"price.created","created":1,"data":{{"object":{}{}}}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let good = event("price.created", price("price_1")).to_string();
    let mut bad_utf8 = good.clone().into_bytes();
    bad_utf8.truncate(bad_utf8.len() - 1);
    bad_utf8.extend_from_slice(b",\"a\":\"\xff\"}");
    let bodies: [(&str, Vec<u8>); 4] = [
        ("a NUL", [good.as_bytes(), b"\0"].concat()),
        (
            "a byte order mark",
            [b"\xef\xbb\xbf", good.as_bytes()].concat(),
        ),
        ("bad UTF-8", bad_utf8),
        ("100k deep", deep.into_bytes()),
    ];
    for (what, body) in bodies {
        assert_eq!(send_signed(&serving, &body).status, 400, "{what}");
    }
    assert_eq!(runs(&app), 0);
}

#[test]
fn a_body_over_the_limit_is_refused_also_where_its_length_is_not_announced() {
    let app = example();
    let serving = app.serve();
    let body = "a".repeat(1024 * 1024 + 1);
    let head =
        "POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    let request = format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let answer = raw(&serving, request.as_bytes());
    assert!(
        answer.starts_with("HTTP/1.1 413") || answer.is_empty(),
        "{answer}"
    );
    assert_eq!(send_signed(&serving, body.as_bytes()).status, 413);
}

#[test]
fn a_source_that_gets_more_than_its_rate_says_when_to_come_back() {
    let app = example().with("TRIGGER_RATE_LIMIT", "2");
    let serving = app.serve();
    let answers: Vec<_> = (0..20)
        .map(|_| send(&serving, &[("stripe-signature", "garbage")], b"{}"))
        .collect();
    let over = answers.iter().find(|answer| answer.status == 429);
    let over = over.expect("twenty at once are over two a second");
    assert!(
        over.head.to_lowercase().contains("retry-after: "),
        "{over:?}"
    );
    assert_eq!(answers[0].status, 400);
}
