/// When a price is created.
pub fn on_price_created(price: &Price) -> Properties {
    properties! {
        "Price ID" => price.id
    }
}
/// When a price is created.
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
pub struct on_price_created {}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for on_price_created {
        type Payload = Price;
        type Origin = StripeWebhook;
        const META: __private::EventMeta = __private::EventMeta::new(&["price.created"])
            .title("On Price Created")
            .icon("stripe")
            .description("When a price is created.")
            .examples(
                &[
                    __private::Example::new(
                        "recurring",
                        "Recurring Price",
                        ::core::include_str!(
                            ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
                            "tests/expand/event_spec/price.json")
                        ),
                    ),
                    __private::Example::new(
                        "free",
                        "Free Price",
                        r#"{ "id": "price_2", "amount": 0 }"#,
                    ),
                ],
            );
        fn properties(payload: &Self::Payload) -> __private::Properties {
            on_price_created(payload)
        }
    }
    #[automatically_derived]
    impl __private::Delivers<Price> for on_price_created {}
};
