async fn on_price(price: stripe::Price) -> Result<()> {
    Ok(())
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
struct on_price {}
const _: () = {
    use ::trigger::__private::{self, NoTrigger as _};
    #[derive(::core::fmt::Debug)]
    pub enum __Any {}
    #[automatically_derived]
    impl __private::Trigger for __Any {
        type Parameters = ();
        fn binding((): ()) -> __private::Binding {
            __private::Binding::any([
                <stripe::on_price_created as __private::Trigger>::binding({
                    let mut parameters = <<stripe::on_price_created as __private::Trigger>::Parameters as ::core::default::Default>::default();
                    parameters.connect = true;
                    parameters
                }),
                <stripe::on_price_updated as __private::Trigger>::binding(
                    ::core::default::Default::default(),
                ),
            ])
        }
    }
    #[automatically_derived]
    impl __private::Job for on_price {
        type Payload = stripe::Price;
        type Trigger = __Any;
        type Outcome = Result<()>;
        const META: __private::JobMeta = __private::JobMeta::new(
            "on-price",
            "On Price",
            "0.1.0",
        );
        const OPTIONS: __private::JobOptions = __private::JobOptions::DEFAULT
            .concurrency(__private::Concurrency::new(1).group("stripe"))
            .retry(__private::RetryPolicy::DEFAULT.limit(3))
            .log_level(__private::Level::Info)
            .on_failure::<complain>();
        fn concurrency_key(
            price: &Self::Payload,
        ) -> ::core::option::Option<::std::string::String> {
            __private::ConcurrencyKey::into_key(price.product.clone())
        }
        fn needs() -> ::std::vec::Vec<__private::Need> {
            ::std::vec::Vec::new()
        }
        async fn call(
            payload: Self::Payload,
            arguments: __private::Arguments,
        ) -> __private::Stored {
            __private::stored::<Result<()>>(on_price(payload).await)
        }
    }
    const _: fn() = __private::CheckMember::<
        on_price,
        stripe::on_price_created,
    >::delivers;
    const _: fn() = __private::CheckMember::<
        on_price,
        stripe::on_price_updated,
    >::delivers;
    __private::inventory::submit!(__private::JobDef::of:: < on_price > ());
};
