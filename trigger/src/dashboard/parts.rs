//! The small parts that pages are made of.

use std::time::Duration;

use maud::{Markup, html};
use serde::Serialize;

use super::ask::View;
use super::excerpt::brief;
use super::icons::{self, icon};
use crate::error::Error;
use crate::id::{DeliveryId, RunId};
use crate::record::{DeliveryVerdict, EventSummary, RunSummary, SourceState, TaskStatus};
use crate::run::{Level, LogLine, RunStatus, WaitsFor};
use crate::spec::Properties;
use crate::time::{Timestamp, until};

/// How much is shown, in bytes, of what is said in a line, of a property, of the title of one in a
/// table, and of that itself.
const SAID: usize = 2048;
const PROPERTY: usize = 512;
const TITLE: usize = 96;
const GLANCE: usize = 16;

/// How many causes of an error are shown, and how many properties.
const CAUSES: usize = 10;
const PROPERTIES: usize = 20;

/// A status as it is always shown: a sign, a word, and a colour.
pub(super) fn badge(sign: &str, word: &str, tone: &str) -> Markup {
    html! {
        span class={ "badge " (tone) } { (icons::sign(sign)) (word) }
    }
}

/// How a run's status looks: its sign, its word and its colour.
pub(super) fn look(
    status: RunStatus,
    waits_for: Option<WaitsFor>,
) -> (&'static str, &'static str, &'static str) {
    match (status, waits_for) {
        (RunStatus::Queued, _) => ("◌", "Queued", "grey"),
        (RunStatus::Executing, _) => ("◐", "Running", "blue"),
        (RunStatus::Waiting, Some(WaitsFor::Retry)) => ("↻", "Retrying", "amber"),
        (RunStatus::Waiting, Some(WaitsFor::Connection)) => ("⧗", "Not connected", "amber"),
        (RunStatus::Waiting, _) => ("⧗", "Waiting", "violet"),
        (RunStatus::Completed, _) => ("✓", "Completed", "green"),
        (RunStatus::Failed, _) => ("✕", "Failed", "red"),
        (RunStatus::TimedOut, _) => ("⏱", "Timed out", "orange"),
        (RunStatus::Cancelled, _) => ("⊘", "Cancelled", "grey"),
        (RunStatus::InvalidPayload, _) => ("⚠", "Invalid payload", "red"),
        (RunStatus::UnresolvedAuth, _) => ("⚠", "No credentials", "red"),
    }
}

pub(super) fn run_badge(status: RunStatus, waits_for: Option<WaitsFor>) -> Markup {
    let (sign, word, tone) = look(status, waits_for);
    badge(sign, word, tone)
}

pub(super) fn task_look(status: TaskStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        TaskStatus::Completed => ("✓", "Completed", "green"),
        TaskStatus::Failed => ("✕", "Failed", "red"),
        TaskStatus::Retrying => ("↻", "Retrying", "amber"),
        TaskStatus::Waiting => ("⧗", "Waiting", "violet"),
    }
}

pub(super) fn verdict_badge(verdict: DeliveryVerdict) -> Markup {
    match verdict {
        DeliveryVerdict::Accepted => badge("✓", "Accepted", "green"),
        DeliveryVerdict::Duplicate => badge("⧉", "Duplicate", "grey"),
        DeliveryVerdict::Rejected => badge("✕", "Rejected", "red"),
    }
}

pub(super) fn source_badge(state: &SourceState) -> Markup {
    match state {
        SourceState::Manual => badge("✓", "Active", "green"),
        SourceState::Registered => badge("✓", "Registered", "green"),
        SourceState::Registering => badge("◐", "Registering", "blue"),
        SourceState::Failed { .. } => badge("✕", "Failed", "red"),
        SourceState::Inactive { .. } => badge("⊘", "Inactive", "grey"),
        SourceState::Drifted { .. } => badge("!", "Drifted", "amber"),
        SourceState::Unwanted { .. } => badge("⊘", "Unwanted", "orange"),
        SourceState::Unverified => badge("✓", "Active", "green"),
        SourceState::Polling(poll) if poll.error.is_some() => badge("↻", "Retrying", "amber"),
        SourceState::Polling(_) => badge("✓", "Polling", "green"),
    }
}

