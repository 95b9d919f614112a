/// A user signed up.
#[derive(Deserialize)]
pub struct UserCreated {
    email: String,
}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for UserCreated {
        type Payload = Self;
        type Origin = __private::Own;
        const META: __private::EventMeta = __private::EventMeta::new(
                &["user.created", "user.invited"],
            )
            .title("User Created")
            .description("A user signed up.");
    }
    #[automatically_derived]
    impl __private::Delivers<Self> for UserCreated {}
};
