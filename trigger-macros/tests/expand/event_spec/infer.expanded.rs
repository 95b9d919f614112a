#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::trigger::__private::serde::Serialize,
    ::trigger::__private::serde::Deserialize,
)]
#[serde(crate = "::trigger::__private::serde")]
/// The payload of an event.
struct UserCreated {
    /// The property `id`.
    id: ::core::primitive::i64,
    /// The property `score`.
    #[serde(serialize_with = "::trigger::__private::floats")]
    score: ::core::primitive::f64,
    /// The property `seen`.
    #[serde(
        default,
        skip_serializing_if = "::core::option::Option::is_none",
        deserialize_with = "::trigger::__private::present"
    )]
    seen: ::core::option::Option<::trigger::__private::Value>,
    /// The property `tags`.
    tags: ::std::vec::Vec<UserCreatedTag>,
    /// The property `type`.
    r#type: ::core::option::Option<::std::string::String>,
}
#[derive(
    ::core::clone::Clone,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::trigger::__private::serde::Serialize,
    ::trigger::__private::serde::Deserialize,
)]
#[serde(crate = "::trigger::__private::serde")]
/// A part of [`UserCreated`].
struct UserCreatedTag {
    /// The property `name`.
    name: ::std::string::String,
}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for UserCreated {
        type Payload = Self;
        type Origin = __private::Own;
        const META: __private::EventMeta = __private::EventMeta::new(&["user.created"])
            .title("User Created")
            .examples(
                &[
                    __private::Example::new(
                        "ada",
                        "Ada",
                        r#"{ "id": 1, "type": "admin", "score": 2.5, "tags": [], "seen": null }"#,
                    ),
                    __private::Example::new(
                        "bob",
                        "Bob",
                        r#"{ "id": 2, "type": null, "score": 3, "tags": [{ "name": "a" }] }"#,
                    ),
                ],
            );
    }
    #[automatically_derived]
    impl __private::Delivers<Self> for UserCreated {}
};
