#![allow(missing_docs, non_camel_case_types, clippy::all, dead_code)]
use trigger::__private::Task as _;
use trigger::{Io, Properties, Result, properties};

#[derive(serde::Serialize, serde::Deserialize)]
pub struct Price {
    id: String,
    active: bool,
    currency: String,
}

// #[event_spec(name = "price.created", title = "On Price Created", examples(recurring("Recurring Price", "x.json")))]
pub fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}
pub struct on_price_created {}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for on_price_created {
        type Payload = Price;
        type Origin = __private::Own;
        const META: __private::EventMeta = __private::EventMeta::new(&["price.created"])
            .title("On Price Created")
            .examples(&[__private::Example::new(
                "recurring",
                "Recurring Price",
                "{}",
            )]);
        fn properties(price: &Price) -> __private::Properties {
            on_price_created(price)
        }
    }
    #[automatically_derived]
    impl __private::Delivers<Price> for on_price_created {}
};

// #[task(retry(limit = 5, min = "1s"), timeout = "30s")]
pub fn update_catalogue(id: String) -> update_catalogue {
    update_catalogue { id }
}
#[derive(Clone, Debug)]
pub struct update_catalogue {
    id: String,
}
const _: () = {
    use ::trigger::__private;
    async fn update_catalogue(id: String) -> Result<u64> {
        Ok(id.len() as u64)
    }
    #[automatically_derived]
    impl __private::Task for self::update_catalogue {
        type Output = u64;
        const META: __private::TaskMeta = __private::TaskMeta::new("update_catalogue")
            .retry(
                __private::RetryPolicy::DEFAULT
                    .limit(5)
                    .min(::core::time::Duration::new(1, 0)),
            )
            .timeout(::core::time::Duration::new(30, 0));
        async fn execute(self) -> __private::Result<Self::Output> {
            let Self { id } = self;
            update_catalogue(id)
                .await
                .map_err(::core::convert::Into::into)
        }
    }
};

// #[job]
async fn stripe_on_price(price: Price, io: Io) -> Result<()> {
    io.run("update-catalogue", update_catalogue(price.id.clone()))
        .await?;
    let n: u64 = io
        .run(("x", 1), || async {
            Ok::<_, std::io::Error>(price.id.len() as u64)
        })
        .await?;
    let _ = n;
    Ok(())
}
#[derive(Clone, Copy, Debug)]
struct stripe_on_price {}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::Job for stripe_on_price {
        type Payload = Price;
        type Trigger = on_price_created;
        const META: __private::JobMeta = __private::JobMeta {
            id: "stripe-on-price",
            name: "Stripe On Price",
            version: "0.1.0",
            description: "",
            filter: "price.active && price.currency == \"usd\"",
            file: ::core::file!(),
            line: ::core::line!(),
        };
        fn filter(price: &Self::Payload) -> __private::Verdict {
            __private::Verdict::of("price.active", price.active).and(|| {
                __private::Verdict::of("price.currency == \"usd\"", price.currency == "usd")
            })
        }
        fn needs() -> ::std::vec::Vec<__private::Need> {
            [<Io as __private::Argument>::NEED]
                .into_iter()
                .flatten()
                .collect()
        }
        async fn call(
            payload: Self::Payload,
            arguments: __private::Arguments,
        ) -> __private::Result<::std::boxed::Box<__private::RawValue>> {
            let io = <Io as __private::Argument>::take(&arguments)?;
            __private::Outcome::into_stored(stripe_on_price(payload, io).await)
        }
    }
    __private::inventory::submit! { __private::JobDef::of::<stripe_on_price>() }
    const fn delivers<P, T: __private::Delivers<P>>() {}
    const _: () = delivers::<Price, on_price_created>();
};
#[test]
fn x() {
    let _ = update_catalogue("a".into()).execute();
}
