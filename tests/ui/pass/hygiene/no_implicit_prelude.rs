//! Generated code brings everything with it, even where nothing is in scope.
#![no_implicit_prelude]
#![deny(warnings)]

use ::trigger as t;

#[derive(::serde::Serialize, ::serde::Deserialize)]
struct Price {
    id: ::std::string::String,
    amount: u64,
}

#[t::event_spec(crate = t, name = "price.created")]
fn on_price(price: &Price) -> t::Properties {
    t::properties! { "Price ID" => price.id }
}

#[t::event_spec(
    crate = t,
    name = "price.created",
    filter = |price| price.amount > 1 && !price.id.is_empty(),
    properties = |price| t::properties! { "Price ID" => price.id },
    deprecated = "use `on_price`",
)]
#[derive(::serde::Serialize, ::serde::Deserialize)]
struct DearPrice {
    id: ::std::string::String,
    amount: u64,
}

#[t::http_endpoint(crate = t, verify = hmac_sha256(header = "X-Signature", secret = env("SECRET")))]
fn on_posted(price: &Price) -> t::Properties {
    t::properties! { "Price ID" => price.id }
}

#[t::integration(crate = t, id = "shop")]
#[derive(::std::clone::Clone)]
struct Shop;

#[t::tasks(crate = t, namespace = "prices")]
impl Shop {
    async fn list(&self, after: impl ::std::convert::Into<::std::string::String>) -> t::Result<u64> {
        let after: ::std::string::String = after.into();
        ::std::result::Result::Ok(after.len() as u64)
    }
}

#[t::polling_source(
    crate = t,
    every = "1m",
    properties = |price| t::properties! { "Price ID" => price.id },
    examples(one("One", json = r#"{ "id": "price_1", "amount": 1 }"#)),
)]
async fn new_prices(
    _: &Shop,
    _: ::std::option::Option<t::source::Cursor>,
) -> t::Result<t::source::Polled<Price>> {
    ::std::result::Result::Ok(t::source::Polled::nothing())
}

#[t::task(crate = t, retry(limit = 2), timeout = "1s", properties = |id| t::properties! { "ID" => id })]
async fn enter(id: u64) -> t::Result<u64> {
    ::std::result::Result::Ok(id)
}

#[t::job(
    crate = t,
    trigger = any(on_price, on_posted, new_prices),
    filter = |price| price.amount > 1 && !price.id.is_empty(),
    concurrency(limit = 1, key = |price| price.amount),
    retry(limit = 2),
    enabled = true,
    on_failure = complain,
    log_level = "warn",
)]
async fn announce(price: Price, io: t::Io, shop: Shop) -> t::Result<u64> {
    io.run("enter", enter(price.amount)).await?;
    shop.prices().list("list", "a").await
}

#[t::job(crate = t, trigger = invoke)]
async fn complain(_: t::job::RunFailed) -> t::Result<()> {
    ::std::result::Result::Ok(())
}

#[t::job(crate = t, trigger = cron("0 9 * * *"))]
async fn report(_: t::Tick) -> t::Result<()> {
    ::std::result::Result::Ok(())
}

#[t::job(crate = t, trigger = every("1h"))]
async fn sweep(_: t::Tick, _: t::Context) -> t::Result<()> {
    ::std::result::Result::Ok(())
}

fn main() {
    let jobs = t::jobs![announce, complain, report, sweep];
    ::std::assert_eq!(jobs.len(), 4);
}
