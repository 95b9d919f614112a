/// Announces a new price.
async fn on_price(price: stripe::Price, io: Io) -> Result<()> {
    io.run("announce", announce(price.id)).await
}
/// Announces a new price.
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
struct on_price {}
const _: () = {
    use ::trigger::__private::{self, NoTrigger as _};
    #[automatically_derived]
    impl __private::Job for on_price {
        type Payload = stripe::Price;
        type Trigger = stripe::on_price_created;
        type Outcome = Result<()>;
        const META: __private::JobMeta = __private::JobMeta::new(
                "stripe-on-price",
                "Stripe On Price",
                "1.0.0",
            )
            .description("Announces a new price.");
        fn needs() -> ::std::vec::Vec<__private::Need> {
            __private::needs([<Io as __private::Argument>::NEED])
        }
        async fn call(
            payload: Self::Payload,
            arguments: __private::Arguments,
        ) -> __private::Stored {
            __private::stored::<
                Result<()>,
            >(on_price(payload, <Io as __private::Argument>::take(&arguments)?).await)
        }
    }
    const _: fn() = __private::Check::<on_price>::delivers;
    __private::inventory::submit!(__private::JobDef::of:: < on_price > ());
};
