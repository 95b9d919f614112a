//! Icons, drawn for this project: 16 by 16, one stroke, the colour of the text around them.

use maud::{Markup, PreEscaped, html};

/// The strokes of an icon.
fn strokes(name: &str) -> &'static str {
    match name {
        "overview" => "M2.5 9.5 5 6l3 3 5.5-6M2.5 13.5h11",
        "runs" => "M2.5 4h6M5.5 8h8M3.5 12h5",
        "jobs" => "M8 2 13.5 5v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6",
        "events" | "event" => "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
        "deliveries" => "M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5",
        "sources" => {
            "M8 8m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M4.5 11.5a5 5 0 0 1 0-7M11.5 4.5a5 5 0 0 1 0 7"
        }
        "schedules" | "wait" | "clock" => "M8 8m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M8 4.5V8l2.5 1.5",
        "integrations" => "M6 2.5v3M10 2.5v3M4 5.5h8V8a4 4 0 0 1-8 0zM8 12v2.5",
        "settings" => {
            "M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 4.5m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M5.5 11.5m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0"
        }
        "menu" => "M2.5 4h11M2.5 8h11M2.5 12h11",
        "stripe" => "M2.5 5.5h11v-2h-11zM2.5 5.5v7h11v-7M4.5 10h3",
        "github" => {
            "M5 3v10M5 6.5c5 0 6-1 6-3M5 3m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M11 3.5m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M5 13m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0"
        }
        "slack" => "M6 2.5v11M10 2.5v11M2.5 6h11M2.5 10h11",
        "discord" => "M2.5 3h11v8H9l-3 2.5V11H2.5zM6 7v.1M10 7v.1",
        "linear" => {
            "M2.5 3.5 3.5 4.5 5 2.5M7.5 3.5h6M2.5 8l1 1L5 7M7.5 8h6M2.5 12.5l1 1 1.5-2M7.5 12.5h6"
        }
        "shopify" => "M8.5 2.5h5v5L8 13 3 8zM11 5v.1",
        "twilio" => {
            "M4.5 2.5h2l1 3L6 6.5A7 7 0 0 0 9.5 10l1-1.5 3 1v2A1.5 1.5 0 0 1 12 13C7 13 3 9 3 4a1.5 1.5 0 0 1 1.5-1.5z"
        }
        "typeform" => "M3 2.5h10v11H3zM5.5 5.5h5M5.5 8.5h5v2h-5z",
        "fetch" | "request" => {
            "M8 8m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M2 8h12M8 2c-4 4-4 8 0 12M8 2c4 4 4 8 0 12"
        }
        "run" => "M5 3l7.5 5L5 13z",
        "send" => "M2 8 14 2.5 10.5 14 8 9z",
        "store" => "M3 4c0-2 10-2 10 0v8c0 2-10 2-10 0zM3 4c0 2 10 2 10 0M3 8c0 2 10 2 10 0",
        "random" => "M2.5 2.5h11v11h-11zM5.5 5.5v.1M10.5 10.5v.1M8 8v.1",
        "copy" => "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
        "replay" => "M3 8a5 5 0 1 0 1.7-3.8M3 2.5v3h3",
        "stop" => "M8 8m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M4 4l8 8",
        "pause" => "M5.5 3v10M10.5 3v10",
        "edit" => "M3 13l.7-3L11 2.7 13.3 5 6 12.3z",
        "link" => {
            "M6.5 9.5l3-3M7.5 4.5l1-1a2.8 2.8 0 0 1 4 4l-1 1M8.5 11.5l-1 1a2.8 2.8 0 0 1-4-4l1-1"
        }
        _ => PLAIN,
    }
}

/// What has no icon of its own.
const PLAIN: &str = "M8 8m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0M8 8v.1";

/// An icon by its name; what has none of its own gets a plain one.
pub(super) fn icon(name: &str) -> Markup {
    html! {
        svg.icon viewBox="0 0 16 16" aria-hidden="true" focusable="false" {
            (PreEscaped(format!("<path d=\"{}\"/>", strokes(name))))
        }
    }
}

