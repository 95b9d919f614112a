//! URLs of strangers that lead into the app's own network.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use serde_json::{Value, json};

use super::support::app::{App, Serving};
use super::support::http::request;

const TOKEN: &str = "a-token-of-some-length";

/// `tests/apps/courier.rs`, asked over its API.
struct Courier {
    app: App,
    serving: Serving,
}

impl Courier {
    fn start(set: impl FnOnce(App) -> App) -> Self {
        let app = App::example("courier").with("TRIGGER_API_TOKEN", TOKEN);
        let app = set(app);
        let serving = app.serve();
        Self { app, serving }
    }

    /// Has a URL fetched, and gives the run that did, or was kept from it.
    fn fetch(&self, url: &str) -> Value {
        let invoke = self.serving.url("/api/v1/jobs/fetches/invoke");
        let token = format!("Bearer {TOKEN}");
        let headers = [
            ("authorization", &*token),
            ("content-type", "application/json"),
        ];
        let payload = json!({ "payload": url }).to_string();
        let answer = request("POST", &invoke, &headers, payload.as_bytes()).expect("an answer");
        assert_eq!(answer.status, 201, "{answer:?}");
        self.app.until_finished(&self.serving, "fetches")
    }
}

/// A server within the app's network, and where it listens.
fn inside() -> (TcpListener, u16) {
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = server.local_addr().expect("an address").port();
    (server, port)
}

/// Nobody has connected.
#[track_caller]
fn assert_untouched(server: &TcpListener) {
    server.set_nonblocking(true).expect("it can be set");
    let nobody = server.accept().expect_err("nobody has connected");
    assert_eq!(nobody.kind(), ErrorKind::WouldBlock);
}

/// Case 30: whatever the URL writes for an address, and a name that means one.
#[test]
fn a_url_into_the_apps_own_network_is_refused_and_nothing_connects() {
    let courier = Courier::start(|app| app);
    let (server, port) = inside();
    let hosts = [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "169.254.169.254",
        "10.0.0.1",
        "localhost",
    ];
    for host in hosts {
        let run = courier.fetch(&format!("http://{host}:{port}/"));
        assert_eq!(run["status"], "failed", "{host}: {run:#}");
        let said = run["error"].to_string();
        assert!(said.contains("outbound guard refuses"), "{host}: {said}");
    }
    assert_untouched(&server);
}

/// Case 30: a host that may be reached leads no further.
#[test]
fn a_redirect_into_the_apps_own_network_is_not_followed() {
    let courier = Courier::start(|app| app.with("COURIER_ALLOWS", "localhost"));
    let ((server, port), (target, behind)) = (inside(), inside());
    let redirects = thread::spawn(move || {
        let (mut socket, _) = server.accept().expect("the app connects");
        let mut asked = [0; 1024];
        let read = socket.read(&mut asked).expect("a request");
        assert!(asked[..read].starts_with(b"GET / HTTP/1.1"));
        let answer = format!(
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{behind}/\r\ncontent-length: 0\r\n\r\n"
        );
        socket.write_all(answer.as_bytes()).expect("it is sent");
    });
    let run = courier.fetch(&format!("http://localhost:{port}/"));
    redirects.join().expect("it has answered");
    // It is an answer like others that are no success.
    assert_eq!(run["status"], "failed", "{run:#}");
    assert!(run["error"].to_string().contains("302"), "{run:#}");
    assert_untouched(&target);
}
