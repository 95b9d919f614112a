//! The fields of a payload come from examples of it, each of which is written as it was read.

use serde_json::{Value, json};
use trigger::EventSpec;
use trigger::prelude::*;

/// What was ordered.
#[event_spec(
    name = "order.placed",
    infer,
    examples(
        plain(
            "Plain",
            json = r#"{
                "id": 1, "total": 20, "weight": 2.0, "share": 1, "note": null, "coupon": null,
                "ref": 7, "big": 18446744073709551615, "tags": [], "extra": {},
                "lines": [{ "sku": "a", "count": 1 }, { "sku": "b", "gift": true }]
            }"#,
        ),
        rich(
            "Rich",
            json = r#"{
                "id": 2, "total": 20.5, "weight": 0.5, "share": 1.0, "note": "x", "type": "y",
                "ref": "seven", "big": 1, "tags": [1, "a", null], "extra": {},
                "lines": [], "address": { "city": "Paris", "geo": [[48.8, 2], [-1, 0.5]] }
            }"#,
        ),
    )
)]
pub struct OrderPlaced;

#[event_spec(
    name = "order.kept",
    infer,
    unknown = "keep",
    examples(plain("Plain", json = r#"{ "id": 1, "unknown": 2 }"#))
)]
#[derive(Eq)]
struct OrderKept;

fn order(json: &str) -> OrderPlaced {
    serde_json::from_str(json).expect("an order")
}

#[test]
fn each_example_is_written_as_it_was_read() {
    for example in OrderPlaced::META.examples {
        let json: Value = serde_json::from_str(example.payload).expect("JSON");
        let written = serde_json::to_value(order(example.payload)).expect("JSON");
        assert_eq!(written, json, "{}", example.id);
    }
}

#[test]
fn what_the_examples_have_in_common_is_typed() {
    let [plain, rich] = OrderPlaced::META.examples else {
        panic!("two examples");
    };
    let (plain, rich) = (order(plain.payload), order(rich.payload));
    assert_eq!((plain.id, plain.total, rich.total), (1, 20.0, 20.5));
    assert_eq!((plain.note, rich.note.as_deref()), (None, Some("x")));
    assert_eq!((plain.coupon, rich.coupon), (Some(Value::Null), None));
    assert_eq!(rich.r#type.as_deref(), Some("y"));
    assert_eq!(plain.r#ref, 7);
    assert_eq!((plain.lines[0].count, plain.lines[0].gift), (Some(1), None));
    let address: OrderPlacedAddress = rich.address.expect("an address");
    assert_eq!(address.geo[0], [48.8, 2.0]);
}

#[test]
fn what_no_example_shows_is_kept_where_that_is_asked_for() {
    let json = json!({ "id": 1, "unknown": 2, "later": { "a": [1.5] } });
    let order: OrderKept = serde_json::from_value(json.clone()).expect("an order");
    assert_eq!(
        (order.unknown, &order.unknown2["later"]),
        (2, &json["later"])
    );
    assert_eq!(serde_json::to_value(order).expect("JSON"), json);
}
