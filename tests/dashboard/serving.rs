//! Where the pages are, and what tells that they have changed.

use crate::desk::{Desk, TOKEN, order};
use crate::support::app::App;
use crate::support::http::request;

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
