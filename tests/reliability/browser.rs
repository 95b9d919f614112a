//! What reaches the browser of the one who looks at the dashboard.

use serde_json::json;

use super::exposed::{Exposed, SECRET};
use super::pages;
use super::support::app::App;
use super::support::http::request;
use super::support::stripe_api::{event, now, price, signature};

/// Case 27.
#[test]
fn markup_that_was_sent_is_inert_on_every_page() {
    const SCRIPT: &str = "<script>alert(1)</script>";
    const IMAGE: &str = "\"><img src=x onerror=alert(1)>";

    let app = Exposed::start();
    let mut marked = event("price.created", price(SCRIPT));
    marked["id"] = json!(format!("evt_{IMAGE}"));
    marked["data"]["object"]["nickname"] = json!(IMAGE);
    let unknown = event(SCRIPT, json!({ "note": IMAGE }));
    for event in [&marked, &unknown] {
        let body = event.to_string();
        let header = signature(SECRET, now(), body.as_bytes());
        let headers = [
            ("stripe-signature", &*header),
            ("user-agent", SCRIPT),
            ("x-note", IMAGE),
        ];
        assert_eq!(app.send(&headers, body.as_bytes()).status, 200);
    }
    let forged = [("stripe-signature", SCRIPT), ("user-agent", IMAGE)];
    assert_eq!(app.send(&forged, SCRIPT.as_bytes()).status, 400);
    app.app.until_finished(&app.serving, "created");

    let mut escaped = 0;
    let mut seen = pages::all(&app.serving);
    for asked in [
        "/runs?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/deliveries?source=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    ] {
        seen.push((asked.to_owned(), pages::get(&app.serving, asked)));
    }
    for (path, page) in &seen {
        let policy = page
            .head
            .lines()
            .find(|line| line.starts_with("content-security-policy: "));
        let Some(policy) = policy else {
            assert!(!page.head.contains("text/html"), "{path} has no policy");
            continue;
        };
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("script-src 'self'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        if page.head.contains("text/html") {
            assert!(!page.body.contains("<script>"), "{path}");
            assert!(!page.body.contains("<img src=x"), "{path}");
            escaped += usize::from(page.body.contains("&lt;script&gt;alert(1)"));
        }
    }
    let shown = seen.len();
    assert!(escaped > 5, "it is shown on {escaped} of {shown} pages");
}

/// Case 28.
#[test]
fn what_another_site_posts_changes_nothing() {
    let app = App::example("desk");
    let serving = app.serve();
    let started = app.json(&["invoke", "remind", "--payload", "\"price_1\""]);
    let run = started["run"].as_str().expect("an id");
    serving.until("a run that waits", || {
        let run = app.json(&["runs", "show", run]);
        (run["status"] == "waiting").then_some(())
    });
    let own = serving.url("");
    let host = own.replace("http://", "");
    let foreign = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
        ("origin", &*format!("https://{host}.evil.example")),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    for action in ["cancel", "replay"] {
        let url = serving.url(&format!("/runs/{run}/{action}"));
        for header in foreign {
            let headers = [
                header,
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let answer = request("POST", &url, &headers, b"").expect("an answer");
            assert_eq!(answer.status, 403, "{action} {header:?}: {answer:?}");
        }
    }
    let runs = app.json(&["runs"]);
    assert_eq!(runs.as_array().map(Vec::len), Some(1));
    assert_eq!(runs[0]["status"], "waiting");

    // What the page itself posts does it.
    let url = serving.url(&format!("/runs/{run}/cancel"));
    let headers = [
        ("origin", &*own),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let answer = request("POST", &url, &headers, b"").expect("an answer");
    assert!(answer.status < 400, "{answer:?}");
    assert_eq!(app.json(&["runs"])[0]["status"], "cancelled");
}
