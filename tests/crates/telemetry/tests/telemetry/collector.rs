//! A stand-in for an OTLP collector: it takes what is exported to it, decodes it, and keeps it.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use prost::Message as _;

/// A span, as a person would look at it.
#[derive(Clone, Debug)]
pub struct Span {
    pub name: String,
    pub trace: String,
    pub id: String,
    /// Empty if it has none.
    pub parent: String,
    pub fields: BTreeMap<String, String>,
    /// The messages of the lines in it.
    pub lines: Vec<String>,
    pub failed: bool,
}

#[derive(Default)]
struct Kept {
    spans: Vec<Span>,
    services: Vec<String>,
    heads: String,
    bodies: Vec<u8>,
}

/// The collector. It listens until the test ends.
pub struct Collector {
    address: String,
    kept: Arc<Mutex<Kept>>,
}

impl Collector {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("an address");
        let address = listener.local_addr().expect("an address").to_string();
        let kept = Arc::new(Mutex::new(Kept::default()));
        let keeps = Arc::clone(&kept);
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                // A process that is killed may leave half a request.
                let _ = take(&socket, &keeps);
            }
        });
        Self { address, kept }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn spans(&self) -> Vec<Span> {
        self.kept().spans.clone()
    }

    /// The spans of a name, in the order of their ends.
    pub fn named(&self, name: &str) -> Vec<Span> {
        let mut spans = self.spans();
        spans.retain(|span| span.name == name);
        spans
    }

    pub fn services(&self) -> Vec<String> {
        self.kept().services.clone()
    }

    /// The requests' first lines and headers.
    pub fn heads(&self) -> String {
        self.kept().heads.clone()
    }

    /// Everything that was exported, in bytes.
    pub fn bodies(&self) -> String {
        String::from_utf8_lossy(&self.kept().bodies).into_owned()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take(mut socket: &TcpStream, kept: &Mutex<Kept>) -> io::Result<()> {
    let mut reader = BufReader::new(socket);
    let mut head = String::new();
    while reader.read_line(&mut head)? > 2 && !head.ends_with("\r\n\r\n") {}
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let exported = ExportTraceServiceRequest::decode(&body[..])?;
    {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.heads.push_str(&head);
        kept.bodies.extend(&body);
        for resource in exported.resource_spans {
            let attributes = resource.resource.unwrap_or_default().attributes;
            kept.services
                .extend(fields(attributes).remove("service.name"));
            let spans = resource
                .scope_spans
                .into_iter()
                .flat_map(|scope| scope.spans);
            kept.spans.extend(spans.map(Span::from));
        }
    }
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    socket.write_all(answer.as_bytes())
}

impl From<opentelemetry_proto::tonic::trace::v1::Span> for Span {
    fn from(span: opentelemetry_proto::tonic::trace::v1::Span) -> Self {
        Self {
            name: span.name,
            trace: hex::encode(span.trace_id),
            id: hex::encode(span.span_id),
            parent: hex::encode(span.parent_span_id),
            fields: fields(span.attributes),
            lines: span.events.into_iter().map(|event| event.name).collect(),
            failed: span.status.is_some_and(|status| status.code == 2),
        }
    }
}

fn fields(attributes: Vec<KeyValue>) -> BTreeMap<String, String> {
    let text = |attribute: KeyValue| {
        let text = match attribute.value?.value? {
            Value::StringValue(text) => text,
            Value::IntValue(number) => number.to_string(),
            other => format!("{other:?}"),
        };
        Some((attribute.key, text))
    };
    attributes.into_iter().filter_map(text).collect()
}