/// A source's state in a sentence.
pub(super) fn source_state(state: &SourceState, view: &View) -> Markup {
    html! {
        @match state {
            SourceState::Failed { reason } => p.alert { (prose(reason)) },
            SourceState::Inactive { hint } => p.note { (prose(hint)) },
            SourceState::Manual => p.lead { "A person has registered it at the provider; the secret that is set verifies what arrives." },
            SourceState::Registered => p.lead { "It has registered itself at the provider." },
            SourceState::Registering => p.lead { "It registers itself at the provider." },
            SourceState::Drifted { found } => p.note { "At the provider it is not as it was registered, and is registered anew: " (found) },
            SourceState::Unwanted { error: None } => p.note { "No job wants it any more; " code { "sources prune" } " removes it at the provider." },
            SourceState::Unwanted { error: Some(error) } => p.alert { "It could not be removed at the provider: " (error) },
            SourceState::Unverified => p.lead { "It takes whatever is sent to it." },
            SourceState::Polling(poll) => {
                p.lead { "It is asked what is new" @if let Some(at) = poll.answered_at { "; it answered " (ago(at, view)) } "." }
                @if let Some(error) = &poll.error { p.alert { "It has failed " (poll.failures) "×: " (error) } }
            }
        }
    }
}

pub(super) fn test_badge() -> Markup {
    badge("⚗", "Test", "amber")
}

/// A time in the zone that the person has chosen, to the second.
pub(super) fn time(at: Timestamp, view: &View) -> Markup {
    let zoned = at.to_zoned_datetime(view.taste.zone.clone());
    let full = zoned.strftime("%A, %-d %B %Y, %H:%M:%S%.3f %Z").to_string();
    html! {
        time datetime=(at) title=(full) { (zoned.strftime("%Y-%m-%d %H:%M:%S")) }
    }
}

/// The time of day, to the millisecond, for what happened one thing after the other.
pub(super) fn clock(at: Timestamp, view: &View) -> Markup {
    let zoned = at.to_zoned_datetime(view.taste.zone.clone());
    let full = zoned.strftime("%Y-%m-%d %H:%M:%S%.6f %Z").to_string();
    html! {
        time datetime=(at) title=(full) { (zoned.strftime("%H:%M:%S%.3f")) }
    }
}

/// How long ago something was, or how far it is; the time itself is its title.
pub(super) fn ago(at: Timestamp, view: &View) -> Markup {
    let zoned = at.to_zoned_datetime(view.taste.zone.clone());
    let full = zoned.strftime("%Y-%m-%d %H:%M:%S %Z").to_string();
    let (past, to_come) = (until(at, view.now), until(view.now, at));
    let text = if to_come > Duration::ZERO {
        format!("in {}", about(to_come))
    } else if past < Duration::from_secs(1) {
        "just now".to_owned()
    } else {
        format!("{} ago", about(past))
    };
    html! { time datetime=(at) title=(full) data-ago { (text) } }
}

