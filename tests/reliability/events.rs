//! Events that nobody has foreseen.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::exposed::{Exposed, SECRET, created};
use super::support::stripe_api::{event, now, price, signature};

/// Case 25.
#[test]
fn an_event_of_an_unknown_type_is_answered_and_kept() {
    let app = Exposed::start();
    let unknown = event(
        "price.teleported",
        json!({ "id": "price_1", "to": "the moon" }),
    );
    let body = unknown.to_string();
    assert_eq!(app.send_signed(body.as_bytes()).status, 200);
    assert_eq!(app.send_signed(body.as_bytes()).status, 200);
    let deliveries = app.deliveries();
    let verdicts: Vec<_> = deliveries.iter().map(|each| &each["verdict"]).collect();
    assert_eq!(verdicts, ["duplicate", "accepted"]);
    let found = &deliveries[1]["events"];
    assert_eq!(found[0]["name"], "price.teleported");
    assert_eq!(found[0]["id"], unknown["id"]);
    assert_eq!(app.runs(), [Value::Null; 0]);

    // People see it, with what it carries.
    let listed = app.page_json("/events.json");
    assert_eq!(listed["events"][0]["name"], "price.teleported", "{listed}");
    let id = unknown["id"].as_str().expect("an id");
    let page = app.page(&format!("/events/{id}?source=stripe.webhook"));
    assert!(page.contains("the moon"), "{page}");
    app.assert_unharmed();
}

/// Case 25: what can be read of another version is read, and what cannot is a run that says so.
#[test]
fn an_event_of_an_unknown_version_is_answered_and_seen() {
    let app = Exposed::start();
    let mut newer = created("price_newer");
    newer["api_version"] = json!("2099-01-01.unobtainium");
    newer["data"]["object"]["invented"] = json!({ "later": true });
    newer["data"]["object"]["type"] = json!("auctioned");
    assert_eq!(app.send_signed(newer.to_string().as_bytes()).status, 200);
    let run = app.app.until_finished(&app.serving, "created");
    assert_eq!(run["status"], "completed", "{run}");
    assert_eq!(run["payload"]["invented"]["later"], true);

    let mut other = created("price_other");
    other["api_version"] = json!("2100-01-01.adamantium");
    other["data"]["object"] = json!({ "id": ["no", "text"] });
    assert_eq!(app.send_signed(other.to_string().as_bytes()).status, 200);
    let runs = app.runs();
    assert_eq!(runs[0]["status"], "invalid_payload", "{runs:?}");
    let id = runs[0]["id"].as_str().expect("an id");
    let run = app.app.json(&["runs", "show", id]);
    assert_eq!(run["payload"], other["data"]["object"]);
    assert!(run["error"].to_string().contains("/id"), "{run}");
    assert_eq!(app.app.ledger(), ["created price_newer"]);
}

/// Case 26.
#[test]
fn sql_in_ids_and_headers_is_text() {
    const SQL: &str = "'); DROP TABLE runs; DELETE FROM events WHERE ''='' OR \"1\"=\"1\"; --";

    let app = Exposed::start();
    let mut injected = event("price.created", price(SQL));
    injected["id"] = json!(SQL);
    let body = injected.to_string().into_bytes();
    let header = signature(SECRET, now(), &body);
    let headers = [
        ("stripe-signature", &*header),
        ("user-agent", SQL),
        ("x-forwarded-for", SQL),
    ];
    assert_eq!(app.send(&headers, &body).status, 200);
    assert_eq!(app.send(&headers, &body).status, 200);
    let run = app.app.until_finished(&app.serving, "created");
    assert_eq!(run["event"]["id"], SQL);
    assert_eq!(run["payload"]["id"], SQL);
    assert_eq!(app.app.ledger(), [format!("created {SQL}")]);
    assert_eq!(app.runs().len(), 1);

    // An unknown type, and what people ask with.
    let unknown = event(SQL, json!({}));
    assert_eq!(app.send_signed(unknown.to_string().as_bytes()).status, 200);
    assert_eq!(app.deliveries()[0]["events"][0]["name"], SQL);
    assert_eq!(app.list(&["runs", "--text", SQL]).len(), 1);
    assert_eq!(app.list(&["runs", "--job", SQL]).len(), 0);
    assert_eq!(
        app.list(&["deliveries", "--source", "' OR 1=1; --"]).len(),
        0
    );
    let url = app.serving.url("/sources/'%20OR%201=1;%20--");
    let nobody = super::support::http::post(&url, &[], b"{}").expect("an answer");
    assert_eq!(nobody.status, 404);

    let database = Connection::open(app.app.data().join("app.db")).expect("the database");
    let headers: String = database
        .query_row("SELECT headers FROM deliveries WHERE seq = 1", [], |row| {
            row.get(0)
        })
        .expect("a row");
    let headers: Vec<(String, String)> = serde_json::from_str(&headers).expect("JSON");
    assert!(headers.contains(&("user-agent".to_owned(), SQL.to_owned())));
    let counts = "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM events)";
    let counts: (i64, i64) = database
        .query_row(counts, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("both tables");
    assert_eq!(counts, (1, 2));
}
