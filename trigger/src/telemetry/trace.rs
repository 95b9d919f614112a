//! The trace that an event belongs to, as W3C's `traceparent`: it comes with a delivery, is kept
//! with the event, and so goes on in the runs of the event, after a restart too.
//!
//! Without the feature `otlp` there are no traces, and nothing is kept.

use http::HeaderMap;
use tracing::Span;

/// The header, and the key under which the format's own crate knows it.
const TRACEPARENT: &str = "traceparent";

/// The `traceparent` of a request, if it can be one at all.
pub(crate) fn of_request(headers: &HeaderMap) -> Option<&str> {
    headers.get(TRACEPARENT)?.to_str().ok()
}

#[cfg(feature = "otlp")]
mod exported {
    use std::collections::HashMap;

    use opentelemetry::propagation::TextMapPropagator as _;
    use opentelemetry::trace::{Status, TraceContextExt as _};
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use tracing::Span;
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;

    use super::TRACEPARENT;

    pub(crate) fn follow(span: &Span, traceparent: Option<&str>) {
        let Some(traceparent) = traceparent else {
            return;
        };
        let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
        let parent = TraceContextPropagator::new().extract(&carrier);
        if parent.span().span_context().is_valid() {
            // A span that has begun has its place in a trace already.
            let _ = span.set_parent(parent);
        }
    }

    pub(crate) fn current() -> Option<String> {
        let mut carrier = HashMap::new();
        TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
        carrier.remove(TRACEPARENT)
    }

    pub(crate) fn fail() {
        // Without the reason, which may quote anything.
        Span::current().set_status(Status::error(""));
    }
}

/// Makes a span, which has not been entered yet, part of a trace that began elsewhere.
pub(crate) fn follow(span: &Span, traceparent: Option<&str>) {
    #[cfg(feature = "otlp")]
    exported::follow(span, traceparent);
    #[cfg(not(feature = "otlp"))]
    let _ = (span, traceparent);
}

/// The `traceparent` of what follows from the span that is entered; `None` if it is not traced.
pub(crate) fn current() -> Option<String> {
    #[cfg(feature = "otlp")]
    return exported::current();
    #[cfg(not(feature = "otlp"))]
    None
}

/// The place in a trace of whoever asks for something, for what is done for it on another thread.
pub(crate) struct Here {
    #[cfg(feature = "otlp")]
    span: Span,
}

impl Here {
    pub(crate) fn now() -> Self {
        Self {
            #[cfg(feature = "otlp")]
            span: Span::current(),
        }
    }

    /// Does something at that place; a thread that exports no traces has none to be at.
    pub(crate) fn within<T>(&self, act: impl FnOnce() -> T) -> T {
        #[cfg(feature = "otlp")]
        return self.span.in_scope(act);
        #[cfg(not(feature = "otlp"))]
        act()
    }
}

/// Marks the span that is entered as failed in its trace.
pub(crate) fn fail() {
    #[cfg(feature = "otlp")]
    exported::fail();
}
