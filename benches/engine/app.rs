//! The app that is measured. It runs as a process of its own, as any app does, and tells the bench
//! over a socket what only its own code can see.

use std::io::Write as _;
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::mpsc::{self, Sender};

use trigger::integrations::stripe::{self, Stripe};
use trigger::prelude::*;

/// Where the bench listens.
pub const TELL: &str = "BENCH_TELL";

/// What a job tells the bench, followed by a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Told {
    /// A run of three tasks has had its last result.
    ThreeTasks,
    /// A run went on after its wait, so many microseconds late.
    Late,
    /// The run that others may be in the way of has had its result.
    Alone,
}

impl Told {
    pub const ALL: [Self; 3] = [Self::ThreeTasks, Self::Late, Self::Alone];
}

/// Three tasks, each with its commit.
#[job(trigger = stripe::on_price_created)]
async fn three_tasks(price: stripe::Price, io: Io) -> Result<()> {
    let length = io.run("one", || async { Ok(price.id.len()) }).await?;
    let double = io.run("two", || async { Ok(length * 2) }).await?;
    io.run("three", || async { Ok(double + 1) }).await?;
    tell(Told::ThreeTasks, 0);
    Ok(())
}

/// Waits as many milliseconds as the price says, and tells how late it went on, in microseconds.
#[job(trigger = stripe::on_price_updated)]
async fn waiting(price: stripe::Price, io: Io) -> Result<()> {
    let wait = Duration::from_millis(
        price
            .unit_amount
            .map_or(0, |amount| amount.0.unsigned_abs()),
    );
    let due = io.now("now").await? + wait;
    io.wait_until("wait", due).await?;
    let late = trigger::Timestamp::now().duration_since(due);
    tell(Told::Late, u64::try_from(late.as_micros())?);
    Ok(())
}

/// One task; its runs are few.
#[job(trigger = stripe::on_price_deleted)]
async fn alone(price: stripe::Price, io: Io) -> Result<()> {
    io.run("one", || async { Ok(price.id.len()) }).await?;
    tell(Told::Alone, 0);
    Ok(())
}

/// How long what many runs have to tell is gathered for; so much later is heard, at the most, what
/// comes meanwhile.
const GATHER: std::time::Duration = std::time::Duration::from_millis(2);

/// Tells the bench something. A thread of its own sends what has gathered, and under load it is not
/// woken for each, so that telling costs the job next to nothing.
fn tell(what: Told, number: u64) {
    static BENCH: OnceLock<Option<Sender<[u8; 9]>>> = OnceLock::new();
    let mut said = [what as u8; 9];
    said[1..].copy_from_slice(&number.to_be_bytes());
    if let Some(bench) = BENCH.get_or_init(line_to_the_bench) {
        // A bench that has gone away wants to know nothing more.
        let _ = bench.send(said);
    }
}

fn line_to_the_bench() -> Option<Sender<[u8; 9]>> {
    let address = std::env::var(TELL).ok()?;
    let mut socket = TcpStream::connect(address).ok()?;
    socket.set_nodelay(true).ok()?;
    let (say, said) = mpsc::channel::<[u8; 9]>();
    std::thread::spawn(move || {
        while let Ok(first) = said.recv() {
            let one = first.len();
            let gathered: Vec<u8> = std::iter::once(first)
                .chain(said.try_iter())
                .flatten()
                .collect();
            if socket.write_all(&gathered).is_err() {
                return;
            }
            if gathered.len() > one {
                std::thread::sleep(GATHER);
            }
        }
    });
    Some(say)
}

/// The app's command line.
#[tokio::main]
pub async fn run() -> ExitCode {
    trigger::App::with_jobs(trigger::jobs![three_tasks, waiting, alone])
        .integration(Stripe::from_env())
        .run()
        .await
}
