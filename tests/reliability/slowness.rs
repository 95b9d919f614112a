//! Case 21: senders that take their time.

use std::io::{Read as _, Write as _};

use super::exposed::{Exposed, created};

#[test]
fn a_head_that_does_not_arrive_is_given_up_and_others_are_served_meanwhile() {
    let app = Exposed::start();
    let mut slow = app.connect();
    slow.write_all(b"POST /sources/stripe.webhook HTTP/1.1\r\nhost: a\r\nx-")
        .expect("it is read");
    let body = created("price_1").to_string();
    assert_eq!(app.send_signed(body.as_bytes()).status, 200);
    let mut rest = Vec::new();
    // It ends by itself, with an answer or without one.
    slow.read_to_end(&mut rest)
        .expect("the connection is closed");
}

#[test]
fn a_body_that_does_not_arrive_is_given_up_and_others_are_served_meanwhile() {
    let app = Exposed::start();
    let mut slow = app.connect();
    let head = "POST /sources/stripe.webhook HTTP/1.1\r\nhost: app\r\ncontent-length: 9\r\n\r\n";
    slow.write_all(head.as_bytes()).expect("it is read");

    let body = created("price_1").to_string();
    assert_eq!(app.send_signed(body.as_bytes()).status, 200);

    let mut status = [0; 12];
    slow.read_exact(&mut status).expect("an answer");
    assert_eq!(&status, b"HTTP/1.1 408");
}

#[test]
fn hundreds_of_slow_senders_leave_room_for_the_others() {
    let app = Exposed::start();
    let head = "POST /sources/stripe.webhook HTTP/1.1\r\nhost: app\r\ncontent-length: 9\r\n\r\n";
    let slow: Vec<_> = (0..300)
        .map(|_| {
            let mut socket = app.connect();
            socket.write_all(head.as_bytes()).expect("it is read");
            socket
        })
        .collect();
    app.assert_unharmed();
    drop(slow);
}
