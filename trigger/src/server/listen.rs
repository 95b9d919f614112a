//! From the socket to the routes, with bounds on what a connection may take.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::Limits;

/// How long nothing is accepted after that has failed, such as for want of file descriptors.
const BREATH: Duration = Duration::from_millis(50);

/// Serves routes until `stop` resolves, then lets the requests end that are dealt with.
pub(crate) async fn serve(
    listener: TcpListener,
    routes: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let server = server(&limits);
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut stop = pin!(stop);
    loop {
        let accept = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, accepted(&listener).await)
        };
        let (place, socket) = tokio::select! {
            accepted = accept => accepted,
            () = &mut stop => break,
        };
        let service = TowerToHyperService::new(routes.clone());
        let connection = server.serve_connection(TokioIo::new(socket), service);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A sender that goes away or talks nonsense is its own affair.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    open.shutdown().await;
}

fn server(limits: &Limits) -> http1::Builder {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(limits.head)
        .max_headers(limits.headers);
    server
}

async fn accepted(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((socket, _)) => {
                // Answers are small and whole. Where that cannot be set they come a little later.
                let _ = socket.set_nodelay(true);
                return socket;
            }
            Err(error) => {
                tracing::debug!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}
