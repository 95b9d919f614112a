fn charge(id: u64, customer: impl Into<String>) -> charge {
    charge {
        id,
        customer: ::core::convert::Into::into(customer),
    }
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone)]
#[must_use = "a task does nothing until it is run: `io.run(key, call).await?`"]
struct charge {
    id: u64,
    customer: String,
}
const _: () = {
    use ::trigger::__private::{self, NotRecorded as _};
    async fn charge(id: u64, customer: impl Into<String>) -> Result<()> {
        Ok(())
    }
    #[automatically_derived]
    impl __private::Task for charge {
        type Output = ();
        const META: __private::TaskMeta = __private::TaskMeta::new("charge");
        fn params(&self) -> __private::Params {
            __private::Params::new()
                .with("id", __private::Param(&self.id).json())
                .with("customer", __private::Param(&self.customer).json())
        }
        fn properties(&self) -> __private::Properties {
            let id = &self.id;
            properties! {
                "Order" => id
            }
        }
        fn idempotency_key(&self) -> ::core::option::Option<::std::string::String> {
            ::core::option::Option::Some(
                ::core::convert::Into::into({
                    let id = &self.id;
                    format!("charge-{id}")
                }),
            )
        }
        async fn execute(self) -> __private::Executed<Self::Output> {
            charge(self.id, self.customer).await.map_err(::core::convert::Into::into)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for charge {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __private::write_call(self, f)
        }
    }
};
