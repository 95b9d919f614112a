//! The least that a handler of durable webhooks does: it verifies the signature, has one thread
//! insert the body, in one commit with those that came meanwhile, and answers after the commit. It
//! is a process of its own, as the app is.

use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rusqlite::{Connection, TransactionBehavior};
use sha2::Sha256;
use tokio::sync::{mpsc, oneshot};

use super::durable;

/// Where the handler has its database.
pub const DATABASE: &str = "BENCH_HANDLER";

const SECRET: &str = "whsec_bench";

/// How many bodies one commit takes at the most.
const GROUP: usize = 256;

/// The handler, serving.
pub struct Handler {
    child: Child,
    pub address: SocketAddr,
}

impl Handler {
    pub fn start(database: &Path) -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .env(DATABASE, database)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let address = line.trim().parse().map_err(io::Error::other)?;
        Ok(Self { child, address })
    }

    pub fn secret(&self) -> &'static str {
        SECRET
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What is asked of the writing thread: a body to insert, and whom to tell.
type Insert = (Bytes, oneshot::Sender<()>);

/// The handler's process.
#[tokio::main]
pub async fn serve(database: PathBuf) -> ExitCode {
    match try_serve(database).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn try_serve(database: PathBuf) -> crate::Result<()> {
    let sql = Connection::open(database)?;
    durable(&sql)?;
    sql.execute_batch("CREATE TABLE bodies (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)")?;
    let (inserts, queue) = mpsc::channel(4096);
    std::thread::spawn(move || write(sql, queue));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let router = Router::new().route("/", post(receive)).with_state(inserts);
    Ok(axum::serve(listener, router).await?)
}

async fn receive(
    State(inserts): State<mpsc::Sender<Insert>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    if verify(&headers, &body).is_none() {
        return StatusCode::BAD_REQUEST;
    }
    let (say, committed) = oneshot::channel();
    let _ = inserts.send((body, say)).await;
    match committed.await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn verify(headers: &HeaderMap, body: &[u8]) -> Option<()> {
    let header = headers.get("stripe-signature")?.to_str().ok()?;
    let (time, signature) = header.strip_prefix("t=")?.split_once(",v1=")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).ok()?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.verify_slice(&hex::decode(signature).ok()?).ok()
}

/// Inserts what comes, in groups of what came during the commit before.
fn write(mut sql: Connection, mut queue: mpsc::Receiver<Insert>) -> rusqlite::Result<()> {
    let mut group = Vec::with_capacity(GROUP);
    while queue.blocking_recv_many(&mut group, GROUP) > 0 {
        let transaction = sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (body, _) in &group {
            transaction
                .prepare_cached("INSERT INTO bodies (body) VALUES (?1)")?
                .execute([&body[..]])?;
        }
        transaction.commit()?;
        for (_, say) in group.drain(..) {
            // Whoever hung up is told nothing.
            let _ = say.send(());
        }
    }
    Ok(())
}
