#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::trigger::__private::serde::Serialize,
    ::trigger::__private::serde::Deserialize,
)]
#[serde(crate = "::trigger::__private::serde")]
/// A booking was made.
pub struct BookingCreated {
    /// What names the booking.
    pub id: ::core::primitive::i64,
    /// The property `movedFrom`.
    #[serde(
        rename = "movedFrom",
        default,
        skip_serializing_if = "::core::option::Option::is_none"
    )]
    pub moved_from: ::core::option::Option<::std::boxed::Box<BookingCreated>>,
    /// The property `place`.
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub place: ::core::option::Option<BookingCreatedPlace>,
    /// The property `price`.
    #[serde(
        default,
        skip_serializing_if = "::core::option::Option::is_none",
        serialize_with = "::trigger::__private::floats"
    )]
    pub price: ::core::option::Option<::core::primitive::f64>,
    /// A date and a time, as RFC 3339 writes them.
    #[serde(
        rename = "startTime",
        default,
        skip_serializing_if = "::core::option::Option::is_none",
        deserialize_with = "::trigger::__private::present"
    )]
    pub start_time: ::core::option::Option<
        ::core::option::Option<::std::string::String>,
    >,
    /// The property `status`.
    pub status: BookingCreatedStatus,
    /// The properties that have no field.
    #[serde(flatten)]
    pub unknown: ::std::collections::BTreeMap<
        ::std::string::String,
        ::trigger::__private::Value,
    >,
}
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::trigger::__private::serde::Serialize,
)]
#[serde(crate = "::trigger::__private::serde", tag = "type")]
#[allow(clippy::large_enum_variant)]
/// A part of [`BookingCreated`].
pub enum BookingCreatedPlace {
    /// `type` is `online`.
    #[serde(rename = "online")]
    Online(BookingCreatedPlaceOnline),
    /// `type` is `office`.
    #[serde(rename = "office")]
    Office(BookingCreatedPlaceOffice),
    /// Something that the schema does not name.
    #[serde(untagged)]
    Other(::trigger::__private::Value),
}
#[automatically_derived]
impl<'de> ::trigger::__private::serde::Deserialize<'de> for BookingCreatedPlace {
    fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
    where
        D: ::trigger::__private::serde::Deserializer<'de>,
    {
        let tagged = ::trigger::__private::Tagged::read(deserializer, "type")?;
        match tagged.tag() {
            ::core::option::Option::Some("online") => tagged.content().map(Self::Online),
            ::core::option::Option::Some("office") => tagged.content().map(Self::Office),
            _ => ::core::result::Result::Ok(Self::Other(tagged.whole())),
        }
    }
}
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::trigger::__private::serde::Serialize,
    ::trigger::__private::serde::Deserialize,
)]
#[serde(crate = "::trigger::__private::serde")]
/// A part of [`BookingCreated`].
pub struct BookingCreatedPlaceOnline {
    /// The property `url`.
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub url: ::core::option::Option<::std::string::String>,
    /// The properties that have no field.
    #[serde(flatten)]
    pub unknown: ::std::collections::BTreeMap<
        ::std::string::String,
        ::trigger::__private::Value,
    >,
}
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::trigger::__private::serde::Serialize,
    ::trigger::__private::serde::Deserialize,
)]
#[serde(crate = "::trigger::__private::serde")]
/// A part of [`BookingCreated`].
pub struct BookingCreatedPlaceOffice {
    /// The properties that have no field.
    #[serde(flatten)]
    pub unknown: ::std::collections::BTreeMap<
        ::std::string::String,
        ::trigger::__private::Value,
    >,
}
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
    ::trigger::__private::serde::Serialize,
    ::trigger::__private::serde::Deserialize,
)]
#[serde(
    crate = "::trigger::__private::serde",
    from = "::std::string::String",
    into = "::std::string::String"
)]
/// A part of [`BookingCreated`].
pub enum BookingCreatedStatus {
    /// `open`
    Open,
    /// `in-review`
    InReview,
    /// A word that the schema does not name.
    Other(::std::string::String),
}
impl BookingCreatedStatus {
    /// The word as the payload has it.
    pub fn as_str(&self) -> &::core::primitive::str {
        match self {
            Self::Open => "open",
            Self::InReview => "in-review",
            Self::Other(word) => word,
        }
    }
}
#[automatically_derived]
impl ::core::fmt::Display for BookingCreatedStatus {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.write_str(self.as_str())
    }
}
#[automatically_derived]
impl ::core::convert::From<::std::string::String> for BookingCreatedStatus {
    fn from(word: ::std::string::String) -> Self {
        match word.as_str() {
            "open" => Self::Open,
            "in-review" => Self::InReview,
            _ => Self::Other(word),
        }
    }
}
#[automatically_derived]
impl ::core::convert::From<BookingCreatedStatus> for ::std::string::String {
    fn from(word: BookingCreatedStatus) -> Self {
        Self::from(word.as_str())
    }
}
const _: &[::core::primitive::u8] = ::core::include_bytes!(
    ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/",
    "tests/expand/event_spec/booking.json")
);
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for BookingCreated {
        type Payload = Self;
        type Origin = __private::Own;
        const META: __private::EventMeta = __private::EventMeta::new(
                &["booking.created"],
            )
            .title("Booking Created")
            .description("A booking was made.");
    }
    #[automatically_derived]
    impl __private::Delivers<Self> for BookingCreated {}
};
