//! What a command says on standard error, so that standard output holds nothing but what was asked
//! for: lines of the program's log, and what `serve` tells whoever watches it.

use std::env;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _, stderr};

use tracing::Level;
use tracing::span::Record;
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::fmt::format::{DefaultFields, JsonFields, Writer};
use tracing_subscriber::fmt::{FormatFields, FormattedFields};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use super::Failure;
use super::output::run_sign;
use crate::id::RunId;
use crate::run::RunStatus;
use crate::telemetry::spans;

/// How lines are written to standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    #[default]
    Text,
    /// For programs: one JSON object a line
    Json,
}

/// The variables that say what is logged; the first one that is set counts.
const FILTERS: [&str; 2] = ["TRIGGER_LOG", "RUST_LOG"];

/// The log of this process, until it ends.
#[must_use]
pub(super) struct Logging {
    #[cfg(feature = "otlp")]
    exporter: Option<crate::telemetry::otlp::Exporter>,
}

/// Starts the log of a command; only `serve` has a format, and exports traces.
pub(super) fn start(serve: Option<LogFormat>) -> Result<Logging, Failure> {
    let (lines, lets) = (lines(serve.unwrap_or_default()), filter(serve.is_some())?);
    #[cfg(feature = "otlp")]
    let exporter = match serve {
        Some(_) => crate::telemetry::otlp::Exporter::from_env()?,
        None => None,
    };
    #[cfg(feature = "otlp")]
    let log = match &exporter {
        Some(exporter) => Box::new(lets.through_to(lines).and_then(exporter.layer())),
        None => lets.before(lines),
    };
    #[cfg(not(feature = "otlp"))]
    let log = lets.before(lines);
    let is_ours = tracing_subscriber::registry().with(log).try_init().is_ok();
    #[cfg(feature = "otlp")]
    if !is_ours && exporter.is_some() {
        tracing::warn!("no traces are exported: the app has set up its own log");
    }
    // An app that has set up its own log keeps it.
    let _ = is_ours;
    Ok(Logging {
        #[cfg(feature = "otlp")]
        exporter,
    })
}

impl Logging {
    /// Hands over what has not been exported.
    pub(super) async fn end(self) {
        #[cfg(feature = "otlp")]
        if let Some(exporter) = self.exporter {
            exporter.shutdown().await;
        }
    }
}

type AnyLayer = Box<dyn Layer<Registry> + Send + Sync>;

fn lines(format: LogFormat) -> AnyLayer {
    let lines = fmt::layer().with_writer(stderr);
    match format {
        LogFormat::Text => {
            let lines = lines.fmt_fields(AsBegun(DefaultFields::new()));
            Box::new(lines.with_ansi(stderr().is_terminal()))
        }
        LogFormat::Json => Box::new(lines.json().fmt_fields(AsBegun(JsonFields::new()))),
    }
}

/// Writes of a span what it began with. What it is given at its end is for traces: no line of the
/// log comes after it, and to write it for none costs as much as all the rest of the span.
struct AsBegun<F>(F);

impl<'w, F: FormatFields<'w>> FormatFields<'w> for AsBegun<F> {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'w>, fields: R) -> std::fmt::Result {
        self.0.format_fields(writer, fields)
    }

    fn add_fields(&self, _: &'w mut FormattedFields<Self>, _: &Record<'_>) -> std::fmt::Result {
        Ok(())
    }
}

fn filter(serves: bool) -> Result<Lets, Failure> {
    for name in FILTERS {
        if let Ok(filter) = env::var(name)
            && !filter.is_empty()
        {
            return Lets::parse(&filter).map_err(|error| {
                Failure::Usage(format!(
                    "{name} is `{filter}`: {error}; write it like `warn,trigger=debug`"
                ))
            });
        }
    }
    Ok(Lets::Named(unless_told(serves)))
}

/// What the log lets through unless it is told otherwise. No line of level INFO is within the span of
/// a delivery, so none is made.
fn unless_told(serves: bool) -> Targets {
    let targets = Targets::new().with_default(Level::WARN);
    match serves {
        true => targets
            .with_target("trigger", Level::INFO)
            .with_target(spans::DELIVERY, Level::WARN),
        false => targets,
    }
}

/// What the log lets through.
#[allow(clippy::large_enum_variant, reason = "there is one in a process")]
enum Lets {
    /// What has these targets and levels.
    Named(Targets),
    /// What is in certain spans too (`[span]`), so that all of them have to be followed.
    Within(EnvFilter),
}

impl Lets {
    fn parse(filter: &str) -> Result<Self, ParseError> {
        // Targets would take a span in brackets for the name of a target, which nothing has.
        if !filter.contains('[')
            && let Ok(targets) = filter.parse()
        {
            return Ok(Self::Named(targets));
        }
        EnvFilter::try_new(filter).map(Self::Within)
    }

    /// The lines alone: what they do not let through is not made at all, and no span is asked
    /// whether it was.
    fn before(self, lines: AnyLayer) -> AnyLayer {
        match self {
            Self::Named(targets) => targets.and_then(lines).boxed(),
            Self::Within(filter) => filter.and_then(lines).boxed(),
        }
    }

    /// The lines beside something else, which lets through what it wants.
    #[cfg(feature = "otlp")]
    fn through_to(self, lines: AnyLayer) -> AnyLayer {
        match self {
            Self::Named(targets) => lines.with_filter(targets).boxed(),
            Self::Within(filter) => lines.with_filter(filter).boxed(),
        }
    }
}

/// How `serve` tells what happens: in sentences for people, as lines of the log for programs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice(pub(super) LogFormat);

impl Voice {
    pub(super) fn say(self, what: &str) {
        match self.0 {
            LogFormat::Text => write(&format!("{what}\n")),
            LogFormat::Json => tracing::info!("{what}"),
        }
    }

    /// Says how runs ended, or that they wait, and where they are shown: all that came at once in
    /// one piece, as each piece wakes whoever reads it.
    pub(super) fn runs(self, rested: &[Rested], links: Option<&str>) {
        let mut lines = String::new();
        for Rested { run, job, status } in rested {
            if self.0 == LogFormat::Json {
                let status = status.as_str();
                tracing::info!(target: "trigger::run", %run, job, status, "rested");
                continue;
            }
            let sign = run_sign(*status);
            // A string takes whatever is written to it.
            let _ = match links {
                Some(origin) => writeln!(lines, "{sign} {job} {status}  {origin}/runs/{run}"),
                None => writeln!(lines, "{sign} {job} {status}  {run}"),
            };
        }
        if !lines.is_empty() {
            write(&lines);
        }
    }
}

/// A run that has come to rest.
pub(super) struct Rested {
    pub(super) run: RunId,
    pub(super) job: String,
    pub(super) status: RunStatus,
}

/// Writes to standard error at once. It has no buffer: what is formatted into it is written
/// piece by piece, which wakes whoever reads it as often.
fn write(lines: &str) {
    // Where nobody reads, nothing is to be said.
    let _ = stderr().write_all(lines.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_has_no_span_in_a_log_that_would_write_nothing_within_it() {
        let lets = unless_told(true);
        assert!(!lets.would_enable(spans::DELIVERY, &Level::INFO));
        assert!(lets.would_enable(spans::DELIVERY, &Level::WARN));
        assert!(lets.would_enable("trigger::run", &Level::INFO));
    }

    #[test]
    fn only_what_serves_says_what_it_does() {
        let lets = unless_told(false);
        assert!(!lets.would_enable("trigger::run", &Level::INFO));
        assert!(lets.would_enable("trigger::run", &Level::WARN));
    }
}
