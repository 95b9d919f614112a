/// How customers pay.
#[derive(::core::clone::Clone)]
pub struct StripeCheckoutSessions {
    integration: Stripe,
}
const _: () = {
    use ::trigger::__private::{self, NotRecorded as _};
    trait __Tasks {
        async fn create(
            &self,
            customer: impl Into<String>,
            token: &str,
        ) -> Result<Session>;
    }
    impl __Tasks for Stripe {
        async fn create(
            &self,
            customer: impl Into<String>,
            token: &str,
        ) -> Result<Session> {
            self.post(customer.into(), token).await
        }
    }
    impl StripeCheckout {
        /// The tasks of [`StripeCheckoutSessions`].
        pub fn sessions(&self) -> StripeCheckoutSessions {
            StripeCheckoutSessions {
                integration: ::core::clone::Clone::clone(
                    __private::Namespace::<Stripe>::integration(self),
                ),
            }
        }
    }
    #[automatically_derived]
    impl __private::Namespace<Stripe> for StripeCheckoutSessions {
        fn integration(&self) -> &Stripe {
            &self.integration
        }
    }
    impl StripeCheckoutSessions {
        /// Begins one.
        ///
        /// # Errors
        ///
        /// When the customer is unknown.
        #[track_caller]
        pub fn create<IntoTaskKey, IntoCustomer>(
            &self,
            key: IntoTaskKey,
            customer: IntoCustomer,
            token: &str,
        ) -> impl ::core::future::Future<
            Output = __private::Result<Session>,
        > + ::core::marker::Send + use<IntoTaskKey, IntoCustomer>
        where
            IntoTaskKey: ::core::convert::Into<__private::TaskKey>,
            IntoCustomer: ::core::convert::Into<String>,
        {
            #[derive(::core::clone::Clone)]
            struct __Call(Stripe, String, <str as ::std::borrow::ToOwned>::Owned);
            #[automatically_derived]
            impl __private::Task for __Call {
                type Output = Session;
                const META: __private::TaskMeta = __private::TaskMeta::of::<
                    Stripe,
                >("checkout.sessions.create")
                    .redact(&["/url"]);
                fn params(&self) -> __private::Params {
                    __private::Params::new()
                        .with("customer", __private::Param(&self.1).json())
                        .secret("token")
                }
                async fn execute(self) -> __private::Executed<Self::Output> {
                    __Tasks::create(&self.0, self.1, &self.2)
                        .await
                        .map_err(::core::convert::Into::into)
                }
            }
            let call = __Call(
                ::core::clone::Clone::clone(&self.integration),
                ::core::convert::Into::into(customer),
                ::std::borrow::ToOwned::to_owned(token),
            );
            __private::call_task(::core::convert::Into::into(key), call)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for StripeCheckoutSessions {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f.write_str("StripeCheckoutSessions")
        }
    }
};
