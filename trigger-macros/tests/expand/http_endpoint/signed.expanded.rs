/// When somebody books a meeting.
pub fn on_booking(booking: &Booking) -> Properties {
    properties! {
        "Booking" => booking.uid
    }
}
/// When somebody books a meeting.
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
pub struct on_booking {}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for on_booking {
        type Payload = Booking;
        type Origin = __private::Posted<Self>;
        const META: __private::EventMeta = __private::EventMeta::new(&["cal.com"])
            .title("On Booking")
            .description("When somebody books a meeting.")
            .examples(
                &[__private::Example::new("usual", "Usual", r#"{ "uid": "b_1" }"#)],
            );
        fn properties(payload: &Self::Payload) -> __private::Properties {
            on_booking(payload)
        }
    }
    #[automatically_derived]
    impl __private::HttpEndpoint for on_booking {
        const ENDPOINT: __private::EndpointMeta = __private::EndpointMeta::new("cal.com")
            .verify(
                __private::Scheme::hmac_sha256("X-Signature").prefix("sha256="),
                "SECRET",
            );
    }
    #[automatically_derived]
    impl __private::Delivers<Booking> for on_booking {}
};
