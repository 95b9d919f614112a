fn on_price(price: stripe::Price) -> Result<()> {
    Ok(())
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
struct on_price {}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::Job for on_price {
        type Payload = __private::Inert;
        type Trigger = __private::Inert;
        type Outcome = __private::Inert;
        const META: __private::JobMeta = __private::JobMeta::new("", "", "");
        fn needs() -> ::std::vec::Vec<__private::Need> {
            ::std::vec::Vec::new()
        }
        async fn call(
            _: __private::Inert,
            _: __private::Arguments,
        ) -> __private::Stored {
            ::core::unreachable!()
        }
    }
};
::core::compile_error! {
    "`/` is not allowed in a job id: write `on-price`"
}
::core::compile_error! {
    "a job must be `async`: write `async fn on_price`"
}
