//! What takes the dashboard's place in a program that was built without it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use tokio::sync::watch;
use utoipa::openapi::OpenApi;

use super::Failure;
use super::config::Config;
use crate::engine::Embedded;

#[derive(Debug, clap::Args)]
pub(super) struct Place {}

/// A description of the API: there are no pages.
pub(super) fn with_pages(api: OpenApi) -> OpenApi {
    api
}

/// No dashboard.
pub(super) struct Opened;

impl Opened {
    pub(super) async fn open(
        _: &Arc<Embedded>,
        _: &Config,
        Place {}: &Place,
        _: SocketAddr,
        _: watch::Receiver<bool>,
    ) -> Result<Self, Failure> {
        Ok(Self)
    }

    pub(super) fn url(&self) -> Option<String> {
        None
    }

    pub(super) fn origin(&self) -> Option<String> {
        None
    }

    pub(super) fn beside(&self, ingress: Router) -> Router {
        ingress
    }

    pub(super) async fn serve(self, stopped: impl Future<Output = ()>) -> Result<(), Failure> {
        drop(stopped);
        Ok(())
    }
}
