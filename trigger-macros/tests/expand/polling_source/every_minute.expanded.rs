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
            .title("New Pages")
            .icon("notion")
            .examples(
                &[__private::Example::new("first", "First Page", r#"{ "id": "p_1" }"#)],
            );
        fn properties(page: &Self::Payload) -> __private::Summary {
            properties! {
                "Page" => page.id
            }
        }
    }
    #[automatically_derived]
    impl __private::PollingSource for new_pages {
        type Integration = Notion;
        const POLLING: __private::PollingMeta = __private::PollingMeta::new(
            "new-pages",
            ::core::time::Duration::new(60u64, 0u32),
        );
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
