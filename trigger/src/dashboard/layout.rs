//! What stands around every page.

use maud::{DOCTYPE, Markup, html};

use super::ask::{Head, Theme, View};
use super::assets;
use super::icons;

/// The part of the dashboard that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Overview,
    Runs,
    Jobs,
    Events,
    Deliveries,
    Sources,
    Schedules,
    Integrations,
    Settings,
    /// None of them.
    None,
}

/// The sections as they are listed: each with its path, its name, and the key that goes there.
const SECTIONS: [(Section, &str, &str, &str, &str); 9] = [
    (Section::Overview, "/", "Overview", "o", "overview"),
    (Section::Runs, "/runs", "Runs", "r", "runs"),
    (Section::Jobs, "/jobs", "Jobs", "j", "jobs"),
    (Section::Events, "/events", "Events", "e", "events"),
    (
        Section::Deliveries,
        "/deliveries",
        "Deliveries",
        "d",
        "deliveries",
    ),
    (Section::Sources, "/sources", "Sources", "s", "sources"),
    (
        Section::Schedules,
        "/schedules",
        "Schedules",
        "c",
        "schedules",
    ),
    (
        Section::Integrations,
        "/integrations",
        "Integrations",
        "i",
        "integrations",
    ),
    (Section::Settings, "/settings", "Settings", "t", "settings"),
];

/// What htmx is told: it writes no style and evaluates nothing.
const HTMX: &str = r#"{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true}"#;

/// A whole document around a page.
pub(super) fn page(head: &Head, view: &View, print: Option<&str>, body: &Markup) -> Markup {
    document(
        &head.title,
        view.taste.theme,
        &html! {
            a.skip href="#main" { "Skip to the content" }
            header.top {
                a.brand href="/" { (icons::brand()) span { "Trigger" } }
                form.search role="search" action="/search" method="get" {
                    input #search type="search" name="q" placeholder="Paste an id, or search runs" aria-label="Search" autocomplete="off" spellcheck="false";
                    kbd aria-hidden="true" { "/" }
                }
                details.menu {
                    summary aria-label="Menu" { (icons::icon("menu")) }
                    (sections(head.section))
                }
            }
            div.side { (sections(head.section)) button.keys type="button" data-keys { kbd { "?" } " Shortcuts" } }
            main #main tabindex="-1" data-live=[print] data-page=(view.address) { (body) }
            (shortcuts())
        },
    )
}

/// A document without navigation.
pub(super) fn bare(title: &str, body: &Markup) -> axum::response::Html<String> {
    axum::response::Html(document(title, Theme::Auto, body).into_string())
}

fn document(title: &str, theme: Theme, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-theme=(theme.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="htmx-config" content=(HTMX);
                title { (title) " · Trigger" }
                link rel="icon" href=(*assets::ICON.path) type="image/svg+xml";
                link rel="stylesheet" href=(*assets::STYLE.path);
                script src=(*assets::HTMX.path) defer {}
                script src=(*assets::MORPH.path) defer {}
                script src=(*assets::SCRIPT.path) defer {}
            }
            body hx-ext="morph" { (body) }
        }
    }
}

fn sections(current: Section) -> Markup {
    html! {
        nav aria-label="Sections" {
            @for (section, path, name, _, icon) in SECTIONS {
                a href=(path) aria-current=[(section == current).then_some("page")] {
                    (icons::icon(icon)) span { (name) }
                }
            }
        }
    }
}

/// The sheet of keys.
fn shortcuts() -> Markup {
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Shortcuts" }
            dl.keys {
                @for (_, path, name, key, _) in SECTIONS {
                    div { dt { kbd { "g" } " " kbd { (key) } } dd data-go=(key) data-to=(path) { (name) } }
                }
                div { dt { kbd { "/" } } dd { "Search" } }
                div { dt { kbd { "j" } " " kbd { "k" } } dd { "Next row, row before" } }
                div { dt { kbd { "Enter" } } dd { "Open the row" } }
                div { dt { kbd { "Ctrl" } " " kbd { "Enter" } } dd { "Run the test" } }
                div { dt { kbd { "?" } } dd { "This sheet" } }
                div { dt { kbd { "Esc" } } dd { "Close" } }
            }
            form method="dialog" { button type="submit" { "Close" } }
        }
    }
}

/// A title with what belongs beside it.
pub(super) fn heading(title: &Markup, beside: &Markup) -> Markup {
    html! {
        div.heading { h1 { (title) } div.actions { (beside) } }
    }
}

/// The way up.
pub(super) fn crumbs(ways: &[(&str, &str)]) -> Markup {
    html! {
        p.crumbs {
            @for (n, (path, name)) in ways.iter().enumerate() {
                @if n > 0 { span aria-hidden="true" { " / " } }
                a href=(path) { (name) }
            }
        }
    }
}
