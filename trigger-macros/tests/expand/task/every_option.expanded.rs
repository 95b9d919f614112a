/// Writes one price to our catalogue.
pub fn update_catalogue(id: String, amount: u64) -> update_catalogue {
    update_catalogue { id, amount }
}
/// Writes one price to our catalogue.
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone)]
#[must_use = "a task does nothing until it is run: `io.run(key, call).await?`"]
pub struct update_catalogue {
    pub id: String,
    pub amount: u64,
}
const _: () = {
    use ::trigger::__private::{self};
    async fn update_catalogue(id: String, amount: u64) -> Result<u64> {
        write(id, amount).await
    }
    #[automatically_derived]
    impl __private::Task for update_catalogue {
        type Output = u64;
        const META: __private::TaskMeta = __private::TaskMeta::new("Update catalogue")
            .retry(
                __private::RetryPolicy::DEFAULT
                    .limit(5)
                    .min(::core::time::Duration::new(1u64, 0u32))
                    .jitter(false),
            )
            .timeout(::core::time::Duration::new(30u64, 0u32))
            .sealed();
        async fn execute(self) -> __private::Executed<Self::Output> {
            update_catalogue(self.id, self.amount)
                .await
                .map_err(::core::convert::Into::into)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for update_catalogue {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __private::write_call(self, f)
        }
    }
};
