fn charge(order: u64, token: String, names: &[String]) -> charge {
    charge {
        order,
        token,
        names: ::std::borrow::ToOwned::to_owned(names),
    }
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone)]
#[must_use = "a task does nothing until it is run: `io.run(key, call).await?`"]
struct charge {
    order: u64,
    token: String,
    names: ::std::vec::Vec<String>,
}
const _: () = {
    use ::trigger::__private::{self, NotRecorded as _};
    async fn charge(order: u64, token: String, names: &[String]) -> Result<Receipt> {
        Ok(Receipt::of(order, token, names))
    }
    #[automatically_derived]
    impl __private::Task for charge {
        type Output = Receipt;
        const META: __private::TaskMeta = __private::TaskMeta::new("charge")
            .redact(&["/card/number"])
            .on_error(judge);
        fn params(&self) -> __private::Params {
            __private::Params::new()
                .with("order", __private::Param(&self.order).json())
                .secret("token")
                .with("names", __private::Param(&self.names).json())
        }
        async fn execute(self) -> __private::Executed<Self::Output> {
            charge(self.order, self.token, &self.names)
                .await
                .map_err(::core::convert::Into::into)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for charge {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __private::write_call(self, f)
        }
    }
};
