//! Every page: that it is there, what leads to it, and how a person wants it.

use serde_json::Value;

use crate::desk::{Desk, encoded, location, order};

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
fn the_first_run_is_one_click_away() {
    let desk = Desk::start();
    let page = desk.page("/");
    let hidden = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
        let value = rest.and_then(|rest| rest.split('"').next()).expect(name);
        value.replace("&quot;", "\"")
    };
    let (example, payload) = (hidden("example"), hidden("payload"));
    assert!(
        page.contains(r#"method="post" action="/jobs/celebrate/test""#),
        "{page}"
    );
    let form = [("example", &*example), ("payload", &*payload)];
    let run = location(&desk.post("/jobs/celebrate/test", &form));
    let ended = desk.until_ended(run.trim_start_matches("/runs/"));
    assert_eq!(ended["status"], "completed", "{ended}");
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
fn runs_are_narrowed_to_a_time() {
    let desk = Desk::start();
    let run = desk.send("order.placed", &order("order_1", 5)).remove(0);
    let created = desk.until_ended(&run)["created_at"].clone();
    let created = encoded(created.as_str().expect("a time"));
    let found = |query: String| {
        let page = desk.twin(&format!("/runs.json?job=fulfil&{query}"));
        page["runs"].as_array().expect("runs").len()
    };
    assert_eq!(found(format!("from={created}")), 1);
    assert_eq!(found(format!("until={created}")), 0);
    assert_eq!(
        found("from=2020-01-01T00:00:00Z&until=2200-01-01T00:00:00Z".to_owned()),
        1
    );
    assert_eq!(found("from=2200-01-01T00:00:00Z".to_owned()), 0);
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
fn the_twins_are_what_their_description_says() {
    let desk = Desk::start();
    let done = desk.app.json(&["test", "price-created", "--deliver"]);
    let run = done["runs"][0].as_str().expect("a run");
    let run = desk.until_ended(run);
    let part = |value: &Value| value.as_str().expect("an id").to_owned();
    let document = desk.twin("/openapi.json");
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() >= 15, "{paths:?}");
    for (path, described) in paths {
        let id = match path.split('/').nth(1) {
            Some("runs") => part(&run["id"]),
            Some("events") => part(&run["event"]["id"]),
            Some("deliveries") => part(&run["delivery"]),
            _ => "price-created".to_owned(),
        };
        let there = path.replace("{id}", &id).replace("{key}", "stripe.webhook");
        // No change of many runs was begun.
        if path.contains("{number}") {
            continue;
        }
        let twin = desk.twin(&there);
        let schema = &described["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str().expect("a name").rsplit('/').next();
        let schema = &document["components"]["schemas"][name.expect("a name")];
        let parts = schema["allOf"]
            .as_array()
            .cloned()
            .unwrap_or(vec![schema.clone()]);
        for required in parts
            .iter()
            .filter_map(|part| part["required"].as_array())
            .flatten()
        {
            let name = required.as_str().expect("a name");
            assert!(twin.get(name).is_some(), "{there} has no {name}: {twin}");
        }
    }
    desk.serving.stop();
}
