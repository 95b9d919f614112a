//! One request for a page: in which format, for whom, and how it is answered.

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{Html, IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, StatusCode, Uri, header};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Dashboard;
use super::layout::{self, Section};
use crate::client::ClientError;
use crate::store::StoreError;
use crate::time::Timestamp;

/// In which format a page is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    #[default]
    Html,
    Json,
}

/// The address without `.json`, if it ends so.
pub(super) fn without_json(uri: &Uri) -> Option<Uri> {
    let path = match uri.path().strip_suffix(".json")? {
        "/index" => "/",
        path => path,
    };
    match uri.query() {
        Some(query) => format!("{path}?{query}").parse().ok(),
        None => path.parse().ok(),
    }
}

/// Which colours a person wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Theme {
    /// Those of their system.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub(super) const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What a person has chosen.
#[derive(Clone, Debug)]
pub(super) struct Taste {
    pub(super) theme: Theme,
    pub(super) zone: TimeZone,
}

impl Taste {
    fn of(headers: &HeaderMap) -> Self {
        let theme = cookie(headers, "theme").unwrap_or_default();
        let theme = Theme::ALL
            .into_iter()
            .find(|known| known.as_str() == theme)
            .unwrap_or_default();
        let zone = cookie(headers, "zone").and_then(|zone| TimeZone::get(zone).ok());
        Self {
            theme,
            zone: zone.unwrap_or(TimeZone::UTC),
        }
    }
}

/// What tells a page from what it was before: the same for the page and its twin.
pub(super) fn print_of(status: StatusCode, json: &[u8]) -> String {
    let mut hash = DefaultHasher::new();
    status.as_u16().hash(&mut hash);
    json.hash(&mut hash);
    format!("{:016x}", hash.finish())
}

/// A cookie's value.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then_some(value))
}

/// What a page is rendered with.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) taste: Taste,
    pub(super) now: Timestamp,
    /// The page's own path and query.
    pub(super) address: String,
}

/// What a page shows. It is written as JSON as it stands.
pub(super) trait Page: Serialize {
    /// What stands around it.
    fn head(&self) -> Head;

    /// The page itself.
    fn body(&self, view: &View) -> Markup;
}

/// What stands around a page.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) section: Section,
    /// Whether it changes by itself.
    pub(super) is_live: bool,
}

impl Head {
    pub(super) fn new(title: impl Into<String>, section: Section) -> Self {
        Self {
            title: title.into(),
            section,
            is_live: false,
        }
    }

    /// It changes by itself.
    pub(super) fn live(mut self) -> Self {
        self.is_live = true;
        self
    }
}

/// A request for a page.
pub(super) struct Ask {
    pub(super) format: Format,
    pub(super) view: View,
}

impl FromRequestParts<Arc<Dashboard>> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<Dashboard>,
    ) -> Result<Self, Infallible> {
        let format = parts.extensions.get().copied().unwrap_or_default();
        let address = parts.uri.path_and_query();
        Ok(Self {
            format,
            view: View {
                taste: Taste::of(&parts.headers),
                now: app.engine.now(),
                address: address.map_or("/", |address| address.as_str()).to_owned(),
            },
        })
    }
}

impl Ask {
    /// Shows a page, or what went wrong.
    pub(super) async fn show<P: Page>(
        self,
        page: impl Future<Output = Result<P, Problem>>,
    ) -> Response {
        match page.await {
            Ok(page) => self.render(StatusCode::OK, &page),
            Err(problem) => self.refuse(problem),
        }
    }

    /// Does something and then shows another page.
    pub(super) async fn act(
        self,
        action: impl Future<Output = Result<String, Problem>>,
    ) -> Response {
        match action.await {
            Ok(next) => (StatusCode::SEE_OTHER, [(header::LOCATION, next)]).into_response(),
            Err(problem) => self.refuse(problem),
        }
    }

    /// A page with a status.
    pub(super) fn render(&self, status: StatusCode, page: &impl Page) -> Response {
        match self.format {
            Format::Json => (status, axum::Json(page)).into_response(),
            Format::Html => {
                let head = page.head();
                let print = head
                    .is_live
                    .then(|| serde_json::to_vec(page).unwrap_or_default());
                let print = print.map(|json| print_of(status, &json));
                let body = page.body(&self.view);
                let page = layout::page(&head, &self.view, print.as_deref(), &body);
                (status, Html(page.into_string())).into_response()
            }
        }
    }

    pub(super) fn refuse(&self, problem: Problem) -> Response {
        if problem.status.is_server_error() {
            tracing::error!(why = problem.detail, "a page could not be shown");
        }
        self.render(problem.status, &problem)
    }
}

/// Why there is no page.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NoPage)]
pub(super) struct Problem {
    /// The status of the answer.
    #[schema(value_type = u16)]
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    /// What went wrong, and what to change.
    detail: String,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
        }
    }

    /// There is no such thing.
    pub(super) fn missing(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, what)
    }

    /// What was asked for makes no sense.
    pub(super) fn bad(why: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, why)
    }
}

impl Page for Problem {
    fn head(&self) -> Head {
        let title = self.status.canonical_reason().unwrap_or("Problem");
        Head::new(title, Section::None)
    }

    fn body(&self, _: &View) -> Markup {
        html! {
            div.empty {
                h1 { (self.status.canonical_reason().unwrap_or("Problem")) }
                p role="alert" { (self.detail) }
                p { a href="/" { "Overview" } " · " a href="/runs" { "Runs" } }
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        ClientError::from(error).into()
    }
}

impl From<ClientError> for Problem {
    fn from(error: ClientError) -> Self {
        let status = match &error {
            ClientError::NoRun(_)
            | ClientError::NoDelivery(_)
            | ClientError::NoJob(_)
            | ClientError::NoSchedule(_)
            | ClientError::NoSource(_) => StatusCode::NOT_FOUND,
            ClientError::NotCalled { .. }
            | ClientError::NotNow { .. }
            | ClientError::Refused(_) => StatusCode::CONFLICT,
            ClientError::Payload(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ClientError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pages_twin_is_found_by_its_path_and_keeps_its_query() {
        let of =
            |uri: &'static str| without_json(&Uri::from_static(uri)).map(|uri| uri.to_string());
        assert_eq!(
            of("/runs.json?job=a.json"),
            Some("/runs?job=a.json".to_owned())
        );
        assert_eq!(of("/index.json"), Some("/".to_owned()));
        assert_eq!(of("/runs?job=a.json"), None);
    }
}
