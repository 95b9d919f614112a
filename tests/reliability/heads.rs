//! Case 22: heads that only want to keep the machine busy.

use super::exposed::{Exposed, SECRET, created};
use super::support::stripe_api::{now, signature};

/// A request that would be accepted but for what is put into its head.
fn request(more: &str) -> String {
    let body = created("price_1").to_string();
    let signature = signature(SECRET, now(), body.as_bytes());
    format!(
        "POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         stripe-signature: {signature}\r\ncontent-length: {}\r\n{more}\r\n{body}",
        body.len()
    )
}

#[test]
fn heads_that_are_too_large_are_refused() {
    let app = Exposed::start();
    let large = format!("x-large: {}\r\n", "a".repeat(1024 * 1024));
    let many = "x-a: b\r\n".repeat(10_000);
    for (what, more) in [("1 MB", large), ("10k headers", many)] {
        let answer = app.raw(request(&more).as_bytes());
        // A connection that is closed upon unread bytes may lose its answer.
        let refused = ["HTTP/1.1 431", "HTTP/1.1 400"];
        let refused = refused.iter().any(|status| answer.starts_with(status));
        assert!(refused || answer.is_empty(), "{what}: {answer}");
    }
    let long = format!(
        "POST /sources/{} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
        "a".repeat(1024 * 1024)
    );
    let answer = app.raw(long.as_bytes());
    let refused = ["HTTP/1.1 431", "HTTP/1.1 400", "HTTP/1.1 414"];
    let refused = refused.iter().any(|status| answer.starts_with(status));
    assert!(refused || answer.is_empty(), "a long path: {answer}");
    assert!(app.deliveries().is_empty(), "nothing was looked at");
    app.assert_unharmed();
}

#[test]
fn ten_thousand_signatures_are_refused_though_the_last_one_fits() {
    let app = Exposed::start();
    let body = created("price_1").to_string();
    let good = signature(SECRET, now(), body.as_bytes());
    let (time, good) = good.split_once(',').expect("t=…,v1=…");
    let header = format!("{time}{},{good}", ",v1=00".repeat(10_000));
    let answer = app.send_under(&header, body.as_bytes());
    assert_eq!(answer.status, 400, "{answer:?}");
    assert!(answer.body.contains("too many signatures"), "{answer:?}");
    app.assert_unharmed();
}
