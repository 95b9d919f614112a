//! Who may see the dashboard, and what a browser may do with its pages.
//!
//! On the machine itself nobody is asked: a request counts as local when it arrives at a loopback
//! address, says that it wants one, and has come through no proxy. Every other request needs a
//! session, which begins with the dashboard's token.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Form, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use maud::html;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::ask::cookie;
use super::layout;

/// The cookie of a session.
const SESSION: &str = "trigger_session";

/// What a page may load and do: nothing but what comes from here, and nothing that is written into
/// the page itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Where the dashboard listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Only this machine reaches it.
    Loopback,
    /// Other machines reach it.
    Open,
}

impl From<IpAddr> for Door {
    fn from(address: IpAddr) -> Self {
        if address.is_loopback() {
            Self::Loopback
        } else {
            Self::Open
        }
    }
}

/// Who may see the dashboard.
pub(crate) struct Access {
    pub(crate) door: Door,
    /// What a session begins with.
    pub(crate) token: SecretString,
    /// The names under which the dashboard is reached, beside addresses and `localhost`.
    pub(crate) hosts: Vec<String>,
}

/// What stands before every page.
pub(super) async fn guard(
    State(access): State<Arc<Access>>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let host = host_of(headers, request.uri());
    // A name that somebody else has made point here must not be able to read pages.
    let Some(host) = host.filter(|host| access.knows(host)) else {
        let why = "this dashboard is not reached under that name: use the machine's address, or \
                   name the host in TRIGGER_DASHBOARD_HOST";
        return refused(StatusCode::FORBIDDEN, why);
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) && is_cross_site(headers, &host) {
        let why = "this was asked for by a page of another site";
        return refused(StatusCode::FORBIDDEN, why);
    }
    if access.is_local(headers, &host)
        || access.has_session(headers)
        || request.uri().path().starts_with("/assets/")
    {
        return next.run(request).await;
    }
    match (request.uri().path(), request.method()) {
        ("/login", &Method::POST) => log_in(&access, request).await,
        ("/login", _) => log_in_by_link(&access, request.uri()),
        (_, &Method::GET) => login_page(StatusCode::UNAUTHORIZED, None),
        _ => refused(StatusCode::UNAUTHORIZED, "log in first, at /login"),
    }
}

/// What every answer carries.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let all = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let cache = headers.entry(header::CACHE_CONTROL);
    cache.or_insert(HeaderValue::from_static("no-store"));
    response
}

impl Access {
    fn knows(&self, host: &Host) -> bool {
        match host {
            Host::Address(_) => true,
            Host::Name(name) => is_localhost(name) || self.hosts.iter().any(|known| known == name),
        }
    }

    fn is_local(&self, headers: &HeaderMap, host: &Host) -> bool {
        const PROXIES: [&str; 4] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "via"];
        let is_loopback = match host {
            Host::Address(address) => address.is_loopback(),
            Host::Name(name) => is_localhost(name),
        };
        self.door == Door::Loopback
            && is_loopback
            && !PROXIES.iter().any(|proxy| headers.contains_key(*proxy))
    }

    fn has_session(&self, headers: &HeaderMap) -> bool {
        cookie(headers, SESSION).is_some_and(|given| same(given, &self.session()))
    }

    /// The value of a session's cookie: nobody who sees it learns the token.
    fn session(&self) -> String {
        let token = self.token.expose_secret().as_bytes();
        match Hmac::<Sha256>::new_from_slice(token) {
            Ok(mut mac) => {
                mac.update(b"dashboard session");
                hex::encode(mac.finalize().into_bytes())
            }
            // Keys of every length are keys.
            Err(_) => String::new(),
        }
    }

    /// Begins a session for whoever has the token.
    fn admit(&self, token: &str) -> Response {
        if !same(token, self.token.expose_secret()) {
            let why = "that is not this dashboard's token";
            return login_page(StatusCode::UNAUTHORIZED, Some(why));
        }
        let session = self.session();
        let cookie = format!("{SESSION}={session}; Path=/; HttpOnly; SameSite=Strict");
        let mut response = Redirect::to("/").into_response();
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// What a request says it wants to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

impl Host {
    fn parse(authority: &str) -> Option<Self> {
        let authority: http::uri::Authority = authority.parse().ok()?;
        let host = authority.host().trim_matches(['[', ']']);
        let name = || host.trim_end_matches('.').to_ascii_lowercase();
        Some(
            host.parse()
                .map_or_else(|_| Self::Name(name()), Self::Address),
        )
    }
}

fn host_of(headers: &HeaderMap, uri: &Uri) -> Option<Host> {
    let mut named = headers.get_all(header::HOST).iter();
    let first = named.next();
    if named.next().is_some() {
        return None;
    }
    let named = first.and_then(|host| host.to_str().ok());
    let authority = uri.authority().map(http::uri::Authority::as_str);
    Host::parse(named.or(authority)?)
}

fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether a browser says that a page of another site has asked for it. What is no browser says
/// nothing of the kind, and can be made to ask by no page.
fn is_cross_site(headers: &HeaderMap, host: &Host) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else {
        return false;
    };
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    let port = |authority: &str| {
        let authority: Option<http::uri::Authority> = authority.parse().ok();
        authority.and_then(|authority| authority.port_u16())
    };
    let own = text("host").unwrap_or("");
    authority.and_then(Host::parse).as_ref() != Some(host) || authority.and_then(port) != port(own)
}

