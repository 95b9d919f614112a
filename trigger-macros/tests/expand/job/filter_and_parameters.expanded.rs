pub async fn on_price(price: stripe::Price, io: Io, slack: Slack) -> Result<Receipt> {
    slack.chat().post("announce", "#prices", price.id).await
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
pub struct on_price {}
const _: () = {
    use ::trigger::__private::{self, NoTrigger as _};
    #[automatically_derived]
    impl __private::Job for on_price {
        type Payload = stripe::Price;
        type Trigger = stripe::on_price_created;
        type Outcome = Result<Receipt>;
        fn filter(price: &Self::Payload) -> __private::Verdict {
            __private::Verdict::of(price.active, "price.active")
                .showing("price.active", || __private::Shown(&price.active).show())
                .and(|| {
                    __private::Verdict::of(
                            price.currency == "usd",
                            "price.currency == \"usd\"",
                        )
                        .showing(
                            "price.currency",
                            || __private::Shown(&price.currency).show(),
                        )
                })
        }
        const META: __private::JobMeta = __private::JobMeta::new(
                "on-price",
                "On Price",
                "0.1.0",
            )
            .filter("price.active && price.currency == \"usd\"");
        fn parameters() -> <Self::Trigger as __private::Trigger>::Parameters {
            let mut parameters = <<Self::Trigger as __private::Trigger>::Parameters as ::core::default::Default>::default();
            parameters.connect = true;
            parameters
        }
        fn needs() -> ::std::vec::Vec<__private::Need> {
            __private::needs([
                <Io as __private::Argument>::NEED,
                <Slack as __private::Argument>::NEED,
            ])
        }
        async fn call(
            payload: Self::Payload,
            arguments: __private::Arguments,
        ) -> __private::Stored {
            __private::stored::<
                Result<Receipt>,
            >(
                on_price(
                        payload,
                        <Io as __private::Argument>::take(&arguments)?,
                        <Slack as __private::Argument>::take(&arguments)?,
                    )
                    .await,
            )
        }
    }
    const _: fn() = __private::Check::<on_price>::delivers;
    use __private::NotShown as _;
    __private::inventory::submit!(__private::JobDef::of:: < on_price > ());
};
