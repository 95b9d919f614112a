/// A booking was made.
#[event_spec(name = "booking.created", schema = "tests/expand/event_spec/booking.json", unknown = "keep")]
pub struct BookingCreated;
