//! A trigger is a path, and the payload is what the event carries, under any name.

mod shop {
    #[derive(serde::Deserialize)]
    pub struct Price {
        pub id: String,
    }

    pub mod events {
        use trigger::{Properties, properties};

        #[trigger::event_spec(name = "price.created")]
        pub fn on_price_created(price: &super::Price) -> Properties {
            properties! { "Price ID" => price.id }
        }
    }
}

use trigger::job::Job;
use trigger::prelude::*;

type Alias = shop::Price;

#[job(trigger = shop::events::on_price_created)]
async fn announce(price: Alias) -> Result<String> {
    Ok(price.id)
}

#[job(trigger = crate::shop::events::on_price_created())]
async fn announce_again(shop::Price { id }: shop::Price) -> Result<String> {
    Ok(id)
}

fn main() {
    assert_eq!(announce::META.id, "announce");
    assert_eq!(announce_again::META.id, "announce-again");
}
