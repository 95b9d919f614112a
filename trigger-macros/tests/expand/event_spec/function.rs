/// When a price is created.
#[event_spec(
    name = "price.created",
    icon = "stripe",
    source = StripeWebhook,
    examples(
        recurring("Recurring Price", "tests/expand/event_spec/price.json"),
        free("Free Price", json = r#"{ "id": "price_2", "amount": 0 }"#),
    ),
)]
pub fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}
