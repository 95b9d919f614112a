//! What pages are made of beside themselves: one style sheet, the scripts, an icon. All of it is in
//! the binary, and its address changes with its content.

use std::io::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, header};
use sha2::{Digest as _, Sha256};

/// A file that is served as it stands.
pub(super) struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static [u8],
    /// Where it is.
    pub(super) path: LazyLock<String>,
    gzip: LazyLock<Bytes>,
}

macro_rules! asset {
    ($name:ident, $file:literal, $kind:literal) => {
        pub(super) static $name: Asset = Asset {
            name: $file,
            kind: $kind,
            content: include_bytes!(concat!("assets/", $file)),
            path: LazyLock::new(|| path_of(&$name)),
            gzip: LazyLock::new(|| gzip($name.content, Compression::best())),
        };
    };
}

asset!(STYLE, "dashboard.css", "text/css; charset=utf-8");
asset!(SCRIPT, "dashboard.js", "text/javascript; charset=utf-8");
asset!(HTMX, "htmx-2.0.11.min.js", "text/javascript; charset=utf-8");
asset!(
    MORPH,
    "idiomorph-0.8.0-ext.min.js",
    "text/javascript; charset=utf-8"
);
asset!(ICON, "icon.svg", "image/svg+xml");

fn all() -> [&'static Asset; 5] {
    [&STYLE, &SCRIPT, &HTMX, &MORPH, &ICON]
}

fn path_of(asset: &Asset) -> String {
    let digest = hex::encode(Sha256::digest(asset.content));
    let version = digest.get(..12).unwrap_or_default();
    format!("/assets/{version}/{}", asset.name)
}

pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let mut routes = Router::new();
    for asset in all() {
        let serve = move |headers: HeaderMap| async move { serve(asset, &headers) };
        routes = routes.route(&asset.path, get(serve));
    }
    routes
}

fn serve(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let forever = "public, max-age=31536000, immutable";
    let head = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, forever),
        (header::VARY, "accept-encoding"),
    ];
    if takes_gzip(headers) {
        let encoding = [(header::CONTENT_ENCODING, "gzip")];
        (head, encoding, asset.gzip.clone()).into_response()
    } else {
        (head, asset.content).into_response()
    }
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING);
    accepted.is_some_and(|accepted| accepted.to_str().unwrap_or_default().contains("gzip"))
}

fn gzip(content: &[u8], level: Compression) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    // Writing to memory cannot fail.
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default().into()
}

/// Pages and their twins that are worth it are compressed; a stream never is.
pub(super) async fn compressed(request: Request, next: Next) -> Response {
    const WORTH: usize = 1024;
    let takes = takes_gzip(request.headers());
    let response = next.run(request).await;
    let (mut parts, body) = response.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_page = kind.starts_with("text/html") || kind.starts_with("application/json");
    if !takes || !is_page || parts.headers.contains_key(header::CONTENT_ENCODING) {
        return Response::from_parts(parts, body);
    }
    let Ok(content) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    if content.len() < WORTH {
        return Response::from_parts(parts, content.into());
    }
    let gzip_header = HeaderValue::from_static("gzip");
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, gzip_header);
    let vary = HeaderValue::from_static("accept-encoding");
    parts.headers.append(header::VARY, vary);
    Response::from_parts(parts, gzip(&content, Compression::fast()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_page_loads_weighs_less_than_60_kb() {
        let weight: usize = all().iter().map(|asset| asset.gzip.len()).sum();
        assert!(weight < 60_000, "{weight} bytes");
    }
}
