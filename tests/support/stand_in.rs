//! What the stand-ins for providers have in common: an address that refuses connections until they
//! are up, a thread that serves, and the failures that a test asks for.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpSocket;
use tokio::sync::oneshot;

/// What is to come of a creation after what is created exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is answered.
    Send,
    /// It is never answered: the connection stays open.
    Never,
    /// It is answered with this status, as if it had failed.
    Fail(u16),
}

/// A failure that a test asked for.
#[derive(Clone)]
pub struct Failure {
    pub status: u16,
    headers: Vec<(String, String)>,
}

impl Failure {
    pub fn new(status: u16, headers: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            status,
            headers: headers.iter().map(owned).collect(),
        }
    }

    /// With the headers that the test asked for.
    pub fn on(&self, response: Response) -> Response {
        let headers = self.headers.iter();
        headers.fold(response, |response, (name, value)| {
            with_header(response, name, value)
        })
    }
}

/// A response with a body; without one if it is `null`.
pub fn json(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match body.is_null() {
        true => status.into_response(),
        false => (status, axum::Json(body.clone())).into_response(),
    }
}

/// With a header.
pub fn with_header(mut response: Response, name: &str, value: &str) -> Response {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), value.parse()) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// A free port of the loopback address that refuses connections.
pub struct Vacant {
    address: SocketAddr,
    /// Bound and not listening, which keeps the port.
    socket: TcpSocket,
}

impl Vacant {
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        socket.bind(any_port).expect("a port");
        Self {
            address: socket.local_addr().expect("its address"),
            socket,
        }
    }

    /// Where it will be: `http://127.0.0.1:…`.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves there.
    pub fn serve(self, router: Router) -> Serving {
        let base = self.base();
        let (stop, stopped) = oneshot::channel::<()>();
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let listener = {
            let _runtime = runtime.enter();
            self.socket.listen(1024).expect("a listener")
        };
        std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    served = async { axum::serve(listener, router).await } => served.expect("it serves"),
                    _ = stopped => {}
                }
            });
            // A hook may still block a thread.
            runtime.shutdown_background();
        });
        Serving { base, _stop: stop }
    }
}

/// A server with a thread and a runtime of its own, so that nothing a test does can hold it up; it
/// stops when it is dropped.
pub struct Serving {
    base: String,
    _stop: oneshot::Sender<()>,
}

impl Serving {
    /// Where it is: `http://127.0.0.1:…`.
    pub fn base(&self) -> String {
        self.base.clone()
    }
}
