//! A job keeps its options, its filter's text and what it needs.
#![deny(warnings)]

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::job::{Job, JobDef, Screened};
use trigger::{Task as _, Verdict};

mod shop {
    use super::*;

    #[derive(Serialize, Deserialize)]
    pub struct Price {
        pub id: String,
        pub active: bool,
        pub currency: String,
    }

    #[event_spec(name = "price.created")]
    pub fn on_price_created(price: &Price) -> Properties {
        properties! { "Price ID" => price.id }
    }
}

/// Announces a new price.
#[job(
    id = "announce.price",
    name = "Announce a price",
    version = "1.2.3",
    trigger = shop::on_price_created,
    filter = |price| price.active
        && (price.currency == "usd" && !price.id.is_empty()),
)]
async fn on_price(price: shop::Price, io: Io, _context: Context) -> Result<u64> {
    io.log().info("price created!", json!({ "current": price.currency }));
    let written = io.run("write", write(price.id.clone())).await?;
    let ad_hoc: u64 = io.run(("ad hoc", 1), || async { Ok("1".parse()?) }).await?;
    Ok(written + ad_hoc)
}

#[task]
async fn write(id: String) -> Result<u64> {
    Ok(id.len() as u64)
}

#[job(trigger = shop::on_price_created, filter = |shop::Price { active, .. }: &shop::Price| *active)]
pub async fn send_receipt(_: shop::Price) -> std::io::Result<()> {
    Ok(())
}

fn main() {
    let meta = on_price::META;
    assert_eq!((meta.id, meta.name), ("announce.price", "Announce a price"));
    assert_eq!(meta.version, "1.2.3");
    assert_eq!(meta.description, "Announces a new price.");
    assert!(meta.file.ends_with("every_option.rs"));
    assert_eq!(
        meta.filter,
        r#"price.active && (price.currency == "usd" && !price.id.is_empty())"#
    );
    let euros = shop::Price { id: "price_1".into(), active: true, currency: "eur".into() };
    let Verdict::Excluded(exclusion) = on_price::filter(&euros) else {
        panic!("the filter asks for dollars");
    };
    assert_eq!(exclusion.condition, r#"price.currency == "usd""#);

    let meta = send_receipt::META;
    assert_eq!((meta.id, meta.name, meta.version), ("send-receipt", "Send Receipt", "0.1.0"));

    // Each registers itself, and can be named.
    let registered = trigger::__private::inventory::iter::<JobDef>().count();
    let [announce, receipt] = jobs![on_price, send_receipt];
    assert_eq!(registered, 2);
    assert_eq!((announce.binding)().to_string(), "price.created");
    let inactive = r#"{ "id": "price_1", "active": false, "currency": "usd" }"#;
    let Screened::Excluded(exclusion) = (receipt.screen)(inactive) else {
        panic!("the filter asks for active prices");
    };
    assert_eq!(exclusion.condition, "*active");
    assert_eq!(write::META.name, "write");
}
