/// Where Stripe sends its events.
#[derive(::core::clone::Clone)]
pub struct StripeWebhookEndpoints {
    integration: Stripe,
}
const _: () = {
    use ::trigger::__private::{self, NotRecorded as _};
    trait __Tasks {
        async fn create(&self, params: CreateWebhookEndpoint) -> Result<WebhookEndpoint>;
    }
    impl __Tasks for Stripe {
        async fn create(
            &self,
            params: CreateWebhookEndpoint,
        ) -> Result<WebhookEndpoint> {
            self.post("/v1/webhook_endpoints", params).await
        }
    }
    impl Stripe {
        /// The tasks of [`StripeWebhookEndpoints`].
        pub fn webhook_endpoints(&self) -> StripeWebhookEndpoints {
            StripeWebhookEndpoints {
                integration: ::core::clone::Clone::clone(self),
            }
        }
    }
    #[automatically_derived]
    impl __private::Namespace<Stripe> for StripeWebhookEndpoints {
        fn integration(&self) -> &Stripe {
            &self.integration
        }
    }
    impl StripeWebhookEndpoints {
        /// Creates one.
        #[track_caller]
        pub fn create<IntoTaskKey>(
            &self,
            key: IntoTaskKey,
            params: CreateWebhookEndpoint,
        ) -> impl ::core::future::Future<
            Output = __private::Result<WebhookEndpoint>,
        > + ::core::marker::Send + use<IntoTaskKey>
        where
            IntoTaskKey: ::core::convert::Into<__private::TaskKey>,
        {
            #[derive(::core::clone::Clone)]
            struct __Call(Stripe, CreateWebhookEndpoint);
            #[automatically_derived]
            impl __private::Task for __Call {
                type Output = WebhookEndpoint;
                const META: __private::TaskMeta = __private::TaskMeta::of::<
                    Stripe,
                >("webhook_endpoints.create")
                    .sealed();
                async fn execute(self) -> __private::Executed<Self::Output> {
                    __Tasks::create(&self.0, self.1)
                        .await
                        .map_err(::core::convert::Into::into)
                }
            }
            let call = __Call(::core::clone::Clone::clone(&self.integration), params);
            __private::call_task(::core::convert::Into::into(key), call)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for StripeWebhookEndpoints {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            f.write_str("StripeWebhookEndpoints")
        }
    }
};