/// The mark of an integration: its icon, or the first letter of its name.
pub(super) fn mark(icon_name: &str, name: &str) -> Markup {
    if strokes(icon_name) != PLAIN {
        return html! { span.mark { (icon(icon_name)) } };
    }
    let letter = name.chars().find(|letter| letter.is_alphanumeric());
    html! { span.mark aria-hidden="true" { (letter.unwrap_or('?').to_uppercase()) } }
}

/// A status's sign: drawn, because not every machine has a font with it.
pub(super) fn sign(sign: &str) -> Markup {
    let drawn = match sign {
        "◌" => "<circle cx=\"6\" cy=\"6\" r=\"4.4\" stroke-dasharray=\"1.7 1.75\"/>",
        "◐" => {
            "<circle cx=\"6\" cy=\"6\" r=\"4.6\"/><path class=\"full\" d=\"M6 1.4a4.6 4.6 0 0 0 0 9.2z\"/>"
        }
        "⧗" => {
            "<path d=\"M2.8 1.3h6.4M2.8 10.7h6.4M3.5 1.5c0 3 2.5 3 2.5 4.5s-2.5 1.5-2.5 4.5M8.5 1.5c0 3-2.5 3-2.5 4.5s2.5 1.5 2.5 4.5\"/>"
        }
        "↻" => "<path d=\"M10 6a4 4 0 1 1-1.3-3M9.5 .8v2.5H7\"/>",
        "✓" => "<path d=\"M1.8 6.4 4.6 9.2l5.6-6.4\"/>",
        "✕" => "<path d=\"M2.5 2.5l7 7M9.5 2.5l-7 7\"/>",
        "⏱" => "<circle cx=\"6\" cy=\"6.8\" r=\"4.2\"/><path d=\"M6 6.8V4.3M4.6 .9h2.8\"/>",
        "⊘" => "<circle cx=\"6\" cy=\"6\" r=\"4.6\"/><path d=\"M2.9 9.1l6.2-6.2\"/>",
        "⚠" => "<path d=\"M6 1.5 11 10.3H1zM6 5v2M6 8.7v.1\"/>",
        "⤼" => "<path d=\"M1.5 3h9L7.2 6.6v3.6l-2.4-1.2V6.6z\"/>",
        "⚗" => {
            "<path d=\"M4.5 1.2h3M5 1.2v3.3L2 9.8c-.3.6 0 1 .6 1h6.8c.6 0 .9-.4.6-1L7 4.5V1.2\"/>"
        }
        "⧉" => "<path d=\"M4 4h6.5v6.5H4zM8 4V1.5H1.5V8H4\"/>",
        "⏸" => "<path d=\"M4 2v8M8 2v8\"/>",
        "i" => "<circle cx=\"6\" cy=\"6\" r=\"4.6\"/><path d=\"M6 5.6v2.6M6 3.6v.1\"/>",
        "!" => "<path d=\"M6 2v5M6 9.8v.1\"/>",
        _ => "<path d=\"M6 6v.1\"/>",
    };
    html! {
        svg.sign viewBox="0 0 12 12" aria-hidden="true" focusable="false" { (PreEscaped(drawn)) }
    }
}

/// The sign of the project: something that happens, and what follows from it.
pub(super) fn brand() -> Markup {
    html! {
        svg.brand viewBox="0 0 20 20" aria-hidden="true" focusable="false" {
            (PreEscaped("<path d=\"M11 1.5 4 11h4.5L7 18.5 16 8h-5z\"/>"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_integration_of_the_library_has_an_icon_and_another_has_its_letter() {
        for name in [
            "stripe", "github", "slack", "discord", "linear", "shopify", "twilio", "typeform",
        ] {
            assert_ne!(strokes(name), PLAIN, "{name}");
        }
        let mark = mark("cal.com", "Cal.com").into_string();
        assert!(mark.contains(">C<"), "{mark}");
    }
}
