//! How heavy pages are, with all that they load, as it comes over the wire.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::desk::{Desk, encoded, order};

/// The most that a page may weigh with its style, scripts and icon, in bytes.
const MOST: usize = 100_000;

impl Desk {
    /// What comes for an address to a browser that takes gzip: its bytes, and the page itself.
    #[track_caller]
    fn weigh(&self, path: &str) -> (usize, String) {
        let url = self.serving.url("");
        let address = url.trim_start_matches("http://");
        let mut socket = TcpStream::connect(address).expect("it listens");
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).expect("it is asked");
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).expect("an answer");
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let (head, body) = answer.split_at(end.expect("a head") + 4);
        let head = String::from_utf8_lossy(head);
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
        assert!(head.contains("content-encoding: gzip"), "{path}: {head}");
        let mut text = String::new();
        flate2::read::GzDecoder::new(body)
            .read_to_string(&mut text)
            .expect("a page");
        (answer.len(), text)
    }
}

/// A text that cannot be compressed to much less than three quarters.
fn noise(length: usize) -> String {
    let mut state = 0x9e37_79b9_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
                [(state % 64) as usize],
        )
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn every_page_weighs_less_than_100_kb_whatever_it_shows() {
    let desk = Desk::start();
    // A payload of hundreds of kilobytes in which no two lines are alike, a run of hundreds of tasks
    // with as many lines, errors that say much, and full tables.
    let long = noise(900_000);
    let mut many = order("order_many", 5);
    many["lines"] = (0..260)
        .map(|n| json!({ "sku": format!("{n}-{}", &long[n * 40..n * 40 + 40]), "count": n }))
        .collect();
    let mut noted = order("order_noted", 5);
    noted["note"] = json!(long[..700_000]);
    let runs: Vec<_> = [&many, &noted]
        .map(|order| desk.send("order.placed", order).remove(0))
        .into();
    let failed = json!({ "id": &long[..200_000] });
    let failed = desk.send("invoice.due", &failed).remove(0);
    for n in 0..60 {
        desk.send("order.placed", &order(&long[n * 32..n * 32 + 32], 5));
    }
    let delivered = desk.app.json(&["test", "price-created", "--deliver"]);
    let delivery = delivered["id"].as_str().expect("an id").to_owned();
    let source = desk.serving.url("/sources/stripe.webhook");
    for n in 0..60 {
        let body = &long[n..n + 15_000];
        let rejected = crate::support::http::request("POST", &source, &[], body.as_bytes());
        assert!(rejected.expect("an answer").status >= 400);
    }
    let rejected = desk.twin("/deliveries.json?verdict=rejected")["deliveries"][0]["id"].clone();
    let rejected = rejected.as_str().expect("an id");
    for run in runs.iter().chain([&failed]) {
        desk.until_ended(run);
    }
    let event = |run: &str| {
        let id = desk.twin(&format!("/runs/{run}.json"))["event"]["id"].clone();
        format!("/events/{}?source=", id.as_str().expect("an id"))
    };
    let task = encoded(r#"["charge"]"#);
    let pages = [
        "/".to_owned(),
        "/runs".to_owned(),
        "/runs?q=order".to_owned(),
        "/runs/change?change=retry".to_owned(),
        format!("/runs/{}", runs[0]),
        format!("/runs/{}?task={}", runs[0], encoded(r#"["pick"]"#)),
        format!("/runs/{}", runs[1]),
        format!("/runs/{failed}"),
        format!("/runs/{failed}?task={task}"),
        "/jobs".to_owned(),
        "/jobs/fulfil".to_owned(),
        "/jobs/price-created".to_owned(),
        "/jobs/fulfil/test".to_owned(),
        "/jobs/price-created/test".to_owned(),
        format!("/jobs/fulfil/test?run={}&replay=1", runs[0]),
        format!("/jobs/fulfil/test?run={}&replay=1", runs[1]),
        "/events".to_owned(),
        event(&runs[0]),
        event(&runs[1]),
        "/deliveries".to_owned(),
        format!("/deliveries/{delivery}"),
        format!("/deliveries/{rejected}"),
        "/sources".to_owned(),
        "/sources/stripe.webhook".to_owned(),
        "/schedules".to_owned(),
        "/integrations".to_owned(),
        "/settings".to_owned(),
    ];
    let mut heaviest = 0;
    for path in &pages {
        let (mut weight, page) = desk.weigh(path);
        let assets: BTreeSet<_> = page
            .split("\"/assets/")
            .skip(1)
            .filter_map(|asset| asset.split('"').next())
            .collect();
        assert!(assets.len() >= 5, "{path}: {assets:?}");
        for asset in assets {
            weight += desk.weigh(&format!("/assets/{asset}")).0;
        }
        assert!(weight < MOST, "{path} weighs {weight} bytes");
        heaviest = heaviest.max(weight);
        eprintln!("{weight:7} {path}");
    }
    // What is left out is said, and is where the page says.
    let page = desk.page(&format!("/runs/{}", runs[1]));
    assert!(page.contains("All of it"), "{page}");
    let whole: Value = desk.twin(&format!("/runs/{}.json", runs[1]));
    assert_eq!(
        whole["payload"]["note"].as_str().map(str::len),
        Some(700_000)
    );
    let page = desk.page(&format!("/runs/{}", runs[0]));
    assert!(page.contains("tasks are left out"), "{page}");
    let edited = desk.page(&format!("/jobs/fulfil/test?run={}&replay=1", runs[1]));
    assert!(edited.contains("too long to edit here") && edited.contains("Replay unchanged"));
    desk.serving.stop();
}
