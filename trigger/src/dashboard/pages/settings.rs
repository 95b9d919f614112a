//! `/settings`: how a person wants to see the dashboard. It is kept in their browser.

use axum::extract::{Form, State};
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::{StatusCode, header};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::ask::{Ask, Head, Page, Problem, Theme, View};
use super::super::layout::{Section, heading};
use super::super::parts;

/// For how long a choice is kept: a year.
const KEPT: u32 = 31_536_000;

/// What a person has chosen.
#[derive(Debug, Serialize, ToSchema)]
pub(in super::super) struct SettingsPage {
    /// The colours.
    theme: Theme,
    /// The name of the time zone.
    zone: String,
    /// The version of the library.
    version: &'static str,
    /// The database's file.
    database: String,
    /// Where providers reach the app.
    public_url: Option<String>,
}

/// What a person has chosen, and how the app is set up.
#[utoipa::path(
    get, path = "/settings.json", tag = "pages",
    responses((status = 200, body = SettingsPage), (status = "4XX", body = Problem))
)]
pub(super) async fn page(ask: Ask, State(app): State<App>) -> Response {
    let taste = ask.view.taste.clone();
    ask.show(async {
        Ok(SettingsPage {
            theme: taste.theme,
            zone: taste.zone.iana_name().unwrap_or("UTC").to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            database: app.database.clone(),
            public_url: app.public_url.clone(),
        })
    })
    .await
}

#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    theme: Theme,
    zone: String,
    /// A zone that is written out.
    other: Option<String>,
}

pub(super) async fn keep(ask: Ask, Form(chosen): Form<Chosen>) -> Response {
    let zone = match chosen.zone.as_str() {
        "other" => super::given(chosen.other).unwrap_or_default(),
        zone => zone.to_owned(),
    };
    if TimeZone::get(&zone).is_err() {
        let why = format!("`{zone}` is no time zone: write one such as Europe/London");
        return ask.refuse(Problem::bad(why));
    }
    let cookie = |name: &str, value: &str| {
        let value = format!("{name}={value}; Path=/; Max-Age={KEPT}; SameSite=Lax");
        (header::SET_COOKIE, value)
    };
    let cookies = [
        cookie("theme", chosen.theme.as_str()),
        cookie("zone", &zone),
    ];
    let location = [(header::LOCATION, "/settings")];
    (StatusCode::SEE_OTHER, location, AppendHeaders(cookies)).into_response()
}

impl Page for SettingsPage {
    fn head(&self) -> Head {
        Head::new("Settings", Section::Settings)
    }

    fn body(&self, view: &View) -> Markup {
        html! {
            (heading(&html! { "Settings" }, &html! {}))
            form.card.narrow method="post" action="/settings" data-submit {
                fieldset {
                    legend { "Theme" }
                    @for (theme, word) in [(Theme::Auto, "As the system"), (Theme::Light, "Light"), (Theme::Dark, "Dark")] {
                        label.choice { input type="radio" name="theme" value=(theme.as_str()) checked[self.theme == theme]; (word) }
                    }
                }
                fieldset {
                    legend { "Time zone" }
                    label.choice { input type="radio" name="zone" value="UTC" checked[self.zone == "UTC"]; "UTC" }
                    label.choice { input type="radio" name="zone" value="UTC" data-own-zone; "This browser’s: " span data-zone { "unknown without scripts" } }
                    label.choice { input type="radio" name="zone" value="other" checked[self.zone != "UTC"]; "Another one: "
                        input type="text" name="other" aria-label="Time zone" placeholder="Europe/London" value=(if self.zone == "UTC" { "" } else { &self.zone }); }
                }
                p.muted { "It is now " (parts::time(view.now, view)) " in " (self.zone) "." }
                div.actions { button.primary type="submit" { "Save" } }
            }
            div.card.narrow {
                h2 { "This app" }
                dl.facts {
                    div { dt { "Library" } dd { "trigger " (self.version) } }
                    div { dt { "Database" } dd { code { (self.database) } } }
                    div { dt { "Public URL" } dd { @match &self.public_url { Some(url) => code { (url) }, None => span.muted { "not set: TRIGGER_PUBLIC_URL" } } } }
                    div { dt { "HTTP API" } dd { code { "/api/openapi.json" } } }
                    div { dt { "These pages in JSON" } dd { a href="/openapi.json" { code { "/openapi.json" } } } }
                }
            }
        }
    }
}
