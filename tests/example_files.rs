//! An event's examples can be files of the package.

use serde::Deserialize;
use trigger::EventSpec as _;
use trigger::prelude::*;

#[event_spec(
    name = "price.created",
    examples(usual("Usual Price", "tests/data/price.json"))
)]
#[derive(Deserialize)]
struct Price {
    id: String,
    amount: u64,
}

#[test]
fn a_file_is_read_from_the_package_that_names_it() {
    let [example] = Price::META.examples else {
        panic!("one example");
    };
    let price: Price = serde_json::from_str(example.payload).expect("the file is the payload");
    assert_eq!((price.id.as_str(), price.amount), ("price_1", 2000));
}
