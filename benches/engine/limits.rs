//! What the machine could do at the best: the same requests and the same rows with nothing around.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rusqlite::{Connection, TransactionBehavior, params};
use sha2::Sha256;

use crate::load;

const SECRET: &str = "whsec_bench";

/// A server that verifies a signature, answers and keeps nothing. Never ends.
pub async fn verifying_server() -> std::io::Result<(SocketAddr, &'static str)> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/", post(verify));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((address, SECRET))
}

async fn verify(headers: HeaderMap, body: Bytes) -> StatusCode {
    let verified = || {
        let header = headers.get("stripe-signature")?.to_str().ok()?;
        let (time, signature) = header.strip_prefix("t=")?.split_once(",v1=")?;
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).ok()?;
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(&body);
        mac.verify_slice(&hex::decode(signature).ok()?).ok()
    };
    match verified() {
        Some(()) => StatusCode::OK,
        None => StatusCode::BAD_REQUEST,
    }
}

/// How many deliveries with their event SQLite commits in a second, in groups of this size, as
/// durably as the store does.
pub fn group_commit(folder: &Path, group: usize) -> rusqlite::Result<f64> {
    let path = folder.join(format!("group-{group}.db"));
    let mut sql = Connection::open(path)?;
    sql.pragma_update(None, "journal_mode", "WAL")?;
    sql.pragma_update(None, "synchronous", "FULL")?;
    sql.execute_batch(include_str!(
        "../../trigger/src/store/migrations/0001_initial.sql"
    ))?;
    let body = vec![b'x'; load::BODY];
    let (mut rows, began) = (0_usize, Instant::now());
    while began.elapsed() < Duration::from_secs(3) {
        let transaction = sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for _ in 0..group {
            rows += 1;
            transaction
                .prepare_cached(
                    "INSERT INTO deliveries (id, source, received_at, method, uri, headers, body,
                                             body_size, verdict, status)
                     VALUES (?1, 'stripe.webhook', 0, 'POST', '/', '[]', ?2, 3072, 'accepted', 200)",
                )?
                .execute(params![id(rows), body])?;
            let delivery = transaction.last_insert_rowid();
            transaction
                .prepare_cached(
                    "INSERT INTO events (source, id, name, happened_at, received_at, context,
                                         is_test, delivery, payload_at, payload_len)
                     VALUES ('stripe.webhook', ?1, 'price.created', 0, 0, 'null', 0, ?2, 0, 10)",
                )?
                .execute(params![format!("evt_{rows}"), delivery])?;
        }
        transaction.commit()?;
    }
    Ok(load::per_second(rows, began.elapsed()))
}

fn id(number: usize) -> Vec<u8> {
    format!("{number:016}").into_bytes()
}
