//! Values, statuses, the clock and randomness; and what is refused outside a run's own future.

use super::*;
use crate::{Outgoing, ReceivedRequest};

#[test]
fn what_is_sent_and_received_are_plain_values() {
    let event = OrderPlaced { id: 1 }.into_outgoing().unwrap();
    assert_eq!(
        (&event.name[..], event.payload.get()),
        ("order.placed", r#"{"id":1}"#)
    );
    let request: ReceivedRequest = serde_json::from_value(json!({
        "method": "POST", "query": "", "headers": [["x-a", "1"]], "body": { "text": "[1]" },
    }))
    .unwrap();
    assert_eq!(request.header("x-a"), Some("1"));
    assert_eq!(request.json::<Vec<u8>>().unwrap(), [1]);
}