/// Whether two texts are the same, in a time that says nothing about either.
fn same(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|text| Sha256::digest(text.as_bytes()));
    one.ct_eq(&other).into()
}

#[derive(Deserialize)]
struct Login {
    token: String,
}

async fn log_in(access: &Access, request: Request<Body>) -> Response {
    use axum::extract::FromRequest as _;
    match Form::<Login>::from_request(request, &()).await {
        Ok(Form(login)) => access.admit(&login.token),
        Err(_) => login_page(StatusCode::BAD_REQUEST, Some("send a token")),
    }
}

/// The link that the start prints.
fn log_in_by_link(access: &Access, uri: &Uri) -> Response {
    let query = uri.query().unwrap_or_default();
    match query.strip_prefix("token=") {
        Some(token) => access.admit(token),
        None => login_page(StatusCode::OK, None),
    }
}

fn login_page(status: StatusCode, why: Option<&str>) -> Response {
    let body = html! {
        main.login {
            h1 { "Trigger" }
            p { "This dashboard is reached from other machines, so it asks for its token: the one \
                 in " code { "TRIGGER_DASHBOARD_TOKEN" } ", or the one that the start has printed." }
            form method="post" action="/login" {
                label for="token" { "Token" }
                input #token type="password" name="token" required autofocus autocomplete="current-password";
                @if let Some(why) = why {
                    p.alert role="alert" { (why) }
                }
                button.primary type="submit" { "Log in" }
            }
        }
    };
    (status, layout::bare("Log in", &body)).into_response()
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, why.to_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (
                http::HeaderName::from_static(name),
                value.parse().expect("a value"),
            )
        };
        headers.iter().map(pair).collect()
    }

    fn access(door: Door) -> Access {
        Access {
            door,
            token: "a-token-of-some-length".into(),
            hosts: vec!["ops.example".to_owned()],
        }
    }

    fn host(text: &str) -> Host {
        Host::parse(text).expect("a host")
    }

    #[test]
    fn a_name_that_is_not_ours_is_unknown_and_an_address_is_known() {
        let access = access(Door::Loopback);
        for known in [
            "localhost:3040",
            "127.0.0.1",
            "[::1]:80",
            "10.0.0.7:1",
            "OPS.example.",
        ] {
            assert!(access.knows(&host(known)), "{known}");
        }
        for unknown in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.nip.example",
        ] {
            assert!(!access.knows(&host(unknown)), "{unknown}");
        }
    }

    #[test]
    fn only_what_came_straight_from_this_machine_is_local() {
        let is_local =
            |door, to: &str, headers: &[_]| access(door).is_local(&asked(headers), &host(to));
        assert!(is_local(Door::Loopback, "localhost:3040", &[]));
        assert!(!is_local(Door::Open, "localhost:3040", &[]));
        assert!(!is_local(Door::Loopback, "ops.example", &[]));
        for proxy in ["x-forwarded-for", "forwarded", "via"] {
            assert!(!is_local(Door::Loopback, "localhost", &[(proxy, "1")]));
        }
    }

    #[test]
    fn a_write_of_another_sites_page_is_told_by_what_the_browser_says() {
        let cross = |headers: &[_]| is_cross_site(&asked(headers), &host("localhost:3040"));
        let to = ("host", "localhost:3040");
        assert!(cross(&[to, ("sec-fetch-site", "cross-site")]));
        assert!(cross(&[to, ("sec-fetch-site", "same-site")]));
        assert!(cross(&[to, ("origin", "https://evil.example")]));
        assert!(cross(&[to, ("origin", "http://localhost:8080")]));
        assert!(cross(&[to, ("origin", "null")]));
        assert!(!cross(&[to, ("origin", "http://localhost:3040")]));
        assert!(!cross(&[to, ("sec-fetch-site", "same-origin")]));
        assert!(!cross(&[to]));
    }

    #[test]
    fn a_session_is_not_the_token_and_another_tokens_session_is_none() {
        let ours = access(Door::Open);
        let session = ours.session();
        assert!(!session.contains("a-token"));
        let given = |value: &str| asked(&[("cookie", &format!("x=1; {SESSION}={value}"))]);
        assert!(ours.has_session(&given(&session)));
        assert!(!ours.has_session(&given("a-token-of-some-length")));
        let other = Access {
            token: "another".into(),
            ..access(Door::Open)
        };
        assert!(!other.has_session(&given(&session)));
    }
}
