/// A client of Stripe's API.
#[derive(Clone)]
pub struct Stripe {
    key: SecretString,
}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::Integration for Stripe {
        const META: __private::IntegrationMeta = __private::IntegrationMeta {
            id: "stripe",
            name: "Stripe",
            icon: "stripe",
            retry: ::core::option::Option::None,
            type_name: "Stripe",
        };
        fn validate(&self) -> __private::Result<()> {
            Self::check(self)
        }
    }
    #[automatically_derived]
    impl __private::Argument for Stripe {
        const NEED: ::core::option::Option<__private::Need> = ::core::option::Option::Some(
            __private::Need::of::<Self>(),
        );
        fn take(arguments: &__private::Arguments) -> __private::Result<Self> {
            arguments.integration()
        }
    }
};
