//! The dashboard, over real HTTP: what its pages show, what they refuse, and that their twins in
//! JSON say the same.

mod support;

use serde_json::{Value, json};
use support::app::{App, Serving};
use support::http::{Answer, request};

const TOKEN: &str = "a-token-of-some-length";

/// An app that serves, with its dashboard.
struct Desk {
    app: App,
    serving: Serving,
}

impl Desk {
    fn start() -> Self {
        Self::with(|app| app)
    }

    fn with(set: impl FnOnce(App) -> App) -> Self {
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
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let url = self.serving.url(path);
        request(method, &url, headers, body.as_bytes()).expect("an answer")
    }

    /// Sends bytes as they are, and gives all that comes back.
    #[track_caller]
    fn raw(&self, request: &str) -> String {
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
    fn page(&self, path: &str) -> String {
        let answer = self.ask("GET", path, &[], "");
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert!(answer.head.contains("text/html"), "{path}: {answer:?}");
        answer.body
    }

    /// A page's twin.
    #[track_caller]
    fn twin(&self, path: &str) -> Value {
        let answer = self.ask("GET", path, &[], "");
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        serde_json::from_str(&answer.body).expect("JSON")
    }

    /// Sends a form as a page does.
    #[track_caller]
    fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
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
    fn send(&self, name: &str, payload: &Value) -> Vec<String> {
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
    fn until_ended(&self, run: &str) -> Value {
        let path = format!("/runs/{run}.json");
        self.serving.until("a run that has ended", || {
            let run = self.twin(&path);
            run["finished_at"].is_string().then_some(run)
        })
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn order(id: &str, total: u64) -> Value {
    let lines = json!([{ "sku": "A-1", "count": 1 }, { "sku": "B-7", "count": 2 }]);
    json!({ "id": id, "total": total, "currency": "usd", "lines": lines })
}

/// Where an answer leads.
#[track_caller]
fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    let mut lines = answer.head.lines();
    let location = lines.find_map(|line| line.strip_prefix("location: "));
    location.expect("a location").to_owned()
}

#[test]
fn every_page_and_its_twin_is_there_and_loads_nothing_from_elsewhere() {
    let desk = Desk::start();
    let run = desk.send("order.placed", &order("order_1", 1200)).remove(0);
    desk.until_ended(&run);
    let run_page = format!("/runs/{run}");
    let pages = [
        "/",
        "/runs",
        "/jobs",
        "/jobs/fulfil",
        "/jobs/fulfil/test",
        "/events",
        "/deliveries",
        "/sources",
        "/sources/stripe.webhook",
        "/schedules",
        "/integrations",
        "/settings",
        &run_page,
    ];
    for path in pages {
        let page = desk.page(path);
        for elsewhere in [
            "src=\"http",
            "href=\"//",
            "src=\"//",
            "style=\"",
            "<style",
            "onclick",
        ] {
            assert!(!page.contains(elsewhere), "{path}: {elsewhere}");
        }
        let scripts = page.matches("<script").count();
        assert_eq!(
            scripts,
            page.matches("<script src=\"/assets/").count(),
            "{path}"
        );
        let twin = if path == "/" {
            "/index.json".to_owned()
        } else {
            format!("{path}.json")
        };
        desk.twin(&twin);
    }
    for asset in desk.page("/").split("\"/assets/").skip(1) {
        let path = format!("/assets/{}", asset.split('"').next().unwrap_or_default());
        let answer = desk.ask("GET", &path, &[], "");
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.head.contains("immutable"), "{answer:?}");
    }
    assert_eq!(desk.ask("GET", "/nothing", &[], "").status, 404);
    desk.serving.stop();
}

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

#[test]
fn an_empty_app_shows_a_first_command_that_works() {
    let desk = Desk::start();
    let page = desk.page("/");
    assert!(page.contains("Nothing has run yet"));
    let command = page
        .split("data-copy=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let command = command.expect("a command");
    let arguments: Vec<_> = command.split(' ').skip(1).collect();
    let output = desk.app.run(&arguments);
    assert!(output.status.success(), "{command}: {output:?}");
    desk.serving.until("the page without its guide", || {
        let page = desk.page("/");
        (!page.contains("Nothing has run yet")).then_some(())
    });
    desk.serving.stop();
}

#[test]
fn the_test_page_preselects_the_first_example_and_runs_what_is_in_the_editor() {
    let desk = Desk::start();
    let page = desk.page("/jobs/fulfil/test");
    assert!(
        page.contains(r#"example=small" aria-current="true""#),
        "{page}"
    );
    assert!(page.contains("order_1") && !page.contains("order_2"));
    let other = desk.page("/jobs/fulfil/test?example=large");
    assert!(other.contains("order_2") && !other.contains("order_1"));

    let payload = order("order_9", 5).to_string();
    let run = location(&desk.post("/jobs/fulfil/test", &[("payload", &payload)]));
    let ended = desk.until_ended(run.trim_start_matches("/runs/"));
    assert_eq!(ended["status"], "completed");
    assert_eq!(ended["is_test"], true);
    assert_eq!(ended["payload"]["id"], "order_9");
    // It is offered from now on.
    let recent = desk.page("/jobs/fulfil/test");
    assert!(recent.contains(&format!("?run={}", run.trim_start_matches("/runs/"))));
    desk.serving.stop();
}

#[test]
fn what_is_wrong_with_a_payload_is_said_with_its_place_and_nothing_runs() {
    let desk = Desk::start();
    let broken = "{\n  \"id\": \"order_1\",\n  \"total\": oops\n}";
    let answer = desk.post("/jobs/fulfil/test", &[("payload", broken)]);
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains(r#"role="alert""#));
    assert!(answer.body.contains("line 3 column 12"), "{}", answer.body);
    assert!(answer.body.contains(r#"data-line="3""#));
    assert!(answer.body.contains("oops"), "the text is kept");

    let misfit = order("order_1", 5)
        .to_string()
        .replace("\"count\":2", "\"count\":\"two\"");
    let answer = desk.post("/jobs/fulfil/test.json", &[("payload", &misfit)]);
    assert_eq!(answer.status, 422);
    let twin: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(twin["fault"]["pointer"], "/lines/1/count");
    assert!(
        twin["fault"]["message"]
            .as_str()
            .expect("why")
            .contains("u32"),
        "{twin}"
    );
    assert_eq!(desk.twin("/runs.json")["runs"], json!([]));
    desk.serving.stop();
}

#[test]
fn a_run_shows_its_tasks_its_error_and_its_attempts() {
    let desk = Desk::start();
    let run = desk.send("invoice.due", &json!({ "id": "in_1" })).remove(0);
    let ended = desk.until_ended(&run);
    assert_eq!(ended["status"], "failed");
    let tasks = ended["tasks"].as_array().expect("tasks").len();
    let page = desk.page(&format!("/runs/{run}"));
    assert_eq!(page.matches("data-task").count(), tasks);
    assert!(page.contains("card declined: insufficient funds"));
    assert!(page.contains("Retry from the failed task") && !page.contains("/cancel\""));
    let task = desk.page(&format!("/runs/{run}?task={}", encoded(r#"["charge"]"#)));
    assert!(
        task.contains("id=\"task\"") && task.contains("<dd>2</dd>"),
        "{task}"
    );

    let order = desk.send("order.placed", &order("order_1", 5)).remove(0);
    let ended = desk.until_ended(&order);
    let nested = ended["tasks"].as_array().expect("tasks").iter();
    let nested = nested.filter(|task| task["path"].as_array().is_some_and(|path| path.len() == 2));
    assert_eq!(nested.count(), 2);
    assert_eq!(
        desk.page(&format!("/runs/{order}"))
            .matches("class=\"name d2\"")
            .count(),
        2
    );
    desk.serving.stop();
}

#[test]
fn an_event_names_the_condition_that_left_a_job_out() {
    let desk = Desk::start();
    desk.send("order.placed", &order("order_1", 1200));
    let listed = desk.twin("/events.json");
    let event = listed["events"][0]["id"].as_str().expect("an id");
    let twin = desk.twin(&format!("/events/{event}.json"));
    let left_out = twin["left_out"].as_array().expect("jobs");
    assert_eq!(left_out.len(), 1, "{twin}");
    assert_eq!(left_out[0]["job"], "celebrate");
    assert_eq!(left_out[0]["condition"], "order.total > 500_000");
    assert_eq!(left_out[0]["values"], json!([["order.total", "1200"]]));
    let page = desk.page(&format!("/events/{event}"));
    assert!(
        page.contains("order.total &gt; 500_000") && page.contains("1200"),
        "{page}"
    );
    desk.serving.stop();
}

#[test]
fn a_delivery_shows_the_bytes_that_were_sent_and_why_it_was_refused() {
    let desk = Desk::start();
    let body = "{ \"id\":\"evt_1\",   \"odd\" : \"spacing\"}";
    let answer = desk.ask(
        "POST",
        "/sources/stripe.webhook",
        &[("x-own", "it's")],
        body,
    );
    assert_eq!(answer.status, 400, "{answer:?}");
    let listed = desk.twin("/deliveries.json?verdict=rejected");
    let id = listed["deliveries"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let twin = desk.twin(&format!("/deliveries/{id}.json"));
    assert_eq!(twin["text"], body);
    assert_eq!(twin["verdict"], "rejected");
    let page = desk.page(&format!("/deliveries/{id}"));
    assert!(
        page.contains("refused") && page.contains("stripe-signature"),
        "{page}"
    );
    assert!(page.contains(r"'\''"), "the header is quoted for a shell");
    assert_eq!(desk.twin("/runs.json")["runs"], json!([]));
    let counted = desk.twin("/index.json")["arrived"].clone();
    assert_eq!(counted[0]["verdict"], "rejected");
    assert_eq!(counted[0]["deliveries"], 1);
    desk.serving.stop();
}

#[test]
fn replays_are_linked_both_ways_and_an_edited_one_keeps_what_was_edited() {
    let desk = Desk::start();
    let run = desk.send("order.placed", &order("order_1", 5)).remove(0);
    desk.until_ended(&run);
    let replay = location(&desk.post(&format!("/runs/{run}/replay"), &[]));
    let replay = replay.trim_start_matches("/runs/");
    assert_eq!(desk.until_ended(replay)["replay_of"], *run);
    assert!(
        desk.page(&format!("/runs/{run}"))
            .contains(&format!("/runs/{replay}"))
    );
    assert!(
        desk.page(&format!("/runs/{replay}"))
            .contains(&format!("/runs/{run}"))
    );

    let editor = desk.page(&format!("/jobs/fulfil/test?run={run}&replay=1"));
    assert!(
        editor.contains(&format!("action=\"/runs/{run}/replay\"")),
        "{editor}"
    );
    let edited = order("order_2", 7).to_string();
    let edited = location(&desk.post(&format!("/runs/{run}/replay"), &[("payload", &edited)]));
    let edited = desk.until_ended(edited.trim_start_matches("/runs/"));
    assert_eq!(edited["payload"]["id"], "order_2");
    assert_eq!(edited["replay_of"], *run);
    desk.serving.stop();
}

#[test]
fn a_run_that_waits_is_cancelled_and_its_button_goes() {
    let desk = Desk::start();
    let run = location(&desk.post("/jobs/gated/test", &[("payload", "\"g1\"")]));
    assert!(desk.page(&run).contains(&format!("{run}/cancel")));
    desk.post(&format!("{run}/cancel"), &[]);
    let ended = desk.until_ended(run.trim_start_matches("/runs/"));
    assert_eq!(ended["status"], "cancelled");
    assert!(!desk.page(&run).contains(&format!("{run}/cancel")));
    let refused = desk.post(&format!("{run}/cancel"), &[]);
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("it has ended"));
    desk.serving.stop();
}

#[test]
fn all_that_match_are_retried_after_their_number_was_confirmed() {
    let desk = Desk::start();
    let runs: Vec<_> = (0..60)
        .flat_map(|n| desk.send("invoice.due", &json!({ "id": format!("in_{n}") })))
        .collect();
    for run in &runs {
        desk.until_ended(run);
    }
    // More than a page of them.
    let confirm = desk.page("/runs/change?change=retry&status=failed&job=charge");
    assert!(confirm.contains("Retry 60 runs"), "{confirm}");
    let nothing = desk.page("/runs/change?change=cancel&status=failed&job=charge");
    assert!(nothing.contains("Cancel 0 runs"), "{nothing}");
    let form = [("change", "retry"), ("status", "failed"), ("job", "charge")];
    let progress = location(&desk.post("/runs/change", &form));
    let done = desk.serving.until("the change's end", || {
        let progress = desk.twin(&format!("{progress}.json"));
        (progress["is_done"] == true).then_some(progress)
    });
    assert!(done["changed"].as_u64() >= Some(60), "{done}");
    assert!(desk.page(&progress).contains("<progress"));
    desk.serving.stop();
}

#[test]
fn filters_stand_in_the_address_and_pages_follow_each_other() {
    let desk = Desk::start();
    for n in 0..55 {
        desk.send("order.placed", &order(&format!("order_{n}"), 5));
    }
    let first = desk.twin("/runs.json?job=fulfil");
    assert_eq!(first["runs"].as_array().expect("runs").len(), 50);
    let next = first["next"].as_str().expect("a next page");
    let second = desk.twin(&format!("/runs.json?job=fulfil&after={next}"));
    assert_eq!(second["runs"].as_array().expect("runs").len(), 5);
    assert_eq!(second["next"], Value::Null);
    let page = desk.page("/runs?job=fulfil&status=completed");
    assert!(
        page.contains(r#"<option value="fulfil" selected>"#),
        "{page}"
    );
    assert!(page.contains(r#"<option value="completed" selected>"#));
    let found = desk.twin("/runs.json?q=order_54");
    assert_eq!(found["runs"].as_array().expect("runs").len(), 1);
    assert_eq!(
        desk.ask("GET", "/runs?status=nonsense", &[], "").status,
        400
    );
    let events = desk.twin("/events.json?name=order.placed");
    let next = format!("/events.json?after={}", events["next"]);
    assert_eq!(
        desk.twin(&next)["events"].as_array().expect("events").len(),
        5
    );
    desk.serving.stop();
}

#[test]
fn a_pasted_id_leads_to_what_it_names() {
    let desk = Desk::start();
    let run = desk.send("order.placed", &order("order_1", 5)).remove(0);
    let event = desk.until_ended(&run)["event"]["id"].clone();
    let event = event.as_str().expect("an id");
    let leads = |text: &str| location(&desk.ask("GET", &format!("/search?q={text}"), &[], ""));
    assert_eq!(leads(&format!("%20{run}")), format!("/runs/{run}"));
    assert_eq!(leads("fulfil"), "/jobs/fulfil");
    assert_eq!(leads("stripe.webhook"), "/sources/stripe.webhook");
    assert!(leads(event).starts_with(&format!("/events/{event}")));
    assert_eq!(leads("a%20text"), "/runs?q=a%20text");
    desk.serving.stop();
}

#[test]
fn a_persons_theme_and_time_zone_change_what_they_see() {
    let desk = Desk::start();
    let run = desk.send("order.placed", &order("order_1", 5)).remove(0);
    desk.until_ended(&run);
    let form = [
        ("theme", "dark"),
        ("zone", "other"),
        ("other", "Asia/Kathmandu"),
    ];
    let kept = desk.post("/settings", &form);
    assert_eq!(location(&kept), "/settings");
    assert!(kept.head.contains("theme=dark;") && kept.head.contains("zone=Asia/Kathmandu;"));
    let path = format!("/runs/{run}");
    let cookie = ("cookie", "theme=dark; zone=Asia/Kathmandu");
    let there = desk.ask("GET", &path, &[cookie], "").body;
    assert!(
        there.contains(r#"data-theme="dark""#) && there.contains("+0545"),
        "{there}"
    );
    assert!(desk.page(&path).contains(" UTC\""));
    let wrong = [("theme", "dark"), ("zone", "other"), ("other", "Atlantis")];
    assert_eq!(desk.post("/settings", &wrong).status, 400);
    desk.serving.stop();
}

#[test]
fn schedules_are_said_in_words_with_their_next_times_and_can_be_paused() {
    let desk = Desk::start();
    let page = desk.page("/schedules");
    assert!(page.contains("At 09:00 on Monday to Friday"), "{page}");
    let twin = desk.twin("/schedules.json");
    assert_eq!(
        twin["schedules"][0]["next"]
            .as_array()
            .expect("times")
            .len(),
        5
    );
    let form = [("key", "report"), ("pause", "true")];
    assert_eq!(
        location(&desk.post("/schedules/change", &form)),
        "/schedules"
    );
    assert!(desk.page("/schedules").contains("Paused"));
    desk.serving.stop();
}

#[test]
fn a_page_is_told_when_it_has_changed_and_by_nothing_else() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let desk = Desk::start();
    let address = desk.serving.url("");
    let address = address.trim_start_matches("http://");
    let mut socket = std::net::TcpStream::connect(address).expect("it listens");
    let asked = format!("GET /live?page=%2Fruns HTTP/1.1\r\nhost: {address}\r\n\r\n");
    socket.write_all(asked.as_bytes()).expect("it is asked");
    let mut lines = BufReader::new(socket)
        .lines()
        .map(|line| line.expect("a line"));
    let mut next = |name: &str| {
        let event = format!("event: {name}");
        lines.find(|line| *line == event).expect("an event");
        let data = lines.next().expect("its data");
        data.trim_start_matches("data: ").to_owned()
    };
    let opened = next("open");
    assert!(
        desk.page("/runs")
            .contains(&format!("data-live=\"{opened}\""))
    );
    desk.send("order.placed", &order("order_1", 5));
    let changed = next("changed");
    assert_ne!(opened, changed);
    // A page that somebody looks at keeps no process from ending.
    assert!(desk.serving.stop().status.success());
}

#[test]
fn the_dashboard_has_an_address_of_its_own_where_one_is_given() {
    let app = App::example("desk").with("STRIPE_WEBHOOK_SECRET", "whsec_desk");
    let serving = app.serve_as(&["serve", "--dashboard-listen", "127.0.0.1:0"]);
    let url = serving.started["dashboard"]
        .as_str()
        .expect("a URL")
        .to_owned();
    let page = request("GET", &format!("{url}/runs"), &[], b"").expect("an answer");
    assert_eq!(page.status, 200);
    let beside = request("GET", &serving.url("/runs"), &[], b"").expect("an answer");
    assert_eq!(beside.status, 404, "webhooks arrive where no page is");
    serving.stop();
}

#[test]
fn dev_prints_where_each_run_is_shown() {
    let app = App::example("desk").with("TRIGGER_API_TOKEN", TOKEN);
    let serving = app.serve_as(&["dev"]);
    let desk = Desk { app, serving };
    let run = desk.send("order.placed", &order("order_1", 5)).remove(0);
    let url = desk.serving.url(&format!("/runs/{run}"));
    desk.serving
        .until_said(&format!("✓ fulfil completed  {url}"));
    desk.serving.stop();
}
