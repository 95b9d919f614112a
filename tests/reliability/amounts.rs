//! Case 20, and how much of what is refused is kept: what strangers can make an app hold is bounded.

use std::io::{ErrorKind, Read as _, Write as _};
use std::thread;

use rusqlite::Connection;

use super::exposed::{Exposed, SECRET, created};
use super::support::stripe_api::{now, signature};

const LIMIT: usize = 1024 * 1024;

/// A request whose length is not announced.
fn chunked(signature: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         transfer-encoding: chunked\r\nstripe-signature: {signature}\r\n\r\n{:x}\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
}

/// An event whose body has this size.
fn sized(size: usize) -> Vec<u8> {
    let mut event = created("price_sized");
    event["padding"] = "".into();
    let padding = size - event.to_string().len();
    event["padding"] = "a".repeat(padding).into();
    event.to_string().into_bytes()
}

#[test]
fn a_body_one_byte_over_the_limit_is_refused_whether_its_length_is_announced_or_not() {
    let app = Exposed::start();
    let over = sized(LIMIT + 1);
    let header = signature(SECRET, now(), &over);
    assert_eq!(app.send_under(&header, &over).status, 413);
    let answer = app.raw(&chunked(&header, &over));
    assert!(
        // A connection that is closed upon unread bytes may lose its answer.
        answer.starts_with("HTTP/1.1 413") || answer.is_empty(),
        "{answer}"
    );
    assert!(app.deliveries().is_empty(), "nothing is kept of it");
    assert!(app.runs().is_empty());

    let fits = sized(LIMIT);
    assert_eq!(app.send_signed(&fits).status, 200);
    let fits = sized(LIMIT);
    let header = signature(SECRET, now(), &fits);
    let answer = app.raw(&chunked(&header, &fits));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Two hundred senders of bodies over the limit, some of them far, half of them with nothing said
/// about their length: the process does not grow by more than it may hold of bodies at once.
#[test]
fn the_memory_that_large_bodies_take_is_bounded() {
    const SENDERS: usize = 20;
    const BODIES: usize = 10;

    let app = Exposed::start();
    assert_eq!(app.send_signed(&sized(LIMIT)).status, 200);
    let before = app.serving.peak_memory();
    thread::scope(|scope| {
        for sender in 0..SENDERS {
            let app = &app;
            scope.spawn(move || {
                let block = vec![b'a'; 64 * 1024];
                for body in 0..BODIES {
                    let blocks = if body == 0 { 17 } else { 256 };
                    pour(app, &block, blocks, sender % 2 == 0);
                }
            });
        }
    });
    let grown = app.serving.peak_memory() - before;
    assert!(grown < 64 << 20, "{grown} bytes more than before");
    assert_eq!(app.deliveries().len(), 1, "nothing is kept of them");
    let run = app.app.until_finished(&app.serving, "created");
    assert_eq!(run["status"], "completed");
}

/// Sends block after block until the other side has had enough, or all of them.
fn pour(app: &Exposed, block: &[u8], blocks: usize, announced: bool) {
    let length = match announced {
        true => format!("content-length: {}", block.len() * blocks),
        false => "transfer-encoding: chunked".to_owned(),
    };
    let head = format!("POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\n{length}\r\n\r\n");
    let (before, after, end) = match announced {
        true => (String::new(), "", ""),
        false => (format!("{:x}\r\n", block.len()), "\r\n", "0\r\n\r\n"),
    };
    let part = [before.as_bytes(), block, after.as_bytes()].concat();
    let mut socket = app.connect();
    let mut taken = socket.write_all(head.as_bytes());
    for _ in 0..blocks {
        taken = taken.and_then(|()| socket.write_all(&part));
    }
    // A connection that is closed upon unread bytes may lose its answer.
    let _ = taken.and_then(|()| socket.write_all(end.as_bytes()));
    let mut answer = [0; 12];
    match socket.read_exact(&mut answer) {
        Ok(()) => assert_eq!(&answer, b"HTTP/1.1 413"),
        Err(error) => assert_ne!(error.kind(), ErrorKind::WouldBlock, "no answer came"),
    }
}

/// What was refused is kept to be looked at: the last thousand, and a part of each.
#[test]
fn rejected_deliveries_are_kept_in_a_bounded_number_and_size() {
    const SENDERS: usize = 8;
    const EACH: usize = 140;

    let app = Exposed::start();
    let accepted = created("price_1").to_string();
    assert_eq!(app.send_signed(accepted.as_bytes()).status, 200);
    let body = sized(100_000);
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                let large = "h".repeat(20_000);
                let headers = [
                    ("stripe-signature", "t=1,v1=00"),
                    ("x-large", &*large),
                    ("x-after", "it"),
                ];
                for _ in 0..EACH {
                    assert_eq!(app.send(&headers, &body).status, 400);
                }
            });
        }
    });
    let deliveries = app.deliveries();
    let rejected = deliveries
        .iter()
        .filter(|each| each["verdict"] == "rejected");
    assert_eq!(rejected.count(), 1000);
    let oldest = deliveries.last().expect("deliveries");
    assert_eq!(oldest["verdict"], "accepted", "it is in nobody's way");
    assert_eq!(deliveries[0]["body_size"], 100_000);
    let database = Connection::open(app.app.data().join("app.db")).expect("the database");
    let largest = "SELECT max(length(body)), max(length(headers)), max(length(uri))
                   FROM deliveries WHERE verdict = 'rejected'";
    let largest: [i64; 3] = database
        .query_row(largest, [], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?])
        })
        .expect("rows");
    let [body, headers, uri] = largest;
    assert!(
        body <= 16 * 1024 && headers <= 9 * 1024 && uri <= 1024,
        "{largest:?}"
    );
    let run = app.app.until_finished(&app.serving, "created");
    assert_eq!(run["status"], "completed");
}

/// Beside what a process holds, a source can have a rate.
#[test]
fn a_source_that_gets_more_than_its_rate_says_when_to_come_back() {
    let app = Exposed::with(|app| app.with("TRIGGER_RATE_LIMIT", "2"));
    let answers: Vec<_> = (0..20).map(|_| app.send_under("garbage", b"{}")).collect();
    let over = answers.iter().find(|answer| answer.status == 429);
    let over = over.expect("twenty at once are over two a second");
    assert!(
        over.head.to_lowercase().contains("retry-after: "),
        "{over:?}"
    );
    assert_eq!(answers[0].status, 400);
}
