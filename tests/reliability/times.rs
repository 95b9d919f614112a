//! What was signed at another time, or is sent once more.

use super::exposed::{Exposed, SECRET, created};
use super::support::stripe_api::{now, signature};

const A_YEAR: u64 = 365 * 24 * 3600;

/// Cases 14 and 16.
#[test]
fn what_was_signed_long_ago_or_is_yet_to_be_is_refused() {
    let app = Exposed::start();
    let body = created("price_1").to_string().into_bytes();
    for (what, time) in [
        ("301 s old", now() - 301),
        ("a year old", now() - A_YEAR),
        ("from 1970", 0),
        // It has not become 300 s when it arrives.
        ("310 s ahead", now() + 310),
        ("a year ahead", now() + A_YEAR),
        ("beyond every calendar", i64::MAX.unsigned_abs()),
    ] {
        let answer = app.send_under(&signature(SECRET, time, &body), &body);
        assert_eq!(answer.status, 400, "{what}: {answer:?}");
        assert!(answer.body.contains("timestamp"), "{what}: {answer:?}");
    }
    app.assert_unharmed();
}

/// Case 14, the other side of it.
#[test]
fn what_was_signed_within_the_window_is_accepted() {
    let app = Exposed::start();
    for (id, time) in [("price_1", now() - 280), ("price_2", now() + 280)] {
        let body = created(id).to_string().into_bytes();
        let answer = app.send_under(&signature(SECRET, time, &body), &body);
        assert_eq!(answer.status, 200, "{id}: {answer:?}");
    }
    assert_eq!(app.runs().len(), 2);
}

/// Case 15.
#[test]
fn what_is_sent_again_within_the_window_is_answered_and_runs_nothing() {
    let app = Exposed::start();
    let body = created("price_1").to_string().into_bytes();
    let header = signature(SECRET, now() - 2, &body);
    for _ in 0..3 {
        assert_eq!(app.send_under(&header, &body).status, 200);
    }
    // Signed anew, as its sender does it.
    assert_eq!(app.send_signed(&body).status, 200);
    app.app.until_finished(&app.serving, "created");
    let deliveries = app.deliveries();
    let verdicts: Vec<_> = deliveries.iter().map(|each| &each["verdict"]).collect();
    assert_eq!(
        verdicts,
        ["duplicate", "duplicate", "duplicate", "accepted"]
    );
    assert_eq!(app.runs().len(), 1);
    assert_eq!(app.app.ledger(), ["created price_1"]);
}
