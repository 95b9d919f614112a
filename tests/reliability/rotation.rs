//! A secret is replaced, or was never one.

use std::time::Duration;

use trigger::Timestamp;

use super::exposed::{Exposed, SECRET, created};
use super::support::app::{App, Serving};
use super::support::http;
use super::support::inbox;
use super::support::stripe_api::{now, signature};

/// Case 17: the provider signs with each of its secrets while one is being replaced.
#[test]
fn of_several_signatures_in_any_order_one_that_fits_is_enough() {
    let app = Exposed::start();
    let wrong = format!("v1={}", "0".repeat(64));
    for fits_at in 0..4 {
        let body = created(&format!("price_{fits_at}")).to_string();
        let good = signature(SECRET, now(), body.as_bytes());
        let (time, good) = good.split_once(',').expect("t=…,v1=…");
        let mut entries = [&*wrong; 4];
        entries[fits_at] = good;
        for header in [
            format!("{time},{}", entries.join(",")),
            format!("{},{time}", entries.join(",")),
            format!("v0=00,{},{time},v2=00,scheme", entries.join(",")),
        ] {
            let answer = app.send_under(&header, body.as_bytes());
            assert_eq!(answer.status, 200, "{header}: {answer:?}");
        }
    }
    assert_eq!(app.runs().len(), 4);
}

fn orders(secrets: &[(&'static str, &str)]) -> (App, Serving) {
    let app = secrets
        .iter()
        .fold(inbox::app(), |app, (name, value)| app.with(name, *value));
    let serving = app.serve();
    (app, serving)
}

/// The statuses with which what is signed with each of some secrets is answered, alone and beside a
/// signature that fits nothing.
fn answers(serving: &Serving, secrets: &[&str]) -> Vec<u16> {
    let url = serving.url("/sources/orders.webhook");
    let send = |secrets: &[&str]| {
        let order = inbox::order();
        let headers = inbox::signed_with(secrets, &order);
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        let answer = http::post(&url, &headers, order.as_bytes());
        answer.expect("an answer").status
    };
    let both = |secret: &&str| {
        let [stranger, secret] = [inbox::SECRETS[2], *secret];
        let alone = send(&[secret]);
        for several in [[stranger, secret], [secret, stranger]] {
            assert_eq!(send(&several), alone, "{several:?}");
        }
        alone
    };
    secrets.iter().map(both).collect()
}

/// Case 17: the app has the old secret beside the new one, until it is dropped.
#[test]
fn the_old_secret_is_accepted_until_it_is_dropped() {
    let [new, old, stranger] = inbox::SECRETS;
    let (app, serving) = orders(&[("ORDERS_SECRET", new), ("ORDERS_SECRET_OLD", old)]);
    assert_eq!(answers(&serving, &[new, old, stranger]), [200, 200, 401]);
    serving.stop();

    let (_app, serving) = orders(&[("ORDERS_SECRET", new)]);
    assert_eq!(answers(&serving, &[new, old, stranger]), [200, 401, 401]);
    drop(app);
}

/// Case 17: or until a time.
#[test]
fn the_old_secret_fails_after_its_expiry() {
    let [new, old, stranger] = inbox::SECRETS;
    for (until, expected) in [
        (Timestamp::now() + Duration::from_secs(3600), 200),
        (Timestamp::now() - Duration::from_secs(1), 401),
    ] {
        let until = until.to_string();
        let (_app, serving) = orders(&[
            ("ORDERS_SECRET", new),
            ("INBOX_EXPIRING", old),
            ("INBOX_EXPIRES_AT", &until),
        ]);
        let answers = answers(&serving, &[new, old, stranger]);
        assert_eq!(answers, [200, expected, 401], "{until}");
    }
}

/// Case 18.
#[test]
fn an_empty_secret_refuses_to_start() {
    let stripe = App::prices("created").with("STRIPE_WEBHOOK_SECRET", "");
    let blank = App::prices("created").with("STRIPE_WEBHOOK_SECRET", "  ");
    let orders = inbox::app().with("ORDERS_SECRET", "");
    let blank_orders = inbox::app().with("ORDERS_SECRET", " \n");
    let [new, ..] = inbox::SECRETS;
    let old = inbox::app()
        .with("ORDERS_SECRET", new)
        .with("ORDERS_SECRET_OLD", "");
    for (app, name) in [
        (&stripe, "STRIPE_WEBHOOK_SECRET"),
        (&blank, "STRIPE_WEBHOOK_SECRET"),
        (&orders, "ORDERS_SECRET"),
        (&blank_orders, "ORDERS_SECRET"),
        (&old, "ORDERS_SECRET"),
    ] {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        for command in [&serve[..], &["runs"]] {
            let output = app.run(command);
            assert_eq!(output.status.code(), Some(1), "{output:?}");
            assert!(output.stdout.is_empty(), "{output:?}");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains(name) && said.contains("empty"), "{said}");
        }
        assert!(
            !app.data().exists(),
            "nothing is made for an app that does not start"
        );
    }
}
