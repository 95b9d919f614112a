/// When an issue is labelled.
#[event_spec(name = "issues", filter = |event: &Kind| event.action == "labeled", deprecated)]
pub fn on_issue_labeled(issue: &LabeledIssue) -> Properties {
    properties! { "Label" => issue.label }
}
