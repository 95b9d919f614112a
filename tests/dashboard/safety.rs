//! Who may see the pages, and what they forbid.

use crate::desk::{Desk, TOKEN, location};
use crate::support::app::App;

#[test]
fn pages_forbid_whatever_does_not_come_from_here() {
    let desk = Desk::start();
    let head = desk.ask("GET", "/", &[], "").head;
    let policy = head
        .lines()
        .find(|line| line.starts_with("content-security-policy: "));
    let policy = policy.expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"));
    assert!(
        !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );

    // A name that somebody else has made point here.
    for hosts in [
        "host: evil.example",
        "host: localhost\r\nhost: evil.example",
        "x: y",
    ] {
        let answer = desk.raw(&format!(
            "GET /runs HTTP/1.1\r\n{hosts}\r\nconnection: close\r\n\r\n"
        ));
        let refused = ["HTTP/1.1 403", "HTTP/1.1 400"]
            .iter()
            .any(|status| answer.starts_with(status));
        assert!(refused && !answer.contains("<main"), "{hosts}: {answer}");
    }
    desk.serving.stop();
}

#[test]
fn a_request_that_came_through_a_proxy_needs_the_token() {
    let desk = Desk::with(|app| app.with("TRIGGER_DASHBOARD_TOKEN", TOKEN));
    let proxied = ("x-forwarded-for", "203.0.113.7");
    let refused = desk.ask("GET", "/runs", &[proxied], "");
    assert_eq!(refused.status, 401);
    assert!(refused.body.contains("TRIGGER_DASHBOARD_TOKEN"));
    let form = ("content-type", "application/x-www-form-urlencoded");
    let wrong = desk.ask("POST", "/login", &[proxied, form], "token=wrong");
    assert_eq!(wrong.status, 401);
    let right = desk.ask(
        "POST",
        "/login",
        &[proxied, form],
        &format!("token={TOKEN}"),
    );
    assert_eq!(location(&right), "/");
    let cookie = right
        .head
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.expect("a session");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert!(!cookie.contains(TOKEN));
    let session = cookie.split(';').next().unwrap_or_default();
    let admitted = desk.ask("GET", "/runs", &[proxied, ("cookie", session)], "");
    assert_eq!(admitted.status, 200);
    desk.serving.stop();

    let short = App::example("desk").with("TRIGGER_DASHBOARD_TOKEN", "short");
    let output = short.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}
