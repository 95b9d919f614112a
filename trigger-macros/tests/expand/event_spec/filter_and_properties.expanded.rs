#[deprecated(note = "use `OrderSettled`")]
/// A large order was paid.
#[derive(Deserialize)]
pub struct LargeOrderPaid {
    id: u64,
    total: u64,
    test: bool,
}
#[allow(deprecated)]
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for LargeOrderPaid {
        type Payload = Self;
        type Origin = __private::Own;
        fn filter(payload: &::core::primitive::str) -> __private::Filtered {
            __private::filtered(
                payload,
                |order: &Self::Payload| {
                    __private::Verdict::of(order.total > 100, "order.total > 100")
                        .showing("order.total", || __private::Shown(&order.total).show())
                        .and(|| {
                            __private::Verdict::of(!order.test, "!order.test")
                                .showing(
                                    "order.test",
                                    || __private::Shown(&order.test).show(),
                                )
                        })
                },
            )
        }
        const META: __private::EventMeta = __private::EventMeta::new(&["order.paid"])
            .title("Large Order Paid")
            .description("A large order was paid.")
            .deprecated("use `OrderSettled`")
            .filter("order.total > 100 && !order.test");
        fn properties(order: &Self::Payload) -> __private::Summary {
            properties! {
                "Order" => order.id
            }
        }
    }
    #[automatically_derived]
    impl __private::Delivers<Self> for LargeOrderPaid {}
    use __private::NotShown as _;
};
