fn on_hook(hook: &HttpRequest) -> Properties {
    properties! {
        "Method" => hook.method
    }
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
struct on_hook {}
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for on_hook {
        type Payload = HttpRequest;
        type Origin = __private::Posted<Self>;
        const META: __private::EventMeta = __private::EventMeta::new(&["on-hook"])
            .title("On Hook");
        fn properties(payload: &Self::Payload) -> __private::Properties {
            on_hook(payload)
        }
    }
    #[automatically_derived]
    impl __private::HttpEndpoint for on_hook {
        const ENDPOINT: __private::EndpointMeta = __private::EndpointMeta::new("on-hook")
            .methods(&["GET", "POST"])
            .whole();
        fn event_id(
            hook: &Self::Payload,
        ) -> ::core::option::Option<::std::string::String> {
            __private::event_id(hook.query("id"))
        }
        fn respond(hook: &Self::Payload) -> __private::Response {
            Response::text(hook.query("challenge").unwrap_or_default())
        }
    }
    #[automatically_derived]
    impl __private::Delivers<HttpRequest> for on_hook {}
};
