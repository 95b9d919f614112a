//! An app that serves, and how its dashboard is asked.

use serde_json::{Value, json};

use crate::support::app::{App, Serving};
use crate::support::http::{Answer, request};

pub(crate) const TOKEN: &str = "a-token-of-some-length";

/// An app that serves, with its dashboard.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) serving: Serving,
}

impl Desk {
    pub(crate) fn start() -> Self {
        Self::with(|app| app)
    }

    pub(crate) fn with(set: impl FnOnce(App) -> App) -> Self {
        let mut app = App::example("desk")
            .with("TRIGGER_API_TOKEN", TOKEN)
            .with("STRIPE_WEBHOOK_SECRET", "whsec_desk");
        let gate = app.beside("gate").display().to_string();
        app.set("DESK_GATE", gate);
        let app = set(app);
        let serving = app.serve();
        Self { app, serving }
    }

    #[track_caller]
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let url = self.serving.url(path);
        request(method, &url, headers, body.as_bytes()).expect("an answer")
    }

    /// Sends bytes as they are, and gives all that comes back.
    #[track_caller]
    pub(crate) fn raw(&self, request: &str) -> String {
        use std::io::{Read as _, Write as _};
        let url = self.serving.url("");
        let address = url.trim_start_matches("http://");
        let mut socket = std::net::TcpStream::connect(address).expect("it listens");
        socket.write_all(request.as_bytes()).expect("it is asked");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// A page.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> String {
        let answer = self.ask("GET", path, &[], "");
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert!(answer.head.contains("text/html"), "{path}: {answer:?}");
        answer.body
    }

    /// A page's twin.
    #[track_caller]
    pub(crate) fn twin(&self, path: &str) -> Value {
        let answer = self.ask("GET", path, &[], "");
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        serde_json::from_str(&answer.body).expect("JSON")
    }

    /// Sends a form as a page does.
    #[track_caller]
    pub(crate) fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let origin = self.serving.url("");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", &*origin),
        ];
        let pairs = form
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.ask("POST", path, &headers, &body)
    }

    /// Sends an event of the app, and gives its runs' ids.
    #[track_caller]
    pub(crate) fn send(&self, name: &str, payload: &Value) -> Vec<String> {
        let token = format!("Bearer {TOKEN}");
        let headers = [
            ("authorization", &*token),
            ("content-type", "application/json"),
        ];
        let event = json!({ "name": name, "payload": payload }).to_string();
        let answer = self.ask("POST", "/api/v1/events", &headers, &event);
        let sent: Value = serde_json::from_str(&answer.body).expect("JSON");
        let runs = sent["runs"].as_array().expect("runs").iter();
        runs.map(|run| run.as_str().expect("an id").to_owned())
            .collect()
    }

    /// Waits until a run has ended, and gives its page's twin.
    #[track_caller]
    pub(crate) fn until_ended(&self, run: &str) -> Value {
        let path = format!("/runs/{run}.json");
        self.serving.until("a run that has ended", || {
            let run = self.twin(&path);
            run["finished_at"].is_string().then_some(run)
        })
    }
}

pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

pub(crate) fn order(id: &str, total: u64) -> Value {
    let lines = json!([{ "sku": "A-1", "count": 1 }, { "sku": "B-7", "count": 2 }]);
    json!({ "id": id, "total": total, "currency": "usd", "lines": lines })
}

/// Where an answer leads.
#[track_caller]
pub(crate) fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    let mut lines = answer.head.lines();
    let location = lines.find_map(|line| line.strip_prefix("location: "));
    location.expect("a location").to_owned()
}
