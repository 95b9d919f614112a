async fn new_pages(notion: &Notion, cursor: Option<Cursor>) -> Result<Polled<Page>> {
    notion.pages_after(cursor).await
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
struct new_pages {}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for new_pages {
        type Payload = Page;
        type Origin = __private::Asked<Self>;
        const META: __private::EventMeta = __private::EventMeta::new(&["new-pages"])
            .title("New Pages");
    }
    #[automatically_derived]
    impl __private::PollingSource for new_pages {
        type Integration = Notion;
        const POLLING: __private::PollingMeta = __private::PollingMeta::new(
                "new-pages",
                ::core::time::Duration::new(60u64, 0u32),
            )
            .from(__private::StartFrom::Now);
        fn event_id(
            page: &Self::Payload,
        ) -> ::core::option::Option<::std::string::String> {
            __private::event_id(page.id.clone())
        }
        async fn poll(
            client: &Self::Integration,
            cursor: ::core::option::Option<__private::Cursor>,
        ) -> __private::Executed<__private::Polled<Self::Payload>> {
            new_pages(client, cursor).await.map_err(::core::convert::Into::into)
        }
    }
    #[automatically_derived]
    impl __private::Delivers<Page> for new_pages {}
};
