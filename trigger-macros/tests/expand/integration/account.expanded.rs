/// The account of the shop in Europe.
#[derive(Clone)]
pub struct StripeEu(Stripe);
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::Integration for StripeEu {
        const META: __private::IntegrationMeta = __private::IntegrationMeta {
            id: "stripe-eu",
            name: "Stripe Eu",
            icon: <Stripe as __private::Integration>::META.icon,
            retry: <Stripe as __private::Integration>::META.retry,
            type_name: "StripeEu",
        };
        fn validate(&self) -> __private::Result<()> {
            <Stripe as __private::Integration>::validate(&self.0)
        }
        fn for_sources(&self) -> __private::AnyClient {
            __private::Integration::for_sources(&self.0)
        }
    }
    #[automatically_derived]
    impl __private::Argument for StripeEu {
        const NEED: ::core::option::Option<__private::Need> = ::core::option::Option::Some(
            __private::Need::of::<Self>(),
        );
        fn take(arguments: &__private::Arguments) -> __private::Result<Self> {
            arguments.integration()
        }
    }
    impl StripeEu {
        /// The account, for triggers: `account = StripeEu::ACCOUNT`.
        pub const ACCOUNT: __private::AccountOf<Stripe> = __private::AccountOf::of::<
            Self,
        >();
    }
    #[automatically_derived]
    impl ::core::ops::Deref for StripeEu {
        type Target = Stripe;
        fn deref(&self) -> &Stripe {
            &self.0
        }
    }
    __private::inventory::submit! {
        __private::KnownAccount::of:: < Stripe > (StripeEu::ACCOUNT)
    }
};
