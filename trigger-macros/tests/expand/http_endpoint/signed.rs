/// When somebody books a meeting.
#[http_endpoint(
    id = "cal.com",
    verify = hmac_sha256(header = "X-Signature", secret = env("SECRET"), prefix = "sha256="),
    examples(usual("Usual", json = r#"{ "uid": "b_1" }"#)),
)]
pub fn on_booking(booking: &Booking) -> Properties {
    properties! { "Booking" => booking.uid }
}
