//! Traces, exported by OTLP over HTTP where the standard variables of the environment say.

use std::env;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

use crate::error::Error;

const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];
const PROTOCOLS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
];
const NAMES: [&str; 2] = ["OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"];

/// How long the end of the process waits for what has not been exported.
const LAST: Duration = Duration::from_secs(5);

/// What exports spans, until it is shut down.
#[derive(Debug)]
pub(crate) struct Exporter(SdkTracerProvider);

impl Exporter {
    /// An exporter as the environment describes it; `None` where it names no endpoint.
    ///
    /// # Errors
    ///
    /// When what the environment says cannot be done; the error names the variable.
    pub(crate) fn from_env() -> Result<Option<Self>, Error> {
        let disabled =
            said("OTEL_SDK_DISABLED").is_some_and(|said| said.eq_ignore_ascii_case("true"));
        if disabled || ENDPOINTS.into_iter().all(|name| said(name).is_none()) {
            return Ok(None);
        }
        for name in PROTOCOLS {
            if said(name).is_some_and(|protocol| protocol != "http/protobuf") {
                return Err(Error::permanent(format!(
                    "{name} is a protocol that is not supported: use http/protobuf"
                )));
            }
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client::new()?)
            .with_protocol(Protocol::HttpBinary)
            .build()
            .map_err(|error| {
                Error::new(error).context(format!("cannot export traces to {}", ENDPOINTS[0]))
            })?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource())
            .build();
        Ok(Some(Self(provider)))
    }

    /// What hands the spans of a subscriber to it: those of level INFO and above, with the lines
    /// in them.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("trigger"))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(LevelFilter::INFO)
    }

    /// Exports what is left, and ends.
    pub(crate) async fn shutdown(self) {
        let shutdown = move || self.0.shutdown_with_timeout(LAST);
        match tokio::task::spawn_blocking(shutdown).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last spans were not exported"),
            Err(error) => tracing::warn!(%error, "the last spans were not exported"),
        }
    }
}

/// What a variable says; one that is empty says nothing, as the standard has it.
fn said(name: &str) -> Option<String> {
    env::var(name).ok().filter(|said| !said.is_empty())
}

/// What the spans are spans of: the environment's name for it, or the program's.
fn resource() -> Resource {
    let resource = Resource::builder();
    if NAMES.into_iter().any(|name| said(name).is_some()) {
        return resource.build();
    }
    let program = env::current_exe().ok();
    let name = program.as_deref().and_then(|path| path.file_stem());
    let name = name.map(|name| name.to_string_lossy().into_owned());
    resource
        .with_service_name(name.unwrap_or_else(|| "trigger".to_owned()))
        .build()
}

/// An HTTP client for the exporter, whose thread has no runtime of its own.
#[derive(Debug)]
struct Client {
    http: reqwest::Client,
    runtime: Handle,
}

impl Client {
    fn new() -> Result<Self, Error> {
        // An app that chose a provider itself keeps it: installing a second one fails.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("trigger/", env!("CARGO_PKG_VERSION")))
            .timeout(timeout())
            // A redirect would take the headers somewhere else.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Error::new(error).context("the HTTP client cannot be built"))?;
        Ok(Self {
            http,
            runtime: Handle::current(),
        })
    }
}

/// The standard's variable, which is in milliseconds, or its default of ten seconds.
fn timeout() -> Duration {
    let names = [
        "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
        "OTEL_EXPORTER_OTLP_TIMEOUT",
    ];
    let timeout = names.into_iter().find_map(|name| said(name)?.parse().ok());
    Duration::from_millis(timeout.unwrap_or(10_000))
}

impl HttpClient for Client {
    fn send_bytes<'client, 'sent>(
        &'client self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'sent>>
    where
        'client: 'sent,
        Self: 'sent,
    {
        let http = self.http.clone();
        let sent = self.runtime.spawn(async move {
            let answer = http.execute(request.try_into()?).await?;
            let mut response = Response::builder().status(answer.status());
            if let Some(headers) = response.headers_mut() {
                headers.clone_from(answer.headers());
            }
            Ok::<_, HttpError>(response.body(answer.bytes().await?)?)
        });
        Box::pin(async move { sent.await? })
    }
}
