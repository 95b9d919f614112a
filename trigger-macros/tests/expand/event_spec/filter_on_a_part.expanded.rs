/// When an issue is labelled.
pub fn on_issue_labeled(issue: &LabeledIssue) -> Properties {
    properties! {
        "Label" => issue.label
    }
}
#[deprecated]
/// When an issue is labelled.
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
pub struct on_issue_labeled {}
#[allow(deprecated)]
const _: () = {
    use ::trigger::__private;
    #[automatically_derived]
    impl __private::EventSpec for on_issue_labeled {
        type Payload = LabeledIssue;
        type Origin = __private::Own;
        fn filter(payload: &::core::primitive::str) -> __private::Filtered {
            __private::filtered(
                payload,
                |event: &Kind| {
                    __private::Verdict::of(
                            event.action == "labeled",
                            "event.action == \"labeled\"",
                        )
                        .showing(
                            "event.action",
                            || __private::Shown(&event.action).show(),
                        )
                },
            )
        }
        const META: __private::EventMeta = __private::EventMeta::new(&["issues"])
            .title("On Issue Labeled")
            .description("When an issue is labelled.")
            .deprecated("")
            .filter("event.action == \"labeled\"");
        fn properties(payload: &Self::Payload) -> __private::Properties {
            on_issue_labeled(payload)
        }
    }
    #[automatically_derived]
    impl __private::Delivers<LabeledIssue> for on_issue_labeled {}
    use __private::NotShown as _;
};
