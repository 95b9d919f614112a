fn ping() -> ping {
    ping {}
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone)]
#[must_use = "a task does nothing until it is run: `io.run(key, call).await?`"]
struct ping {}
const _: () = {
    use ::trigger::__private::{self};
    async fn ping() -> Result<()> {
        Ok(())
    }
    #[automatically_derived]
    impl __private::Task for ping {
        type Output = ();
        const META: __private::TaskMeta = __private::TaskMeta::new("ping");
        async fn execute(self) -> __private::Executed<Self::Output> {
            ping().await.map_err(::core::convert::Into::into)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for ping {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __private::write_call(self, f)
        }
    }
};
