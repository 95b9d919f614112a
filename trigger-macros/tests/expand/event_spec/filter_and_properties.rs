/// A large order was paid.
#[event_spec(
    name = "order.paid",
    filter = |order| order.total > 100 && !order.test,
    properties = |order| properties! { "Order" => order.id },
    deprecated = "use `OrderSettled`",
)]
#[derive(Deserialize)]
pub struct LargeOrderPaid {
    id: u64,
    total: u64,
    test: bool,
}
