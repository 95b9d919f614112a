//! Where `serve` serves the dashboard, and to whom.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt as _;
use utoipa::openapi::OpenApi;

use super::Failure;
use super::config::Config;
use crate::client::Client;
use crate::dashboard::{Access, Dashboard, router};
use crate::engine::Embedded;

#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// The address to serve the dashboard on, where it is not the one that webhooks arrive at
    #[arg(
        long,
        env = "TRIGGER_DASHBOARD_LISTEN",
        hide_env_values = true,
        value_name = "ADDRESS",
        value_parser = super::config::address
    )]
    dashboard_listen: Option<SocketAddr>,
}

/// How short a token may be, in bytes.
const TOKEN: usize = 16;

/// The dashboard, ready to be served.
pub(super) struct Opened {
    pages: Router,
    /// Its own listener, where it has one.
    listener: Option<TcpListener>,
    url: String,
    origin: String,
}

impl Opened {
    /// Opens the dashboard of an app that listens somewhere.
    pub(super) async fn open(
        engine: &Arc<Embedded>,
        config: &Config,
        place: &Place,
        listen: SocketAddr,
        stop: watch::Receiver<bool>,
    ) -> Result<Self, Failure> {
        let listener = match place.dashboard_listen {
            Some(address) => Some(super::serve::bind(address, "--dashboard-listen").await?),
            None => None,
        };
        let own = listener.as_ref().map(TcpListener::local_addr).transpose()?;
        let address = own.unwrap_or(listen);
        let (token, is_made) = token()?;
        let link = match (address.ip().is_loopback(), is_made) {
            (false, true) => format!(
                "/login?token={}",
                secrecy::ExposeSecret::expose_secret(&token)
            ),
            _ => String::new(),
        };
        let access = Access {
            door: address.ip().into(),
            token,
            hosts: hosts(config),
        };
        let client = Client::new(Arc::clone(engine) as _);
        let ingress = format!("http://{listen}");
        let mut dashboard = Dashboard::new(Arc::clone(engine) as _, client, ingress, stop);
        dashboard.program = config.command();
        dashboard.database = config.database.display().to_string();
        dashboard.public_url = config.public_url.clone();
        Ok(Self {
            pages: router(dashboard, access),
            listener,
            url: format!("http://{address}{link}"),
            origin: format!("http://{address}"),
        })
    }

    /// The ingress's routes, with the dashboard beside them where it has no listener of its own.
    pub(super) fn beside(&self, ingress: Router) -> Router {
        if self.listener.is_some() {
            return ingress;
        }
        // A page may have the path of something that is only posted to.
        let pages = self.pages.clone();
        let page = move |request: Request| {
            let pages = pages.clone();
            async move {
                match pages.oneshot(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            }
        };
        ingress
            .method_not_allowed_fallback(page)
            .fallback_service(self.pages.clone())
    }

    /// Where a person opens it. It holds the token if that was made just now and is needed.
    pub(super) fn url(&self) -> Option<String> {
        Some(self.url.clone())
    }

    /// Where it is reached.
    pub(super) fn origin(&self) -> Option<String> {
        Some(self.origin.clone())
    }

    /// Serves it on its own listener, where it has one.
    pub(super) async fn serve(
        self,
        stopped: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        if let Some(listener) = self.listener {
            axum::serve(listener, self.pages)
                .with_graceful_shutdown(stopped)
                .await?;
        }
        Ok(())
    }
}

/// A description of the API, with the pages' twins in JSON.
pub(super) fn with_pages(mut api: OpenApi) -> OpenApi {
    api.merge(crate::dashboard::openapi());
    api
}

/// The names under which people reach the dashboard.
fn hosts(config: &Config) -> Vec<String> {
    let named = std::env::var("TRIGGER_DASHBOARD_HOST").unwrap_or_default();
    let public = config.public_url.as_deref().and_then(|url| {
        let url: http::Uri = url.parse().ok()?;
        Some(url.host()?.to_owned())
    });
    named
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .chain(public)
        .collect()
}

/// What a session begins with, and whether it was made just now.
fn token() -> Result<(SecretString, bool), Failure> {
    match std::env::var("TRIGGER_DASHBOARD_TOKEN") {
        Ok(token) if token.len() >= TOKEN => Ok((token.into(), false)),
        Ok(_) => Err(Failure::Usage(format!(
            "TRIGGER_DASHBOARD_TOKEN is shorter than {TOKEN} characters: make one with `openssl \
             rand -hex 32`, or unset it to have one made at each start"
        ))),
        Err(_) => {
            let mut bytes = [0; 24];
            getrandom::fill(&mut bytes)
                .map_err(|error| Failure::Failed(format!("there is no randomness: {error}")))?;
            Ok((hex::encode(bytes).into(), true))
        }
    }
}