/// A span of time in its largest unit.
pub(super) fn about(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// A span of time in the unit that suits it.
pub(super) fn span(span: Duration) -> String {
    let millis = span.as_millis();
    match millis {
        0 => format!("{} µs", span.as_micros()),
        1..1000 => format!("{millis} ms"),
        1000..60_000 => format!("{:.1} s", span.as_secs_f64()),
        60_000..3_600_000 => format!("{} min {} s", millis / 60_000, millis / 1000 % 60),
        3_600_000..86_400_000 => {
            format!("{} h {} min", millis / 3_600_000, millis / 60_000 % 60)
        }
        _ => format!("{} d {} h", millis / 86_400_000, millis / 3_600_000 % 24),
    }
}

/// How long a run took, or has taken.
pub(super) fn took(run: &RunSummary, view: &View) -> String {
    match (run.started_at, run.finished_at) {
        (Some(started), finished) => span(until(started, finished.unwrap_or(view.now))),
        (None, _) => "–".to_owned(),
    }
}

/// A number with thin spaces between its thousands.
pub(super) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A number of things, in words: `1 event`, `2 events`.
pub(super) fn count(n: u64, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {what}{plural}", number(n))
}

/// A number of bytes in the unit that suits it.
pub(super) fn bytes(n: u64) -> String {
    match n {
        0..1000 => format!("{n} B"),
        1000..1_000_000 => format!("{}.{} kB", n / 1000, n / 100 % 10),
        _ => format!("{}.{} MB", n / 1_000_000, n / 100_000 % 10),
    }
}

/// JSON as a person reads it.
pub(super) fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// JSON indented as everything here is, its fields in the order in which they stand. What is not
/// JSON is left as it is.
pub(super) fn tidy(json: &str) -> String {
    if serde_json::from_str::<serde::de::IgnoredAny>(json).is_err() {
        return json.to_owned();
    }
    let mut tidy = String::with_capacity(json.len());
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let mut all = json.chars().peekable();
    while let Some(c) = all.next() {
        if in_text {
            tidy.push(c);
            in_text = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
        match c {
            c if c.is_whitespace() => {}
            '"' => {
                in_text = true;
                tidy.push(c);
            }
            '{' | '[' => {
                while all.next_if(|next| next.is_whitespace()).is_some() {}
                tidy.push(c);
                match all.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => tidy.push(end),
                    None => {
                        depth += 1;
                        tidy.push_str(&line(depth));
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                tidy.push_str(&line(depth));
                tidy.push(c);
            }
            ',' => {
                tidy.push(c);
                tidy.push_str(&line(depth));
            }
            ':' => tidy.push_str(": "),
            c => tidy.push(c),
        }
    }
    tidy
}

/// Text that can be copied.
pub(super) fn code_block(label: &str, text: &str) -> Markup {
    html! {
        figure.code {
            figcaption { (label) (copy(text)) }
            pre tabindex="0" aria-label=(label) { (text) }
        }
    }
}

/// A command, or code, whose words are not broken.
pub(super) fn command(label: &str, text: &str) -> Markup {
    html! {
        figure.code {
            figcaption { (label) (copy(text)) }
            pre tabindex="0" aria-label=(label) {
                @for (n, line) in text.split('\n').enumerate() {
                    @if n > 0 { "\n" }
                    @for (n, word) in line.split(' ').enumerate() {
                        @if n > 0 { " " }
                        span.word { (word) }
                    }
                }
            }
        }
    }
}

/// A button that copies a text.
pub(super) fn copy(text: &str) -> Markup {
    html! {
        button.copy type="button" data-copy=(text) aria-label="Copy" title="Copy" { (icon("copy")) }
    }
}

/// A long id, shortened where it is not needed whole.
pub(super) fn short(id: &str) -> &str {
    let from = id.len().saturating_sub(8);
    id.get(from..).unwrap_or(id)
}

pub(super) fn run_link(id: RunId) -> Markup {
    let id = id.to_string();
    html! { a.id href={ "/runs/" (id) } title=(id) { "run_…" (short(&id)) } }
}

pub(super) fn delivery_link(id: DeliveryId) -> Markup {
    let id = id.to_string();
    html! { a.id href={ "/deliveries/" (id) } title=(id) { "delivery_…" (short(&id)) } }
}

/// A sentence in which what is quoted with backticks is code.
pub(super) fn prose(text: &str) -> Markup {
    let is_paired = text.matches('`').count().is_multiple_of(2);
    html! {
        @if is_paired {
            @for (n, part) in text.split('`').enumerate() {
                @if n % 2 == 1 { code { (part) } } @else { (part) }
            }
        } @else { (text) }
    }
}

/// Where an event is shown.
pub(super) fn event_path(event: &EventSummary) -> String {
    let id = encode(&event.id);
    match &event.source {
        Some(source) => format!("/events/{id}?source={}", encode(source)),
        None => format!("/events/{id}?source="),
    }
}

/// A text as it stands in a path or a query.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// An error with its causes.
pub(super) fn error(error: &Error) -> Markup {
    html! {
        div.error {
            p { (prose(&brief(error.message(), SAID))) }
            @if !error.causes().is_empty() {
                ul { @for cause in error.causes().iter().take(CAUSES) { li { (prose(&brief(cause, SAID))) } } }
            }
        }
    }
}

/// What is to be seen at a glance. A link goes where it says only if that is the web.
pub(super) fn properties(properties: &Properties) -> Markup {
    html! {
        @if !properties.is_empty() {
            dl.facts {
                @for property in properties.iter().take(PROPERTIES) {
                    div {
                        dt { (brief(&property.label, TITLE)) }
                        dd {
                            @match property.url.as_deref().filter(|url| is_web(url)) {
                                Some(url) => a href=(url) rel="noreferrer noopener" { (brief(&property.text, PROPERTY)) },
                                None => (brief(&property.text, PROPERTY)),
                            }
                        }
                    }
                }
            }
        }
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A line that a run recorded.
pub(super) fn line(line: &LogLine) -> Markup {
    let (sign, tone) = match line.level {
        Level::Debug => ("·", "grey"),
        Level::Info => ("i", "blue"),
        Level::Warn => ("!", "amber"),
        Level::Error => ("✕", "red"),
    };
    html! {
        (badge(sign, line.level.as_str(), tone))
        span.message { (brief(&line.message, SAID)) }
        @if !line.data.is_null() { code { (brief(&line.data.to_string(), SAID)) } }
    }
}

/// What stands where there is nothing to show.
pub(super) fn empty(what: &str, hint: &Markup) -> Markup {
    html! { div.empty { p.what { (what) } (hint) } }
}

/// A form of one button.
pub(super) fn button(action: &str, label: &str, icon_name: &str, class: &str) -> Markup {
    html! {
        form.inline method="post" action=(action) {
            button class=(class) type="submit" { (icon(icon_name)) (label) }
        }
    }
}

/// The row that leads to what is older.
pub(super) fn older(path: Option<&str>) -> Markup {
    html! {
        @if let Some(path) = path {
            p.pager { a.button href=(path) rel="next" { "Older →" } }
        }
    }
}

/// What the runs of a table have in common, which is not repeated in each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Common {
    /// Nothing.
    Nothing,
    /// The job, and with it nearly always the name of the event.
    Job,
    /// The event.
    Event,
}

/// Runs as a table.
pub(super) fn runs_table(runs: &[RunSummary], view: &View, common: Common) -> Markup {
    let (with_job, with_event) = (common != Common::Job, common == Common::Nothing);
    html! {
        div.table { table.rows {
            thead { tr {
                th { "Status" }
                @if with_job { th { "Job" } }
                th { "Run" }
                @if with_event { th { "Event" } }
                th.num { "Took" } th.num { "Created" }
            } }
            tbody {
                @for run in runs {
                    tr id={ "row-" (run.id) } {
                        td { (run_badge(run.status, run.waits_for)) @if run.is_test { " " (test_badge()) } }
                        @if with_job { td.name { a href={ "/jobs/" (encode(&run.job)) } { (run.job) } } }
                        td.run { a.id data-open href={ "/runs/" (run.id) } title=(run.id) { "run_…" (short(&run.id.to_string())) } (glance(&run.properties)) }
                        @if with_event { td.name { code { (run.event.name) } } }
                        td.num data-label="Took" { (took(run, view)) }
                        td.num.when { (ago(run.created_at, view)) }
                    }
                }
            }
        } }
    }
}

/// The first properties, in a line.
fn glance(properties: &Properties) -> Markup {
    html! {
        @for property in properties.iter().take(2) {
            span.glance title=(brief(&property.text, TITLE)) { span.label { (brief(&property.label, GLANCE)) } " " (brief(&property.text, GLANCE)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_in_the_unit_that_suits_them() {
        let of = |micros| span(Duration::from_micros(micros));
        assert_eq!(of(7), "7 µs");
        assert_eq!(of(12_400), "12 ms");
        assert_eq!(of(1_500_000), "1.5 s");
        assert_eq!(of(125_000_000), "2 min 5 s");
        assert_eq!(of(90_000_000_000), "1 d 1 h");
    }

    #[test]
    fn tidy_json_keeps_its_order_and_what_stands_in_texts() {
        let tidied = tidy(r#"{"b": [1,{ }, []], "a":"x, {y: \"z\" }"}"#);
        let expected =
            "{\n  \"b\": [\n    1,\n    {},\n    []\n  ],\n  \"a\": \"x, {y: \\\"z\\\" }\"\n}";
        assert_eq!(tidied, expected);
        assert_eq!(tidy("{"), "{");
    }

    #[test]
    fn a_text_in_a_query_cannot_end_it() {
        assert_eq!(encode("a b&c=/é"), "a%20b%26c%3D%2F%C3%A9");
    }

    #[test]
    fn what_is_quoted_is_code_and_a_lone_backtick_is_itself() {
        assert_eq!(
            prose("set `A` & go").into_string(),
            "set <code>A</code> &amp; go"
        );
        assert_eq!(prose("a ` b").into_string(), "a ` b");
    }

    #[test]
    fn only_the_web_is_linked_to() {
        let url = |url: &str| properties(&Properties::new().with("Open", "it").url(url));
        assert!(url("https://a.example").into_string().contains("<a href"));
        assert!(!url("javascript:alert(1)").into_string().contains("href"));
    }
}
